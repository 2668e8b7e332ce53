//! Names of coordinate reference systems: what they say without asking PROJ.

use std::fmt;

use super::CrsError;

/// How much of a definition messages show.
const SHOWN: usize = 80;

/// A coordinate reference system as somebody gave it: an authority's code (`EPSG:4549`), a PROJ string, WKT or PROJJSON.
///
/// Coordinates in any of them are easting, northing or longitude, latitude, whatever the axis order of the definition. Whether PROJ
/// knows the definition shows when a [`Transformation`](super::Transformation) is made of it.
///
/// # Examples
/// ```
/// use ringshed::crs::Crs;
/// assert_eq!(Crs::new("4549")?.definition(), "EPSG:4549");
/// assert!(Crs::new("urn:ogc:def:crs:OGC:1.3:CRS84")?.is_wgs84());
/// assert!(Crs::new("EPSG:4490")?.is_wgs84_at_planning_scale());
/// assert!(!Crs::new("+proj=merc +datum=WGS84")?.is_wgs84_at_planning_scale());
/// assert!(Crs::new(" ").is_err());
/// # Ok::<(), ringshed::crs::CrsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crs {
    definition: String,
    frame: NamedFrame,
}

/// What a definition means for coordinates in degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NamedFrame {
    /// WGS84 longitude, latitude.
    Wgs84,
    /// China's CGCS2000 longitude, latitude.
    Cgcs2000,
    /// Anything else.
    Other,
}

impl Crs {
    /// WGS84 longitude, latitude.
    pub fn wgs84() -> Self {
        Self { definition: "OGC:CRS84".to_string(), frame: NamedFrame::Wgs84 }
    }

    /// Takes a definition. A bare number is an EPSG code.
    ///
    /// # Errors
    /// [`CrsError::Empty`] for an empty text.
    pub fn new(text: &str) -> Result<Self, CrsError> {
        let text = text.trim().trim_end_matches('\0').trim();
        if text.is_empty() {
            return Err(CrsError::Empty);
        }
        let is_code = text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        let definition = if is_code { format!("EPSG:{text}") } else { text.to_string() };
        Ok(Self { frame: frame_of(&definition), definition })
    }

    /// The definition, as PROJ reads it.
    pub fn definition(&self) -> &str {
        &self.definition
    }

    /// True for WGS84 longitude, latitude under any of its names.
    pub fn is_wgs84(&self) -> bool {
        self.frame == NamedFrame::Wgs84
    }

    /// True for WGS84 and for CGCS2000 longitude, latitude, which are the same to a few centimetres.
    pub fn is_wgs84_at_planning_scale(&self) -> bool {
        self.frame != NamedFrame::Other
    }

    /// The EPSG code, for a definition that is one.
    pub fn epsg_code(&self) -> Option<u32> {
        let (authority, code) = authority_and_code(&self.definition);
        authority.starts_with("epsg").then(|| code.parse().ok())?
    }
}

/// Short enough for a message: a code as it is, WKT and PROJJSON by their name.
impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = &self.definition;
        let name = if text.starts_with('{') { json_name(text) } else { wkt_name(text).map(str::to_string) };
        let shown = name.unwrap_or_else(|| text.clone());
        match shown.char_indices().nth(SHOWN) {
            Some((end, _)) => write!(f, "{}...", &shown[..end]),
            None => f.write_str(&shown),
        }
    }
}

fn frame_of(text: &str) -> NamedFrame {
    if text.starts_with('{') {
        frame_of_json(text)
    } else if let Some(name) = wkt_name(text) {
        frame_of_wkt(text, name)
    } else if text.starts_with('+') || text.starts_with("proj=") {
        frame_of_proj(text)
    } else {
        frame_of_code(text)
    }
}

/// CRS84, EPSG:4326 or EPSG:4490 as URN, URL, CURIE or plain.
fn frame_of_code(text: &str) -> NamedFrame {
    let (authority, code) = authority_and_code(text);
    match code.as_str() {
        "4326" if authority.starts_with("epsg") => NamedFrame::Wgs84,
        "4490" if authority.starts_with("epsg") => NamedFrame::Cgcs2000,
        "crs84" if authority.is_empty() || authority == "ogc" => NamedFrame::Wgs84,
        "wgs84" if authority.is_empty() => NamedFrame::Wgs84,
        "cgcs2000" if authority.is_empty() => NamedFrame::Cgcs2000,
        _ => NamedFrame::Other,
    }
}

/// The last two words of a name, lower case, versions passed over: `urn:ogc:def:crs:EPSG:9.8:4326` is epsg, 4326.
fn authority_and_code(name: &str) -> (String, String) {
    let name = name.trim().trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let mut words = name.rsplit([':', '/', '#']).filter(|word| !word.is_empty());
    let code = words.next().unwrap_or_default().to_string();
    let is_version = |word: &&str| word.starts_with(|letter: char| letter.is_ascii_digit());
    (words.find(|word| !is_version(word)).unwrap_or_default().to_string(), code)
}

/// The name of a WKT definition: the text after its first bracket.
fn wkt_name(text: &str) -> Option<&str> {
    let (keyword, rest) = text.split_once('[')?;
    let is_keyword = keyword.trim().bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let name = rest.trim_start().strip_prefix('"')?.split('"').next()?;
    (is_keyword && !keyword.trim().is_empty()).then_some(name)
}

fn frame_of_wkt(text: &str, name: &str) -> NamedFrame {
    let keyword = text.split('[').next().unwrap_or_default().trim().to_ascii_uppercase();
    let lower = text.to_ascii_lowercase();
    // Degrees from Greenwich, and no projection on top.
    let is_plain = lower.contains("greenwich") && lower.contains("0.017453292") && !lower.contains("projection[");
    if is_plain && matches!(keyword.as_str(), "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEOGRAPHICCRS") {
        frame_of_title(name)
    } else {
        NamedFrame::Other
    }
}

/// True for the title that WGS84 or CGCS2000 longitude, latitude has in WKT and PROJJSON.
#[cfg(feature = "proj")]
pub(super) fn is_wgs84_title_at_planning_scale(title: &str) -> bool {
    frame_of_title(title) != NamedFrame::Other
}

fn frame_of_title(name: &str) -> NamedFrame {
    let bare: String = name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
    match bare.trim_start_matches("gcs") {
        "wgs84" | "wgs1984" | "wgs84crs84" => NamedFrame::Wgs84,
        "chinageodeticcoordinatesystem2000" | "cgcs2000" | "china2000" => NamedFrame::Cgcs2000,
        _ => NamedFrame::Other,
    }
}

fn frame_of_json(text: &str) -> NamedFrame {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(text) else { return NamedFrame::Other };
    let code = json["id"]["code"].as_str().map(str::to_string).or_else(|| Some(json["id"]["code"].as_u64()?.to_string()));
    match (json["id"]["authority"].as_str(), code) {
        (Some(authority), Some(code)) => frame_of_code(&format!("{authority}:{code}")),
        _ if json["type"] == "GeographicCRS" => frame_of_title(json["name"].as_str().unwrap_or_default()),
        _ => NamedFrame::Other,
    }
}

fn json_name(text: &str) -> Option<String> {
    let json = serde_json::from_str::<serde_json::Value>(text).ok()?;
    Some(json["name"].as_str()?.to_string())
}

/// `+proj=longlat` on WGS84 with nothing else that would change the numbers.
fn frame_of_proj(text: &str) -> NamedFrame {
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_start_matches('+')).collect();
    let is_longlat = words.iter().any(|word| matches!(*word, "proj=longlat" | "proj=latlong"));
    let harmless = |word: &&str| {
        matches!(*word, "proj=longlat" | "proj=latlong" | "datum=WGS84" | "ellps=WGS84" | "no_defs" | "type=crs")
    };
    if is_longlat && words.contains(&"datum=WGS84") && words.iter().all(harmless) {
        NamedFrame::Wgs84
    } else {
        NamedFrame::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crs(text: &str) -> Crs {
        Crs::new(text).expect("not empty")
    }

    #[test]
    fn wgs84_has_many_names() {
        let same = [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "http://www.opengis.net/def/crs/OGC/0/CRS84",
            "urn:ogc:def:crs:EPSG::4326",
            "urn:ogc:def:crs:EPSG:9.8:4326",
            "http://www.opengis.net/gml/srs/epsg.xml#4326",
            "[EPSG:4326]",
            "4326",
            "+proj=longlat +datum=WGS84 +no_defs",
            r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
            r#"{"type":"GeographicCRS","name":"WGS 84","id":{"authority":"EPSG","code":4326}}"#,
            r#"{"type":"GeographicCRS","name":"WGS 84 (CRS84)","id":{"authority":"OGC","code":"CRS84"}}"#,
        ];
        for name in same {
            assert!(crs(name).is_wgs84(), "{name}");
        }
        assert!(crs("EPSG:4490").is_wgs84_at_planning_scale() && !crs("EPSG:4490").is_wgs84());
    }

    #[test]
    fn others_are_not_guessed() {
        let other = [
            "EPSG:3857",
            "EPSG:4214",
            "CSRS:4490",
            "http://www.opengis.net/def/crs/OGC/0/CRS84h",
            "ESRI:4326",
            "+proj=longlat +datum=WGS84 +pm=paris",
            "+proj=longlat +ellps=krass",
            r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Paris",2.33],UNIT["degree",0.0174532925199433]]"#,
            r#"PROJCS["WGS 84 / UTM zone 50N",GEOGCS["WGS 84"]]"#,
            r#"{"type":"ProjectedCRS","name":"WGS 84","id":{"authority":"EPSG","code":32650}}"#,
            "{",
        ];
        for name in other {
            assert!(!crs(name).is_wgs84_at_planning_scale(), "{name}");
        }
    }

    #[test]
    fn messages_show_names_not_definitions() {
        assert_eq!(
            crs(r#"PROJCS["Xian 1980 / Gauss-Kruger zone 19",GEOGCS["Xian 1980"]]"#).to_string(),
            "Xian 1980 / Gauss-Kruger zone 19"
        );
        assert_eq!(crs(r#"{"name":"NAD83"}"#).to_string(), "NAD83");
        assert_eq!(crs("EPSG:4549").epsg_code(), Some(4549));
        assert_eq!(crs(&"x".repeat(200)).to_string().len(), SHOWN + 3);
    }
}
