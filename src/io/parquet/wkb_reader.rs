//! Reading of WKB and EWKB from bytes that may be anything.
//!
//! The reader of the `wkb` crate (0.9.3) panics on multipoints that are cut off or whose members differ in byte order; this one does not.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

/// Geometries nested deeper than this are refused.
const DEEPEST: usize = 32;
/// Flags of EWKB in the type.
const HAS_HEIGHT: u32 = 0x8000_0000;
const HAS_MEASURE: u32 = 0x4000_0000;
const HAS_SRID: u32 = 0x2000_0000;

/// Bytes that are taken from the front.
pub(super) struct WkbReader<'a> {
    rest: &'a [u8],
}

/// How the numbers of a geometry are written.
#[derive(Clone, Copy)]
struct Layout {
    little: bool,
    dimensions: usize,
}

impl<'a> WkbReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Reads a geometry; `None` for an empty point. Heights and measures are left out.
    pub(super) fn geometry(&mut self, depth: usize) -> Result<Option<Geometry<f64>>, String> {
        if depth > DEEPEST {
            return Err(format!("its geometries are nested deeper than {DEEPEST}"));
        }
        let [order] = self.take()?;
        let little = match order {
            0 => false,
            1 => true,
            other => return Err(format!("its byte order is {other}; 0 and 1 are the ones there are")),
        };
        let code = self.whole(little)?;
        if code & HAS_SRID != 0 {
            self.whole(little)?;
        }
        let base = code & !(HAS_HEIGHT | HAS_MEASURE | HAS_SRID);
        // ISO WKB adds 1000 for heights, 2000 for measures, 3000 for both.
        let (iso, kind) = (base / 1000, base % 1000);
        if iso > 3 {
            return Err(format!("its type is {code}, which is none of WKB"));
        }
        let has_height = code & HAS_HEIGHT != 0 || iso == 1 || iso == 3;
        let has_measure = code & HAS_MEASURE != 0 || iso >= 2;
        let layout = Layout { little, dimensions: 2 + usize::from(has_height) + usize::from(has_measure) };
        Ok(Some(match kind {
            1 => {
                let at = self.coord(layout)?;
                // An empty point has coordinates that are not numbers.
                return Ok((!at.x.is_nan() || !at.y.is_nan()).then(|| Point::from(at).into()));
            }
            2 => self.line(layout)?.into(),
            3 => self.polygon(layout)?.into(),
            4 => {
                let points = self.members(little, depth, |member| Point::try_from(member).ok())?;
                MultiPoint(points).into()
            }
            5 => {
                let lines = self.members(little, depth, |member| LineString::try_from(member).ok())?;
                MultiLineString(lines).into()
            }
            6 => {
                let polygons = self.members(little, depth, |member| Polygon::try_from(member).ok())?;
                MultiPolygon(polygons).into()
            }
            7 => Geometry::GeometryCollection(GeometryCollection(self.members(little, depth, Some)?)),
            other => return Err(format!("its type is {other}; types 1 (point) to 7 (collection) are read")),
        }))
    }

    /// The members of a multiple geometry that are not empty.
    fn members<T>(
        &mut self,
        little: bool,
        depth: usize,
        of_kind: impl Fn(Geometry<f64>) -> Option<T>,
    ) -> Result<Vec<T>, String> {
        let count = self.whole(little)?;
        let mut members = Vec::new();
        for _ in 0..count {
            if let Some(member) = self.geometry(depth + 1)? {
                members.push(of_kind(member).ok_or("a member is of another type than the whole")?);
            }
        }
        Ok(members)
    }

    fn polygon(&mut self, layout: Layout) -> Result<Polygon<f64>, String> {
        let count = self.whole(layout.little)?;
        let mut rings = Vec::new();
        for _ in 0..count {
            rings.push(self.line(layout)?);
        }
        let mut rings = rings.into_iter();
        Ok(Polygon::new(rings.next().unwrap_or_else(|| LineString(Vec::new())), rings.collect()))
    }

    fn line(&mut self, layout: Layout) -> Result<LineString<f64>, String> {
        let count = self.whole(layout.little)? as usize;
        // No memory for more than there can be.
        if count > self.rest.len() / (8 * layout.dimensions) {
            return Err(format!("it ends before {count} positions that it counts"));
        }
        (0..count).map(|_| self.coord(layout)).collect::<Result<Vec<_>, _>>().map(LineString)
    }

    fn coord(&mut self, layout: Layout) -> Result<Coord<f64>, String> {
        let (x, y) = (self.number(layout.little)?, self.number(layout.little)?);
        for _ in 2..layout.dimensions {
            self.number(layout.little)?;
        }
        Ok(Coord { x, y })
    }

    fn number(&mut self, little: bool) -> Result<f64, String> {
        self.take().map(|bytes| if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn whole(&mut self, little: bool) -> Result<u32, String> {
        self.take().map(|bytes| if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or("it is cut off")?;
        self.rest = rest;
        Ok(*taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A geometry in one byte order: numbers of one byte, whole numbers and coordinates.
    fn big_endian(parts: &[&[u8]]) -> Vec<u8> {
        parts.concat()
    }

    #[test]
    fn heights_measures_and_srids_are_passed_over() {
        let (x, y, z) = (116.4_f64.to_be_bytes(), 39.9_f64.to_be_bytes(), 7.0_f64.to_be_bytes());
        let expected = Ok(Some(Point::new(116.4, 39.9).into()));
        for (code, further, srid) in [
            (1_u32, 0, false),
            (1001, 1, false),
            (2001, 1, false),
            (3001, 2, false),
            (1 | HAS_HEIGHT, 1, false),
            (1 | HAS_MEASURE | HAS_SRID, 1, true),
            (1 | HAS_HEIGHT | HAS_MEASURE, 2, false),
        ] {
            let srid: &[u8] = if srid { &[0, 0, 0x10, 0xe6] } else { &[] };
            let bytes = big_endian(&[&[0], &code.to_be_bytes(), srid, &x, &y, &z.repeat(further)]);
            assert_eq!(WkbReader::new(&bytes).geometry(0), expected, "{code:x}");
            assert!(WkbReader::new(&bytes[..bytes.len() - 1]).geometry(0).is_err(), "{code:x}");
        }
    }

    #[test]
    fn members_may_differ_in_byte_order_but_not_in_type() {
        let point = big_endian(&[&[0, 0, 0, 0, 1], &1.0_f64.to_be_bytes(), &2.0_f64.to_be_bytes()]);
        let bytes = [&[1, 4, 0, 0, 0, 1, 0, 0, 0], &point[..]].concat();
        assert_eq!(WkbReader::new(&bytes).geometry(0), Ok(Some(MultiPoint(vec![Point::new(1.0, 2.0)]).into())));
        let bytes = [&[1, 5, 0, 0, 0, 1, 0, 0, 0], &point[..]].concat();
        assert!(WkbReader::new(&bytes).geometry(0).is_err_and(|reason| reason.contains("another type")));
        assert!(WkbReader::new(&[1, 8, 0, 0, 0]).geometry(0).is_err_and(|reason| reason.contains("type is 8")));
        assert!(WkbReader::new(&[2]).geometry(0).is_err_and(|reason| reason.contains("byte order is 2")));
    }

    #[test]
    fn counts_beyond_the_bytes_take_no_memory() {
        for kind in 2..=7_u8 {
            let bytes = [1, kind, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
            assert!(WkbReader::new(&bytes).geometry(0).is_err(), "{kind}");
        }
    }
}
