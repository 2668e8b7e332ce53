//! A scheme of one's own: written as text, resolved, and asked why a place is where it is. Mistakes come with line and column.
//!
//! `cargo run --example own_rings`

use ringshed::Atlas;
use ringshed::scheme::SchemeFile;

const SCHEME: &str = r#"
id = "one-hour"
name = "One hour around Beijing"

[[ring]]
id = "core"
members = ["Beijing"]

[[ring]]
id = "near"
members = ["Tongzhou, Beijing", "Langfang", "Tianjin"]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let atlas = Atlas::embedded();
    let plan = SchemeFile::read("one-hour.toml", SCHEME).resolve(&atlas)?.plan(&atlas);
    for name in ["Tongzhou, Beijing", "Haidian, Beijing", "Shanghai"] {
        println!("{}\n", plan.explain_name(&atlas, name)?);
    }
    let misspelt = SCHEME.replace("Langfang", "Lanfang");
    let Err(mistakes) = SchemeFile::read("one-hour.toml", &misspelt).resolve(&atlas) else {
        return Err("a misspelt name went unnoticed".into());
    };
    println!("{mistakes}");
    Ok(())
}
