//! `audit`: Table 1 of Sun & Wang (2023) against what is computed, and tables of one's own.

use super::{Outcome, Table, close, file, folder, ringshed, ringshed_in};

/// Area (10^4 km2), population (10^8) and product (10^12 yuan) as printed.
const PUBLISHED: [(&str, [f64; 3]); 6] = [
    ("Beijing, Tianjin and Hebei", [21.8, 1.1, 10.0]),
    ("Shandong", [15.58, 1.016, 8.74]),
    ("Henan", [16.7, 0.987, 6.13]),
    ("Shanxi", [15.67, 0.35, 2.56]),
    ("Inner Mongolia", [118.3, 0.24, 2.32]),
    ("Liaoning", [14.86, 0.42, 2.9]),
];
const MEASURES: [&str; 3] = ["area", "population", "gdp"];

fn audit() -> (Table, Outcome) {
    let outcome = ringshed(&["audit", "beijing-bay"]).exits(0);
    (outcome.table(), outcome)
}

#[test]
fn rows_are_those_of_table_1() {
    let (table, _) = audit();
    for (group, figures) in PUBLISHED {
        for (measure, published) in MEASURES.iter().zip(figures) {
            let row = [("kind", "group"), ("group", group), ("measure", measure)];
            assert_eq!(table.number("published", &row), published);
            if *measure != "gdp" {
                let computed = table.number("computed", &row);
                // The columns are rounded to 6 decimals.
                assert!((table.number("difference", &row) - (computed - published)).abs() <= 1.1e-6);
                assert!(
                    (table.number("relative_difference", &row) - (computed / published - 1.0)).abs()
                        <= 1e-6 + 1e-6 / published
                );
            }
        }
    }
}

#[test]
fn computed_areas_agree_but_for_inner_mongolia() {
    let (table, outcome) = audit();
    for (group, _) in PUBLISHED {
        let relative = table.number("relative_difference", &[("kind", "group"), ("group", group), ("measure", "area")]);
        let expected = if group == "Inner Mongolia" { -0.035..-0.028 } else { -0.012..0.012 };
        assert!(expected.contains(&relative), "{group}: {relative}");
    }
    outcome.says(&["Inner Mongolia", "118.3", "-3.1 %"]).says_times("published-differs", 1);
}

/// Census 2020 in 10^8: Beijing-Tianjin-Hebei 1.10369339, Shandong 1.01527453, Henan 0.99365519, Shanxi 0.34915616,
/// Inner Mongolia 0.24049155, Liaoning 0.42591407; together 4.12818489.
#[test]
fn computed_populations_are_those_of_the_census() {
    let (table, _) = audit();
    let census = [110_369_339.0, 101_527_453.0, 99_365_519.0, 34_915_616.0, 24_049_155.0, 42_591_407.0];
    for ((group, _), people) in PUBLISHED.iter().zip(census) {
        let computed = table.number("computed", &[("kind", "group"), ("group", group), ("measure", "population")]);
        assert!((computed - people / 1e8).abs() <= 0.51e-6, "{group}: {computed}");
    }
    let total = table.number("computed", &[("kind", "total"), ("measure", "population")]);
    assert!((total - 4.128_184_89).abs() <= 0.51e-6);
}

#[test]
fn totals_and_multiples_follow_from_the_published_rows() {
    let (table, outcome) = audit();
    let totals = [202.91, 4.113, 32.65];
    // (total - baseline) / baseline; 2.265 is printed as 2.27, a tie rounded up, and follows.
    let growth = [(8.31, 181.11 / 21.8), (2.74, 3.013 / 1.1), (2.27, 2.265)];
    for (at, measure) in MEASURES.iter().enumerate() {
        let total = [("kind", "total"), ("measure", *measure)];
        assert_eq!(table.number("published", &total), totals[at]);
        close(table.number("recomputed", &total), totals[at], 1e-9);
        assert_eq!(table.cell("follows", &total), "yes");
        let row = [("kind", "growth"), ("measure", *measure)];
        assert_eq!(table.number("published", &row), growth[at].0);
        assert!((table.number("recomputed", &row) - growth[at].1).abs() <= 0.51e-6);
        assert_eq!(table.cell("follows", &row), "yes");
    }
    outcome.says_times("published-arithmetic", 0);
}

#[test]
fn a_missing_product_leaves_the_computed_cells_empty() {
    let (table, _) = audit();
    let row = [("kind", "group"), ("group", "Beijing, Tianjin and Hebei"), ("measure", "gdp")];
    assert_eq!(table.cell("computed", &row), "");
    close(table.number("known", &row), 2.0 / 3.0, 1e-5);
    assert_eq!(table.cell("computed", &[("kind", "total"), ("measure", "gdp")]), "");
}

#[test]
fn statements_that_contradict_the_table_are_pointed_out() {
    let (table, outcome) = audit();
    // 32.65 / 10 = 3.265 times the baseline is no doubling.
    outcome.says(&["nearly doubling", "3.265"]).says_times("statement-contradicts-table", 1);
    let doubling = [("kind", "statement"), ("measure", "gdp")];
    assert_eq!(table.number("recomputed", &doubling), 3.265);
    assert_eq!(table.cell("follows", &doubling), "no");
    // 202.91 - 21.8 = 181.11 x 10^4 km2: the other statement is right about its table.
    let increase = [("kind", "statement"), ("measure", "area")];
    assert_eq!(table.number("recomputed", &increase), 181.11);
    assert_eq!(table.cell("follows", &increase), "yes");
}

#[test]
fn a_table_of_ones_own_is_audited() {
    let folder = folder();
    file(
        &folder,
        "own.csv",
        "group,members,area_km2,population\nBeijing,Beijing,16421,21893095\nTianjin,120000,20000,13866009\nTotal,,36421,35759105\n",
    );
    let outcome = ringshed_in(folder.path(), &["audit", "beijing-bay", "--published", "own.csv"]).exits(0);
    let table = outcome.table();
    let population = |group: &str| table.number("difference", &[("group", group), ("measure", "population")]);
    assert_eq!((population("Beijing"), population("Tianjin")), (0.0, 0.0));
    // 21,893,095 + 13,866,009 = 35,759,104: the printed total is one too many. Tianjin has about 11,940 km2, not 20,000.
    assert_eq!(table.cell("follows", &[("kind", "total"), ("measure", "population")]), "no");
    assert_eq!(table.cell("follows", &[("kind", "total"), ("measure", "area")]), "yes");
    outcome.says(&["35759105", "35759104", "Tianjin", "-40."]).says_times("published-arithmetic", 1);
    // With a tolerance of 50 % the difference is no finding.
    let tolerant = ["audit", "beijing-bay", "--published", "own.csv", "--tolerance", "50"];
    ringshed_in(folder.path(), &tolerant).exits(0).says_times("published-differs", 0);
}

#[test]
fn everything_wrong_with_a_table_is_reported_at_once() {
    let folder = folder();
    file(&folder, "bad.csv", "group,members,area_km2,population\nA,Bejing,many,1\nB,Tongzhou,2,3\nC,110000 999999,4,few\n");
    ringshed_in(folder.path(), &["audit", "beijing-bay", "--published", "bad.csv"]).exits(2).says(&[
        "row 1: no unit is called 'Bejing'",
        "'many' in column 'area_km2' is not a number",
        "row 2: 'Tongzhou' is the name of 2 units",
        "row 3: no unit is called '999999'",
        "'few' in column 'population' is not a number",
    ]);
    file(&folder, "columns.csv", "name,units\nA,110000\n");
    ringshed_in(folder.path(), &["audit", "beijing-bay", "--published", "columns.csv"]).exits(2).says(&[
        "'group'",
        "'members'",
        "area_km2",
    ]);
    ringshed_in(folder.path(), &["audit", "beijing-bay", "--published", "none.csv"]).exits(3).says(&["none.csv"]);
}

#[test]
fn schemes_without_a_built_in_table_need_one() {
    ringshed(&["audit", "tokyo-bay"]).exits(2).says(&["tokyo-bay", "--published"]);
    ringshed(&["audit", "beijing-bay", "--tolerance", "-1"]).exits(2).says(&["--tolerance"]);
}
