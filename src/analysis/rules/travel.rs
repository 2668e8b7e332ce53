//! The travel model that a rule asks for.

use std::sync::{Arc, OnceLock};

use crate::network::{RailChecks, RailNetwork, RailTable};
use crate::quantity::{Basis, KilometresPerHour};
use crate::scheme::{TRAVEL_KEYS, TravelSpec};
use crate::travel::{Crow, Detour, Rail, RailParameters, TravelModel};

/// The travel models that rules can ask for: `crow`, `rail` and `rail+crow`, by default on the embedded rail network.
///
/// Minutes are door-to-door unless a ring says otherwise, as on the command line.
///
/// # Examples
/// ```
/// use ringshed::analysis::TravelModels;
/// use ringshed::scheme::TravelSpec;
/// use ringshed::travel::Basis;
/// let spec = TravelSpec { model: Some("rail".into()), basis: Some(Basis::InVehicle), parameters: vec![("dwell_min".into(), 3.0)] };
/// let model = TravelModels::default().model(&spec).expect("a model");
/// assert_eq!(model.basis(), Basis::InVehicle);
/// assert!(TravelModels::default().model(&TravelSpec { model: Some("transit".into()), ..spec }).is_err());
/// ```
#[derive(Clone, Debug, Default)]
pub struct TravelModels {
    network: OnceLock<Arc<RailNetwork>>,
}

/// The words for models that rules can use.
const MODELS: [&str; 3] = ["crow", "rail", "rail+crow"];
/// The parameters of the distance-based model; the others belong to the rail model.
const CROW_KEYS: [&str; 2] = ["detour", "speed"];

impl TravelModels {
    /// Models on another rail network than the embedded one.
    pub fn on_network(network: Arc<RailNetwork>) -> Self {
        Self { network: OnceLock::from(network) }
    }

    /// The model that a rule asks for. Parameters that the model does not have are without effect.
    ///
    /// # Errors
    /// What is unknown or impossible about it.
    pub fn model(&self, travel: &TravelSpec) -> Result<TravelModel, String> {
        match word(travel).as_str() {
            "crow" => Ok(TravelModel::Crow(crow(travel)?.with_basis(basis(travel)))),
            "rail" => Ok(TravelModel::Rail(self.rail(travel)?)),
            "rail+crow" | "crow+rail" => {
                let (rail, crow) = (self.rail(travel)?, crow(travel)?);
                Ok(TravelModel::RailAndCrow(rail, crow.with_basis(basis(travel))))
            }
            other => {
                Err(format!("rules cannot use the travel model '{other}' in this version; there are {}", MODELS.join(", ")))
            }
        }
    }

    /// What is wrong with a ring's model and parameters, those without effect included.
    pub(super) fn problem(&self, travel: &TravelSpec) -> Option<String> {
        let model = match self.model(travel) {
            Ok(model) => model,
            Err(problem) => return Some(problem),
        };
        let has_effect = |key: &str| match model {
            TravelModel::Crow(_) => CROW_KEYS.contains(&key),
            TravelModel::Rail(_) => key != "speed",
            _ => true,
        };
        let idle: Vec<&str> = travel.parameters.iter().map(|(key, _)| key.as_str()).filter(|key| !has_effect(key)).collect();
        (!idle.is_empty()).then(|| {
            let known: Vec<&str> = TRAVEL_KEYS.into_iter().filter(|key| has_effect(key)).collect();
            let word = model.description().model;
            format!("{} has no effect on the model {word}, which has {}", idle.join(", "), known.join(", "))
        })
    }

    fn network(&self) -> &Arc<RailNetwork> {
        self.network.get_or_init(|| Arc::new(RailTable::embedded().build(&RailChecks::default()).network))
    }

    fn rail(&self, travel: &TravelSpec) -> Result<Rail, String> {
        let mut parameters = RailParameters::default();
        for (name, value) in &travel.parameters {
            let set = match name.as_str() {
                // One detour for all ways, unless that of the way to the station is given.
                "detour" if travel.parameter("access_detour").is_none() => parameters.set("access_detour", *value),
                "detour" | "speed" => Ok(()),
                name => parameters.set(name, *value),
            };
            set.map_err(|problem| problem.to_string())?;
        }
        Rail::new(Arc::clone(self.network()), parameters, basis(travel)).map_err(|problem| problem.to_string())
    }
}

fn word(travel: &TravelSpec) -> String {
    travel.model.as_deref().unwrap_or("crow").split_whitespace().collect()
}

fn basis(travel: &TravelSpec) -> Basis {
    travel.basis.unwrap_or(Basis::DoorToDoor)
}

fn crow(travel: &TravelSpec) -> Result<Crow, String> {
    let detour = travel.parameter("detour").map_or(Ok(Detour::default()), Detour::new);
    let speed = travel.parameter("speed").map_or(Crow::default().speed(), KilometresPerHour::new);
    let crow = detour.and_then(|detour| Crow::new(detour, speed));
    crow.map_err(|problem| problem.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::travel::ParameterRange;

    #[test]
    fn every_parameter_of_the_rail_model_is_a_key_of_rings() {
        let names = ParameterRange::ALL.map(|range| range.name).into_iter().chain(["access_limit_km", "detour", "speed"]);
        let mut names: Vec<&str> = names.collect();
        let mut keys = TRAVEL_KEYS.to_vec();
        names.sort_unstable();
        keys.sort_unstable();
        assert_eq!(keys, names);
    }

    #[test]
    fn what_is_impossible_or_idle_is_named() {
        let models = TravelModels::default();
        let problem = |model: &str, name: &str, value: f64| {
            let parameters = vec![(name.to_string(), value)];
            models.problem(&TravelSpec { model: Some(model.to_string()), basis: None, parameters })
        };
        assert_eq!(problem("rail", "detour", 1.2), None);
        assert_eq!(problem("rail + crow", "speed", 90.0), None);
        assert!(problem("crow", "entry_min", 10.0).is_some_and(|text| text.contains("which has detour, speed")));
        assert!(problem("rail", "speed", 10.0).is_some_and(|text| text.contains("no effect")));
        assert!(problem("rail", "dwell_min", -1.0).is_some_and(|text| text.contains("0 or more")));
        assert!(problem("drive", "detour", 1.2).is_some_and(|text| text.contains("crow, rail, rail+crow")));
    }
}
