//! What a file holds before its coordinates are brought to WGS84.

use super::geojson::plausibility_findings;
use super::manifest::InputFile;
use super::{FindingList, Numbers, Parsed};
use geo_types::Geometry;

use crate::crs::Crs;
use crate::finding::Finding;
use crate::layer::{Layer, Value};

/// A layer with the coordinates of its file.
///
/// Where [`crs`](RawLayer::crs) names another system than WGS84, the coordinates have to be converted before they mean longitude and
/// latitude; [`into_parsed`](RawLayer::into_parsed) then looks whether they do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawLayer {
    /// The features that are usable, in the order of the file.
    pub layer: Layer,
    /// Everything that was found, in the order of the file; findings about the whole file come last.
    pub findings: Vec<Finding>,
    /// What the file says about its coordinates; `None` when it says nothing.
    pub crs: Option<Crs>,
    /// The files that were read, for the manifest.
    pub inputs: Vec<InputFile>,
    /// Whether the reader has looked already if the positions are on the globe.
    pub(super) degrees: Degrees,
}

/// Whether positions have been held against the globe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Degrees {
    /// Not yet.
    #[default]
    Unchecked,
    /// The reader did, and has said what is off.
    Checked,
}

impl RawLayer {
    /// The layer in degrees on WGS84: features with positions that are not on the globe are left out, with a finding each.
    pub fn into_parsed(self) -> Parsed {
        let Self { mut layer, mut findings, degrees, .. } = self;
        if degrees == Degrees::Unchecked {
            findings.extend(leave_out_off_the_globe(&mut layer));
        }
        Parsed { layer, findings }
    }
}

impl RawLayer {
    /// A layer from a reader that looks at positions itself when they are degrees.
    pub(super) fn of_text(parsed: Parsed, numbers: Numbers) -> Self {
        let degrees = if numbers == Numbers::Any { Degrees::Unchecked } else { Degrees::Checked };
        // WKT is not looked at by its reader.
        let has_areas =
            parsed.layer.features().iter().any(|feature| !matches!(feature.geometry, None | Some(Geometry::Point(_))));
        let degrees = if has_areas { Degrees::Unchecked } else { degrees };
        Self { degrees, ..parsed.into() }
    }
}

impl From<Parsed> for RawLayer {
    fn from(parsed: Parsed) -> Self {
        Self { layer: parsed.layer, findings: parsed.findings, degrees: Degrees::Checked, ..Self::default() }
    }
}

fn leave_out_off_the_globe(layer: &mut Layer) -> Vec<Finding> {
    let naming = layer.column_any(&["code", "adcode", "name", "id"]);
    let mut found = FindingList::default();
    let name = layer.name().to_string();
    layer.retain(|feature| {
        let Some(geometry) = &feature.geometry else { return true };
        let (findings, usable) = plausibility_findings(geometry);
        let named = naming.and_then(|column| feature.values.get(column)).filter(|value| !value.is_null());
        let label = feature.id.as_ref().or(named).map(Value::to_string);
        let label = label.filter(|label| !label.is_empty()).unwrap_or_else(|| format!("number {}", feature.origin.row));
        findings
            .into_iter()
            .for_each(|finding| found.push(finding.of_feature(label.as_str()).at_byte(feature.origin.byte_offset)));
        usable
    });
    found.into_vec(&name)
}
