//! Weights of pairs: what a decay makes of a table of minutes, sparse.

use rayon::prelude::*;

use super::decay::Decay;
use crate::analysis::MinutesTable;

/// For each place the supplies that count for it, with their weight, in order of supply. A weight of 0 is left out.
pub(super) struct Weights {
    pub(super) rows: Vec<Vec<(usize, f64)>>,
    supplies: usize,
}

impl Weights {
    pub(super) fn of(minutes: &MinutesTable, decay: &Decay) -> Self {
        let row = |place: usize| -> Vec<(usize, f64)> {
            let weighted = minutes.row(place).map(|(supply, minutes)| (supply, decay.weight(minutes)));
            weighted.filter(|(_, weight)| *weight > 0.0).collect()
        };
        let rows = (0..minutes.origins()).into_par_iter().map(row).collect();
        Self { rows, supplies: minutes.destinations() }
    }

    /// Each weight times what `factor` gives for its place, summed by supply, in order of place.
    pub(super) fn sums_by_supply(&self, factor: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.supplies];
        for (place, row) in self.rows.iter().enumerate() {
            let factor = factor(place);
            row.iter().for_each(|&(supply, weight)| sums[supply] += weight * factor);
        }
        sums
    }

    /// Each weight times what `factor` gives for its supply, summed by place.
    pub(super) fn sums_by_place(&self, factor: impl Fn(usize) -> f64 + Sync) -> Vec<f64> {
        let sum = |row: &Vec<(usize, f64)>| row.iter().map(|&(supply, weight)| weight * factor(supply)).sum();
        self.rows.par_iter().map(sum).collect()
    }

    /// Every weight changed to what `change` makes of its supply, itself, and the sum of the weights of its place.
    pub(super) fn changed(&self, change: impl Fn(usize, f64, f64) -> f64 + Sync) -> Self {
        let row = |row: &Vec<(usize, f64)>| -> Vec<(usize, f64)> {
            let sum: f64 = row.iter().map(|(_, weight)| weight).sum();
            row.iter().map(|&(supply, weight)| (supply, change(supply, weight, sum))).collect()
        };
        Self { rows: self.rows.par_iter().map(row).collect(), supplies: self.supplies }
    }
}
