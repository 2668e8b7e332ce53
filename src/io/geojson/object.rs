//! The members of a GeoJSON object, whichever type it will turn out to be.
//!
//! The `type` may come last, so an object is first read into a [`RawObject`] and interpreted afterwards.

use std::borrow::Cow;
use std::ops::Range;

use super::coordinates::Coordinates;
use super::reader::{Reader, Result};
use crate::finding::Finding;
use crate::io::json::{Key, Kind};
use crate::layer::Value;

/// The members that RFC 7946 and its relatives give a meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Member {
    Type,
    Features,
    Geometry,
    Properties,
    Coordinates,
    Geometries,
    Id,
    Bbox,
    /// The named CRS of the 2008 format.
    Crs,
    /// The CRS of JSON-FG.
    CoordRefSys,
    /// The geometry of JSON-FG.
    Place,
    /// The properties of Esri JSON.
    Attributes,
    /// Members at the top of Esri JSON.
    GeometryType,
    SpatialReference,
}

const MEMBERS: [(&str, Member); 14] = [
    ("type", Member::Type),
    ("features", Member::Features),
    ("geometry", Member::Geometry),
    ("properties", Member::Properties),
    ("coordinates", Member::Coordinates),
    ("geometries", Member::Geometries),
    ("id", Member::Id),
    ("bbox", Member::Bbox),
    ("crs", Member::Crs),
    ("coordRefSys", Member::CoordRefSys),
    ("place", Member::Place),
    ("attributes", Member::Attributes),
    ("geometryType", Member::GeometryType),
    ("spatialReference", Member::SpatialReference),
];

impl Member {
    fn named(name: &str) -> Option<Self> {
        MEMBERS.iter().find(|(known, _)| *known == name).map(|(_, member)| *member)
    }

    /// Its name in the text.
    pub(super) fn name(self) -> &'static str {
        MEMBERS[self as usize].0
    }

    /// Members of which a second one makes the meaning of the object uncertain.
    fn decides_the_meaning(self) -> bool {
        matches!(self, Self::Type | Self::Features | Self::Geometry | Self::Coordinates | Self::Geometries)
    }
}

/// A `type` member.
#[derive(Debug, Default)]
pub(super) enum TypeName<'a> {
    #[default]
    Missing,
    Text(Cow<'a, str>),
    NotText(Kind),
}

/// A member that must be a geometry.
#[derive(Debug, Default)]
pub(super) enum GeometryMember<'a> {
    #[default]
    Missing,
    Null,
    Object(Box<RawObject<'a>>),
    /// Neither object nor null; it has been reported.
    Unusable,
}

/// The extent of a `properties` member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Properties {
    #[default]
    Missing,
    Null(Range<usize>),
    Object(Range<usize>),
    /// Neither object nor null; it has been reported.
    Unusable,
}

/// The members of an object.
#[derive(Debug, Default)]
pub(super) struct RawObject<'a> {
    pub(super) offset: usize,
    pub(super) type_name: TypeName<'a>,
    pub(super) geometry: GeometryMember<'a>,
    pub(super) properties: Properties,
    pub(super) coordinates: Option<Coordinates>,
    pub(super) geometries: Option<Vec<Option<RawObject<'a>>>>,
    pub(super) id: Option<Value>,
    /// A CRS that is not WGS84 longitude, latitude, by the name the file gives it.
    pub(super) foreign_crs: Option<String>,
    /// The extent of a `place` member that is not null.
    pub(super) place: Option<usize>,
    /// Where each of the known members stands.
    offsets: [Option<usize>; MEMBERS.len()],
}

impl RawObject<'_> {
    /// An object without members that begins at an offset of the text.
    pub(super) fn at(offset: usize) -> Self {
        Self { offset, ..Self::default() }
    }

    /// Where a member stands, if the object has it.
    pub(super) fn offset_of(&self, member: Member) -> Option<usize> {
        self.offsets[member as usize]
    }

    /// True when the object has the member.
    pub(super) fn has(&self, member: Member) -> bool {
        self.offset_of(member).is_some()
    }
}

impl<'a> Reader<'a> {
    /// Reads an object, at the brace of which the scanner stands.
    pub(super) fn object(&mut self) -> Result<RawObject<'a>> {
        let mut object = RawObject::at(self.scanner.offset());
        let mut open = self.scanner.open_object()?;
        while let Some(key) = self.scanner.next_key(&mut open)? {
            self.member(&mut object, &key)?;
        }
        Ok(object)
    }

    /// Notes that an object has a member and gives which; a second one of the same name is reported.
    pub(super) fn note_member(&mut self, object: &mut RawObject<'a>, key: &Key<'a>) -> Option<Member> {
        let member = Member::named(&key.name)?;
        if object.offsets[member as usize].replace(key.offset).is_some() {
            let message = format!("the object has two members '{}'; the last one is read", key.name);
            let finding = match member.decides_the_meaning() {
                true => Finding::error("member-duplicate", message),
                false => Finding::warning("member-duplicate", message),
            };
            self.report(finding, key.offset);
        }
        Some(member)
    }

    /// Reads the value of a member into the object.
    pub(super) fn member(&mut self, object: &mut RawObject<'a>, key: &Key<'a>) -> Result<()> {
        let Some(member) = self.note_member(object, key) else {
            return self.scanner.skip().map(drop);
        };
        match member {
            Member::Type => object.type_name = self.type_name()?,
            Member::Geometry => object.geometry = self.geometry_member()?,
            Member::Properties => object.properties = self.properties_member()?,
            Member::Coordinates => object.coordinates = Some(self.coordinates()?),
            Member::Geometries => object.geometries = self.geometries()?,
            Member::Id => object.id = self.id()?,
            Member::Bbox => self.bbox()?,
            Member::Crs => self.named_crs(object)?,
            Member::CoordRefSys => self.coord_ref_sys(object)?,
            Member::Place => {
                object.place = (self.scanner.peek()? != Kind::Null).then_some(key.offset);
                self.scanner.skip()?;
            }
            Member::Features | Member::Attributes | Member::GeometryType | Member::SpatialReference => {
                self.scanner.skip()?;
            }
        }
        Ok(())
    }

    fn type_name(&mut self) -> Result<TypeName<'a>> {
        Ok(match self.scanner.peek()? {
            Kind::Text => TypeName::Text(self.scanner.string()?),
            other => {
                self.scanner.skip()?;
                TypeName::NotText(other)
            }
        })
    }

    fn geometry_member(&mut self) -> Result<GeometryMember<'a>> {
        match self.scanner.peek()? {
            Kind::Object => Ok(GeometryMember::Object(Box::new(self.object()?))),
            Kind::Null => self.scanner.skip().map(|_| GeometryMember::Null),
            other => {
                let message = format!("the geometry must be an object or null, but is {}", other.with_article());
                self.report(Finding::error("geometry-not-object", message), self.scanner.offset());
                self.scanner.skip().map(|_| GeometryMember::Unusable)
            }
        }
    }

    fn properties_member(&mut self) -> Result<Properties> {
        match self.scanner.peek()? {
            Kind::Object => self.scanner.skip().map(Properties::Object),
            Kind::Null => self.scanner.skip().map(Properties::Null),
            other => {
                let message =
                    format!("the properties must be an object or null, but are {}; they are not read", other.with_article());
                self.report(Finding::error("properties-not-object", message), self.scanner.offset());
                self.scanner.skip().map(|_| Properties::Unusable)
            }
        }
    }

    fn geometries(&mut self) -> Result<Option<Vec<Option<RawObject<'a>>>>> {
        let kind = self.scanner.peek()?;
        if kind != Kind::Array {
            let message = format!("the geometries must be an array, but are {}", kind.with_article());
            self.report(Finding::error("geometries-not-array", message), self.scanner.offset());
            return self.scanner.skip().map(|_| None);
        }
        let mut open = self.scanner.open_array()?;
        let mut geometries = Vec::new();
        while self.scanner.next_item(&mut open)? {
            geometries.push(match self.geometry_member()? {
                GeometryMember::Object(object) => Some(*object),
                GeometryMember::Null => {
                    let message = "a geometry of a collection must be an object, but is null";
                    self.report(Finding::error("geometry-not-object", message), self.scanner.offset());
                    None
                }
                GeometryMember::Missing | GeometryMember::Unusable => None,
            });
        }
        Ok(Some(geometries))
    }

    fn id(&mut self) -> Result<Option<Value>> {
        match self.scanner.peek()? {
            Kind::Text => Ok(Some(Value::Text(self.scanner.string()?.into_owned()))),
            Kind::Number => {
                let number = self.scanner.number()?;
                Ok(Some(number.whole.map_or(Value::Float(number.value), Value::Integer)))
            }
            other => {
                let message = format!(
                    "the id of a feature must be a text or a number, but is {}; it is not read",
                    other.with_article()
                );
                self.report(Finding::warning("id-not-text-or-number", message), self.scanner.offset());
                self.scanner.skip().map(|_| None)
            }
        }
    }

    /// A bounding box is only checked: bounds are computed from the coordinates.
    fn bbox(&mut self) -> Result<()> {
        let kind = self.scanner.peek()?;
        let offset = self.scanner.offset();
        let fault = match kind {
            Kind::Array => self.bbox_fault()?,
            other => {
                self.scanner.skip()?;
                Some(format!("is {}", other.with_article()))
            }
        };
        if let Some(fault) = fault {
            let message = format!("a bbox must be an array of 4 numbers (6 with heights), but {fault}");
            self.report(Finding::warning("bbox-malformed", message), offset);
        }
        Ok(())
    }

    fn bbox_fault(&mut self) -> Result<Option<String>> {
        let mut open = self.scanner.open_array()?;
        let mut count = 0_usize;
        let mut fault = None;
        while self.scanner.next_item(&mut open)? {
            let kind = self.scanner.peek()?;
            if kind != Kind::Number {
                fault = Some(format!("has {} in it", kind.with_article()));
            }
            self.scanner.skip()?;
            count += 1;
        }
        Ok(fault.or_else(|| (count != 4 && count != 6).then(|| format!("has {count}"))))
    }
}
