//! Figures that add up to the last digit.
//!
//! Every ground's area is taken to the whole square metre and its gross domestic product to four decimals of the data's unit, as
//! they are printed; people are whole anyway. Sums and differences of whole numbers are exact in any order, so totals over rings
//! equal totals over units digit for digit, and a change one way is the change the other way with the sign turned.

use crate::quantity::SquareMetres;

/// How many of the smallest steps of gross domestic product make one of the data's unit.
const GDP_STEPS: f64 = 10_000.0;

/// The figures of one ground in whole steps. Missing is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WholeFigures {
    square_metres: i64,
    people: Option<i64>,
    gdp_steps: Option<i64>,
}

/// A sum of whole numbers of which some may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownSum {
    sum: i64,
    known: usize,
    count: usize,
}

/// Figures of several grounds together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Units of the level of comparison.
    pub units: i64,
    square_metres: i64,
    /// People.
    pub population: KnownSum,
    gdp: KnownSum,
}

impl WholeFigures {
    /// Figures taken to whole steps.
    pub fn new(area: SquareMetres, population: Option<u64>, gdp: Option<f64>) -> Self {
        Self {
            square_metres: area.square_metres().round() as i64,
            people: population.and_then(|people| i64::try_from(people).ok()),
            gdp_steps: gdp.filter(|gdp| gdp.is_finite()).map(|gdp| (gdp * GDP_STEPS).round() as i64),
        }
    }

    /// Area in whole square metres.
    pub fn area(&self) -> SquareMetres {
        SquareMetres::new(self.square_metres as f64)
    }

    /// People.
    pub fn population(&self) -> Option<i64> {
        self.people
    }

    pub(super) fn product(&self) -> Option<i64> {
        self.gdp_steps
    }

    /// Gross domestic product in the unit of the data.
    pub fn gdp(&self) -> Option<f64> {
        self.gdp_steps.map(|steps| steps as f64 / GDP_STEPS)
    }
}

impl KnownSum {
    fn add(&mut self, value: Option<i64>) {
        self.count += 1;
        self.known += usize::from(value.is_some());
        self.sum += value.unwrap_or(0);
    }

    fn minus(&self, other: &Self) -> Self {
        Self { sum: self.sum - other.sum, known: self.known + other.known, count: self.count + other.count }
    }

    fn plus(&self, other: &Self) -> Self {
        Self { sum: self.sum + other.sum, known: self.known + other.known, count: self.count + other.count }
    }

    /// The sum of the known numbers; `None` when there are numbers and none is known.
    pub fn sum(&self) -> Option<i64> {
        (self.known > 0 || self.count == 0).then_some(self.sum)
    }

    /// The share of numbers that are known; 1 when there are none to know.
    pub fn known_share(&self) -> f64 {
        if self.count == 0 { 1.0 } else { self.known as f64 / self.count as f64 }
    }
}

impl Sums {
    /// Adds a ground with its number of units.
    pub fn add(&mut self, units: usize, figures: &WholeFigures) {
        self.add_ground(units, figures);
        self.population.add(figures.people);
        self.gdp.add(figures.gdp_steps);
    }

    /// Adds units and area of a ground; what is known of its people and product is added for itself.
    pub(super) fn add_ground(&mut self, units: usize, figures: &WholeFigures) {
        self.units += units as i64;
        self.square_metres += figures.square_metres;
    }

    /// Adds the people of a ground, or of several together.
    pub(super) fn add_people(&mut self, people: Option<i64>) {
        self.population.add(people);
    }

    /// Adds the product of a ground, or of several together.
    pub(super) fn add_product(&mut self, gdp_steps: Option<i64>) {
        self.gdp.add(gdp_steps);
    }

    /// This less the other; figures of both count among those to be known.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        Self {
            units: self.units - other.units,
            square_metres: self.square_metres - other.square_metres,
            population: self.population.minus(&other.population),
            gdp: self.gdp.minus(&other.gdp),
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            units: self.units + other.units,
            square_metres: self.square_metres + other.square_metres,
            population: self.population.plus(&other.population),
            gdp: self.gdp.plus(&other.gdp),
        }
    }

    /// Area in whole square metres.
    pub fn area(&self) -> SquareMetres {
        SquareMetres::new(self.square_metres as f64)
    }

    /// Gross domestic product in the unit of the data; `None` when none is known.
    pub fn gdp(&self) -> Option<f64> {
        self.gdp.sum().map(|steps| steps as f64 / GDP_STEPS)
    }

    /// The share of grounds whose gross domestic product is known.
    pub fn gdp_known(&self) -> f64 {
        self.gdp.known_share()
    }
}
