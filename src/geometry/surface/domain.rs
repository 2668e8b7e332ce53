//! The boxes of the map that hold everything below a level.

use super::envelope::Envelope;
use super::lattice::{Cell, Lattice};
use super::{FARTHEST, SurfaceError};

/// A radius of curvature (metres) below all of the ellipsoid's, and a share on top, so that boxes are too large rather than too small.
const SMALL_EARTH: f64 = 6_335_000.0;
const MARGIN: f64 = 1.01;
/// Degrees around a box, so that its sides are outside.
const AROUND: f64 = 0.001;

/// Longitudes from `west` to `east` (beyond 180 where they cross the antimeridian) and latitudes of a disk.
#[derive(Clone, Copy)]
struct Box {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

/// One box, two when they meet at the antimeridian, or none when nothing is below the level.
pub(super) fn below(envelope: &Envelope, level: f64, lattice: Lattice) -> Result<Vec<Cell>, SurfaceError> {
    let mut boxes = Vec::new();
    for number in 0..envelope.len() as u32 {
        let Some(radius) = envelope.radius(number, level) else { continue };
        if radius.is_nan() || radius > FARTHEST {
            return Err(SurfaceError::TooLarge);
        }
        let apex = envelope.cone(number).apex;
        boxes.push(around(apex.lon(), apex.lat(), radius));
    }
    let Some(first) = boxes.first() else { return Ok(vec![]) };
    let (south, north) =
        boxes.iter().fold((first.south, first.north), |(south, north), next| (south.min(next.south), north.max(next.north)));
    let (west, east) = longitudes(&boxes);
    let cell = |west: f64, east: f64| Cell {
        west: lattice.floor(west),
        south: lattice.floor(south.max(-90.0)),
        east: lattice.ceil(east),
        north: lattice.ceil(north.min(90.0)),
    };
    Ok(if east - west >= 360.0 {
        vec![cell(-180.0, 180.0)]
    } else if east > 180.0 {
        vec![cell(west, 180.0), cell(-180.0, east - 360.0)]
    } else {
        vec![cell(west, east)]
    })
}

fn around(lon: f64, lat: f64, radius: f64) -> Box {
    let angle = MARGIN * radius / SMALL_EARTH;
    let (south, north) = (lat - angle.to_degrees() - AROUND, lat + angle.to_degrees() + AROUND);
    let reach = angle.sin() / lat.to_radians().cos();
    let half = if south <= -89.99 || north >= 89.99 || reach >= 0.999 {
        180.0
    } else {
        MARGIN * reach.asin().to_degrees() + AROUND / lat.to_radians().cos()
    };
    Box { west: lon - half, south, east: lon + half, north }
}

/// The shortest range of longitudes that holds all boxes; its start is within -180..180.
fn longitudes(boxes: &[Box]) -> (f64, f64) {
    let mut ranges: Vec<(f64, f64)> = boxes
        .iter()
        .map(|part| {
            let west = (part.west + 180.0).rem_euclid(360.0) - 180.0;
            (west, west + (part.east - part.west))
        })
        .collect();
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // The widest gap, walking once around: it is before the start of the range that is sought. What comes before the first range is
    // what reaches furthest around.
    let mut reached = ranges.iter().map(|range| range.1).fold(f64::NEG_INFINITY, f64::max) - 360.0;
    let (mut widest, mut start) = (f64::NEG_INFINITY, -180.0);
    for (west, east) in ranges {
        if west - reached > widest {
            (widest, start) = (west - reached, west);
        }
        reached = reached.max(east);
    }
    // A gap that is none but for rounding would put a seam where the map has none.
    if widest <= AROUND {
        return (-180.0, 180.0);
    }
    (start, start + 360.0 - widest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::ellipsoid;
    use crate::geometry::rounding::Precision;
    use crate::geometry::surface::Cone;
    use crate::geometry::testing::Numbers;
    use crate::quantity::LonLat;

    fn domains(apexes: &[(f64, f64)], metres: f64) -> Vec<Cell> {
        let cone = |&(lon, lat): &(f64, f64)| Cone {
            apex: LonLat::new(lon, lat).expect("in range"),
            start: 0.0,
            slope: 1.0,
            limit: None,
            label: 0,
        };
        let envelope = Envelope::new(&apexes.iter().map(cone).collect::<Vec<_>>());
        below(&envelope, metres, Lattice::new(Precision::default())).expect("small")
    }

    #[test]
    fn boxes_hold_their_disks_everywhere() {
        let (mut numbers, lattice) = (Numbers(21), Lattice::new(Precision::default()));
        for _ in 0..500 {
            let apex = (numbers.within(-180.0, 180.0), numbers.within(-90.0, 90.0));
            let metres = numbers.within(100.0, 3e6);
            let cells = domains(&[apex], metres);
            for step in 0..36 {
                let edge = ellipsoid::destination(apex.into(), f64::from(step) * 10.0, metres);
                let (x, y) = lattice.steps(LonLat::wrapped(edge.x, edge.y).coord());
                assert!(cells.iter().any(|cell| cell.contains(x, y)), "{apex:?} {metres} {edge:?}");
            }
        }
    }

    #[test]
    fn the_antimeridian_parts_a_box_and_the_pole_widens_it() {
        assert_eq!(domains(&[(116.4, 39.9)], 1e5).len(), 1);
        let fiji = domains(&[(179.5, -17.0), (-178.0, -18.0)], 1e5);
        assert_eq!((fiji.len(), fiji[0].east, fiji[1].west), (2, 1_800_000_000, -1_800_000_000));
        let pole = domains(&[(20.0, 89.5)], 1e5);
        assert_eq!((pole.len(), pole[0].west, pole[0].east, pole[0].north), (1, -1_800_000_000, 1_800_000_000, 900_000_000));
    }

    #[test]
    fn a_disk_around_the_pole_leaves_no_gap() {
        let cells = domains(&[(180.0, 90.0), (-144.7, 89.2)], 2e4);
        assert_eq!((cells.len(), cells[0].west, cells[0].east), (1, -1_800_000_000, 1_800_000_000));
    }

    #[test]
    fn nothing_below_and_too_much() {
        let envelope = Envelope::new(&[Cone {
            apex: LonLat::new(0.0, 0.0).expect("in range"),
            start: 5.0,
            slope: 1.0,
            limit: None,
            label: 0,
        }]);
        let lattice = Lattice::new(Precision::default());
        assert_eq!(below(&envelope, 4.0, lattice), Ok(vec![]));
        assert_eq!(below(&envelope, 1.1e7, lattice), Err(SurfaceError::TooLarge));
    }
}
