//! Shares of polygons in zones as tables.

use super::number;
use crate::analysis::{ZoneShares, ZoneTotal};
use crate::layer::{Feature, Layer, Value};

/// What a zone is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneLabel {
    /// The code of a unit or the id of a ring.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A column that is divided by area: its name, and the value of each polygon.
#[derive(Clone, Debug, PartialEq)]
pub struct TransferColumn {
    /// Its name in the table.
    pub name: String,
    /// One per polygon; `None` is missing.
    pub values: Vec<Option<f64>>,
}

/// One row per polygon and zone: `feature, unit_code, share, area_km2` and the columns that are carried over. What lies in no
/// zone has an empty code.
pub fn zone_shares_table(
    shares: &ZoneShares,
    features: &[String],
    zones: &[ZoneLabel],
    columns: &[TransferColumn],
) -> Layer {
    let fixed = ["feature", "unit_code", "share", "area_km2"].map(str::to_string);
    let names = columns.iter().map(|column| column.name.clone());
    let mut table = Layer::new("overlap", fixed.into_iter().chain(names));
    for row in &shares.rows {
        let mut values = vec![
            Value::from(features[row.feature].as_str()),
            Value::from(row.zone.map(|zone| zones[zone].code.as_str())),
            number::rounded(row.share, 9),
            number::area_km2(row.area),
        ];
        let carried =
            |column: &TransferColumn| number::rounded(column.values[row.feature].map(|value| value * row.share), 6);
        values.extend(columns.iter().map(carried));
        table.push(Feature::new(None, values));
    }
    table
}

/// One row per zone: `unit_code, unit_name, features, area_km2`, and for each column its sum and how much of the ground has a
/// value.
pub fn zone_totals_table(totals: &[ZoneTotal], zones: &[ZoneLabel], columns: &[TransferColumn]) -> Layer {
    let fixed = ["unit_code", "unit_name", "features", "area_km2"].map(str::to_string);
    let names = columns.iter().flat_map(|column| [column.name.clone(), format!("{}_known", column.name)]);
    let mut table = Layer::new("overlap", fixed.into_iter().chain(names));
    for total in totals {
        let label = total.zone.map(|zone| &zones[zone]);
        let mut values = vec![
            Value::from(label.map(|label| label.code.as_str())),
            Value::from(label.map(|label| label.name.as_str())),
            number::count(total.features),
            number::area_km2(total.area),
        ];
        for transferred in &total.transferred {
            values.extend([number::rounded(transferred.value, 6), number::share(transferred.known_share)]);
        }
        table.push(Feature::new(None, values));
    }
    table
}
