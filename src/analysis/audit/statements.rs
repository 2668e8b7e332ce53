//! Statements of a text about a table of figures, checked against that table and against computed figures.

use serde::Deserialize;

use super::published::{Measure, Printed};
use super::{ColumnAudit, Series};
use crate::error::{Error, Result};
use crate::finding::Finding;

/// What a statement's number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementKind {
    /// The total.
    Total,
    /// Total less baseline.
    Increase,
    /// Total over baseline: 2 for "doubling".
    Ratio,
    /// (Total - baseline) / baseline: 1 for "doubling".
    Multiple,
}

/// A sentence with a number in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The sentence.
    pub text: String,
    /// What it is about.
    pub measure: Measure,
    /// What its number is.
    pub kind: StatementKind,
    /// The number, in the unit of the table's column.
    pub says: Printed,
    /// The unit, for people.
    pub unit: String,
}

/// A statement beside what the table and the computation give.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedStatement {
    /// The statement.
    pub statement: Statement,
    /// The number that follows from the published rows.
    pub table_gives: f64,
    /// The number that follows from computed figures; `None` when one is missing.
    pub computed_gives: Option<f64>,
}

#[derive(Deserialize)]
struct Row {
    statement: String,
    measure: String,
    kind: StatementKind,
    value: String,
    unit: String,
}

impl Statement {
    /// Reads statements from CSV with the columns `statement,measure,kind,value,unit`; `kind` is one of `total`, `increase`,
    /// `ratio`, `multiple`, and `value` is in the unit of the table's column. `name` is what messages call the file.
    ///
    /// # Errors
    /// A bad request that lists every row that is not understood.
    pub fn parse_all(name: &str, text: &str) -> Result<Vec<Self>> {
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let mut problems = Vec::new();
        let mut statements = Vec::new();
        for (number, row) in reader.deserialize::<Row>().enumerate() {
            match row.map_err(|error| error.to_string()).and_then(Self::from_row) {
                Ok(statement) => statements.push(statement),
                Err(problem) => problems.push(format!("{name}, row {}: {problem}", number + 1)),
            }
        }
        if problems.is_empty() { Ok(statements) } else { Err(Error::bad_requests(problems)) }
    }

    fn from_row(row: Row) -> Result<Self, String> {
        let measure = Measure::from_word(&row.measure)
            .ok_or_else(|| format!("'{}' is not a measure; use area, population or gdp", row.measure))?;
        let says = Printed::parse(&row.value).ok_or_else(|| format!("'{}' is not a number", row.value))?;
        Ok(Self { text: row.statement, measure, kind: row.kind, says, unit: row.unit })
    }

    /// Compares with the first column of the statement's measure; `None` when the table has none, or a cell is empty.
    pub(super) fn check(&self, columns: &[ColumnAudit<'_>]) -> Option<CheckedStatement> {
        let column = columns.iter().find(|column| column.column.measure == self.measure)?;
        let table_gives = self.kind.of(&column.published)?;
        Some(CheckedStatement { statement: self.clone(), table_gives, computed_gives: self.kind.of(&column.computed) })
    }
}

impl StatementKind {
    fn of(self, series: &Series) -> Option<f64> {
        match self {
            Self::Total => series.total(),
            Self::Increase => Some(series.total()? - series.baseline()?),
            Self::Ratio => Some(series.total()? / series.baseline()?),
            Self::Multiple => series.growth(),
        }
    }
}

impl CheckedStatement {
    /// Whether the statement's number follows from the table.
    pub fn agrees_with_table(&self) -> bool {
        self.statement.says.is_rounding_of(self.table_gives)
    }

    pub(super) fn finding(&self) -> Option<Finding> {
        let Statement { text, says, unit, .. } = &self.statement;
        let message = format!("\"{text}\" says {} {unit}; its own table gives {:.4}", says.value, self.table_gives);
        (!self.agrees_with_table()).then(|| Finding::warning("statement-contradicts-table", message))
    }
}
