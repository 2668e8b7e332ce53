//! The square of the distance to a place as a polynomial over a rectangle of longitudes and latitudes.
//!
//! The distance has a kink at the place itself; its square is smooth everywhere but near the antipodes. Chebyshev interpolation
//! (Trefethen 2013, *Approximation Theory and Approximation Practice*, chapters 2 to 4) of degree 6 over one degree leaves errors far below
//! those of a measured distance.

use std::f64::consts::PI;
use std::sync::LazyLock;

use super::block::Rectangle;
use crate::quantity::LonLat;

/// Highest degree of the terms.
const DEGREE: usize = 6;
const NODES: usize = DEGREE + 1;
const TERMS: usize = NODES * (NODES + 1) / 2;

/// A square in square metres; both coordinates go from -1 to 1 over the rectangle.
#[derive(Clone, Debug)]
pub(super) struct Square {
    /// For each power of the northward coordinate the coefficients of the powers of the eastward one, the powers of the sum rising to the
    /// degree at most.
    coefficients: [f64; TERMS],
}

/// Interpolation nodes, and what is needed to make polynomials of values there.
struct Basis {
    nodes: [f64; NODES],
    /// By degree and node: what the value at a node adds to the coefficient of a Chebyshev polynomial.
    weights: [[f64; NODES]; NODES],
    /// By degree and power: the coefficients of the Chebyshev polynomials.
    powers: [[f64; NODES]; NODES],
}

static BASIS: LazyLock<Basis> = LazyLock::new(Basis::new);

impl Basis {
    fn new() -> Self {
        let angle = |node: usize| PI * (node as f64 + 0.5) / NODES as f64;
        let weight = |degree: usize, node: usize| {
            let scale = if degree == 0 { 1.0 } else { 2.0 };
            scale / NODES as f64 * (degree as f64 * angle(node)).cos()
        };
        let mut powers = [[0.0; NODES]; NODES];
        powers[0][0] = 1.0;
        powers[1][1] = 1.0;
        for degree in 2..NODES {
            for power in 0..NODES {
                let raised = if power > 0 { 2.0 * powers[degree - 1][power - 1] } else { 0.0 };
                powers[degree][power] = raised - powers[degree - 2][power];
            }
        }
        Self {
            nodes: std::array::from_fn(|node| angle(node).cos()),
            weights: std::array::from_fn(|degree| std::array::from_fn(|node| weight(degree, node))),
            powers,
        }
    }

    /// The coefficients of Chebyshev polynomials from values at the nodes.
    fn chebyshev(&self, values: &[f64; NODES]) -> [f64; NODES] {
        self.weights.map(|weights| weights.iter().zip(values).map(|(weight, value)| weight * value).sum())
    }

    /// The coefficients of powers from those of Chebyshev polynomials.
    fn monomial(&self, chebyshev: &[f64; NODES]) -> [f64; NODES] {
        std::array::from_fn(|power| (0..NODES).map(|degree| chebyshev[degree] * self.powers[degree][power]).sum())
    }
}

impl Square {
    /// The square of what `distance` gives in metres. `None` when the polynomial is off by more than a tenth of a micrometre of
    /// distance (and, for distances near 0, a ten-thousandth of a square metre) at a corner, where it is worst.
    pub(super) fn fitted(rectangle: &Rectangle, distance: impl Fn(LonLat) -> f64) -> Option<Self> {
        let basis = &*BASIS;
        let measured = |u: f64, v: f64| rectangle.at(u, v).map(&distance);
        let mut by_row = [[0.0; NODES]; NODES];
        for (row, &v) in by_row.iter_mut().zip(&basis.nodes) {
            for (value, &u) in row.iter_mut().zip(&basis.nodes) {
                *value = measured(u, v)?.powi(2);
            }
        }
        let square = Self::interpolated(basis, &by_row);
        let corners = [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)];
        let holds = |(u, v): (f64, f64)| {
            measured(u, v).is_some_and(|metres| (square.at(u, v) - metres * metres).abs() <= 2e-7 * metres + 1e-4)
        };
        corners.into_iter().all(holds).then_some(square)
    }

    fn interpolated(basis: &Basis, by_row: &[[f64; NODES]; NODES]) -> Self {
        let eastward = by_row.map(|row| basis.chebyshev(&row));
        // By degree eastward, then northward.
        let mut both: [[f64; NODES]; NODES] =
            std::array::from_fn(|degree| basis.chebyshev(&std::array::from_fn(|row| eastward[row][degree])));
        for (degree, northward) in both.iter_mut().enumerate() {
            northward[NODES - degree..].fill(0.0);
        }
        let northward = both.map(|coefficients| basis.monomial(&coefficients));
        let powers: [[f64; NODES]; NODES] =
            std::array::from_fn(|power| basis.monomial(&std::array::from_fn(|degree| northward[degree][power])));
        let mut coefficients = [0.0; TERMS];
        let kept = powers.iter().enumerate().flat_map(|(power, eastward)| &eastward[..NODES - power]);
        coefficients.iter_mut().zip(kept).for_each(|(coefficient, kept)| *coefficient = *kept);
        Self { coefficients }
    }

    /// The square at a position in the rectangle.
    #[inline]
    pub(super) fn at(&self, u: f64, v: f64) -> f64 {
        let [rest @ .., top] = &self.coefficients;
        let (a, rest) = rest.split_at(7);
        let (b, rest) = rest.split_at(6);
        let (c, rest) = rest.split_at(5);
        let (d, rest) = rest.split_at(4);
        let (e, f) = rest.split_at(3);
        let row = |coefficients: &[f64]| coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * u + coefficient);
        (((((*top * v + row(f)) * v + row(e)) * v + row(d)) * v + row(c)) * v + row(b)) * v + row(a)
    }
}

#[cfg(test)]
mod tests {
    use geo_types::Coord;

    use super::super::ellipsoid;
    use super::*;
    use crate::geometry::testing::Numbers;

    /// The largest difference of distances beyond a kilometre.
    fn worst(west: f64, south: f64, place: Coord<f64>) -> Option<f64> {
        let rectangle = Rectangle { west, south, size: 1.0 };
        let distance = |at: LonLat| ellipsoid::distance(at.coord(), place);
        let square = Square::fitted(&rectangle, distance)?;
        let mut numbers = Numbers(29);
        let mut worst = 0.0_f64;
        for _ in 0..2000 {
            let (u, v) = (numbers.within(-1.0, 1.0), numbers.within(-1.0, 1.0));
            let measured = distance(rectangle.at(u, v).expect("on the globe"));
            if measured > 1000.0 {
                worst = worst.max((square.at(u, v).sqrt() - measured).abs());
            }
        }
        Some(worst)
    }

    #[test]
    fn squares_are_as_exact_as_measured_distances() {
        for (west, south, x, y) in [
            (116.0, 39.0, 116.4, 39.9),
            (116.0, 39.0, 120.0, 31.0),
            (-1.0, -1.0, 0.0, 0.0),
            (0.0, 83.0, 40.0, 84.5),
            (179.0, -40.0, -179.5, -42.0),
            (10.0, 50.0, 70.0, 10.0),
        ] {
            let worst = worst(west, south, Coord { x, y }).expect("smooth");
            assert!(worst < 2e-7, "{west},{south} to {x},{y}: {worst}");
        }
    }

    #[test]
    fn near_the_antipodes_there_is_no_polynomial() {
        assert_eq!(worst(0.0, 0.0, Coord { x: -179.5, y: -0.5 }), None);
    }
}
