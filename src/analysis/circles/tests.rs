use super::*;
use crate::atlas::{Atlas, Level, UnitId};
use crate::geometry::{Position, PreparedBoundary, coverage, validity};
use crate::quantity::{Basis, LonLat, Metres, SquareKilometres};
use crate::travel::Crow;

fn place(name: &str, lon: f64, lat: f64) -> Place {
    Place::new(name, LonLat::new(lon, lat).expect("in range"))
}

fn crow() -> TravelModel {
    TravelModel::Crow(Crow::default())
}

fn request(centres: &[Place], options: CircleOptions) -> CircleRequest<'static> {
    let centres = centres.iter().cloned().map(Centre::from).collect();
    CircleRequest { options, ..CircleRequest::new(centres, [60.0, 90.0].map(Minutes::new).to_vec(), crow()) }
}

fn made(centres: &[Place], options: CircleOptions) -> Vec<Circle> {
    circles(&request(centres, options), None).expect("a good request")
}

fn total(circles: &[Circle]) -> f64 {
    circles.iter().map(|circle| circle.area.square_metres()).sum()
}

#[test]
fn rings_are_disks_less_the_smaller_ones() {
    let beijing = [place("Beijing", 116.397, 39.9075)];
    let disks = made(&beijing, CircleOptions::default());
    let rings = made(&beijing, CircleOptions { bands: Bands::Rings, ..CircleOptions::default() });
    assert_eq!(rings[0].boundary, disks[0].boundary);
    assert_eq!((rings[0].after, rings[1].after, disks[1].after), (None, Some(Minutes::new(60.0)), None));
    assert!((total(&rings) / disks[1].area.square_metres() - 1.0).abs() < 1e-9);
    let centre = PreparedBoundary::new(&rings[1].boundary).position(beijing[0].at);
    assert_eq!(centre, Position::Outside);
}

#[test]
fn dissolved_circles_are_the_union() {
    let pair = [place("a", 116.4, 39.9), place("b", 117.2, 39.1)];
    let split = made(&pair, CircleOptions::default());
    let dissolved = made(&pair, CircleOptions { grouping: Grouping::Dissolved, ..CircleOptions::default() });
    assert_eq!((split.len(), dissolved.len()), (4, 2));
    assert_eq!(dissolved[0].centre, "a; b");
    let common = coverage::intersection(&split[0].boundary, &split[2].boundary);
    let expected = split[0].area.square_metres() + split[2].area.square_metres() - geodesic::area(&common).square_metres();
    assert!((dissolved[0].area.square_metres() / expected - 1.0).abs() < 1e-6);
    assert!(dissolved.iter().all(|circle| validity::is_valid(&circle.boundary)));
}

#[test]
fn clipped_circles_are_within() {
    let atlas = Atlas::embedded();
    let tianjin = atlas.resolve("Tianjin", None).expect("known").id;
    let within = atlas.boundary(tianjin).clone();
    let options = CircleOptions { within: Some(within.clone()), bands: Bands::Rings, ..CircleOptions::default() };
    let centre = [place("Beijing", 116.397, 39.9075)];
    let rings = made(&centre, options);
    let disks = made(&centre, CircleOptions::default());
    let expected = geodesic::area(&coverage::intersection(&within, &disks[1].boundary)).square_metres();
    assert!((total(&rings) / expected - 1.0).abs() < 1e-6, "{} {expected}", total(&rings));
    assert!(rings.iter().all(|ring| validity::is_valid(&ring.boundary) && ring.area.square_metres() > 0.0));
}

/// Measured, not assumed: filling a hole that the model does not reach lowers the share by what was filled.
#[test]
fn the_reachable_share_is_measured() {
    let around: Vec<Place> = (0..6)
        .map(|step| {
            let at = geodesic::destination(place("", 10.0, 50.0).at, f64::from(step) * 60.0, Metres::new(100_000.0));
            Place::new(step.to_string(), at)
        })
        .collect();
    let dissolved = CircleOptions { grouping: Grouping::Dissolved, ..CircleOptions::default() };
    let open = made(&around, dissolved.clone());
    assert_eq!(open[0].boundary.0[0].interiors().len(), 1, "61.5 km around places 100 km from each other");
    assert_eq!(open[0].reachable_share, Some(1.0));
    let filled = made(&around, CircleOptions { smallest_hole: SquareKilometres::new(1e6).into(), ..dissolved });
    let share = filled[0].reachable_share.expect("measured");
    let expected = open[0].area / filled[0].area;
    assert!(expected < 0.99 && (share - expected).abs() < 2e-3, "{share} {expected}");
}

#[test]
fn people_of_places_are_counted_where_they_are() {
    let at = |lon: f64, people: Option<f64>| PopulatedPlace { at: place("", lon, 0.0).at, people };
    // 60 minutes are 61.5 km, 90 are 92.3 km; a degree is 111.3 km.
    let places = vec![at(0.1, Some(1000.0)), at(0.5, Some(200.0)), at(0.52, None), at(0.7, Some(30.0)), at(1.0, Some(4.0))];
    let circles = made(&[place("o", 0.0, 0.0)], CircleOptions { places, ..CircleOptions::default() });
    let counted = circles[0].places.expect("counted");
    assert_eq!((counted.places, counted.known, counted.people), (3, 2, Some(1200.0)));
    assert_eq!(circles[1].places.expect("counted").people, Some(1230.0));
    assert_eq!(circles[1].reachable_population_share, Some(1.0));
}

#[test]
fn members_by_centre_by_majority_and_by_any_part() {
    let atlas = Atlas::embedded();
    let request = request(&[place("Beijing", 116.397, 39.9075)], CircleOptions::default());
    let circles = circles(&request, None).expect("a good request");
    let units: Vec<UnitId> = atlas.ids_of_level(Level::City).collect();
    let members = circle_members(&circles, &request, &units, &atlas);
    let found = |code: &str, circle: usize| {
        let unit = atlas.find(code).expect("known");
        *members.iter().find(|member| member.unit == unit && member.circle == circle).expect("a member")
    };
    let rules = |member: CircleMember| {
        [MemberRule::Centre, MemberRule::Majority, MemberRule::Any].map(|rule| member.is_inside(rule))
    };
    // Langfang's seat is 48 km from Tiananmen; Beijing is larger than 61.5 km around it but mostly inside 92 km.
    assert!(rules(found("131000", 0))[0]);
    assert_eq!(rules(found("110000", 1)), [true, true, true]);
    let chengde = found("130800", 1);
    assert_eq!(rules(chengde), [false, false, true], "its south-west only");
    assert!(chengde.share < 0.2 && !chengde.differs());
    // Twice the minutes of the brute force: every unit that is listed meets one of the rules, every other meets none.
    for unit in units {
        let seat = atlas.unit(unit).seat().map(|seat| geodesic::distance(request_centre(&request), seat.at));
        let is_near = seat.is_some_and(|distance| Crow::default().minutes(distance) <= Minutes::new(90.0));
        let member = members.iter().find(|member| member.unit == unit && member.circle == 1);
        assert_eq!(
            member.is_some_and(|member| member.is_inside(MemberRule::Centre)),
            is_near,
            "{}",
            atlas.unit(unit).code()
        );
    }
}

fn request_centre(request: &CircleRequest<'_>) -> LonLat {
    match &request.centres[0].origin {
        Origin::Place(place) => place.at,
        Origin::Border(_) => unreachable!("made of a place"),
    }
}

#[test]
fn circles_say_their_basis() {
    let in_vehicle = crow().with_basis(Basis::InVehicle);
    let request = CircleRequest::new(vec![place("o", 1.0, 1.0).into()], vec![Minutes::new(30.0)], in_vehicle);
    let circles = circles(&request, None).expect("a good request");
    assert_eq!(circles[0].description.basis, Basis::InVehicle);
    assert_eq!((circles[0].error, circles[0].direction), (None, Direction::From), "exact");
}
