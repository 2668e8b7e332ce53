//! `catchments`: whom each centre serves.

mod points;

use std::collections::BTreeSet;

use clap::Args;

use crate::analysis::{CatchmentOptions, CatchmentRequest, PopulationCover, Region, catchments};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::cli::atlas::named_units;
use crate::cli::output::LayerArgs;
use crate::cli::picture::PictureArgs;
use crate::cli::places::{self, PointArgs};
use crate::cli::session::Session;
use crate::cli::travel::{ToleranceArgs, TravelArgs};
use crate::error::{Error, Result};
use crate::index::UnitIndex;
use crate::report;
use crate::report::map::{Names, layers_map};
use crate::travel::Direction;

use points::{AssignArgs, Assignment};

/// The area each centre serves because the way to it takes the least minutes, with population and area.
///
/// Under the distance-based model borders are exact (the Voronoi diagram of the ellipsoid). Under the others they are cut from the
/// surfaces of minutes of all centres; what no centre can be reached from is in no catchment.
///
/// With --points each of very many points is assigned to its centre instead, exactly and as a stream: under the distance-based model to the
/// nearest on the ellipsoid, under the others to the one with the least minutes (in-vehicle minutes are known within the boarding radius of
/// stations, as in the areas); of equal ones to the one listed first.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed catchments Beijing Tianjin --within Beijing Tianjin --out two.geojson\n  \
                  ringshed catchments Tangshan Baoding Shijiazhuang > hebei.geojson\n  \
                  ringshed catchments Beijing Tianjin --model rail+crow\n  \
                  printf 'lon,lat\\n116,39\\n' | ringshed catchments Beijing Tianjin --points -\n  \
                  printf 'lon,lat\\n116,39\\n' | ringshed catchments Beijing --points - --count")]
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
    assign: AssignArgs,
    #[command(flatten)]
    travel: TravelArgs,
    #[command(flatten)]
    output: LayerArgs,
    #[command(flatten)]
    pictures: PictureArgs,
}

impl CatchmentsArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        self.assign.check(&self.centres)?;
        let model = self.travel.model.model(session)?;
        let description = model.description();
        session.describe_model(&description);
        let direction = if self.outward { Direction::From } else { Direction::To };
        let (tolerance, precision) = (self.tolerance.checked()?, self.output.precision());
        let options = CatchmentOptions { direction, tolerance, precision };
        session.parameter("direction", Some(if self.outward { "from" } else { "to" }.to_string()));
        if !self.assign.are_wanted() {
            session.parameter("tolerance_minutes", Some(tolerance.minutes().to_string()));
        }
        let atlas = self.travel.boundaries.atlas(session)?;
        let centres = places::read(session, &atlas, &model, &places::all_words(&self.centres), &self.centre_columns())?;
        if self.assign.are_wanted() {
            let within = named_units(&atlas, &self.within, "--within")?;
            session.parameter("within", (!within.is_empty()).then(|| codes(&atlas, &within)));
            let (columns, out) = (self.travel.points.columns(), self.output.out());
            let assignment =
                Assignment { atlas: &atlas, model: &model, centres: &centres, direction, within: &within, columns, out };
            return self.assign.run(session, &assignment);
        }
        let within = study_units(&atlas, &self.within, &centres)?;
        session.parameter("within", Some(codes(&atlas, &within)));
        let study_area = Region::of_units(&atlas, &within);
        let units = atlas.units_inside(&within, self.travel.boundaries.level().unwrap_or(Level::City));
        let request =
            CatchmentRequest { centres: &centres, within: &study_area.boundary, model: &model, units: &units, options };
        let result = catchments(&request, &PopulationCover::new(&atlas), &atlas)?;
        session.report(result.findings);
        let mut rounding = self.output.rounding();
        let layer = report::catchments_layer(&result.catchments, &description, &mut rounding);
        session.report(rounding.into_findings());
        let title = Names::new("Catchments", "服务范围");
        self.pictures.write(session, |session| layers_map(title, &[&layer], &centres, session.map_context(&atlas)))?;
        self.output.write(session, &layer)
    }

    /// Columns of files of centres: with `--points`, the options name those of the points.
    fn centre_columns(&self) -> PointArgs {
        if self.assign.are_wanted() { PointArgs::default() } else { self.travel.points.clone() }
    }
}

fn codes(atlas: &Atlas, units: &[UnitId]) -> String {
    units.iter().map(|&unit| atlas.unit(unit).code()).collect::<Vec<_>>().join(",")
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
