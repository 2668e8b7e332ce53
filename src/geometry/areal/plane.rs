//! The cylindrical equal-area projection of WGS84, and edges that are straight in longitude/latitude on it.

use geo_types::Coord;

const SEMI_MAJOR: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// Edges are cut into pieces of at most so many degrees of latitude: a piece then leaves its chord by less than a decimetre.
const LONGEST_PIECE: f64 = 0.02;

/// More pieces than this gain nothing: pole to pole they are those of [`LONGEST_PIECE`].
const MOST_PIECES: f64 = 9000.0;

/// The pieces of an edge that is straight in longitude/latitude (degrees) on the plane (metres).
pub(super) fn equal_area(from: Coord<f64>, to: Coord<f64>) -> impl Iterator<Item = [Coord<f64>; 2]> {
    let pieces = ((to.y - from.y).abs() / LONGEST_PIECE).ceil().clamp(1.0, MOST_PIECES);
    let at = move |piece: f64| {
        let share = piece / pieces;
        // Exact at both ends, so that neighbours keep their common vertices.
        let place = if share == 1.0 { to } else { from + (to - from) * share };
        projected(place)
    };
    (0..pieces as u32).map(move |piece| [at(f64::from(piece)), at(f64::from(piece) + 1.0)])
}

fn projected(place: Coord<f64>) -> Coord<f64> {
    let squared = FLATTENING * (2.0 - FLATTENING);
    let eccentricity = squared.sqrt();
    let sine = place.y.to_radians().sin();
    let q = (1.0 - squared) * (sine / (1.0 - squared * sine * sine) + (eccentricity * sine).atanh() / eccentricity);
    Coord { x: SEMI_MAJOR * place.x.to_radians(), y: SEMI_MAJOR * q / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_ellipsoid() {
        let (south, north) = (projected(Coord { x: -180.0, y: -90.0 }), projected(Coord { x: 180.0, y: 90.0 }));
        let area = (north.x - south.x) * (north.y - south.y);
        // Karney's PolygonArea gives 510,065,621,724,088 m2 for WGS84.
        assert!((area / 510_065_621_724_088.5 - 1.0).abs() < 1e-12, "{area}");
    }

    #[test]
    fn pieces_follow_each_other_and_keep_the_ends() {
        let (from, to) = (Coord { x: 10.0, y: 40.0 }, Coord { x: 11.0, y: 39.9 });
        let pieces: Vec<_> = equal_area(from, to).collect();
        assert_eq!(pieces.len(), 6);
        assert!(pieces.windows(2).all(|pair| pair[0][1] == pair[1][0]));
        assert_eq!((pieces[0][0], pieces[5][1]), (projected(from), projected(to)));
        assert_eq!(equal_area(from, from).count(), 1);
    }
}
