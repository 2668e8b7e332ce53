//! Features of a stream of points: the position, and where in the text properties can be added.

use std::ops::Range;

use geo_types::Geometry;

use super::feature::RawFeature;
use super::geometry::Built;
use super::object::{Member, Properties, RawObject};
use super::object_type::{NamedType, ObjectType};
use super::reader::Reader;
use crate::finding::Finding;
use crate::io::json::{JsonError, Kind};
use crate::io::off_the_globe;
use crate::quantity::LonLat;

/// A feature as a stream of points needs it. Extents are offsets in its text.
#[derive(Debug)]
pub(crate) struct PointFeature {
    pub(crate) position: Option<LonLat>,
    pub(crate) properties: PropertiesPlace,
    /// Why there is no position, and more.
    pub(crate) findings: Vec<Finding>,
}

/// Where the properties of a feature are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PropertiesPlace {
    /// An object.
    Object(Range<usize>),
    /// The word null.
    Null(Range<usize>),
    /// The feature has no such member; its opening brace ends here.
    Missing(usize),
    /// There is no feature around the geometry.
    BareGeometry(Range<usize>),
    /// Something that is neither an object nor null.
    Unusable,
}

/// What a text of a stream may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An item of a FeatureCollection: a Feature.
    Item,
    /// A text of its own: a Feature or a geometry.
    Alone,
}

/// Reads the text of one feature, which `before` bytes of the input precede.
///
/// # Errors
/// The text is not JSON, or it stands alone and is not GeoJSON.
pub(crate) fn read_point_feature(text: &str, before: u64, standing: Standing) -> Result<PointFeature, JsonError> {
    let mut reader = Reader::new(text, before);
    if standing == Standing::Item {
        let feature = reader.next_feature()?.map(|(feature, _)| feature);
        reader.scanner.finish()?;
        return Ok(feature.map_or_else(PointFeature::none, point_feature).with_findings(&mut reader));
    }
    let kind = reader.scanner.peek()?;
    if kind != Kind::Object {
        let reason = format!("this is not GeoJSON: the root must be an object, but is {}", kind.with_article());
        return Err(JsonError { offset: reader.scanner.offset(), reason: reason.into() });
    }
    let object = reader.object()?;
    let extent = object.offset..reader.scanner.offset();
    reader.scanner.finish()?;
    let feature = match root_type(&object)? {
        ObjectType::Feature => point_feature(reader.feature(object)),
        ObjectType::Geometry(_) => {
            let built = reader.checked_geometry(object);
            let geometry = if let Built::Geometry(geometry) = built { Some(geometry) } else { None };
            let usable = geometry.is_some();
            let place = PropertiesPlace::BareGeometry(extent);
            PointFeature { properties: place, ..point_feature(RawFeature { geometry, usable, ..RawFeature::default() }) }
        }
        ObjectType::FeatureCollection => {
            let reason = "a Feature or a geometry is needed, but here is a FeatureCollection without an array of features";
            return Err(JsonError { offset: extent.start, reason: reason.into() });
        }
    };
    Ok(feature.with_findings(&mut reader))
}

/// How much of a FeatureCollection a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// The members before the features.
    Beginning,
    /// All members, with the features taken out.
    Whole,
}

/// Checks the members of a FeatureCollection around its features.
///
/// # Errors
/// The text is not JSON, its type is another one, or it names a CRS other than WGS84.
pub(crate) fn check_envelope(text: &str, envelope: Envelope) -> Result<(), JsonError> {
    let mut reader = Reader::new(text, 0);
    reader.scanner.peek()?;
    let object = reader.object()?;
    reader.scanner.finish()?;
    if let Some(crs) = &object.foreign_crs {
        let offset = object.offset_of(Member::Crs).or(object.offset_of(Member::CoordRefSys)).unwrap_or_default();
        let reason = format!("its coordinates are in {crs}, not WGS84 longitude, latitude; convert it to WGS84 first");
        return Err(JsonError { offset, reason: reason.into() });
    }
    if envelope == Envelope::Beginning && !object.has(Member::Type) {
        return Ok(());
    }
    match root_type(&object)? {
        ObjectType::FeatureCollection => Ok(()),
        other => {
            let reason = format!("a {} with a member 'features'; only a FeatureCollection has features", other.name());
            Err(JsonError { offset: object.offset_of(Member::Features).unwrap_or_default(), reason: reason.into() })
        }
    }
}

fn root_type(object: &RawObject<'_>) -> Result<ObjectType, JsonError> {
    match object.type_name.resolve() {
        Ok(NamedType::Exact(found) | NamedType::WrongCase(found, _)) => Ok(found),
        Err(fault) => {
            let offset = object.offset_of(Member::Type).unwrap_or(object.offset);
            Err(JsonError { offset, reason: format!("this is not GeoJSON: {}", fault.message).into() })
        }
    }
}

fn point_feature(feature: RawFeature) -> PointFeature {
    let properties = match feature.properties {
        Properties::Object(extent) => PropertiesPlace::Object(extent),
        Properties::Null(extent) => PropertiesPlace::Null(extent),
        Properties::Missing => PropertiesPlace::Missing(feature.offset + 1),
        Properties::Unusable => PropertiesPlace::Unusable,
    };
    let mut findings = Vec::new();
    let position = match &feature.geometry {
        _ if !feature.usable => None,
        Some(Geometry::Point(point)) => LonLat::try_from(point.0).map_err(|error| findings.push(off_the_globe(&error))).ok(),
        Some(_) => {
            findings.push(Finding::error("geometry-not-point", "a Point is needed, but here is another type of geometry"));
            None
        }
        None => {
            findings.push(Finding::warning("position-missing", "the feature has no geometry; it has no place"));
            None
        }
    };
    PointFeature { position, properties, findings }
}

impl PointFeature {
    fn none() -> Self {
        Self { position: None, properties: PropertiesPlace::Unusable, findings: Vec::new() }
    }

    fn with_findings(mut self, reader: &mut Reader<'_>) -> Self {
        if !reader.findings.is_empty() {
            let own = std::mem::take(&mut self.findings);
            self.findings = reader.findings.drain(..).chain(own).collect();
        }
        self
    }
}
