//! Small outputs compared as a whole with the files in `tests/golden/`.
//!
//! To accept a change that is meant: `RINGSHED_UPDATE_GOLDEN=1 cargo test --test main golden`, then read the difference. Every
//! figure in these files is held by an independent check: ring tables below and in [`super::rings`] and [`super::run_facts`], the
//! audit in [`super::audit`], explanations in [`super::explain`], diagnostics in [`super::bad_scheme`].

use std::fs;
use std::path::{Path, PathBuf};

use super::{Table, close, file, folder, ringshed, ringshed_in};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Compares with a golden file, or writes it when `RINGSHED_UPDATE_GOLDEN` is set.
#[track_caller]
fn same(name: &str, actual: &str) {
    let path = path(name);
    if std::env::var_os("RINGSHED_UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(&path, actual).expect("written");
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(
        expected == actual,
        "{name} differs; RINGSHED_UPDATE_GOLDEN=1 accepts the change\n--- expected\n{expected}\n--- actual\n{actual}"
    );
}

/// Ring, units, area in km2 where a source gives one, and population in the census where it is known.
type Expected = (&'static str, f64, Option<(f64, f64)>, Option<f64>);

/// The figures of the sources, apart from this program: REGIONS.md sections 1, 2 and 4 for units and areas (with the tolerance that
/// the section allows), the census of 2020 for populations.
fn sources(scheme: &str) -> Vec<Expected> {
    match scheme {
        "beijing-bay" => vec![
            ("core", 2.0, None, Some(21_893_095.0 - 1_840_295.0 + 1_205_440.0)),
            ("first", 2.0, None, Some(1_840_295.0 + 13_866_009.0)),
            ("second", 4.0, None, Some(3_136_879.0 + 7_717_983.0 + 3_105_591.0 + 4_118_908.0)),
            ("third", 5.0, None, Some(7_450_785.0 + 7_102_116.0 + 10_071_722.0 + 12_600_574.0 + 3_446_100.0)),
        ],
        // What is near was counted by hand from the distances of `matrix` and on the map; Baoding is less Xiong'an.
        "beijing-bay-by-distance" => vec![
            ("core", 2.0, None, Some(21_893_095.0 + 1_205_440.0)),
            ("first", 4.0, None, Some(13_866_009.0 + 11_544_036.0 - 1_205_440.0 + 7_300_783.0 + 5_464_087.0)),
            ("second", 17.0, None, None),
            ("third", 48.0, None, None),
        ],
        // Members by rail are held by `data::rules` against Dijkstra's method on the rows.
        "beijing-bay-by-rail" => vec![
            ("core", 2.0, None, Some(21_893_095.0 + 1_205_440.0)),
            ("first", 7.0, None, None),
            ("second", 8.0, None, None),
            ("third", 61.0, None, None),
        ],
        "beijing-bay-by-order" => vec![
            ("core", 2.0, None, Some(21_893_095.0 + 1_205_440.0)),
            ("first", 5.0, None, Some(13_866_009.0 + 11_544_036.0 - 1_205_440.0 + 4_118_908.0 + 3_354_444.0 + 5_464_087.0)),
            ("second", 11.0, None, None),
        ],
        // Beijing, 16,411 km2 by the city's yearbook.
        "jing-jin-ji" => vec![
            ("core", 1.0, Some((16_411.0, 0.005)), Some(21_893_095.0)),
            ("first", 3.0, None, None),
            ("second", 9.0, None, None),
        ],
        "greater-bay-area" => {
            vec![("greater-bay-area", 11.0, Some((56_000.0, 0.025)), None), ("east-west-north-guangdong", 12.0, None, None)]
        }
        "yangtze-delta" => vec![("core", 1.0, None, None), ("first", 26.0, None, None)],
        "tokyo-bay" => vec![
            ("core", 1.0, Some((2_183.0, 0.005)), None),
            ("first", 3.0, Some((2_384.0 + 5_111.0 + 3_885.0, 0.005)), None),
        ],
        "san-francisco-bay" => {
            vec![("core", 9.0, Some((18_518.0, 0.005)), None), ("first", 3.0, Some((26_980.0 - 18_518.0, 0.005)), None)]
        }
        // 38,252 km2 together: checked with the other totals in `rings`.
        "new-york-bay" => vec![("core", 5.0, None, None), ("first", 30.0, None, None)],
        other => panic!("no sources for {other}"),
    }
}

#[test]
fn ring_tables() {
    let list = ringshed(&["schemes"]).exits(0).stdout;
    for scheme in list.lines().filter_map(|line| line.split_whitespace().next()) {
        let outcome = ringshed(&["--quiet", "rings", scheme, "--table"]).exits(0);
        same(&format!("rings-{scheme}.csv"), &outcome.stdout);
        let golden = Table::parse(&fs::read_to_string(path(&format!("rings-{scheme}.csv"))).expect("readable"));
        assert_eq!(golden.rows.len(), sources(scheme).len());
        for (ring, units, area, population) in sources(scheme) {
            let of = [("id", ring)];
            assert_eq!(golden.number("units", &of), units, "{scheme}, {ring}");
            if let Some((area, tolerance)) = area {
                close(golden.number("area_km2", &of), area, tolerance);
            }
            if let Some(population) = population {
                assert_eq!(golden.number("population", &of), population, "{scheme}, {ring}");
                // Rounded to 3 decimals.
                let density = population / golden.number("area_km2", &of);
                assert!((golden.number("density", &of) - density).abs() <= 0.5001e-3, "{scheme}, {ring}");
            }
        }
    }
}

#[test]
fn schemes_as_a_list() {
    same("schemes.txt", &ringshed(&["schemes"]).exits(0).stdout);
}

#[test]
fn explanations() {
    let units = ["Tongzhou, Beijing", "Haidian", "Xiong'an", "130629", "Tianjin", "Hohhot", "Baoding", "Shanghai"];
    let text: String = units
        .iter()
        .map(|unit| format!("# {unit}\n{}", ringshed(&["explain", "beijing-bay", unit]).exits(0).stdout))
        .collect();
    same("explain-beijing-bay.txt", &text);
    same("explain-tongzhou.json", &ringshed(&["explain", "beijing-bay", "110112", "--json"]).exits(0).stdout);
}

#[test]
fn the_audit() {
    let outcome = ringshed(&["audit", "beijing-bay"]).exits(0);
    same("audit-beijing-bay.csv", &outcome.stdout);
    same("audit-beijing-bay.stderr.txt", &outcome.stderr);
}

#[test]
fn scheme_diagnostics() {
    let folder = folder();
    file(&folder, "bad.toml", super::bad_scheme::BAD);
    same("bad-scheme.txt", &ringshed_in(folder.path(), &["rings", "bad.toml"]).exits(2).stderr);
    let json = ringshed_in(folder.path(), &["--messages", "json", "rings", "bad.toml"]).exits(2).stderr;
    same("bad-scheme.jsonl", &json);
}

/// The text of the ring table on stdout, whose figures are those of the table in `summary.csv`, rounded.
#[test]
fn the_ring_table_for_people() {
    let folder = folder();
    let outcome = ringshed(&["--quiet", "run", "--out", super::text(folder.path())]).exits(0);
    same("run-beijing-bay.txt", &outcome.stdout);
    // The README shows the beginning of it.
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("readable");
    let beginning: Vec<&str> = outcome.stdout.lines().take(6).collect();
    assert!(readme.contains(&beginning.join("\n")), "README.md shows another ring table than `run` prints");
    let summary = Table::parse(&fs::read_to_string(folder.path().join("summary.csv")).expect("readable"));
    for name in summary.cells("name") {
        let line = outcome.stdout.lines().skip(1).find(|line| line.trim_start().starts_with(name)).expect("a line per row");
        let people = summary.cell("population", &[("name", name)]);
        assert!(line.replace(',', "").contains(people), "{name}: {people} in {line}");
    }
}
