//! The nine types of RFC 7946 and what objects of each must not hold.

use super::object::{Member, RawObject, TypeName};

/// A type of GeoJSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ObjectType {
    FeatureCollection,
    Feature,
    Geometry(GeometryType),
}

/// A type of geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GeometryType {
    Point,
    MultiPoint,
    LineString,
    MultiLineString,
    Polygon,
    MultiPolygon,
    GeometryCollection,
}

const TYPES: [(&str, ObjectType); 9] = [
    ("FeatureCollection", ObjectType::FeatureCollection),
    ("Feature", ObjectType::Feature),
    ("Point", ObjectType::Geometry(GeometryType::Point)),
    ("MultiPoint", ObjectType::Geometry(GeometryType::MultiPoint)),
    ("LineString", ObjectType::Geometry(GeometryType::LineString)),
    ("MultiLineString", ObjectType::Geometry(GeometryType::MultiLineString)),
    ("Polygon", ObjectType::Geometry(GeometryType::Polygon)),
    ("MultiPolygon", ObjectType::Geometry(GeometryType::MultiPolygon)),
    ("GeometryCollection", ObjectType::Geometry(GeometryType::GeometryCollection)),
];

/// JSON formats that are mistaken for GeoJSON, by their `type`.
const RELATIVES: [(&str, &str); 11] = [
    ("Topology", "this is TopoJSON, not GeoJSON; convert it with `topo2geo` of topojson-client, mapshaper or ogr2ogr"),
    ("CircularString", "CircularString is a curve of JSON-FG, not a type of GeoJSON"),
    ("CompoundCurve", "CompoundCurve is a curve of JSON-FG, not a type of GeoJSON"),
    ("CurvePolygon", "CurvePolygon is a curve of JSON-FG, not a type of GeoJSON"),
    ("MultiCurve", "MultiCurve is a curve of JSON-FG, not a type of GeoJSON"),
    ("MultiSurface", "MultiSurface is a curve of JSON-FG, not a type of GeoJSON"),
    ("Prism", "Prism is a solid of JSON-FG, not a type of GeoJSON"),
    ("MultiPrism", "MultiPrism is a solid of JSON-FG, not a type of GeoJSON"),
    ("Polyhedron", "Polyhedron is a solid of JSON-FG, not a type of GeoJSON"),
    ("MultiPolyhedron", "MultiPolyhedron is a solid of JSON-FG, not a type of GeoJSON"),
    ("CityJSON", "this is CityJSON, not GeoJSON; convert it with ogr2ogr or cjio"),
];

/// A type as an object gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NamedType {
    Exact(ObjectType),
    /// Recognised although the case is wrong.
    WrongCase(ObjectType, &'static str),
}

/// Why an object has no usable type: a stable code and a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeFault {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl TypeName<'_> {
    /// The type that the member names.
    pub(super) fn resolve(&self) -> Result<NamedType, TypeFault> {
        let name = match self {
            TypeName::Missing => {
                return Err(TypeFault { code: "type-missing", message: "there is no member 'type'".to_string() });
            }
            TypeName::NotText(kind) => {
                let message = format!("the type must be a text, but is {}", kind.with_article());
                return Err(TypeFault { code: "type-not-text", message });
            }
            TypeName::Text(name) => name,
        };
        if let Some((known, found)) = TYPES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
            return Ok(if known == name { NamedType::Exact(*found) } else { NamedType::WrongCase(*found, known) });
        }
        let message = match RELATIVES.iter().find(|(relative, _)| relative == name) {
            Some((_, explanation)) => (*explanation).to_string(),
            None => format!("the type '{}' is not a type of GeoJSON", name.chars().take(40).collect::<String>()),
        };
        Err(TypeFault { code: "type-unknown", message })
    }
}

impl ObjectType {
    /// As the text of `type` has it.
    pub(super) fn name(self) -> &'static str {
        TYPES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Members that define other types, which an object of this type must not have (RFC 7946 section 7.1).
    fn forbidden_members(self) -> &'static [Member] {
        match self {
            Self::FeatureCollection => &[Member::Geometry, Member::Properties, Member::Coordinates, Member::Geometries],
            Self::Feature => &[Member::Features, Member::Coordinates, Member::Geometries],
            Self::Geometry(_) => &[Member::Geometry, Member::Properties, Member::Features],
        }
    }

    /// The members of an object that it must not have.
    pub(super) fn misplaced(self, object: &RawObject<'_>) -> Vec<Member> {
        self.forbidden_members().iter().copied().filter(|member| object.has(*member)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_recognised_whatever_their_case() {
        let point = ObjectType::Geometry(GeometryType::Point);
        assert_eq!(TypeName::Text("Point".into()).resolve(), Ok(NamedType::Exact(point)));
        assert_eq!(TypeName::Text("point".into()).resolve(), Ok(NamedType::WrongCase(point, "Point")));
        assert_eq!(point.name(), "Point");
    }

    #[test]
    fn relatives_are_named() {
        let fault = TypeName::Text("Topology".into()).resolve().expect_err("TopoJSON");
        assert!(fault.message.contains("TopoJSON") && fault.message.contains("ogr2ogr"));
        assert!(TypeName::Text("Circle".into()).resolve().is_err_and(|fault| fault.message.contains("'Circle'")));
    }
}
