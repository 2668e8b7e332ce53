//! The outline of a buffer, to about one part in ten thousand of its radius.
//!
//! No plane keeps all distances. So the border is sorted into tiles of some 170 km, each tile's part is buffered in a plane around
//! the tile, and the pieces are united with the polygons in one plane around everything, which only has to keep
//! what is inside what.

use std::collections::BTreeMap;

use geo::algorithm::buffer::{Buffer, BufferStyle, LineCap, LineJoin};
use geo::algorithm::orient::{Direction, Orient};
use geo::{MapCoords, unary_union};
use geo_types::{Coord, Line, LineString, MultiLineString, MultiPolygon, Polygon};

use super::plane::Plane;
use crate::geometry::ellipsoid;

/// Angle between the vertices of an arc in radians (2 degrees): an arc's chord is 0.015 % of the radius inside it.
const ARC_STEP: f64 = std::f64::consts::PI / 90.0;
/// Size of a tile in degrees of latitude.
const TILE: f64 = 1.5;

/// The outline of the buffer in a plane around the polygons, shells counter-clockwise.
pub(super) fn outline(polygons: &MultiPolygon<f64>, radius: f64, plane: Plane) -> MultiPolygon<f64> {
    let step = (0.2 * radius).clamp(500.0, 10_000.0);
    // The union needs all rings wound alike.
    let wound = polygons.orient(Direction::Default);
    let dense: MultiPolygon<f64> = wound.iter().map(|polygon| densified(polygon, step)).collect();
    let style = BufferStyle::new(radius).line_cap(LineCap::Round(ARC_STEP)).line_join(LineJoin::Round(ARC_STEP));
    let pieces = tiles(&dense).into_iter().map(|(tile, lines)| {
        let local = Plane::around(tile.centre());
        let buffered = lines.map_coords(|place| local.project(place)).buffer_with_style(style.clone());
        buffered.map_coords(|point| plane.project(local.place(point)))
    });
    let united = pieces.chain(std::iter::once(dense.map_coords(|place| plane.project(place))));
    unary_union(&united.collect::<Vec<_>>())
}

fn densified(polygon: &Polygon<f64>, step: f64) -> Polygon<f64> {
    let ring = |ring: &LineString<f64>| {
        let end = ring.0.last().copied();
        ring.lines().flat_map(|edge| parts(edge, step)).chain(end).collect::<LineString<f64>>()
    };
    Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
}

/// The start of an edge and places along it no further apart than `step` metres.
fn parts(edge: Line<f64>, step: f64) -> impl Iterator<Item = Coord<f64>> {
    let [east, north] = ellipsoid::metres_per_degree(edge.start.y.abs().min(edge.end.y.abs()));
    let count = 1 + ((edge.dx() * east).hypot(edge.dy() * north) / step) as usize;
    (0..count).map(move |number| edge.start + edge.delta() * (number as f64 / count as f64))
}

/// A tile of the earth: row by latitude, column by longitude within the row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tile {
    row: i32,
    column: i32,
}

impl Tile {
    fn of(place: Coord<f64>) -> Self {
        let row = (place.y / TILE).floor() as i32;
        Self { row, column: (place.x / Self::width(row)).floor() as i32 }
    }

    /// Degrees of longitude of a tile: about as wide as high.
    fn width(row: i32) -> f64 {
        let middle = (f64::from(row) + 0.5) * TILE;
        TILE / middle.to_radians().cos().max(0.01)
    }

    fn centre(self) -> Coord<f64> {
        Coord {
            x: (f64::from(self.column) + 0.5) * Self::width(self.row),
            y: ((f64::from(self.row) + 0.5) * TILE).clamp(-90.0, 90.0),
        }
    }
}

/// The rings parted into lines by tile; a line goes on to the first place of the next tile.
fn tiles(polygons: &MultiPolygon<f64>) -> BTreeMap<Tile, MultiLineString<f64>> {
    let mut tiles: BTreeMap<Tile, MultiLineString<f64>> = BTreeMap::new();
    let rings = polygons.iter().flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    for ring in rings {
        let mut places = ring.0.iter().copied();
        let Some(first) = places.next() else { continue };
        let (mut tile, mut line) = (Tile::of(first), vec![first]);
        for place in places {
            line.push(place);
            if Tile::of(place) != tile {
                tiles.entry(tile).or_insert_with(|| MultiLineString(vec![])).0.push(LineString(line));
                (tile, line) = (Tile::of(place), vec![place]);
            }
        }
        if line.len() > 1 {
            tiles.entry(tile).or_insert_with(|| MultiLineString(vec![])).0.push(LineString(line));
        }
    }
    tiles
}
