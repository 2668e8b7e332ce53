//! What the embedded data must be: areas, sums, nesting, names, and exactly one unit for every point.

mod areas;
mod exactly_one;
mod figures;
mod names;
mod nesting;
mod plain;
mod rail;
mod random;
mod rules;
mod seats;

use std::sync::LazyLock;

use ringshed::{Atlas, UnitId};

/// One atlas for all tests: unpacking its boundaries takes longer than most of them.
static ATLAS: LazyLock<Atlas> = LazyLock::new(Atlas::embedded);

fn unit_of_code(code: &str) -> UnitId {
    ATLAS.find(code).unwrap_or_else(|| panic!("no unit {code}"))
}

fn code(id: UnitId) -> &'static str {
    ATLAS.unit(id).code()
}
