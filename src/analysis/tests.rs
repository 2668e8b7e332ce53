//! Regions, statistics, population, membership and catchments on a small world and on the embedded atlas, against
//! brute force and arithmetic.

use super::test_plans::{atlas, plan, square};
use super::*;
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::geometry::{Position, PreparedBoundary, geodesic, validity};
use crate::quantity::{LonLat, Minutes, SquareMetres};
use crate::scheme::builtin;
use crate::travel::{Crow, TravelModel};

/// A small generator with a fixed seed (SplitMix64, Steele et al. 2014).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / (1u64 << 53) as f64)
    }

    fn point(&mut self, west: f64, south: f64, east: f64, north: f64) -> LonLat {
        LonLat::new(self.between(west, east), self.between(south, north)).expect("on the globe")
    }
}

fn close(left: SquareMetres, right: SquareMetres, relative: f64) -> bool {
    (left - right).square_metres().abs() <= relative * right.square_metres()
}

#[test]
fn carving_takes_ground_and_figures_from_the_less_specific() {
    let atlas = atlas();
    let plan = plan(&atlas, &["P1", "12", "122 21"]);
    let regions = Regions::of(&plan, &atlas);
    let statistics = Statistics::of(&plan, &atlas, &regions);
    let area = |code: &str| geodesic::area(atlas.boundary(atlas.find(code).expect("a unit")));
    let expected = [(area("11"), Some(100)), (area("121"), Some(150)), (area("122") + area("21"), Some(100))];
    for (ring, (ground, people)) in expected.iter().enumerate() {
        // Vertices along straight borders differ between levels here, and edges are measured as geodesics.
        assert!(close(regions.rings[ring].area, *ground, 1e-4), "ring {ring}");
        assert_eq!(statistics.rings[ring].totals.population.sum(), *people, "ring {ring}");
        assert!(validity::is_valid(&regions.rings[ring].boundary), "ring {ring}");
    }
    assert_eq!(statistics.total.population.sum(), Some(350), "nobody is counted twice");
    assert_eq!(statistics.rings[2].totals.gdp.sum(), Some(10.0));
}

#[test]
fn where_a_carved_part_is_unknown_so_is_the_rest() {
    let atlas = atlas();
    let plan = plan(&atlas, &["P2 11", "22"]);
    let statistics = Statistics::of(&plan, &atlas, &Regions::of(&plan, &atlas));
    let core = &statistics.rings[0].totals;
    assert_eq!(core.population.sum(), Some(100));
    assert_eq!(core.population.unknown(), ["P2"]);
    assert_eq!(core.population.known_share(), Some(0.5));
    assert_eq!(statistics.rings[1].totals.population.sum(), None, "missing is not zero");
    let findings = statistics.findings(&plan);
    assert!(findings.iter().any(|finding| finding.message().contains("known for 1 of 2 members (50 %); not known: P2")));
}

#[test]
fn a_member_inside_another_of_its_ring_counts_once() {
    let atlas = atlas();
    let plan = plan(&atlas, &["P1 12"]);
    let regions = Regions::of(&plan, &atlas);
    let statistics = Statistics::of(&plan, &atlas, &regions);
    assert_eq!(statistics.total.population.sum(), Some(300));
    assert!(close(statistics.total.area, regions.rings[0].area, 1e-12));
}

#[test]
fn population_inside_is_by_area_of_the_finest_known_units() {
    let atlas = atlas();
    let cover = PopulationCover::new(&atlas);
    let inside = |west, east| cover.inside(&square(west, east));
    let people = |west, east| inside(west, east).people.expect("known");
    assert!((people(1.0, 1.5) - 150.0).abs() < 0.01, "the district, not half of the city");
    assert!((people(0.0, 2.0) - 300.0).abs() < 0.01);
    assert!((people(2.5, 3.0) - 25.0).abs() < 0.01);
    let half_known = inside(2.0, 4.0);
    assert!((half_known.people.expect("21 is known") - 50.0).abs() < 0.01);
    assert!((half_known.known_share.expect("there is ground") - 0.5).abs() < 1e-4);
    assert_eq!(inside(3.1, 4.0).people, None, "not known is not empty");
    assert_eq!(inside(10.0, 11.0).known_share, None);
}

#[test]
fn rings_follow_from_the_most_specific_unit_at_every_level() {
    let atlas = atlas();
    let plan = plan(&atlas, &["P1", "122", "21"]);
    for level in [Level::Province, Level::City, Level::District] {
        let locator = Locator::new(&atlas, level).with_plan(&plan);
        let ring = |lon: f64| locator.locate(LonLat::new(lon, 1.5).expect("valid")).ring.map(|ring| ring.index());
        assert_eq!([0.5, 1.2, 1.7, 2.5, 3.5, 9.0].map(ring), [Some(0), Some(0), Some(1), Some(2), None, None], "{level}");
    }
}

#[test]
fn located_rings_agree_with_ring_polygons() {
    let atlas = Atlas::embedded();
    let plan = builtin::by_id("beijing-bay").expect("built in").plan(&atlas).expect("good");
    let regions = Regions::of(&plan, &atlas);
    let prepared: Vec<PreparedBoundary> = regions.rings.iter().map(|ring| PreparedBoundary::new(&ring.boundary)).collect();
    let locator = Locator::new(&atlas, Level::City).with_plan(&plan);
    let mut random = Random(7);
    let mut inside = 0;
    for _ in 0..20_000 {
        let point = random.point(112.0, 33.0, 125.0, 42.0);
        let expected = prepared.iter().position(|ring| ring.position(point) == Position::Inside);
        assert_eq!(locator.locate(point).ring.map(|ring| ring.index()), expected, "{point}");
        inside += usize::from(expected.is_some());
    }
    assert!(inside > 1000, "the test reaches the rings");
}

#[test]
fn many_points_are_located_as_each_one() {
    let atlas = atlas();
    let locator = Locator::new(&atlas, Level::City);
    let mut random = Random(8);
    let mut points: Vec<Option<LonLat>> = (0..1000).map(|_| Some(random.point(-1.0, 0.5, 5.0, 2.5))).collect();
    points[10] = None;
    let expected: Vec<Located> =
        points.iter().map(|point| point.map_or_else(Located::default, |point| locator.locate(point))).collect();
    assert_eq!(locator.locate_all(&points), expected);
    assert_eq!(expected[10], Located::default());
}

struct BeijingBay {
    atlas: Atlas,
    centres: Vec<Place>,
    area: Region,
}

fn beijing_bay() -> BeijingBay {
    let atlas = Atlas::embedded();
    let plan = builtin::by_id("beijing-bay").expect("built in").plan(&atlas).expect("good");
    let area = study_area(&plan, &atlas, &Regions::of(&plan, &atlas));
    let seat = |unit: UnitId| atlas.unit(unit).seat().map(|seat| Place::new(atlas.unit(unit).label(), seat.at));
    let centres = plan.members().iter().filter_map(|member| seat(member.area().parts()[0])).collect();
    BeijingBay { atlas, centres, area }
}

#[test]
fn catchments_partition_the_study_area_and_follow_the_nearest_centre() {
    let BeijingBay { atlas, centres, area } = beijing_bay();
    let model = TravelModel::Crow(Crow::default());
    let request = CatchmentRequest {
        centres: &centres,
        within: &area.boundary,
        model: &model,
        units: &[],
        options: CatchmentOptions::default(),
    };
    let result = catchments(&request, &PopulationCover::new(&atlas), &atlas).expect("a good request");
    let sum: SquareMetres = result.catchments.iter().map(|catchment| catchment.area).sum();
    assert!(close(sum, area.area, 1e-6), "{sum} and {}", area.area);
    let people: f64 = result.catchments.iter().filter_map(|catchment| catchment.population.people).sum();
    assert!((people / 412_818_489.0 - 1.0).abs() < 1e-6, "people of the eight provinces: {people}");
    let cells: Vec<PreparedBoundary> =
        result.catchments.iter().map(|catchment| PreparedBoundary::new(&catchment.boundary)).collect();
    let inside = PreparedBoundary::new(&area.boundary);
    let mut random = Random(2026);
    let mut tested = 0;
    while tested < 100_000 {
        let point = random.point(97.0, 31.0, 127.0, 54.0);
        if inside.position(point) != Position::Inside {
            continue;
        }
        tested += 1;
        let cell = cells.iter().position(|cell| cell.position(point) != Position::Outside);
        assert_eq!(cell, nearest_by_brute_force(&centres, point), "{point}");
    }
}

fn nearest_by_brute_force(centres: &[Place], point: LonLat) -> Option<usize> {
    let distances = centres.iter().map(|centre| geodesic::distance(centre.at, point));
    distances.enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(number, _)| number)
}

#[test]
fn circles_nest_and_contain_their_origin() {
    let BeijingBay { atlas, centres, .. } = beijing_bay();
    let request = CircleRequest::new(
        centres.iter().cloned().map(Centre::from).collect(),
        [90.0, 60.0, 90.0].map(Minutes::new).to_vec(),
        TravelModel::Crow(Crow::default()),
    );
    let made = circles(&request, Some(&PopulationCover::new(&atlas))).expect("a good request");
    assert_eq!(made.len(), 2 * centres.len(), "each band once");
    for (pair, centre) in made.chunks(2).zip(&centres) {
        let [small, large] = pair else { panic!("two bands per centre") };
        assert_eq!((small.minutes, large.minutes), (Minutes::new(60.0), Minutes::new(90.0)));
        let outer = PreparedBoundary::new(&large.boundary);
        assert_eq!(PreparedBoundary::new(&small.boundary).position(centre.at), Position::Inside);
        assert!(
            small.boundary.0[0]
                .exterior()
                .coords()
                .all(|&vertex| { LonLat::try_from(vertex).is_ok_and(|vertex| outer.position(vertex) == Position::Inside) })
        );
        assert!(small.population.people <= large.population.people);
    }
}

#[test]
fn links_are_the_pairs_of_the_matrix_within_the_bands() {
    let BeijingBay { centres, .. } = beijing_bay();
    let model = TravelModel::Crow(Crow::default());
    let bands = [Minutes::new(90.0), Minutes::new(150.0)];
    let mut expected = Vec::new();
    for_each_row(&centres, &centres, &model, |row| {
        for cell in row.into_iter().filter(|cell| cell.from < cell.to) {
            let minutes = cell.trip.minutes.expect("the distance-based model reaches everywhere");
            if let Some(&band) = bands.iter().find(|&&band| minutes <= band) {
                expected.push(Link { cell, band });
            }
        }
        Ok::<(), std::convert::Infallible>(())
    })
    .expect("nothing fails");
    assert_eq!(links(&centres, &bands, &model), expected);
    assert!(!expected.is_empty());
}
