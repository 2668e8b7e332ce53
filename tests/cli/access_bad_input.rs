//! `access` and `links` with columns, amounts, limits and places that will not do.

use super::{file, folder, ringshed, ringshed_in};

const TOWNS: &str = "name,lon,lat,people\na,0,0,1000\nb,0.25,0,3000\n";
const HOSPITALS: &str = "name,lon,lat,beds\nx,0,0,40\ny,0.5,0,21\n";

fn with(towns: &str, hospitals: &str, extra: &[&str]) -> super::Outcome {
    let folder = folder();
    file(&folder, "towns.csv", towns);
    file(&folder, "hospitals.csv", hospitals);
    let mut arguments = vec!["access", "towns.csv", "hospitals.csv"];
    arguments.extend(extra);
    ringshed_in(folder.path(), &arguments)
}

const COLUMNS: [&str; 4] = ["--demand", "people", "--supply", "beds"];

#[test]
fn columns_that_are_not_there_are_all_named_with_the_closest() {
    with(TOWNS, HOSPITALS, &["--demand", "poeple", "--supply", "capacity"]).exits(2).says(&[
        "--demand 'poeple': towns.csv has no such column; did you mean 'people'?",
        "--supply 'capacity': hospitals.csv has no such column; its columns are: name, lon, lat, beds",
    ]);
    with(TOWNS, HOSPITALS, &["--demand", "people"]).exits(2).says(&["--supply is missing", "there is name, lon, lat, beds"]);
    // The demand of a file is 'population' unless named.
    with(TOWNS, HOSPITALS, &["--supply", "beds"]).exits(2).says(&["--demand 'population': towns.csv"]);
    // No demand is needed for what a place can reach.
    with(TOWNS, HOSPITALS, &["--supply", "beds", "--method", "cumulative"]).exits(0);
    ringshed(&["access", "Beijing", "Tianjin", "--supply", "gpd"])
        .exits(2)
        .says(&["units have no such figure; did you mean 'gdp'?"]);
}

#[test]
fn impossible_amounts_are_findings_and_the_rest_goes_on() {
    let hospitals = "name,lon,lat,beds\nx,0,0,-40\ny,0.1,0,many\nz,0.2,0,21\n";
    let outcome = with(TOWNS, hospitals, &COLUMNS).exits(1).says(&[
        "negative-amount",
        "row 1",
        "beds is -40",
        "not-a-number",
        "row 2",
        "beds is 'many'",
        "supply is known for 1 of 3 (33 %); not counted: x, y",
    ]);
    assert_eq!(outcome.table().cells("access"), ["0.00525", "0.00525"]);
}

#[test]
fn nobody_anywhere_is_an_error_finding() {
    let nobody = "name,lon,lat,people\na,0,0,0\nb,0.25,0,\n";
    let outcome = with(nobody, HOSPITALS, &COLUMNS).exits(1).says(&["no-demand", "--demand", "known for 1 of 2 (50 %)"]);
    assert_eq!(outcome.table().cells("access"), ["", ""]);
    with(nobody, HOSPITALS, &["--strict", COLUMNS[0], COLUMNS[1], COLUMNS[2], COLUMNS[3]])
        .exits(1)
        .says(&["nothing was written"]);
}

#[test]
fn limits_that_cannot_be_are_refused_together() {
    let wrong = [COLUMNS.as_slice(), &["--minutes", "-5", "--half-life", "3", "--detour", "0.5"]].concat();
    with(TOWNS, HOSPITALS, &wrong).exits(2).says(&[
        "a limit of -5 minutes is not possible",
        "--half-life is not for --method 2sfca, which takes --minutes",
        "detour 0.5 is not possible",
    ]);
    let steps = |steps: &str| with(TOWNS, HOSPITALS, &[&COLUMNS[..], &["--method", "e2sfca", "--steps", steps]].concat());
    steps("10:1,5:0.5").exits(2).says(&["step 2", "ends must grow"]);
    steps("10:0.2,20:0.5").exits(2).says(&["step 2"]);
    steps("ten").exits(2).says(&["for example 20:0.68"]);
    let minutes = [&COLUMNS[..], &["--method", "e2sfca", "--minutes", "30"]].concat();
    with(TOWNS, HOSPITALS, &minutes).exits(2).says(&["--minutes is not for --method e2sfca, which takes --steps"]);
}

#[test]
fn names_given_twice_and_supplies_without_people_are_said() {
    let towns = "name,lon,lat,people\na,0,0,1000\na,0.25,0,3000\n";
    let hospitals = "name,lon,lat,beds\nx,0,0,40\nfar,50,0,21\n";
    with(towns, hospitals, &COLUMNS).exits(0).says(&[
        "duplicate-name",
        "2 places are called 'a'",
        "supply-without-demand",
        "far; a capacity of 21 serves nobody",
    ]);
}

#[test]
fn figures_of_links_need_their_columns_only_when_named() {
    let folder = folder();
    file(&folder, "towns.csv", TOWNS);
    let links = |extra: &[&str]| ringshed_in(folder.path(), &[&["links", "towns.csv", "--table"], extra].concat());
    let table = links(&[]).exits(0).table();
    assert_eq!((table.cells("splits_off"), table.cells("bridge")), (vec![""], vec!["true"]));
    let table = links(&["--population", "people"]).exits(0).table();
    assert_eq!(table.cells("splits_off"), ["1000"]);
    links(&["--population", "pepole", "--gdp", "product"]).exits(2).says(&["did you mean 'people'?", "--gdp 'product'"]);
}
