//! Why any unit, named or not, is in its ring or in none.

use std::fmt;

use serde::Serialize;

use crate::atlas::{Atlas, NameError, UnitId};

use super::area::{Area, Target};
use super::judged::Judged;
use super::plan::{MemberIndex, Plan, RingIndex};
use super::reason::Reason;

/// Why a unit or alias is in its ring, or in none. `Display` gives lines for people, serialising gives JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The identifier of the scheme.
    pub scheme: String,
    /// The unit or alias asked about.
    pub unit: Label,
    /// Its ring; `None` when it is outside every ring.
    pub ring: Option<RingLabel>,
    /// How it comes to be there.
    pub verdict: Verdict,
    /// Members further up that the deciding one overrides, nearest first.
    pub overridden: Vec<MemberLabel>,
    /// Members that lie inside it and belong to other members: only the outermost.
    pub contains: Vec<MemberLabel>,
    /// The hinterland member that it is or lies in.
    pub hinterland: Option<Label>,
    /// What the rules of the scheme say about it, ring by ring.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Judged>,
}

/// Code and name of a unit or alias.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The code.
    pub code: String,
    /// The English name, else the name.
    pub name: String,
}

/// Identifier, name and number of a ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RingLabel {
    /// The identifier.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// 0 for the core.
    pub index: usize,
}

/// A member and its ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemberLabel {
    /// The member.
    pub unit: Label,
    /// Its ring.
    pub ring: RingLabel,
}

/// How a unit comes to be where it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// It is a member, or a part of an alias that is one.
    Member {
        /// The member.
        member: Label,
        /// Why that is in its ring.
        reason: Reason,
    },
    /// It lies in a member and nothing nearer is named.
    InsideMember {
        /// The member.
        member: Label,
        /// Why that is in its ring.
        reason: Reason,
    },
    /// It is not named and lies in no member.
    Outside,
}

impl Plan {
    /// Why `unit` is in its ring, or in none.
    ///
    /// # Examples
    /// ```
    /// use ringshed::{Atlas, scheme::builtin};
    /// let atlas = Atlas::embedded();
    /// let plan = builtin::by_id("beijing-bay")?.plan(&atlas)?;
    /// let haidian = atlas.find("110108").expect("a district of Beijing");
    /// let explanation = plan.explain(&atlas, haidian);
    /// assert_eq!(explanation.ring.as_ref().map(|ring| ring.id.as_str()), Some("core"));
    /// assert!(explanation.to_string().contains("lies in Beijing (110000)"), "{explanation}");
    /// # Ok::<(), ringshed::Error>(())
    /// ```
    pub fn explain(&self, atlas: &Atlas, unit: UnitId) -> Explanation {
        self.explain_area(atlas, &Area::of_unit(atlas, unit))
    }

    /// Why the unit or alias with this name is in its ring, or in none.
    ///
    /// # Errors
    /// [`NameError`] when nothing has this name or several units of one level have it.
    pub fn explain_name(&self, atlas: &Atlas, name: &str) -> Result<Explanation, NameError> {
        self.resolve(atlas, name).map(|area| self.explain_area(atlas, &area))
    }

    fn explain_area(&self, atlas: &Atlas, area: &Area) -> Explanation {
        let decided = self.decide(atlas, area);
        let (verdict, overridden) = match decided {
            Some(decided) => (self.verdict(decided), self.overridden(atlas, decided)),
            None => (Verdict::Outside, Vec::new()),
        };
        let hinterland = self.hinterland.as_ref();
        let around = area.parts.first().and_then(|&part| hinterland.and_then(|all| all.member_of(atlas, part)));
        Explanation {
            scheme: self.id.clone(),
            unit: Label::of(area),
            ring: decided.map(|decided| self.ring_label(self.member(decided.member).ring)),
            verdict,
            overridden,
            contains: self.contained(atlas, area, decided.map(|decided| decided.member)),
            hinterland: around.map(Label::of),
            rules: area.parts.first().map(|&part| self.judged(atlas, part)).unwrap_or_default(),
        }
    }

    /// The member that decides. An alias that no ring names is decided only when all its parts are by the same member.
    fn decide(&self, atlas: &Atlas, area: &Area) -> Option<Decided> {
        if let Some(member) = self.member_with(area.target) {
            let part = *self.member(member).area.parts.first()?;
            return Some(Decided { member, part, is_named: true });
        }
        let mut parts = area.parts.iter().map(|&part| self.deciding_part(atlas, part));
        let (part, member) = parts.next()??;
        let is_same = parts.all(|other| other.is_some_and(|(_, other)| other == member));
        let is_named = matches!(area.target, Target::Unit(unit) if unit == part);
        is_same.then_some(Decided { member, part, is_named })
    }

    fn verdict(&self, decided: Decided) -> Verdict {
        let member = self.member(decided.member);
        let (label, reason) = (Label::of(&member.area), member.reason.clone());
        if decided.is_named {
            Verdict::Member { member: label, reason }
        } else {
            Verdict::InsideMember { member: label, reason }
        }
    }

    fn overridden(&self, atlas: &Atlas, decided: Decided) -> Vec<MemberLabel> {
        let above = self.claimed(atlas.ancestors(decided.part));
        above.filter(|&(_, member)| member != decided.member).map(|(_, member)| self.member_label(member)).collect()
    }

    /// Members other than the deciding one with a part strictly inside `area` and no other member between.
    fn contained(&self, atlas: &Atlas, area: &Area, decided: Option<MemberIndex>) -> Vec<MemberLabel> {
        let mut inside: Vec<MemberIndex> = Vec::new();
        for (&unit, &member) in &self.claims {
            let is_strictly_inside = |unit| !area.parts.contains(&unit) && area.contains(atlas, unit);
            let mut between = self.claimed(atlas.ancestors(unit).take_while(|&above| is_strictly_inside(above)));
            if Some(member) != decided && is_strictly_inside(unit) && between.next().is_none() {
                inside.push(member);
            }
        }
        inside.sort_unstable();
        inside.dedup();
        inside.into_iter().map(|member| self.member_label(member)).collect()
    }

    pub(super) fn ring_label(&self, index: RingIndex) -> RingLabel {
        let ring = self.ring(index);
        RingLabel { id: ring.id.clone(), name: ring.name.clone(), index: index.0 }
    }

    pub(super) fn member_label(&self, index: MemberIndex) -> MemberLabel {
        let member = self.member(index);
        MemberLabel { unit: Label::of(&member.area), ring: self.ring_label(member.ring) }
    }
}

/// The member that decides about an area, and the part of it that does.
#[derive(Clone, Copy)]
struct Decided {
    member: MemberIndex,
    part: UnitId,
    /// The area asked about is that part or member itself.
    is_named: bool,
}

impl Label {
    pub(super) fn of(area: &Area) -> Self {
        Self { code: area.code.clone(), name: area.label().to_string() }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.code)
    }
}

impl fmt::Display for MemberLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of ring '{}'", self.unit, self.ring.id)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ring {
            Some(ring) => {
                writeln!(f, "{} is in ring {} '{}' ({}) of {}", self.unit, ring.index, ring.id, ring.name, self.scheme)?
            }
            None => writeln!(f, "{} is outside every ring of {}", self.unit, self.scheme)?,
        }
        match &self.verdict {
            Verdict::Member { member, reason } if member.code == self.unit.code => write!(f, "  because it is {reason}")?,
            Verdict::Member { member, reason } => write!(f, "  because it is a part of {member}, {reason}")?,
            Verdict::InsideMember { member, reason } => write!(f, "  because it lies in {member}, {reason}")?,
            Verdict::Outside if self.rules.is_empty() => f.write_str("  because it is not named and lies in no member")?,
            Verdict::Outside => f.write_str("  because it is not named, no rule selects it, and it lies in no member")?,
        }
        self.overridden.iter().try_for_each(|member| write!(f, "\n  overrides {member}, which is less specific"))?;
        self.contains.iter().try_for_each(|member| write!(f, "\n  contains {member}"))?;
        self.hinterland.iter().try_for_each(|member| write!(f, "\n  in the hinterland, by {member}"))?;
        self.rules.iter().try_for_each(|judged| write!(f, "\n{judged}"))
    }
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
