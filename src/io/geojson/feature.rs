//! From a raw object to a feature.

use super::geometry::Built;
use super::object::{GeometryMember, Member, Properties, RawObject};
use super::object_type::ObjectType;
use super::reader::{Reader, Result};
use crate::finding::Finding;
use crate::io::json::Kind;
use crate::layer::Value;
use geo_types::Geometry;

/// A feature whose properties have not been read yet.
#[derive(Debug, Default)]
pub(super) struct RawFeature {
    /// Where it begins in the text.
    pub(super) offset: usize,
    pub(super) id: Option<Value>,
    pub(super) geometry: Option<Geometry<f64>>,
    pub(super) properties: Properties,
    /// False when something about it was reported that makes it unusable; its properties still name it in messages.
    pub(super) usable: bool,
}

impl<'a> Reader<'a> {
    /// Reads the next value as a feature; `None` when it is not an object (reported).
    pub(super) fn next_feature(&mut self) -> Result<Option<(RawFeature, Relative)>> {
        let kind = self.scanner.peek()?;
        let offset = self.scanner.offset();
        if kind != Kind::Object {
            self.scanner.skip()?;
            let message = format!("a feature must be an object, but here is {}", kind.with_article());
            self.report(Finding::error("feature-not-object", message), offset);
            return Ok(None);
        }
        let object = self.object()?;
        let relative = match (object.has(Member::Type), object.has(Member::Attributes)) {
            (false, true) => Relative::EsriJson,
            _ => Relative::None,
        };
        Ok(Some((self.listed_feature(object), relative)))
    }

    /// A feature as an item of `features`; anything of another type is reported and unusable.
    fn listed_feature(&mut self, object: RawObject<'a>) -> RawFeature {
        match self.object_type(&object) {
            Some(ObjectType::Feature) => self.feature(object),
            Some(other) => {
                let message = format!("a Feature is needed, but here is a {}; it is left out", other.name());
                self.report(Finding::error("type-not-feature", message), object.offset);
                RawFeature { offset: object.offset, ..RawFeature::default() }
            }
            None => RawFeature { usable: false, ..self.feature(object) },
        }
    }

    /// The feature that an object of type Feature describes.
    pub(super) fn feature(&mut self, object: RawObject<'a>) -> RawFeature {
        self.report_misplaced(ObjectType::Feature, &object);
        if object.properties == Properties::Missing {
            let message = "a Feature needs a member 'properties' (null if there are none)";
            self.report(Finding::warning("properties-missing", message), object.offset);
        }
        let usable_crs = object.foreign_crs.is_none();
        let usable_place = self.judge_place(&object);
        let built = match object.geometry {
            GeometryMember::Object(geometry) => self.checked_geometry(*geometry),
            GeometryMember::Null => Built::Empty,
            GeometryMember::Unusable => Built::Unusable,
            GeometryMember::Missing => {
                let message = "a Feature needs a member 'geometry' (null if it has no place); it is read as null";
                self.report(Finding::warning("geometry-missing", message), object.offset);
                Built::Empty
            }
        };
        let usable = usable_crs && usable_place && !matches!(built, Built::Unusable);
        let geometry = if let Built::Geometry(geometry) = built { Some(geometry) } else { None };
        RawFeature { offset: object.offset, id: object.id, geometry, properties: object.properties, usable }
    }

    /// JSON-FG keeps geometries that GeoJSON cannot express in `place`; a feature that has only that one is unusable.
    fn judge_place(&mut self, object: &RawObject<'_>) -> bool {
        let Some(offset) = object.place else { return true };
        if matches!(object.geometry, GeometryMember::Null | GeometryMember::Missing) {
            let message = "the geometry is only in the JSON-FG member 'place', which is not read; the feature is left out";
            self.report(Finding::error("json-fg-place", message), offset);
            return false;
        }
        let message = "the JSON-FG member 'place' is not read; the member 'geometry' is";
        self.report(Finding::note("json-fg-place", message), offset);
        true
    }
}

/// A format that a feature seems to belong to instead of GeoJSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relative {
    None,
    EsriJson,
}
