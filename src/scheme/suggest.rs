//! The closest valid word to a misspelled one.

use strsim::damerau_levenshtein;

/// The word nearest to `given` by Damerau-Levenshtein distance (one edit in three characters at most, case ignored); the first
/// of equally near ones.
pub(crate) fn closest<'w>(given: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let given = given.to_lowercase();
    let length = given.chars().count();
    let allowed = (length / 3).max(1);
    let near = words.into_iter().filter_map(|word| {
        let folded = word.to_lowercase();
        // Words of very different length cannot be near; skipping them keeps a megabyte of nonsense cheap.
        let possible = folded.chars().count().abs_diff(length) <= allowed;
        let distance = possible.then(|| damerau_levenshtein(&given, &folded))?;
        (distance <= allowed).then_some((distance, word))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, word)| word)
}

/// What to do about a wrong word: "did you mean 'x'?", or the list of words there are.
pub(crate) fn suggestion(given: &str, words: &[&str], list_title: &str) -> String {
    match closest(given, words.iter().copied()) {
        Some(word) => format!("did you mean '{word}'?"),
        None => format!("{list_title}: {}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        assert_eq!(closest("memebrs", ["name", "members"]), Some("members"));
        assert_eq!(closest("NAME", ["name", "members"]), Some("name"));
        assert_eq!(closest("colour", ["name", "members"]), None);
        assert_eq!(closest("", ["id"]), None);
        assert_eq!(closest("tokyo", []), None);
    }

    #[test]
    fn without_a_near_word_all_are_listed() {
        assert_eq!(suggestion("colour", &["id", "name"], "known keys"), "known keys: id, name");
        assert_eq!(suggestion("nam", &["id", "name"], "known keys"), "did you mean 'name'?");
    }
}
