//! Names to units: [`SchemeFile`] and [`Atlas`] to [`Scheme`].
//!
//! Aliases are looked up first, then the atlas. Every name of the file is looked up before anything is reported, so the user sees
//! all unknown and ambiguous names at once, together with the problems of the text.

use std::sync::Arc;

use crate::atlas::{Atlas, Candidate, Level, NameError, UnitId};
use crate::finding::Severity;
use crate::quantity::{LonLat, LonLatError};

use super::alias::{AliasNames, names_of};
use super::area::{Area, Disjoint, Mention, Target};
use super::diagnostic::{Diagnostic, SchemeDiagnostics, SchemeSource};
use super::measures::{OriginPlace, TravelSpec};
use super::plan::RingIndex;
use super::raw::{RawAlias, RawPlace, RawRing, RawScheme};
use super::rule::{Rule, place_in_file};
use super::select::{RingRule, RingShape, RuleOrigin};
use super::span::{Span, Spanned};
use super::suggest::{closest, suggestion};
use super::syntax::SchemeFile;

/// A scheme whose names are resolved against an atlas. No rule about conflicts between rings is applied yet: that makes the
/// [`Plan`](super::Plan).
#[derive(Clone, Debug)]
pub struct Scheme {
    pub(super) source: SchemeSource,
    pub(super) raw: RawScheme,
    pub(super) aliases: Vec<Area>,
    pub(super) alias_names: AliasNames,
    pub(super) rings: Vec<Vec<Mention>>,
    /// For each ring, its rule.
    pub(super) rules: Vec<Option<RingRule>>,
    pub(super) links: Vec<(UnitId, UnitId)>,
    pub(super) hinterland: Vec<Mention>,
    pub(super) baseline: Vec<Mention>,
    pub(super) facilities: Vec<Facility>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A centre to compute catchments for.
#[derive(Clone, Debug, PartialEq)]
pub struct Facility {
    name: String,
    place: FacilityPlace,
}

/// Where a facility is.
#[derive(Clone, Debug, PartialEq)]
pub enum FacilityPlace {
    /// At a position.
    At(LonLat),
    /// At the centre of a unit or alias.
    Area(Area),
}

impl Facility {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is.
    pub fn place(&self) -> &FacilityPlace {
        &self.place
    }

    /// Its position: where the file puts it, or the centre of its unit, when that is known.
    pub fn position(&self) -> Option<LonLat> {
        match &self.place {
            FacilityPlace::At(position) => Some(*position),
            FacilityPlace::Area(area) => area.centre(),
        }
    }
}

impl SchemeFile {
    /// Looks up every name in `atlas`.
    ///
    /// # Errors
    /// All problems of the file, when one of them is an error: those of the text, unknown and ambiguous names with candidates and
    /// closest spellings, unknown levels, and rules with names or types that are wrong.
    ///
    /// # Examples
    /// ```
    /// use ringshed::{Atlas, scheme::SchemeFile};
    /// let text = "id = \"a\"\nname = \"A\"\n[[ring]]\nid = \"core\"\nmembers = [\"Bejing\", \"Tianjin\"]\n";
    /// let problems = SchemeFile::read("a.toml", text).resolve(&Atlas::embedded()).expect_err("a name is misspelt");
    /// assert!(problems.to_string().starts_with("error[unknown-unit]: a.toml:5:12: no unit is called 'Bejing'"));
    /// assert!(problems.to_string().contains("Beijing (110000, province)"));
    /// ```
    pub fn resolve(&self, atlas: &Atlas) -> Result<Scheme, SchemeDiagnostics> {
        if !self.is_toml() {
            return Err(self.diagnostics());
        }
        let mut resolver = Resolver::new(atlas, self.partial(), self.source().text());
        resolver.diagnostics.extend(self.diagnostics().as_slice().iter().cloned());
        let scheme = resolver.scheme(self);
        if scheme.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error) {
            return Err(all_problems(scheme, atlas));
        }
        Ok(scheme)
    }
}

/// The problems of a scheme that cannot be used, with those that settling its rings would have reported (names listed twice, units in
/// two rings). A ring that only looks empty because its names are unknown is not held against it.
fn all_problems(scheme: Scheme, atlas: &Atlas) -> SchemeDiagnostics {
    let source = scheme.source.clone();
    let plan = scheme.plan(atlas);
    let seems_empty = |problem: &&Diagnostic| {
        matches!(problem.code(), "ring-left-empty" | "member-left-empty" | "rule-selects-nothing" | "rule-not-evaluated")
    };
    let problems = plan.diagnostics().as_slice().iter().filter(|problem| !seems_empty(problem)).cloned().collect();
    SchemeDiagnostics::new(source, problems)
}

struct Resolver<'a> {
    atlas: &'a Atlas,
    raw: &'a RawScheme,
    text: &'a str,
    alias_names: AliasNames,
    aliases: Vec<Area>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Resolver<'a> {
    fn new(atlas: &'a Atlas, raw: &'a RawScheme, text: &'a str) -> Self {
        let aliases = raw.aliases.iter().enumerate().map(|(number, alias)| unexpanded(number, alias)).collect();
        Self { atlas, raw, text, alias_names: AliasNames::new(&raw.aliases), aliases, diagnostics: Vec::new() }
    }

    fn scheme(mut self, file: &SchemeFile) -> Scheme {
        self.expand_aliases();
        let rings = self.raw.rings.iter().map(|ring| self.ring(ring)).collect();
        let links = self.links();
        let (hinterland, baseline) = match &self.raw.hinterland {
            Some(area) => (self.mentions(&area.members, None), self.mentions(&area.baseline, None)),
            None => (Vec::new(), Vec::new()),
        };
        self.check_baseline(&hinterland, &baseline);
        let facilities = self.facilities();
        let rules = self.raw.rings.iter().enumerate().map(|(number, ring)| self.rule(number, ring, &facilities)).collect();
        Scheme {
            source: file.source().clone(),
            raw: self.raw.clone(),
            aliases: self.aliases,
            alias_names: self.alias_names,
            rings,
            rules,
            links,
            hinterland,
            baseline,
            facilities,
            diagnostics: self.diagnostics,
        }
    }

    fn ring(&mut self, ring: &RawRing) -> Vec<Mention> {
        let level = ring.level.as_ref().and_then(|level| self.level(level));
        self.mentions(&ring.members, level)
    }

    /// The rule of a ring with its names looked up; `None` without one, or when it is wrong.
    fn rule(&mut self, number: usize, ring: &RawRing, facilities: &[Facility]) -> Option<RingRule> {
        let known_level = ring.level.as_ref().and_then(|level| level.value.parse().ok());
        let within = self.mentions(&ring.within, None);
        let except = self.mentions(&ring.except, known_level);
        let text = ring.rule.as_ref()?;
        let rule = self.read_rule(text);
        let origin = self.origin(number, ring, facilities, rule.as_ref());
        let level = known_level.or_else(|| self.usual_level(ring));
        let candidates = level.and_then(|level| self.candidates(ring, text.span, level));
        let (rule, origin, level, candidates) = (rule?, origin?, level?, candidates?);
        let is_contiguous = ring.contiguous.is_some_and(|contiguous| contiguous.value);
        Some(RingRule {
            rule: Arc::new(rule),
            span: text.span,
            level,
            candidates: Arc::new(candidates),
            origin,
            within,
            except,
            shape: if is_contiguous { RingShape::Contiguous } else { RingShape::Free },
            travel: travel_spec(ring),
            travel_span: ring.model.as_ref().map_or(text.span, |model| model.span),
        })
    }

    /// The units that a rule selects among.
    fn candidates(&mut self, ring: &RawRing, rule: Span, level: Level) -> Option<Vec<UnitId>> {
        let candidates: Vec<UnitId> = self.atlas.ids_of_level(level).collect();
        if candidates.is_empty() {
            let words: Vec<&str> = self.atlas.levels().into_iter().map(Level::word).collect();
            let span = ring.level.as_ref().map_or(rule, |level| level.span);
            let message = format!("the atlas has no units of level {level} for ring '{}' to select among", ring.id.value);
            let problem = Diagnostic::error("no-units-of-level", span, message);
            self.diagnostics.push(problem.with_help(format!("it has the levels {}", words.join(", "))));
            return None;
        }
        Some(candidates)
    }

    fn read_rule(&mut self, text: &Spanned<String>) -> Option<Rule> {
        match Rule::read(&text.value) {
            Ok(rule) => Some(rule),
            Err(problems) => {
                for problem in problems {
                    let place = place_in_file(self.text, text.span, &text.value, problem.place);
                    let is_known = |known: &Diagnostic| known.code() == problem.code && known.span() == place;
                    if !self.diagnostics.iter().any(is_known) {
                        let diagnostic = Diagnostic::error(problem.code, place, problem.message);
                        self.diagnostics.push(diagnostic.with_help(problem.help));
                    }
                }
                None
            }
        }
    }

    /// The level a rule selects among when its ring does not say: city, else the only level there is.
    fn usual_level(&mut self, ring: &RawRing) -> Option<Level> {
        if ring.level.is_some() {
            return None;
        }
        let levels = self.atlas.levels();
        if levels.contains(&Level::City) {
            return Some(Level::City);
        }
        if let [only] = levels[..] {
            return Some(only);
        }
        let words: Vec<&str> = levels.into_iter().map(Level::word).collect();
        let message = format!("ring '{}' has a rule and no level", ring.id.value);
        let problem = Diagnostic::error("missing-key", ring.heading.0, message);
        self.diagnostics.push(problem.with_help(format!("add level = \"...\", one of {}", words.join(", "))));
        None
    }

    /// What a rule measures from: a ring further in, a place, or the core.
    fn origin(&mut self, number: usize, ring: &RawRing, facilities: &[Facility], rule: Option<&Rule>) -> Option<RuleOrigin> {
        let Some(of) = &ring.of else {
            return match rule {
                Some(rule) if rule.needs_origin() && number == 0 => {
                    let message = format!("ring '{}' has no ring further in to measure from", ring.id.value);
                    let problem = Diagnostic::error("missing-key", ring.rule.as_ref()?.span, message);
                    self.diagnostics.push(problem.with_help("add of = \"...\": a unit, or a position like \"116.4,39.9\""));
                    None
                }
                Some(rule) if rule.needs_origin() => Some(RuleOrigin::Ring(RingIndex(0))),
                _ => Some(RuleOrigin::Nowhere),
            };
        };
        if let Some(inner) = self.raw.rings.iter().position(|other| other.id.value == of.value) {
            // Rings that do not stand before this one have been reported.
            return (inner < number).then_some(RuleOrigin::Ring(RingIndex(inner)));
        }
        if let Some(facility) = facilities.iter().find(|facility| facility.name == of.value) {
            let parts = match &facility.place {
                FacilityPlace::At(_) => Vec::new(),
                FacilityPlace::Area(area) => area.parts.clone(),
            };
            let place = OriginPlace { label: facility.name.clone(), at: facility.position(), parts };
            return Some(RuleOrigin::Place(place));
        }
        match of.value.parse::<LonLat>() {
            Ok(at) => {
                return Some(RuleOrigin::Place(OriginPlace { label: at.to_string(), at: Some(at), parts: Vec::new() }));
            }
            Err(LonLatError::NotTwoNumbers { .. }) => {}
            Err(problem) => {
                let message = format!("'of' of ring '{}' is no position: {problem}", ring.id.value);
                self.diagnostics.push(Diagnostic::error("bad-coordinates", of.span, message));
                return None;
            }
        }
        let before = self.diagnostics.len();
        let area = self.mention(of, None).map(|mention| mention.area);
        if area.is_none() {
            self.add_rings_to_help(before, &of.value);
        }
        area.map(|area| RuleOrigin::Place(OriginPlace::of_area(self.atlas, &area)))
    }

    /// A name after `of` that is unknown may be a misspelt ring.
    fn add_rings_to_help(&mut self, from: usize, given: &str) {
        let ids = self.raw.rings.iter().map(|ring| ring.id.value.as_str());
        let near = closest(given, ids);
        if let (Some(ring), Some(problem)) = (near, self.diagnostics.get_mut(from)) {
            let help = format!("did you mean ring '{ring}'? {}", problem.help().unwrap_or_default());
            *problem = problem.clone().with_help(help.trim_end());
        }
    }

    fn links(&mut self) -> Vec<(UnitId, UnitId)> {
        let raw: &'a RawScheme = self.raw;
        let mut links = Vec::with_capacity(raw.links.len());
        for link in &raw.links {
            let (from, to) = (self.unit(&link.from, None), self.unit(&link.to, None));
            if let (Some(from), Some(to)) = (from, to) {
                if from == to {
                    let problem = Diagnostic::warning("link-to-itself", link.to.span, "a unit is linked to itself");
                    self.diagnostics.push(problem.with_help("name two units"));
                } else {
                    links.push((from, to));
                }
            }
        }
        links
    }

    fn level(&mut self, word: &Spanned<String>) -> Option<Level> {
        let level = word.value.parse().ok();
        if level.is_none() {
            let words = Level::ALL.map(Level::word);
            let problem = Diagnostic::error("unknown-level", word.span, format!("'{}' is no level", word.value));
            self.diagnostics.push(problem.with_help(suggestion(&word.value, &words, "one of")));
        }
        level
    }

    fn mentions(&mut self, names: &[Spanned<String>], level: Option<Level>) -> Vec<Mention> {
        names.iter().filter_map(|name| self.mention(name, level)).collect()
    }

    fn mention(&mut self, name: &Spanned<String>, level: Option<Level>) -> Option<Mention> {
        let area = match self.alias_names.find(&name.value).and_then(|number| self.aliases.get(number)) {
            Some(alias) => alias.clone(),
            None => Area::of_unit(self.atlas, self.unit(name, level)?),
        };
        Some(Mention { named_as: name.clone(), area })
    }

    fn unit(&mut self, name: &Spanned<String>, level: Option<Level>) -> Option<UnitId> {
        match self.atlas.resolve(&name.value, level) {
            Ok(found) => {
                self.note_other_levels(name, found.id, &found.others);
                Some(found.id)
            }
            Err(error) => {
                let problem = self.name_problem(name.span, &error, level);
                self.diagnostics.push(problem);
                None
            }
        }
    }

    fn note_other_levels(&mut self, name: &Spanned<String>, id: UnitId, others: &[UnitId]) {
        if others.is_empty() {
            return;
        }
        let described = |&id: &UnitId| {
            let unit = self.atlas.unit(id);
            format!("{} ({}, {})", self.atlas.qualified_name(id), unit.code(), unit.level())
        };
        let list: Vec<String> = others.iter().map(described).collect();
        let message = format!("'{}' is read as {}; it is also the name of {}", name.value, described(&id), list.join("; "));
        // A name in the hinterland and again in its baseline is explained once.
        if self.diagnostics.iter().any(|said| said.message() == message) {
            return;
        }
        let help = "to name another one, write its qualified name or code";
        self.diagnostics.push(Diagnostic::note("name-at-several-levels", name.span, message).with_help(help));
    }

    fn name_problem(&self, span: Span, error: &NameError, level: Option<Level>) -> Diagnostic {
        match error {
            NameError::Unknown { given, suggestions } => self.unknown_name(span, given, suggestions, level),
            NameError::Ambiguous { given, candidates } => {
                let message = format!("'{given}' is the name of {} units", candidates.len());
                let help = format!("write the qualified name or the code of one of them: {}", listed(candidates));
                Diagnostic::error("ambiguous-unit", span, message).with_help(help)
            }
        }
    }

    fn unknown_name(&self, span: Span, given: &str, suggestions: &[Candidate], level: Option<Level>) -> Diagnostic {
        let message = match level {
            Some(level) => format!("no unit of level {level} is called '{given}'"),
            None => format!("no unit is called '{given}'"),
        };
        let alias_names = self.raw.aliases.iter().flat_map(names_of).map(|name| name.value.as_str());
        let near_alias = closest(given, alias_names).map(|alias| format!("alias '{alias}'"));
        let near: Vec<String> = near_alias.into_iter().chain(suggestions.iter().map(Candidate::to_string)).collect();
        let help = match near[..] {
            [] => "search with 'ringshed units --match TEXT'".to_string(),
            _ => format!("did you mean {}?", near.join("; ")),
        };
        Diagnostic::error("unknown-unit", span, message).with_help(help)
    }

    /// Fills in the parts of every alias, those that others are made of first.
    fn expand_aliases(&mut self) {
        let aliases: &'a [RawAlias] = &self.raw.aliases;
        let expansion = self.alias_names.expansion_order(aliases);
        let is_circular =
            |name: &Spanned<String>| expansion.circular.iter().any(|(_, mention)| std::ptr::eq(*mention, name));
        for &number in &expansion.order {
            let names = aliases[number].units.iter().filter(|name| !is_circular(name));
            let mentions: Vec<Mention> = names.filter_map(|name| self.mention(name, None)).collect();
            self.aliases[number].parts = self.disjoint_parts(&mentions);
        }
        self.note_hidden_units();
    }

    /// The units of an alias, none twice and none inside another.
    fn disjoint_parts(&mut self, mentions: &[Mention]) -> Vec<UnitId> {
        let disjoint = Disjoint::new(self.atlas, mentions);
        for redundant in &disjoint.redundant {
            let described = Area::of_unit(self.atlas, redundant.part).described();
            let span = mentions[redundant.mention].named_as.span;
            let problem = Diagnostic::warning("duplicate-member", span, format!("{described} is in this alias already"));
            self.diagnostics.push(problem.with_help("remove it"));
        }
        disjoint.parts.into_iter().flatten().collect()
    }

    /// Notes units whose code or full name an alias takes. One pass over the units, so it does not grow with the number of aliases;
    /// short forms of Chinese names (唐山 for 唐山市) are not looked at.
    fn note_hidden_units(&mut self) {
        let aliases: &'a [RawAlias] = &self.raw.aliases;
        if aliases.is_empty() {
            return;
        }
        for id in self.atlas.ids() {
            let unit = self.atlas.unit(id);
            let names = [Some(unit.code()), Some(unit.name()), unit.name_en()];
            let hiding = names.into_iter().flatten().find_map(|name| self.alias_names.find(name));
            if let Some(alias) = hiding.and_then(|number| aliases.get(number)) {
                self.diagnostics.push(hidden_unit(alias, &Area::of_unit(self.atlas, id)));
            }
        }
    }

    fn check_baseline(&mut self, hinterland: &[Mention], baseline: &[Mention]) {
        let is_inside = |unit: UnitId| hinterland.iter().any(|mention| mention.area.contains(self.atlas, unit));
        for mention in baseline {
            if !mention.area.parts.iter().all(|&part| is_inside(part)) {
                let message = format!("baseline member {} lies outside the hinterland", mention.area.described());
                let problem = Diagnostic::error("baseline-outside-hinterland", mention.named_as.span, message);
                self.diagnostics
                    .push(problem.with_help("add it to the members of [hinterland], or remove it from baseline"));
            }
        }
    }

    fn facilities(&mut self) -> Vec<Facility> {
        let mut facilities = Vec::with_capacity(self.raw.facilities.len());
        for facility in &self.raw.facilities {
            let place = match &facility.place {
                RawPlace::At(at) => FacilityPlace::At(at.value),
                RawPlace::Unit(unit) => match self.mention(unit, None) {
                    Some(mention) => FacilityPlace::Area(mention.area),
                    None => continue,
                },
            };
            let name = match (&facility.name, &place) {
                (Some(name), _) => name.value.clone(),
                (None, FacilityPlace::Area(area)) => area.label().to_string(),
                (None, FacilityPlace::At(at)) => at.to_string(),
            };
            facilities.push(Facility { name, place });
        }
        facilities
    }
}

/// How a ring's minutes come about.
fn travel_spec(ring: &RawRing) -> TravelSpec {
    let detour = ring.detour.map(|detour| ("detour".to_string(), detour.value));
    let speed = ring.speed.map(|speed| ("speed".to_string(), speed.value.kilometres_per_hour()));
    let others = ring.parameters.iter().map(|(key, value)| ((*key).to_string(), value.value));
    TravelSpec {
        model: ring.model.as_ref().map(|model| model.value.clone()),
        basis: ring.basis.map(|basis| basis.value),
        parameters: detour.into_iter().chain(speed).chain(others).collect(),
    }
}

/// An alias before its units are known.
fn unexpanded(number: usize, alias: &RawAlias) -> Area {
    let key = alias.key.value.clone();
    let name_zh = alias.name_zh.as_ref().map(|name| name.value.clone());
    let name_en = alias.name_en.as_ref().map(|name| name.value.clone());
    Area {
        target: Target::Alias(number),
        code: alias.code.value.clone(),
        name_en: name_en.or_else(|| name_zh.is_some().then(|| key.clone())),
        name: name_zh.unwrap_or(key),
        level: None,
        parts: Vec::new(),
        at: alias.at.map(|at| at.value),
    }
}

fn hidden_unit(alias: &RawAlias, unit: &Area) -> Diagnostic {
    let key = &alias.key;
    if unit.code == alias.code.value {
        let message = format!("alias '{}' has the code of the unit {}", key.value, unit.described());
        return Diagnostic::warning("alias-takes-code", alias.code.span, message)
            .with_help("give the alias a code of its own");
    }
    let message = format!("alias '{}' hides the unit {} of the same name", key.value, unit.described());
    Diagnostic::note("alias-hides-unit", key.span, message).with_help("members that mean the unit must name it by its code")
}

fn listed(candidates: &[Candidate]) -> String {
    candidates.iter().map(Candidate::to_string).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
#[path = "resolve_tests.rs"]
mod tests;
