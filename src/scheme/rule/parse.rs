//! Text to expression, by the crate `cql2`, and what to say when a text is no expression.

use std::ops::Range;

use cql2::Expr;
use pest::RuleType;
use pest::error::InputLocation;

use super::problem::RuleProblem;
use super::words::{Word, WordKind, words};

/// Words and parentheses within parentheses that a rule may have. The parser goes down a level for each, and tries the inside of
/// a parenthesis twice (as an expression and as a list): without limits a hostile rule could take all stack or time.
const MOST_WORDS: usize = 400;
const MOST_DEPTH: usize = 10;

const EXAMPLE: &str = "a rule is a condition in CQL2 text, like: minutes <= 90 AND population >= 1000000";

/// The expression of a rule.
///
/// # Errors
/// The place from which it cannot be read, with the reason as far as it can be guessed.
pub(super) fn parse(text: &str, words: &[Word]) -> Result<Expr, RuleProblem> {
    if let Some(problem) = too_much(words).or_else(|| obvious(text, words)) {
        return Err(problem);
    }
    cql2::parse_text(text).map_err(|error| match error {
        cql2::Error::Pest(error) => unreadable(text, words, place_of(&error)),
        other => RuleProblem::new("bad-rule", 0..text.len(), format!("the rule cannot be read: {other}"), EXAMPLE),
    })
}

/// Whether the text is a rule at all, without looking at its names.
pub(super) fn problem_of(text: &str) -> Option<RuleProblem> {
    parse(text, &words(text)).err()
}

fn place_of<R: RuleType>(error: &pest::error::Error<R>) -> usize {
    match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    }
}

fn too_much(words: &[Word]) -> Option<RuleProblem> {
    let help = "select with fewer conditions, or list the members";
    if let Some(word) = words.get(MOST_WORDS) {
        let message = format!("the rule has {} words; at most {MOST_WORDS} are read", words.len());
        return Some(RuleProblem::new("bad-rule", word.place.clone(), message, help));
    }
    let mut depth = 0_usize;
    for word in words {
        match word.kind {
            WordKind::Open => depth += 1,
            WordKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_DEPTH {
            let message = format!("parentheses stand more than {MOST_DEPTH} deep within each other");
            return Some(RuleProblem::new("bad-rule", word.place.clone(), message, help));
        }
    }
    None
}

/// Mistakes that people make and that a parser would report far from where they are.
fn obvious(text: &str, words: &[Word]) -> Option<RuleProblem> {
    let problem =
        |place: &Range<usize>, message: &str, help: &str| Some(RuleProblem::new("bad-rule", place.clone(), message, help));
    let mut open: Vec<&Range<usize>> = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let written = &text[word.place.clone()];
        let next = words.get(number + 1);
        match &word.kind {
            WordKind::OpenQuote => return problem(&word.place, "a quote is not closed", "end the text with a second quote"),
            WordKind::Open => open.push(&word.place),
            WordKind::Close if open.pop().is_none() => {
                return problem(&word.place, "a parenthesis is closed that was not opened", "remove it");
            }
            WordKind::Operator if written == "==" => {
                return problem(&word.place, "'==' is no operator", "write = for equality");
            }
            WordKind::Operator if written == "=<" || written == "=>" => {
                return problem(&word.place, &format!("'{written}' is no operator"), "write <= or >=");
            }
            WordKind::Other if written == "&" => return problem(&word.place, "'&' is no operator", "write AND"),
            WordKind::Other if written == "|" => return problem(&word.place, "'|' is no operator", "write OR"),
            WordKind::Other if "≤≥≠".contains(written) => {
                return problem(&word.place, &format!("'{written}' is no operator"), "write <=, >= or <>");
            }
            WordKind::Number(number) => {
                let Some(Word { kind: WordKind::Name(unit), place }) = next else { continue };
                let message = format!("'{unit}' stands behind a number");
                let help = format!("numbers have no unit: minutes, kilometres, people; write {number}");
                return problem(place, &message, &help);
            }
            _ => {}
        }
    }
    open.first().and_then(|place| problem(place, "a parenthesis is not closed", "add ) where the part ends"))
}

/// The parser stopped at a place: the word there, or the end.
fn unreadable(text: &str, words: &[Word], at: usize) -> RuleProblem {
    match words.iter().find(|word| word.place.end > at) {
        Some(word) => {
            let written = text[word.place.clone()].chars().take(40).collect::<String>();
            RuleProblem::new("bad-rule", word.place.clone(), format!("the rule cannot be read from '{written}' on"), EXAMPLE)
        }
        None => {
            let last = words.last().map_or(0..text.len(), |word| word.place.clone());
            RuleProblem::new("bad-rule", last, "the rule ends where something must follow", EXAMPLE)
        }
    }
}
