//! Boundary files become units: columns are found, geometries checked and repaired, everything doubtful is a finding.

use std::borrow::Cow;

use geo::InteriorPoint;
use geo_types::{Geometry, MultiPolygon};

use super::builder::{AtlasBuilder, UnitDraft};
use super::level::Level;
use super::unit::{Figure, Figures, Seat};
use crate::error::{Error, Result};
use crate::finding::{Finding, Severity};
use crate::geometry::antimeridian::{self, CutOptions};
use crate::geometry::{orient_outward, shape, validity};
use crate::layer::{Feature, Layer, Value};
use crate::quantity::LonLat;

/// Which columns of a boundary file hold what. A name that is not given is looked for under its usual names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldNames {
    /// Column of the code.
    pub code: Option<String>,
    /// Column of the name.
    pub name: Option<String>,
    /// Column of the parent's code.
    pub parent: Option<String>,
    /// Level of every unit of the file, when the file has no column `level`.
    pub level: Option<Level>,
}

const CODE_NAMES: [&str; 9] = ["code", "adcode", "id", "geoid", "fips", "iso_3166_2", "gid", "ref", "pac"];
const NAME_NAMES: [&str; 5] = ["name", "name_zh", "名称", "label", "name_en"];
const PARENT_NAMES: [&str; 3] = ["parent", "parent_code", "parent_adcode"];

/// Numbers of the columns that were found.
struct Columns {
    code: Option<usize>,
    name: Option<usize>,
    name_en: Option<usize>,
    parent: Option<usize>,
    level: Option<usize>,
    population: Option<usize>,
    gdp: Option<usize>,
    centre: Option<(usize, usize)>,
}

impl Columns {
    fn of(layer: &Layer, fields: &FieldNames) -> Result<Self> {
        let mut problems = Vec::new();
        let mut find = |flag: &str, given: &Option<String>, usual: &[&str]| match given {
            None => layer.column_any(usual),
            Some(name) => layer.column(name).or_else(|| {
                let columns = layer.columns().join(", ");
                problems.push(format!("{flag} {name}: {} has no such column (columns: {columns})", layer.name()));
                None
            }),
        };
        let code = find("--code-field", &fields.code, &CODE_NAMES);
        let name = find("--name-field", &fields.name, &NAME_NAMES);
        let parent = find("--parent-field", &fields.parent, &PARENT_NAMES);
        if !problems.is_empty() {
            return Err(Error::bad_requests(problems));
        }
        Ok(Self {
            code,
            name,
            parent,
            name_en: layer.column_any(&["name_en", "name_eng", "nameen"]),
            level: layer.column_any(&["level"]),
            population: layer.column_any(&["population", "pop"]),
            gdp: layer.column_any(&["gdp"]),
            centre: layer.column_any(&["centre_lon", "center_lon"]).zip(layer.column_any(&["centre_lat", "center_lat"])),
        })
    }
}

impl AtlasBuilder {
    /// Adds the polygons of a boundary file as units. Gives findings: features without a polygon and geometries that cannot be
    /// repaired are left out (severity error), repaired ones and figures that are not numbers are said.
    ///
    /// # Errors
    /// A bad request when `fields` names a column that the file does not have.
    pub fn add_layer(&mut self, layer: &Layer, fields: &FieldNames) -> Result<Vec<Finding>> {
        let LayerUnits { units, findings } = LayerUnits::read(layer, fields)?;
        self.add_file(units);
        Ok(findings)
    }
}

/// The units of a boundary file, and what is wrong or doubtful about it.
#[derive(Debug, Default)]
pub(crate) struct LayerUnits {
    /// Units with their boundaries, repaired where needed, in the order of the file.
    pub(crate) units: Vec<(UnitDraft, MultiPolygon<f64>)>,
    /// See [`AtlasBuilder::add_layer`].
    pub(crate) findings: Vec<Finding>,
}

impl LayerUnits {
    /// Reads the features of a layer.
    ///
    /// # Errors
    /// As [`AtlasBuilder::add_layer`].
    pub(crate) fn read(layer: &Layer, fields: &FieldNames) -> Result<Self> {
        let reader = UnitReader { columns: Columns::of(layer, fields)?, level: fields.level };
        let mut read = Self::default();
        for (row, feature) in layer.features().iter().enumerate() {
            let label = reader.label(feature, row + 1);
            let Some(boundary) = usable_boundary(feature, &label, &mut read.findings) else { continue };
            read.units.push((reader.draft(feature, &label, &boundary, &mut read.findings), boundary));
        }
        Ok(read)
    }
}

struct UnitReader {
    columns: Columns,
    level: Option<Level>,
}

fn text(feature: &Feature, column: Option<usize>) -> Option<String> {
    let value = feature.values.get(column?)?;
    let text = value.to_string();
    (!text.trim().is_empty()).then_some(text)
}

impl UnitReader {
    /// What messages call a feature, and its code: the code column, the feature's id, the name, or the number of the row.
    fn label(&self, feature: &Feature, row: usize) -> String {
        text(feature, self.columns.code)
            .or_else(|| feature.id.as_ref().map(Value::to_string))
            .or_else(|| text(feature, self.columns.name))
            .unwrap_or_else(|| row.to_string())
    }

    fn draft(&self, feature: &Feature, code: &str, boundary: &MultiPolygon<f64>, findings: &mut Vec<Finding>) -> UnitDraft {
        let columns = &self.columns;
        let level = text(feature, columns.level).map(|word| word.parse::<Level>());
        if let Some(Err(error)) = &level {
            findings.push(Finding::warning("unknown-level", error.to_string()).of_feature(code));
        }
        UnitDraft {
            code: code.to_string(),
            name: text(feature, columns.name).unwrap_or_else(|| code.to_string()),
            name_en: text(feature, columns.name_en),
            level: level.and_then(Result::ok).or(self.level).unwrap_or(Level::Zone),
            parent: text(feature, columns.parent),
            seat: self.seat(feature, boundary),
            figures: Figures {
                population: self.population(feature, code, findings).map(Figure::new),
                gdp: number(feature, columns.gdp, "gdp", code, findings).map(Figure::new),
            },
        }
    }

    fn seat(&self, feature: &Feature, boundary: &MultiPolygon<f64>) -> Option<Seat> {
        let given = self.columns.centre.and_then(|(lon, lat)| {
            LonLat::new(feature.values.get(lon)?.to_number()?, feature.values.get(lat)?.to_number()?).ok()
        });
        if let Some(at) = given {
            return Some(Seat { at, source: None });
        }
        let inside = boundary.interior_point()?;
        let at = LonLat::new(inside.x(), inside.y()).ok()?;
        Some(Seat { at, source: Some("point on surface".into()) })
    }

    fn population(&self, feature: &Feature, code: &str, findings: &mut Vec<Finding>) -> Option<u64> {
        let people = number(feature, self.columns.population, "population", code, findings)?;
        if people < 0.0 {
            let message = format!("population {people} is below zero and is taken as missing");
            findings.push(Finding::error("impossible-figure", message).of_feature(code));
            return None;
        }
        Some(people.round() as u64)
    }
}

fn number(feature: &Feature, column: Option<usize>, what: &str, code: &str, findings: &mut Vec<Finding>) -> Option<f64> {
    let value = feature.values.get(column?)?;
    let number = value.to_number();
    if number.is_none() && !value.to_string().trim().is_empty() {
        let message = format!("{what} '{value}' is not a number and is taken as missing");
        findings.push(Finding::warning("not-a-number", message).of_feature(code));
    }
    number
}

/// The polygons of a feature, checked, and repaired where the repair is unambiguous.
fn usable_boundary(feature: &Feature, label: &str, findings: &mut Vec<Finding>) -> Option<MultiPolygon<f64>> {
    let Some(geometry) = &feature.geometry else { return no_boundary(label, findings) };
    let Some(boundary) = shape::polygons(geometry).map(Cow::into_owned) else {
        if matches!(geometry, Geometry::GeometryCollection(parts) if parts.0.is_empty()) {
            return no_boundary(label, findings);
        }
        let finding = Finding::error("not-a-polygon", "a boundary must be a Polygon or MultiPolygon; it was left out");
        findings.push(finding.of_feature(label));
        return None;
    };
    if boundary.0.is_empty() { no_boundary(label, findings) } else { repaired(&boundary, label, findings) }
}

/// A boundary cut at the antimeridian and repaired where there is only one way to do it; `None` when a repair would be a guess.
/// Every problem is added to the findings, about the feature `label`: as a warning when it was repaired, else as an error.
///
/// # Examples
/// ```
/// use geo_types::{MultiPolygon, polygon};
/// let bow_tie: MultiPolygon = polygon![(x: 0., y: 0.), (x: 2., y: 2.), (x: 2., y: 0.), (x: 0., y: 2.)].into();
/// let mut findings = Vec::new();
/// let two_triangles = ringshed::atlas::repaired(&bow_tie, "zone 7", &mut findings).expect("one way to repair it");
/// assert_eq!(two_triangles.0.len(), 2);
/// assert_eq!(findings[0].code(), "self-crossing");
/// ```
pub fn repaired(boundary: &MultiPolygon<f64>, label: &str, findings: &mut Vec<Finding>) -> Option<MultiPolygon<f64>> {
    let cut = antimeridian::cut_polygons(boundary, CutOptions::default());
    let problems = validity::problems(&Geometry::MultiPolygon(cut.clone()));
    match validity::repair(&cut) {
        Ok(repair) => {
            let harmless =
                |finding: Finding| if finding.severity() == Severity::Error { finding.repaired() } else { finding };
            findings.extend(problems.iter().map(|problem| harmless(problem.finding()).of_feature(label)));
            Some(orient_outward(&repair.geometry))
        }
        Err(error) => {
            findings.extend(problems.iter().map(|problem| problem.finding().of_feature(label)));
            let message = format!("the boundary cannot be repaired without guessing: {error}; it was left out");
            findings.push(Finding::error("not-repairable", message).of_feature(label));
            None
        }
    }
}

fn no_boundary(label: &str, findings: &mut Vec<Finding>) -> Option<MultiPolygon<f64>> {
    findings.push(Finding::error("empty-geometry", "there is no boundary; the feature was left out").of_feature(label));
    None
}
