//! Which city and which ring are these points in?
//!
//! `cargo run --example locate_points -- 116.65,39.91 117.2,39.13`

use ringshed::analysis::Locator;
use ringshed::scheme::builtin;
use ringshed::{Atlas, Level, LonLat};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let texts = if given.is_empty() { ["116.65,39.91", "117.2,39.13", "0,0"].map(String::from).to_vec() } else { given };
    let points = texts.iter().map(|text| text.parse().map(Some)).collect::<Result<Vec<Option<LonLat>>, _>>()?;
    let atlas = Atlas::embedded();
    let plan = builtin::by_id("beijing-bay")?.plan(&atlas)?;
    let locator = Locator::new(&atlas, Level::City).with_plan(&plan);
    for (text, located) in texts.iter().zip(locator.locate_all(&points)) {
        let unit = located.unit.map_or("outside", |unit| atlas.unit(unit).label());
        let ring = located.ring.map_or("no ring", |ring| plan.ring(ring).name());
        println!("{text}: {unit}, {ring}");
    }
    Ok(())
}
