//! The ring table of a built-in scheme: area, people, and how much of them is known.
//!
//! `cargo run --example ring_table -- greater-bay-area`

use ringshed::analysis::{Regions, Statistics};
use ringshed::scheme::builtin;
use ringshed::{Atlas, SquareKilometres};

fn main() -> ringshed::Result<()> {
    let id = std::env::args().nth(1).unwrap_or_else(|| "beijing-bay".to_string());
    let atlas = Atlas::embedded();
    let plan = builtin::by_id(&id)?.plan(&atlas)?;
    let statistics = Statistics::of(&plan, &atlas, &Regions::of(&plan, &atlas));
    println!("{}", plan.name());
    for (ring, figures) in plan.rings().iter().zip(&statistics.rings) {
        let totals = &figures.totals;
        let area = SquareKilometres::from(totals.area).square_kilometres();
        let people = totals.population.sum().map_or("not known".to_string(), |people| people.to_string());
        let known = totals.population.known_share().unwrap_or(0.0);
        println!("{}: {} members, {area:.0} km2, {people} people ({:.0} % known)", ring.name(), totals.units, 100.0 * known);
    }
    Ok(())
}
