//! What the rules of a plan say about one unit, selected or not, and what would have to change.

use std::fmt;

use serde::Serialize;

use crate::atlas::{Atlas, UnitId};

use super::area::Area;
use super::explain::{Label, MemberLabel, RingLabel};
use super::plan::{Plan, RingIndex};
use super::rule::{Check, change};
use super::select::{RuleOutcome, Selection};

/// What the rule of a ring says about a unit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Judged {
    /// The ring.
    pub ring: RingLabel,
    /// Its rule, with the numbers it was applied with.
    pub rule: String,
    /// The level it selects among.
    pub level: String,
    /// What it measures from.
    pub of: Option<String>,
    /// How its minutes come about, when it uses minutes.
    pub travel: Option<String>,
    /// The unit that was judged: the one asked about, or the one of the rule's level around it.
    pub unit: Label,
    /// Whether the rule holds; `None` when that is not known.
    pub holds: Option<bool>,
    /// What became of the unit.
    pub outcome: RuleOutcome,
    /// The member further in that has the unit, where the rule holds for both.
    pub further_in: Option<MemberLabel>,
    /// Each test of the rule.
    pub checks: Vec<Check>,
    /// What would have to change for the rule to say something else; each is one way.
    pub change: Vec<String>,
}

impl Plan {
    /// What each rule says about a unit: of the candidates of the rule's level, the unit itself or the one it lies in. Rules of a level
    /// further down say nothing about it.
    pub(super) fn judged(&self, atlas: &Atlas, unit: UnitId) -> Vec<Judged> {
        let rules = self.ring_indices().zip(&self.selections);
        rules.filter_map(|(ring, selection)| self.judge(atlas, unit, ring, selection.as_ref()?)).collect()
    }

    fn judge(&self, atlas: &Atlas, unit: UnitId, ring: RingIndex, selection: &Selection) -> Option<Judged> {
        let number = selection.candidate_of(atlas, unit)?;
        let outcome = selection.outcomes[number];
        let checks = selection.checks(atlas, number);
        let holds = selection.holds(atlas, number);
        let verb = match outcome {
            RuleOutcome::Selected | RuleOutcome::Exclave => Some("leaves"),
            RuleOutcome::NotSelected | RuleOutcome::Enclave | RuleOutcome::Unknown => Some("joins"),
            RuleOutcome::AlsoNamed | RuleOutcome::FurtherIn | RuleOutcome::Excepted | RuleOutcome::NotWithin => None,
        };
        Some(Judged {
            ring: self.ring_label(ring),
            rule: selection.text(),
            level: selection.level.word().to_string(),
            of: selection.of.clone(),
            travel: selection.uses_minutes().then(|| selection.travel.to_string()),
            unit: Label::of(&Area::of_unit(atlas, selection.candidates[number])),
            holds,
            outcome,
            further_in: selection.owners[number]
                .filter(|_| outcome == RuleOutcome::FurtherIn)
                .map(|member| self.member_label(member)),
            change: verb.map(|verb| change(&checks, verb)).unwrap_or_default(),
            checks,
        })
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  ring {} '{}' takes each {} with {}", self.ring.index, self.ring.id, self.level, self.rule)?;
        let from: Vec<&str> = self.of.as_deref().into_iter().chain(self.travel.as_deref()).collect();
        if !from.is_empty() {
            write!(f, " (of {})", from.join("; "))?;
        }
        write!(f, "\n    {}: ", self.unit)?;
        match (&self.outcome, &self.further_in) {
            (RuleOutcome::Selected, _) => f.write_str("the rule holds")?,
            (RuleOutcome::AlsoNamed, _) => f.write_str("the rule holds, and the ring names it anyway")?,
            (RuleOutcome::FurtherIn, Some(member)) => {
                write!(f, "the rule holds, but {member} is further in, and the innermost ring wins")?;
            }
            (RuleOutcome::FurtherIn, None) => f.write_str("the rule holds, but the innermost ring wins")?,
            (RuleOutcome::Excepted, _) => f.write_str("the rule holds, but the ring excepts it")?,
            (RuleOutcome::Exclave, _) => {
                f.write_str("the rule holds, but it is not connected to the ring: an exclave, dropped")?
            }
            (RuleOutcome::Enclave, _) => {
                f.write_str("the rule does not hold, but the ring encloses it: an enclave, added")?
            }
            (RuleOutcome::NotWithin, _) => f.write_str("it lies outside of where the ring selects")?,
            (RuleOutcome::NotSelected, _) => f.write_str("the rule does not hold")?,
            (RuleOutcome::Unknown, _) => f.write_str("whether the rule holds is not known, so it is left out")?,
        }
        self.checks.iter().try_for_each(|check| write!(f, "\n    {}", check.sentence()))?;
        self.change.iter().try_for_each(|change| write!(f, "\n    {change}"))
    }
}
