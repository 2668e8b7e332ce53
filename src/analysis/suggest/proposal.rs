//! From a scheme's study area to a proposal: which units, what they cost, and what the answer means.

use std::ops::RangeInclusive;

use geo_types::MultiPolygon;
use rayon::prelude::*;

use super::catchment::{CatchmentRules, Shortfall, SiteObjective, SiteRequest, choose_sites};
use super::check::{check_sites, check_thresholds};
use super::costs::ServiceCosts;
use super::sites::{Effort, Method, NoChoice, SiteChoice, relative_gap};
use super::thresholds::{CoreNeighbours, RingCandidate, ThresholdObjective, ThresholdRequest, choose_thresholds};
use crate::atlas::{Atlas, Place, UnitId};
use crate::error::Error;
use crate::finding::Finding;
use crate::geometry::{SharedBorders, coverage};
use crate::quantity::{Kilometres, Metres, Minutes};
use crate::travel::{TravelModel, Trip};

/// What a proposal shall achieve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Objective {
    /// Centres with the least sum of weight times cost to the nearest.
    Median,
    /// Centres with the least largest cost to the nearest.
    Centre,
    /// Centres with the largest weight within some minutes of one.
    Coverage {
        /// The minutes.
        within: Minutes,
    },
    /// Thresholds of minutes from the core between which minutes are as alike as possible.
    NaturalBreaks,
    /// Thresholds of minutes from the core between which as equal populations live as possible.
    EqualPopulation,
}

/// What a unit counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Its people.
    Population,
    /// One, like every other.
    Units,
}

/// What serving a unit from a centre costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Minutes under the travel model, from the unit to the centre.
    Minutes,
    /// Kilometres as the crow flies.
    Kilometres,
}

/// Whether the core of the scheme is a centre already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoreRole {
    /// Every centre is chosen; the core's units are candidates like others.
    Candidate,
    /// The core serves too; the chosen centres stand beside it.
    Serves,
}

/// Whether rings or catchments must be in one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// They need not.
    Free,
    /// Every catchment must be in one piece; every ring connected with the core over rings further in.
    Required,
}

/// A request for a proposal.
#[derive(Clone, Debug)]
pub struct ProposalRequest<'a> {
    /// Units and figures.
    pub atlas: &'a Atlas,
    /// The units to be served or put into rings.
    pub units: &'a [UnitId],
    /// The centres of the core.
    pub core: &'a [Place],
    /// The units of the core.
    pub core_units: &'a [UnitId],
    /// How minutes come about.
    pub model: &'a TravelModel,
    /// How many rings or centres.
    pub rings: usize,
    /// What they shall achieve.
    pub objective: Objective,
    /// What a unit counts for.
    pub weight: Weight,
    /// What serving costs.
    pub cost: Cost,
    /// Whether the core serves.
    pub core_role: CoreRole,
    /// No unit may be further away.
    pub most_minutes: Option<Minutes>,
    /// What the population of every ring or catchment must be.
    pub population: Option<RangeInclusive<u64>>,
    /// Whether rings or catchments must be in one piece.
    pub contiguity: Connection,
    /// How hard to look.
    pub effort: Effort,
}

/// A proposed ring or catchment.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedRing {
    /// Identifier: `ring-1`, or the code of the centre.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The largest minutes of the ring.
    pub threshold: Option<Minutes>,
    /// The unit that is its centre.
    pub centre: Option<UnitId>,
    /// How many units.
    pub units: usize,
    /// People of those units whose population is known.
    pub population: u64,
}

/// A unit of a proposal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProposedUnit {
    /// The unit.
    pub unit: UnitId,
    /// The number of its ring; `None` when it is in none, or served by the core.
    pub ring: Option<usize>,
    /// Minutes from the core, or to its centre.
    pub minutes: Option<Minutes>,
    /// Distance from the core, or to its centre.
    pub distance: Option<Metres>,
}

/// A proposal with its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The rings or catchments.
    pub rings: Vec<ProposedRing>,
    /// Every unit, in the order of the request.
    pub units: Vec<ProposedUnit>,
    /// The objective.
    pub value: f64,
    /// No proposal can be better.
    pub bound: f64,
    /// How it was found.
    pub method: Method,
    /// What the independent checker found wrong; empty when every constraint holds.
    pub faults: Vec<String>,
    /// Units that were left out.
    pub findings: Vec<Finding>,
}

impl Proposal {
    /// How far the value may be from the best, as a share of it: 0 when proven.
    pub fn gap(&self) -> f64 {
        relative_gap(self.value, self.bound)
    }
}

/// The units that take part, with what is known of them.
struct Served {
    units: Vec<UnitId>,
    places: Vec<Place>,
    people: Vec<u64>,
    findings: Vec<Finding>,
}

/// Makes a proposal and checks it.
///
/// # Errors
/// A bad request that says what cannot be met and how near one can get.
pub fn propose(request: &ProposalRequest<'_>) -> Result<Proposal, Error> {
    match request.objective {
        Objective::Median | Objective::Centre | Objective::Coverage { .. } => propose_centres(request),
        Objective::NaturalBreaks | Objective::EqualPopulation => propose_rings(request),
    }
}

impl Served {
    /// Units with a seat and, where people count, a population; the others are findings.
    fn of(request: &ProposalRequest<'_>, units: impl Iterator<Item = UnitId>) -> Self {
        let people_count = request.weight == Weight::Population
            || request.population.is_some()
            || request.objective == Objective::EqualPopulation;
        let mut served = Self { units: Vec::new(), places: Vec::new(), people: Vec::new(), findings: Vec::new() };
        for id in units {
            let unit = request.atlas.unit(id);
            let people = unit.figures().population.as_ref().map(|figure| figure.value);
            let left_out = |code, what: &str| {
                Finding::warning(code, format!("{} is left out: {what}", request.atlas.described(id)))
                    .of_feature(unit.code())
            };
            match (unit.seat(), people) {
                (None, _) => served.findings.push(left_out("no-centre", "its centre is not known")),
                (_, None) if people_count => {
                    let finding = left_out("missing-figures", "its population is not known");
                    served.findings.push(finding.with_remedy("count units alike with --weight units, without --population"));
                }
                (Some(seat), people) => {
                    served.units.push(id);
                    served.places.push(Place::new(unit.label(), seat.at));
                    served.people.push(people.unwrap_or_default());
                }
            }
        }
        served
    }

    fn borders(&self, atlas: &Atlas) -> SharedBorders {
        SharedBorders::of(&self.units.iter().map(|&unit| atlas.boundary(unit)).collect::<Vec<_>>())
    }
}

fn propose_rings(request: &ProposalRequest<'_>) -> Result<Proposal, Error> {
    let in_core = |unit: &UnitId| request.core_units.iter().any(|&core| request.atlas.is_within(*unit, core));
    let served = Served::of(request, request.units.iter().copied().filter(|unit| !in_core(unit)));
    let trips = nearest_trips(request.model, request.core, &served.places);
    let candidate = |(trip, &population): (&Option<Trip>, &u64)| RingCandidate {
        minutes: trip.and_then(|trip| trip.minutes),
        population,
    };
    let candidates: Vec<RingCandidate> = trips.iter().zip(&served.people).map(candidate).collect();
    let neighbours = (request.contiguity == Connection::Required).then(|| core_neighbours(request, &served));
    let objective = match (request.objective, request.weight) {
        (Objective::EqualPopulation, _) => ThresholdObjective::EqualPopulation,
        (_, Weight::Population) => ThresholdObjective::NaturalBreaksOfPeople,
        (_, Weight::Units) => ThresholdObjective::NaturalBreaks,
    };
    let asked = ThresholdRequest {
        units: &candidates,
        rings: request.rings,
        objective,
        most_minutes: request.most_minutes,
        population: request.population.clone(),
        contiguity: neighbours.as_ref(),
    };
    let choice = choose_thresholds(&asked).map_err(|error| Error::bad_request(error.to_string()))?;
    let faults = check_thresholds(&asked, &choice);
    let unit = |(number, trip): (usize, &Option<Trip>)| ProposedUnit {
        unit: served.units[number],
        ring: choice.ring_of[number],
        minutes: trip.and_then(|trip| trip.minutes),
        distance: trip.map(|trip| trip.distance),
    };
    let units: Vec<ProposedUnit> = trips.iter().enumerate().map(unit).collect();
    let ring = |(number, threshold): (usize, &Minutes)| {
        let name = format!("Ring {}, up to {:.2} min", number + 1, threshold.minutes());
        proposed_ring(format!("ring-{}", number + 1), name, number, &units, &served.people, Some(*threshold), None)
    };
    let rings = choice.thresholds.iter().enumerate().map(ring).collect();
    let Served { findings, .. } = served;
    Ok(Proposal { rings, units, value: choice.value, bound: choice.value, method: choice.method, faults, findings })
}

fn proposed_ring(
    id: String,
    name: String,
    number: usize,
    units: &[ProposedUnit],
    people: &[u64],
    threshold: Option<Minutes>,
    centre: Option<UnitId>,
) -> ProposedRing {
    let members = || units.iter().zip(people).filter(|(unit, _)| unit.ring == Some(number));
    ProposedRing {
        id,
        name,
        threshold,
        centre,
        units: members().count(),
        population: members().map(|(_, people)| people).sum(),
    }
}

/// For each destination the fastest trip from any origin.
fn nearest_trips(model: &TravelModel, origins: &[Place], destinations: &[Place]) -> Vec<Option<Trip>> {
    let rows: Vec<Vec<Trip>> = origins.par_iter().map(|origin| model.trips_from(origin, destinations)).collect();
    let minutes = |trip: &Trip| trip.minutes.map_or(f64::INFINITY, Minutes::minutes);
    let fastest = |at: usize| {
        let trips = rows.iter().map(|row| row[at]);
        trips.min_by(|a, b| {
            let by_distance = a.distance.total_cmp(&b.distance);
            minutes(a).total_cmp(&minutes(b)).then(by_distance)
        })
    };
    (0..destinations.len()).map(fastest).collect()
}

/// Borders of the units followed by those of the core as one.
fn core_neighbours(request: &ProposalRequest<'_>, served: &Served) -> CoreNeighbours {
    let boundaries = |units: &[UnitId]| units.iter().map(|&unit| request.atlas.boundary(unit)).collect::<Vec<_>>();
    let core = coverage::dissolve(&boundaries(request.core_units)).geometry;
    let mut areas: Vec<&MultiPolygon<f64>> = boundaries(&served.units);
    areas.push(&core);
    CoreNeighbours { borders: SharedBorders::of(&areas) }
}

fn propose_centres(request: &ProposalRequest<'_>) -> Result<Proposal, Error> {
    check_combination(request)?;
    let served = Served::of(request, request.units.iter().copied());
    let in_core = |unit: UnitId| request.core_units.iter().any(|&core| request.atlas.is_within(unit, core));
    let may_be_centre = |at: &usize| request.core_role == CoreRole::Candidate || !in_core(served.units[*at]);
    let candidates: Vec<usize> = (0..served.units.len()).filter(may_be_centre).collect();
    let weights: Vec<f64> = match request.weight {
        Weight::Population => served.people.iter().map(|&people| people as f64).collect(),
        Weight::Units => vec![1.0; served.units.len()],
    };
    let table = CentreTable::new(request, &served, &candidates);
    let costs = ServiceCosts::new(&weights, candidates.len(), |demand, site| table.cost(request, demand, site));
    let borders = (request.contiguity == Connection::Required).then(|| served.borders(request.atlas));
    let rules =
        CatchmentRules { people: &served.people, population: request.population.clone(), contiguity: borders.as_ref() };
    let objective = match request.objective {
        Objective::Centre => SiteObjective::Centre,
        Objective::Coverage { within } => SiteObjective::Coverage { limit: within.minutes() },
        _ => SiteObjective::Median,
    };
    let asked = SiteRequest { costs: &costs, weights: &weights, sites: request.rings, objective, rules };
    let choice = choose_sites(&asked, &request.effort).map_err(|error| explained(request, &served, &candidates, error))?;
    let faults = check_sites(&asked, &choice);
    Ok(centre_proposal(request, served, &candidates, &table, &costs, choice, faults))
}

fn check_combination(request: &ProposalRequest<'_>) -> Result<(), Error> {
    let mut problems = Vec::new();
    let has_rules = request.population.is_some() || request.contiguity == Connection::Required;
    if request.core_role == CoreRole::Serves && has_rules {
        problems.push("--beside-core does not go with --population or --contiguous: what the core serves is no catchment of a chosen centre");
    }
    if request.cost == Cost::Kilometres
        && (request.most_minutes.is_some() || matches!(request.objective, Objective::Coverage { .. }))
    {
        problems.push("--cost km does not go with limits in minutes (--max-minutes, --within)");
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::bad_requests(problems.into_iter().map(str::to_string).collect())) }
}

/// Trips from every unit to every candidate, and to the core where it serves.
struct CentreTable {
    /// By demand, then by candidate.
    trips: Vec<Vec<Trip>>,
    core: Vec<Option<Trip>>,
}

impl CentreTable {
    fn new(request: &ProposalRequest<'_>, served: &Served, candidates: &[usize]) -> Self {
        let places: Vec<Place> = candidates.iter().map(|&at| served.places[at].clone()).collect();
        let minutes = |trip: &Trip| trip.minutes.map_or(f64::INFINITY, Minutes::minutes);
        let to_core = |from: &Place| {
            let trips = request.model.trips_from(from, request.core);
            trips.into_iter().min_by(|a, b| minutes(a).total_cmp(&minutes(b)))
        };
        let core = match request.core_role {
            CoreRole::Serves => served.places.par_iter().map(to_core).collect(),
            CoreRole::Candidate => vec![None; served.places.len()],
        };
        Self { trips: served.places.par_iter().map(|from| request.model.trips_from(from, &places)).collect(), core }
    }

    fn cost(&self, request: &ProposalRequest<'_>, demand: usize, site: usize) -> Option<f64> {
        let to_site = trip_cost(request, &self.trips[demand][site]);
        let to_core = self.core[demand].and_then(|trip| trip_cost(request, &trip));
        match (to_site, to_core) {
            (Some(site), Some(core)) => Some(site.min(core)),
            (site, core) => site.or(core),
        }
    }

    /// True when the core is nearer than a site.
    fn core_serves(&self, request: &ProposalRequest<'_>, demand: usize, site: usize) -> bool {
        let to_core = self.core[demand].and_then(|trip| trip_cost(request, &trip));
        let to_site = trip_cost(request, &self.trips[demand][site]);
        to_core.is_some_and(|core| to_site.is_none_or(|site| core <= site))
    }
}

fn trip_cost(request: &ProposalRequest<'_>, trip: &Trip) -> Option<f64> {
    match request.cost {
        Cost::Kilometres => Some(Kilometres::from(trip.distance).kilometres()),
        Cost::Minutes => {
            let minutes = trip.minutes?.minutes();
            request.most_minutes.is_none_or(|most| minutes <= most.minutes()).then_some(minutes)
        }
    }
}

fn centre_proposal(
    request: &ProposalRequest<'_>,
    served: Served,
    candidates: &[usize],
    table: &CentreTable,
    costs: &ServiceCosts,
    choice: SiteChoice,
    faults: Vec<String>,
) -> Proposal {
    let unit = |demand: usize| {
        let site = costs.nearest(demand, &choice.sites);
        let core = site.filter(|&site| table.core_serves(request, demand, site)).and(table.core[demand]);
        let trip = core.or(site.map(|site| table.trips[demand][site]));
        let ring = site.filter(|_| core.is_none()).and_then(|site| choice.sites.iter().position(|&open| open == site));
        let minutes = trip.and_then(|trip| trip.minutes);
        ProposedUnit { unit: served.units[demand], ring, minutes, distance: trip.map(|trip| trip.distance) }
    };
    let units: Vec<ProposedUnit> = (0..served.units.len()).map(unit).collect();
    let ring = |(number, &site): (usize, &usize)| {
        let centre = served.units[candidates[site]];
        let unit = request.atlas.unit(centre);
        proposed_ring(unit.code().to_string(), unit.label().to_string(), number, &units, &served.people, None, Some(centre))
    };
    let rings = choice.sites.iter().enumerate().map(ring).collect();
    let SiteChoice { value, bound, method, .. } = choice;
    Proposal { rings, units, value, bound, method, faults, findings: served.findings }
}

/// The error with the names of units in it.
fn explained(request: &ProposalRequest<'_>, served: &Served, candidates: &[usize], error: NoChoice) -> Error {
    let named = |at: usize| request.atlas.described(served.units[at]);
    let limit = request.most_minutes.map(|most| format!(" within {} minutes", most.minutes())).unwrap_or_default();
    Error::bad_request(match error {
        NoChoice::Count { wanted, sites } => {
            format!("--rings {wanted} is not possible with {sites} candidates; ask for 1 to {sites}")
        }
        NoChoice::OutOfReach { demands } => {
            let names: Vec<String> = demands.iter().take(5).map(|&at| named(at)).collect();
            let more = if demands.len() > 5 { format!(" and {} more", demands.len() - 5) } else { String::new() };
            format!("no centre can be reached{limit} from {}{more}; allow more minutes or another model", names.join("; "))
        }
        NoChoice::TooFew { wanted, proven } => {
            let sure = if proven { "" } else { " as far as the search can tell" };
            format!("no {wanted} centres reach every unit{limit}{sure}; ask for more centres or allow more minutes")
        }
        NoChoice::Constraints { wanted, nearest, proven } => {
            let broken = |shortfall: &Shortfall| {
                let pieces = if shortfall.pieces > 1 { format!(" in {} pieces", shortfall.pieces) } else { String::new() };
                format!("{}: {} people{pieces}", named(candidates[shortfall.site]), shortfall.people)
            };
            let broken: Vec<String> = nearest.iter().map(broken).collect();
            let sure = if proven { "every set was looked at" } else { "as far as the search can tell" };
            format!(
                "no {wanted} centres keep the constraints ({sure}); nearest to it are catchments of {}",
                broken.join("; ")
            )
        }
    })
}
