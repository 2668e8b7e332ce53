//! `run beijing-bay`: what it must show of Beijing Bay (REGIONS.md section 1).

use std::fs;

use geo::{BooleanOps, Contains, Intersects};
use geo_types::Point;
use serde_json::Value;

use super::layers::{area_km2, by, metres, polygons, positions};
use super::{Table, beijing_bay, close, features, json, number};

fn layer(name: &str) -> Value {
    json(&beijing_bay().join(format!("{name}.geojson")))
}

fn summary() -> Table {
    Table::parse(&fs::read_to_string(beijing_bay().join("summary.csv")).expect("readable"))
}

/// Tiananmen is in the core, the seat of Tongzhou in the first ring, the seat of Rongcheng (Xiong'an) in the core.
const TIANANMEN: Point<f64> = Point(geo_types::Coord { x: 116.397, y: 39.907 });
const TONGZHOU: Point<f64> = Point(geo_types::Coord { x: 116.657, y: 39.91 });
const RONGCHENG: Point<f64> = Point(geo_types::Coord { x: 115.86, y: 39.05 });

#[test]
fn tongzhou_is_in_the_first_ring_and_carved_out_of_the_core() {
    let rings = layer("rings");
    let rings = by(&rings, "id");
    let (core, first) = (polygons(rings["core"]), polygons(rings["first"]));
    assert!(core.contains(&TIANANMEN) && core.contains(&RONGCHENG) && !core.contains(&TONGZHOU));
    assert!(first.contains(&TONGZHOU) && !first.contains(&TIANANMEN) && !first.contains(&RONGCHENG));
    let members = layer("members");
    let members = by(&members, "code");
    assert_eq!(members["110112"]["properties"]["ring"], "first");
    assert_eq!(members["110112"]["properties"]["ring_index"], 1);
    assert!(members["110112"]["properties"]["reason"].as_str().is_some_and(|reason| reason.contains("carved out of")));
    // What is left of Beijing is all of it less Tongzhou, in area as in population.
    let (beijing, tongzhou) = (&members["110000"]["properties"], &members["110112"]["properties"]);
    let whole = summary().number("area_km2", &[("kind", "hinterland member"), ("id", "110000")]);
    close(number(&beijing["area_km2"]) + number(&tongzhou["area_km2"]), whole, 1e-9);
    assert_eq!(number(&tongzhou["population"]), 1_840_295.0);
    assert_eq!(number(&beijing["population"]), 21_893_095.0 - 1_840_295.0);
    // The gross domestic product of Tongzhou is not known, so neither is that of the rest.
    assert!(beijing["gdp"].is_null() && tongzhou["gdp"].is_null());
}

#[test]
fn ring_polygons_are_disjoint_and_hold_their_area() {
    let rings = layer("rings");
    let shapes: Vec<_> = features(&rings).iter().map(polygons).collect();
    for (at, shape) in shapes.iter().enumerate() {
        let properties = &features(&rings)[at]["properties"];
        // Rounding to 7 decimals moves vertices by up to 5 mm.
        close(area_km2(shape), number(&properties["area_km2"]), 1e-6);
        for other in &shapes[at + 1..] {
            let shared = area_km2(&shape.intersection(other));
            assert!(shared.abs() < 1e-3, "{shared} km2 of ring {at} in another ring");
        }
    }
}

#[test]
fn members_make_their_ring() {
    let (rings, members) = (layer("rings"), layer("members"));
    for ring in features(&rings) {
        let of_ring: Vec<&Value> =
            features(&members).iter().filter(|member| member["properties"]["ring"] == ring["properties"]["id"]).collect();
        let area: f64 = of_ring.iter().map(|member| number(&member["properties"]["area_km2"])).sum();
        close(area, number(&ring["properties"]["area_km2"]), 1e-9);
        assert_eq!(number(&ring["properties"]["units"]), of_ring.len() as f64);
        let population: f64 = of_ring.iter().map(|member| number(&member["properties"]["population"])).sum();
        assert_eq!(number(&ring["properties"]["population"]), population);
    }
}

#[test]
fn xiongan_is_in_the_core_and_the_conflict_is_found() {
    let members = layer("members");
    let xiongan = &by(&members, "code")["XA"]["properties"];
    assert_eq!(xiongan["ring"], "core");
    // Rongcheng, Anxin and Xiong in the 2020 census.
    assert_eq!(number(&xiongan["population"]), 1_205_440.0);
    let findings = json(&beijing_bay().join("findings.json"));
    let conflicts: Vec<&Value> = list(&findings).iter().filter(|finding| finding["code"] == "unit-in-two-rings").collect();
    let [conflict] = conflicts[..] else { panic!("one conflict: {findings}") };
    assert_eq!(conflict["severity"], "warning");
    let message = conflict["message"].as_str().expect("text");
    assert!(message.contains("Xiong'an") && message.contains("'core'") && message.contains("'first'"), "{message}");
    assert!(conflict["position"]["line"].is_number() && conflict["remedy"].is_string());
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

#[test]
fn rings_list_3_4_5_members_and_2_are_left_in_the_first() {
    let summary = json(&beijing_bay().join("summary.json"));
    let counts =
        |member: &str| -> Vec<usize> { list(&summary["rings"]).iter().map(|ring| list(&ring[member]).len()).collect() };
    assert_eq!(counts("listed"), [2, 3, 4, 5]);
    assert_eq!(counts("members"), [2, 2, 4, 5]);
    assert_eq!(summary["rings"][1]["members"], serde_json::json!(["110112", "120000"]));
    assert_eq!(summary["rings"][0]["members"], serde_json::json!(["110000", "XA"]));
}

/// Census 2020. Core: Beijing 21,893,095 less Tongzhou 1,840,295, and Xiong'an 1,205,440. First: Tongzhou and Tianjin 13,866,009.
#[test]
fn populations_are_the_official_ones_to_the_person() {
    let table = summary();
    let population = |kind: &str, id: &str| table.cell("population", &[("kind", kind), ("id", id)]).to_string();
    assert_eq!(population("ring", "core"), (21_893_095 - 1_840_295 + 1_205_440).to_string());
    assert_eq!(population("ring", "first"), (1_840_295 + 13_866_009).to_string());
    // Qinhuangdao, Tangshan, Datong, Zhangjiakou; then Dalian, Yantai, Qingdao, Zhengzhou, Hohhot.
    assert_eq!(population("ring", "second"), (3_136_879 + 7_717_983 + 3_105_591 + 4_118_908).to_string());
    let third = 7_450_785 + 7_102_116 + 10_071_722 + 12_600_574 + 3_446_100;
    assert_eq!(population("ring", "third"), third.to_string());
    // The national bulletin's totals of the eight provincial units.
    let provinces = [21_893_095, 13_866_009, 74_610_235, 101_527_453, 99_365_519, 34_915_616, 24_049_155, 42_591_407];
    assert_eq!(population("hinterland", "hinterland"), provinces.iter().sum::<u64>().to_string());
    assert_eq!(population("baseline", "baseline"), provinces[..3].iter().sum::<u64>().to_string());
}

/// Table 1 in 10^4 km2. Hebei, Beijing and Tianjin are one row there.
#[test]
fn hinterland_areas_agree_with_the_published_table() {
    let table = summary();
    let area = |id: &str| table.number("area_km2", &[("kind", "hinterland member"), ("id", id)]) / 1e4;
    close(area("110000") + area("120000") + area("130000"), 21.8, 0.012);
    for (code, published) in [("370000", 15.58), ("410000", 16.7), ("140000", 15.67), ("210000", 14.86)] {
        close(area(code), published, 0.012);
    }
    let inner_mongolia = area("150000") / 118.3 - 1.0;
    assert!((-0.035..-0.028).contains(&inner_mongolia), "{inner_mongolia}");
    // Growth over the baseline: (total - baseline) / baseline.
    let total = table.number("area_km2", &[("kind", "hinterland")]);
    let baseline = table.number("area_km2", &[("kind", "baseline")]);
    close(table.number("growth_area", &[("kind", "hinterland")]), (total - baseline) / baseline, 1e-6);
    assert_eq!(table.cell("growth_gdp", &[("kind", "hinterland")]), "", "most provinces' product is not known");
}

#[test]
fn a_sum_with_an_unknown_member_says_so() {
    let table = summary();
    let cell = |column: &str, id: &str| table.cell(column, &[("kind", "ring"), ("id", id)]).to_string();
    assert_eq!((cell("gdp", "core").as_str(), cell("gdp_known", "core").as_str()), ("", "0"));
    // Of Tongzhou and Tianjin, Tianjin's product is known: 16,311.34.
    assert_eq!((cell("gdp", "first").as_str(), cell("gdp_known", "first").as_str()), ("16311.34", "0.5"));
    let summary = json(&beijing_bay().join("summary.json"));
    assert_eq!(summary["rings"][0]["gdp_unknown"], serde_json::json!(["110000", "XA"]));
    assert_eq!(summary["rings"][1]["gdp_unknown"], serde_json::json!(["110112"]));
}

#[test]
fn circles_nest_and_say_their_model() {
    let circles = layer("circles");
    let features = features(&circles);
    // 13 members, 60 and 90 minutes each.
    assert_eq!(features.len(), 26);
    for pair in features.chunks(2) {
        assert_eq!(pair[0]["properties"]["centre"], pair[1]["properties"]["centre"]);
        assert_eq!((number(&pair[0]["properties"]["minutes"]), number(&pair[1]["properties"]["minutes"])), (60.0, 90.0));
        let (inner, outer) = (polygons(&pair[0]), polygons(&pair[1]));
        assert!(positions(&pair[0]["geometry"]).iter().all(|&at| outer.contains(&Point::from(at))));
        assert!(!positions(&pair[1]["geometry"]).iter().any(|&at| inner.intersects(&Point::from(at))));
        for circle in pair {
            assert_eq!(circle["properties"]["model"], "crow");
            assert_eq!(circle["properties"]["basis"], "door-to-door");
            assert_eq!(number(&circle["properties"]["reachable_share"]), 1.0);
        }
    }
}

#[test]
fn catchments_divide_the_hinterland() {
    let catchments = layer("catchments");
    let total: f64 = features(&catchments).iter().map(|feature| number(&feature["properties"]["area_km2"])).sum();
    close(total, summary().number("area_km2", &[("kind", "hinterland")]), 1e-6);
    let people: f64 = features(&catchments).iter().map(|feature| number(&feature["properties"]["population"])).sum();
    // Shares are rounded to the nearest person in each of 13 catchments; units lie whole in the study area.
    assert!((people - 412_818_489.0).abs() <= 13.0, "{people}");
}

#[test]
fn links_stand_in_the_smallest_band_that_holds_them() {
    let links = layer("links");
    assert!(!features(&links).is_empty());
    for link in features(&links) {
        let (minutes, band) = (number(&link["properties"]["minutes"]), number(&link["properties"]["band"]));
        assert!(minutes <= band && (band == 60.0 || minutes > 60.0), "{link}");
        let ends = positions(&link["geometry"]);
        let km = number(&link["properties"]["km"]);
        // Ends are rounded to 7 decimals, about a centimetre.
        assert!((metres(ends[0], ends[ends.len() - 1]) / 1e3 - km).abs() < 5e-5, "{link}");
        // 80 km/h over 1.3 times the straight line.
        assert!((km * 1.3 / 80.0 * 60.0 - minutes).abs() <= 0.005 + 1e-9, "{link}");
    }
}
