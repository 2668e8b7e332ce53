//! The travel model that a rule asks for.

use crate::quantity::KilometresPerHour;
use crate::scheme::TravelSpec;
use crate::travel::{Crow, Detour, TravelModel};

/// The travel models that rules can ask for.
#[derive(Clone, Debug, Default)]
pub struct TravelModels {}

impl TravelModels {
    /// The model that a rule asks for.
    ///
    /// # Errors
    /// What is unknown or impossible about it.
    pub(super) fn model(&self, travel: &TravelSpec) -> Result<TravelModel, String> {
        match travel.model.as_deref().unwrap_or("crow") {
            "crow" => crow(travel).map(TravelModel::Crow),
            other => Err(format!("rules cannot use the travel model '{other}' in this version; there is crow")),
        }
    }
}

/// The travel model that a rule asks for, of the embedded ones.
///
/// # Errors
/// What is unknown or impossible about it.
pub fn model_of(travel: &TravelSpec) -> Result<TravelModel, String> {
    TravelModels::default().model(travel)
}

fn crow(travel: &TravelSpec) -> Result<Crow, String> {
    let usual = Crow::default();
    let detour =
        travel.parameter("detour").map_or(Ok(Detour::default()), Detour::new).map_err(|problem| problem.to_string())?;
    let speed = travel.parameter("speed").unwrap_or(80.0);
    let crow = Crow::new(detour, KilometresPerHour::new(speed)).map_err(|problem| problem.to_string())?;
    Ok(crow.with_basis(travel.basis.unwrap_or(usual.basis())))
}
