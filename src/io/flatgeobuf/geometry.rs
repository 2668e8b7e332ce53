//! Geometries of FlatGeobuf: flat coordinates, with the ends of rings and lines.

use ::flatgeobuf::{Geometry as Flat, GeometryType};
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// Collections nested deeper than this are refused.
const DEEPEST: usize = 32;

/// The geometry of a feature; `None` for an empty one. `stated` is the type that the header gives for all features.
///
/// # Errors
/// What is wrong with it, or the type that has no counterpart (curves and surfaces in space).
pub(super) fn geometry(flat: &Flat<'_>, stated: GeometryType) -> Result<Option<Geometry<f64>>, String> {
    nested(flat, stated, 0)
}

fn nested(flat: &Flat<'_>, stated: GeometryType, depth: usize) -> Result<Option<Geometry<f64>>, String> {
    let kind = if stated == GeometryType::Unknown { flat.type_() } else { stated };
    if depth > DEEPEST {
        return Err(format!("its collections are nested deeper than {DEEPEST}"));
    }
    Ok(match kind {
        GeometryType::Point => coords(flat)?.first().map(|at| Point::from(*at).into()),
        GeometryType::MultiPoint => {
            let points: Vec<Point<f64>> = coords(flat)?.into_iter().map(Point::from).collect();
            (!points.is_empty()).then(|| MultiPoint(points).into())
        }
        GeometryType::LineString => {
            let line = LineString(coords(flat)?);
            (!line.0.is_empty()).then(|| line.into())
        }
        GeometryType::MultiLineString => {
            let lines = lines(flat)?;
            (!lines.is_empty()).then(|| MultiLineString(lines).into())
        }
        GeometryType::Polygon | GeometryType::Triangle => polygon(flat)?.map(Geometry::Polygon),
        GeometryType::MultiPolygon => {
            let parts = parts(flat)?.iter().filter_map(|part| polygon(part).transpose()).collect::<Result<Vec<_>, _>>()?;
            (!parts.is_empty()).then(|| MultiPolygon(parts).into())
        }
        GeometryType::GeometryCollection => {
            let members = parts(flat)?;
            let members = members.iter().filter_map(|part| nested(part, GeometryType::Unknown, depth + 1).transpose());
            let members = members.collect::<Result<Vec<_>, _>>()?;
            (!members.is_empty()).then_some(Geometry::GeometryCollection(GeometryCollection(members)))
        }
        other => {
            return Err(format!(
                "a {} is no geometry of a map layer",
                other.variant_name().unwrap_or("geometry of unknown type")
            ));
        }
    })
}

fn coords(flat: &Flat<'_>) -> Result<Vec<Coord<f64>>, String> {
    let Some(numbers) = flat.xy() else { return Ok(Vec::new()) };
    if !numbers.len().is_multiple_of(2) {
        return Err(format!("it has an odd count of coordinates ({})", numbers.len()));
    }
    let mut numbers = numbers.iter();
    let mut coords = Vec::with_capacity(numbers.len() / 2);
    while let (Some(x), Some(y)) = (numbers.next(), numbers.next()) {
        coords.push(Coord { x, y });
    }
    Ok(coords)
}

/// The coordinates cut where the ends say.
fn lines(flat: &Flat<'_>) -> Result<Vec<LineString<f64>>, String> {
    let coords = coords(flat)?;
    let Some(ends) = flat.ends().filter(|ends| !ends.is_empty()) else {
        return Ok(if coords.is_empty() { Vec::new() } else { vec![LineString(coords)] });
    };
    let mut start = 0;
    let mut lines = Vec::with_capacity(ends.len());
    for end in ends.iter().map(|end| end as usize) {
        let part = (start <= end).then(|| coords.get(start..end)).flatten();
        let part = part.ok_or_else(|| format!("a part goes from position {start} to {end} of {}", coords.len()))?;
        lines.push(LineString(part.to_vec()));
        start = end;
    }
    Ok(lines)
}

fn polygon(flat: &Flat<'_>) -> Result<Option<Polygon<f64>>, String> {
    let mut rings = lines(flat)?.into_iter();
    Ok(rings.next().filter(|shell| !shell.0.is_empty()).map(|shell| Polygon::new(shell, rings.collect())))
}

fn parts<'a>(flat: &Flat<'a>) -> Result<Vec<Flat<'a>>, String> {
    Ok(flat.parts().map(|parts| parts.iter().collect()).unwrap_or_default())
}
