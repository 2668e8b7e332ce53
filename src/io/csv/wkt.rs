//! A table with geometries as WKT.

use geo_types::Geometry;
use wkt::TryFromWkt;

use crate::finding::Finding;

/// Names of columns that hold WKT.
const USUAL_NAMES: [&str; 7] = ["wkt", "geometry", "geom", "the_geom", "wkt_geom", "geometry_wkt", "_wkt"];

/// Collections nested deeper than this are refused: the reader of the format goes into them one by one.
const DEEPEST: usize = 32;

/// The words that WKT begins with.
const KEYWORDS: [&str; 8] =
    ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION", "SRID="];

/// The number of the column that holds WKT by its name.
pub(super) fn wkt_column(names: &[String]) -> Option<usize> {
    USUAL_NAMES.iter().find_map(|usual| names.iter().position(|name| name.eq_ignore_ascii_case(usual)))
}

/// True for text that begins like WKT.
pub(super) fn looks_like_wkt(text: &str) -> bool {
    let text = text.trim_start();
    KEYWORDS.iter().any(|keyword| text.get(..keyword.len()).is_some_and(|start| start.eq_ignore_ascii_case(keyword)))
}

/// The geometry that a text describes; `None` for an empty text or geometry. A leading `SRID=...;` is passed over.
///
/// # Errors
/// A finding with what is wrong.
pub(super) fn geometry(text: &str) -> Result<Option<Geometry<f64>>, Box<Finding>> {
    let bare = text.trim();
    let bare = bare.strip_prefix("SRID=").and_then(|rest| rest.split_once(';')).map_or(bare, |(_, rest)| rest.trim());
    if bare.is_empty() || bare.to_ascii_uppercase().ends_with("EMPTY") {
        return Ok(None);
    }
    let unreadable = |reason: String| {
        let shown: String = bare.chars().take(40).collect();
        let message = format!("'{shown}' is not WKT: {reason}; the row has no place");
        Err(Box::new(Finding::error("wkt-unreadable", message)))
    };
    if depth(bare) > DEEPEST {
        return unreadable(format!("it is nested deeper than {DEEPEST}"));
    }
    match Geometry::<f64>::try_from_wkt_str(bare) {
        Ok(geometry) => Ok(Some(geometry)),
        Err(error) => unreadable(error.to_string()),
    }
}

fn depth(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' => open += 1,
            b')' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{Point, polygon};

    #[test]
    fn wkt_is_read() {
        assert_eq!(geometry("POINT (116.4 39.9)"), Ok(Some(Point::new(116.4, 39.9).into())));
        assert_eq!(geometry("SRID=4326;point z(1 2 3)"), Ok(Some(Point::new(1.0, 2.0).into())));
        let square = polygon![(x: 0., y: 0.), (x: 1., y: 0.), (x: 1., y: 1.)];
        assert_eq!(geometry("POLYGON((0 0, 1 0, 1 1, 0 0))"), Ok(Some(square.into())));
        assert_eq!([geometry(""), geometry("POLYGON EMPTY")], [Ok(None), Ok(None)]);
        let names = ["name", "Geometry"].map(String::from);
        assert_eq!((wkt_column(&names), looks_like_wkt(" multipolygon(((")), (Some(1), true));
        assert!(!looks_like_wkt("0101000000") && !looks_like_wkt(""));
    }

    #[test]
    fn what_is_no_wkt_is_a_finding() {
        let deep = format!("{}POINT(1 2){}", "GEOMETRYCOLLECTION(".repeat(100_000), ")".repeat(100_000));
        for text in ["POINT", "POINT(1)", "POINT(a b)", "POLYGON((0 0,", "CIRCLE(1 2)", &deep] {
            assert_eq!(geometry(text).expect_err("no WKT").code(), "wkt-unreadable");
        }
    }
}
