//! The audit as tables.

use super::number;
use crate::analysis::{Audit, AuditKind, AuditRow};
use crate::layer::{Feature, Layer, Value};

/// Row by row: published, recomputed from the published rows (totals and growth), computed, and the differences. Figures are in
/// the unit of the published column.
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
    layer
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

/// Statements of the text beside what the table and the computation give.
pub fn audit_statements(audit: &Audit) -> Layer {
    let columns = ["statement", "measure", "says", "unit", "table_gives", "computed_gives", "verdict"];
    let mut layer = Layer::new("statements", columns);
    for checked in &audit.statements {
        let statement = &checked.statement;
        let verdict = if checked.agrees_with_table() { "agrees with the table" } else { "contradicts the table" };
        let values = vec![
            Value::from(statement.text.as_str()),
            Value::from(statement.measure.word()),
            Value::from(statement.says.value),
            Value::from(statement.unit.as_str()),
            number::rounded(checked.table_gives, 6),
            number::rounded(checked.computed_gives, 6),
            Value::from(verdict),
        ];
        layer.push(Feature::new(None, values));
    }
    layer
}
