//! `overlap`: polygons to units or rings by share of area.

use clap::Args;
use geo_types::MultiPolygon;

use crate::analysis::{Regions, zone_shares, zone_totals};
use crate::atlas::Atlas;
use crate::cli::atlas::{self as boundaries, BoundaryArgs, Zoned};
use crate::cli::output::TableArgs;
use crate::cli::polygons::{checked_boundaries, feature_labels};
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::csv::PointColumns;
use crate::layer::Layer;
use crate::report::{self, TransferColumn, ZoneLabel};
use crate::scheme::suggestion;

/// Polygons to units or rings by share of area: one row per polygon and unit, with what lies in no unit as a row without a code.
///
/// The shares of a polygon add up to 1, so --transfer conserves totals: each value is divided by area (areal weighting).
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed rings tokyo-bay --members --out m.geojson\n  \
                  ringshed overlap m.geojson --level prefecture\n  \
                  ringshed overlap m.geojson --scheme tokyo-bay --transfer population --totals")]
pub(in crate::cli) struct OverlapArgs {
    /// A layer of polygons; '-' is stdin.
    #[arg(value_name = "LAYER")]
    layer: String,
    /// Polygons to compare with instead of units of the atlas.
    #[arg(long, value_name = "FILE", conflicts_with = "boundaries")]
    zones: Option<String>,
    /// Compare with the rings of a scheme; unit_code is then the id of the ring.
    #[arg(long, value_name = "SCHEME", conflicts_with = "zones")]
    scheme: Option<String>,
    /// A column of numbers to divide by area; may be given several times.
    #[arg(long, value_name = "COLUMN")]
    transfer: Vec<String>,
    /// One row per unit instead of one per polygon and unit.
    #[arg(long)]
    totals: bool,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    output: TableArgs,
}

/// What polygons are compared with.
struct Zones {
    labels: Vec<ZoneLabel>,
    boundaries: Vec<MultiPolygon<f64>>,
}

impl OverlapArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let zones = self.zones(session)?;
        let mut layer = session.read_layer(&self.layer, &PointColumns::default())?;
        let columns = self.columns(&layer)?;
        let labels = feature_labels(&layer);
        let mut findings = Vec::new();
        let features = checked_boundaries(&mut layer, &mut findings, "with no rows");
        let polygons: Vec<&MultiPolygon<f64>> = zones.boundaries.iter().collect();
        let shares = zone_shares(&features, &polygons);
        findings.extend(shares.beyond_one.iter().map(|(feature, sum)| overlapping(&labels[*feature], *sum)));
        session.report(findings.into_iter().map(|finding| finding.in_file(&self.layer)));
        let table = if self.totals {
            let values: Vec<_> = columns.iter().map(|column| column.values.clone()).collect();
            report::zone_totals_table(&zone_totals(&shares, polygons.len(), &values), &zones.labels, &columns)
        } else {
            report::zone_shares_table(&shares, &labels, &zones.labels, &columns)
        };
        self.output.write(session, &table)
    }

    fn zones(&self, session: &mut Session) -> Result<Zones> {
        let atlas = match &self.zones {
            Some(file) => boundaries::zones(session, file, &self.boundaries.fields())?,
            None => self.boundaries.atlas(session)?,
        };
        match &self.scheme {
            Some(scheme) => {
                session.parameter("scheme", Some(scheme.clone()));
                rings(session, scheme, &atlas)
            }
            None => {
                let level = self.boundaries.one_level(&atlas, Zoned::by(self.zones.as_ref()))?;
                session.parameter("level", Some(level.to_string()));
                let label = |id| ZoneLabel { code: atlas.unit(id).code().into(), name: atlas.unit(id).name().into() };
                let ids: Vec<_> = atlas.ids_of_level(level).collect();
                Ok(Zones {
                    labels: ids.iter().copied().map(label).collect(),
                    boundaries: ids.iter().map(|&id| atlas.boundary(id).clone()).collect(),
                })
            }
        }
    }

    /// The columns to carry over. Text that reads as a number is one; anything else is missing.
    fn columns(&self, layer: &Layer) -> Result<Vec<TransferColumn>> {
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        for name in &self.transfer {
            match layer.column(name) {
                Some(column) => {
                    let values = layer.features().iter().map(|feature| feature.values[column].to_number()).collect();
                    columns.push(TransferColumn { name: name.clone(), values });
                }
                None => problems.push(no_column(name, &self.layer, layer)),
            }
        }
        if problems.is_empty() { Ok(columns) } else { Err(Error::bad_requests(problems)) }
    }
}

fn rings(session: &mut Session, scheme: &str, atlas: &Atlas) -> Result<Zones> {
    let plan = scheme::plan(session, scheme, atlas)?;
    let regions = Regions::of(&plan, atlas);
    let label = |ring: &crate::scheme::Ring| ZoneLabel { code: ring.id().into(), name: ring.name().into() };
    Ok(Zones {
        labels: plan.rings().iter().map(label).collect(),
        boundaries: regions.rings.into_iter().map(|region| region.boundary).collect(),
    })
}

fn no_column(name: &str, file: &str, layer: &Layer) -> String {
    let columns: Vec<&str> = layer.columns().iter().map(String::as_str).collect();
    format!("--transfer {name}: {file} has no such column; {}", suggestion(name, &columns, "the columns are"))
}

fn overlapping(label: &str, sum: f64) -> Finding {
    Finding::warning("zones-overlap", format!("the zones overlap in it: its shares add up to {sum:.6}"))
        .with_remedy("find the overlaps with 'ringshed check' on the zones")
        .of_feature(label)
}
