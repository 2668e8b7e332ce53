//! Agreement of two divisions of the same things.

/// The adjusted Rand index of Hubert & Arabie (1985, "Comparing partitions", <https://doi.org/10.1007/BF01908075>): 1 when two
/// divisions are the same, about 0 when they agree as much as chance would, below 0 when less. Classes need not have the same
/// names.
///
/// `cells` gives how many things are in a class of the first and a class of the second division; a pair of classes may come several
/// times. `None` without things.
///
/// # Examples
/// ```
/// use ringshed::analysis::adjusted_rand_index;
/// // Two classes of three, of which one thing changed sides: 4 pairs together in both, 7 * 6 / 15 by chance.
/// let index = adjusted_rand_index([(0, 0, 3), (1, 1, 2), (1, 0, 1)]).expect("six things");
/// assert!((index - (4.0 - 2.8) / (6.5 - 2.8)).abs() < 1e-12);
/// assert_eq!(adjusted_rand_index([(0, 7, 3), (1, 8, 3)]), Some(1.0));
/// ```
pub fn adjusted_rand_index(cells: impl IntoIterator<Item = (usize, usize, usize)>) -> Option<f64> {
    let mut table = std::collections::BTreeMap::<(usize, usize), usize>::new();
    for (a, b, count) in cells {
        *table.entry((a, b)).or_default() += count;
    }
    table.retain(|_, count| *count > 0);
    let all: usize = table.values().sum();
    let together = pairs(table.values().copied());
    let (first, second) = (pairs(marginals(&table, |key| key.0)), pairs(marginals(&table, |key| key.1)));
    let total = pairs([all]);
    if all == 0 {
        return None;
    }
    let by_chance = if total > 0.0 { first * second / total } else { 0.0 };
    let most = 0.5 * (first + second);
    // Both divisions are all in one class, or all apart: they are the same.
    Some(if most == by_chance { 1.0 } else { (together - by_chance) / (most - by_chance) })
}

fn marginals(
    table: &std::collections::BTreeMap<(usize, usize), usize>,
    class: impl Fn(&(usize, usize)) -> usize,
) -> impl Iterator<Item = usize> {
    let mut sums = std::collections::BTreeMap::<usize, usize>::new();
    for (key, count) in table {
        *sums.entry(class(key)).or_default() += count;
    }
    sums.into_values()
}

/// How many pairs there are within classes of these sizes.
fn pairs(sizes: impl IntoIterator<Item = usize>) -> f64 {
    sizes.into_iter().map(|size| size as f64 * (size as f64 - 1.0) / 2.0).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Counts pairs one by one.
    fn counted(first: &[usize], second: &[usize]) -> f64 {
        let (mut both, mut in_first, mut in_second, mut all) = (0.0, 0.0, 0.0, 0.0);
        for a in 0..first.len() {
            for b in 0..a {
                let (one, two) = (first[a] == first[b], second[a] == second[b]);
                both += f64::from(u8::from(one && two));
                in_first += f64::from(u8::from(one));
                in_second += f64::from(u8::from(two));
                all += 1.0;
            }
        }
        let chance = in_first * in_second / all;
        let most = 0.5 * (in_first + in_second);
        if most == chance { 1.0 } else { (both - chance) / (most - chance) }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, rng_seed: prop::test_runner::RngSeed::Fixed(21), ..ProptestConfig::default() })]

        #[test]
        fn it_is_that_of_counting_pairs(classes in prop::collection::vec((0..4_usize, 0..4_usize), 2..30)) {
            let (first, second): (Vec<usize>, Vec<usize>) = classes.iter().copied().unzip();
            let index = adjusted_rand_index(classes.iter().map(|&(a, b)| (a, b, 1))).expect("some");
            prop_assert!((index - counted(&first, &second)).abs() < 1e-9);
            let turned = adjusted_rand_index(classes.iter().map(|&(a, b)| (b, a, 1))).expect("some");
            prop_assert!((index - turned).abs() < 1e-12);
            let same = adjusted_rand_index(first.iter().map(|&a| (a, a, 1)));
            prop_assert_eq!(same, Some(1.0));
        }
    }

    #[test]
    fn nothing_has_no_agreement_and_one_thing_agrees() {
        assert_eq!(adjusted_rand_index([]), None);
        assert_eq!(adjusted_rand_index([(0, 1, 1)]), Some(1.0));
        // scikit-learn's documentation: adjusted_rand_score([0, 0, 1, 2], [0, 0, 1, 1]) = 0.57.
        let index = adjusted_rand_index([(0, 0, 2), (1, 1, 1), (2, 1, 1)]).expect("four");
        assert!((index - 0.571_428_571_428_571).abs() < 1e-12);
    }
}
