//! The audit as tables.

use super::number;
use super::text::{Shown, aligned};
use crate::analysis::{Audit, AuditKind, AuditRow, CheckedStatement};
use crate::layer::{Feature, Layer, Value};

/// Row by row: published, recomputed from the published rows (totals, growth and statements), whether the published number
/// follows from them, computed, and the differences (computed less published, and that over published). Figures are in the
/// unit of the published column.
pub fn audit_table(audit: &Audit) -> Layer {
    let columns = [
        "kind",
        "group",
        "measure",
        "column",
        "published",
        "recomputed",
        "follows",
        "computed",
        "difference",
        "relative_difference",
        "known",
    ];
    let mut layer = Layer::new("audit", columns);
    for row in &audit.rows {
        layer.push(Feature::new(None, values(row)));
    }
    for checked in &audit.statements {
        layer.push(Feature::new(None, statement_values(checked)));
    }
    layer
}

/// The same for people.
pub fn audit_text(audit: &Audit) -> String {
    let shown = [
        Shown("group", "group", 0),
        Shown("column", "figure", 0),
        Shown("published", "published", 4),
        Shown("recomputed", "from its rows", 4),
        Shown("follows", "follows", 0),
        Shown("computed", "computed", 4),
        Shown("difference", "difference", 4),
        Shown("relative_difference", "relative", 4),
        Shown("known", "known", 2),
    ];
    aligned(&audit_table(audit), &shown)
}

fn values(row: &AuditRow) -> Vec<Value> {
    let kind = match row.kind {
        AuditKind::Group => "group",
        AuditKind::Total => "total",
        AuditKind::Growth => "growth",
    };
    let follows = row.follows_from_rows().map(|follows| if follows { "yes" } else { "no" });
    vec![
        Value::from(kind),
        Value::from(row.group.as_str()),
        Value::from(row.measure.word()),
        Value::from(row.column.as_str()),
        Value::from(row.published.map(|printed| printed.value)),
        number::rounded(row.recomputed, 6),
        Value::from(follows),
        number::rounded(row.computed, 6),
        number::rounded(row.difference(), 6),
        number::rounded(row.relative_difference(), 6),
        number::share(Some(row.known)),
    ]
}

/// A statement as a row: what it says is the published number, what its table gives the recomputed one.
fn statement_values(checked: &CheckedStatement) -> Vec<Value> {
    let statement = &checked.statement;
    let difference = checked.computed_gives.map(|computed| computed - statement.says.value);
    vec![
        Value::from("statement"),
        Value::from(statement.text.as_str()),
        Value::from(statement.measure.word()),
        Value::from(statement.unit.as_str()),
        Value::from(statement.says.value),
        number::rounded(checked.table_gives, 6),
        Value::from(if checked.agrees_with_table() { "yes" } else { "no" }),
        number::rounded(checked.computed_gives, 6),
        number::rounded(difference, 6),
        number::rounded(difference.map(|difference| difference / statement.says.value), 6),
        Value::Null,
    ]
}
