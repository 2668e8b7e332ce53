//! The `geo` metadata of GeoParquet (<https://geoparquet.org/releases/v1.1.0/>).

use serde_json::{Value as Json, json};

use crate::crs::Crs;

/// What the metadata say about the geometry that is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct GeometryColumn {
    pub(super) name: String,
    pub(super) encoding: String,
    /// `None` when it says that the system is not known.
    pub(super) crs: Option<Crs>,
    pub(super) has_spherical_edges: bool,
    /// The column of bounding boxes and the names of its fields: west, south, east, north.
    pub(super) covering: Option<Covering>,
}

/// Where the bounding boxes of features are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Covering {
    pub(super) column: String,
    pub(super) fields: [String; 4],
}

impl GeometryColumn {
    /// Reads the metadata of the primary geometry.
    ///
    /// # Errors
    /// What is wrong with them.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let json: Json = serde_json::from_str(text).map_err(|error| format!("its metadata 'geo' are not JSON: {error}"))?;
        let name = json["primary_column"].as_str().ok_or("its metadata 'geo' do not name a primary column")?;
        let column = &json["columns"][name];
        if !column.is_object() {
            return Err(format!("its metadata 'geo' say nothing about the primary column '{name}'"));
        }
        let encoding =
            column["encoding"].as_str().ok_or_else(|| format!("its metadata 'geo' give no encoding of '{name}'"))?;
        let crs = match column.get("crs") {
            None => Some(Crs::wgs84()),
            Some(Json::Null) => None,
            Some(Json::String(text)) => Crs::new(text).ok(),
            Some(projjson) => Crs::new(&projjson.to_string()).ok(),
        };
        Ok(Self {
            name: name.to_string(),
            encoding: encoding.to_string(),
            crs,
            has_spherical_edges: column["edges"] == "spherical",
            covering: Covering::parse(&column["covering"]["bbox"]),
        })
    }
}

impl Covering {
    fn parse(json: &Json) -> Option<Self> {
        let path = |bound: &str| Some((json[bound][0].as_str()?.to_string(), json[bound][1].as_str()?.to_string()));
        let (column, west) = path("xmin")?;
        let [south, east, north] = ["ymin", "xmax", "ymax"].map(|bound| path(bound).map(|(_, field)| field));
        Some(Self { column, fields: [west, south?, east?, north?] })
    }
}

/// The metadata of a file that is written.
pub(super) struct Written<'a> {
    pub(super) column: &'a str,
    pub(super) bbox_column: &'a str,
    pub(super) types: Vec<&'static str>,
    pub(super) bounds: Option<[f64; 4]>,
    /// PROJJSON; `None` for WGS84 longitude, latitude.
    pub(super) crs: Option<&'a Json>,
}

impl Written<'_> {
    pub(super) fn to_text(&self) -> String {
        let path = |bound: &str| json!([self.bbox_column, bound]);
        let mut column = json!({
            "encoding": "WKB",
            "geometry_types": self.types,
            "orientation": "counterclockwise",
            "edges": "planar",
            "covering": {"bbox": {"xmin": path("xmin"), "ymin": path("ymin"), "xmax": path("xmax"), "ymax": path("ymax")}},
        });
        if let Some(bounds) = self.bounds {
            column["bbox"] = json!(bounds);
        }
        if let Some(crs) = self.crs {
            column["crs"] = crs.clone();
        }
        let mut columns = serde_json::Map::new();
        columns.insert(self.column.to_string(), column);
        json!({"version": "1.1.0", "primary_column": self.column, "columns": columns}).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let types = vec!["Point"];
        let written = Written { column: "g", bbox_column: "b", types, bounds: Some([1.0, 2.0, 3.0, 4.0]), crs: None };
        let read = GeometryColumn::parse(&written.to_text()).expect("metadata");
        assert_eq!((read.name.as_str(), read.encoding.as_str(), read.crs), ("g", "WKB", Some(Crs::wgs84())));
        let fields = ["xmin", "ymin", "xmax", "ymax"].map(String::from);
        assert_eq!(read.covering, Some(Covering { column: "b".into(), fields }));
    }

    #[test]
    fn systems_may_be_given_unknown_or_left_out() {
        let crs = |member: &str| {
            let text = format!(r#"{{"primary_column":"g","columns":{{"g":{{"encoding":"WKB"{member}}}}}}}"#);
            GeometryColumn::parse(&text).expect("metadata").crs
        };
        assert_eq!(crs(""), Some(Crs::wgs84()));
        assert_eq!(crs(r#","crs":null"#), None);
        assert_eq!(crs(r#","crs":{"name":"x"}"#).map(|crs| crs.to_string()).as_deref(), Some("x"));
        for text in ["", "[]", r#"{"primary_column":"g"}"#, r#"{"primary_column":"g","columns":{"g":{}}}"#] {
            assert!(GeometryColumn::parse(text).is_err(), "{text}");
        }
    }
}
