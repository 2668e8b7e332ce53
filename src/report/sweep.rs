//! Sweeps as tables and a stability layer.

use std::collections::BTreeMap;

use super::geometry::Rounding;
use super::number;
use crate::analysis::{BreakPoint, Draws, GridPoint, RingModel, Sums, UnitDraws, Variation, WholeFigures, unit_statistics};
use crate::atlas::Atlas;
use crate::layer::{Feature, Layer, Value};

/// A model of rings with the names of its units and constants, ready to be written.
pub struct SweepReport<'a> {
    model: &'a dyn RingModel,
    atlas: &'a Atlas,
}

impl<'a> SweepReport<'a> {
    /// The report of sweeps of a model.
    pub fn new(model: &'a dyn RingModel, atlas: &'a Atlas) -> Self {
        Self { model, atlas }
    }

    fn constant(&self, constant: usize) -> &str {
        &self.model.constants()[constant].name
    }

    fn ring(&self, ring: Option<usize>) -> Value {
        Value::from(ring.map(|ring| self.model.rings()[ring].as_str()))
    }

    /// Code, name and English name of a unit.
    fn unit(&self, unit: usize) -> [Value; 3] {
        let unit = self.atlas.unit(self.model.units()[unit]);
        [Value::from(unit.code()), Value::from(unit.name()), Value::from(unit.name_en())]
    }

    /// Every combination with the figures of each ring: a column for each varied constant, then ring and figures. Units are those of the
    /// level that is swept, whole.
    pub fn rings(&self, variations: &[Variation], points: &[GridPoint]) -> Layer {
        let constants = variations.iter().map(|variation| self.constant(variation.constant).to_string());
        let columns =
            ["ring", "units", "area_km2", "population", "population_known", "gdp", "gdp_known"].map(str::to_string);
        let mut table = Layer::new("rings", constants.chain(columns));
        let figures = self.figures();
        for point in points {
            let mut sums: BTreeMap<usize, Sums> =
                (0..self.model.rings().len()).map(|ring| (ring, Sums::default())).collect();
            for (ring, figures) in point.rings.iter().zip(&figures) {
                if let Some(sums) = ring.and_then(|ring| sums.get_mut(&ring)) {
                    sums.add(1, figures);
                }
            }
            for (ring, sums) in sums {
                let mut row = varied_values(variations, point);
                row.extend([
                    self.ring(Some(ring)),
                    Value::Integer(sums.units),
                    number::area_km2(sums.area()),
                    Value::from(sums.population.sum()),
                    number::share(Some(sums.population.known_share())),
                    number::product(sums.gdp()),
                    number::share(Some(sums.gdp_known())),
                ]);
                table.push(Feature::new(None, row));
            }
        }
        table
    }

    fn figures(&self) -> Vec<WholeFigures> {
        let whole = |&unit| {
            let figures = unit_statistics(self.atlas, unit);
            WholeFigures::new(figures.area, figures.population, figures.gdp)
        };
        self.model.units().iter().map(whole).collect()
    }

    /// Every combination with the ring of each unit; empty is in no ring.
    pub fn units(&self, variations: &[Variation], points: &[GridPoint]) -> Layer {
        let constants = variations.iter().map(|variation| self.constant(variation.constant).to_string());
        let mut table = Layer::new("units", constants.chain(["code", "name", "name_en", "ring"].map(str::to_string)));
        for point in points {
            for (unit, ring) in point.rings.iter().enumerate() {
                let mut row = varied_values(variations, point);
                row.extend(self.unit(unit));
                row.push(self.ring(*ring));
                table.push(Feature::new(None, row));
            }
        }
        table
    }

    /// How sure each unit's ring is: `share` of draws (or combinations) in which it is in any ring and in each, the constant that its
    /// ring hangs on most, and the rank correlation of every constant (positive: a larger constant moves it outwards).
    pub fn stability(&self, draws: &Draws) -> Layer {
        let mut table = Layer::new("stability", self.stability_columns(draws));
        for (unit, fared) in draws.units(self.model.rings().len()).iter().enumerate() {
            table.push(Feature::new(None, self.stability_values(draws, unit, fared)));
        }
        table
    }

    /// The same with boundaries.
    pub fn stability_layer(&self, draws: &Draws, rounding: &mut Rounding) -> Layer {
        let mut layer = Layer::new("stability", self.stability_columns(draws));
        for (unit, fared) in draws.units(self.model.rings().len()).iter().enumerate() {
            let id = self.model.units()[unit];
            let geometry = rounding.polygons(self.atlas.unit(id).code(), self.atlas.boundary(id));
            layer.push(Feature::new(geometry, self.stability_values(draws, unit, fared)));
        }
        layer
    }

    fn stability_columns(&self, draws: &Draws) -> Vec<String> {
        let fixed = ["code", "name", "name_en", "draws", "share", "most_sensitive", "correlation"].map(str::to_string);
        let shares = self.model.rings().iter().map(|ring| format!("share:{ring}"));
        let correlations = draws.drawn.iter().map(|drawn| format!("correlation:{}", self.constant(drawn.constant)));
        fixed.into_iter().chain(shares).chain(correlations).collect()
    }

    fn stability_values(&self, draws: &Draws, unit: usize, fared: &UnitDraws) -> Vec<Value> {
        let known = fared
            .sensitivity
            .iter()
            .zip(&draws.drawn)
            .filter_map(|(value, drawn)| Some((*value, drawn.constant)).zip(*value));
        let most = known.reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a });
        let mut row = self.unit(unit).to_vec();
        row.extend([
            number::count(draws.points.len()),
            number::share(Some(fared.share)),
            Value::from(most.map(|((_, constant), _)| self.constant(constant))),
            number::share(most.map(|(_, value)| value)),
        ]);
        row.extend(fared.ring_shares.iter().map(|share| number::share(Some(*share))));
        row.extend(fared.sensitivity.iter().map(|value| number::share(*value)));
        row
    }

    /// Where units change their ring, one constant at a time: `value` lies between `below` and `above`, which differ by a millionth of the
    /// range; at each of them the ring is the one stated.
    pub fn breaks(&self, breaks: &[BreakPoint]) -> Layer {
        let columns =
            ["code", "name", "name_en", "constant", "usual", "value", "below", "above", "ring_below", "ring_above", "text"];
        let mut table = Layer::new("breaks", columns);
        for found in breaks {
            let constant = &self.model.constants()[found.constant];
            let mut row = self.unit(found.unit).to_vec();
            row.extend([
                Value::from(constant.name.as_str()),
                Value::from(constant.default),
                number::rounded((found.below + found.above) / 2.0, 6),
                number::rounded(found.below, 9),
                number::rounded(found.above, 9),
                self.ring(found.from),
                self.ring(found.to),
                Value::from(self.sentence(found)),
            ]);
            table.push(Feature::new(None, row));
        }
        table
    }

    /// `Datong leaves within-90 above detour 1.27`.
    fn sentence(&self, found: &BreakPoint) -> String {
        let unit = self.atlas.unit(self.model.units()[found.unit]).label();
        let name = |ring: usize| self.model.rings()[ring].as_str();
        let what = match (found.from, found.to) {
            (Some(from), None) => format!("leaves {}", name(from)),
            (None, Some(to)) => format!("joins {}", name(to)),
            (Some(from), Some(to)) => format!("moves from {} to {}", name(from), name(to)),
            (None, None) => "stays in no ring".to_string(),
        };
        let value = ((found.below + found.above) / 2.0 * 1e4).round() / 1e4;
        format!("{unit} {what} above {} {value}", self.constant(found.constant))
    }
}

fn varied_values(variations: &[Variation], point: &GridPoint) -> Vec<Value> {
    variations.iter().map(|variation| Value::from(point.values[variation.constant])).collect()
}
