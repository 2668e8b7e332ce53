//! Published figures audited against computed ones, row by row.
//!
//! Totals and growth multiples are recomputed twice: from the published rows, which shows whether the table agrees with itself,
//! and from the computed rows, which shows whether the world agrees with the table. Growth over the baseline is
//! `(total - baseline) / baseline`; the baseline is the first group of the table.

mod published;
mod statements;

use crate::atlas::Atlas;
use crate::finding::Finding;
use crate::quantity::SquareKilometres;

use super::statistics::{AreaStatistics, Totals, unit_statistics};

pub use published::{Measure, Printed, Published, PublishedColumn, PublishedRow};
pub use statements::{CheckedStatement, Statement, StatementKind};

/// What a row of the audit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditKind {
    /// A group of units.
    Group,
    /// The total over all groups.
    Total,
    /// Growth of the total over the first group.
    Growth,
}

/// One figure: published, recomputed from the published rows, and computed from boundaries and known figures. All three are in
/// the unit of the published column.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// What the row is about.
    pub kind: AuditKind,
    /// What the table calls it.
    pub group: String,
    /// Name of the published column, with its unit.
    pub column: String,
    /// What is measured.
    pub measure: Measure,
    /// The number as printed; `None` where the table has none.
    pub published: Option<Printed>,
    /// For totals and growth: the number that follows from the published rows.
    pub recomputed: Option<f64>,
    /// The number computed here; `None` when a figure is missing.
    pub computed: Option<f64>,
    /// Share of the units whose figure is known, 0 to 1.
    pub known: f64,
}

impl AuditRow {
    /// Computed less published.
    pub fn difference(&self) -> Option<f64> {
        Some(self.computed? - self.published?.value)
    }

    /// The difference over the published number.
    pub fn relative_difference(&self) -> Option<f64> {
        let published = self.published?.value;
        (published != 0.0).then_some(self.difference()? / published)
    }

    /// Whether the printed number follows from the published rows, for totals and growth.
    pub fn follows_from_rows(&self) -> Option<bool> {
        Some(self.published?.is_rounding_of(self.recomputed?))
    }
}

/// The result of an audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// Group by group and column by column, then totals, then growth.
    pub rows: Vec<AuditRow>,
    /// Statements of the text, checked.
    pub statements: Vec<CheckedStatement>,
}

/// Audits published figures, and statements about them, against computed ones.
pub fn audit(published: &Published, statements: &[Statement], atlas: &Atlas) -> Audit {
    let groups: Vec<Group<'_>> =
        published.rows.iter().filter(|row| !row.units.is_empty()).map(|row| Group::new(row, atlas)).collect();
    let columns: Vec<ColumnAudit<'_>> =
        (0..published.columns.len()).map(|at| ColumnAudit::new(published, &groups, at)).collect();
    let mut rows = Vec::new();
    for group in &groups {
        rows.extend(columns.iter().map(|column| column.group_row(group)));
    }
    for row in published.rows.iter().filter(|row| row.is_total()) {
        rows.extend(columns.iter().map(|column| column.total_row(row)));
    }
    for row in published.rows.iter().filter(|row| row.is_growth()) {
        rows.extend(columns.iter().map(|column| column.growth_row(row)));
    }
    let checked = statements.iter().filter_map(|statement| statement.check(&columns)).collect();
    Audit { rows, statements: checked }
}

/// A published group with its computed totals.
struct Group<'a> {
    row: &'a PublishedRow,
    totals: Totals,
}

impl<'a> Group<'a> {
    fn new(row: &'a PublishedRow, atlas: &Atlas) -> Self {
        let figures: Vec<AreaStatistics> = row.units.iter().map(|&unit| unit_statistics(atlas, unit)).collect();
        let codes = row.units.iter().map(|&unit| atlas.unit(unit).code());
        Self { row, totals: Totals::of(codes.zip(&figures)) }
    }

    /// The computed figure in the unit of the data, and the share of units for which it is known.
    fn computed(&self, measure: Measure) -> (Option<f64>, f64) {
        let totals = &self.totals;
        match measure {
            Measure::Area => (Some(SquareKilometres::from(totals.area).square_kilometres()), 1.0),
            Measure::Population => {
                let population = &totals.population;
                (population.complete_sum().map(|people| people as f64), population.known_share().unwrap_or(0.0))
            }
            Measure::Gdp => (totals.gdp.complete_sum(), totals.gdp.known_share().unwrap_or(0.0)),
        }
    }
}

/// One column of the table: what is published, and what is computed in the same unit.
pub(crate) struct ColumnAudit<'a> {
    column: &'a PublishedColumn,
    at: usize,
    published: Series,
    computed: Series,
    known: f64,
}

/// One number per group; the first group is the baseline.
struct Series(Vec<Option<f64>>);

impl Series {
    fn total(&self) -> Option<f64> {
        self.0.iter().copied().sum()
    }

    fn baseline(&self) -> Option<f64> {
        self.0.first().copied().flatten()
    }

    fn growth(&self) -> Option<f64> {
        Some((self.total()? - self.baseline()?) / self.baseline()?)
    }
}

impl<'a> ColumnAudit<'a> {
    fn new(published: &'a Published, groups: &[Group<'_>], at: usize) -> Self {
        let column = &published.columns[at];
        let computed = groups.iter().map(|group| Some(group.computed(column.measure).0? / column.factor)).collect();
        let known: f64 = groups.iter().map(|group| group.computed(column.measure).1 * group.totals.units as f64).sum();
        let units: usize = groups.iter().map(|group| group.totals.units).sum();
        Self {
            column,
            at,
            published: Series(groups.iter().map(|group| Some(group.row.figures[at]?.value)).collect()),
            computed: Series(computed),
            known: known / units.max(1) as f64,
        }
    }

    fn row(&self, kind: AuditKind, row: &PublishedRow) -> AuditRow {
        AuditRow {
            kind,
            group: row.group.clone(),
            column: self.column.name.clone(),
            measure: self.column.measure,
            published: row.figures[self.at],
            recomputed: None,
            computed: None,
            known: self.known,
        }
    }

    fn group_row(&self, group: &Group<'_>) -> AuditRow {
        let (computed, known) = group.computed(self.column.measure);
        let computed = computed.map(|value| value / self.column.factor);
        AuditRow { computed, known, ..self.row(AuditKind::Group, group.row) }
    }

    fn total_row(&self, row: &PublishedRow) -> AuditRow {
        let recomputed = self.published.total();
        AuditRow { recomputed, computed: self.computed.total(), ..self.row(AuditKind::Total, row) }
    }

    fn growth_row(&self, row: &PublishedRow) -> AuditRow {
        let recomputed = self.published.growth();
        AuditRow { recomputed, computed: self.computed.growth(), ..self.row(AuditKind::Growth, row) }
    }
}

impl Audit {
    /// What the audit shows, as findings: groups that differ by more than `tolerance` (a share, 0.02 for 2 %), totals and
    /// multiples that do not follow from their rows, and statements that contradict the table.
    pub fn findings(&self, tolerance: f64) -> Vec<Finding> {
        let differing = self.rows.iter().filter_map(|row| difference_finding(row, tolerance));
        let arithmetic = self.rows.iter().filter_map(arithmetic_finding);
        let statements = self.statements.iter().filter_map(CheckedStatement::finding);
        differing.chain(arithmetic).chain(statements).collect()
    }
}

fn difference_finding(row: &AuditRow, tolerance: f64) -> Option<Finding> {
    let relative = row.relative_difference().filter(|relative| relative.abs() > tolerance)?;
    let (published, computed) = (row.published?.value, row.computed?);
    let message =
        format!("{} is published as {published} and computed as {computed:.4}, {:+.1} %", row.column, 100.0 * relative);
    (row.kind == AuditKind::Group).then(|| Finding::warning("published-differs", message).of_feature(&row.group))
}

fn arithmetic_finding(row: &AuditRow) -> Option<Finding> {
    let message = format!(
        "{} is printed as {}, but {:.4} follows from the published rows",
        row.column, row.published?.value, row.recomputed?
    );
    (!row.follows_from_rows()?).then(|| Finding::warning("published-arithmetic", message).of_feature(&row.group))
}
