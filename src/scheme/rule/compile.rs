//! Expression to [`Condition`]: names are looked up and types checked, and everything wrong is collected.

use cql2::Expr;

use super::attribute::{Attribute, Kind};
use super::condition::{Arithmetic, Comparison, Condition, Term, Test, TestKind};
use super::parse::parse;
use super::problem::RuleProblem;
use super::words::{Word, WordKind, words};
use super::{Constant, Rule};
use crate::scheme::suggest::suggestion;

/// Names that people try, and what they are called here.
const MEANT: [(&str, &str); 16] = [
    ("distance", "distance_km"),
    ("km", "distance_km"),
    ("dist", "distance_km"),
    ("border", "border_km"),
    ("border_distance", "border_km"),
    ("area", "area_km2"),
    ("km2", "area_km2"),
    ("time", "minutes"),
    ("min", "minutes"),
    ("travel_time", "minutes"),
    ("pop", "population"),
    ("people", "population"),
    ("adcode", "code"),
    ("neighbours", "order"),
    ("neighbors", "order"),
    ("commuters", "commuting_share"),
];

/// Reads a rule.
///
/// # Errors
/// The place from which the text cannot be read; or all unknown names, wrong types and parts of the language that rules do not have.
pub(super) fn compile(text: &str) -> Result<Rule, Vec<RuleProblem>> {
    let words = words(text);
    let expression = parse(text, &words).map_err(|problem| vec![problem])?;
    let mut compiler = Compiler { text, words: &words, next: 0, constants: Vec::new(), problems: Vec::new() };
    let condition = compiler.condition(&expression);
    let Compiler { mut constants, problems, .. } = compiler;
    match condition {
        Some(condition) if problems.is_empty() => {
            name_constants(&condition, &mut constants);
            Ok(Rule { text: text.to_string(), condition, constants })
        }
        _ => Err(problems),
    }
}

/// A constant takes the name of the attribute it is compared with; further ones of the same name are numbered.
fn name_constants(condition: &Condition, constants: &mut [Constant]) {
    let mut taken: Vec<String> = Vec::new();
    for test in condition.tests() {
        let (mut numbers, mut about) = (Vec::new(), None);
        test.each_term(&mut |term| match term {
            Term::Constant(number) => numbers.push(*number),
            Term::Attribute(attribute) => about = about.or(Some(attribute.name())),
            _ => {}
        });
        for number in numbers {
            let base = about.unwrap_or("number");
            let free = (1..).map(|count| if count == 1 { base.to_string() } else { format!("{base}_{count}") });
            if let (Some(name), Some(constant)) =
                (free.into_iter().find(|name| !taken.contains(name)), constants.get_mut(number))
            {
                constant.name.clone_from(&name);
                taken.push(name);
            }
        }
    }
}

struct Compiler<'a> {
    text: &'a str,
    words: &'a [Word],
    /// Words before this one belong to parts that were compiled already.
    next: usize,
    constants: Vec<Constant>,
    problems: Vec<RuleProblem>,
}

/// A term with its kind and where it stands.
struct Typed {
    term: Term,
    kind: Kind,
    place: std::ops::Range<usize>,
}

impl Compiler<'_> {
    fn condition(&mut self, expression: &Expr) -> Option<Condition> {
        match expression {
            Expr::Bool(truth) => Some(Condition::Constant(*truth)),
            Expr::Operation { op, args } => match (op.as_str(), &args[..]) {
                ("and", parts) => self.conditions(parts).map(Condition::All),
                ("or", parts) => self.conditions(parts).map(Condition::Any),
                ("not", [inner]) => Some(Condition::Not(Box::new(self.condition(inner)?))),
                ("between", [value, low, high]) => self.between(value, low, high),
                ("in", [value, list]) => self.one_of(value, list),
                ("like", [value, pattern]) => self.like(value, pattern),
                ("isNull", [value]) => {
                    let left = self.term(value)?.term;
                    Some(Condition::Test(Test { left, kind: TestKind::IsNull }))
                }
                (sign, [left, right]) if comparison(sign).is_some() => self.comparison(comparison(sign)?, left, right),
                _ => {
                    self.no_condition(expression);
                    None
                }
            },
            _ => {
                self.no_condition(expression);
                None
            }
        }
    }

    /// All parts, also behind one that is wrong, so that everything is reported.
    fn conditions(&mut self, parts: &[Box<Expr>]) -> Option<Vec<Condition>> {
        let compiled: Vec<Option<Condition>> = parts.iter().map(|part| self.condition(part)).collect();
        compiled.into_iter().collect()
    }

    fn comparison(&mut self, comparison: Comparison, left: &Expr, right: &Expr) -> Option<Condition> {
        let (left, right) = (self.term(left), self.term(right));
        let (left, right) = (left?, right?);
        self.same_kind(&left, &right)?;
        // `90 >= minutes` reads as `minutes <= 90`.
        let swap = matches!(left.term, Term::Constant(_) | Term::Text(_)) && matches!(right.term, Term::Attribute(_));
        let (left, comparison, right) = if swap { (right, comparison.flipped(), left) } else { (left, comparison, right) };
        Some(Condition::Test(Test { left: left.term, kind: TestKind::Compare(comparison, right.term) }))
    }

    fn between(&mut self, value: &Expr, low: &Expr, high: &Expr) -> Option<Condition> {
        let (value, low, high) = (self.term(value), self.term(low), self.term(high));
        let (value, low, high) = (value?, low?, high?);
        self.same_kind(&value, &low)?;
        self.same_kind(&value, &high)?;
        Some(Condition::Test(Test { left: value.term, kind: TestKind::Between(low.term, high.term) }))
    }

    fn one_of(&mut self, value: &Expr, list: &Expr) -> Option<Condition> {
        let value = self.term(value);
        let Expr::Array(items) = list else {
            self.no_condition(list);
            return None;
        };
        let items: Vec<Option<Typed>> = items.iter().map(|item| self.term(item)).collect();
        let (value, items) = (value?, items.into_iter().collect::<Option<Vec<Typed>>>()?);
        for item in &items {
            self.same_kind(&value, item)?;
        }
        let items = items.into_iter().map(|item| item.term).collect();
        Some(Condition::Test(Test { left: value.term, kind: TestKind::OneOf(items) }))
    }

    fn like(&mut self, value: &Expr, pattern: &Expr) -> Option<Condition> {
        let (value, pattern) = (self.term(value), self.term(pattern));
        let (value, pattern) = (value?, pattern?);
        match (value.kind, &pattern.term) {
            (Kind::Text, Term::Text(text)) => {
                Some(Condition::Test(Test { left: value.term, kind: TestKind::Like(text.clone()) }))
            }
            (Kind::Number, _) => {
                let help = "compare numbers with <, <=, =, >= or >";
                self.report("wrong-type", value.place, "LIKE is for texts, and this is a number", help);
                None
            }
            _ => {
                self.report("wrong-type", pattern.place, "LIKE needs a text", "write a pattern in single quotes: 'Bei%'");
                None
            }
        }
    }

    fn term(&mut self, expression: &Expr) -> Option<Typed> {
        match expression {
            Expr::Property { property } => self.attribute(property),
            Expr::Float(number) => Some(self.number(*number)),
            Expr::Literal(text) => {
                let place = self.place(|kind| matches!(kind, WordKind::Text(word) if word == text));
                Some(Typed { term: Term::Text(text.clone()), kind: Kind::Text, place })
            }
            Expr::Operation { op, args } => match (arithmetic(op), op.as_str(), &args[..]) {
                (Some(operator), _, [first, rest @ ..]) if !rest.is_empty() => self.arithmetic(operator, first, rest),
                (_, "casei", [inner]) => self.case_folded(inner),
                _ => {
                    self.no_term(expression);
                    None
                }
            },
            _ => {
                self.no_term(expression);
                None
            }
        }
    }

    fn attribute(&mut self, name: &str) -> Option<Typed> {
        let place = self.place(|kind| matches!(kind, WordKind::Name(word) if word == name));
        if let Some(attribute) = Attribute::from_name(name) {
            return Some(Typed { term: Term::Attribute(attribute), kind: attribute.kind(), place });
        }
        let message = format!("'{name}' is no attribute or measure of a unit");
        let help = if self.text[place.clone()].starts_with('"') {
            format!("texts stand in single quotes: '{name}'; double quotes are for names")
        } else {
            let meant = MEANT.iter().find(|(word, _)| name.eq_ignore_ascii_case(word));
            let names = Attribute::ALL.map(Attribute::name);
            meant.map_or_else(
                || suggestion(name, &names, "there are"),
                |(_, attribute)| format!("did you mean '{attribute}'?"),
            )
        };
        self.report("unknown-name", place, message, help);
        None
    }

    fn number(&mut self, number: f64) -> Typed {
        let place = self.place(|kind| matches!(kind, WordKind::Number(word) if *word == number.abs()));
        self.constants.push(Constant { name: String::new(), value: number, place: place.clone() });
        Typed { term: Term::Constant(self.constants.len() - 1), kind: Kind::Number, place }
    }

    fn arithmetic(&mut self, operator: Arithmetic, first: &Expr, rest: &[Box<Expr>]) -> Option<Typed> {
        let first = self.term(first);
        let rest: Vec<Option<Typed>> = rest.iter().map(|part| self.term(part)).collect();
        let (mut whole, rest) = (first?, rest.into_iter().collect::<Option<Vec<Typed>>>()?);
        for part in std::iter::once(&whole).chain(&rest) {
            if part.kind == Kind::Text {
                let help = "compute with numbers";
                self.report("wrong-type", part.place.clone(), "a text cannot be computed with", help);
                return None;
            }
        }
        for part in rest {
            let place = whole.place.start..part.place.end.max(whole.place.end);
            let term = Term::Arithmetic(operator, Box::new(whole.term), Box::new(part.term));
            whole = Typed { term, kind: Kind::Number, place };
        }
        Some(whole)
    }

    fn case_folded(&mut self, inner: &Expr) -> Option<Typed> {
        let inner = self.term(inner)?;
        if inner.kind == Kind::Number {
            self.report("wrong-type", inner.place, "CASEI is for texts, and this is a number", "write the number alone");
            return None;
        }
        Some(Typed { term: Term::CaseFolded(Box::new(inner.term)), ..inner })
    }

    fn same_kind(&mut self, left: &Typed, right: &Typed) -> Option<()> {
        if left.kind == right.kind {
            return Some(());
        }
        // The literal is what is wrong, not the name.
        let (wrong, other) = match (&left.term, &right.term) {
            (Term::Text(_) | Term::Constant(_), Term::Attribute(_)) => (left, right),
            _ => (right, left),
        };
        let written = &self.text[wrong.place.clone()];
        let about = &self.text[other.place.clone()];
        let message = format!("{about} is {}, but {written} is {}", other.kind, wrong.kind);
        let help = match other.kind {
            Kind::Number => format!("write a number without quotes, like {about} >= 1000000"),
            Kind::Text => format!("write a text in single quotes, like {about} = 'Tianjin'"),
        };
        self.report("wrong-type", wrong.place.clone(), message, help);
        None
    }

    /// A value where a condition is needed.
    fn no_condition(&mut self, expression: &Expr) {
        match expression {
            Expr::Property { .. } | Expr::Float(_) | Expr::Literal(_) => {
                let Some(value) = self.term(expression) else { return };
                let written = &self.text[value.place.clone()];
                let message = format!("{written} is {}, not a condition", value.kind);
                let help = match value.kind {
                    Kind::Number => format!("compare it: {written} <= 90"),
                    Kind::Text => format!("compare it: {written} = '...'"),
                };
                self.report("wrong-type", value.place, message, help);
            }
            other => self.no_term(other),
        }
    }

    /// A part of CQL2 that rules do not have.
    fn no_term(&mut self, expression: &Expr) {
        let what = match expression {
            Expr::Operation { op, .. } if comparison(op).is_some() || is_logical(op) => {
                let help = "join conditions with AND and OR; compare values with <, <=, =, >= and >";
                self.report("wrong-type", self.remaining(), "a condition stands where a value is needed", help);
                return;
            }
            Expr::Operation { op, .. } => format!("{}()", op.to_uppercase()),
            Expr::Bool(truth) => truth.to_string().to_uppercase(),
            Expr::Null => {
                self.report("wrong-type", self.remaining(), "nothing equals NULL", "write IS NULL or IS NOT NULL");
                return;
            }
            Expr::Array(_) => "a list".to_string(),
            Expr::Geometry(_) | Expr::BBox { .. } => "a geometry".to_string(),
            _ => "a date".to_string(),
        };
        let place = match expression {
            Expr::Operation { op, .. } => {
                self.place(|kind| matches!(kind, WordKind::Function(word) if word.eq_ignore_ascii_case(op)))
            }
            _ => self.remaining(),
        };
        let help = "rules compare attributes and measures with numbers and texts: <, <=, =, <>, >=, >, BETWEEN, IN, LIKE, IS NULL, \
                    CASEI, AND, OR, NOT, + - * / % ^";
        self.report("unsupported-in-rule", place, format!("{what} cannot be used in a rule"), help);
    }

    fn report(
        &mut self,
        code: &'static str,
        place: std::ops::Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(RuleProblem::new(code, place, message, help));
    }

    /// The place of the next word of this kind; the rest of the rule where there is none.
    fn place(&mut self, is_it: impl Fn(&WordKind) -> bool) -> std::ops::Range<usize> {
        let found = self.words.iter().enumerate().skip(self.next).find(|(_, word)| is_it(&word.kind));
        let Some((number, word)) = found else { return self.remaining() };
        self.next = number + 1;
        word.place.clone()
    }

    fn remaining(&self) -> std::ops::Range<usize> {
        let start = self.words.get(self.next).map_or(0, |word| word.place.start);
        start..self.words.last().map_or(self.text.len(), |word| word.place.end).max(start)
    }
}

fn comparison(sign: &str) -> Option<Comparison> {
    Some(match sign {
        "<" => Comparison::Less,
        "<=" => Comparison::AtMost,
        ">" => Comparison::Greater,
        ">=" => Comparison::AtLeast,
        "=" => Comparison::Equal,
        "<>" => Comparison::NotEqual,
        _ => return None,
    })
}

fn is_logical(op: &str) -> bool {
    matches!(op, "and" | "or" | "not" | "between" | "in" | "like" | "isNull")
}

fn arithmetic(sign: &str) -> Option<Arithmetic> {
    Some(match sign {
        "+" => Arithmetic::Add,
        "-" => Arithmetic::Subtract,
        "*" => Arithmetic::Multiply,
        "/" => Arithmetic::Divide,
        "%" => Arithmetic::Remainder,
        "^" => Arithmetic::Power,
        "div" => Arithmetic::WholeDivide,
        _ => return None,
    })
}
