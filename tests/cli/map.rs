//! `map.html`, `--svg` and `--png`: what they hold, how large they are, that names cannot break them. How the page works in a browser is
//! tested by tests/tools/map_page.mjs.

use std::fs;

use super::{beijing_bay, file, folder, json, ringshed, text};

const MEMBERS: [&str; 13] = [
    "Beijing",
    "Xiong&#39;an",
    "Tongzhou",
    "Tianjin",
    "Qinhuangdao",
    "Tangshan",
    "Datong",
    "Zhangjiakou",
    "Dalian",
    "Yantai",
    "Qingdao",
    "Zhengzhou",
    "Hohhot",
];

fn page() -> String {
    fs::read_to_string(beijing_bay().join("map.html")).expect("a page in UTF-8")
}

/// The data block of a page.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("a data block");
    serde_json::from_str(rest.split_once("</script>").expect("its end").0).expect("JSON")
}

#[test]
fn the_page_has_at_most_three_megabytes() {
    assert!(page().len() <= 3_000_000, "{} bytes", page().len());
}

#[test]
fn the_page_asks_for_nothing() {
    let page = page();
    assert!(page.contains("default-src 'none'"));
    for reference in ["src=", "href=", "@import", "url(http", "<link", "<iframe", "fetch(\"", "importScripts"] {
        assert!(!page.contains(reference), "{reference}");
    }
    // What is left are a name of XML and the text of a licence.
    let addresses: Vec<&str> = page.match_indices("http").map(|(at, _)| &page[at..(at + 60).min(page.len())]).collect();
    let is_inert = |address: &&str| {
        address.starts_with("http://www.w3.org/2000/svg")
            || address.starts_with("http-equiv")
            || address.starts_with("https://github.com/d3/d3-color\n")
    };
    assert!(addresses.iter().all(is_inert), "{addresses:?}");
}

#[test]
fn the_page_carries_every_layer_and_the_manifest() {
    let data = data(&page());
    let ids: Vec<&str> =
        data["layers"].as_array().expect("layers").iter().filter_map(|layer| layer["id"].as_str()).collect();
    for wanted in ["study-area", "rings", "members", "catchments", "circles-60-min", "circles-90-min", "links-60-min"] {
        assert!(ids.iter().any(|id| id.starts_with(wanted)), "{wanted} in {ids:?}");
    }
    // Every circle says its basis.
    assert!(ids.iter().filter(|id| id.starts_with("circles")).all(|id| id.ends_with("crow-door-to-door")), "{ids:?}");
    assert_eq!(data["manifest"], json(&beijing_bay().join("manifest.json")));
    assert_eq!(data["labels"].as_array().map(Vec::len), Some(13));
    let features = |id: &str| {
        let layer = data["layers"].as_array().and_then(|layers| layers.iter().find(|layer| layer["id"] == id));
        layer.and_then(|layer| layer["features"].as_array()).map(Vec::len)
    };
    assert_eq!((features("rings"), features("members"), features("study-area")), (Some(4), Some(13), Some(8)));
}

/// Neighbours in the page share their vertices: Beijing and Tongzhou, a member inside the other, and the ring around.
#[test]
fn borders_in_the_page_are_shared() {
    use std::collections::HashSet;
    let data = data(&page());
    let positions = |layer: &str, name: &str| -> HashSet<(i64, i64)> {
        let layers = data["layers"].as_array().expect("layers");
        let layer = layers.iter().find(|found| found["id"] == layer).expect("the layer");
        let feature = layer["features"].as_array().expect("features").iter().find(|feature| feature["names"][0] == name);
        let rings = feature.expect("the feature")["areas"]
            .as_array()
            .expect("areas")
            .iter()
            .flat_map(|area| area.as_array().expect("rings"));
        let mut found = HashSet::new();
        for ring in rings {
            let steps: Vec<i64> = ring.as_array().expect("steps").iter().filter_map(serde_json::Value::as_i64).collect();
            let mut at = (0, 0);
            for step in steps.chunks(2) {
                at = (at.0 + step[0], at.1 + step[1]);
                found.insert(at);
            }
        }
        found
    };
    let (tongzhou, beijing) = (positions("members", "Tongzhou"), positions("members", "Beijing"));
    assert!(tongzhou.intersection(&beijing).count() > 20);
    assert!(
        beijing.is_subset(&positions("rings", "Core")),
        "a ring has the vertices of its members where they are its border"
    );
}

#[test]
fn names_cannot_break_the_page_or_the_picture() {
    let folder = folder();
    let scheme = ringshed(&["scheme", "tokyo-bay"]).exits(0).stdout;
    let hostile = r#"name = "</script><img src=x onerror=alert(1)> '\"& \u202e\u05d0 ]]> <!--""#;
    let scheme =
        scheme.lines().map(|line| if line.starts_with("name = ") { hostile } else { line }).collect::<Vec<_>>().join("\n");
    let (scheme, svg) = (file(&folder, "hostile.toml", scheme), folder.path().join("map.svg"));
    let out = folder.path().join("out");
    ringshed(&["--quiet", "run", &scheme, "--out", text(&out), "--svg", text(&svg)]).exits(0);
    let page = fs::read_to_string(out.join("map.html")).expect("a page");
    assert!(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert_eq!(page.matches("</script>").count(), 5, "one end for each of the page's own scripts");
    assert!(data(&page)["title"][0].as_str().is_some_and(|title| title.starts_with("</script><img src=x")));
    let svg = fs::read_to_string(svg).expect("a picture");
    assert!(svg.contains("&lt;img") && !svg.contains("<img"));
    well_formed(&svg);
}

/// Every element that is opened is closed, in order; a full parser reads it where there is one.
fn well_formed(svg: &str) {
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    let mut open: Vec<&str> = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').expect("an end of the tag");
        let name = inside.trim_start_matches('/').split([' ', '/']).next().expect("a name");
        if inside.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !inside.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?}");
    #[cfg(feature = "png")]
    resvg::usvg::roxmltree::Document::parse(svg).expect("XML");
}

#[test]
fn the_picture_has_every_member_legend_scale_and_source() {
    let folder = folder();
    let svg = folder.path().join("rings.svg");
    let table = ["--quiet", "rings", "beijing-bay", "--table", "--svg", text(&svg)];
    ringshed(&table).exits(0);
    let drawn = fs::read_to_string(&svg).expect("a picture");
    well_formed(&drawn);
    for member in MEMBERS {
        assert!(drawn.contains(&format!(">{member}</text>")), "{member}");
    }
    for part in [
        "Beijing Bay 北京湾",
        "大连市",
        "First ring 第一圈层",
        "200 km",
        "Lambert azimuthal",
        "Sun &amp; Wang 2023",
        "(50\u{a0}% known)",
    ] {
        assert!(drawn.contains(part), "{part}");
    }
    assert!(folder.path().join("rings.svg.manifest.json").exists());
    // The same bytes whatever the number of threads.
    let again = folder.path().join("again.svg");
    ringshed(&["--quiet", "--threads", "1", "rings", "beijing-bay", "--table", "--svg", text(&again)]).exits(0);
    assert_eq!(fs::read_to_string(again).expect("a picture"), drawn);
}

#[cfg(feature = "png")]
#[test]
fn png_pictures_are_twice_as_wide_as_asked_for() {
    let folder = folder();
    let png = folder.path().join("tokyo.png");
    ringshed(&["rings", "tokyo-bay", "--table", "--png", text(&png), "--picture-width", "600"]).exits(0);
    let bytes = fs::read(png).expect("a picture");
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    assert_eq!(u32::from_be_bytes([bytes[16], bytes[17], bytes[18], bytes[19]]), 1200);
}

#[cfg(not(feature = "png"))]
#[test]
fn png_needs_its_feature() {
    let folder = folder();
    let png = folder.path().join("tokyo.png");
    ringshed(&["rings", "tokyo-bay", "--png", text(&png)]).exits(2).says(&["feature 'png'", "--svg"]);
}

#[test]
fn pictures_that_cannot_be_written_are_exit_4_and_bad_widths_exit_2() {
    let folder = folder();
    let nowhere = folder.path().join("no/such/folder/map.svg");
    ringshed(&["--quiet", "rings", "tokyo-bay", "--table", "--svg", text(&nowhere)]).exits(4);
    ringshed(&["rings", "tokyo-bay", "--svg", "a.svg", "--picture-width", "20"]).exits(2);
}

#[test]
fn circles_catchments_and_links_have_pictures_too() {
    let folder = folder();
    let svg = folder.path().join("map.svg");
    let draw = |arguments: &[&str]| {
        let out = folder.path().join("layer.csv");
        let all = [&["--quiet"], arguments, &["--out", text(&out), "--svg", text(&svg)]].concat();
        ringshed(&all).exits(0);
        let drawn = fs::read_to_string(&svg).expect("a picture");
        well_formed(&drawn);
        drawn
    };
    let circles = draw(&["circle", "Beijing", "116.9,38.3", "--minutes", "60,90"]);
    for part in ["Commuting circles 通勤圈", "北京市", "Circles of 60 min (crow, door-to-door)", "60 分钟圈（crow，门到门）"]
    {
        assert!(circles.contains(part), "{part}");
    }
    assert!(draw(&["circle", "Beijing", "--minutes", "60", "--in-vehicle"]).contains("in-vehicle"));
    assert!(draw(&["catchments", "Beijing", "Tianjin", "--within", "Hebei"]).contains("服务范围"));
    // Places without a link are on the map all the same.
    let links = draw(&["links", "Beijing", "Tianjin", "Zhengzhou", "--minutes", "90,120"]);
    assert!(links.contains(">Zhengzhou</text>") && links.contains("Links within 120 min"));
}
