//! Shapes and attributes as a layer.

use std::io::Cursor;

use ::shapefile::record::traits::HasXY;
use ::shapefile::{Multipatch, Patch, ReadableShape, Shape};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, Point};

use super::dbf::Table;
use super::records;
use super::rings::assemble;
use crate::crs::Crs;
use crate::finding::Finding;
use crate::io::raw::RawLayer;
use crate::io::{FindingList, ReadError, counted};
use crate::layer::{Feature, Layer, Origin, Value};

/// The bytes of the files that make up a Shapefile.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShapefileParts<'a> {
    /// Shapes.
    pub shp: &'a [u8],
    /// Index of the shapes.
    pub shx: Option<&'a [u8]>,
    /// Attributes.
    pub dbf: Option<&'a [u8]>,
    /// Coordinate reference system as WKT.
    pub prj: Option<&'a [u8]>,
    /// Name of the encoding of the attributes.
    pub cpg: Option<&'a [u8]>,
}

/// Reads a Shapefile; `name` is what messages call it. Heights and measures are not read. Dates are text as in ISO 8601.
///
/// Only the shapes are indispensable: without attributes features have none, without index shapes are read one after the other, each
/// with a finding. Deleted rows are passed over with their shapes.
///
/// # Errors
/// [`ReadError`] when shapes or attributes are not of their format or truncated. A record that is damaged is a finding.
///
/// # Examples
/// ```
/// use ringshed::io::shapefile::{ShapefileParts, read_shapefile};
/// let error = read_shapefile(ShapefileParts { shp: b"PK", ..ShapefileParts::default() }, "a.shp").expect_err("not one");
/// assert!(error.to_string().contains("9994"));
/// ```
pub fn read_shapefile(parts: ShapefileParts<'_>, name: &str) -> Result<RawLayer, ReadError> {
    let mut about_file = Vec::new();
    let extents = records::extents(parts.shp, parts.shx, name, &mut about_file)?;
    let table = parts.dbf.map(|dbf| Table::open(dbf, parts.cpg, &dbf_name(name), &mut about_file)).transpose()?;
    about_file.extend(about_attributes(table.as_ref(), extents.len()));
    let columns: Vec<&str> = table.iter().flat_map(Table::columns).collect();
    let mut reader =
        Reader { layer: Layer::new(name, columns), findings: FindingList::default(), counts: Counts::default() };
    for (row, extent) in extents.into_iter().enumerate() {
        let attributes = table.as_ref().filter(|table| row < table.rows());
        if attributes.is_some_and(|table| table.is_deleted(row)) {
            reader.counts.deleted += 1;
            continue;
        }
        let origin = Origin { row: row + 1, byte_offset: extent.start as u64 };
        reader.feature(&parts.shp[extent], attributes, origin);
    }
    about_file.extend(reader.counts.findings());
    about_file.into_iter().for_each(|finding| reader.findings.push(finding));
    let crs = parts.prj.and_then(|prj| Crs::new(&String::from_utf8_lossy(prj)).ok());
    Ok(RawLayer { layer: reader.layer, findings: reader.findings.into_vec(name), crs, ..RawLayer::default() })
}

fn dbf_name(shp: &str) -> String {
    let stem = shp.rsplit_once('.').map_or(shp, |(stem, _)| stem);
    format!("{stem}.dbf")
}

fn about_attributes(table: Option<&Table<'_>>, shapes: usize) -> Option<Finding> {
    let Some(table) = table else {
        let message = "there is no .dbf beside it; the features have no attributes";
        return Some(Finding::warning("attributes-missing", message).with_remedy("put the .dbf beside the .shp"));
    };
    if table.rows() == shapes {
        return None;
    }
    let message =
        format!("{} but {} of attributes; they are paired in order", counted(shapes, "shape"), counted(table.rows(), "row"));
    Some(Finding::warning("attribute-rows", message))
}

struct Reader {
    layer: Layer,
    findings: FindingList,
    counts: Counts,
}

/// What is told once for the whole file.
#[derive(Default)]
struct Counts {
    deleted: usize,
    heights: usize,
    lone_holes: usize,
}

impl Counts {
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.deleted > 0 {
            let message = format!("{} marked as deleted, passed over", counted(self.deleted, "row"));
            findings.push(Finding::note("rows-deleted", message));
        }
        if self.heights > 0 {
            let message = format!("{} with heights or measures, which are not read", counted(self.heights, "shape"));
            findings.push(Finding::note("heights-ignored", message));
        }
        if self.lone_holes > 0 {
            let message = format!("{} wound as holes but in no shell; taken as shells", counted(self.lone_holes, "ring"));
            findings.push(Finding::warning("ring-winding", message));
        }
        findings
    }
}

impl Reader {
    fn feature(&mut self, content: &[u8], attributes: Option<&Table<'_>>, origin: Origin) {
        let label = format!("number {}", origin.row);
        let (values, unreadable) = attributes.map_or_else(Default::default, |table| table.values(origin.row - 1));
        if !unreadable.is_empty() {
            let message = format!("the cells of {} are not of their type and taken as missing", unreadable.join(", "));
            self.findings.push(Finding::warning("cell-unreadable", message).of_feature(label.as_str()));
        }
        match self.geometry(content) {
            Ok(geometry) => self.layer.push(Feature { id: None, geometry, values, origin }),
            Err(reason) => {
                let message = format!("the shape cannot be read: {reason}; the feature is left out");
                let finding = Finding::error("shape-unreadable", message).at_byte(origin.byte_offset);
                self.findings.push(finding.of_feature(label_of(&self.layer, &values).unwrap_or(label)));
            }
        }
    }

    fn geometry(&mut self, content: &[u8]) -> Result<Option<Geometry<f64>>, String> {
        check_counts(content)?;
        let size = i32::try_from(content.len()).map_err(|_| "it is larger than 2 GiB".to_string())?;
        let shape = Shape::read_from(&mut Cursor::new(content), size).map_err(|error| error.to_string())?;
        self.counts.heights += usize::from(shape.shapetype().has_z() || has_measures(&shape));
        Ok(match shape {
            Shape::NullShape => None,
            Shape::Point(at) => point(&at),
            Shape::PointM(at) => point(&at),
            Shape::PointZ(at) => point(&at),
            Shape::Multipoint(points) => multi_point(points.points()),
            Shape::MultipointM(points) => multi_point(points.points()),
            Shape::MultipointZ(points) => multi_point(points.points()),
            Shape::Polyline(lines) => multi_line(lines.parts()),
            Shape::PolylineM(lines) => multi_line(lines.parts()),
            Shape::PolylineZ(lines) => multi_line(lines.parts()),
            Shape::Polygon(area) => self.area(area.rings().iter().map(|ring| line(ring.points())).collect()),
            Shape::PolygonM(area) => self.area(area.rings().iter().map(|ring| line(ring.points())).collect()),
            Shape::PolygonZ(area) => self.area(area.rings().iter().map(|ring| line(ring.points())).collect()),
            Shape::Multipatch(patches) => self.area(patch_rings(&patches)?),
        })
    }

    fn area(&mut self, rings: Vec<LineString<f64>>) -> Option<Geometry<f64>> {
        let assembled = assemble(rings);
        self.counts.lone_holes += assembled.lone_holes;
        match <[_; 1]>::try_from(assembled.area.0) {
            Ok([polygon]) => Some(polygon.into()),
            Err(polygons) if polygons.is_empty() => None,
            Err(polygons) => Some(Geometry::MultiPolygon(polygons.into())),
        }
    }
}

fn label_of(layer: &Layer, values: &[Value]) -> Option<String> {
    let column = layer.column_any(&["code", "adcode", "name", "id"])?;
    values.get(column).filter(|value| !value.is_null()).map(Value::to_string)
}

/// Counts of parts and points that the record has room for, before anything is set aside for them.
fn check_counts(content: &[u8]) -> Result<(), String> {
    let number = |at: usize| -> Option<u64> {
        let four: [u8; 4] = content.get(at..at + 4)?.try_into().ok()?;
        Some(u64::from(u32::from_le_bytes(four)))
    };
    let needed = match number(0) {
        Some(8 | 18 | 28) => number(36).map(|points| 40 + 16 * points),
        Some(3 | 5 | 13 | 15 | 23 | 25 | 31) => {
            number(36).zip(number(40)).map(|(parts, points)| 44 + 4 * parts + 16 * points)
        }
        _ => Some(0),
    };
    match needed {
        Some(needed) if needed <= content.len() as u64 => Ok(()),
        Some(needed) => Err(format!("its counts need {needed} bytes, the record has {}", content.len())),
        None => Err("the record ends within its header".to_string()),
    }
}

fn has_measures(shape: &Shape) -> bool {
    matches!(shape, Shape::PointM(_) | Shape::MultipointM(_) | Shape::PolylineM(_) | Shape::PolygonM(_))
}

fn point(at: &impl HasXY) -> Option<Geometry<f64>> {
    Some(Point::new(at.x(), at.y()).into())
}

fn multi_point<P: HasXY>(points: &[P]) -> Option<Geometry<f64>> {
    let points: Vec<Point<f64>> = points.iter().map(|at| Point::new(at.x(), at.y())).collect();
    (!points.is_empty()).then(|| MultiPoint(points).into())
}

fn line<P: HasXY>(points: &[P]) -> LineString<f64> {
    points.iter().map(|at| Coord { x: at.x(), y: at.y() }).collect()
}

/// Several lines, or one as such.
fn multi_line<P: HasXY>(parts: &[Vec<P>]) -> Option<Geometry<f64>> {
    let lines: Vec<LineString<f64>> = parts.iter().filter(|part| !part.is_empty()).map(|part| line(part)).collect();
    match <[_; 1]>::try_from(lines) {
        Ok([line]) => Some(line.into()),
        Err(lines) if lines.is_empty() => None,
        Err(lines) => Some(MultiLineString(lines).into()),
    }
}

/// The rings of a multipatch. Triangles are no map areas.
fn patch_rings(patches: &Multipatch) -> Result<Vec<LineString<f64>>, String> {
    let ring = |patch: &Patch| match patch {
        Patch::TriangleStrip(_) | Patch::TriangleFan(_) => {
            Err("it is a multipatch of triangles in space, which are no areas on a map".to_string())
        }
        Patch::OuterRing(points) | Patch::FirstRing(points) => Ok(wound(line(points), Wound::AsShell)),
        Patch::InnerRing(points) | Patch::Ring(points) => Ok(wound(line(points), Wound::AsHole)),
    };
    patches.patches().iter().map(ring).collect()
}

#[derive(PartialEq, Eq)]
enum Wound {
    AsShell,
    AsHole,
}

/// A ring turned as rings of polygon shapes are: shells clockwise.
fn wound(mut ring: LineString<f64>, wanted: Wound) -> LineString<f64> {
    use geo::Winding;
    match wanted {
        Wound::AsShell => ring.make_cw_winding(),
        Wound::AsHole => ring.make_ccw_winding(),
    }
    ring
}
