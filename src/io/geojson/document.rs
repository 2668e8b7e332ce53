//! A whole GeoJSON text: FeatureCollection, Feature or bare geometry.

use super::collector::Collector;
use super::feature::{RawFeature, Relative};
use super::geometry::Built;
use super::object::{Member, RawObject};
use super::object_type::{NamedType, ObjectType};
use super::reader::{Reader, Result};
use crate::finding::Finding;
use crate::io::json::{JsonError, Kind};

const ESRI_JSON: &str = "this is Esri JSON, not GeoJSON; convert it with ogr2ogr or ask the server for f=geojson";

/// What was learned from the items of `features`.
#[derive(Default)]
enum Listed {
    #[default]
    Absent,
    /// The member was there but is no array.
    NotArray(Kind),
    Features(Relatives),
}

/// Formats that features seem to belong to.
#[derive(Default)]
struct Relatives {
    esri_json: usize,
}

/// Reads the text of a reader into a collector.
///
/// # Errors
/// The text is not JSON, or its root is not a GeoJSON object.
pub(super) fn read_document(reader: &mut Reader<'_>, collector: &mut Collector) -> Result<()> {
    let features_before = collector.len();
    let kind = reader.scanner.peek()?;
    if kind != Kind::Object {
        let offset = reader.scanner.offset();
        reader.scanner.skip()?;
        reader.scanner.finish()?;
        let reason = format!("this is not GeoJSON: the root must be an object, but is {}", kind.with_article());
        return Err(JsonError { offset, reason: reason.into() });
    }
    let mut object = RawObject::at(reader.scanner.offset());
    let listed = read_root(reader, collector, &mut object)?;
    reader.scanner.finish()?;
    let root_type = root_type(reader, &object, &listed)?;
    let is_foreign = object.foreign_crs.is_some();
    match root_type {
        ObjectType::FeatureCollection => finish_collection(reader, &object, &listed)?,
        ObjectType::Feature => {
            let feature = reader.feature(object);
            collector.take(reader, Some(feature))?;
        }
        ObjectType::Geometry(_) => take_bare_geometry(reader, collector, object)?,
    }
    collector.take_file_findings(reader);
    if is_foreign {
        collector.leave_out_from(features_before);
    }
    Ok(())
}

/// Reads the members of the root; the features of a collection go to the collector one by one.
fn read_root<'a>(reader: &mut Reader<'a>, collector: &mut Collector, object: &mut RawObject<'a>) -> Result<Listed> {
    let mut listed = Listed::default();
    let mut open = reader.scanner.open_object()?;
    while let Some(key) = reader.scanner.next_key(&mut open)? {
        if key.name != Member::Features.name() {
            reader.member(object, &key)?;
            continue;
        }
        reader.note_member(object, &key);
        listed = match reader.scanner.peek()? {
            Kind::Array => Listed::Features(read_features(reader, collector)?),
            other => {
                reader.scanner.skip()?;
                Listed::NotArray(other)
            }
        };
    }
    Ok(listed)
}

fn read_features(reader: &mut Reader<'_>, collector: &mut Collector) -> Result<Relatives> {
    let of_file = std::mem::take(&mut reader.findings);
    let mut relatives = Relatives::default();
    let mut open = reader.scanner.open_array()?;
    while reader.scanner.next_item(&mut open)? {
        let feature = reader.next_feature()?.map(|(feature, relative)| {
            relatives.esri_json += usize::from(relative == Relative::EsriJson);
            feature
        });
        collector.take(reader, feature)?;
    }
    reader.findings = of_file;
    Ok(relatives)
}

fn root_type(reader: &mut Reader<'_>, object: &RawObject<'_>, listed: &Listed) -> Result<ObjectType> {
    let esri_features = matches!(listed, Listed::Features(relatives) if relatives.esri_json > 0);
    let esri_members = [Member::GeometryType, Member::SpatialReference, Member::Attributes];
    if !object.has(Member::Type) && (esri_features || esri_members.iter().any(|member| object.has(*member))) {
        return Err(JsonError { offset: object.offset, reason: ESRI_JSON.into() });
    }
    let offset = object.offset_of(Member::Type).unwrap_or(object.offset);
    match object.type_name.resolve() {
        Ok(NamedType::Exact(found)) => Ok(found),
        Ok(NamedType::WrongCase(found, name)) => {
            let message = format!("the case of the type is wrong; it is read as '{name}'");
            reader.report(Finding::warning("type-case", message), offset);
            Ok(found)
        }
        Err(fault) => Err(JsonError { offset, reason: format!("this is not GeoJSON: {}", fault.message).into() }),
    }
}

fn finish_collection(reader: &mut Reader<'_>, object: &RawObject<'_>, listed: &Listed) -> Result<()> {
    let reason = match listed {
        Listed::Features(_) => {
            reader.report_misplaced(ObjectType::FeatureCollection, object);
            return Ok(());
        }
        Listed::Absent => "a FeatureCollection needs a member 'features'".to_string(),
        Listed::NotArray(kind) => format!("the features must be an array, but are {}", kind.with_article()),
    };
    Err(JsonError { offset: object.offset_of(Member::Features).unwrap_or(object.offset), reason: reason.into() })
}

fn take_bare_geometry<'a>(reader: &mut Reader<'a>, collector: &mut Collector, object: RawObject<'a>) -> Result<()> {
    let offset = object.offset;
    let built = reader.checked_geometry(object);
    let usable = !matches!(built, Built::Unusable);
    let geometry = if let Built::Geometry(geometry) = built { Some(geometry) } else { None };
    let feature = RawFeature { offset, geometry, usable, ..RawFeature::default() };
    collector.take(reader, Some(feature))
}
