//! Population: sums to the person, and missing stays missing.

use std::collections::BTreeMap;

use ringshed::{Level, UnitId};

use super::{ATLAS, code, unit_of_code};

const POPULATION: &str = include_str!("../../geodata/facts/population_2020.csv");

fn population(id: UnitId) -> Option<u64> {
    ATLAS.unit(id).figures().population.as_ref().map(|figure| figure.value)
}

/// The units of a level below a unit.
fn units_below(above: UnitId, level: Level) -> Vec<UnitId> {
    ATLAS.ids_of_level(level).filter(|&id| id != above && ATLAS.is_within(id, above)).collect()
}

/// The published figures by code.
fn published() -> BTreeMap<String, u64> {
    let mut reader = csv::Reader::from_reader(POPULATION.as_bytes());
    let rows = reader.records().map(|row| row.expect("a row"));
    rows.map(|row| (row[0].to_string(), row[4].parse().expect("a number of people"))).collect()
}

#[test]
fn cities_sum_to_their_province_to_the_person() {
    let mut compared = Vec::new();
    for province in ATLAS.ids_of_level(Level::Province) {
        let cities: Option<Vec<u64>> = units_below(province, Level::City).into_iter().map(population).collect();
        let (Some(cities), Some(total)) = (cities, population(province)) else { continue };
        if !cities.is_empty() {
            assert_eq!(cities.iter().sum::<u64>(), total, "{}", ATLAS.described(province));
            compared.push(code(province));
        }
    }
    let whole = ["130000", "140000", "150000", "210000", "370000", "410000", "440000"];
    assert!(whole.iter().all(|code| compared.contains(code)), "only {compared:?}");
}

#[test]
fn districts_of_beijing_sum_to_beijing() {
    let beijing = unit_of_code("110000");
    let districts = units_below(beijing, Level::District);
    assert_eq!(districts.len(), 16);
    let people: Option<u64> = districts.into_iter().map(population).sum();
    assert_eq!(people, population(beijing));
    assert_eq!(people, Some(21_893_095));
}

#[test]
fn every_published_figure_and_no_other() {
    let published = published();
    for id in ATLAS.ids() {
        assert_eq!(population(id), published.get(code(id)).copied(), "{}", ATLAS.described(id));
    }
    let xiongan = ATLAS.figures("XA").and_then(|figures| figures.population.as_ref()).expect("Xiong'an has a figure");
    assert_eq!(Some(xiongan.value), published.get("XA").copied());
    assert!(ATLAS.find("XA").is_none(), "Xiong'an is not a unit");
}

#[test]
fn missing_is_missing() {
    for missing in ["130629", "130632", "130638", "320500"] {
        assert_eq!(population(unit_of_code(missing)), None, "{missing}");
    }
    let zero = |id: &UnitId| {
        let figures = ATLAS.unit(*id).figures();
        population(*id) == Some(0) || figures.gdp.as_ref().is_some_and(|gdp| gdp.value <= 0.0)
    };
    assert_eq!(ATLAS.ids().find(zero), None);
}
