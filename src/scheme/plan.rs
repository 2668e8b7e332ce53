//! A scheme with its conflicts settled: every unit in at most one ring, each member with its reason.

use std::collections::HashMap;

use crate::atlas::{Atlas, UnitId};
use crate::finding::Finding;

use super::alias::AliasNames;
use super::area::{Area, Target};
use super::claim;
use super::diagnostic::{Diagnostic, SchemeDiagnostics};
use super::hinterland::Hinterland;
use super::measures::{MeasureSource, NoMeasures};
use super::reason::Reason;
use super::resolve::{Facility, Scheme};
use super::select::Selection;
use super::settings::Settings;

/// The number of a ring within its plan: 0 is the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RingIndex(pub(super) usize);

/// The number of a member within its plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberIndex(pub(super) usize);

impl RingIndex {
    /// The position of the ring, 0 for the core.
    pub const fn index(self) -> usize {
        self.0
    }
}

impl MemberIndex {
    /// The position of the member in [`Plan::members`].
    pub const fn index(self) -> usize {
        self.0
    }
}

/// A ring: what the file lists, and the members that are left after the rules.
#[derive(Clone, Debug)]
pub struct Ring {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) name_zh: Option<String>,
    pub(super) listed: Vec<Listed>,
    pub(super) members: Vec<MemberIndex>,
}

/// One name in a ring's list and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub(super) named_as: String,
    pub(super) code: String,
    pub(super) outcome: Outcome,
}

/// What became of a name in a ring's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a member of this ring.
    Kept(MemberIndex),
    /// It belongs to a ring further in, which names it too.
    WentTo(RingIndex),
    /// This ring has it already.
    Duplicate(MemberIndex),
}

/// A member of a ring.
#[derive(Clone, Debug)]
pub struct Member {
    pub(super) area: Area,
    pub(super) ring: RingIndex,
    pub(super) reason: Reason,
    pub(super) carved_out: Vec<CarvedOut>,
}

/// Units of another member that lie strictly inside this one and are taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarvedOut {
    pub(super) member: MemberIndex,
    pub(super) units: Vec<UnitId>,
}

/// A scheme with its conflicts settled against an atlas.
///
/// The rules: the most specific unit wins over its ancestors, and a unit named in two rings goes to the innermost. Each case is
/// among the [findings](Plan::findings).
///
/// # Examples
/// ```
/// use ringshed::{Atlas, scheme::builtin};
/// let atlas = Atlas::embedded();
/// let plan = builtin::by_id("beijing-bay")?.plan(&atlas)?;
/// let ring_of = |name| atlas.resolve(name, None).ok().and_then(|found| plan.ring_of(&atlas, found.id));
/// let id = |name| ring_of(name).map(|ring| plan.ring(ring).id());
/// assert_eq!(id("Beijing"), Some("core"));
/// assert_eq!(id("Tongzhou, Beijing"), Some("first"));
/// assert_eq!(id("Haidian, Beijing"), Some("core"));
/// assert_eq!(id("Shanghai"), None);
/// # Ok::<(), ringshed::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) name_zh: Option<String>,
    pub(super) cited: Option<String>,
    pub(super) rings: Vec<Ring>,
    pub(super) members: Vec<Member>,
    pub(super) claims: HashMap<UnitId, MemberIndex>,
    pub(super) hinterland: Option<Hinterland>,
    pub(super) selections: Vec<Option<Selection>>,
    pub(super) facilities: Vec<Facility>,
    pub(super) aliases: Vec<Area>,
    pub(super) alias_names: AliasNames,
    pub(super) diagnostics: SchemeDiagnostics,
}

impl Scheme {
    /// Settles the conflicts between rings. `atlas` is the one the scheme was resolved against.
    ///
    /// Rules over attributes (`population >= 1000000`) are evaluated; those that measure (`minutes <= 90`) need
    /// [`Scheme::plan_with`]: here they select nothing, which is a finding of severity error.
    pub fn plan(self, atlas: &Atlas) -> Plan {
        claim::settle(&self, atlas, &NoMeasures, &Settings::default())
    }

    /// The same with measures for rules, and with other numbers in them than the file has. The scheme stays as it is, so a sweep looks
    /// up its names once.
    ///
    /// # Errors
    /// All problems of the scheme, when a rule cannot be evaluated: an unknown travel model, an impossible parameter, a table that
    /// was not given.
    pub fn plan_with(
        &self,
        atlas: &Atlas,
        source: &dyn MeasureSource,
        settings: &Settings,
    ) -> Result<Plan, SchemeDiagnostics> {
        let problems = claim::travel_problems(self, source);
        if !problems.is_empty() {
            let known = self.diagnostics.iter().cloned();
            return Err(SchemeDiagnostics::new(self.source.clone(), known.chain(problems).collect()));
        }
        let plan = claim::settle(self, atlas, source, settings);
        let is_refused = |problem: &Diagnostic| problem.code() == claim::NOT_EVALUATED;
        if plan.diagnostics.as_slice().iter().any(is_refused) { Err(plan.diagnostics) } else { Ok(plan) }
    }
}

impl Ring {
    /// The identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The name for people; the identifier when the file gives none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in Chinese.
    pub fn name_zh(&self) -> Option<&str> {
        self.name_zh.as_deref()
    }

    /// Every name the file lists, in its order, with what became of it.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// The members left after the rules: those named, in the order of the file, then those selected, in order of code.
    pub fn members(&self) -> &[MemberIndex] {
        &self.members
    }
}

impl Listed {
    /// The name as the file has it.
    pub fn named_as(&self) -> &str {
        &self.named_as
    }

    /// The code of the unit or alias it stands for.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }
}

impl Member {
    /// The unit or alias: code, names, level, the units it consists of. Units that went to a ring further in are not among
    /// its parts.
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// The ring it belongs to.
    pub fn ring(&self) -> RingIndex {
        self.ring
    }

    /// Why it is in its ring.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// What other members take out of it: only the outermost, because what lies inside those is taken out of them in turn.
    pub fn carved_out(&self) -> &[CarvedOut] {
        &self.carved_out
    }

    /// The units to subtract from its parts.
    pub fn carved_units(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.carved_out.iter().flat_map(|carved| carved.units.iter().copied())
    }
}

impl CarvedOut {
    /// The member that takes them.
    pub fn member(&self) -> MemberIndex {
        self.member
    }

    /// Those of its parts that lie inside.
    pub fn units(&self) -> &[UnitId] {
        &self.units
    }
}

impl Plan {
    /// The scheme's identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The scheme's name for people.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The scheme's name in Chinese.
    pub fn name_zh(&self) -> Option<&str> {
        self.name_zh.as_deref()
    }

    /// The document the scheme is taken from.
    pub fn cited_source(&self) -> Option<&str> {
        self.cited.as_deref()
    }

    /// The rings, innermost first.
    pub fn rings(&self) -> &[Ring] {
        &self.rings
    }

    /// A ring of this plan. Indices of different plans must not be mixed.
    pub fn ring(&self, index: RingIndex) -> &Ring {
        &self.rings[index.0]
    }

    /// The indices of the rings, innermost first.
    pub fn ring_indices(&self) -> impl ExactSizeIterator<Item = RingIndex> + use<> {
        (0..self.rings.len()).map(RingIndex)
    }

    /// All members: by ring, then those named, in the order of the file, then those selected by a rule, in order of code.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// A member of this plan. Indices of different plans must not be mixed.
    pub fn member(&self, index: MemberIndex) -> &Member {
        &self.members[index.0]
    }

    /// The members of a ring with their indices.
    pub fn members_of(&self, ring: RingIndex) -> impl Iterator<Item = (MemberIndex, &Member)> {
        self.ring(ring).members.iter().map(|&index| (index, self.member(index)))
    }

    /// The wider area and the baseline inside it.
    pub fn hinterland(&self) -> Option<&Hinterland> {
        self.hinterland.as_ref()
    }

    /// For each ring, its rule as it was applied; `None` for rings without one.
    pub fn selections(&self) -> &[Option<Selection>] {
        &self.selections
    }

    /// Centres to compute catchments for.
    pub fn facilities(&self) -> &[Facility] {
        &self.facilities
    }

    /// The member that `unit` belongs to: the nearest one going up from the unit itself through its ancestors.
    pub fn member_of(&self, atlas: &Atlas, unit: UnitId) -> Option<MemberIndex> {
        self.deciding_part(atlas, unit).map(|(_, member)| member)
    }

    /// The ring that `unit`, of whatever level, belongs to. A unit of which only a part is in a ring (Hebei, when Tangshan is a
    /// member) is in none.
    pub fn ring_of(&self, atlas: &Atlas, unit: UnitId) -> Option<RingIndex> {
        self.member_of(atlas, unit).map(|member| self.member(member).ring)
    }

    /// The unit that decides (itself or the nearest named ancestor) and its member.
    pub(super) fn deciding_part(&self, atlas: &Atlas, unit: UnitId) -> Option<(UnitId, MemberIndex)> {
        self.claimed(std::iter::once(unit).chain(atlas.ancestors(unit))).next()
    }

    /// Those of `units` that are parts of members.
    pub(super) fn claimed(&self, units: impl Iterator<Item = UnitId>) -> impl Iterator<Item = (UnitId, MemberIndex)> {
        units.filter_map(|unit| self.claims.get(&unit).map(|&member| (unit, member)))
    }

    /// Resolves a name as the scheme's file would: its aliases first, then the atlas.
    ///
    /// # Errors
    /// [`NameError`](crate::atlas::NameError) when nothing has this name or several units of one level have it.
    pub fn resolve(&self, atlas: &Atlas, name: &str) -> Result<Area, crate::atlas::NameError> {
        match self.alias_names.find(name).and_then(|number| self.aliases.get(number)) {
            Some(alias) => Ok(alias.clone()),
            None => atlas.resolve(name, None).map(|found| Area::of_unit(atlas, found.id)),
        }
    }

    /// The member that an area is, when a ring names it.
    pub(super) fn member_with(&self, target: Target) -> Option<MemberIndex> {
        self.members.iter().position(|member| member.area.target == target).map(MemberIndex)
    }

    /// The findings with words to underline.
    pub fn diagnostics(&self) -> &SchemeDiagnostics {
        &self.diagnostics
    }

    /// What is doubtful about the scheme and which conflicts were settled how, with file, line and column.
    pub fn findings(&self) -> Vec<Finding> {
        self.diagnostics.findings()
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
