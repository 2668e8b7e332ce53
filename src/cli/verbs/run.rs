//! `run`: the main job for one scheme.

use std::path::PathBuf;

use clap::Args;

use crate::analysis::{
    Amounts, AreaStatistics, CatchmentOptions, CatchmentRequest, Centre, Circle, CircleMember, CircleOptions, CircleRequest,
    CoreMinutes, LinkGraph, MemberPlace, MemberRule, PopulationCover, Regions, Statistics, catchments, circle_members,
    circles, core_minutes, study_area,
};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::output::{self, FormatArgs};
use crate::cli::picture::PictureArgs;
use crate::cli::scheme::{self, RuleArgs};
use crate::cli::session::Session;
use crate::cli::travel::{MinutesArgs, ModelArgs, model_and_minutes};
use crate::error::{Error, Result};
use crate::finding::Finding;
use crate::io::atomic::OutputFolder;
use crate::layer::Layer;
use crate::quantity::{LonLat, Minutes};
use crate::report::map::{page, plan_map};
use crate::report::{self, LinksReport};
use crate::scheme::{Area, Plan};
use crate::travel::TravelModel;

/// The main job: rings, members, catchments, circles, links, summary, findings, map and manifest of one scheme.
///
/// Prints the ring table. Writes rings.geojson, members.geojson, catchments.geojson, circles.geojson, links.geojson,
/// circle_members.csv, minutes.csv, summary.csv, summary.json, connectivity.csv, centrality.csv, findings.json, map.html and
/// manifest.json into the folder, all or none.
///
/// Under a rail model circles and minutes are both door-to-door and in-vehicle, each labelled, unless one of them is asked for; catchments
/// and links are door-to-door unless --in-vehicle says otherwise.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  ringshed run beijing-bay --out out/beijing-bay\n  \
                  ringshed scheme tokyo-bay > my-rings.toml\n  \
                  ringshed run my-rings.toml --out out/mine --minutes 45,60\n  \
                  ringshed run beijing-bay --model rail --out out/by-train")]
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
    circle_members: Vec<CircleMember>,
    minutes: Vec<CoreMinutes>,
    catchments: crate::analysis::Catchments,
    graph: LinkGraph,
    centres: Vec<Place>,
    model: TravelModel,
}

impl Results {
    fn links(&self) -> LinksReport<'_> {
        LinksReport { places: &self.centres, graph: &self.graph, model: &self.model }
    }
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
        let tables = tables(&plan, &atlas, &results);
        self.write_all(session, &layers, &tables, &plan, &results, &page(&map(session)))?;
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
        let members = member_centres(session, plan, atlas);
        let centres: Vec<Place> = members.iter().map(|member| member.place.clone()).collect();
        let cover = PopulationCover::new(atlas);
        let units = atlas.units_inside(&study_units(plan), self.boundaries.level().unwrap_or(Level::City));
        let (circles, circle_members) = self.circles(&centres, model, minutes, &cover, &units, atlas)?;
        step("catchments");
        let area = study_area(plan, atlas, &regions);
        let served = catchment_centres(plan, &centres);
        let options = CatchmentOptions { precision: self.format.precision(), ..CatchmentOptions::default() };
        let request = CatchmentRequest { centres: &served, within: &area.boundary, model, units: &units, options };
        let catchments = catchments(&request, &cover, atlas)?;
        step("links");
        let (population, gdp) = member_amounts(plan, atlas, &statistics)?;
        let graph = LinkGraph::of(&centres, minutes, model, population, gdp);
        let minutes = minutes_from_core(plan, &members, model, &self.model.bases());
        progress.finish_and_clear();
        let model = model.clone();
        Ok(Results { regions, statistics, circles, circle_members, minutes, catchments, graph, centres, model })
    }

    /// Circles of every basis, with the units inside them.
    fn circles(
        &self,
        centres: &[Place],
        model: &TravelModel,
        minutes: &[Minutes],
        cover: &PopulationCover<'_>,
        units: &[UnitId],
        atlas: &Atlas,
    ) -> Result<(Vec<Circle>, Vec<CircleMember>)> {
        let (mut all, mut members) = (Vec::new(), Vec::new());
        for basis in self.model.bases() {
            let starts: Vec<Centre<'_>> = centres.iter().cloned().map(Centre::from).collect();
            let options = CircleOptions { precision: self.format.precision(), ..CircleOptions::default() };
            let request =
                CircleRequest { centres: starts, minutes: minutes.to_vec(), model: model.with_basis(basis), options };
            let made = circles(&request, Some(cover))?;
            let inside = circle_members(&made, &request, units, atlas);
            members.extend(inside.into_iter().map(|member| member.after(all.len())));
            all.extend(made);
        }
        Ok((all, members))
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
            report::links_layer(&results.links(), &mut rounding),
        ];
        session.report(rounding.into_findings());
        layers
    }

    fn write_all(
        &self,
        session: &Session,
        layers: &[Layer],
        tables: &[Layer],
        plan: &Plan,
        results: &Results,
        page: &str,
    ) -> Result<()> {
        let manifest = session.manifest();
        let mut folder = OutputFolder::create(&self.out)?;
        for layer in layers {
            output::layer_into(&mut folder, layer, &self.format, manifest)?;
        }
        for table in tables {
            output::table_into(&mut folder, table)?;
        }
        output::json_into(&mut folder, "summary.json", &report::summary_json(plan, &results.statistics))?;
        let findings = session.findings().iter().map(|finding| serde_json::to_value(finding).unwrap_or_default()).collect();
        output::json_into(&mut folder, "findings.json", &serde_json::Value::Array(findings))?;
        output::text_into(&mut folder, "map.html", page)?;
        output::json_into(&mut folder, "manifest.json", &manifest.to_json())?;
        folder.commit()?;
        Ok(())
    }
}

/// People and product of the members that have a centre, in their order.
fn member_amounts(plan: &Plan, atlas: &Atlas, statistics: &Statistics) -> Result<(Amounts, Amounts)> {
    let placed = || {
        let with_figures = plan.members().iter().zip(&statistics.members);
        with_figures.filter(|(member, _)| centre_of(member.area(), atlas).is_some()).map(|(_, figures)| figures)
    };
    let amounts = |of: fn(&AreaStatistics) -> Option<f64>| {
        Amounts::new(placed().map(of).collect()).map_err(|error| Error::bad_request(error.to_string()))
    };
    Ok((amounts(|figures| figures.population.map(|people| people as f64))?, amounts(|figures| figures.gdp)?))
}

/// The minutes of every member from the core.
fn minutes_from_core(
    plan: &Plan,
    members: &[MemberPlace],
    model: &TravelModel,
    bases: &[crate::travel::Basis],
) -> Vec<CoreMinutes> {
    let first = plan.ring_indices().next();
    let is_core = |member: &&MemberPlace| Some(plan.member(member.member).ring()) == first;
    let core: Vec<MemberPlace> = members.iter().filter(is_core).cloned().collect();
    core_minutes(&core, members, model, bases)
}

/// The centres of all members, in their order. A member without a known centre is a finding.
fn member_centres(session: &mut Session, plan: &Plan, atlas: &Atlas) -> Vec<MemberPlace> {
    let mut places = Vec::new();
    let mut indexed: Vec<_> = plan.ring_indices().flat_map(|ring| plan.members_of(ring)).collect();
    indexed.sort_by_key(|(index, _)| index.index());
    for (index, member) in indexed {
        match centre_of(member.area(), atlas) {
            Some(at) => places.push(MemberPlace { member: index, place: Place::new(member.area().label(), at) }),
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

/// The tables of a run, in the order they are written.
fn tables(plan: &Plan, atlas: &Atlas, results: &Results) -> [Layer; 5] {
    [
        report::circle_members_table(&results.circles, &results.circle_members, MemberRule::Any, atlas),
        report::minutes_table(plan, &results.minutes),
        report::summary_table(plan, &results.statistics),
        report::connectivity_table(&results.links()),
        report::centrality_table(&results.links()),
    ]
}
