//! The rules that make a plan of a scheme.
//!
//! Two passes. First every ring, innermost first, claims the units its names stand for; a unit that is claimed already stays
//! where it is, so it goes to the innermost ring that names it. Then every claimed unit looks upward for the nearest claimed
//! ancestor: if that belongs to another member, the unit is carved out of it, so the most specific unit wins. Looking only for the
//! nearest one gives each member the outermost of what lies inside it, and the rest is taken out of those in turn.

use std::collections::{BTreeMap, HashMap};

use crate::atlas::{Atlas, UnitId};

use super::area::{Area, Mention};
use super::diagnostic::{Diagnostic, SchemeDiagnostics};
use super::hinterland;
use super::plan::{CarvedOut, Listed, Member, MemberIndex, Outcome, Plan, Ring, RingIndex};
use super::raw::RawRing;
use super::reason::{MembershipRule, Reason, Settled};
use super::resolve::Scheme;
use super::span::Span;

/// Settles the conflicts of `scheme`.
pub(super) fn settle(scheme: Scheme, atlas: &Atlas) -> Plan {
    let mut claims = Claims::new(&scheme, atlas);
    for (number, mentions) in scheme.rings.iter().enumerate() {
        claims.ring(RingIndex(number), mentions);
    }
    claims.carve();
    claims.report_used_up();
    let Claims { rings, members, owner, mut diagnostics, .. } = claims;
    let hinterland = hinterland::settle(&scheme, atlas, &mut diagnostics);
    diagnostics.extend(scheme.diagnostics);
    let raw = scheme.raw;
    Plan {
        id: raw.id.value,
        name: raw.name.value,
        name_zh: raw.name_zh.map(|name| name.value),
        cited: raw.source.map(|source| source.value),
        rings,
        members,
        claims: owner,
        hinterland,
        facilities: scheme.facilities,
        aliases: scheme.aliases,
        alias_names: scheme.alias_names,
        diagnostics: SchemeDiagnostics::new(scheme.source, diagnostics),
    }
}

struct Claims<'a> {
    scheme: &'a Scheme,
    atlas: &'a Atlas,
    rings: Vec<Ring>,
    members: Vec<Member>,
    /// Where each member's name stands.
    spans: Vec<Span>,
    owner: HashMap<UnitId, MemberIndex>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Claims<'a> {
    fn new(scheme: &'a Scheme, atlas: &'a Atlas) -> Self {
        Self {
            scheme,
            atlas,
            rings: scheme.raw.rings.iter().map(unclaimed).collect(),
            members: Vec::new(),
            spans: Vec::new(),
            owner: HashMap::new(),
            diagnostics: Vec::new(),
        }
    }

    fn ring(&mut self, ring: RingIndex, mentions: &[Mention]) {
        for mention in mentions {
            let outcome = self.claim(ring, mention);
            let listed = Listed { named_as: mention.named_as.value.clone(), code: mention.area.code.clone(), outcome };
            self.rings[ring.0].listed.push(listed);
        }
        if self.rings[ring.0].members.is_empty() {
            let raw = &self.scheme.raw.rings[ring.0];
            let message = format!("ring '{}' is empty: every member went to a ring further in", raw.id.value);
            let problem = Diagnostic::error("ring-left-empty", raw.heading.0, message);
            self.diagnostics.push(problem.with_help("remove the ring, or its members from the rings further in"));
        }
    }

    /// Gives the free parts of a mention to `ring`; the others stay where they are.
    fn claim(&mut self, ring: RingIndex, mention: &Mention) -> Outcome {
        let mut free = Vec::new();
        let mut taken: BTreeMap<MemberIndex, Vec<UnitId>> = BTreeMap::new();
        for &part in &mention.area.parts {
            match self.owner.get(&part) {
                Some(&owner) => taken.entry(owner).or_default().push(part),
                None => free.push(part),
            }
        }
        for (&owner, parts) in &taken {
            self.report_taken(ring, mention, owner, parts);
        }
        if let (true, Some((&owner, _))) = (free.is_empty(), taken.first_key_value()) {
            let holder = self.members[owner.0].ring;
            return if holder == ring { Outcome::Duplicate(owner) } else { Outcome::WentTo(holder) };
        }
        Outcome::Kept(self.add_member(ring, mention, free, &taken))
    }

    fn add_member(
        &mut self,
        ring: RingIndex,
        mention: &Mention,
        free: Vec<UnitId>,
        taken: &BTreeMap<MemberIndex, Vec<UnitId>>,
    ) -> MemberIndex {
        let index = MemberIndex(self.members.len());
        self.owner.extend(free.iter().map(|&part| (part, index)));
        let surrendered = taken.iter().flat_map(|(&owner, parts)| parts.iter().map(move |&part| (part, owner)));
        let settled = surrendered.map(|(part, owner)| {
            let part = Area::of_unit(self.atlas, part);
            let ring = self.ring_id(self.members[owner.0].ring).to_string();
            Settled::Surrendered { code: part.code().to_string(), name: part.label().to_string(), ring }
        });
        let reason = Reason {
            rule: MembershipRule::ExplicitMember,
            named_as: mention.named_as.value.clone(),
            ring: self.ring_id(ring).to_string(),
            position: self.scheme.source.position(mention.named_as.span),
            settled: settled.collect(),
        };
        let area = Area { parts: free, ..mention.area.clone() };
        self.members.push(Member { area, ring, reason, carved_out: Vec::new() });
        self.spans.push(mention.named_as.span);
        self.rings[ring.0].members.push(index);
        index
    }

    /// Reports parts of a mention in `ring` that belong to `owner`, and tells the owner's reason about it.
    fn report_taken(&mut self, ring: RingIndex, mention: &Mention, owner: MemberIndex, parts: &[UnitId]) {
        let (holder, holder_span) = (&self.members[owner.0], self.spans[owner.0]);
        let what = self.describe_parts(&mention.area, parts);
        let (outer, inner) = (self.ring_id(ring), self.ring_id(holder.ring));
        if holder.ring == ring {
            let message = format!("{what} is in ring '{outer}' already, named as '{}'", holder.reason.named_as);
            let problem = Diagnostic::warning("duplicate-member", mention.named_as.span, message);
            self.diagnostics.push(problem.with_related(holder_span, "named here first").with_help("remove one of the two"));
            return;
        }
        let message =
            format!("{what} is named in ring '{inner}' and in ring '{outer}'; it goes to the innermost, '{inner}'");
        let problem = Diagnostic::warning("unit-in-two-rings", mention.named_as.span, message);
        let help = format!("to settle it, remove it from one of the rings '{inner}' and '{outer}'");
        self.diagnostics.push(problem.with_related(holder_span, "named here first").with_help(help));
        let also = Settled::AlsoNamed {
            named_as: mention.named_as.value.clone(),
            ring: self.ring_id(ring).to_string(),
            position: self.scheme.source.position(mention.named_as.span),
        };
        self.members[owner.0].reason.settled.push(also);
    }

    /// `Xiong'an (XA)`, or for some parts of an alias `Xiong (130638) of Xiong'an (XA)`.
    fn describe_parts(&self, area: &Area, parts: &[UnitId]) -> String {
        if parts.len() == area.parts.len() {
            return area.described();
        }
        let parts: Vec<String> = parts.iter().map(|&part| Area::of_unit(self.atlas, part).described()).collect();
        format!("{} of {}", parts.join(", "), area.described())
    }

    fn ring_id(&self, ring: RingIndex) -> &str {
        &self.rings[ring.0].id
    }

    /// Takes every claimed unit out of the nearest claimed unit above it.
    fn carve(&mut self) {
        let mut carved: BTreeMap<(MemberIndex, MemberIndex), Vec<UnitId>> = BTreeMap::new();
        for (&unit, &inner) in &self.owner {
            let outer = self.atlas.ancestors(unit).find_map(|above| self.owner.get(&above).copied());
            if let Some(outer) = outer.filter(|&outer| outer != inner) {
                carved.entry((outer, inner)).or_default().push(unit);
            }
        }
        for ((outer, inner), mut units) in carved {
            // The claims are kept in a hash table, whose order differs from run to run.
            units.sort_unstable();
            self.report_carved(outer, inner);
            self.members[outer.0].carved_out.push(CarvedOut { member: inner, units });
        }
    }

    fn report_carved(&mut self, outer: MemberIndex, inner: MemberIndex) {
        let (around, inside) = (&self.members[outer.0], &self.members[inner.0]);
        let (around_ring, inside_ring) = (self.ring_id(around.ring).to_string(), self.ring_id(inside.ring).to_string());
        let (around_name, inside_name) = (around.area.described(), inside.area.described());
        let problem = if around.ring == inside.ring {
            let message =
                format!("{inside_name} lies in {around_name}, and both are in ring '{around_ring}'; it is counted once");
            Diagnostic::warning("nested-in-same-ring", self.spans[inner.0], message).with_help("remove one of the two")
        } else {
            let message = format!(
                "{inside_name} of ring '{inside_ring}' lies in {around_name} of ring '{around_ring}' and is carved out of it"
            );
            Diagnostic::note("carved-out", self.spans[inner.0], message)
        };
        self.diagnostics.push(problem.with_related(self.spans[outer.0], "the unit around it"));
        let (code, name) = (inside.area.code.clone(), inside.area.label().to_string());
        let without = Settled::Without { code, name, ring: inside_ring };
        let (code, name) = (around.area.code.clone(), around.area.label().to_string());
        let carved_from = Settled::CarvedFrom { code, name, ring: around_ring };
        self.members[outer.0].reason.settled.push(without);
        self.members[inner.0].reason.settled.push(carved_from);
    }
}

impl Claims<'_> {
    /// Reports members of which nothing is left because all units inside are named separately.
    fn report_used_up(&mut self) {
        if self.members.iter().all(|member| member.carved_out.is_empty()) {
            return;
        }
        let mut children: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for id in self.atlas.ids() {
            if let Some(parent) = self.atlas.unit(id).parent() {
                children.entry(parent).or_default().push(id);
            }
        }
        for (member, span) in self.members.iter().zip(&self.spans) {
            if member.area.parts.iter().all(|&part| self.is_used_up(part, &children)) {
                let message =
                    format!("nothing is left of {}: every unit inside is named separately", member.area.described());
                let problem = Diagnostic::warning("member-left-empty", *span, message);
                self.diagnostics.push(problem.with_help("remove it, or some of the units inside"));
            }
        }
    }

    /// Whether every unit inside `part`, down to those without units inside, lies in another claimed unit.
    fn is_used_up(&self, part: UnitId, children: &HashMap<UnitId, Vec<UnitId>>) -> bool {
        let mut open = vec![part];
        while let Some(unit) = open.pop() {
            let Some(inside) = children.get(&unit) else { return false };
            open.extend(inside.iter().filter(|child| !self.owner.contains_key(child)));
        }
        true
    }
}

/// A ring before anything is claimed.
fn unclaimed(raw: &RawRing) -> Ring {
    Ring {
        id: raw.id.value.clone(),
        name: raw.name.as_ref().unwrap_or(&raw.id).value.clone(),
        name_zh: raw.name_zh.as_ref().map(|name| name.value.clone()),
        listed: Vec::new(),
        members: Vec::new(),
    }
}
