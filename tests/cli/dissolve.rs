//! `convert --dissolve`: one feature for each value of a column.

use super::{features, file, folder, json, number, ringshed_in};

/// Four squares in a row: two of one province, one of another, one of none.
fn squares() -> String {
    let square = |x: u32, province: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"province":{province},"n":1}},"geometry":{{"type":"Polygon","coordinates":[[[{x},0],[{e},0],[{e},1],[{x},1],[{x},0]]]}}}}"#,
            e = x + 1
        )
    };
    let all = [square(0, "\"河北\""), square(1, "\"河北\""), square(2, "\"山西\""), square(3, "null")];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, all.join(","))
}

#[test]
fn borders_within_a_value_vanish_and_areas_stay() {
    let folder = folder();
    file(&folder, "units.geojson", squares());
    ringshed_in(folder.path(), &["convert", "units.geojson", "out.geojson", "--dissolve", "province"]).exits(0);
    let dissolved = json(&folder.path().join("out.geojson"));
    let found: Vec<(Option<&str>, f64)> = features(&dissolved)
        .iter()
        .map(|feature| (feature["properties"]["province"].as_str(), number(&feature["properties"]["features"])))
        .collect();
    assert_eq!(found, [(Some("河北"), 2.0), (Some("山西"), 1.0), (None, 1.0)]);
    // Six vertices and the first again: the two of the inner border are on the outer one too.
    let ring = &features(&dissolved)[0]["geometry"]["coordinates"][0][0];
    assert_eq!(ring.as_array().map(Vec::len), Some(7));
}

#[test]
fn a_column_that_is_not_there_is_named_with_the_nearest() {
    let folder = folder();
    file(&folder, "units.geojson", squares());
    ringshed_in(folder.path(), &["convert", "units.geojson", "out.geojson", "--dissolve", "provinces"])
        .exits(2)
        .says(&["--dissolve provinces", "did you mean 'province'?"]);
}
