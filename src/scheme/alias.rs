//! Aliases by name: which names they take, and in which order they can be expanded.

use std::collections::HashMap;

use super::diagnostic::Diagnostic;
use super::raw::RawAlias;
use super::span::Spanned;

/// From every name of an alias (key, code, Chinese, English) to its number in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct AliasNames {
    by_key: HashMap<String, usize>,
}

/// The aliases in an order in which each comes after those it is made of.
pub(super) struct ExpansionOrder<'a> {
    pub(super) order: Vec<usize>,
    /// Mentions that lead back to the alias they stand in, with the number of that alias.
    pub(super) circular: Vec<(usize, &'a Spanned<String>)>,
}

/// A name reduced to its letters and digits in lower case: `Xiong’an` and `xiong'an` are the same.
fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl AliasNames {
    pub(super) fn new(aliases: &[RawAlias]) -> Self {
        let mut by_key = HashMap::new();
        for (number, alias) in aliases.iter().enumerate() {
            for name in names_of(alias) {
                by_key.entry(fold(&name.value)).or_insert(number);
            }
        }
        Self { by_key }
    }

    /// The number of the alias with this name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_key.get(&fold(name)).copied()
    }

    /// Reports names that two aliases share, and aliases made of themselves.
    pub(super) fn check(&self, aliases: &[RawAlias], sink: &mut Vec<Diagnostic>) {
        for (number, alias) in aliases.iter().enumerate() {
            self.check_names(number, alias, aliases, sink);
        }
        for (number, mention) in self.expansion_order(aliases).circular {
            let key = &aliases[number].key;
            let message = format!("alias '{}' is made of itself", key.value);
            let help = "name units of the atlas by their codes";
            let problem = Diagnostic::error("alias-cycle", mention.span, message).with_related(key.span, "this alias");
            sink.push(problem.with_help(help));
        }
    }

    fn check_names(&self, number: usize, alias: &RawAlias, aliases: &[RawAlias], sink: &mut Vec<Diagnostic>) {
        for name in names_of(alias) {
            let holder = self.find(&name.value).filter(|&holder| holder != number);
            if let Some(other) = holder.and_then(|holder| aliases.get(holder)) {
                let message =
                    format!("aliases '{}' and '{}' are both called '{}'", other.key.value, alias.key.value, name.value);
                let problem =
                    Diagnostic::error("duplicate-alias", name.span, message).with_related(other.key.span, "the other one");
                sink.push(problem.with_help("give every alias its own names and code"));
            }
        }
    }

    /// Orders aliases by depth-first search. The stack is explicit, so a long chain of aliases cannot overflow the program's own.
    pub(super) fn expansion_order<'a>(&self, aliases: &'a [RawAlias]) -> ExpansionOrder<'a> {
        let mut result = ExpansionOrder { order: Vec::with_capacity(aliases.len()), circular: Vec::new() };
        let mut states = vec![State::Unseen; aliases.len()];
        for start in 0..aliases.len() {
            let mut path = if states[start] == State::Unseen { vec![(start, 0)] } else { Vec::new() };
            while let Some((alias, next)) = path.last_mut() {
                states[*alias] = State::OnPath;
                let Some(mention) = aliases[*alias].units.get(*next) else {
                    states[*alias] = State::Done;
                    result.order.push(*alias);
                    path.pop();
                    continue;
                };
                *next += 1;
                match self.find(&mention.value) {
                    Some(inner) if states[inner] == State::Unseen => path.push((inner, 0)),
                    Some(inner) if states[inner] == State::OnPath => result.circular.push((inner, mention)),
                    _ => {}
                }
            }
        }
        result
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Unseen,
    OnPath,
    Done,
}

/// The names of an alias that are not blank: its key first.
pub(super) fn names_of(alias: &RawAlias) -> impl Iterator<Item = &Spanned<String>> {
    let names = [Some(&alias.key), Some(&alias.code), alias.name_zh.as_ref(), alias.name_en.as_ref()];
    names.into_iter().flatten().filter(|name| !name.value.trim().is_empty())
}
