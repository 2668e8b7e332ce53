//! Geodesic areas against published ones.

use ringshed::geometry::geodesic;

use super::{ATLAS, unit_of_code};

/// Areas of provinces in 10^4 km2 that others computed from the same boundaries.
const PROVINCES: [(&str, f64); 9] = [
    ("110000", 1.64),
    ("120000", 1.19),
    ("130000", 18.80),
    ("140000", 15.67),
    ("150000", 114.59),
    ("210000", 14.72),
    ("370000", 15.57),
    ("410000", 16.56),
    ("440000", 17.87),
];

/// Bay areas: name, members, km2.
const BAY_AREAS: [(&str, &str, f64); 7] = [
    ("Tokyo", "JP-13", 2183.0),
    ("Kanagawa", "JP-14", 2384.0),
    ("Chiba", "JP-12", 5111.0),
    ("Saitama", "JP-11", 3885.0),
    ("nine counties of San Francisco", "06001 06013 06041 06055 06075 06081 06085 06095 06097", 18_518.0),
    (
        "twelve counties of San Francisco",
        "06001 06013 06041 06055 06075 06081 06085 06095 06097 06087 06069 06077",
        26_980.0,
    ),
    (
        "35 counties of New York",
        "36005 36027 36047 36059 36061 36071 36079 36081 36085 36087 36103 36111 36119 34003 34013 34017 34019 34021 \
         34023 34025 34027 34029 34031 34035 34037 34039 34041 09001 09005 09009 42025 42077 42089 42095 42103",
        38_252.0,
    ),
];

const GREATER_BAY_AREA: &str = "440100 440300 440400 440600 440700 441200 441300 441900 442000 810000 820000";

/// Table 1 of Sun & Wang 2023.
const TABLE_1: &str = include_str!("../../geodata/facts/seed_table1.csv");

fn area_km2(codes: &str) -> f64 {
    codes.split_whitespace().map(|code| geodesic::area(ATLAS.boundary(unit_of_code(code))).square_metres() / 1e6).sum()
}

fn relative_difference(computed: f64, published: f64) -> f64 {
    (computed - published) / published
}

#[test]
fn provinces_within_half_a_percent() {
    for (code, published) in PROVINCES {
        let difference = relative_difference(area_km2(code) / 1e4, published);
        assert!(difference.abs() <= 0.005, "{code}: {difference:+.4}");
    }
}

#[test]
fn bay_areas_of_the_world_within_half_a_percent() {
    for (name, codes, published) in BAY_AREAS {
        let difference = relative_difference(area_km2(codes), published);
        assert!(difference.abs() <= 0.005, "{name}: {difference:+.4}");
    }
}

#[test]
fn greater_bay_area_within_two_and_a_half_percent() {
    assert_eq!(GREATER_BAY_AREA.split_whitespace().count(), 11);
    let difference = relative_difference(area_km2(GREATER_BAY_AREA), 56_000.0);
    assert!(difference.abs() <= 0.025, "{difference:+.4}");
}

#[test]
fn table_1_within_its_limits_but_for_inner_mongolia() {
    let mut reader = csv::Reader::from_reader(TABLE_1.as_bytes());
    let mut compared = 0;
    for row in reader.records().map(|row| row.expect("a row")).filter(|row| !row[1].is_empty()) {
        compared += 1;
        let published: f64 = row[2].parse().expect("an area");
        let difference = relative_difference(area_km2(&row[1]) / 1e4, published);
        let expected = if &row[1] == "150000" { -0.035..=-0.028 } else { -0.012..=0.012 };
        assert!(expected.contains(&difference), "{}: {difference:+.4}", &row[0]);
    }
    assert_eq!(compared, 6);
}
