//! Coordinate reference systems that a file declares: the `crs` member of the 2008 format and `coordRefSys` of JSON-FG.
//!
//! RFC 7946 knows only WGS84 longitude, latitude. A file that names just that is read with a note, and so is one in CGCS2000,
//! which is WGS84 at planning scale; any other name is an error, never a guess.

use super::object::RawObject;
use super::reader::{Reader, Result};
use crate::finding::Finding;
use crate::io::Numbers;
use crate::io::json::Kind;

/// What a declared name means for coordinates in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    /// WGS84 longitude, latitude.
    Wgs84,
    /// China's CGCS2000, taken as WGS84.
    Cgcs2000,
    /// Anything else.
    Other,
}

/// The meaning of a name: CRS84, EPSG:4326 or EPSG:4490 as URN, URL, CURIE or plain.
///
/// GeoJSON writers put EPSG codes over coordinates in longitude, latitude order, whatever the axis order of the code.
fn declared(name: &str) -> Declared {
    let name = name.trim().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let mut words = name.rsplit([':', '/', '#']).filter(|word| !word.is_empty());
    let code = words.next().unwrap_or_default();
    let authority = words.find(|word| !word.starts_with(|letter: char| letter.is_ascii_digit())).unwrap_or_default();
    match code {
        "4326" if authority.starts_with("epsg") => Declared::Wgs84,
        "4490" if authority.starts_with("epsg") => Declared::Cgcs2000,
        "crs84" if authority.is_empty() || authority == "ogc" => Declared::Wgs84,
        "wgs84" if authority.is_empty() => Declared::Wgs84,
        _ => Declared::Other,
    }
}

impl<'a> Reader<'a> {
    /// Reads a `crs` member: `{"type": "name", "properties": {"name": "..."}}`, or null.
    pub(super) fn named_crs(&mut self, object: &mut RawObject<'a>) -> Result<()> {
        if self.scanner.peek()? == Kind::Null {
            return self.scanner.skip().map(drop);
        }
        let extent = self.scanner.skip()?;
        let text = &self.scanner.text()[extent.clone()];
        let declared = serde_json::from_str::<serde_json::Value>(text).ok();
        let name = declared.as_ref().and_then(|crs| {
            let properties = &crs["properties"];
            properties["name"]
                .as_str()
                .map(str::to_string)
                .or_else(|| Some(format!("EPSG:{}", properties["code"].as_u64()?)))
        });
        self.judge_crs(object, "crs", name.as_deref().unwrap_or(text), extent.start);
        Ok(())
    }

    /// Reads a `coordRefSys` member of JSON-FG: a text, or something else for compound systems.
    pub(super) fn coord_ref_sys(&mut self, object: &mut RawObject<'a>) -> Result<()> {
        let kind = self.scanner.peek()?;
        let offset = self.scanner.offset();
        if kind == Kind::Text {
            let name = self.scanner.string()?;
            self.judge_crs(object, "coordRefSys", &name, offset);
            return Ok(());
        }
        let extent = self.scanner.skip()?;
        if kind != Kind::Null {
            self.judge_crs(object, "coordRefSys", &self.scanner.text()[extent], offset);
        }
        Ok(())
    }

    fn judge_crs(&mut self, object: &mut RawObject<'a>, member: &str, name: &str, offset: usize) {
        if self.numbers == Numbers::Any {
            self.named_crs.get_or_insert_with(|| name.to_string());
            return;
        }
        let shown: String = name.chars().take(80).collect();
        let taken_as = match declared(name) {
            Declared::Wgs84 => Some("longitude, latitude"),
            Declared::Cgcs2000 => Some("longitude, latitude on WGS84, which CGCS2000 equals at planning scale"),
            Declared::Other => None,
        };
        if let Some(taken_as) = taken_as {
            let message = format!(
                "the '{member}' member says {shown}; RFC 7946 has no such member, the coordinates are read as {taken_as}"
            );
            self.report(Finding::note("crs-named", message), offset);
            return;
        }
        let message =
            format!("the '{member}' member says {shown}, not WGS84 longitude, latitude; what it covers is left out");
        let remedy =
            "convert it to WGS84 first (`ogr2ogr -t_srs OGC:CRS84 -lco RFC7946=YES`), or remove the member if it is wrong";
        self.report(Finding::error("crs-unsupported", message).with_remedy(remedy), offset);
        object.foreign_crs = Some(shown);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wgs84_has_many_names() {
        let same = [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "http://www.opengis.net/def/crs/OGC/0/CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "urn:ogc:def:crs:EPSG:9.8:4326",
            "http://www.opengis.net/gml/srs/epsg.xml#4326",
            "EPSG:4326",
            "[EPSG:4326]",
            "CRS84",
        ];
        assert!(same.into_iter().all(|name| declared(name) == Declared::Wgs84));
        assert!(["EPSG:4490", "urn:ogc:def:crs:EPSG::4490"].into_iter().all(|name| declared(name) == Declared::Cgcs2000));
        let other = [
            "EPSG:3857",
            "EPSG:4214",
            "CSRS:4490",
            "urn:ogc:def:crs:EPSG::32631",
            "http://www.opengis.net/def/crs/OGC/0/CRS84h",
            "ESRI:4326",
            "",
        ];
        assert!(other.into_iter().all(|name| declared(name) == Declared::Other));
    }
}
