//! How unequally accessibility is spread over people.
//!
//! | index | formula | source |
//! |---|---|---|
//! | Gini | `sum_ij P_i P_j \|A_i - A_j\| / (2 N^2 mean)`, 0 (all the same) to 1 | Gini 1912 |
//! | concentration | `2/mean * sum_i f_i A_i R_i - 1`, `R` the rank of people by income, mid of each place | Kakwani 1980 |
//! | Erreygers | `4 mean / (max - min)` times the concentration index | Erreygers 2009 |
//! | Theil T | `sum_i P_i/N A_i/mean ln(A_i/mean)`, split into between and within groups | Theil 1967 |
//! | Palma | mean of the wealthiest over mean of the poorest | Palma 2011 |
//! | FGT | `sum_i P_i/N ((z - A_i)/z)^k` over places below the line `z` | Foster, Greer & Thorbecke 1984 |

/// Accessibility of one place and the people who have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// Number of people, 0 or more.
    pub people: f64,
    /// Their accessibility, 0 or more.
    pub access: f64,
}

/// Theil's index of groups, and its two parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilParts {
    /// What is due to differences between the means of groups.
    pub between: f64,
    /// What is due to differences within groups.
    pub within: f64,
}

impl TheilParts {
    /// The index of all people together.
    pub fn total(&self) -> f64 {
        self.between + self.within
    }
}

/// The Gini index of accessibility over people; `None` without people or accessibility.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Holding, gini};
/// let holding = |people, access| Holding { people, access };
/// assert!(gini(&[holding(10.0, 3.0), holding(90.0, 3.0)]).is_some_and(|index| index.abs() < 1e-15));
/// assert_eq!(gini(&[holding(50.0, 0.0), holding(50.0, 8.0)]), Some(0.5));
/// assert_eq!(gini(&[]), None);
/// ```
pub fn gini(holdings: &[Holding]) -> Option<f64> {
    let mut sorted = holdings.to_vec();
    sorted.sort_by(|left, right| left.access.total_cmp(&right.access));
    concentration(&sorted)
}

/// The concentration index of accessibility over people from the poorest to the wealthiest, in which order `holdings` must be; below
/// 0 the poor have more. `None` without people or accessibility.
pub fn concentration(holdings: &[Holding]) -> Option<f64> {
    let (people, mean) = people_and_mean(holdings)?;
    let (mut below, mut sum) = (0.0, 0.0);
    for holding in holdings {
        let share = holding.people / people;
        sum += share * holding.access * (below + share / 2.0);
        below += share;
    }
    Some(2.0 * sum / mean - 1.0)
}

/// Erreygers' correction of [`concentration`] for the bounds of what is measured, here the least and the most accessibility there
/// is. `None` when all have the same.
pub fn corrected_concentration(holdings: &[Holding]) -> Option<f64> {
    let (_, mean) = people_and_mean(holdings)?;
    let least = holdings.iter().map(|holding| holding.access).fold(f64::INFINITY, f64::min);
    let most = holdings.iter().map(|holding| holding.access).fold(f64::NEG_INFINITY, f64::max);
    concentration(holdings).filter(|_| most > least).map(|index| 4.0 * mean / (most - least) * index)
}

/// The Palma ratio: mean accessibility of the wealthiest people over that of the poorest (mostly the upper 10 and the lower 40
/// per cent by income). `None` when there are none of either, or the poorest have none.
pub fn palma(wealthiest: &[Holding], poorest: &[Holding]) -> Option<f64> {
    let (_, numerator) = people_and_mean(wealthiest)?;
    let (_, denominator) = people_and_mean(poorest)?;
    Some(numerator / denominator)
}

/// The Theil T index of groups of people, split into what lies between and within them. One group gives the plain index. `None`
/// without people or accessibility.
pub fn theil(groups: &[Vec<Holding>]) -> Option<TheilParts> {
    let all: Vec<Holding> = groups.iter().flatten().copied().collect();
    let (people, mean) = people_and_mean(&all)?;
    let mut parts = TheilParts { between: 0.0, within: 0.0 };
    for group in groups {
        // A group without people or accessibility adds nothing: x ln x is 0 at 0.
        let Some((members, group_mean)) = people_and_mean(group) else { continue };
        let share = members * group_mean / (people * mean);
        parts.between += share * (group_mean / mean).ln();
        parts.within += share * theil_of_one(group, members, group_mean);
    }
    Some(parts)
}

fn theil_of_one(holdings: &[Holding], people: f64, mean: f64) -> f64 {
    let term = |holding: &Holding| {
        let ratio = holding.access / mean;
        if ratio > 0.0 { holding.people / people * ratio * ratio.ln() } else { 0.0 }
    };
    holdings.iter().map(term).sum()
}

/// The Foster-Greer-Thorbecke measure of people whose accessibility is below a line: their share (`severity` 0), its mean shortfall
/// (1), its mean squared shortfall (2). `None` without people or for a line that is not above 0.
pub fn accessibility_poverty(holdings: &[Holding], line: f64, severity: i32) -> Option<f64> {
    let people: f64 = holdings.iter().map(|holding| holding.people).sum();
    let poor = holdings.iter().filter(|holding| holding.access < line);
    let sum: f64 = poor.map(|holding| holding.people * ((line - holding.access) / line).powi(severity)).sum();
    (people > 0.0 && line > 0.0).then(|| sum / people)
}

/// Number of people and their mean accessibility, when both are above 0.
fn people_and_mean(holdings: &[Holding]) -> Option<(f64, f64)> {
    let people: f64 = holdings.iter().map(|holding| holding.people).sum();
    let total: f64 = holdings.iter().map(|holding| holding.people * holding.access).sum();
    (people > 0.0 && total > 0.0).then(|| (people, total / people))
}
