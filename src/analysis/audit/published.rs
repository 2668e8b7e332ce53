//! Published figures as a table: groups of units with area, population and gross domestic product.
//!
//! A CSV file with the columns `group,members` and any of the measure columns below. `members` are codes or names, separated by
//! spaces (codes) or semicolons (names). A row without members is a row about the others: `Total`, or growth over the first
//! group when its name begins with `Growth`. A year at the end of a measure's column name is allowed (`gdp_trillion_yuan_2022`).
//!
//! | column | measure | in the unit of the data |
//! |---|---|---|
//! | `area_km2`, `area_10k_km2` | area | km2 |
//! | `population`, `population_10k`, `population_100m` | population | people |
//! | `gdp_100m_yuan`, `gdp_trillion_yuan`, `gdp` | gross domestic product | 100 million yuan |

use crate::atlas::{Atlas, UnitId};
use crate::error::{Error, Result};

/// What a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Area.
    Area,
    /// Population.
    Population,
    /// Gross domestic product.
    Gdp,
}

impl Measure {
    /// The word for the measure in tables: `area`, `population`, `gdp`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Population => "population",
            Self::Gdp => "gdp",
        }
    }

    /// The measure of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Area, Self::Population, Self::Gdp].into_iter().find(|measure| measure.word() == word)
    }
}

/// A number as it is printed: its value and how many decimals it is given with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed {
    /// The value.
    pub value: f64,
    /// Number of decimals.
    pub decimals: usize,
}

impl Printed {
    /// Reads a number.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let value: f64 = text.parse().ok().filter(|value: &f64| value.is_finite())?;
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Some(Self { value, decimals })
    }

    /// True when `exact` gives this number once rounded to its decimals (half away from zero, or half to even).
    ///
    /// # Examples
    /// ```
    /// use ringshed::analysis::Printed;
    /// let multiple = Printed::parse("2.27").expect("a number");
    /// assert!(multiple.is_rounding_of(2.265));
    /// assert!(!multiple.is_rounding_of(2.28));
    /// ```
    pub fn is_rounding_of(&self, exact: f64) -> bool {
        let half = 0.5 * 10f64.powi(-(self.decimals as i32));
        // Sums of decimal fractions are off by some units in the last place of a double; a tie must not fall to that.
        (self.value - exact).abs() <= half + 1e-9 * exact.abs().max(1.0)
    }
}

/// A measure column of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedColumn {
    /// What it is about.
    pub measure: Measure,
    /// Its name in the file, which carries the unit.
    pub name: String,
    /// How many units of the data make one unit of the column.
    pub factor: f64,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedRow {
    /// What the table calls it.
    pub group: String,
    /// The units it is about; empty for totals and growth.
    pub units: Vec<UnitId>,
    /// One printed number per column; `None` where the cell is empty.
    pub figures: Vec<Option<Printed>>,
}

impl PublishedRow {
    /// True for a row of growth over the first group.
    pub(super) fn is_growth(&self) -> bool {
        self.units.is_empty() && self.group.to_lowercase().starts_with("growth")
    }

    /// True for a row of totals.
    pub(super) fn is_total(&self) -> bool {
        self.units.is_empty() && self.group.to_lowercase().starts_with("total")
    }
}

/// Published figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The measure columns, in the order of the file.
    pub columns: Vec<PublishedColumn>,
    /// All rows, in the order of the file.
    pub rows: Vec<PublishedRow>,
}

impl Published {
    /// Reads the table. `name` is what messages call it.
    ///
    /// # Errors
    /// A bad request that lists every column, number and unit that is not understood.
    pub fn parse(name: &str, text: &str, atlas: &Atlas) -> Result<Self> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = reader.headers().map_err(|error| Error::unreadable(name, error))?.clone();
        let mut problems = Vec::new();
        let positions = Positions::of(name, &headers, &mut problems);
        let mut rows = Vec::new();
        for (number, record) in reader.records().enumerate() {
            let record = record.map_err(|error| Error::unreadable(name, error))?;
            rows.push(positions.row(&format!("{name}, row {}", number + 1), &record, atlas, &mut problems));
        }
        if rows.iter().all(|row: &PublishedRow| row.units.is_empty()) {
            problems.push(format!("{name}: no row names members: give codes or names in the column 'members'"));
        }
        let columns = positions.measures.into_iter().map(|(_, column)| column).collect();
        if problems.is_empty() { Ok(Self { columns, rows }) } else { Err(Error::bad_requests(problems)) }
    }
}

/// Where the columns stand in the file.
struct Positions {
    group: usize,
    members: usize,
    measures: Vec<(usize, PublishedColumn)>,
}

impl Positions {
    fn of(name: &str, headers: &csv::StringRecord, problems: &mut Vec<String>) -> Self {
        let mut find = |wanted: &str| {
            headers.iter().position(|header| header == wanted).unwrap_or_else(|| {
                problems.push(format!("{name}: there is no column '{wanted}'"));
                usize::MAX
            })
        };
        let (group, members) = (find("group"), find("members"));
        let measures: Vec<(usize, PublishedColumn)> =
            headers.iter().enumerate().filter_map(|(at, header)| Some((at, measure_column(header)?))).collect();
        if measures.is_empty() {
            let known =
                "area_km2, area_10k_km2, population, population_10k, population_100m, gdp_100m_yuan, gdp_trillion_yuan";
            problems.push(format!("{name}: there is no column of figures; known are {known}"));
        }
        Self { group, members, measures }
    }

    fn row(&self, place: &str, record: &csv::StringRecord, atlas: &Atlas, problems: &mut Vec<String>) -> PublishedRow {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let mut units = Vec::new();
        for member in members(cell(self.members), atlas) {
            match member {
                Ok(unit) => units.push(unit),
                Err(problem) => problems.push(format!("{place}: {problem}")),
            }
        }
        let mut figure = |(at, column): &(usize, PublishedColumn)| {
            let text = cell(*at);
            let printed = Printed::parse(text);
            if printed.is_none() && !text.is_empty() {
                problems.push(format!("{place}: '{text}' in column '{}' is not a number", column.name));
            }
            printed
        };
        let figures = self.measures.iter().map(&mut figure).collect();
        PublishedRow { group: cell(self.group).to_string(), units, figures }
    }
}

fn members(cell: &str, atlas: &Atlas) -> Vec<Result<UnitId, String>> {
    let names: Vec<&str> = match cell.contains(';') {
        true => cell.split(';').collect(),
        false if cell.split_whitespace().all(|word| is_code(word, atlas)) => cell.split_whitespace().collect(),
        false => vec![cell],
    };
    let resolve = |name: &str| atlas.resolve(name.trim(), None).map(|found| found.id).map_err(|error| error.to_string());
    names.into_iter().filter(|name| !name.trim().is_empty()).map(resolve).collect()
}

/// A code of the atlas, or a word that can only be one: with a digit in it, it is no part of a name.
fn is_code(word: &str, atlas: &Atlas) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit()) || atlas.find(word).is_some()
}

fn measure_column(header: &str) -> Option<PublishedColumn> {
    let stem = match header.rsplit_once('_') {
        Some((stem, year)) if year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => header,
    };
    let (measure, factor) = match stem {
        "area_km2" => (Measure::Area, 1.0),
        "area_10k_km2" => (Measure::Area, 1e4),
        "population" => (Measure::Population, 1.0),
        "population_10k" => (Measure::Population, 1e4),
        "population_100m" => (Measure::Population, 1e8),
        "gdp" | "gdp_100m_yuan" => (Measure::Gdp, 1.0),
        "gdp_trillion_yuan" => (Measure::Gdp, 1e4),
        _ => return None,
    };
    Some(PublishedColumn { measure, name: header.to_string(), factor })
}
