//! The rules that make a plan of a scheme.
//!
//! Two passes. First every ring, innermost first, claims the units its names stand for; a unit that is claimed already stays
//! where it is, so it goes to the innermost ring that names it. Then every claimed unit looks upward for the nearest claimed
//! ancestor: if that belongs to another member, the unit is carved out of it, so the most specific unit wins. Looking only for the
//! nearest one gives each member the outermost of what lies inside it, and the rest is taken out of those in turn.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::atlas::{Atlas, UnitId};
use crate::finding::TextPosition;

use super::area::{Area, Mention};
use super::diagnostic::{Diagnostic, SchemeDiagnostics};
use super::hinterland;
use super::measures::MeasureSource;
use super::plan::{CarvedOut, Listed, Member, MemberIndex, Outcome, Plan, Ring, RingIndex};
use super::raw::RawRing;
use super::reason::{MembershipRule, Reason, Settled};
use super::resolve::Scheme;
use super::rule::Check;
use super::select::{Ground, RingRule, RuleOrigin, RuleOutcome, Selection, select};
use super::settings::Settings;
use super::span::Span;

/// The code of the problem that a rule could not be evaluated at all.
pub(super) const NOT_EVALUATED: &str = "rule-not-evaluated";

/// What is wrong with the travel models that rules ask for.
pub(super) fn travel_problems(scheme: &Scheme, source: &dyn MeasureSource) -> Vec<Diagnostic> {
    let problem = |rule: &RingRule| {
        let message = source.travel_problem(&rule.travel)?;
        Some(Diagnostic::error("bad-travel", rule.travel_span, message))
    };
    scheme.rules.iter().flatten().filter_map(problem).collect()
}

/// Settles the conflicts of `scheme`.
pub(super) fn settle(scheme: &Scheme, atlas: &Atlas, source: &dyn MeasureSource, settings: &Settings) -> Plan {
    let mut claims = Claims::new(scheme, atlas);
    for (number, mentions) in scheme.rings.iter().enumerate() {
        let ring = RingIndex(number);
        claims.ring(ring, mentions);
        let selection = scheme.rules[number].as_ref().and_then(|rule| claims.rule(ring, rule, source, settings));
        claims.report_empty(ring, selection.as_ref());
        claims.selections.push(selection);
    }
    claims.carve();
    claims.report_used_up();
    let Claims { rings, members, owner, selections, mut diagnostics, .. } = claims;
    let hinterland = hinterland::settle(scheme, atlas, &mut diagnostics);
    diagnostics.extend(scheme.diagnostics.iter().cloned());
    let raw = &scheme.raw;
    Plan {
        id: raw.id.value.clone(),
        name: raw.name.value.clone(),
        name_zh: raw.name_zh.as_ref().map(|name| name.value.clone()),
        cited: raw.source.as_ref().map(|source| source.value.clone()),
        rings,
        members,
        claims: owner,
        hinterland,
        selections,
        facilities: scheme.facilities.clone(),
        aliases: scheme.aliases.clone(),
        alias_names: scheme.alias_names.clone(),
        diagnostics: SchemeDiagnostics::new(scheme.source.clone(), diagnostics),
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
    selections: Vec<Option<Selection>>,
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
            selections: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    fn ring(&mut self, ring: RingIndex, mentions: &[Mention]) {
        for mention in mentions {
            let outcome = self.claim(ring, mention);
            let listed = Listed { named_as: mention.named_as.value.clone(), code: mention.area.code.clone(), outcome };
            self.rings[ring.0].listed.push(listed);
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
            rule: MembershipRule::ExplicitMember { named_as: mention.named_as.value.clone() },
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
            let message = match &holder.reason.rule {
                MembershipRule::ExplicitMember { named_as } => {
                    format!("{what} is in ring '{outer}' already, named as '{named_as}'")
                }
                _ => format!("{what} is in ring '{outer}' already"),
            };
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

    /// Gives to `ring` what its rule selects.
    fn rule(
        &mut self,
        ring: RingIndex,
        rule: &RingRule,
        source: &dyn MeasureSource,
        settings: &Settings,
    ) -> Option<Selection> {
        let claimed: HashSet<UnitId> = self.owner.keys().copied().collect();
        let owner = |unit: UnitId| {
            let mut chain = std::iter::once(unit).chain(self.atlas.ancestors(unit));
            let member = chain.find_map(|unit| self.owner.get(&unit).copied())?;
            Some((self.members[member.0].ring, member))
        };
        let members_of =
            |ring: RingIndex| self.rings[ring.0].members.iter().map(|member| self.members[member.0].area.clone()).collect();
        let ground = Ground {
            atlas: self.atlas,
            ring,
            owner: &owner,
            claimed: &claimed,
            members_of: &members_of,
            ring_id: &|ring| self.ring_id(ring).to_string(),
            links: &self.scheme.links,
        };
        match select(rule, &ground, source, settings) {
            Ok(selection) => {
                self.take(ring, rule, &selection);
                Report { claims: self, ring, rule, selection: &selection }.all();
                Some(selection)
            }
            Err(reason) => {
                let message = format!("the rule of ring '{}' cannot be evaluated: {reason}", self.ring_id(ring));
                self.diagnostics.push(Diagnostic::error(NOT_EVALUATED, rule.span, message));
                None
            }
        }
    }

    fn take(&mut self, ring: RingIndex, rule: &RingRule, selection: &Selection) {
        let position = self.scheme.source.position(rule.span);
        for (number, outcome) in selection.outcomes.iter().enumerate() {
            let membership = match outcome {
                RuleOutcome::Selected => MembershipRule::Condition {
                    condition: selection.text(),
                    of: selection.of.clone(),
                    checks: selection.checks(self.atlas, number),
                },
                RuleOutcome::Enclave => {
                    MembershipRule::Enclave { condition: selection.text(), checks: selection.checks(self.atlas, number) }
                }
                _ => continue,
            };
            self.add_selected(ring, rule.span, position, selection.candidates[number], membership);
        }
    }

    fn add_selected(
        &mut self,
        ring: RingIndex,
        span: Span,
        position: TextPosition,
        unit: UnitId,
        membership: MembershipRule,
    ) {
        let index = MemberIndex(self.members.len());
        self.owner.insert(unit, index);
        let reason = Reason { rule: membership, ring: self.ring_id(ring).to_string(), position, settled: Vec::new() };
        self.members.push(Member { area: Area::of_unit(self.atlas, unit), ring, reason, carved_out: Vec::new() });
        self.spans.push(span);
        self.rings[ring.0].members.push(index);
    }

    /// Reports a ring without members: why, and what came nearest to being one.
    fn report_empty(&mut self, ring: RingIndex, selection: Option<&Selection>) {
        if !self.rings[ring.0].members.is_empty() {
            return;
        }
        let raw = &self.scheme.raw.rings[ring.0];
        let Some((rule, selection)) = self.scheme.rules[ring.0].as_ref().zip(selection) else {
            if self.scheme.rules[ring.0].is_none() {
                let message = format!("ring '{}' is empty: every member went to a ring further in", raw.id.value);
                let problem = Diagnostic::error("ring-left-empty", raw.heading.0, message);
                self.diagnostics.push(problem.with_help("remove the ring, or its members from the rings further in"));
            }
            return;
        };
        let further_in = selection.outcomes.iter().filter(|outcome| **outcome == RuleOutcome::FurtherIn).count();
        let (why, help) = if further_in > 0 {
            let why = format!("all {further_in} units that satisfy its rule are in rings further in");
            (why, "give it a wider rule than the rings further in, or remove it".to_string())
        } else {
            (
                format!("no unit of level {} satisfies its rule", rule.level),
                "change the rule, or remove the ring".to_string(),
            )
        };
        let nearest = selection.nearest_miss(self.atlas).map_or_else(String::new, |(number, failed)| {
            let unit = Area::of_unit(self.atlas, selection.candidates[number]).described();
            let failed: Vec<String> = failed.iter().map(Check::sentence).collect();
            format!("; the nearest miss is {unit}: {}", failed.join("; "))
        });
        let message = format!("ring '{}' is empty: {why}{nearest}", raw.id.value);
        self.diagnostics.push(Diagnostic::error("rule-selects-nothing", rule.span, message).with_help(help));
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

/// What is worth knowing about a rule that was applied.
struct Report<'r, 'a> {
    claims: &'r mut Claims<'a>,
    ring: RingIndex,
    rule: &'r RingRule,
    selection: &'r Selection,
}

/// How many units a finding about many lists.
const LISTED: usize = 8;

impl Report<'_, '_> {
    fn all(mut self) {
        self.overlaps();
        self.missing();
        self.excepted();
        self.connected();
    }

    fn numbers(&self, wanted: RuleOutcome) -> Vec<usize> {
        let outcomes = self.selection.outcomes.iter().enumerate();
        outcomes.filter(|(_, outcome)| **outcome == wanted).map(|(number, _)| number).collect()
    }

    fn described(&self, number: usize) -> String {
        Area::of_unit(self.claims.atlas, self.selection.candidates[number]).described()
    }

    /// `Beijing (110000), Tianjin (120000) and 3 more`.
    fn listed(&self, numbers: &[usize]) -> String {
        let shown: Vec<String> = numbers.iter().take(LISTED).map(|&number| self.described(number)).collect();
        let more = numbers.len().saturating_sub(LISTED);
        if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
    }

    fn note(&mut self, code: &'static str, message: String) {
        self.claims.diagnostics.push(Diagnostic::note(code, self.rule.span, message));
    }

    /// Units that a ring further in has already: the innermost wins.
    fn overlaps(&mut self) {
        let mut by_ring: BTreeMap<RingIndex, Vec<usize>> = BTreeMap::new();
        for number in self.numbers(RuleOutcome::FurtherIn) {
            if let Some(owner) = self.selection.owners[number] {
                by_ring.entry(self.claims.members[owner.0].ring).or_default().push(number);
            }
        }
        // What the rule measures from is nearest to itself: that is no news.
        if let RuleOrigin::Ring(origin) = self.rule.origin {
            by_ring.remove(&origin);
        }
        for (inner, numbers) in by_ring {
            let (outer, inner) = (self.claims.ring_id(self.ring), self.claims.ring_id(inner));
            let message = format!(
                "the rule of ring '{outer}' holds for {} of ring '{inner}' too, and the innermost ring wins: {}",
                crate::scheme::counted(numbers.len(), "unit"),
                self.listed(&numbers)
            );
            self.note("rings-overlap", message);
        }
    }

    /// Units of which it cannot be known whether the rule holds.
    fn missing(&mut self) {
        let numbers = self.numbers(RuleOutcome::Unknown);
        if numbers.is_empty() {
            return;
        }
        let mut names: Vec<String> = Vec::new();
        for &number in &numbers {
            let unknown = self.selection.checks(self.claims.atlas, number).into_iter().filter(|check| check.holds.is_none());
            unknown.for_each(|check| {
                if !names.contains(&check.test) {
                    names.push(check.test);
                }
            });
        }
        let message = format!(
            "whether the rule of ring '{}' holds is not known for {}, which it leaves out: {} (no value for {})",
            self.claims.ring_id(self.ring),
            crate::scheme::counted(numbers.len(), "unit"),
            self.listed(&numbers),
            names.join(", ")
        );
        let problem = Diagnostic::warning("missing-in-rule", self.rule.span, message);
        let help = "give the missing figures, or say what to do without them: (population IS NULL OR population >= ...)";
        self.claims.diagnostics.push(problem.with_help(help));
    }

    /// Exceptions that except nothing.
    fn excepted(&mut self) {
        let rule = self.rule;
        let excepted = self.numbers(RuleOutcome::Excepted);
        for mention in &rule.except {
            let is_used = |&number: &usize| mention.area.contains(self.claims.atlas, self.selection.candidates[number]);
            if !excepted.iter().any(is_used) {
                let message = format!("{} would not be selected anyway", mention.area.described());
                let problem = Diagnostic::note("except-without-effect", mention.named_as.span, message);
                self.claims.diagnostics.push(problem.with_help("remove it from except"));
            }
        }
    }

    /// What connecting the ring changed, unit by unit.
    fn connected(&mut self) {
        let ring = self.claims.ring_id(self.ring).to_string();
        for number in self.numbers(RuleOutcome::Exclave) {
            let message = format!(
                "{} satisfies the rule of ring '{ring}' but is not connected to it: an exclave, dropped",
                self.described(number)
            );
            self.note("exclave-dropped", message);
        }
        for number in self.numbers(RuleOutcome::Enclave) {
            let message = format!(
                "{} is enclosed by ring '{ring}', though its rule does not hold: an enclave, added",
                self.described(number)
            );
            self.note("enclave-added", message);
        }
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
