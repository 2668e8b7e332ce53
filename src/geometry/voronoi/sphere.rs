//! The conformal sphere: shapes on it are those on the ellipsoid in the small, so that its Delaunay triangulation is nearly
//! the ellipsoid's. Only the neighbourhood of centres and first guesses come from here.

use geo_types::Coord;

const ECCENTRICITY: f64 = 0.081_819_190_842_621_49;

/// A vector from the middle of the sphere, of length one unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Vector(pub(super) [f64; 3]);

impl Vector {
    pub(super) fn dot(self, other: Self) -> f64 {
        self.0.iter().zip(other.0).map(|(a, b)| a * b).sum()
    }

    pub(super) fn cross(self, other: Self) -> Self {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Self([b * z - c * y, c * x - a * z, a * y - b * x])
    }

    pub(super) fn plus(self, other: Self, factor: f64) -> Self {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Self([a + factor * x, b + factor * y, c + factor * z])
    }

    pub(super) fn times(self, factor: f64) -> Self {
        Self(self.0.map(|part| part * factor))
    }

    /// How far apart the ends of two vectors are.
    pub(super) fn distance(self, other: Self) -> f64 {
        let apart = self.plus(other, -1.0);
        apart.dot(apart).sqrt()
    }

    /// The same direction with length one; `None` for (nearly) no length.
    pub(super) fn unit(self) -> Option<Self> {
        let length = self.dot(self).sqrt();
        (length > 1e-15).then(|| self.times(1.0 / length))
    }

    /// The angle to another vector of length one, in radians.
    pub(super) fn angle(self, other: Self) -> f64 {
        let cross = self.cross(other);
        cross.dot(cross).sqrt().atan2(self.dot(other))
    }

    /// The vector of a place in degrees.
    pub(super) fn of(place: Coord<f64>) -> Self {
        let (sine, cosine) = conformal(place.y.to_radians()).sin_cos();
        let (east, prime) = place.x.to_radians().sin_cos();
        Self([cosine * prime, cosine * east, sine])
    }

    /// The place in degrees of a vector.
    pub(super) fn place(self) -> Coord<f64> {
        let [x, y, z] = self.0;
        Coord { x: y.atan2(x).to_degrees(), y: geographic(z.atan2(x.hypot(y))).to_degrees() }
    }
}

/// Conformal latitude (Snyder 1987, eq. 3-1), radians.
fn conformal(latitude: f64) -> f64 {
    stretched(latitude, -(ECCENTRICITY * latitude.sin()).atanh() * ECCENTRICITY)
}

/// The latitude of a conformal latitude (Snyder 1987, eq. 3-4), radians. Each round gains two digits.
fn geographic(conformal: f64) -> f64 {
    (0..9).fold(conformal, |latitude, _| stretched(conformal, (ECCENTRICITY * latitude.sin()).atanh() * ECCENTRICITY))
}

/// The latitude whose isometric latitude is larger by `shift`.
fn stretched(latitude: f64, shift: f64) -> f64 {
    (latitude.tan().asinh() + shift).sinh().atan()
}

/// The stereographic plane that touches the sphere at `centre`: circles on the sphere are circles on it, so that a planar Delaunay
/// triangulation is a spherical one.
pub(super) struct Stereographic {
    centre: Vector,
    east: Vector,
    north: Vector,
}

impl Stereographic {
    pub(super) fn new(centre: Vector) -> Self {
        let pole = Vector([0.0, 0.0, 1.0]);
        let east = pole.cross(centre).unit().unwrap_or(Vector([0.0, 1.0, 0.0]));
        Self { centre, east, north: centre.cross(east) }
    }

    pub(super) fn project(&self, vector: Vector) -> [f64; 2] {
        let scale = 2.0 / (1.0 + vector.dot(self.centre));
        [vector.dot(self.east) * scale, vector.dot(self.north) * scale]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back() {
        for lat in [-90.0, -89.999, -45.0, 0.0, 1e-9, 39.9, 75.0, 90.0] {
            let place = Coord { x: 116.4, y: lat };
            let back = Vector::of(place).place();
            assert!((back.y - lat).abs() < 1e-12, "{lat}: {back:?}");
            assert!(lat.abs() == 90.0 || (back.x - place.x).abs() < 1e-9);
        }
    }

    #[test]
    fn a_known_conformal_latitude() {
        // Snyder 1987, p. 267: the conformal latitude of 40 degrees north on Clarke 1866 is 39.8085922; on WGS84 a little more.
        assert!((conformal(40.0_f64.to_radians()).to_degrees() - 39.810_6).abs() < 2e-3);
    }

    #[test]
    fn the_plane_keeps_orientation() {
        let plane = Stereographic::new(Vector::of(Coord { x: 100.0, y: 40.0 }));
        let [x, y] = plane.project(Vector::of(Coord { x: 101.0, y: 41.0 }));
        assert!(x > 0.0 && y > 0.0);
    }
}
