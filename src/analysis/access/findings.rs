//! What is doubtful about the inputs of accessibility.

use std::collections::BTreeMap;

use super::{Access, AccessMethod, AccessRequest, Amounts};
use crate::atlas::Place;
use crate::finding::Finding;

/// As many names are listed in a message; the rest is counted.
const LISTED: usize = 10;

/// What is doubtful about a request and its result: missing amounts with the share known, no demand or supply at all, supplies that
/// nobody reaches or that serve nobody, places that reach nothing.
pub fn access_findings(request: &AccessRequest<'_>, method: &AccessMethod, result: &Access) -> Vec<Finding> {
    let mut findings = Vec::new();
    if method.uses_demand() {
        findings.extend(missing("demand", request.demand, request.places));
        findings.extend(nothing("demand", request.demand, "every ratio of supply to demand is undefined"));
    }
    findings.extend(missing("supply", request.supply, request.supplies));
    findings.extend(nothing("supply", request.supply, "there is nothing to reach"));
    findings.extend(unreached(request));
    if let Access::FloatingCatchments(shared) = result {
        let serves_nobody =
            |number: &usize| request.supply.get(*number).is_some_and(|size| size > 0.0) && shared.demands[*number] == 0.0;
        let idle = (0..request.supplies.len()).filter(serves_nobody).collect::<Vec<_>>();
        findings.extend(idle_supplies(request, &idle));
    }
    findings.extend(places_without_supply(request, result));
    findings
}

/// Names that several places of a list have: rows of the output cannot be told apart by them.
pub fn duplicate_names(what: &str, places: &[Place]) -> Vec<Finding> {
    let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, place) in places.iter().enumerate() {
        numbers.entry(&place.name).or_default().push(number);
    }
    let repeated = numbers.into_iter().filter(|(_, numbers)| numbers.len() > 1);
    let describe = |(name, numbers): (&str, Vec<usize>)| {
        Finding::warning("duplicate-name", format!("{} {what} are called '{name}'", numbers.len()))
            .with_remedy("each is computed by itself; give them names of their own to tell their rows apart")
            .of_feature(name)
            .at_place(places[numbers[1]].at)
    };
    repeated.map(describe).collect()
}

fn missing(what: &str, amounts: &Amounts, places: &[Place]) -> Option<Finding> {
    let missing = amounts.missing();
    let share = 100.0 * amounts.known_share()?;
    let known = amounts.len() - missing.len();
    let message = format!(
        "{what} is known for {known} of {} ({share:.0} %); not counted: {}",
        amounts.len(),
        listed(&missing, places)
    );
    (!missing.is_empty()).then(|| Finding::warning("missing-figures", message))
}

fn nothing(what: &str, amounts: &Amounts, consequence: &str) -> Option<Finding> {
    let is_nothing = amounts.sum().is_none_or(|sum| sum <= 0.0);
    is_nothing.then(|| {
        Finding::error(
            if what == "demand" { "no-demand" } else { "no-supply" },
            format!("no {what} is known and above 0: {consequence}"),
        )
        .with_remedy(format!("name the column that holds it with --{what}"))
    })
}

fn unreached(request: &AccessRequest<'_>) -> Option<Finding> {
    let unreached = request.minutes.unreached();
    (!unreached.is_empty() && !request.places.is_empty()).then(|| {
        let names = listed(&unreached, request.supplies);
        Finding::warning("unreachable-supply", format!("no place has a way to {names}; they are not counted"))
            .with_remedy("look at their position and at the network of the travel model")
    })
}

fn idle_supplies(request: &AccessRequest<'_>, idle: &[usize]) -> Option<Finding> {
    (!idle.is_empty()).then(|| {
        let capacity: f64 = idle.iter().filter_map(|&number| request.supply.get(number)).sum();
        let names = listed(idle, request.supplies);
        Finding::warning(
            "supply-without-demand",
            format!(
                "nobody with a known number of people is within reach of {names}; a capacity of {capacity} serves nobody"
            ),
        )
        .with_remedy("allow more minutes, or add the places around")
    })
}

fn places_without_supply(request: &AccessRequest<'_>, result: &Access) -> Option<Finding> {
    let without = |&place: &usize| match result {
        Access::AverageTimes(averages) => averages[place].is_none(),
        Access::Choices(choices) => choices[place].probabilities.is_empty(),
        _ => result.value(place) == Some(0.0),
    };
    let places: Vec<usize> = (0..request.places.len()).filter(without).collect();
    (!places.is_empty()).then(|| {
        Finding::note("nothing-in-reach", format!("nothing is within reach of {}", listed(&places, request.places)))
    })
}

fn listed(numbers: &[usize], places: &[Place]) -> String {
    let names: Vec<&str> =
        numbers.iter().take(LISTED).filter_map(|&number| Some(places.get(number)?.name.as_str())).collect();
    let more = numbers.len().saturating_sub(LISTED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest}", names.join(", "))
}
