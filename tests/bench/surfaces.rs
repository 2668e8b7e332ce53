//! How fast surfaces, circles and catchments by train are, on the embedded data. Results are checked, so that a fast wrong answer fails.
//!
//! `cargo bench --bench surfaces`: once each, on all cores. For the memory: `/usr/bin/time -v` before it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ringshed::analysis::{
    CatchmentOptions, CatchmentRequest, Centre, Circle, CircleRequest, PopulationCover, Region, catchments, circles,
};
use ringshed::geometry::rounding::Precision;
use ringshed::geometry::surface::{Cone, Envelope, Surface, Tolerance};
use ringshed::network::{Direction, RailChecks, RailTable};
use ringshed::travel::{Basis, Rail, RailParameters, Reach, Spread, TravelModel};
use ringshed::{Atlas, Level, LonLat, Metres, Minutes, Place, UnitId};

/// The provinces of the hinterland of Beijing Bay.
const PROVINCES: [&str; 8] = ["110000", "120000", "130000", "370000", "410000", "140000", "150000", "210000"];

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = black_box(work());
    let elapsed = start.elapsed();
    println!("{what}: {elapsed:.2?}");
    (elapsed, result)
}

fn cones(reach: &Reach) -> Vec<Cone> {
    let cone = |source: &ringshed::travel::Source| {
        let (slope, limit) = match source.spread {
            Spread::Way { minutes_per_metre, limit } => (minutes_per_metre, limit),
            Spread::Disk { radius } => (0.0, Some(radius)),
        };
        Cone { apex: source.at, start: source.start.minutes(), slope, limit, label: 0 }
    };
    reach.sources.iter().map(cone).collect()
}

/// One surface and its contours, without anything counted inside.
fn one_surface(model: &TravelModel, place: &Place) {
    let reach = model.reach(place, Direction::From);
    let tolerance = Tolerance { value: 0.1, distance: Metres::new(100.0), precision: Precision::default() };
    let (_, surface) = timed(&format!("surface of {} at 60 and 90 minutes, {}", place.name, model.basis()), || {
        Surface::new(Envelope::new(&cones(&reach)), &[60.0, 90.0], tolerance).expect("a surface")
    });
    let (_, areas) = timed("  contours", || surface.contours().expect("closed"));
    println!("  {} cells, {} parts", surface.cell_count(), areas[1].0.len());
    assert!(areas[0].0.len() <= areas[1].0.len());
}

/// What the grid is worth: as many exact values as it takes to see the same on a raster of the tolerance, for one square degree.
fn raster(model: &TravelModel, place: &Place) {
    let reach = model.reach(place, Direction::From);
    let (elapsed, reached) = timed("  10,000 exact minutes by looking at every source", || {
        (0..10_000)
            .filter(|step| {
                let (x, y) = (f64::from(step % 100) / 100.0, f64::from(step / 100) / 100.0);
                let at = LonLat::new(place.at.lon() - 0.5 + x, place.at.lat() - 0.5 + y).expect("in range");
                reach.minutes_at(at).is_some_and(|minutes| minutes <= Minutes::new(90.0))
            })
            .count()
    });
    assert!(reached > 0 && elapsed > Duration::ZERO);
}

fn main() {
    let atlas = Atlas::embedded();
    let network = Arc::new(RailTable::embedded().build(&RailChecks::default()).network);
    let rail = Rail::new(network, RailParameters::default(), Basis::DoorToDoor).expect("possible");
    let door_to_door = TravelModel::Rail(rail);
    let in_vehicle = door_to_door.with_basis(Basis::InVehicle);
    let provinces: Vec<UnitId> = PROVINCES.iter().map(|code| atlas.find(code).expect("embedded")).collect();
    let cities = atlas.units_inside(&provinces, Level::City);
    let seat = |&id: &UnitId| atlas.unit(id).seat().map(|seat| Place::new(atlas.unit(id).label(), seat.at));
    let places: Vec<Place> = cities.iter().filter_map(seat).collect();
    let cover = PopulationCover::new(&atlas);

    for model in [&door_to_door, &in_vehicle] {
        one_surface(model, &places[0]);
    }
    raster(&door_to_door, &places[0]);

    let request = |model: &TravelModel| {
        let centres = places.iter().cloned().map(Centre::from).collect();
        CircleRequest::new(centres, [60.0, 90.0].map(Minutes::new).to_vec(), model.clone())
    };
    let smaller = |pair: &[Circle]| pair[0].area <= pair[1].area && pair[0].area.square_metres() > 0.0;
    for (model, basis) in [(&door_to_door, "door to door"), (&in_vehicle, "in-vehicle")] {
        let what = format!("circles of {} cities, 60 and 90 minutes {basis}", places.len());
        let (_, bare) = timed(&format!("{what}, nothing counted inside"), || circles(&request(model), None).expect("good"));
        assert!(bare.chunks(2).all(smaller), "bands nest");
        let (_, made) = timed(&format!("{what}, with people"), || circles(&request(model), Some(&cover)).expect("good"));
        assert_eq!(made.len(), 2 * places.len());
        assert!(made.iter().all(|circle| circle.population.people.is_some_and(|people| people > 0.0)));
        assert!(made.iter().all(|circle| circle.reachable_share.is_some_and(|share| share > 0.99)));
    }

    let area = Region::of_units(&atlas, &provinces);
    let centres = &places[..20];
    let options = CatchmentOptions::default();
    let request = CatchmentRequest { centres, within: &area.boundary, model: &door_to_door, units: &cities, options };
    let (_, made) = timed("catchments of 20 cities in the eight provinces, door to door", || {
        catchments(&request, &cover, &atlas).expect("good")
    });
    let whole: f64 = made.catchments.iter().map(|catchment| catchment.area.square_metres()).sum();
    assert!((whole / area.area.square_metres() - 1.0).abs() < 1e-6, "everything is reached");
}
