//! Rail stations as places: words on the command line and columns of point files.

use crate::atlas::Place;
use crate::finding::Finding;
use crate::layer::{Feature, Layer};
use crate::network::{RailNetwork, Station};
use crate::quantity::{Basis, Kilometres, Metres};
use crate::travel::TravelModel;

/// Beyond this a door-to-door trip begins with a way that dwarfs the rest.
const FAR: Metres = Metres::new(100_000.0);

/// The station that `station:NAME` means.
///
/// # Errors
/// The reason: a model without stations, or a name that is unknown or ambiguous.
pub(super) fn place(model: &TravelModel, name: &str) -> Result<Place, String> {
    let Some(network) = model.rail_network() else {
        return Err(format!(
            "'station:{name}': the distance-based model has no stations; add --model rail, or give lon,lat"
        ));
    };
    let station = network.station(network.resolve(name).map_err(|error| error.to_string())?);
    Ok(Place::new(station.name.as_str(), station.at).with_station(station.name.as_str()))
}

/// The column `station` of a point file, where the model has stations.
pub(super) struct Pins<'a> {
    column: Option<(usize, &'a RailNetwork)>,
}

impl<'a> Pins<'a> {
    pub(super) fn of(layer: &Layer, model: &'a TravelModel) -> Self {
        Self { column: layer.column_any(&["station"]).zip(model.rail_network()) }
    }

    /// The station a row is pinned to; `None` when its cell is empty or there is no such column.
    ///
    /// # Errors
    /// A finding when the network has no such station.
    pub(super) fn station(&self, feature: &Feature) -> Result<Option<&'a Station>, Box<Finding>> {
        let Some((column, network)) = self.column else { return Ok(None) };
        let Some(value) = feature.values.get(column).filter(|value| !value.is_null()) else { return Ok(None) };
        match network.resolve(&value.to_string()) {
            Ok(station) => Ok(Some(network.station(station))),
            Err(error) => {
                let finding = Finding::error("unknown-station", error.to_string())
                    .with_remedy(
                        "correct the column 'station', or leave it empty; now the place uses the stations around it",
                    )
                    .of_feature(format!("row {}", feature.origin.row));
                Err(Box::new(finding))
            }
        }
    }
}

/// What is doubtful about places whose nearest station is not near.
pub(super) fn far(model: &TravelModel, places: &[Place]) -> Vec<Finding> {
    let (TravelModel::Rail(rail) | TravelModel::RailAndCrow(rail, _)) = model else { return Vec::new() };
    let near = match model.basis() {
        Basis::InVehicle => rail.parameters().boarding_radius,
        Basis::DoorToDoor => FAR,
    };
    let finding = |place: &Place| {
        let (station, distance) = rail.far_from_stations(place, near)?;
        let kilometres = Kilometres::from(distance).kilometres();
        Some(match model.basis() {
            Basis::InVehicle => {
                let message = format!(
                    "{} has no station within {}; it boards at {}, {kilometres:.1} km away, and in-vehicle minutes leave the way \
                     there out",
                    place.name,
                    Kilometres::from(near),
                    station.name
                );
                Finding::note("no-station-near", message)
            }
            Basis::DoorToDoor => {
                let message = format!("{}: the nearest station is {}, {kilometres:.0} km away", place.name, station.name);
                Finding::warning("station-far-away", message)
                    .with_remedy("give a rail table of that region with --rail, or a limit with --access-limit")
            }
        })
        .map(|finding| finding.at_place(place.at))
    };
    places.iter().filter_map(finding).collect()
}
