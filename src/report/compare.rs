//! Plans side by side as tables, a layer and a document.

use super::geometry::Rounding;
use super::number;
use super::text::{Shown, markdown};
use crate::analysis::{Change, Comparison, Ground, Pair, RingProfile, Sums};
use crate::layer::{Feature, Layer, Value};
use crate::scheme::{Plan, RingIndex};

const FIGURES: [&str; 6] = ["units", "area_km2", "population", "population_known", "gdp", "gdp_known"];

/// A comparison with the names of its plans, ready to be written.
///
/// | table | rows |
/// |---|---|
/// | `pairs` | each plan against each later one: units and people that stay, move, are in one only; adjusted Rand index |
/// | `rings` | each ring of each plan: figures, pieces, shape |
/// | `changes` | ring by ring, what the second plan has more than the first |
/// | `flows` | from each ring to each ring |
/// | `units` | each piece of ground with its ring in every plan |
#[derive(Debug)]
pub struct CompareReport<'a> {
    plans: &'a [&'a Plan],
    comparison: &'a Comparison<'a>,
    labels: Vec<String>,
}

impl<'a> CompareReport<'a> {
    /// Plans and their comparison, made of these plans in this order. Plans with the same identifier are told apart by number.
    pub fn new(plans: &'a [&'a Plan], comparison: &'a Comparison<'a>) -> Self {
        let label = |(number, plan): (usize, &&Plan)| {
            let before = plans[..number].iter().filter(|other| other.id() == plan.id()).count();
            if before == 0 { plan.id().to_string() } else { format!("{}#{}", plan.id(), before + 1) }
        };
        Self { plans, comparison, labels: plans.iter().enumerate().map(label).collect() }
    }

    fn ring_id(&self, plan: usize, ring: Option<RingIndex>) -> Value {
        Value::from(ring.map(|ring| self.plans[plan].ring(ring).id()))
    }

    /// Each plan against each later one.
    pub fn pairs(&self) -> Layer {
        let columns = ["a", "b", "units_both", "units_moved", "units_only_a", "units_only_b"];
        let changed = ["area_changed_km2", "population_changed", "population_changed_known", "adjusted_rand_index"];
        let mut table = Layer::new("pairs", columns.into_iter().chain(changed));
        for pair in &self.comparison.pairs {
            let of = |change: Change| pair.total(change);
            let changed = of(Change::Moved).plus(&of(Change::OnlyA)).plus(&of(Change::OnlyB));
            let mut row = vec![Value::from(self.labels[pair.a].as_str()), Value::from(self.labels[pair.b].as_str())];
            row.extend(
                [Change::Both, Change::Moved, Change::OnlyA, Change::OnlyB].map(|change| Value::Integer(of(change).units)),
            );
            row.extend([
                number::area_km2(changed.area()),
                Value::from(changed.population.sum()),
                number::share(Some(changed.population.known_share())),
                number::rounded(pair.adjusted_rand_index, 6),
            ]);
            table.push(Feature::new(None, row));
        }
        table
    }

    /// Each ring of each plan.
    pub fn rings(&self) -> Layer {
        let shape = ["pieces", "polsby_popper", "reock", "hull_ratio"];
        let columns = ["plan", "ring", "name", "ring_index"].into_iter().chain(FIGURES).chain(shape);
        let mut table = Layer::new("rings", columns);
        for (number, (plan, rings)) in self.plans.iter().zip(&self.comparison.rings).enumerate() {
            for (index, (ring, profile)) in plan.rings().iter().zip(rings).enumerate() {
                let mut row =
                    vec![Value::from(self.labels[number].as_str()), Value::from(ring.id()), Value::from(ring.name())];
                row.push(number::count(index));
                row.extend(figures(&profile.sums));
                row.extend(shape_values(profile));
                table.push(Feature::new(None, row));
            }
        }
        table
    }

    /// Ring by ring, the second plan less the first. The known shares of changes are those of what moves.
    pub fn changes(&self) -> Layer {
        let columns = ["a", "b", "ring_a", "ring_b", "units_a", "units_b", "units_change", "area_km2_a", "area_km2_b"];
        let more = ["area_km2_change", "population_a", "population_b", "population_change", "population_change_known"];
        let gdp = ["gdp_a", "gdp_b", "gdp_change", "gdp_change_known"];
        let mut table = Layer::new("changes", columns.into_iter().chain(more).chain(gdp));
        for pair in &self.comparison.pairs {
            for ring in &pair.rings {
                let side =
                    |plan: usize, ring: Option<RingIndex>| ring.map(|ring| self.comparison.rings[plan][ring.index()].sums);
                let (a, b, change) = (side(pair.a, ring.a), side(pair.b, ring.b), &ring.difference);
                let units = |sums: Option<Sums>| Value::from(sums.map(|sums| sums.units));
                let area = |sums: Option<Sums>| sums.map_or(Value::Null, |sums| number::area_km2(sums.area()));
                let people = |sums: Option<Sums>| Value::from(sums.and_then(|sums| sums.population.sum()));
                let gdp = |sums: Option<Sums>| number::product(sums.and_then(|sums| sums.gdp()));
                table.push(Feature::new(
                    None,
                    vec![
                        Value::from(self.labels[pair.a].as_str()),
                        Value::from(self.labels[pair.b].as_str()),
                        self.ring_id(pair.a, ring.a),
                        self.ring_id(pair.b, ring.b),
                        units(a),
                        units(b),
                        Value::Integer(change.units),
                        area(a),
                        area(b),
                        number::area_km2(change.area()),
                        people(a),
                        people(b),
                        Value::from(change.population.sum()),
                        number::share(Some(change.population.known_share())),
                        gdp(a),
                        gdp(b),
                        number::product(change.gdp()),
                        number::share(Some(change.gdp_known())),
                    ],
                ));
            }
        }
        table
    }

    /// From each ring to each ring; an empty cell is "in no ring".
    pub fn flows(&self) -> Layer {
        self.flows_of(&self.comparison.pairs)
    }

    /// The flows between the first two plans.
    pub fn first_flows(&self) -> Layer {
        self.flows_of(&self.comparison.pairs[..self.comparison.pairs.len().min(1)])
    }

    fn flows_of(&self, pairs: &[Pair]) -> Layer {
        let mut table = Layer::new("flows", ["a", "b", "from", "to", "change"].into_iter().chain(FIGURES));
        for pair in pairs {
            for flow in &pair.flows {
                let mut row = vec![Value::from(self.labels[pair.a].as_str()), Value::from(self.labels[pair.b].as_str())];
                row.extend([
                    self.ring_id(pair.a, flow.from),
                    self.ring_id(pair.b, flow.to),
                    Value::from(flow.change.word()),
                ]);
                row.extend(figures(&flow.sums));
                table.push(Feature::new(None, row));
            }
        }
        table
    }

    /// Each piece of ground with its ring in every plan, in columns `ring:PLAN`.
    pub fn units(&self) -> Layer {
        let rings = self.labels.iter().map(|label| format!("ring:{label}"));
        let fixed = ["code", "name", "name_en", "level", "units", "area_km2", "population", "gdp"].map(str::to_string);
        let mut table = Layer::new("units", fixed.into_iter().chain(rings));
        for ground in &self.comparison.grounds {
            let mut row = ground_values(ground).to_vec();
            row.extend(ground.rings.iter().enumerate().map(|(plan, ring)| self.ring_id(plan, *ring)));
            table.push(Feature::new(None, row));
        }
        table
    }

    /// The first plan against the following ones, `most` of them, a layer each: `compare`, `compare-3`, `compare-4`...
    pub fn layers_against_first(&self, most: usize, rounding: &mut Rounding) -> Vec<Layer> {
        let pairs = self.comparison.pairs.iter().filter(|pair| pair.a == 0).take(most);
        pairs.map(|pair| self.layer(pair, rounding)).collect()
    }

    /// What is in both, moved, or in one plan only, as polygons.
    fn layer(&self, pair: &Pair, rounding: &mut Rounding) -> Layer {
        let fixed = ["code", "name", "name_en", "level", "units", "area_km2", "population", "gdp"];
        let columns = fixed.into_iter().chain(["change", "ring_a", "ring_b", "plan_a", "plan_b"]);
        let name = if pair.b == 1 { "compare".to_string() } else { format!("compare-{}", pair.b + 1) };
        let mut layer = Layer::new(name, columns);
        for ground in &self.comparison.grounds {
            let Some(change) = pair.change(ground) else { continue };
            let mut values = ground_values(ground).to_vec();
            values.extend([
                Value::from(change.word()),
                self.ring_id(pair.a, ground.rings[pair.a]),
                self.ring_id(pair.b, ground.rings[pair.b]),
                Value::from(self.labels[pair.a].as_str()),
                Value::from(self.labels[pair.b].as_str()),
            ]);
            layer.push(Feature::new(rounding.polygons(&ground.code, &ground.boundary), values));
        }
        layer
    }

    /// Everything for people, as Markdown.
    pub fn markdown(&self) -> String {
        let names: Vec<String> =
            self.plans.iter().zip(&self.labels).map(|(plan, label)| format!("{} (`{label}`)", plan.name())).collect();
        let counted: Vec<&str> = self.comparison.counted.iter().map(|level| level.word()).collect();
        let mut text = format!(
            "# {}\n\nUnits are counted at the finest level that any plan names: {}. An empty ring is \"in no ring\"; a dash is not known.\n\n\
             ## Agreement\n\n{}\n## Rings\n\n{}",
            names.join(" against "),
            counted.join(", "),
            markdown(&self.pairs(), &PAIR_SHOWN),
            markdown(&self.rings(), &RING_SHOWN),
        );
        text.push_str(&format!("\n## Changes, ring by ring\n\n{}", markdown(&self.changes(), &CHANGE_SHOWN)));
        text.push_str(&format!("\n## From ring to ring\n\n{}", markdown(&self.flows(), &FLOW_SHOWN)));
        for pair in &self.comparison.pairs {
            text.push_str(&self.moves(pair));
        }
        text
    }

    /// The units that are not in the same ring of both, one by one.
    fn moves(&self, pair: &Pair) -> String {
        let mut table = Layer::new("moves", ["unit", "code", "change", "from", "to", "population"]);
        for ground in &self.comparison.grounds {
            if let Some(change) = pair.change(ground).filter(|change| *change != Change::Both) {
                let row = vec![
                    Value::from(ground.name_en.as_deref().unwrap_or(&ground.name)),
                    Value::from(ground.code.as_str()),
                    Value::from(change.word()),
                    self.ring_id(pair.a, ground.rings[pair.a]),
                    self.ring_id(pair.b, ground.rings[pair.b]),
                    Value::from(ground.figures.population()),
                ];
                table.push(Feature::new(None, row));
            }
        }
        let heading = format!("\n## Units that differ: {} against {}\n\n", self.labels[pair.a], self.labels[pair.b]);
        let shown = ["unit", "code", "change", "from", "to", "population"].map(|column| Shown(column, column, 0));
        let body = if table.features().is_empty() { "None.\n".to_string() } else { markdown(&table, &shown) };
        heading + &body
    }
}

const PAIR_SHOWN: [Shown; 9] = [
    Shown("a", "A", 0),
    Shown("b", "B", 0),
    Shown("units_both", "in the same ring", 0),
    Shown("units_moved", "moved", 0),
    Shown("units_only_a", "only A", 0),
    Shown("units_only_b", "only B", 0),
    Shown("area_changed_km2", "km2 that differ", 0),
    Shown("population_changed", "people that differ", 0),
    Shown("adjusted_rand_index", "adjusted Rand index", 4),
];

const RING_SHOWN: [Shown; 12] = [
    Shown("plan", "plan", 0),
    Shown("name", "ring", 0),
    Shown("units", "units", 0),
    Shown("area_km2", "area km2", 0),
    Shown("population", "population", 0),
    Shown("population_known", "known", 2),
    Shown("gdp", "GDP", 1),
    Shown("gdp_known", "known", 2),
    Shown("pieces", "pieces", 0),
    Shown("polsby_popper", "Polsby-Popper", 3),
    Shown("reock", "Reock", 3),
    Shown("hull_ratio", "hull ratio", 3),
];

const CHANGE_SHOWN: [Shown; 10] = [
    Shown("a", "A", 0),
    Shown("b", "B", 0),
    Shown("ring_a", "ring of A", 0),
    Shown("ring_b", "ring of B", 0),
    Shown("units_change", "units", 0),
    Shown("area_km2_change", "area km2", 0),
    Shown("population_change", "population", 0),
    Shown("population_change_known", "known", 2),
    Shown("gdp_change", "GDP", 1),
    Shown("gdp_change_known", "known", 2),
];

const FLOW_SHOWN: [Shown; 8] = [
    Shown("a", "A", 0),
    Shown("b", "B", 0),
    Shown("from", "from", 0),
    Shown("to", "to", 0),
    Shown("units", "units", 0),
    Shown("area_km2", "area km2", 0),
    Shown("population", "population", 0),
    Shown("population_known", "known", 2),
];

fn figures(sums: &Sums) -> [Value; 6] {
    [
        Value::Integer(sums.units),
        number::area_km2(sums.area()),
        Value::from(sums.population.sum()),
        number::share(Some(sums.population.known_share())),
        number::product(sums.gdp()),
        number::share(Some(sums.gdp_known())),
    ]
}

fn shape_values(profile: &RingProfile) -> [Value; 4] {
    let shape = &profile.shape;
    [
        number::count(profile.pieces),
        number::share(shape.polsby_popper),
        number::share(shape.reock),
        number::share(shape.hull_ratio),
    ]
}

fn ground_values(ground: &Ground<'_>) -> [Value; 8] {
    [
        Value::from(ground.code.as_str()),
        Value::from(ground.name.as_str()),
        Value::from(ground.name_en.as_deref()),
        Value::from(ground.level.map(|level| level.word())),
        number::count(ground.units),
        number::area_km2(ground.figures.area()),
        Value::from(ground.figures.population()),
        number::product(ground.figures.gdp()),
    ]
}
