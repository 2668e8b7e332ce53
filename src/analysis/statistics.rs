//! Area, population and gross domestic product of members, rings, hinterland and baseline.

use std::iter::Sum;

use super::regions::Regions;
use super::tally::Tally;
use rayon::prelude::*;

use crate::atlas::{Atlas, Figures, UnitId};
use crate::finding::Finding;
use crate::geometry::geodesic;
use crate::quantity::{SquareKilometres, SquareMetres};
use crate::scheme::{Area, CarvedOut, Hinterland, Member, Plan, Ring, RingIndex, Settled};

/// Area and figures of one member after carving, or of one unit. Missing is `None`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaStatistics {
    /// Area, of what is left after carving.
    pub area: SquareMetres,
    /// People in what is left; `None` when its own figure or that of a carved part is not known.
    pub population: Option<u64>,
    /// Gross domestic product of what is left, in the unit of the data.
    pub gdp: Option<f64>,
}

/// Totals of several members or units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// How many members or units.
    pub units: usize,
    /// Area.
    pub area: SquareMetres,
    /// People.
    pub population: Tally<u64>,
    /// Gross domestic product, in the unit of the data.
    pub gdp: Tally<f64>,
    /// Area of those members whose population is known: what a density must be divided by.
    area_with_population: SquareMetres,
}

impl Totals {
    /// The totals of some areas, given with their codes.
    pub fn of<'c>(areas: impl IntoIterator<Item = (&'c str, &'c AreaStatistics)>) -> Self {
        let mut totals = Self::default();
        areas.into_iter().for_each(|(code, figures)| totals.add(code, figures));
        totals
    }

    fn add(&mut self, code: &str, figures: &AreaStatistics) {
        self.units += 1;
        self.area += figures.area;
        self.population.add(code, figures.population);
        self.gdp.add(code, figures.gdp);
        if figures.population.is_some() {
            self.area_with_population += figures.area;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.units += other.units;
        self.area += other.area;
        self.population.merge(&other.population);
        self.gdp.merge(&other.gdp);
        self.area_with_population += other.area_with_population;
    }

    /// People per square kilometre, over the members whose population is known.
    pub fn density(&self) -> Option<f64> {
        let area = SquareKilometres::from(self.area_with_population).square_kilometres();
        let population = self.population.sum()?;
        (area > 0.0).then(|| population as f64 / area)
    }
}

/// One ring: its totals and its shares of all rings together.
#[derive(Clone, Debug, PartialEq)]
pub struct RingStatistics {
    /// Totals of its members.
    pub totals: Totals,
    /// Its area over that of all rings.
    pub share_area: f64,
    /// Its known population over that of all rings.
    pub share_population: Option<f64>,
}

/// How many times the baseline something has grown by: `(total - baseline) / baseline`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GrowthMultiples {
    /// Of area.
    pub area: f64,
    /// Of population; `None` when a figure is missing.
    pub population: Option<f64>,
    /// Of gross domestic product; `None` when a figure is missing.
    pub gdp: Option<f64>,
}

/// The hinterland against its baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct HinterlandStatistics {
    /// Each member of the hinterland, in the order of the scheme.
    pub members: Vec<AreaStatistics>,
    /// The whole hinterland.
    pub total: Totals,
    /// The baseline within it, when the scheme names one.
    pub baseline: Option<Totals>,
    /// Growth of the hinterland over the baseline.
    pub growth: Option<GrowthMultiples>,
}

/// All figures of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// In the order of [`Plan::members`].
    pub members: Vec<AreaStatistics>,
    /// In the order of [`Plan::rings`].
    pub rings: Vec<RingStatistics>,
    /// All rings together.
    pub total: Totals,
    /// The hinterland, when the scheme has one.
    pub hinterland: Option<HinterlandStatistics>,
}

impl Statistics {
    /// Adds up the figures of a plan whose regions are known.
    pub fn of(plan: &Plan, atlas: &Atlas, regions: &Regions) -> Self {
        let members: Vec<AreaStatistics> = plan
            .members()
            .iter()
            .zip(&regions.members)
            .map(|(member, region)| member_statistics(plan, atlas, member, region.area))
            .collect();
        let ring_totals: Vec<Totals> = plan.ring_indices().map(|ring| totals_of_ring(plan, &members, ring)).collect();
        let mut total = Totals::default();
        ring_totals.iter().for_each(|ring| total.merge(ring));
        let rings = ring_totals.into_iter().map(|ring| ring_statistics(ring, &total)).collect();
        let hinterland = plan.hinterland().map(|hinterland| hinterland_statistics(atlas, hinterland));
        Self { members, rings, total, hinterland }
    }
}

impl Statistics {
    /// Rings whose sums leave something out: which members' figures are not known, and what share is.
    pub fn findings(&self, plan: &Plan) -> Vec<Finding> {
        let ring_findings = |(ring, figures): (&Ring, &RingStatistics)| {
            let totals = &figures.totals;
            [
                missing_figures(ring, "population", totals.population.unknown(), totals.units),
                missing_figures(ring, "gross domestic product", totals.gdp.unknown(), totals.units),
            ]
        };
        plan.rings().iter().zip(&self.rings).flat_map(ring_findings).flatten().collect()
    }
}

fn missing_figures(ring: &Ring, what: &str, unknown: &[String], members: usize) -> Option<Finding> {
    let known = members - unknown.len();
    let message = format!(
        "{what} is known for {known} of {members} members ({:.0} %); not known: {}",
        100.0 * known as f64 / members as f64,
        unknown.join(", ")
    );
    (!unknown.is_empty()).then(|| Finding::warning("missing-figures", message).of_feature(ring.id()))
}

fn member_statistics(plan: &Plan, atlas: &Atlas, member: &Member, area: SquareMetres) -> AreaStatistics {
    let people = |figures: &Figures| figures.population.as_ref().map(|figure| figure.value);
    let product = |figures: &Figures| figures.gdp.as_ref().map(|figure| figure.value);
    AreaStatistics {
        area,
        population: after_carving(plan, atlas, member, people, u64::checked_sub),
        gdp: after_carving(plan, atlas, member, product, |whole, part| Some(whole - part)),
    }
}

/// A member's own figure less those of the members carved out of it. Where a carved part's value is unknown, so is the rest.
fn after_carving<T: Copy + Sum>(
    plan: &Plan,
    atlas: &Atlas,
    member: &Member,
    value: impl Fn(&Figures) -> Option<T> + Copy,
    less: impl Fn(T, T) -> Option<T>,
) -> Option<T> {
    let carved = member.carved_out().iter().map(|carved| carved_figure(plan, atlas, carved, value));
    let whole = member_figure(atlas, member, value);
    carved.fold(whole, |rest, part| rest.zip(part).and_then(|(rest, part)| less(rest, part)))
}

/// The figure of those units of a carved-out member that lie inside: all of it mostly, else the sum over the units.
fn carved_figure<T: Copy + Sum>(
    plan: &Plan,
    atlas: &Atlas,
    carved: &CarvedOut,
    value: impl Fn(&Figures) -> Option<T>,
) -> Option<T> {
    let member = plan.member(carved.member());
    if carved.units().len() == member.area().parts().len() {
        return member_figure(atlas, member, value);
    }
    sum_of_units(atlas, carved.units(), value)
}

/// The figure published for the member's code, else the sum over its units when all are known. A member that lost units to an
/// inner ring is no longer what the figure of its code is about.
fn member_figure<T: Copy + Sum>(atlas: &Atlas, member: &Member, value: impl Fn(&Figures) -> Option<T>) -> Option<T> {
    let surrendered = member.reason().settled.iter().any(|settled| matches!(settled, Settled::Surrendered { .. }));
    if surrendered { sum_of_units(atlas, member.area().parts(), value) } else { area_figure(atlas, member.area(), value) }
}

fn area_figure<T: Copy + Sum>(atlas: &Atlas, area: &Area, value: impl Fn(&Figures) -> Option<T>) -> Option<T> {
    let published = atlas.figures(area.code()).and_then(&value);
    published.or_else(|| sum_of_units(atlas, area.parts(), value))
}

fn sum_of_units<T: Copy + Sum>(atlas: &Atlas, units: &[UnitId], value: impl Fn(&Figures) -> Option<T>) -> Option<T> {
    units.iter().map(|&unit| value(atlas.unit(unit).figures())).sum()
}

fn totals_of_ring(plan: &Plan, members: &[AreaStatistics], ring: RingIndex) -> Totals {
    Totals::of(plan.members_of(ring).map(|(index, member)| (member.area().code(), &members[index.index()])))
}

fn ring_statistics(totals: Totals, all: &Totals) -> RingStatistics {
    let share_population = totals.population.sum().zip(all.population.sum()).map(|(ring, all)| ring as f64 / all as f64);
    RingStatistics { share_area: totals.area / all.area, share_population, totals }
}

fn hinterland_statistics(atlas: &Atlas, hinterland: &Hinterland) -> HinterlandStatistics {
    let statistics = |areas: &[Area]| areas.par_iter().map(|area| area_statistics(atlas, area)).collect();
    let totals = |areas: &[Area], figures: &[AreaStatistics]| Totals::of(areas.iter().map(Area::code).zip(figures));
    let members: Vec<AreaStatistics> = statistics(hinterland.members());
    let baseline_members: Vec<AreaStatistics> = statistics(hinterland.baseline());
    let total = totals(hinterland.members(), &members);
    let baseline = (!baseline_members.is_empty()).then(|| totals(hinterland.baseline(), &baseline_members));
    let growth = baseline.as_ref().map(|baseline| GrowthMultiples::of(&total, baseline));
    HinterlandStatistics { members, total, baseline, growth }
}

/// Area and figures of a unit or alias as it is, nothing carved.
pub fn area_statistics(atlas: &Atlas, area: &Area) -> AreaStatistics {
    AreaStatistics {
        area: area.parts().iter().map(|&unit| geodesic::area(atlas.boundary(unit))).sum(),
        population: area_figure(atlas, area, |figures| figures.population.as_ref().map(|figure| figure.value)),
        gdp: area_figure(atlas, area, |figures| figures.gdp.as_ref().map(|figure| figure.value)),
    }
}

/// Area and figures of a unit.
pub fn unit_statistics(atlas: &Atlas, unit: UnitId) -> AreaStatistics {
    let figures = atlas.unit(unit).figures();
    AreaStatistics {
        area: geodesic::area(atlas.boundary(unit)),
        population: figures.population.as_ref().map(|figure| figure.value),
        gdp: figures.gdp.as_ref().map(|figure| figure.value),
    }
}

impl GrowthMultiples {
    fn of(total: &Totals, baseline: &Totals) -> Self {
        let multiple = |total: f64, baseline: f64| (total - baseline) / baseline;
        let complete = |totals: &Totals| totals.population.complete_sum().map(|people| people as f64);
        Self {
            area: multiple(total.area.square_metres(), baseline.area.square_metres()),
            population: complete(total).zip(complete(baseline)).map(|(all, base)| multiple(all, base)),
            gdp: total.gdp.complete_sum().zip(baseline.gdp.complete_sum()).map(|(all, base)| multiple(all, base)),
        }
    }
}
