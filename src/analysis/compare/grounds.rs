//! The pieces that all compared plans are made of.
//!
//! Plans may name units of different levels: one has Beijing as a whole, another takes Tongzhou out of it. Take every unit that any of
//! the plans names. Each such unit without the named units inside it is a *ground*: everywhere on it every plan has one ring, which
//! is the ring of that unit. Units of an alias that no plan tells apart are one ground, because figures may be known for them
//! together only (Xiong'an New Area).
//!
//! Grounds are of very different size: units are counted at the finest level that any plan names units of. A ground counts as many
//! units as it has of that level (of higher ones where there are none below), so that naming Hebei or its eleven cities is the same.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::sums::{Sums, WholeFigures};
use crate::atlas::{Atlas, Figures, Level, UnitId};
use crate::geometry::{coverage, geodesic};
use crate::quantity::SquareMetres;
use crate::scheme::{Plan, RingIndex, Settled};

/// What is left of a unit below this area, or this share of its own, is nothing but rounding.
const LEAST_SQUARE_METRES: f64 = 0.5;
const LEAST_SHARE: f64 = 1e-9;

/// A piece of ground that lies in one ring, or none, of each plan.
#[derive(Clone, Debug)]
pub struct Ground<'a> {
    /// Code of the unit or alias.
    pub code: String,
    /// Name in the language of the place.
    pub name: String,
    /// English name, where there is one.
    pub name_en: Option<String>,
    /// The level of the unit; `None` for an alias.
    pub level: Option<Level>,
    /// How many units of the level of comparison it counts for.
    pub units: usize,
    /// Area, people and product.
    pub figures: WholeFigures,
    /// Its ring in each plan.
    pub rings: Vec<Option<RingIndex>>,
    /// Its boundary.
    pub boundary: Cow<'a, MultiPolygon<f64>>,
}

/// A named unit with others in it: figures may be known for it that are not known for its grounds.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    /// The numbers of the grounds in it, ascending.
    pub(super) grounds: Vec<usize>,
    /// Figures of all of it.
    pub(super) figures: WholeFigures,
}

/// The grounds of some plans and the units they make up.
#[derive(Debug)]
pub(super) struct Laid<'a> {
    /// In order of code.
    pub(super) grounds: Vec<Ground<'a>>,
    /// From the outside inwards.
    pub(super) wholes: Vec<Whole>,
    /// The rank of the level at which units are counted.
    pub(super) rank: Option<u8>,
}

impl Laid<'_> {
    /// The figures of some grounds, given by ascending numbers. Where the figure of one is not known but that of the unit is that some of
    /// them make up, that counts (Beijing's, when Tongzhou's is not known).
    pub(super) fn sums(&self, chosen: &[usize]) -> Sums {
        let mut sums = Sums::default();
        chosen.iter().map(|&at| &self.grounds[at]).for_each(|ground| sums.add_ground(ground.units, &ground.figures));
        self.resolved(chosen, WholeFigures::population).for_each(|people| sums.add_people(people));
        self.resolved(chosen, WholeFigures::product).for_each(|product| sums.add_product(product));
        sums
    }

    fn resolved(&self, chosen: &[usize], figure: fn(&WholeFigures) -> Option<i64>) -> impl Iterator<Item = Option<i64>> {
        let of_ground = |at: usize| figure(&self.grounds[at].figures);
        let mut left: Vec<usize> = chosen.to_vec();
        let mut found = Vec::with_capacity(chosen.len());
        for whole in &self.wholes {
            let Some(value) = figure(&whole.figures) else { continue };
            let are_left = || whole.grounds.iter().all(|at| left.binary_search(at).is_ok());
            if whole.grounds.iter().any(|&at| of_ground(at).is_none()) && are_left() {
                left.retain(|at| whole.grounds.binary_search(at).is_err());
                found.push(Some(value));
            }
        }
        found.extend(left.into_iter().map(of_ground));
        found.into_iter()
    }
}

/// A ground before its boundary and figures are known.
struct Draft {
    alias: Option<Alias>,
    parts: Vec<UnitId>,
    /// The named units directly inside.
    inner: Vec<UnitId>,
    rings: Vec<Option<RingIndex>>,
}

#[derive(Clone)]
struct Alias {
    code: String,
    name: String,
    name_en: Option<String>,
}

/// What the plans name, together.
struct Named<'a> {
    atlas: &'a Atlas,
    units: BTreeSet<UnitId>,
    /// Aliases whose parts no plan tells apart, by their first part.
    aliases: BTreeMap<UnitId, (Alias, Vec<UnitId>)>,
}

/// Lays plans over each other.
pub(super) fn lay<'a>(plans: &[&Plan], atlas: &'a Atlas) -> Laid<'a> {
    let named = Named::of(plans, atlas);
    let rank = named.units.iter().map(|&unit| atlas.unit(unit).level().rank()).max();
    let counts = named.unit_counts(rank.unwrap_or(0));
    let drafts = named.drafts(plans);
    let finished: Vec<Option<Ground<'a>>> = drafts.par_iter().map(|draft| named.finish(draft, &counts)).collect();
    let mut grounds: Vec<(UnitId, Ground<'a>)> = Vec::new();
    grounds.extend(drafts.iter().zip(finished).filter_map(|(draft, ground)| Some((draft.parts[0], ground?))));
    grounds.sort_by(|a, b| a.1.code.cmp(&b.1.code));
    let (first_parts, grounds): (Vec<UnitId>, Vec<Ground<'a>>) = grounds.into_iter().unzip();
    let wholes = drafts.iter().filter_map(|draft| named.whole(draft, &first_parts)).collect();
    Laid { grounds, wholes, rank }
}

impl<'a> Named<'a> {
    fn of(plans: &[&Plan], atlas: &'a Atlas) -> Self {
        let parts =
            |plan: &&Plan| plan.members().iter().flat_map(|member| member.area().parts().to_vec()).collect::<Vec<_>>();
        let mut named = Self { atlas, units: plans.iter().flat_map(parts).collect(), aliases: BTreeMap::new() };
        let mut grouped: BTreeSet<UnitId> = BTreeSet::new();
        for member in plans.iter().flat_map(|plan| plan.members()) {
            let area = member.area();
            let lost_parts = member.reason().settled.iter().any(|settled| matches!(settled, Settled::Surrendered { .. }));
            if area.parts().len() < 2 || lost_parts || area.parts().iter().any(|part| grouped.contains(part)) {
                continue;
            }
            let first = rings_of(plans, atlas, area.parts()[0]);
            if area.parts().iter().all(|&part| rings_of(plans, atlas, part) == first) {
                grouped.extend(area.parts());
                let name_en = area.name_en().map(str::to_string);
                let alias = Alias { code: area.code().to_string(), name: area.name().to_string(), name_en };
                named.aliases.insert(area.parts()[0], (alias, area.parts().to_vec()));
            }
        }
        named
    }

    /// The nearest named unit: itself or one above.
    fn holder(&self, unit: UnitId) -> Option<UnitId> {
        std::iter::once(unit).chain(self.atlas.ancestors(unit)).find(|unit| self.units.contains(unit))
    }

    /// How many units of a level (of higher levels where there are none below) each named unit holds itself.
    fn unit_counts(&self, rank: u8) -> BTreeMap<UnitId, usize> {
        let levels: Vec<Level> = Level::ALL.into_iter().filter(|level| level.rank() == rank).collect();
        let parents: BTreeSet<UnitId> = self.atlas.ids().filter_map(|id| self.atlas.unit(id).parent()).collect();
        let counts = |id: &UnitId| {
            let unit = self.atlas.unit(*id);
            levels.iter().any(|&level| unit.is_of_level(level)) || (unit.level().rank() < rank && !parents.contains(id))
        };
        let mut found = BTreeMap::new();
        for holder in self.atlas.ids().filter(counts).filter_map(|id| self.holder(id)) {
            *found.entry(holder).or_insert(0) += 1;
        }
        found
    }

    fn drafts(&self, plans: &[&Plan]) -> Vec<Draft> {
        let mut inner: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
        for &unit in &self.units {
            if let Some(above) = self.atlas.ancestors(unit).find(|above| self.units.contains(above)) {
                inner.entry(above).or_default().push(unit);
            }
        }
        let mut inner_of = |parts: &[UnitId]| parts.iter().flat_map(|part| inner.remove(part).unwrap_or_default()).collect();
        let in_alias: BTreeSet<UnitId> = self.aliases.values().flat_map(|(_, parts)| parts.iter().copied()).collect();
        let aliases = self.aliases.values().map(|(alias, parts)| (Some(alias.clone()), parts.clone()));
        let single = self.units.iter().filter(|unit| !in_alias.contains(unit)).map(|&unit| (None, vec![unit]));
        let all: Vec<(Option<Alias>, Vec<UnitId>)> = aliases.chain(single).collect();
        let draft = |(alias, parts): (Option<Alias>, Vec<UnitId>)| Draft {
            inner: inner_of(&parts),
            rings: rings_of(plans, self.atlas, parts[0]),
            alias,
            parts,
        };
        all.into_iter().map(draft).collect()
    }

    /// Boundary and figures; `None` when nothing is left of it: all of Hebei is in its cities.
    fn finish(&self, draft: &Draft, counts: &BTreeMap<UnitId, usize>) -> Option<Ground<'a>> {
        let boundary = self.boundary(draft);
        let area = geodesic::area(&boundary);
        if !draft.inner.is_empty() && self.is_rounding(area, &draft.parts) {
            return None;
        }
        let population = self.figure(draft, people, u64::checked_sub);
        let gdp = self.figure(draft, product, |whole, part| Some(whole - part));
        let units = draft.parts.iter().filter_map(|part| counts.get(part)).sum::<usize>().max(1);
        let Labels { code, name, name_en, level } = self.labels(draft);
        let figures = WholeFigures::new(area, population, gdp);
        Some(Ground { code, name, name_en, level, units, figures, rings: draft.rings.clone(), boundary })
    }

    /// A named unit with others in it, as a whole, if all of it is among the grounds. Drafts come in order of unit, so outer units come
    /// before those in them.
    fn whole(&self, draft: &Draft, first_parts: &[UnitId]) -> Option<Whole> {
        let [unit] = draft.parts[..] else { return None };
        if draft.inner.is_empty() || draft.alias.is_some() {
            return None;
        }
        let inside = |at: &usize| self.atlas.is_within(first_parts[*at], unit);
        let grounds: Vec<usize> = (0..first_parts.len()).filter(inside).collect();
        let figures = self.atlas.unit(unit).figures();
        let whole = WholeFigures::new(SquareMetres::default(), people(figures), product(figures));
        // An alias that reaches out of the unit has grounds that do not belong to it.
        let reaches_out = |(_, parts): &(Alias, Vec<UnitId>)| {
            let inside = parts.iter().filter(|part| self.atlas.is_within(**part, unit)).count();
            inside > 0 && inside < parts.len()
        };
        (!self.aliases.values().any(reaches_out)).then_some(Whole { grounds, figures: whole })
    }

    fn is_rounding(&self, area: SquareMetres, parts: &[UnitId]) -> bool {
        let whole: f64 = parts.iter().map(|&part| geodesic::area(self.atlas.boundary(part)).square_metres()).sum();
        area.square_metres() < LEAST_SQUARE_METRES.max(LEAST_SHARE * whole)
    }

    fn boundary(&self, draft: &Draft) -> Cow<'a, MultiPolygon<f64>> {
        let boundaries = |units: &[UnitId]| units.iter().map(|&unit| self.atlas.boundary(unit)).collect::<Vec<_>>();
        let whole = match draft.parts[..] {
            [unit] => Cow::Borrowed(self.atlas.boundary(unit)),
            _ => Cow::Owned(coverage::dissolve(&boundaries(&draft.parts)).geometry),
        };
        if draft.inner.is_empty() {
            whole
        } else {
            Cow::Owned(coverage::subtract(&whole, &boundaries(&draft.inner)).geometry)
        }
    }

    /// The figure of the whole less those of what is taken out; not known when one of them is not.
    fn figure<T: Copy + std::iter::Sum>(
        &self,
        draft: &Draft,
        value: impl Fn(&Figures) -> Option<T>,
        less: impl Fn(T, T) -> Option<T>,
    ) -> Option<T> {
        let of_unit = |unit: UnitId| value(self.atlas.unit(unit).figures());
        let of_alias = |alias: &Alias, parts: &[UnitId]| {
            let published = self.atlas.figures(&alias.code).and_then(&value);
            published.or_else(|| parts.iter().map(|&part| of_unit(part)).sum())
        };
        let whole = match &draft.alias {
            Some(alias) => of_alias(alias, &draft.parts),
            None => of_unit(draft.parts[0]),
        };
        let mut inner: BTreeSet<UnitId> = draft.inner.iter().copied().collect();
        let mut taken: Vec<Option<T>> = Vec::new();
        for (alias, parts) in self.aliases.values().filter(|(_, parts)| parts.iter().all(|part| draft.inner.contains(part)))
        {
            inner.retain(|unit| !parts.contains(unit));
            taken.push(of_alias(alias, parts));
        }
        taken.extend(inner.into_iter().map(of_unit));
        taken.into_iter().fold(whole, |rest, part| rest.zip(part).and_then(|(rest, part)| less(rest, part)))
    }

    fn labels(&self, draft: &Draft) -> Labels {
        match &draft.alias {
            Some(Alias { code, name, name_en }) => {
                Labels { code: code.clone(), name: name.clone(), name_en: name_en.clone(), level: None }
            }
            None => {
                let unit = self.atlas.unit(draft.parts[0]);
                Labels {
                    code: unit.code().to_string(),
                    name: unit.name().to_string(),
                    name_en: unit.name_en().map(str::to_string),
                    level: Some(unit.level()),
                }
            }
        }
    }
}

fn people(figures: &Figures) -> Option<u64> {
    figures.population.as_ref().map(|figure| figure.value)
}

fn product(figures: &Figures) -> Option<f64> {
    figures.gdp.as_ref().map(|figure| figure.value)
}

struct Labels {
    code: String,
    name: String,
    name_en: Option<String>,
    level: Option<Level>,
}

fn rings_of(plans: &[&Plan], atlas: &Atlas, unit: UnitId) -> Vec<Option<RingIndex>> {
    plans.iter().map(|plan| plan.ring_of(atlas, unit)).collect()
}
