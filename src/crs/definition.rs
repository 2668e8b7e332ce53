//! What PROJ knows about a coordinate reference system.

use std::path::Path;

use proj::Proj;
use proj::wkt::WktVersion;
use serde_json::Value as Json;

use super::name::is_wgs84_title_at_planning_scale;
use super::operation::TransverseMercator;
use super::{Crs, CrsError};
use crate::quantity::Bounds;

/// Codes told when one is not known.
const MOST_SIMILAR: usize = 4;

/// Projections that the WKT of .prj files can express.
const IN_OLD_WKT: [&str; 8] = [
    "Transverse Mercator",
    "Popular Visualisation Pseudo Mercator",
    "Mercator (variant A)",
    "Mercator (variant B)",
    "Lambert Conic Conformal (1SP)",
    "Lambert Conic Conformal (2SP)",
    "Albers Equal Area",
    "Lambert Azimuthal Equal Area",
];

/// A reference system as PROJ's database or its own definition describes it.
///
/// # Examples
/// ```
/// use ringshed::crs::{Crs, Definition};
/// let definition = Definition::of(&Crs::new("EPSG:4549")?)?;
/// assert_eq!(definition.name(), "CGCS2000 / 3-degree Gauss-Kruger CM 120E");
/// assert_eq!(definition.transverse_mercator().map(|found| (found.meridian, found.false_easting)), Some((120.0, 500_000.0)));
/// let error = Definition::of(&Crs::new("EPSG:45499")?).expect_err("no such code");
/// assert!(error.to_string().contains("EPSG:4549 (CGCS2000"), "{error}");
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
#[derive(Debug)]
pub struct Definition {
    proj: Proj,
    json: Json,
}

impl Definition {
    /// Asks PROJ.
    ///
    /// # Errors
    /// [`CrsError::Unknown`] when it does not know the definition or when that is no reference system; with codes that differ in a
    /// digit.
    pub fn of(crs: &Crs) -> Result<Self, CrsError> {
        let text = crs.definition();
        let unknown = |reason: String| CrsError::Unknown { given: crs.to_string(), reason, similar: similar(crs) };
        // A PROJ string without this is an operation for PROJ.
        let is_proj_string = text.contains("proj=") && !text.contains("type=crs") && !text.contains('[');
        let text = if is_proj_string { format!("{text} +type=crs") } else { text.to_string() };
        let proj = Proj::new(&text).map_err(|error| unknown(said(&error.to_string())))?;
        let json = proj.to_projjson(None, None, None).ok().and_then(|json| serde_json::from_str::<Json>(&json).ok());
        let json = json.filter(|json| json["type"].as_str().is_some_and(|kind| kind.ends_with("CRS")));
        let json = json.ok_or_else(|| unknown("it is an operation, not a reference system".to_string()))?;
        Ok(Self { proj, json })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.json["name"].as_str().unwrap_or_default()
    }

    /// Where it is meant to be used, in degrees; `None` when that is not said or crosses the antimeridian.
    pub fn area_of_use(&self) -> Option<Bounds> {
        let area = self.proj.area_of_use().ok()?.0?;
        let corners = ((area.west, area.south).into(), (area.east, area.north).into());
        (area.west < area.east).then(|| Bounds::between(corners.0, corners.1))
    }

    /// True for longitude and latitude, whatever their order.
    pub fn is_geographic(&self) -> bool {
        self.json["type"] == "GeographicCRS"
    }

    /// True when the definition has northing or latitude first.
    pub fn is_northing_first(&self) -> bool {
        self.json["coordinate_system"]["axis"][0]["direction"] == "north"
    }

    /// True when its longitudes and latitudes are those of WGS84, at planning scale: it is WGS84, CGCS2000 or a projection of one of them.
    pub fn is_on_wgs84_at_planning_scale(&self) -> bool {
        let base = self.json["base_crs"]["name"].as_str().unwrap_or(self.name());
        is_wgs84_title_at_planning_scale(base)
    }

    /// The projection, if it is transverse Mercator.
    pub fn transverse_mercator(&self) -> Option<TransverseMercator> {
        let conversion = &self.json["conversion"];
        let is_one = conversion["method"]["name"].as_str()?.starts_with("Transverse Mercator");
        let parameter = |name: &str| {
            let parameters = conversion["parameters"].as_array()?;
            parameters.iter().find(|parameter| parameter["name"] == name)?["value"].as_f64()
        };
        let found = TransverseMercator {
            meridian: parameter("Longitude of natural origin")?,
            false_easting: parameter("False easting")?,
        };
        is_one.then_some(found)
    }

    /// As PROJJSON, for GeoParquet.
    pub fn projjson(&self) -> &Json {
        &self.json
    }

    /// As WKT: that of ESRI's .prj files where they can express it, else WKT 2.
    pub fn wkt(&self) -> String {
        let method = self.json["conversion"]["method"]["name"].as_str();
        let has_two_axes = self.json["coordinate_system"]["axis"].as_array().is_some_and(|axes| axes.len() == 2);
        let is_plain = matches!(self.json["type"].as_str(), Some("GeographicCRS" | "ProjectedCRS"))
            && has_two_axes
            && method.is_none_or(|method| IN_OLD_WKT.contains(&method));
        let version = if is_plain { WktVersion::Wkt1_Esri } else { WktVersion::Wkt2_2019 };
        self.proj.as_wkt(Some(version), None).unwrap_or_default()
    }
}

/// The reason alone.
fn said(error: &str) -> String {
    let reason = error.trim_start_matches("The underlying PROJ call failed: ");
    // PROJ keeps to itself what it did not find.
    let reason = if reason.starts_with("Unknown error") { "it is in no database" } else { reason };
    // PROJ (filemanager.cpp, `pj_open_lib_internal`) takes a file of this name in the current folder before the one that is built in.
    if Path::new("proj.db").exists() {
        return format!(
            "{reason}; PROJ takes the file proj.db in the current folder for its database: run it in another folder"
        );
    }
    reason.to_string()
}

/// Codes of the same authority that differ in one digit, with their names, the shorter ones first.
fn similar(crs: &Crs) -> Vec<String> {
    let Some((authority, code)) = crs.definition().rsplit_once(':') else { return Vec::new() };
    if code.is_empty() || code.len() > 7 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let known = |code: String| {
        let definition = Crs::new(&format!("{authority}:{code}")).ok()?;
        let proj = Proj::new(definition.definition()).ok()?;
        let json: Json = serde_json::from_str(&proj.to_projjson(None, None, None).ok()?).ok()?;
        json["type"].as_str().filter(|kind| kind.ends_with("CRS"))?;
        Some(format!("{definition} ({})", json["name"].as_str()?))
    };
    let mut candidates = neighbours(code);
    candidates.sort_by_key(|code| code.len());
    candidates.dedup();
    candidates.into_iter().filter_map(known).take(MOST_SIMILAR).collect()
}

/// Numbers that result when a digit is left out, two change places, or one is another.
fn neighbours(code: &str) -> Vec<String> {
    let digits: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    for at in 0..digits.len() {
        let mut shorter = digits.clone();
        shorter.remove(at);
        found.push(shorter);
        if at + 1 < digits.len() {
            let mut swapped = digits.clone();
            swapped.swap(at, at + 1);
            found.push(swapped);
        }
    }
    for at in (0..digits.len()).rev() {
        for digit in '0'..='9' {
            let mut other = digits.clone();
            other[at] = digit;
            found.push(other);
        }
    }
    let texts = found.into_iter().map(|digits| digits.into_iter().collect::<String>());
    texts.filter(|text| text != code && text.len() >= 4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(text: &str) -> Result<Definition, CrsError> {
        Definition::of(&Crs::new(text).expect("not empty"))
    }

    #[test]
    fn unknown_definitions_are_refused_with_their_neighbours() {
        for text in ["EPSG:0", "EPSG:999999", "+proj=nothing", "PROJCS[", "{", "hello", "EPSG:x", "+proj=utm"] {
            assert!(matches!(definition(text), Err(CrsError::Unknown { .. })), "{text}");
        }
        let error = definition("EPSG:45490").expect_err("no such code").to_string();
        assert!(error.contains("EPSG:4549 (CGCS2000 / 3-degree Gauss-Kruger CM 120E)"), "{error}");
    }

    #[test]
    fn wkt_of_prj_files_is_read_back() {
        for text in [
            "EPSG:4326",
            "EPSG:4549",
            "EPSG:3857",
            "EPSG:2363",
            "EPSG:4490",
            "+proj=laea +lat_0=35 +lon_0=105",
            "+proj=robin",
        ] {
            let wkt = definition(text).expect("known").wkt();
            assert!(definition(&wkt).is_ok(), "{text}: {wkt}");
        }
    }

    #[test]
    fn areas_and_axes_are_told() {
        let china = definition("EPSG:4549").expect("known");
        assert!(china.is_northing_first() && !china.is_geographic());
        assert_eq!(china.area_of_use().map(|area| (area.min().x, area.max().x)), Some((118.5, 121.5)));
        assert!(!definition("EPSG:32650").expect("known").is_northing_first());
    }
}
