//! `units`: the atlas as a table.

use super::{Table, close, file, folder, ringshed, ringshed_in};

fn units(arguments: &[&str]) -> Table {
    let mut all = vec!["units"];
    all.extend(arguments);
    let outcome = ringshed(&all).exits(0);
    let table = outcome.table();
    assert_eq!(table.columns.join(","), "code,name,name_en,level,parent,area_km2,population");
    table
}

#[test]
fn provinces_are_34() {
    let table = units(&["--level", "province"]);
    assert_eq!(table.rows.len(), 34);
    let beijing = [("code", "110000")];
    assert_eq!(table.cell("name", &beijing), "北京市");
    assert_eq!(table.cell("name_en", &beijing), "Beijing");
    assert_eq!(table.cell("population", &beijing), "21893095");
    assert_eq!(table.cell("parent", &beijing), "");
    // Spellings that are not plain pinyin.
    for (code, name) in [("150000", "Inner Mongolia"), ("610000", "Shaanxi"), ("810000", "Hong Kong"), ("820000", "Macao")] {
        assert_eq!(table.cell("name_en", &[("code", code)]), name);
    }
    // Missing is missing, not zero.
    assert_eq!(table.cell("population", &[("code", "220000")]), "");
    // Official figure of Shandong's land area: 15.58 x 10^4 km2.
    close(table.number("area_km2", &[("code", "370000")]), 155_800.0, 0.012);
}

#[test]
fn districts_of_beijing_are_16_and_fill_it() {
    let table = units(&["--level", "district"]);
    let of_beijing: Vec<&Vec<String>> = table.rows.iter().filter(|row| row[4] == "110000").collect();
    assert_eq!(of_beijing.len(), 16);
    let number = |column: usize| of_beijing.iter().map(|row| row[column].parse::<f64>().expect("a number")).sum::<f64>();
    assert_eq!(number(6), 21_893_095.0, "the census of the districts sums to the city's");
    let beijing = ringshed(&["units", "--match", "110000"]).exits(0).table();
    close(number(5), beijing.number("area_km2", &[("code", "110000")]), 1e-6);
}

#[test]
fn matching_looks_at_codes_and_names_in_both_languages() {
    let codes = |text: &str| units(&["--match", text]).cells("code").into_iter().map(str::to_string).collect::<Vec<_>>();
    assert_eq!(codes("tongzhou"), ["110112", "320612"]);
    assert_eq!(codes("通州"), ["110112", "320612"]);
    assert_eq!(codes("110112"), ["110112"]);
    assert!(codes("no such place").is_empty());
    let cities = units(&["--match", "tai", "--level", "city"]);
    assert!(
        cities.cells("name_en").contains(&"Tai'an") && !cities.cells("name_en").contains(&"Taijiang"),
        "{:?}",
        cities.rows
    );
}

#[test]
fn other_countries_are_there() {
    assert!(units(&["--level", "prefecture"]).cells("code").contains(&"JP-13"));
    let counties = units(&["--level", "county"]);
    assert_eq!(counties.cell("name", &[("code", "06075")]), "San Francisco");
    assert_eq!(counties.cell("parent", &[("code", "06075")]), "06");
}

#[test]
fn a_level_that_is_none_is_refused_with_the_levels() {
    ringshed(&["units", "--level", "citty"]).exits(2).says(&["'citty'", "city", "province", "district"]);
}

#[test]
fn own_boundaries_are_listed() {
    let folder = folder();
    file(
        &folder,
        "zones.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"z","name":"Zone"},
            "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}}]}"#,
    );
    let table = ringshed_in(folder.path(), &["units", "--boundaries", "zones.geojson"]).exits(0).table();
    assert_eq!(table.cells("code"), ["z"]);
    // GeographicLib: 12308.778361469453 km2.
    close(table.number("area_km2", &[("code", "z")]), 12_308.778_361, 1e-9);
}
