//! From a raw object to a geometry: types matched with the nesting of coordinates, rings closed.

use geo_types::{Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::coordinates::{Coordinates, Line};
use super::object::{Member, RawObject};
use super::object_type::{GeometryType, NamedType, ObjectType};
use super::plausibility;
use super::reader::Reader;
use crate::finding::Finding;
use crate::io::Numbers;

/// What became of a geometry.
#[derive(Debug)]
pub(super) enum Built {
    Geometry(Geometry<f64>),
    /// A geometry without coordinates, which RFC 7946 lets readers take as null.
    Empty,
    /// Wrong in a way that cannot be repaired without guessing; it has been reported.
    Unusable,
}

/// Marks a part that is wrong and has been reported.
struct Unusable;

type Part<T> = Result<T, Unusable>;

impl<'a> Reader<'a> {
    /// The geometry of an object, checked for what its numbers and rings look like.
    pub(super) fn checked_geometry(&mut self, object: RawObject<'a>) -> Built {
        let offset = object.offset;
        let built = self.geometry(object);
        let Built::Geometry(geometry) = &built else { return built };
        if self.numbers == Numbers::Any {
            return built;
        }
        let verdict = plausibility::of_geometry(geometry);
        for finding in verdict.findings {
            self.report(finding, offset);
        }
        if verdict.usable { built } else { Built::Unusable }
    }

    fn geometry(&mut self, object: RawObject<'a>) -> Built {
        if object.foreign_crs.is_some() {
            return Built::Unusable;
        }
        let Some(geometry_type) = self.geometry_type(&object) else { return Built::Unusable };
        self.report_misplaced(ObjectType::Geometry(geometry_type), &object);
        if geometry_type == GeometryType::GeometryCollection {
            return self.collection(object);
        }
        let coordinates = match object.coordinates {
            None => {
                let message = format!("a {} needs a member 'coordinates'", ObjectType::Geometry(geometry_type).name());
                self.report(Finding::error("coordinates-missing", message), object.offset);
                return Built::Unusable;
            }
            Some(Coordinates::Unusable) => return Built::Unusable,
            Some(Coordinates::Empty { offset }) => {
                self.report(empty_geometry(geometry_type), offset);
                return Built::Empty;
            }
            Some(coordinates) => coordinates,
        };
        match self.build(geometry_type, coordinates) {
            Ok(geometry) => Built::Geometry(geometry),
            Err(Unusable) => Built::Unusable,
        }
    }

    fn geometry_type(&mut self, object: &RawObject<'_>) -> Option<GeometryType> {
        match self.object_type(object)? {
            ObjectType::Geometry(geometry_type) => Some(geometry_type),
            other => {
                let message = format!("a geometry is needed, but here is a {}", other.name());
                self.report(Finding::error("type-not-geometry", message), object.offset);
                None
            }
        }
    }

    /// The type of an object; reported when it is missing, unknown or of the wrong case.
    pub(super) fn object_type(&mut self, object: &RawObject<'_>) -> Option<ObjectType> {
        let offset = object.offset_of(Member::Type).unwrap_or(object.offset);
        match object.type_name.resolve() {
            Ok(NamedType::Exact(found)) => Some(found),
            Ok(NamedType::WrongCase(found, name)) => {
                let message = format!("the case of the type is wrong; it is read as '{name}'");
                self.report(Finding::warning("type-case", message), offset);
                Some(found)
            }
            Err(fault) => {
                self.report(Finding::error(fault.code, fault.message), offset);
                None
            }
        }
    }

    /// Reports members that define other types of objects.
    pub(super) fn report_misplaced(&mut self, found: ObjectType, object: &RawObject<'_>) {
        for member in found.misplaced(object) {
            let message = format!("a {} must not have a member '{}'; it is not read", found.name(), member.name());
            self.report(Finding::warning("member-misplaced", message), object.offset_of(member).unwrap_or(object.offset));
        }
    }

    fn collection(&mut self, object: RawObject<'a>) -> Built {
        let Some(members) = object.geometries else {
            if !object.has(Member::Geometries) {
                let message = "a GeometryCollection needs a member 'geometries'";
                self.report(Finding::error("geometries-missing", message), object.offset);
            }
            return Built::Unusable;
        };
        self.report_collection_advice(&members, object.offset);
        let mut parts = Vec::with_capacity(members.len());
        for member in members {
            match member.map_or(Built::Unusable, |member| self.geometry(member)) {
                Built::Geometry(geometry) => parts.push(geometry),
                Built::Empty => {}
                Built::Unusable => return Built::Unusable,
            }
        }
        if parts.is_empty() {
            self.report(empty_geometry(GeometryType::GeometryCollection), object.offset);
            return Built::Empty;
        }
        Built::Geometry(Geometry::GeometryCollection(GeometryCollection(parts)))
    }

    /// RFC 7946 section 3.1.8: collections of one geometry and nested ones should be avoided.
    fn report_collection_advice(&mut self, members: &[Option<RawObject<'a>>], offset: usize) {
        if members.len() == 1 {
            let message = "a GeometryCollection of a single geometry; the geometry alone, or its Multi type, says the same";
            self.report(Finding::warning("collection-of-one", message), offset);
        }
        if members.iter().flatten().any(|member| member.has(Member::Geometries)) {
            let message = "a GeometryCollection within a GeometryCollection; many programs cannot read it";
            self.report(Finding::warning("collection-nested", message), offset);
        }
    }

    fn build(&mut self, geometry_type: GeometryType, coordinates: Coordinates) -> Part<Geometry<f64>> {
        Ok(match (geometry_type, coordinates) {
            (GeometryType::Point, Coordinates::One { position, .. }) => Geometry::Point(Point(position.coord)),
            (GeometryType::MultiPoint, Coordinates::Line(line)) => {
                Geometry::MultiPoint(MultiPoint(line.coords.into_iter().map(Point).collect()))
            }
            (GeometryType::LineString, Coordinates::Line(line)) => Geometry::LineString(self.line_string(line)?),
            (GeometryType::MultiLineString, Coordinates::Lists { items, .. }) => {
                Geometry::MultiLineString(MultiLineString(self.lines(items, geometry_type, Self::line_string)?))
            }
            (GeometryType::Polygon, Coordinates::Lists { items, .. }) => {
                Geometry::Polygon(self.polygon(items, geometry_type)?)
            }
            (GeometryType::MultiPolygon, Coordinates::Lists { items, .. }) => {
                Geometry::MultiPolygon(MultiPolygon(self.polygons(items)?))
            }
            (geometry_type, other) => return Err(self.wrong_nesting(geometry_type, &other)),
        })
    }

    fn polygons(&mut self, items: Vec<Coordinates>) -> Part<Vec<Polygon<f64>>> {
        let mut polygons = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Coordinates::Lists { items, .. } => polygons.push(self.polygon(items, GeometryType::MultiPolygon)?),
                other => return Err(self.wrong_nesting(GeometryType::MultiPolygon, &other)),
            }
        }
        Ok(polygons)
    }

    fn polygon(&mut self, items: Vec<Coordinates>, geometry_type: GeometryType) -> Part<Polygon<f64>> {
        let mut rings = self.lines(items, geometry_type, Self::ring)?.into_iter();
        let shell = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Ok(Polygon::new(shell, rings.collect()))
    }

    fn lines(
        &mut self,
        items: Vec<Coordinates>,
        geometry_type: GeometryType,
        mut build: impl FnMut(&mut Self, Line) -> Part<LineString<f64>>,
    ) -> Part<Vec<LineString<f64>>> {
        let mut lines = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Coordinates::Line(line) => lines.push(build(self, line)?),
                other => return Err(self.wrong_nesting(geometry_type, &other)),
            }
        }
        Ok(lines)
    }

    fn line_string(&mut self, line: Line) -> Part<LineString<f64>> {
        if line.coords.len() < 2 {
            let finding = Finding::error("line-too-short", "a line needs at least two positions, but here is one");
            self.report_line(finding, &line);
            return Err(Unusable);
        }
        Ok(LineString(line.coords))
    }

    /// A closed ring. An open one is closed by repeating its first position, which is what was meant.
    fn ring(&mut self, mut line: Line) -> Part<LineString<f64>> {
        let (first, last) = (line.coords.first().copied(), line.coords.last().copied());
        if first != last {
            let message = "a ring whose first and last positions differ; it is closed by repeating the first";
            self.report_line(Finding::warning("ring-not-closed", message), &line);
            line.coords.extend(first);
        } else if line.first_height != line.last_height {
            let message = "a ring whose first and last positions have different heights; the heights are not read";
            self.report_line(Finding::warning("ring-not-closed", message), &line);
        }
        let count = line.coords.len();
        if count < 4 {
            let message = format!("a ring needs at least four positions, the last like the first, but here are {count}");
            self.report_line(Finding::error("ring-too-short", message), &line);
            return Err(Unusable);
        }
        Ok(LineString(line.coords))
    }

    /// Reports what is wrong with a line, at its first position.
    fn report_line(&mut self, finding: Finding, line: &Line) {
        let finding = match line.coords.first() {
            Some(first) => plausibility::located(finding, *first),
            None => finding,
        };
        self.report(finding, line.offset);
    }

    fn wrong_nesting(&mut self, geometry_type: GeometryType, found: &Coordinates) -> Unusable {
        let needed = match geometry_type {
            GeometryType::Point => "one position",
            GeometryType::MultiPoint | GeometryType::LineString => "an array of positions",
            GeometryType::MultiLineString => "an array of lines, each an array of positions",
            GeometryType::Polygon => "an array of rings, each an array of positions",
            GeometryType::MultiPolygon => "an array of polygons, each an array of rings",
            GeometryType::GeometryCollection => "geometries",
        };
        if !matches!(found, Coordinates::Unusable) {
            let name = ObjectType::Geometry(geometry_type).name();
            let message = format!("the coordinates of a {name} are {needed}, but here is {}", found.describe());
            self.report(Finding::error("coordinates-nesting", message), found.offset());
        }
        Unusable
    }
}

fn empty_geometry(geometry_type: GeometryType) -> Finding {
    let name = ObjectType::Geometry(geometry_type).name();
    Finding::warning("geometry-empty", format!("a {name} without coordinates; the feature has no place"))
}
