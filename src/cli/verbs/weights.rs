//! `weights`: which areas are neighbours.

use std::path::{Path, PathBuf};

use clap::Args;
use geo_types::MultiPolygon;

use crate::analysis::{Contiguity, ContiguityRule, NeighbourPair, Orders};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::{BoundaryArgs, zones};
use crate::cli::output::{self, TableArgs};
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::counted;
use crate::quantity::{Kilometres, Metres};
use crate::report;

/// Neighbours by common borders (queen or rook), of one step or several: pairs with the length of border they share.
///
/// CSV has one row for each pair. GAL, the format of spatial statistics, lists the neighbours of each area.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed weights --level city --rook --out cities.csv\n  \
                  ringshed weights --level province --link Hainan,Guangdong --out provinces.gal\n  \
                  ringshed rings tokyo-bay --members --out members.geojson\n  ringshed weights members.geojson --order 2")]
pub(in crate::cli) struct WeightsArgs {
    /// A layer of polygons; without it the units of --level.
    #[arg(value_name = "LAYER")]
    layer: Option<String>,
    /// Neighbours share at least a point (the default).
    #[arg(long, conflicts_with = "rook")]
    queen: bool,
    /// Neighbours share a border of positive length.
    #[arg(long)]
    rook: bool,
    /// Pairs this many steps apart.
    #[arg(long, default_value_t = 1, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    order: u32,
    /// Pairs of lower orders too.
    #[arg(long)]
    up_to: bool,
    /// Borders that run side by side at no more than this count as shared, for layers whose borders do not meet exactly.
    #[arg(long, value_name = "LENGTH", allow_negative_numbers = true)]
    tolerance: Option<Kilometres>,
    /// Two areas that are neighbours though they share no border (a ferry, a bridge): codes or names.
    #[arg(long, value_name = "A,B")]
    link: Vec<String>,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    /// File to write instead of stdout: .csv, or .gal.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

impl WeightsArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let tolerance = self.checked_tolerance()?;
        let (atlas, units) = self.areas(session)?;
        let areas: Vec<&MultiPolygon<f64>> = units.iter().map(|&unit| atlas.boundary(unit)).collect();
        let rule = if self.rook { ContiguityRule::Rook } else { ContiguityRule::Queen };
        self.describe(session, rule);
        let mut graph = Contiguity::of(&areas, rule, tolerance);
        for (a, b) in self.links(session, &atlas, &units)? {
            graph.link(a, b);
        }
        let order = self.order as usize;
        let orders = if self.up_to { Orders::UpTo(order) } else { Orders::Exactly(order) };
        let pairs = graph.pairs(orders);
        say(session, &atlas, &units, &graph, &pairs);
        self.write(session, &atlas, &units, &pairs)
    }

    fn checked_tolerance(&self) -> Result<Option<Metres>> {
        match self.tolerance {
            Some(tolerance) if !(tolerance.kilometres().is_finite() && tolerance.kilometres() >= 0.0) => {
                let message = format!("--tolerance {tolerance} is not possible: it is a length, 0 or more (10 m)");
                Err(Error::bad_request(message))
            }
            tolerance => Ok(tolerance.map(Metres::from)),
        }
    }

    /// The areas, in order of code.
    fn areas(&self, session: &mut Session) -> Result<(Atlas, Vec<UnitId>)> {
        if let Some(file) = &self.layer {
            let atlas = zones(session, file, &self.boundaries.fields())?;
            let units = atlas.ids().collect();
            return Ok((atlas, units));
        }
        let atlas = self.boundaries.atlas(session)?;
        let levels = atlas.levels();
        let level = match (self.boundaries.level(), &levels[..]) {
            (Some(level), _) => level,
            (None, [only]) => *only,
            _ => {
                let words: Vec<&str> = levels.into_iter().map(Level::word).collect();
                let message = format!("give a layer, or the units to take with --level L, one of {}", words.join(", "));
                return Err(Error::bad_request(message));
            }
        };
        let units: Vec<UnitId> = atlas.ids_of_level(level).collect();
        if units.is_empty() {
            let words: Vec<&str> = levels.into_iter().map(Level::word).collect();
            let message = format!("there are no units of level {level}; there are {}", words.join(", "));
            return Err(Error::bad_request(message));
        }
        Ok((atlas, units))
    }

    /// The links by number; everything wrong with them at once.
    fn links(&self, session: &mut Session, atlas: &Atlas, units: &[UnitId]) -> Result<Vec<(usize, usize)>> {
        let mut problems = Vec::new();
        let mut links = Vec::new();
        for link in &self.link {
            let Some((a, b)) = link.split_once(',').filter(|(_, b)| !b.contains(',')) else {
                problems.push(format!("--link {link}: two codes or names with a comma between them are needed, like A,B"));
                continue;
            };
            let mut number = |name: &str| match atlas.resolve(name, None).map(|found| units.binary_search(&found.id)) {
                Ok(Ok(number)) => Some(number),
                Ok(Err(_)) => {
                    problems.push(format!("--link {link}: {} is not among the areas", name.trim()));
                    None
                }
                Err(error) => {
                    problems.push(format!("--link {link}: {error}"));
                    None
                }
            };
            let (a, b) = (number(a), number(b));
            links.extend(a.zip(b));
        }
        for (a, b) in links.iter().filter(|(a, b)| a == b) {
            problems.push(format!("--link: {} is linked to itself", atlas.described(units[*a.min(b)])));
        }
        session.parameter("links", (!self.link.is_empty()).then(|| self.link.join("; ")));
        if problems.is_empty() { Ok(links) } else { Err(Error::bad_requests(problems)) }
    }

    fn describe(&self, session: &mut Session, rule: ContiguityRule) {
        session.parameter("contiguity", Some(rule.word().to_string()));
        session.parameter("order", Some(self.order.to_string()));
        session.parameter("lower_orders", self.up_to.then(|| "included".to_string()));
        session.parameter("tolerance_m", self.tolerance.map(|tolerance| Metres::from(tolerance).metres().to_string()));
    }

    fn write(&self, session: &Session, atlas: &Atlas, units: &[UnitId], pairs: &[NeighbourPair]) -> Result<()> {
        let extension = self.out.as_deref().and_then(Path::extension).and_then(|extension| extension.to_str());
        if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("gal")) {
            session.gate()?;
            let name = self.layer.as_deref().map_or("units", file_stem);
            let text = report::neighbours_gal(name, atlas, units, pairs);
            return output::text_to(self.out.as_deref(), &text, session.manifest());
        }
        TableArgs::to(self.out.clone()).write(session, &report::neighbours_table(atlas, units, pairs))
    }
}

fn file_stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or("layer")
}

/// Says how the areas hang together: islands are findings, the rest is a note.
fn say(session: &mut Session, atlas: &Atlas, units: &[UnitId], graph: &Contiguity, pairs: &[NeighbourPair]) {
    let island = |area: usize| {
        let message = format!("{} has no neighbours", atlas.described(units[area]));
        let remedy = "link it by hand with --link A,B, or allow for borders that do not meet with --tolerance LENGTH";
        Finding::warning("island", message).with_remedy(remedy).of_feature(atlas.unit(units[area]).code())
    };
    session.report(graph.islands().into_iter().map(island).collect::<Vec<_>>());
    let text = format!(
        "{}, {}, {}, {}",
        counted(graph.len(), "area"),
        counted(pairs.len(), "pair"),
        counted(graph.islands().len(), "island"),
        counted(graph.components().len(), "component")
    );
    session.messages().note(&text);
}
