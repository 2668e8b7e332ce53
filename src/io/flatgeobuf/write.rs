//! A layer as FlatGeobuf.

use std::io::{self, Write};

use ::flatgeobuf::{ColumnType as FlatType, Error as FlatError, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo_types::Geometry;
use geozero::error::GeozeroError;
use geozero::{ColumnValue, PropertyProcessor};

use crate::finding::Finding;
use crate::io::column_type::{ColumnType, with_id_column};
use crate::io::counted;
use crate::layer::{Feature, Layer, Value};

/// What is said in the header of a FlatGeobuf file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlatGeobufOptions {
    /// The EPSG code of the reference system, if it has one; 4326 stands for longitude, latitude, whatever its axis order elsewhere.
    pub epsg_code: Option<u32>,
    /// The reference system as WKT. Without code and WKT the file says nothing about it.
    pub wkt: Option<String>,
    /// The manifest of the run as JSON.
    pub manifest: Option<String>,
}

/// Writes a layer as FlatGeobuf with an index; the writer puts the features in Hilbert order. Identifiers of features become a column `id`.
/// Gives findings: the format has no place in its index for features without geometry, which are left out; so are collections of
/// geometries, which the `flatgeobuf` crate (6.0.1) writes with the type of their last member, and takes multiple members apart.
///
/// # Errors
/// What the output gives.
///
/// # Examples
/// ```
/// use ringshed::io::flatgeobuf::{FlatGeobufOptions, read_flatgeobuf, write_flatgeobuf};
/// use ringshed::layer::{Feature, Layer, Value};
/// let mut layer = Layer::new("places", ["name", "population"]);
/// layer.push(Feature::new(Some(geo_types::Point::new(116.4, 39.9).into()), vec!["北京".into(), Value::Integer(21_893_095)]));
/// let mut bytes = Vec::new();
/// write_flatgeobuf(&layer, &FlatGeobufOptions::default(), &mut bytes)?;
/// let read = read_flatgeobuf(&bytes, "places.fgb", None)?;
/// assert_eq!(read.layer.features()[0].geometry, layer.features()[0].geometry);
/// assert_eq!(read.layer.features()[0].values, layer.features()[0].values);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_flatgeobuf(layer: &Layer, options: &FlatGeobufOptions, output: &mut impl Write) -> io::Result<Vec<Finding>> {
    let layer = &*with_id_column(layer);
    let types: Vec<ColumnType> = (0..layer.columns().len()).map(|column| ColumnType::of(layer, column)).collect();
    let mut writer = open(layer, options)?;
    for (name, kind) in layer.columns().iter().zip(&types) {
        writer.add_column(name, flat_type(*kind), |_, _| {});
    }
    let (mut without, mut collections) = (0, 0);
    for feature in layer.features() {
        match &feature.geometry {
            Some(Geometry::GeometryCollection(_)) => collections += 1,
            Some(geometry) if !is_empty(geometry) => push(&mut writer, layer, &types, feature, geometry)?,
            _ => without += 1,
        }
    }
    writer.write(output).map_err(failed)?;
    Ok(about_missing(without).into_iter().chain(about_collections(collections)).collect())
}

fn about_missing(without: usize) -> Option<Finding> {
    let message =
        format!("{} without geometry left out: FlatGeobuf with an index has no place for them", counted(without, "feature"));
    let finding = Finding::warning("geometry-missing", message).with_remedy("write .parquet or .geojson to keep them");
    (without > 0).then_some(finding)
}

fn about_collections(collections: usize) -> Option<Finding> {
    let features = counted(collections, "feature");
    let message = format!("{features} with a collection of geometries left out: they are not written as FlatGeobuf");
    let finding = Finding::error("geometry-collection", message).with_remedy("write .parquet or .geojson to keep them");
    (collections > 0).then_some(finding)
}

fn open<'a>(layer: &Layer, options: &FlatGeobufOptions) -> io::Result<FgbWriter<'a>> {
    let code = options.epsg_code.and_then(|code| i32::try_from(code).ok());
    let crs =
        FgbCrs { org: code.map(|_| "EPSG"), code: code.unwrap_or(0), wkt: options.wkt.as_deref(), ..FgbCrs::default() };
    let (kind, promote_to_multi) = kind_of(layer);
    let options = FgbWriterOptions {
        write_index: true,
        detect_type: false,
        promote_to_multi,
        crs,
        metadata: options.manifest.as_deref(),
        ..FgbWriterOptions::default()
    };
    let name = layer.name().rsplit(['/', '\\']).next().unwrap_or_default();
    FgbWriter::create_with_options(name, kind, options).map_err(failed)
}

fn failed(error: FlatError) -> io::Error {
    match error {
        FlatError::IO(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

fn is_empty(geometry: &Geometry<f64>) -> bool {
    use geo::CoordsIter;
    geometry.coords_iter().next().is_none()
}

/// The type of all geometries, and whether single ones have to be made multiple for that.
fn kind_of(layer: &Layer) -> (GeometryType, bool) {
    let written = |geometry: &&Geometry<f64>| !matches!(geometry, Geometry::GeometryCollection(_));
    let geometries = layer.features().iter().filter_map(|feature| feature.geometry.as_ref()).filter(written);
    let kinds = geometries.map(|geometry| match geometry {
        Geometry::Point(_) => GeometryType::Point,
        Geometry::Line(_) | Geometry::LineString(_) => GeometryType::LineString,
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => GeometryType::Polygon,
        Geometry::MultiPoint(_) => GeometryType::MultiPoint,
        Geometry::MultiLineString(_) => GeometryType::MultiLineString,
        Geometry::MultiPolygon(_) => GeometryType::MultiPolygon,
        Geometry::GeometryCollection(_) => GeometryType::GeometryCollection,
    });
    let mut kinds: Vec<GeometryType> = kinds.collect();
    kinds.sort_unstable_by_key(|kind| kind.0);
    kinds.dedup();
    match kinds[..] {
        [] => (GeometryType::Unknown, false),
        [kind] => (kind, false),
        [GeometryType::Polygon, GeometryType::MultiPolygon] => (GeometryType::MultiPolygon, true),
        [GeometryType::LineString, GeometryType::MultiLineString] => (GeometryType::MultiLineString, true),
        _ => (GeometryType::Unknown, false),
    }
}

fn flat_type(kind: ColumnType) -> FlatType {
    match kind {
        ColumnType::Bool => FlatType::Bool,
        ColumnType::Integer => FlatType::Long,
        ColumnType::Float => FlatType::Double,
        ColumnType::Text => FlatType::String,
    }
}

fn push(
    writer: &mut FgbWriter<'_>,
    layer: &Layer,
    types: &[ColumnType],
    feature: &Feature,
    geometry: &Geometry<f64>,
) -> io::Result<()> {
    let texts: Vec<String> = feature.values.iter().map(Value::to_string).collect();
    let mut outcome = Ok(());
    let written = writer.add_feature_geom(geometry.clone(), |properties| {
        for (column, (value, kind)) in feature.values.iter().zip(types).enumerate() {
            if let Some(cell) = cell(value, *kind, &texts[column])
                && let Err(error) = properties.property(column, &layer.columns()[column], &cell)
            {
                outcome = Err(error);
            }
        }
    });
    written.and(outcome).map_err(|error: GeozeroError| io::Error::other(error.to_string()))
}

fn cell<'a>(value: &Value, kind: ColumnType, text: &'a str) -> Option<ColumnValue<'a>> {
    match (kind, value) {
        (_, Value::Null) => None,
        (ColumnType::Bool, Value::Bool(value)) => Some(ColumnValue::Bool(*value)),
        (ColumnType::Integer, Value::Integer(number)) => Some(ColumnValue::Long(*number)),
        (ColumnType::Float, value) => value.number().map(ColumnValue::Double),
        _ => Some(ColumnValue::String(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_flatgeobuf;
    use super::*;
    use crate::quantity::Bounds;
    use geo_types::{GeometryCollection, MultiPolygon, Point, line_string, polygon};

    fn written(layer: &Layer) -> Vec<u8> {
        let mut bytes = Vec::new();
        let options = FlatGeobufOptions { epsg_code: Some(4326), ..FlatGeobufOptions::default() };
        write_flatgeobuf(layer, &options, &mut bytes).expect("written");
        bytes
    }

    fn mixed() -> Layer {
        let square = polygon!(exterior: [(x: 0., y: 0.), (x: 9., y: 0.), (x: 9., y: 9.)], interiors: [[(x: 5., y: 1.), (x: 6., y: 2.), (x: 6., y: 1.)]]);
        let geometries: [Geometry<f64>; 4] = [
            Point::new(1.0, 2.0).into(),
            line_string![(x: 1.0, y: 2.0), (x: 3.0, y: 4.5)].into(),
            square.clone().into(),
            MultiPolygon(vec![square]).into(),
        ];
        let mut layer = Layer::new("t", ["n", "flag", "x", "text"]);
        for (number, geometry) in geometries.into_iter().enumerate() {
            let values = vec![Value::Integer(number as i64), Value::Bool(number > 2), Value::Float(0.5), Value::Null];
            layer.push(Feature::new(Some(geometry), values));
        }
        layer
    }

    #[test]
    fn features_come_back() {
        let layer = mixed();
        let read = read_flatgeobuf(&written(&layer), "t", None).expect("read");
        assert_eq!(read.layer.columns(), layer.columns());
        let mut features = read.layer.into_features();
        features.sort_by_key(|feature| feature.values[0].to_string());
        for (read, was) in features.iter().zip(layer.features()) {
            assert_eq!((&read.geometry, &read.values), (&was.geometry, &was.values));
        }
        assert_eq!((features.len(), read.crs.is_some_and(|crs| crs.is_wgs84())), (4, true));
    }

    #[test]
    fn collections_are_left_out_and_said() {
        let mut layer = mixed();
        let collection = GeometryCollection(vec![Point::new(3.0, 4.0).into()]);
        layer.push(Feature::new(Some(Geometry::GeometryCollection(collection)), vec![Value::Integer(9)]));
        let mut bytes = Vec::new();
        let findings = write_flatgeobuf(&layer, &FlatGeobufOptions::default(), &mut bytes).expect("written");
        assert_eq!(findings.iter().map(Finding::code).collect::<Vec<_>>(), ["geometry-collection"]);
        assert_eq!(
            findings[0].message(),
            "1 feature with a collection of geometries left out: they are not written as FlatGeobuf"
        );
        let read = read_flatgeobuf(&bytes, "t", None).expect("read");
        assert!(read.layer.features().len() == 4 && read.findings.is_empty());
    }

    #[test]
    fn few_features_come_back() {
        // The root of the index above one leaf is a node of its own.
        for count in (0..5).chain([15, 16, 17, 255, 256, 257, 258]) {
            let mut layer = Layer::new("t", ["n"]);
            (0..count).for_each(|number| {
                layer.push(Feature::new(Some(Point::new(number as f64, 0.0).into()), vec![Value::Integer(number)]));
            });
            let bytes = written(&layer);
            let read = read_flatgeobuf(&bytes, "t", None).expect("read");
            assert_eq!(read.layer.features().len(), count as usize);
            let within = Bounds::between((-1.0, -1.0).into(), (0.5, 1.0).into());
            let read = read_flatgeobuf(&bytes, "t", Some(&within)).expect("read");
            assert_eq!(read.layer.features().len(), usize::from(count > 0), "{count}");
        }
    }

    #[test]
    fn the_index_finds_what_touches_a_box() {
        let mut layer = Layer::new("t", ["n"]);
        for number in 0..5000_i64 {
            let at = Point::new((number % 100) as f64, (number / 100) as f64);
            layer.push(Feature::new(Some(at.into()), vec![Value::Integer(number)]));
        }
        layer.push(Feature::new(None, vec![]));
        let mut bytes = Vec::new();
        let findings = write_flatgeobuf(&layer, &FlatGeobufOptions::default(), &mut bytes).expect("written");
        assert_eq!(findings.iter().map(Finding::code).collect::<Vec<_>>(), ["geometry-missing"]);
        let within = Bounds::between((10.0, 10.0).into(), (12.0, 13.0).into());
        let read = read_flatgeobuf(&bytes, "t", Some(&within)).expect("read");
        assert_eq!(read.layer.features().len(), 12);
        assert!(read.layer.coords().into_iter().all(|at| within.contains(at)));
        assert_eq!(read.findings[0].message(), "read 12 of 5000 features by the index");
    }

    #[test]
    fn damaged_files_are_refused_or_read() {
        let bytes = written(&mixed());
        let within = Bounds::between((0.0, 0.0).into(), (1.0, 1.0).into());
        for at in 0..bytes.len() {
            assert!(read_flatgeobuf(&bytes[..at], "t", None).is_err(), "{at}");
            for change in [0xff, 0x01, 0x80] {
                let mut bad = bytes.clone();
                bad[at] ^= change;
                let _ = read_flatgeobuf(&bad, "t", None);
                let _ = read_flatgeobuf(&bad, "t", Some(&within));
            }
        }
    }
}
