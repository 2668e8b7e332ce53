//! Seats.

use ringshed::geometry::{Position, PreparedBoundary};

use super::{ATLAS, code};

#[test]
fn every_unit_has_its_seat_inside() {
    let outside: Vec<&str> = ATLAS
        .ids()
        .filter(|&id| {
            let seat = ATLAS.unit(id).seat();
            let position = |at| PreparedBoundary::new(ATLAS.boundary(id)).position(at);
            seat.map(|seat| position(seat.at)) != Some(Position::Inside)
        })
        .map(code)
        .collect();
    assert!(outside.is_empty(), "seat missing or not inside: {outside:?}");
}
