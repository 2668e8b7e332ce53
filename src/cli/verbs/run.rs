//! `run`: the main job for one scheme.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::analysis::{
    CatchmentRequest, Centre, Circle, CircleRequest, Link, Origin, PopulationCover, Regions, Statistics, catchments,
    circles, links, study_area,
};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, FormatArgs};
use crate::cli::picture::PictureArgs;
use crate::cli::scheme::{self, RuleArgs};
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, ModelArgs, model_and_minutes};
use crate::error::Result;
use crate::finding::Finding;
use crate::io::atomic::OutputFolder;
use crate::layer::Layer;
use crate::quantity::{LonLat, Minutes};
use crate::report;
use crate::report::map::{page, plan_map};
use crate::scheme::{Area, Plan};
use crate::travel::TravelModel;

/// The main job: rings, members, catchments, circles, links, summary, findings, map and manifest of one scheme.
///
/// Prints the ring table. Writes rings.geojson, members.geojson, catchments.geojson, circles.geojson, links.geojson,
/// summary.csv, summary.json, findings.json, map.html and manifest.json into the folder, all or none.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed run beijing-bay --out out/beijing-bay\n  \
                  ringshed scheme tokyo-bay > my-rings.toml\n  \
                  ringshed run my-rings.toml --out out/mine --minutes 45,60")]
pub(in crate::cli) struct RunArgs {
    /// A built-in scheme (see 'ringshed schemes'), a scheme file, or a CSV table of codes and rings.
    #[arg(value_name = "SCHEME", default_value = "beijing-bay")]
    scheme: String,
    /// Folder for the outputs; created when missing.
    #[arg(long, short, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    minutes: MinutesArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    rules: RuleArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    format: FormatArgs,
    #[command(flatten)]
    pictures: PictureArgs,
}

/// Everything that is computed before anything is written.
struct Results {
    regions: Regions,
    statistics: Statistics,
    circles: Vec<Circle>,
    catchments: crate::analysis::Catchments,
    links: Vec<Link>,
    centres: Vec<Place>,
}

impl RunArgs {
    pub(in crate::cli) fn run(self, session: &mut Session) -> Result<()> {
        self.pictures.check()?;
        let (model, minutes) = model_and_minutes(session, &self.model, &self.minutes)?;
        let description = model.description();
        let atlas = self.boundaries.atlas(session)?;
        let plan = scheme::plan_with(session, &self.scheme, &atlas, &self.rules)?;
        session.parameter("scheme", Some(plan.id().to_string()));
        session.describe_model(&description);
        session.describe_minutes(&minutes);
        let results = self.compute(session, &atlas, &plan, &model, &minutes)?;
        session.report(results.statistics.findings(&plan));
        session.report(results.catchments.findings.clone());
        let layers = self.layers(session, &plan, &results, &model);
        session.gate()?;
        let map = |session: &Session| plan_map(&plan, &results.statistics, &layers.each_ref(), session.map_context(&atlas));
        write_all(session, &self.out, &self.format, &layers, &plan, &results, &page(&map(session)))?;
        self.pictures.write(session, map)?;
        output::text_to_stdout(&report::ring_text(&plan, &results.statistics))?;
        session.messages().note(&format!("layers and tables are in {}", self.out.display()));
        Ok(())
    }

    fn compute(
        &self,
        session: &mut Session,
        atlas: &Atlas,
        plan: &Plan,
        model: &TravelModel,
        minutes: &[Minutes],
    ) -> Result<Results> {
        let progress = session.progress().steps(4);
        let step = |what: &'static str| {
            progress.inc(1);
            progress.set_message(what);
        };
        let regions = Regions::of(plan, atlas);
        let statistics = Statistics::of(plan, atlas, &regions);
        step("circles");
        let centres = member_centres(session, plan, atlas);
        let cover = PopulationCover::new(atlas);
        let starts = centres.iter().map(|place| Centre { name: place.name.clone(), origin: Origin::Point(place.at) });
        let request = CircleRequest { centres: starts.collect(), minutes: minutes.to_vec(), model: model.clone() };
        let circles = circles(&request, Some(&cover))?;
        step("catchments");
        let area = study_area(plan, atlas, &regions);
        let served = catchment_centres(plan, &centres);
        let units = atlas.units_inside(&study_units(plan), self.boundaries.level().unwrap_or(Level::City));
        let request = CatchmentRequest { centres: &served, within: &area.boundary, model, units: &units };
        let catchments = catchments(&request, &cover, atlas)?;
        step("links");
        let links = links(&centres, minutes, model);
        progress.finish_and_clear();
        Ok(Results { regions, statistics, circles, catchments, links, centres })
    }

    fn layers(&self, session: &mut Session, plan: &Plan, results: &Results, model: &TravelModel) -> [Layer; 5] {
        let description = &model.description();
        let mut rounding = self.format.rounding();
        let Results { regions, statistics, .. } = results;
        let layers = [
            report::rings_layer(plan, regions, statistics, &mut rounding),
            report::members_layer(plan, regions, statistics, &mut rounding),
            report::catchments_layer(&results.catchments.catchments, description, &mut rounding),
            report::circles_layer(&results.circles, description, &mut rounding),
            report::links_layer(&results.links, &results.centres, model, &mut rounding),
        ];
        session.report(rounding.into_findings());
        layers
    }
}

/// The centres of all members, in their order. A member without a known centre is a finding.
fn member_centres(session: &mut Session, plan: &Plan, atlas: &Atlas) -> Vec<Place> {
    let mut places = Vec::new();
    for member in plan.members() {
        match centre_of(member.area(), atlas) {
            Some(at) => places.push(Place::new(member.area().label(), at)),
            None => {
                let finding = Finding::error("no-centre", "its centre is not known; it has no circles and links")
                    .with_remedy("give the alias 'at = [lon, lat]'")
                    .of_feature(member.area().code());
                session.report([finding]);
            }
        }
    }
    places
}

/// What the scheme gives, else the seat of the unit listed first.
fn centre_of(area: &Area, atlas: &Atlas) -> Option<LonLat> {
    let first_seat = || area.parts().iter().find_map(|&unit| atlas.unit(unit).seat());
    area.centre().or_else(|| first_seat().map(|seat| seat.at))
}

/// Facilities where the scheme lists them, else the centres of its members.
fn catchment_centres(plan: &Plan, members: &[Place]) -> Vec<Place> {
    let facilities: Vec<Place> =
        plan.facilities().iter().filter_map(|facility| Some(Place::new(facility.name(), facility.position()?))).collect();
    if facilities.is_empty() { members.to_vec() } else { facilities }
}

/// The units whose ground is the study area.
fn study_units(plan: &Plan) -> Vec<UnitId> {
    match plan.hinterland() {
        Some(hinterland) => hinterland.members().iter().flat_map(Area::parts).copied().collect(),
        None => plan.members().iter().flat_map(|member| member.area().parts()).copied().collect(),
    }
}

fn write_all(
    session: &Session,
    out: &Path,
    format: &FormatArgs,
    layers: &[Layer; 5],
    plan: &Plan,
    results: &Results,
    page: &str,
) -> Result<()> {
    let manifest = session.manifest();
    let mut folder = OutputFolder::create(out)?;
    for layer in layers {
        output::layer_into(&mut folder, layer, format, manifest)?;
    }
    output::table_into(&mut folder, &report::summary_table(plan, &results.statistics))?;
    output::json_into(&mut folder, "summary.json", &report::summary_json(plan, &results.statistics))?;
    let findings = session.findings().iter().map(|finding| serde_json::to_value(finding).unwrap_or_default()).collect();
    output::json_into(&mut folder, "findings.json", &serde_json::Value::Array(findings))?;
    output::text_into(&mut folder, "map.html", page)?;
    output::json_into(&mut folder, "manifest.json", &manifest.to_json())?;
    folder.commit()?;
    Ok(())
}
