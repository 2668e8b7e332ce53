//! Accessibility as layers and tables.

use geo_types::{Geometry, Point};

use super::geometry::Rounding;
use super::number;
use super::travel::{parameter_names, parameter_values};
use crate::analysis::{Access, AccessRequest, gini};
use crate::layer::{Feature, Layer, Value};
use crate::travel::Description;

/// A result to be written: what was asked, what came out, and what comes out after a change of the network.
#[derive(Clone, Copy, Debug)]
pub struct AccessReport<'a> {
    /// What was asked.
    pub request: &'a AccessRequest<'a>,
    /// What came out.
    pub result: &'a Access,
    /// The same after a change of the network.
    pub after: Option<&'a Access>,
    /// The word of the method.
    pub method: &'a str,
    /// Names and values of its parameters. The names carry the unit.
    pub parameters: &'a [(&'static str, f64)],
    /// How minutes came about.
    pub description: &'a Description,
}

/// One point for each place: its accessibility (by Huff's model the supply that most choose, and its probability), the demand there,
/// and the supply with the least minutes. After a change also the new value and the difference.
pub fn access_layer(report: &AccessReport<'_>, rounding: &mut Rounding) -> Layer {
    let mut columns: Vec<&str> = vec!["place"];
    columns.extend(result_columns(report));
    columns.extend(["demand", "nearest", "nearest_minutes", "method", "model", "basis"]);
    let mut layer = layer_with_parameters("access", &columns, report);
    for (number, place) in report.request.places.iter().enumerate() {
        let nearest = report.request.minutes.nearest(number);
        let mut values = vec![Value::from(place.name.as_str())];
        values.extend(result_values(report, number));
        values.extend([
            significant(report.request.demand.get(number)),
            Value::from(nearest.map(|(supply, _)| name_of(report, supply))),
            number::minutes(nearest.map(|(_, minutes)| minutes)),
        ]);
        values.extend(method_values(report));
        let point = rounding.geometry(&place.name, &Geometry::Point(Point::from(place.at)));
        layer.push(Feature::new(point, values));
    }
    layer
}

/// By Huff's model the table of all choices, one row for each place and supply that can be reached; else the columns of
/// [`access_layer`].
pub fn access_table(report: &AccessReport<'_>, rounding: &mut Rounding) -> Layer {
    match report.result.choices() {
        Some(_) => choices_table(report),
        None => access_layer(report, rounding),
    }
}

fn choices_table(report: &AccessReport<'_>) -> Layer {
    let mut columns = vec!["place", "supply", "probability"];
    if report.after.is_some() {
        columns.extend(["probability_after", "change"]);
    }
    columns.extend(["minutes", "method", "model", "basis"]);
    let mut layer = layer_with_parameters("access", &columns, report);
    let before = report.result.choices().unwrap_or_default();
    let after = report.after.and_then(Access::choices);
    for (number, place) in report.request.places.iter().enumerate() {
        for supply in 0..report.request.supplies.len() {
            let chance = before[number].probability(supply);
            let chance_after = after.map(|after| after[number].probability(supply));
            if chance == 0.0 && chance_after.is_none_or(|after| after == 0.0) {
                continue;
            }
            let mut values =
                vec![Value::from(place.name.as_str()), Value::from(name_of(report, supply)), significant(Some(chance))];
            if let Some(chance_after) = chance_after {
                values.extend([significant(Some(chance_after)), significant(Some(chance_after - chance))]);
            }
            values.push(number::minutes(report.request.minutes.get(number, supply)));
            values.extend(method_values(report));
            layer.push(Feature::new(None, values));
        }
    }
    layer
}

fn result_columns(report: &AccessReport<'_>) -> Vec<&'static str> {
    let changed = report.after.is_some();
    match report.result {
        Access::Choices(_) if changed => {
            vec!["supply", "probability", "supply_after", "probability_after", "change"]
        }
        Access::Choices(_) => vec!["supply", "probability"],
        Access::AverageTimes(_) if changed => {
            vec!["access", "access_after", "change", "change_share", "reached", "reached_after"]
        }
        Access::AverageTimes(_) => vec!["access", "reached"],
        _ if changed => vec!["access", "access_after", "change", "change_share"],
        _ => vec!["access"],
    }
}

fn result_values(report: &AccessReport<'_>, place: usize) -> Vec<Value> {
    let (before, after) = (report.result.value(place), report.after.map(|after| after.value(place)));
    let change = after.and_then(|after| Some(after? - before?));
    let mut values = Vec::new();
    let dominant = |access: &Access| access.choices().and_then(|choices| choices[place].dominant());
    let chosen = |access: &Access| Value::from(dominant(access).map(|(supply, _)| name_of(report, supply)));
    if let Access::Choices(_) = report.result {
        values.extend([chosen(report.result), significant(before)]);
        if let Some(after) = report.after {
            values.extend([chosen(after), significant(after.value(place)), significant(change)]);
        }
        return values;
    }
    values.push(significant(before));
    if let Some(after) = after {
        let share = change.zip(before.filter(|before| *before != 0.0)).map(|(change, before)| change / before);
        values.extend([significant(after), significant(change), number::share(share)]);
    }
    let reached = |access: &Access| match access {
        Access::AverageTimes(averages) => Some(number::share(averages[place].map(|average| average.reached))),
        _ => None,
    };
    values.extend(reached(report.result));
    values.extend(report.after.and_then(reached));
    values
}

fn layer_with_parameters(name: &str, columns: &[&str], report: &AccessReport<'_>) -> Layer {
    let fixed = columns.iter().map(|column| (*column).to_string());
    let of_method = report.parameters.iter().map(|(name, _)| (*name).to_string());
    Layer::new(name, fixed.chain(of_method).chain(parameter_names(report.description)))
}

/// Method, model, basis, then the parameters of method and model.
fn method_values(report: &AccessReport<'_>) -> Vec<Value> {
    let mut values = vec![
        Value::from(report.method),
        Value::from(report.description.model),
        Value::from(report.description.basis.to_string()),
    ];
    values.extend(report.parameters.iter().map(|(_, value)| Value::Float(*value)));
    values.extend(parameter_values(report.description));
    values
}

fn name_of<'a>(report: &AccessReport<'a>, supply: usize) -> &'a str {
    report.request.supplies[supply].name.as_str()
}

/// A number with 12 significant digits: sums over places agree with the supplies to more than 9, and the last bits of an
/// exponential, which differ between machines, are left out.
fn significant(number: Option<f64>) -> Value {
    let Some(number) = number.filter(|number| number.is_finite()) else { return Value::Null };
    // Adding zero turns -0 into 0.
    Value::Float(format!("{number:.11e}").parse().unwrap_or(number) + 0.0)
}

/// One line about the result as a whole: the mean over people and how unequal it is, and what a change does.
pub fn access_text(report: &AccessReport<'_>) -> String {
    let request = report.request;
    let mut text = format!("{} of {} places to {} supplies", report.method, request.places.len(), request.supplies.len());
    let mean = |access: &Access| {
        let holdings = access.holdings(request.demand);
        let people: f64 = holdings.iter().map(|holding| holding.people).sum();
        let total: f64 = holdings.iter().map(|holding| holding.people * holding.access).sum();
        (people > 0.0).then(|| (total / people, gini(&holdings)))
    };
    let Some((before, inequality)) = mean(report.result) else { return text };
    text.push_str(&format!("; mean over demand {before:.6}"));
    if let Some(inequality) = inequality {
        text.push_str(&format!(", Gini index {inequality:.4}"));
    }
    if let Some((after, inequality)) = report.after.and_then(mean) {
        text.push_str(&format!("; after the change {after:.6}"));
        if let Some(inequality) = inequality {
            text.push_str(&format!(", Gini index {inequality:.4}"));
        }
    }
    text
}
