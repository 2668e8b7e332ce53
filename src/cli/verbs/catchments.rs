//! `catchments`: whom each centre serves.

use std::collections::BTreeSet;

use clap::Args;

use crate::analysis::{CatchmentOptions, CatchmentRequest, PopulationCover, Region, catchments};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::cli::atlas::named_units;
use crate::cli::output::LayerArgs;
use crate::cli::places;
use crate::cli::session::Session;
use crate::cli::travel::{ToleranceArgs, TravelArgs};
use crate::error::{Error, Result};
use crate::index::UnitIndex;
use crate::report;
use crate::travel::Direction;

/// The area each centre serves because the way to it takes the least minutes, with population and area.
///
/// Under the distance-based model borders are exact (the Voronoi diagram of the ellipsoid). Under the others they are cut from the
/// surfaces of minutes of all centres; what no centre can be reached from is in no catchment.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed catchments Beijing Tianjin --within Beijing Tianjin --out two.geojson\n  \
                  ringshed catchments Tangshan Baoding Shijiazhuang > hebei.geojson\n  \
                  ringshed catchments Beijing Tianjin --model rail+crow")]
pub(in crate::cli) struct CatchmentsArgs {
    /// Centres: files of points, names or codes of units, lon,lat.
    #[arg(value_name = "CENTRES", required = true)]
    centres: Vec<String>,
    /// Study area: names or codes of units (default: the largest units in which the centres lie).
    #[arg(long, value_name = "UNIT", num_args = 1..)]
    within: Vec<String>,
    /// Take the minutes of the way from the centres instead of those of the way to them.
    #[arg(long)]
    outward: bool,
    #[command(flatten)]
    tolerance: ToleranceArgs,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
}

impl CatchmentsArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        let model = self.travel.model.model(session)?;
        let description = model.description();
        session.describe_model(&description);
        let direction = if self.outward { Direction::From } else { Direction::To };
        let (tolerance, precision) = (self.tolerance.checked()?, self.output.precision());
        let options = CatchmentOptions { direction, tolerance, precision };
        session.parameter("direction", Some(if self.outward { "from" } else { "to" }.to_string()));
        session.parameter("tolerance_minutes", Some(tolerance.minutes().to_string()));
        let atlas = self.travel.boundaries.atlas(session)?;
        let centres = places::read(session, &atlas, &model, &places::all_words(&self.centres), &self.travel.points)?;
        let within = study_units(&atlas, &self.within, &centres)?;
        let codes: Vec<&str> = within.iter().map(|&unit| atlas.unit(unit).code()).collect();
        session.parameter("within", Some(codes.join(",")));
        let study_area = Region::of_units(&atlas, &within);
        let units = atlas.units_inside(&within, self.travel.boundaries.level().unwrap_or(Level::City));
        let request =
            CatchmentRequest { centres: &centres, within: &study_area.boundary, model: &model, units: &units, options };
        let result = catchments(&request, &PopulationCover::new(&atlas), &atlas)?;
        session.report(result.findings);
        let mut rounding = self.output.rounding();
        let layer = report::catchments_layer(&result.catchments, &description, &mut rounding);
        session.report(rounding.into_findings());
        self.output.write(session, &layer)
    }
}

/// The units of the study area: those named, else the topmost ones in which centres lie.
fn study_units(atlas: &Atlas, names: &[String], centres: &[Place]) -> Result<Vec<UnitId>> {
    if names.is_empty() {
        let top = UnitIndex::new(atlas, atlas.ids().filter(|&id| atlas.unit(id).parent().is_none()));
        let found: BTreeSet<UnitId> = centres.iter().filter_map(|centre| top.locate(centre.at)).collect();
        if found.is_empty() {
            return Err(Error::bad_request("no centre lies in a unit of the atlas; give the study area with --within UNIT"));
        }
        return Ok(found.into_iter().collect());
    }
    named_units(atlas, names, "--within")
}
