//! Tables for people: on a terminal, or in a Markdown document.

use crate::layer::{Layer, Value};

/// A column of such a table: the layer's column, its heading, and the decimals of its numbers.
pub(super) struct Shown(pub(super) &'static str, pub(super) &'static str, pub(super) usize);

/// A table with aligned columns: numbers to the right with thousands separated, text to the left; missing is a dash.
///
/// Chinese characters are two columns wide.
pub(super) fn aligned(table: &Layer, shown: &[Shown]) -> String {
    let columns: Vec<Column> = shown.iter().filter_map(|shown| Column::of(table, shown)).collect();
    let mut text = String::new();
    for line in 0..=table.features().len() {
        let cells: Vec<String> = columns.iter().map(|column| column.cell(line)).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// The same as a table of a Markdown document.
pub(super) fn markdown(table: &Layer, shown: &[Shown]) -> String {
    let columns: Vec<Column> = shown.iter().filter_map(|shown| Column::of(table, shown)).collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let row = |number: usize| line(columns.iter().map(|column| column.cells[number].replace('|', "\\|")).collect());
    let rule = |column: &Column| if column.is_number { "---:" } else { "---" }.to_string();
    let rows: String = (1..=table.features().len()).map(row).collect();
    format!("{}{}{rows}", row(0), line(columns.iter().map(rule).collect()))
}

struct Column {
    /// The heading, then one cell per row.
    cells: Vec<String>,
    is_number: bool,
    width: usize,
}

impl Column {
    fn of(table: &Layer, Shown(column, heading, decimals): &Shown) -> Option<Self> {
        let at = table.column(column)?;
        let values = || table.features().iter().map(|row| &row.values[at]);
        let mut cells = vec![(*heading).to_string()];
        cells.extend(values().map(|value| text_of(value, *decimals)));
        let width = cells.iter().map(|cell| display_width(cell)).max().unwrap_or(0);
        Some(Self { is_number: values().all(|value| value.number().is_some() || value.is_null()), cells, width })
    }

    fn cell(&self, line: usize) -> String {
        let cell = &self.cells[line];
        let padding = " ".repeat(self.width - display_width(cell));
        if self.is_number { format!("{padding}{cell}") } else { format!("{cell}{padding}") }
    }
}

fn display_width(text: &str) -> usize {
    text.chars().map(|letter| if ('\u{2E80}'..='\u{FFEF}').contains(&letter) { 2 } else { 1 }).sum()
}

fn text_of(value: &Value, decimals: usize) -> String {
    match value.number() {
        Some(number) => grouped(number, decimals),
        None if value.is_null() => "-".to_string(),
        None => value.to_string(),
    }
}

/// A number with some decimals, its thousands separated by commas.
pub(super) fn grouped(number: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", number.abs());
    // What rounds to zero has no sign.
    let sign = if number < 0.0 && text.contains(|digit: char| digit.is_ascii_digit() && digit != '0') { "-" } else { "" };
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let digits: Vec<char> = whole.chars().rev().collect();
    let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).collect();
    let whole = groups.into_iter().rev().collect::<Vec<String>>().join(",");
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Feature;

    #[test]
    fn columns_are_aligned_by_display_width() {
        let mut table = Layer::new("t", ["name", "n"]);
        table.push(Feature::new(None, vec![Value::from("北京"), Value::Integer(7)]));
        table.push(Feature::new(None, vec![Value::from("a"), Value::Null]));
        assert_eq!(
            aligned(&table, &[Shown("name", "name", 0), Shown("n", "people", 0)]),
            "name  people\n北京       7\na          -\n"
        );
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_234_567.891, 1), "1,234,567.9");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-1_840_295.0, 0), "-1,840,295");
        assert_eq!((grouped(-123.0, 0), grouped(-0.4, 0)), ("-123".to_string(), "0".to_string()));
        assert_eq!(text_of(&Value::Null, 0), "-");
    }
}
