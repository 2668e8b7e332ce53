//! Can some number of sites reach every demand? Set covering by branch and bound.
//!
//! In each branch, what decides itself is done first (Balas & Ho 1980): a demand that one site alone reaches opens that site; a site
//! that reaches nothing another does not reach as well is left out; a demand that is reached whenever another one is needs no care.
//! Demands no two of which share a site need a site each: too many of them end the branch. Then the demand with the fewest sites
//! is taken and each of its sites tried, the one with the widest reach first. The number of branches is limited.

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    /// These sites do.
    Found(Vec<usize>),
    /// No set of that size does.
    Impossible,
    /// Not decided within the limit of branches.
    Unknown,
}

/// A set of numbers below a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn empty(limit: usize) -> Self {
        Self(vec![0; limit.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    fn contains(&self, number: usize) -> bool {
        self.0[number / 64] & (1 << (number % 64)) != 0
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    fn count_with(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones() as usize).sum()
    }

    fn subtract(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// True when everything of `self` that is also in `mask` is in `other`.
    fn within(&self, other: &Self, mask: &Self) -> bool {
        self.0.iter().zip(&other.0).zip(&mask.0).all(|((a, b), mask)| a & mask & !b == 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0
            .iter()
            .enumerate()
            .flat_map(|(word, &bits)| (0..64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| word * 64 + bit))
    }
}

/// Which demand is reached from which site, both ways.
struct Table {
    /// By site: the demands it reaches.
    reach: Vec<Bits>,
    /// By demand: the sites that reach it.
    sites: Vec<Bits>,
}

#[derive(Clone)]
struct Branch {
    /// Demands that still need a site.
    open: Bits,
    /// Sites that may still be opened.
    usable: Bits,
    chosen: Vec<usize>,
}

/// Looks for `k` sites that together reach every one of `demands` demands, given for each site the demands it reaches.
pub(super) fn cover(reach: &[Bits], demands: usize, k: usize, limit: usize) -> Cover {
    let mut sites = vec![Bits::empty(reach.len()); demands];
    for (site, reached) in reach.iter().enumerate() {
        reached.iter().for_each(|demand| sites[demand].insert(site));
    }
    let table = Table { reach: reach.to_vec(), sites };
    let (mut open, mut usable) = (Bits::empty(demands), Bits::empty(reach.len()));
    (0..demands).for_each(|demand| open.insert(demand));
    (0..reach.len()).for_each(|site| usable.insert(site));
    let mut branches = vec![Branch { open, usable, chosen: Vec::new() }];
    let mut looked_at = 0;
    while let Some(mut branch) = branches.pop() {
        if looked_at >= limit {
            return Cover::Unknown;
        }
        looked_at += 1;
        if !branch.reduce(&table, k) {
            continue;
        }
        if branch.open.is_empty() {
            return Cover::Found(branch.chosen);
        }
        if branch.chosen.len() < k && branch.apart(&table) <= k - branch.chosen.len() {
            branches.extend(branch.split(&table));
        }
    }
    Cover::Impossible
}

impl Branch {
    /// Does what decides itself; false when the branch cannot succeed.
    fn reduce(&mut self, table: &Table, k: usize) -> bool {
        loop {
            self.drop_sites(table);
            self.drop_demands(table);
            let Some((demand, count)) = self.scarcest(table) else { return true };
            match count {
                0 => return false,
                1 if self.chosen.len() >= k => return false,
                1 => {
                    let only = table.sites[demand].iter().find(|&site| self.usable.contains(site));
                    only.into_iter().for_each(|site| self.choose(table, site));
                }
                _ => return true,
            }
        }
    }

    fn choose(&mut self, table: &Table, site: usize) {
        self.chosen.push(site);
        self.usable.remove(site);
        self.open.subtract(&table.reach[site]);
    }

    /// Leaves out sites whose open demands another usable site reaches too; of equal ones the first stays.
    fn drop_sites(&mut self, table: &Table) {
        let usable: Vec<usize> = self.usable.iter().collect();
        for &site in &usable {
            let reach = &table.reach[site];
            let replaces = |&other: &usize| {
                other != site
                    && self.usable.contains(other)
                    && reach.within(&table.reach[other], &self.open)
                    && (other < site || !table.reach[other].within(reach, &self.open))
            };
            if usable.iter().any(replaces) {
                self.usable.remove(site);
            }
        }
    }

    /// Forgets demands that are reached whenever another one is; of equal ones the first stays.
    fn drop_demands(&mut self, table: &Table) {
        let open: Vec<usize> = self.open.iter().collect();
        for &demand in &open {
            let sites = &table.sites[demand];
            let implies = |&other: &usize| {
                other != demand
                    && self.open.contains(other)
                    && table.sites[other].within(sites, &self.usable)
                    && (other < demand || !sites.within(&table.sites[other], &self.usable))
            };
            if open.iter().any(implies) {
                self.open.remove(demand);
            }
        }
    }

    /// The open demand with the fewest usable sites, and how many.
    fn scarcest(&self, table: &Table) -> Option<(usize, usize)> {
        let counts = self.open.iter().map(|demand| (demand, table.sites[demand].count_with(&self.usable)));
        counts.min_by_key(|&(_, count)| count)
    }

    /// How many demands no two of which share a usable site can be found at sight: as many sites are needed at least.
    fn apart(&self, table: &Table) -> usize {
        let mut by_count: Vec<usize> = self.open.iter().collect();
        by_count.sort_by_key(|&demand| table.sites[demand].count_with(&self.usable));
        let mut taken = Bits::empty(table.reach.len());
        let mut found = 0;
        for demand in by_count {
            let sites = &table.sites[demand];
            if sites.count_with(&taken) == 0 {
                let mut usable = sites.clone();
                usable.0.iter_mut().zip(&self.usable.0).for_each(|(a, b)| *a &= b);
                taken.unite(&usable);
                found += 1;
            }
        }
        found
    }

    /// One branch for each site of the scarcest demand; those tried before are left out. The widest reach comes last and is
    /// taken first.
    fn split(mut self, table: &Table) -> Vec<Self> {
        let Some((demand, _)) = self.scarcest(table) else { return Vec::new() };
        let mut sites: Vec<usize> = table.sites[demand].iter().filter(|&site| self.usable.contains(site)).collect();
        sites.sort_by_key(|&site| std::cmp::Reverse(table.reach[site].count_with(&self.open)));
        let mut branches = Vec::new();
        for site in sites {
            let mut branch = self.clone();
            branch.choose(table, site);
            branches.push(branch);
            self.usable.remove(site);
        }
        branches.reverse();
        branches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::random::{Seed, Stream};

    /// Tries every set of `k` sites.
    fn exists(reach: &[u32], all: u32, k: usize) -> bool {
        (0_u32..1 << reach.len()).filter(|set| set.count_ones() as usize <= k).any(|set| {
            let chosen = (0..reach.len()).filter(|site| set & (1 << site) != 0);
            chosen.fold(0, |reached, site| reached | reach[site]) == all
        })
    }

    #[test]
    fn the_answer_is_that_of_trying_every_set() {
        for case in 0..200 {
            let mut random = Stream::new(Seed(9), case);
            let (demands, sites) = (3 + random.below(8), 3 + random.below(8));
            let all = (1_u32 << demands) - 1;
            let reach: Vec<u32> = (0..sites).map(|_| random.bits() as u32 & random.bits() as u32 & all).collect();
            let mut rows = vec![Bits::empty(demands); sites];
            for (row, reached) in rows.iter_mut().zip(&reach) {
                (0..demands).filter(|demand| reached & (1 << demand) != 0).for_each(|demand| row.insert(demand));
            }
            for k in 1..=sites {
                match cover(&rows, demands, k, 10_000) {
                    Cover::Found(chosen) => {
                        assert!(chosen.len() <= k, "case {case}");
                        assert_eq!(chosen.iter().fold(0, |reached, &site| reached | reach[site]), all, "case {case}");
                    }
                    Cover::Impossible => assert!(!exists(&reach, all, k), "case {case}, {k} sites"),
                    Cover::Unknown => panic!("case {case} has few branches"),
                }
            }
        }
    }
}
