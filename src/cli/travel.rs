//! Options of travel models.

use clap::{Args, ValueEnum};

use super::atlas::BoundaryArgs;
use super::places::PointArgs;
use super::session::Session;
use crate::error::{Error, Result};
use crate::quantity::{KilometresPerHour, Minutes};
use crate::travel::{Basis, Crow, Detour, TravelModel};

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
    /// Length of the way over the straight line, 1 or more.
    #[arg(long, default_value_t = 1.3, value_name = "FACTOR", allow_negative_numbers = true)]
    detour: f64,
    /// Label minutes as those of the ride alone.
    #[arg(long, conflicts_with = "door_to_door")]
    in_vehicle: bool,
    /// Label minutes as those of the whole way (the default: the speed is that of the whole way).
    #[arg(long)]
    door_to_door: bool,
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
}

impl ModelArgs {
    /// The model that was asked for.
    ///
    /// # Errors
    /// A bad request that lists every impossible parameter.
    pub(super) fn model(&self, _session: &mut Session) -> Result<TravelModel> {
        let ModelName::Crow = self.model;
        let detour = Detour::new(self.detour);
        let speed = Crow::new(Detour::default(), self.speed);
        match (detour, speed) {
            (Ok(detour), Ok(_)) => {
                let crow = Crow::new(detour, self.speed).map_err(|error| Error::bad_request(error.to_string()))?;
                Ok(TravelModel::Crow(crow.with_basis(self.basis())))
            }
            (detour, speed) => {
                let problems = [detour.err(), speed.err()].into_iter().flatten().map(|error| error.to_string()).collect();
                Err(Error::bad_requests(problems))
            }
        }
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
