//! A rule applied to the units of a level: which it selects, which it would but for a reason, and what it knew about each.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Serialize;

use crate::atlas::{Atlas, Level, UnitId};

use super::area::{Area, Mention};
use super::contiguous::{Connected, connect};
use super::measures::{MeasureRequest, MeasureSource, Measured, OriginPlace, TravelSpec};
use super::plan::{MemberIndex, RingIndex};
use super::rule::{Attribute, Check, Row, Rule, Value, checks};
use super::settings::Settings;
use super::span::Span;

/// The rule of a ring, with its names looked up.
#[derive(Clone, Debug)]
pub(super) struct RingRule {
    pub(super) rule: Arc<Rule>,
    /// Where its text stands.
    pub(super) span: Span,
    pub(super) level: Level,
    /// The units it selects among: all of the level, in order of code.
    pub(super) candidates: Arc<Vec<UnitId>>,
    pub(super) origin: RuleOrigin,
    /// Where it selects; everywhere when empty.
    pub(super) within: Vec<Mention>,
    pub(super) except: Vec<Mention>,
    pub(super) shape: RingShape,
    pub(super) travel: TravelSpec,
    /// Where the model stands, else the rule.
    pub(super) travel_span: Span,
}

/// Where a rule measures from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum RuleOrigin {
    /// Nowhere: it measures nothing.
    Nowhere,
    /// The members of a ring further in.
    Ring(RingIndex),
    /// A place of its own.
    Place(OriginPlace),
}

/// Whether a ring must be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RingShape {
    /// Its members may lie anywhere.
    Free,
    /// Exclaves are dropped and enclaves added.
    Contiguous,
}

/// What became of a unit that a rule could select.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RuleOutcome {
    /// Selected.
    Selected,
    /// Selected, and named as a member of the same ring anyway.
    AlsoNamed,
    /// The rule holds, but the unit is in a ring further in, or in a unit that is.
    FurtherIn,
    /// The rule holds, but the ring excepts the unit.
    Excepted,
    /// The rule holds, but the unit is not connected to the rings further in.
    Exclave,
    /// The rule does not hold, but the unit is enclosed by the ring.
    Enclave,
    /// The unit lies outside of where the ring selects.
    NotWithin,
    /// The rule does not hold.
    NotSelected,
    /// Whether the rule holds is not known, because a value is missing.
    Unknown,
}

/// A rule applied to all units of its level.
///
/// It is kept in the [`Plan`](super::Plan), so that membership can be explained and re-evaluated unit by unit.
#[derive(Clone, Debug)]
pub struct Selection {
    pub(super) rule: Arc<Rule>,
    pub(super) constants: Vec<f64>,
    pub(super) level: Level,
    /// What it measures from, for messages.
    pub(super) of: Option<String>,
    pub(super) travel: TravelSpec,
    pub(super) candidates: Arc<Vec<UnitId>>,
    pub(super) columns: Vec<(Attribute, Vec<Measured>)>,
    pub(super) outcomes: Vec<RuleOutcome>,
    /// For each candidate that is in a ring further in, the member.
    pub(super) owners: Vec<Option<MemberIndex>>,
}

/// One candidate as a row of values.
struct CandidateRow<'a> {
    atlas: &'a Atlas,
    selection: &'a Selection,
    number: usize,
}

impl Row for CandidateRow<'_> {
    fn value(&self, attribute: Attribute) -> Value<'_> {
        let unit = self.atlas.unit(self.selection.candidates[self.number]);
        match attribute {
            Attribute::Code => Value::Text(unit.code()),
            Attribute::Name => Value::Text(unit.name()),
            Attribute::NameEn => unit.name_en().map_or(Value::Missing, Value::Text),
            Attribute::Level => Value::Text(self.selection.level.word()),
            Attribute::Parent => unit.parent().map_or(Value::Missing, |above| Value::Text(self.atlas.unit(above).code())),
            Attribute::Population => {
                unit.figures().population.as_ref().map_or(Value::Missing, |figure| Value::Number(figure.value as f64))
            }
            Attribute::Gdp => unit.figures().gdp.as_ref().map_or(Value::Missing, |figure| Value::Number(figure.value)),
            Attribute::Measure(_) => self.selection.measured(attribute, self.number),
        }
    }
}

impl Selection {
    fn measured(&self, attribute: Attribute, number: usize) -> Value<'_> {
        let column = self.columns.iter().find(|(known, _)| *known == attribute);
        match column.and_then(|(_, values)| values.get(number)) {
            Some(Measured::Known(value)) => Value::Number(*value),
            Some(Measured::Unreachable) => Value::Number(f64::INFINITY),
            Some(Measured::Missing) | None => Value::Missing,
        }
    }

    /// The rule.
    pub fn rule(&self) -> &Rule {
        &self.rule
    }

    /// The rule's text with the numbers it was applied with.
    pub fn text(&self) -> String {
        self.rule.text_with(&self.constants)
    }

    /// The numbers it was applied with.
    pub fn constants(&self) -> &[f64] {
        &self.constants
    }

    /// The level it selects among.
    pub fn level(&self) -> Level {
        self.level
    }

    /// What it measures from; `None` when it measures nothing.
    pub fn of(&self) -> Option<&str> {
        self.of.as_deref()
    }

    /// How its minutes come about.
    pub fn travel(&self) -> &TravelSpec {
        &self.travel
    }

    /// The units it selects among, in order of code.
    pub fn candidates(&self) -> &[UnitId] {
        &self.candidates
    }

    /// What became of each candidate.
    pub fn outcomes(&self) -> &[RuleOutcome] {
        &self.outcomes
    }

    /// The measured values of an attribute, for each candidate; `None` when the rule does not use it.
    pub fn column(&self, attribute: Attribute) -> Option<&[Measured]> {
        self.columns.iter().find(|(known, _)| *known == attribute).map(|(_, values)| values.as_slice())
    }

    /// Whether the rule holds for a candidate, by its position; `None` when that cannot be known.
    pub fn holds(&self, atlas: &Atlas, candidate: usize) -> Option<bool> {
        self.rule.condition().holds(&CandidateRow { atlas, selection: self, number: candidate }, &self.constants)
    }

    /// Each test of the rule for a candidate, by its position.
    pub fn checks(&self, atlas: &Atlas, candidate: usize) -> Vec<Check> {
        checks(self.rule.condition(), &CandidateRow { atlas, selection: self, number: candidate }, &self.constants)
    }

    /// The candidate that a unit is or lies in, by its position.
    pub fn candidate_of(&self, atlas: &Atlas, unit: UnitId) -> Option<usize> {
        let mut chain = std::iter::once(unit).chain(atlas.ancestors(unit));
        chain.find_map(|unit| self.candidates.binary_search(&unit).ok())
    }

    /// Whether the rule uses minutes, so that the travel model is worth telling.
    pub(super) fn uses_minutes(&self) -> bool {
        self.columns.iter().any(|(attribute, _)| *attribute == Attribute::Measure(super::rule::Measure::Minutes))
    }

    /// The candidate that misses by least, in proportion to the threshold, among those that no ring has.
    pub(super) fn nearest_miss(&self, atlas: &Atlas) -> Option<(usize, Vec<Check>)> {
        let misses = (0..self.candidates.len()).filter(|&number| self.outcomes[number] == RuleOutcome::NotSelected);
        let measured = misses.filter_map(|number| {
            let failed: Vec<Check> =
                self.checks(atlas, number).into_iter().filter(|check| check.holds == Some(false)).collect();
            let share = |check: &Check| Some(check.margin?.abs() / check.threshold?.abs().max(f64::MIN_POSITIVE));
            let shares: Option<Vec<f64>> = failed.iter().map(share).collect();
            let worst = shares?.into_iter().max_by(f64::total_cmp)?;
            Some((worst, number, failed))
        });
        measured.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, number, failed)| (number, failed))
    }
}

/// What the claims know when a rule is applied.
pub(super) struct Ground<'a> {
    pub(super) atlas: &'a Atlas,
    pub(super) ring: RingIndex,
    /// The ring and member that a unit, or the nearest claimed unit around it, belongs to.
    pub(super) owner: &'a dyn Fn(UnitId) -> Option<(RingIndex, MemberIndex)>,
    /// The units claimed so far.
    pub(super) claimed: &'a HashSet<UnitId>,
    /// The areas of the ring that the rule is `of`.
    pub(super) members_of: &'a dyn Fn(RingIndex) -> Vec<Area>,
    /// The identifier of a ring.
    pub(super) ring_id: &'a dyn Fn(RingIndex) -> String,
    pub(super) links: &'a [(UnitId, UnitId)],
}

/// Applies a rule.
///
/// # Errors
/// Why something it needs cannot be measured.
pub(super) fn select(
    rule: &RingRule,
    ground: &Ground<'_>,
    source: &dyn MeasureSource,
    settings: &Settings,
) -> Result<Selection, String> {
    let travel = settings.parameters().iter().fold(rule.travel.clone(), |spec, (name, value)| spec.with(name, *value));
    let (of, from) = origins(rule, ground);
    let mut columns = Vec::new();
    for attribute in rule.rule.condition().attributes() {
        let Some(measure) = attribute.measure() else { continue };
        let request = MeasureRequest {
            measure,
            from: &from,
            units: &rule.candidates,
            level: rule.level,
            travel: &travel,
            links: ground.links,
        };
        let values = source.measure(&request).map_err(|reason| format!("{attribute}: {reason}"))?;
        columns.push((attribute, values));
    }
    let owners: Vec<Option<(RingIndex, MemberIndex)>> = rule.candidates.iter().map(|&unit| (ground.owner)(unit)).collect();
    let mut selection = Selection {
        rule: Arc::clone(&rule.rule),
        constants: settings.constants(ground.ring, rule.rule.constant_values()),
        level: rule.level,
        of,
        travel,
        candidates: Arc::clone(&rule.candidates),
        columns,
        outcomes: Vec::new(),
        owners: owners.iter().map(|owner| owner.map(|(_, member)| member)).collect(),
    };
    let outcome = |(number, owner): (usize, &Option<(RingIndex, MemberIndex)>)| {
        outcome(rule, ground, selection.candidates[number], *owner, selection.holds(ground.atlas, number))
    };
    selection.outcomes = owners.iter().enumerate().map(outcome).collect();
    if rule.shape == RingShape::Contiguous {
        let neighbourhood =
            source.neighbourhood(rule.level, ground.links).map_err(|reason| format!("contiguous: {reason}"))?;
        let inner = inner_ground(ground, &selection, &owners, &from);
        let Connected { exclaves, enclaves } = connect(&selection.outcomes, &inner, &neighbourhood);
        exclaves.into_iter().for_each(|number| selection.outcomes[number] = RuleOutcome::Exclave);
        enclaves.into_iter().for_each(|number| selection.outcomes[number] = RuleOutcome::Enclave);
    }
    Ok(selection)
}

fn outcome(
    rule: &RingRule,
    ground: &Ground<'_>,
    unit: UnitId,
    owner: Option<(RingIndex, MemberIndex)>,
    holds: Option<bool>,
) -> RuleOutcome {
    let is_within = |mention: &Mention| mention.area.contains(ground.atlas, unit);
    if !(rule.within.is_empty() || rule.within.iter().any(is_within)) {
        return RuleOutcome::NotWithin;
    }
    let excepted = || rule.except.iter().any(|mention| mention.area.contains(ground.atlas, unit));
    match (holds, owner) {
        (Some(true), _) if excepted() => RuleOutcome::Excepted,
        (Some(true), Some((ring, _))) if ring == ground.ring => RuleOutcome::AlsoNamed,
        (Some(true), Some(_)) => RuleOutcome::FurtherIn,
        (Some(true), None) => RuleOutcome::Selected,
        (Some(false), _) => RuleOutcome::NotSelected,
        (None, _) => RuleOutcome::Unknown,
    }
}

fn origins(rule: &RingRule, ground: &Ground<'_>) -> (Option<String>, Vec<OriginPlace>) {
    match &rule.origin {
        RuleOrigin::Nowhere => (None, Vec::new()),
        RuleOrigin::Ring(ring) => {
            let members = (ground.members_of)(*ring);
            let places = members.iter().map(|area| OriginPlace::of_area(ground.atlas, area)).collect();
            (Some(format!("ring '{}'", (ground.ring_id)(*ring))), places)
        }
        RuleOrigin::Place(place) => (Some(place.label.clone()), vec![place.clone()]),
    }
}

impl OriginPlace {
    /// A unit or alias, measured from its centre: what the scheme gives, else the seat of the unit listed first.
    pub(super) fn of_area(atlas: &Atlas, area: &Area) -> Self {
        let first_seat = || area.parts().iter().find_map(|&unit| atlas.unit(unit).seat());
        let at = area.centre().or_else(|| first_seat().map(|seat| seat.at));
        Self { label: area.label().to_string(), at, parts: area.parts().to_vec() }
    }
}

/// Which candidates the ring has to be connected to: those of the rings further in and of the place it is `of`, and those around a
/// part of these.
fn inner_ground(
    ground: &Ground<'_>,
    selection: &Selection,
    owners: &[Option<(RingIndex, MemberIndex)>],
    from: &[OriginPlace],
) -> Vec<bool> {
    let atlas = ground.atlas;
    let mut inner: Vec<bool> = owners.iter().map(|owner| owner.is_some_and(|(ring, _)| ring != ground.ring)).collect();
    let origin_parts = from.iter().flat_map(|place| place.parts.iter().copied());
    let mut around = |unit: UnitId| {
        if let Some(number) = selection.candidate_of(atlas, unit) {
            inner[number] |= !matches!(selection.outcomes[number], RuleOutcome::Selected);
        }
    };
    ground
        .claimed
        .iter()
        .copied()
        .filter(|&unit| (ground.owner)(unit).is_some_and(|(ring, _)| ring != ground.ring))
        .for_each(&mut around);
    origin_parts.for_each(&mut around);
    inner
}
