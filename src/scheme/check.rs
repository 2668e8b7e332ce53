//! What can be wrong in a scheme before any name is looked up: identifiers, the order of rings, words, keys without effect.

use std::collections::HashMap;

use super::alias::AliasNames;
use super::diagnostic::Diagnostic;
use super::raw::{RawRing, RawScheme};
use super::rule::{place_in_file, unreadable};
use super::span::{Span, Spanned};
use super::suggest::suggestion;

/// Words that tell a ring's place by its identifier. A ring called `second` before one called `first` is a mistake.
const ORDINALS: [(&str, usize); 10] = [
    ("core", 0),
    ("center", 0),
    ("centre", 0),
    ("inner", 0),
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
];

const TRAVEL_MODELS: [&str; 4] = ["crow", "rail", "drive", "transit"];

/// Adds the problems of `scheme`, read from `text`, to `sink`.
pub(super) fn check(scheme: &RawScheme, text: &str, sink: &mut Vec<Diagnostic>) {
    check_id(&scheme.id, "scheme", sink);
    for ring in &scheme.rings {
        check_id(&ring.id, "ring", sink);
        check_model(ring, sink);
        check_keys_without_rule(ring, sink);
        check_rule(ring, text, sink);
    }
    check_duplicate_rings(&scheme.rings, sink);
    check_ring_order(&scheme.rings, sink);
    check_references(&scheme.rings, sink);
    check_facility_names(scheme, sink);
    AliasNames::new(&scheme.aliases).check(&scheme.aliases, sink);
}

/// Identifiers appear in file names, tables and options, so they are plain words. A blank one has been reported already.
fn check_id(id: &Spanned<String>, what: &str, sink: &mut Vec<Diagnostic>) {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !id.value.chars().all(is_plain) {
        let message = format!("the {what} id '{}' has other characters than letters, digits, '-', '_' and '.'", id.value);
        let plain: String = id.value.trim().chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let help = format!("write id = \"{plain}\" and put the readable form into name");
        sink.push(Diagnostic::error("bad-id", id.span, message).with_help(help));
    }
}

fn check_duplicate_rings(rings: &[RawRing], sink: &mut Vec<Diagnostic>) {
    let mut first_with: HashMap<&str, Span> = HashMap::new();
    for ring in rings.iter().filter(|ring| !ring.id.value.is_empty()) {
        if let Some(first) = first_with.get(ring.id.value.as_str()) {
            let problem =
                Diagnostic::error("duplicate-ring", ring.id.span, format!("two rings have the id '{}'", ring.id.value));
            sink.push(problem.with_related(*first, "the first one").with_help("give every ring its own id"));
        } else {
            first_with.insert(&ring.id.value, ring.id.span);
        }
    }
}

/// The place of a ring as its identifier tells it: a word (`core`, `second`) or a number at its end (`ring-2`).
fn told_place(id: &str) -> Option<usize> {
    let id = id.to_lowercase();
    let word = id.trim_end_matches("-ring").trim_end_matches("_ring");
    let by_word = ORDINALS.iter().find(|(ordinal, _)| *ordinal == word).map(|(_, place)| *place);
    let digits = word.trim_start_matches("ring").trim_start_matches(['-', '_']);
    by_word.or_else(|| digits.parse().ok())
}

/// Rings stand innermost first. An identifier that tells an inner place after one that tells an outer place is out of order,
/// and so is anything before the core.
fn check_ring_order(rings: &[RawRing], sink: &mut Vec<Diagnostic>) {
    let mut outermost: Option<(usize, &RawRing)> = None;
    for (position, ring) in rings.iter().enumerate() {
        let Some(place) = told_place(&ring.id.value) else { continue };
        match outermost {
            Some((before, outer)) if place < before => push_out_of_order(ring, outer, sink),
            _ if ring.id.value == "core" && position > 0 && rings[0].id.value != "core" => {
                push_out_of_order(ring, &rings[0], sink)
            }
            _ => {}
        }
        if outermost.is_none_or(|(before, _)| place > before) {
            outermost = Some((place, ring));
        }
    }
}

fn push_out_of_order(ring: &RawRing, outer: &RawRing, sink: &mut Vec<Diagnostic>) {
    let message = format!("rings out of order: '{}' stands after '{}'", ring.id.value, outer.id.value);
    let help = "rings go from the core outward; move its [[ring]] up";
    sink.push(
        Diagnostic::error("rings-out-of-order", ring.id.span, message)
            .with_related(outer.id.span, "this one is further out")
            .with_help(help),
    );
}

/// `of` names a ring that stands before its own, or something that is no ring; the latter is looked up with the other names.
fn check_references(rings: &[RawRing], sink: &mut Vec<Diagnostic>) {
    let place_of = |id: &str| rings.iter().position(|ring| ring.id.value == id);
    let circular = circular_references(rings);
    for (position, ring) in rings.iter().enumerate() {
        let Some(of) = &ring.of else { continue };
        if place_of(&of.value).is_none_or(|inner| inner < position) {
            continue;
        }
        let Some(circle) = circular.iter().find(|circle| circle.contains(&position)) else {
            let message = format!(
                "rings out of order: '{}' measures from '{}', which does not stand before it",
                ring.id.value, of.value
            );
            let problem = Diagnostic::error("rings-out-of-order", of.span, message);
            sink.push(problem.with_help("name a ring further in"));
            continue;
        };
        if circle.first() == Some(&position) {
            sink.push(circular_reference(rings, circle, of));
        }
    }
}

fn circular_reference(rings: &[RawRing], circle: &[usize], of: &Spanned<String>) -> Diagnostic {
    let message = match circle {
        [_] => format!("ring '{}' measures from itself", of.value),
        _ => {
            let names: Vec<String> =
                circle.iter().chain(circle.first()).map(|&ring| format!("'{}'", rings[ring].id.value)).collect();
            format!("rings measure from each other in a circle: {}", names.join(" of "))
        }
    };
    Diagnostic::error("circular-of", of.span, message)
        .with_help("every ring measures from one further in, from a unit or from a place")
}

/// The circles in which rings are `of` each other, each from its innermost ring on.
fn circular_references(rings: &[RawRing]) -> Vec<Vec<usize>> {
    let next = |ring: usize| {
        let of = rings[ring].of.as_ref()?;
        rings.iter().position(|other| other.id.value == of.value)
    };
    let circle_from = |start: usize| {
        let steps = std::iter::successors(next(start), |&ring| next(ring).filter(|_| ring != start));
        let path: Vec<usize> = std::iter::once(start).chain(steps.take(rings.len())).collect();
        let returns = path.len() > 1 && path.last() == Some(&start);
        let circle = path[..path.len() - 1].to_vec();
        (returns && circle.iter().all(|&ring| ring >= start)).then_some(circle)
    };
    (0..rings.len()).filter_map(circle_from).collect()
}

/// A rule must be readable, whatever its names mean.
fn check_rule(ring: &RawRing, text: &str, sink: &mut Vec<Diagnostic>) {
    let Some(rule) = &ring.rule else { return };
    if let Some(problem) = unreadable(&rule.value) {
        let place = place_in_file(text, rule.span, &rule.value, problem.place.clone());
        sink.push(Diagnostic::error(problem.code, place, problem.message).with_help(problem.help));
    }
}

/// A model is one word or several joined by `+` (`rail+crow`).
fn check_model(ring: &RawRing, sink: &mut Vec<Diagnostic>) {
    let Some(model) = &ring.model else { return };
    for word in model.value.split('+').map(str::trim).filter(|word| !TRAVEL_MODELS.contains(word)) {
        let problem = Diagnostic::error("unknown-word", model.span, format!("'{word}' is no travel model"));
        sink.push(problem.with_help(suggestion(word, &TRAVEL_MODELS, "one of, or several joined by '+'")));
    }
}

/// Keys that only tell how a rule is evaluated do nothing in a ring without one.
fn check_keys_without_rule(ring: &RawRing, sink: &mut Vec<Diagnostic>) {
    if ring.rule.is_some() {
        return;
    }
    let keys = [
        ("of", ring.of.as_ref().map(|of| of.span)),
        ("model", ring.model.as_ref().map(|model| model.span)),
        ("within", ring.within.first().map(|first| first.span)),
        ("except", ring.except.first().map(|first| first.span)),
        ("basis", ring.basis.map(|basis| basis.span)),
        ("contiguous", ring.contiguous.map(|contiguous| contiguous.span)),
        ("detour", ring.detour.map(|detour| detour.span)),
        ("speed", ring.speed.map(|speed| speed.span)),
    ];
    let parameters = ring.parameters.iter().map(|(key, value)| (*key, Some(value.span)));
    for (key, span) in keys.into_iter().chain(parameters).filter_map(|(key, span)| span.map(|span| (key, span))) {
        let message = format!("'{key}' has no effect in ring '{}', which has no rule", ring.id.value);
        sink.push(Diagnostic::warning("key-without-effect", span, message).with_help("remove it"));
    }
}

fn check_facility_names(scheme: &RawScheme, sink: &mut Vec<Diagnostic>) {
    let mut first_with: HashMap<&str, Span> = HashMap::new();
    for name in scheme.facilities.iter().filter_map(|facility| facility.name.as_ref()) {
        if let Some(first) = first_with.get(name.value.as_str()) {
            let problem =
                Diagnostic::warning("duplicate-facility", name.span, format!("two facilities are called '{}'", name.value));
            sink.push(problem.with_related(*first, "the first one").with_help("rename or remove one of them"));
        } else {
            first_with.insert(&name.value, name.span);
        }
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
