//! Plans side by side: what moves from ring to ring, how the rings change, how far the plans agree.
//!
//! The plans are laid over each other as [grounds](Ground): pieces that lie in one ring of each plan. Everything is a sum over
//! grounds in [whole numbers](Sums), so that totals agree to the last digit and a comparison turned around is its negative.

mod grounds;
mod pair;
mod profile;
mod rand_index;
mod sums;

use rayon::prelude::*;

pub use grounds::Ground;
pub use pair::{Change, Flow, Pair, RingChange};
pub use profile::{BorderKind, RingProfile, Shape};
pub use rand_index::adjusted_rand_index;
pub use sums::{KnownSum, Sums, WholeFigures};

use crate::atlas::{Atlas, Level};
use crate::scheme::Plan;
use profile::Shapes;

/// Some plans side by side.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The pieces the plans are made of, in order of code.
    pub grounds: Vec<Ground<'a>>,
    /// The levels units are counted at: those of the finest units that any plan names (several words for one rank).
    pub counted: Vec<Level>,
    /// For each plan its rings, innermost first.
    pub rings: Vec<Vec<RingProfile>>,
    /// Every plan against every later one, in order.
    pub pairs: Vec<Pair>,
}

/// Compares plans against one atlas, each with each.
///
/// # Examples
/// ```
/// use ringshed::analysis::{BorderKind, Change, compare};
/// use ringshed::{Atlas, scheme::SchemeFile};
/// let atlas = Atlas::embedded();
/// let plan = |rings: &str| {
///     let text = format!("id = \"x\"\nname = \"X\"\n{rings}");
///     SchemeFile::read("x.toml", &text).resolve(&atlas).map(|scheme| scheme.plan(&atlas))
/// };
/// let whole = plan("[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n")?;
/// let carved = plan("[[ring]]\nid = \"core\"\nmembers = [\"Beijing\"]\n[[ring]]\nid = \"first\"\nmembers = [\"110112\"]\n")?;
/// let comparison = compare(&[&whole, &carved], &atlas, BorderKind::Shared);
/// // Units are districts here, because Tongzhou is one: of 16 one moves.
/// let pair = &comparison.pairs[0];
/// assert_eq!((pair.total(Change::Both).units, pair.total(Change::Moved).units), (15, 1));
/// assert_eq!(pair.total(Change::Moved).population.sum(), Some(1_840_295));
/// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(())
/// ```
pub fn compare<'a>(plans: &[&Plan], atlas: &'a Atlas, borders: BorderKind) -> Comparison<'a> {
    let laid = grounds::lay(plans, atlas);
    let counted = Level::ALL.into_iter().filter(|level| Some(level.rank()) == laid.rank).collect();
    let shapes = Shapes::new(&laid, borders);
    let profiles = |(number, plan): (usize, &&Plan)| plan.ring_indices().map(|ring| shapes.profile(number, ring)).collect();
    let rings = plans.par_iter().enumerate().map(profiles).collect();
    let numbers: Vec<(usize, usize)> = (0..plans.len()).flat_map(|a| (a + 1..plans.len()).map(move |b| (a, b))).collect();
    let pairs = numbers.into_par_iter().map(|(a, b)| Pair::new(&laid, plans, a, b)).collect();
    Comparison { grounds: laid.grounds, counted, rings, pairs }
}

#[cfg(test)]
mod tests;
