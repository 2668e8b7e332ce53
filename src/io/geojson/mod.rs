//! GeoJSON (RFC 7946): reading with every problem found, and writing.
//!
//! Reading is one pass over the text: [`read_geojson`] gives the features as a [`Layer`](crate::Layer) and a list of findings. What each
//! finding means for the verdict on a file is written at [`Verdict`].
//!
//! | severity | means | examples |
//! |---|---|---|
//! | error | a feature, or a part of it, is left out | text in coordinates, a ring of three positions, another CRS |
//! | warning | read, but not as the RFC has it | an open ring, wrong winding, wrong case of a type, no `properties` |
//! | note | worth knowing | heights, more decimals than mean something, a `crs` that says WGS84 |

mod bbox;
mod collector;
mod columns;
mod coordinates;
mod crs;
mod document;
mod feature;
mod geometry;
mod lines;
mod object;
mod object_type;
mod plausibility;
mod point_feature;
mod reader;
mod winding;
mod write;

use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::io::json::utf8_text;
use crate::io::{Numbers, Parsed, ReadError};

pub use lines::read_geojson_lines;
pub(crate) use lines::read_lines;
pub(crate) use plausibility::plausibility_findings;
pub(crate) use point_feature::{Envelope, PointFeature, PropertiesPlace, Standing, check_envelope, read_point_feature};
pub use write::{BboxMember, WriteOptions, write_geojson, write_geojson_lines};

use collector::Collector;
use reader::Reader;

/// Reads a GeoJSON text: a FeatureCollection, a Feature or a bare geometry, in UTF-8 with or without a byte order mark.
/// `name` is what messages call it.
///
/// Features keep their order, their `id`, and the byte offset where they begin. Their properties become columns: the union of
/// all names in the order of first appearance. Heights and foreign members are not read.
///
/// # Errors
/// [`ReadError`] with the byte offset when the text is not UTF-8, not JSON (truncated, NaN, 1e400, nested deeper than 100
/// levels), or JSON but not GeoJSON (TopoJSON and Esri JSON are named). Everything else is a finding.
///
/// # Examples
/// ```
/// use ringshed::io::geojson::read_geojson;
/// let text = r#"{"type": "Feature", "properties": {"name": "北京"},
///                "geometry": {"type": "Point", "coordinates": [39.9, 116.4]}}"#;
/// let parsed = read_geojson(text.as_bytes(), "centres.geojson")?;
/// assert_eq!(parsed.layer.features().len(), 0);
/// assert_eq!(parsed.findings[0].code(), "axes-swapped");
/// assert_eq!(parsed.findings[0].feature(), Some("北京"));
/// # Ok::<(), ringshed::io::ReadError>(())
/// ```
pub fn read_geojson(bytes: &[u8], name: &str) -> Result<Parsed, ReadError> {
    let (text, before) = utf8_text(bytes).map_err(|error| ReadError::of_encoding(name, 0, &error))?;
    let mut reader = Reader::new(text, before as u64);
    let mut collector = Collector::default();
    document::read_document(&mut reader, &mut collector)
        .and_then(|()| collector.finish(name, text.len()))
        .map(|(layer, findings)| Parsed { layer, findings })
        .map_err(|error| ReadError::of_json(name, before as u64, &error).at_offset_of(text, error.offset))
}

/// Reads a GeoJSON text whose coordinates are in another reference system than WGS84, with what it says about that (`crs` of the 2008
/// format, `coordRefSys` of JSON-FG). Positions are not held against the globe.
///
/// # Errors
/// As [`read_geojson`].
pub(crate) fn read_geojson_in_any_crs(bytes: &[u8], name: &str) -> Result<(Parsed, Option<String>), ReadError> {
    let (text, before) = utf8_text(bytes).map_err(|error| ReadError::of_encoding(name, 0, &error))?;
    let mut reader = Reader::new(text, before as u64);
    reader.numbers = Numbers::Any;
    let mut collector = Collector::default();
    let parsed = document::read_document(&mut reader, &mut collector)
        .and_then(|()| collector.finish(name, text.len()))
        .map(|(layer, findings)| Parsed { layer, findings })
        .map_err(|error| ReadError::of_json(name, before as u64, &error).at_offset_of(text, error.offset))?;
    Ok((parsed, reader.named_crs))
}

/// Every problem of a GeoJSON text, for the `check` verb: what [`read_geojson`] finds, without the features.
///
/// # Errors
/// As [`read_geojson`].
///
/// # Examples
/// ```
/// use ringshed::io::geojson::lint;
/// let findings = lint(br#"{"type": "Point", "coordinates": [116.4]}"#, "p.geojson")?;
/// assert_eq!(findings[0].code(), "position-too-short");
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn lint(bytes: &[u8], name: &str) -> Result<Vec<Finding>, Error> {
    Ok(read_geojson(bytes, name)?.findings)
}

/// What the findings about a file amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// RFC 7946 without objection: no finding above a note.
    Clean,
    /// RFC 7946, but positions are not on the globe. The RFC sets no range for coordinates, so this is about the data.
    Doubtful,
    /// Not as RFC 7946 has it: any other warning or error.
    Malformed,
}

impl Verdict {
    /// The verdict by the findings of [`lint`].
    ///
    /// # Examples
    /// ```
    /// use ringshed::io::geojson::{Verdict, lint};
    /// let findings = lint(br#"{"type": "Point", "coordinates": [116.4, 95]}"#, "p.geojson")?;
    /// assert_eq!(Verdict::of(&findings), Verdict::Doubtful);
    /// # Ok::<(), ringshed::Error>(())
    /// ```
    pub fn of(findings: &[Finding]) -> Self {
        let serious = || findings.iter().filter(|finding| finding.severity() > Severity::Note);
        if serious().next().is_none() {
            Self::Clean
        } else if serious().all(|finding| plausibility::OFF_THE_GLOBE.contains(&finding.code())) {
            Self::Doubtful
        } else {
            Self::Malformed
        }
    }
}

#[cfg(test)]
#[path = "geojson_tests.rs"]
mod tests;
