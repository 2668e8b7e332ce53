//! Packs the boundary files of geodata/ into the form that the binary embeds (see src/atlas/packed.rs): attributes and
//! boundaries apart, so that a command that needs no geometry does not unpack any.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

#[allow(dead_code, unreachable_pub, reason = "shared with the library, which reads what is written here")]
#[path = "src/atlas/packed.rs"]
mod packed;

/// The files of the embedded atlas, larger units first.
const FILES: [&str; 6] =
    ["china/provinces", "china/cities", "china/districts", "japan/prefectures", "us/states", "us/counties"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/atlas/packed.rs");
    let geodata = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("geodata");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let mut index = String::from("const FILES: &[EmbeddedFile] = &[\n");
    for file in FILES {
        let source = geodata.join(file).with_extension("geojson");
        println!("cargo::rerun-if-changed={}", source.display());
        let stem = file.replace('/', "-");
        pack_file(&source, &out.join(&stem)).map_err(|error| format!("{}: {error}", source.display()))?;
        writeln!(
            index,
            "    EmbeddedFile {{ attributes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{stem}.attributes\")), \
             boundaries: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{stem}.boundaries\")) }},"
        )?;
    }
    index.push_str("];\n");
    fs::write(out.join("embedded.rs"), index)?;
    Ok(())
}

fn pack_file(source: &Path, target: &Path) -> Result<(), Box<dyn Error>> {
    let mut collection: Map<String, Value> = serde_json::from_slice(&fs::read(source)?)?;
    let Some(Value::Array(features)) = collection.remove("features") else {
        return Err("no list of features".into());
    };
    let mut attributes = Vec::with_capacity(features.len());
    let mut boundaries = Vec::with_capacity(features.len());
    for mut feature in features {
        attributes.push(feature["properties"].take());
        boundaries.push(polygons(feature["geometry"].take())?);
    }
    fs::write(target.with_extension("attributes"), packed::deflate(&serde_json::to_vec(&attributes)?)?)?;
    fs::write(target.with_extension("boundaries"), packed::pack(&boundaries)?)?;
    Ok(())
}

fn polygons(mut geometry: Value) -> Result<packed::Feature, Box<dyn Error>> {
    let coordinates = geometry["coordinates"].take();
    match geometry["type"].as_str() {
        Some("Polygon") => Ok(vec![serde_json::from_value(coordinates)?]),
        Some("MultiPolygon") => Ok(serde_json::from_value(coordinates)?),
        other => Err(format!("a boundary must be a Polygon or MultiPolygon, not {other:?}").into()),
    }
}
