//! Options of travel models.

use clap::{Args, ValueEnum};

use super::atlas::BoundaryArgs;
use super::places::PointArgs;
use super::rail::RailArgs;
use super::session::Session;
use crate::error::{Error, Result};
use crate::network::RailChecks;
use crate::quantity::{KilometresPerHour, Minutes};
use crate::travel::{Basis, Crow, Detour, Rail, RailParameters, TravelModel};

/// Options of a travel model.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Travel model")]
pub(super) struct ModelArgs {
    /// Travel model.
    #[arg(long, value_enum, default_value_t = ModelName::Crow, value_name = "M")]
    model: ModelName,
    /// Realised speed of the distance-based model (default unit: km/h).
    #[arg(long, default_value = "80 km/h", value_name = "SPEED", allow_negative_numbers = true)]
    speed: KilometresPerHour,
    /// Length of the way over the straight line, 1 or more; of the way to and from stations too.
    #[arg(long, default_value_t = 1.3, value_name = "FACTOR", allow_negative_numbers = true)]
    detour: f64,
    /// Minutes of the ride alone: rides and dwells of the rail model. Of the distance-based model only a label.
    #[arg(long, conflicts_with = "door_to_door")]
    in_vehicle: bool,
    /// Minutes of the whole way (the default).
    #[arg(long)]
    door_to_door: bool,
    #[command(flatten)]
    rail: RailArgs,
}

/// What every verb about travel between places takes: the model, how point files look, and the units that can be named.
#[derive(Args, Clone, Debug)]
pub(super) struct TravelArgs {
    #[command(flatten)]
    pub(super) model: ModelArgs,
    #[command(flatten)]
    pub(super) points: PointArgs,
    #[command(flatten)]
    pub(super) boundaries: BoundaryArgs,
}

/// The models of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ModelName {
    /// Minutes from geodesic distance, detour and speed.
    Crow,
    /// Fastest trains of a table of stations and legs.
    Rail,
    /// The faster of the two, for each pair of places.
    #[value(name = "rail+crow")]
    RailAndCrow,
}

/// The parameters of all models, checked.
struct Checked {
    crow: Crow,
    rail: RailParameters,
    checks: RailChecks,
}

impl ModelArgs {
    /// The model that was asked for. Tables it needs are read and what is wrong with them is reported.
    ///
    /// # Errors
    /// A bad request that lists every impossible parameter; unreadable tables.
    pub(super) fn model(&self, session: &mut Session) -> Result<TravelModel> {
        self.models(session).map(|(model, _)| model)
    }

    /// The model that was asked for and, with `--edit`, the same model before the edit.
    ///
    /// # Errors
    /// As [`ModelArgs::model`].
    pub(super) fn models(&self, session: &mut Session) -> Result<(TravelModel, Option<TravelModel>)> {
        let checked = self.checked()?;
        if self.model == ModelName::Crow {
            return Ok((TravelModel::Crow(checked.crow), None));
        }
        let networks = self.rail.networks(session, &checked.checks)?;
        let on = |network| -> Result<TravelModel> {
            let rail = Rail::new(network, checked.rail, self.basis());
            let rail = rail.map_err(|problem| Error::bad_request(problem.to_string()))?;
            Ok(match self.model {
                ModelName::RailAndCrow => TravelModel::RailAndCrow(rail, checked.crow),
                _ => TravelModel::Rail(rail),
            })
        };
        Ok((on(networks.network)?, networks.before_edit.map(on).transpose()?))
    }

    /// The parameters, or everything that is impossible about them.
    fn checked(&self) -> Result<Checked> {
        let detour = Detour::new(self.detour);
        let crow = Crow::new(detour.unwrap_or_default(), self.speed);
        let checks = self.rail.checks();
        // An impossible detour is said once.
        let rail = self.rail.parameters(detour.unwrap_or_default().factor());
        let mut problems: Vec<String> = detour.err().map(|problem| problem.to_string()).into_iter().collect();
        problems.extend(crow.err().map(|problem| problem.to_string()));
        problems.extend(rail.problems().iter().map(ToString::to_string));
        problems.extend(checks.as_ref().err().cloned());
        if self.model == ModelName::Crow {
            let without_effect = |option| format!("{option} has no effect on the distance-based model; add --model rail");
            problems.extend(self.rail.given().into_iter().map(without_effect));
        }
        match (crow, checks) {
            (Ok(crow), Ok(checks)) if problems.is_empty() => {
                Ok(Checked { crow: crow.with_basis(self.basis()), rail, checks })
            }
            _ => Err(Error::bad_requests(problems)),
        }
    }

    /// The minutes that outputs with several of them have: those asked for, else all that the model tells apart.
    pub(super) fn bases(&self) -> Vec<Basis> {
        let is_asked_for = self.in_vehicle || self.door_to_door || self.model == ModelName::Crow;
        if is_asked_for { vec![self.basis()] } else { vec![Basis::DoorToDoor, Basis::InVehicle] }
    }

    /// What the minutes are of.
    fn basis(&self) -> Basis {
        if self.in_vehicle { Basis::InVehicle } else { Basis::DoorToDoor }
    }
}
/// The model and the minutes together, so that everything impossible about them is reported at once.
///
/// # Errors
/// As [`ModelArgs::model`] and [`MinutesArgs::checked`].
pub(super) fn model_and_minutes(
    session: &mut Session,
    model: &ModelArgs,
    minutes: &MinutesArgs,
) -> Result<(TravelModel, Vec<Minutes>)> {
    match (model.model(session), minutes.checked()) {
        (Ok(model), Ok(minutes)) => Ok((model, minutes)),
        (model, minutes) => {
            let errors = [model.err(), minutes.err()].into_iter().flatten();
            Err(Error::bad_requests(errors.flat_map(|error| error.problems().to_vec()).collect()))
        }
    }
}

/// How exact surfaces of minutes are.
#[derive(Args, Clone, Debug)]
pub(super) struct ToleranceArgs {
    /// Minutes by which a border that is cut from a surface may be off (100 m for 0.1 min where minutes jump). Circles and catchments
    /// of the distance-based model are exact.
    #[arg(long, default_value = "0.1", value_name = "MINUTES", allow_negative_numbers = true)]
    tolerance: Minutes,
}

impl ToleranceArgs {
    /// The tolerance.
    ///
    /// # Errors
    /// A bad request when it is not above 0.
    pub(super) fn checked(&self) -> Result<Minutes> {
        if self.tolerance.minutes() > 0.0 {
            return Ok(self.tolerance);
        }
        let given = self.tolerance.minutes();
        Err(Error::bad_request(format!("--tolerance {given} is not possible: minutes must be above 0 (default 0.1)")))
    }
}

/// The minutes asked for.
#[derive(Args, Clone, Debug)]
pub(super) struct MinutesArgs {
    /// Minutes, separated by commas: 60,90 (also "1 h", "45 min").
    #[arg(long, value_delimiter = ',', default_value = "60,90", value_name = "LIST", allow_negative_numbers = true)]
    minutes: Vec<Minutes>,
}

impl MinutesArgs {
    /// The minutes, smallest first, each once.
    ///
    /// # Errors
    /// A bad request when a value is not above 0.
    pub(super) fn checked(&self) -> Result<Vec<Minutes>> {
        let wrong: Vec<String> = self.minutes.iter().filter(|minutes| minutes.minutes() <= 0.0).map(impossible).collect();
        if !wrong.is_empty() {
            return Err(Error::bad_requests(wrong));
        }
        let mut minutes = self.minutes.clone();
        minutes.sort_by(Minutes::total_cmp);
        minutes.dedup();
        Ok(minutes)
    }
}

fn impossible(minutes: &Minutes) -> String {
    format!("--minutes {} is not possible: minutes must be above 0", minutes.minutes())
}
