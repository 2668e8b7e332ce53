use super::*;
use crate::analysis::random::Seed;
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::quantity::{LonLat, Minutes};
use crate::travel::{Crow, TravelModel};

/// Three units with thresholds of their own: a unit is inside while `a * weight + b <= 10`.
struct Lines {
    terms: RingModelTerms,
}

impl Lines {
    fn new() -> Self {
        let constant = |name: &str| Constant { name: name.to_string(), default: 2.0, range: Some((0.0, 8.0)) };
        let (constants, rings) = (vec![constant("a"), constant("b")], vec!["in".to_string()]);
        Self { terms: RingModelTerms { constants, rings, units: Vec::new() } }
    }
}

impl RingModel for Lines {
    fn terms(&self) -> &RingModelTerms {
        &self.terms
    }

    fn ring_of(&self, values: &[f64]) -> Result<Vec<Option<usize>>, String> {
        if values[0] < 0.0 {
            return Err(format!("a is {}, below 0", values[0]));
        }
        Ok([0.0, 1.0, 3.0].map(|weight| (values[0] * weight + values[1] <= 10.0).then_some(0)).to_vec())
    }
}

const BOTH: [DrawnConstant; 2] =
    [DrawnConstant { constant: 0, low: 0.0, high: 8.0 }, DrawnConstant { constant: 1, low: 0.0, high: 8.0 }];

#[test]
fn break_points_are_those_of_the_formula() {
    let found = break_points(&Lines::new(), &BOTH).expect("possible");
    let near = |point: &BreakPoint, unit: usize, constant: usize, value: f64| {
        (point.unit, point.constant, point.from, point.to) == (unit, constant, Some(0), None)
            && point.below <= value + 1e-9
            && value <= point.above
            && point.above - point.below <= 8e-6
    };
    // With the other at 2: unit 1 leaves at a = 8 (not inside the range), unit 2 at a = 8/3 and at b = 4.
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(near(&found[0], 2, 0, 8.0 / 3.0) && near(&found[1], 2, 1, 4.0), "{found:?}");
}

#[test]
fn shares_are_those_of_the_area_and_signs_those_of_the_formula() {
    let drawn = draws(&Lines::new(), &BOTH, 4000, Seed(1)).expect("possible");
    let units = drawn.units(1);
    // Unit 0 is always inside. Unit 1: a + b <= 10 leaves a triangle of 6 * 6 / 2 of the square of 64.
    assert_eq!((units[0].share, &units[0].sensitivity[..]), (1.0, &[None, None][..]));
    assert!((units[1].share - (1.0 - 18.0 / 64.0)).abs() < 0.03, "{}", units[1].share);
    // Unit 2: 3 a + b <= 10 is the strip of mean width (10/3 + 2/3) / 2 = 2 of 8.
    assert!((units[2].share - 0.25).abs() < 0.03, "{}", units[2].share);
    let [a, b] = [units[2].sensitivity[0], units[2].sensitivity[1]].map(|value| value.expect("it varies"));
    assert!(a > b && b > 0.0 && a > 0.6, "larger constants push it out, a three times as much: {a} {b}");
    let close = |x: Option<f64>, y: Option<f64>| (x.expect("varies") - y.expect("varies")).abs() < 0.06;
    assert!(close(units[1].sensitivity[0], units[1].sensitivity[1]), "of unit 1 both count alike");
}

#[test]
fn draws_do_not_depend_on_threads_or_their_number() {
    let run = |threads: usize, count: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| draws(&Lines::new(), &BOTH, count, Seed(3))).expect("possible").points
    };
    let many = run(4, 300);
    assert_eq!(run(1, 300), many);
    assert_eq!(run(2, 100)[..], many[..100]);
}

#[test]
fn grids_have_every_combination_in_order() {
    let texts = ["a=0..8:4".to_string(), "b=1,9".to_string()];
    let model = Lines::new();
    let points = grid(&model, &read_variations(&texts, model.constants()).expect("good")).expect("possible");
    let values: Vec<(f64, f64)> = points.iter().map(|point| (point.values[0], point.values[1])).collect();
    assert_eq!(values, [(0.0, 1.0), (0.0, 9.0), (4.0, 1.0), (4.0, 9.0), (8.0, 1.0), (8.0, 9.0)]);
    assert_eq!(points[3].rings, [Some(0), None, None]);
    let bad = read_variations(&["a=-2..-1".to_string()], model.constants()).expect("read");
    assert!(grid(&model, &bad).expect_err("impossible")[0].contains("below 0"));
}

#[test]
fn bands_are_minutes_from_the_core() {
    let atlas = Atlas::embedded();
    let units: Vec<UnitId> = atlas.ids_of_level(Level::City).filter(|&id| atlas.unit(id).code().starts_with("13")).collect();
    let beijing = Place::new("Beijing", LonLat::new(116.397, 39.9075).expect("valid"));
    let model = TravelModel::Crow(Crow::default());
    let limits = [Minutes::new(60.0), Minutes::new(180.0)];
    let bands = BandModel::new(&atlas, units.clone(), vec![beijing.clone()], &[], &limits, &model);
    let names: Vec<&str> = bands.constants().iter().map(|constant| constant.name.as_str()).collect();
    assert_eq!(names, ["minutes", "minutes_2", "detour", "speed_kmh"]);
    let values: Vec<f64> = bands.constants().iter().map(|constant| constant.default).collect();
    let with = |at: usize, value: f64| {
        let mut values = values.clone();
        values[at] = value;
        bands.ring_of(&values)
    };
    for (unit, ring) in units.iter().zip(with(2, 1.2).expect("possible")) {
        let seat = atlas.unit(*unit).seat().expect("cities have seats").at;
        let detoured =
            Crow::new(crate::travel::Detour::new(1.2).expect("possible"), crate::quantity::KilometresPerHour::new(80.0));
        let minutes = detoured.expect("possible").minutes(crate::geometry::geodesic::distance(beijing.at, seat)).minutes();
        let expected = if minutes <= 60.0 { Some(1) } else { (minutes <= 180.0).then_some(2) };
        assert_eq!(ring, expected, "{}", atlas.described(*unit));
    }
    assert!(with(2, 0.5).is_err_and(|error| error.contains("detour 0.5")));
    // Where a unit changes, the minutes are the threshold.
    let found = break_points(&bands, &[DrawnConstant { constant: 2, low: 1.2, high: 1.4 }]).expect("possible");
    assert!(!found.is_empty());
    for point in found {
        let seat = atlas.unit(units[point.unit]).seat().expect("cities have seats").at;
        let kilometres = crate::geometry::geodesic::distance(beijing.at, seat).metres() / 1000.0;
        let limit = if point.from == Some(1) { 60.0 } else { 180.0 };
        let exact = limit * 80.0 / (60.0 * kilometres);
        assert!(point.below <= exact + 1e-9 && exact <= point.above + 1e-9, "{exact} {point:?}");
    }
}
