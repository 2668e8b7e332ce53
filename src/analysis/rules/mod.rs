//! What rules of schemes measure: distances, borders, minutes, steps, areas and commuting, of all units of a level.
//!
//! What depends on the units alone (areas, neighbours) is computed once and shared by all rules and threads. Minutes are computed
//! for each request, by one search from each member of the ring, so that a sweep can ask again with other constants.

mod border;
mod flows;
mod travel;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::contiguity::{Contiguity, ContiguityRule};
use crate::atlas::{Atlas, Level, Place, UnitId};
use crate::geometry::geodesic;
use crate::quantity::{Basis, Kilometres, Metres, SquareKilometres};
use crate::scheme::{
    Measure, MeasureRequest, MeasureSource, Measured, Neighbourhood, OriginPlace, Plan, Scheme, SchemeDiagnostics, Settings,
    TravelSpec,
};
use crate::travel::TravelModel;

pub use flows::{CommutingFlows, FlowTable};
pub use travel::TravelModels;

/// Measures for the rules of schemes, over one atlas. Cheap to make; it remembers what it has measured, so use one for many plans.
///
/// # Examples
/// ```
/// # #[cfg(feature = "rules")]
/// # (|| {
/// use ringshed::analysis::RuleMeasures;
/// use ringshed::{Atlas, scheme::SchemeFile};
/// let text = r#"
/// id = "near"
/// name = "Near Beijing"
/// [[ring]]
/// id = "core"
/// members = ["Beijing"]
/// [[ring]]
/// id = "neighbours"
/// rule = "order = 1"
/// level = "city"
/// "#;
/// let atlas = Atlas::embedded();
/// let scheme = SchemeFile::read("near.toml", text).resolve(&atlas)?;
/// let plan = RuleMeasures::new(&atlas).plan(&scheme)?;
/// let names: Vec<&str> = plan.members().iter().map(|member| member.area().label()).collect();
/// assert_eq!(names, ["Beijing", "Tianjin", "Baoding", "Zhangjiakou", "Chengde", "Langfang"]);
/// # Ok::<(), ringshed::scheme::SchemeDiagnostics>(()) })().expect("a good scheme");
/// ```
#[derive(Debug)]
pub struct RuleMeasures<'a> {
    atlas: &'a Atlas,
    models: TravelModels,
    flows: Option<CommutingFlows>,
    contiguity: Cache<Level, Contiguity>,
    areas: Cache<Level, Vec<Measured>>,
    borders: Cache<(Level, Vec<UnitId>), Vec<Measured>>,
    places: Cache<Level, Vec<Option<Place>>>,
}

/// Values that are computed once.
#[derive(Debug)]
struct Cache<K, V> {
    values: Mutex<HashMap<K, Arc<V>>>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { values: Mutex::new(HashMap::new()) }
    }
}

impl<K: std::hash::Hash + Eq, V> Cache<K, V> {
    /// The value of a key. Computed outside of the lock: two threads may do so, and the first one's is kept.
    fn get(&self, key: K, compute: impl FnOnce() -> V) -> Arc<V> {
        let known = || self.values.lock().unwrap_or_else(PoisonError::into_inner).get(&key).map(Arc::clone);
        if let Some(value) = known() {
            return value;
        }
        let value = Arc::new(compute());
        Arc::clone(self.values.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_insert(value))
    }
}

/// In-vehicle minutes begin and end at the nearest station, however far it is; a centre farther than this from every station (ours) is
/// taken as off the network, so that no rule selects a city by the station of another region.
const OFF_THE_NETWORK: Metres = Metres::new(100_000.0);

/// Of a border, the share that touches no other unit and still counts as none: rounding leaves slivers.
const CLOSED: f64 = 1e-3;

impl<'a> RuleMeasures<'a> {
    /// Measures over an atlas, without commuting flows.
    pub fn new(atlas: &'a Atlas) -> Self {
        Self {
            atlas,
            models: TravelModels::default(),
            flows: None,
            contiguity: Cache::default(),
            areas: Cache::default(),
            borders: Cache::default(),
            places: Cache::default(),
        }
    }

    /// The same with a table of commuting flows, for `commuting_share`.
    #[must_use]
    pub fn with_flows(self, flows: CommutingFlows) -> Self {
        Self { flows: Some(flows), ..self }
    }

    /// The same with other travel models than the embedded ones.
    #[must_use]
    pub fn with_models(self, models: TravelModels) -> Self {
        Self { models, ..self }
    }

    /// The plan of a scheme with the numbers of its file.
    ///
    /// # Errors
    /// As [`Scheme::plan_with`].
    pub fn plan(&self, scheme: &Scheme) -> Result<Plan, SchemeDiagnostics> {
        scheme.plan_with(self.atlas, self, &Settings::default())
    }

    /// The travel model that a rule asks for.
    ///
    /// # Errors
    /// What is unknown or impossible about it.
    pub fn travel_model(&self, travel: &TravelSpec) -> Result<TravelModel, String> {
        self.models.model(travel)
    }

    /// The graph of neighbours of a level, by shared border.
    pub fn contiguity(&self, level: Level) -> Arc<Contiguity> {
        self.contiguity.get(level, || {
            let areas: Vec<_> = self.atlas.ids_of_level(level).map(|unit| self.atlas.boundary(unit)).collect();
            Contiguity::of(&areas, ContiguityRule::Rook, None)
        })
    }

    /// The graph with links by hand.
    fn linked(&self, level: Level, links: &[(UnitId, UnitId)]) -> Arc<Contiguity> {
        let graph = self.contiguity(level);
        if links.is_empty() {
            return graph;
        }
        let units: Vec<UnitId> = self.atlas.ids_of_level(level).collect();
        // A link of a district is one of its city, where cities are asked for.
        let number = |unit: UnitId| {
            std::iter::once(unit).chain(self.atlas.ancestors(unit)).find_map(|unit| units.binary_search(&unit).ok())
        };
        let mut graph = (*graph).clone();
        for (from, to) in links {
            if let (Some(from), Some(to)) = (number(*from), number(*to)) {
                graph.link(from, to);
            }
        }
        Arc::new(graph)
    }

    fn places(&self, request: &MeasureRequest<'_>) -> Arc<Vec<Option<Place>>> {
        self.places.get(request.level, || {
            let place = |&unit: &UnitId| {
                let unit = self.atlas.unit(unit);
                unit.seat().map(|seat| Place::new(unit.label(), seat.at))
            };
            request.units.iter().map(place).collect()
        })
    }

    fn distances(&self, request: &MeasureRequest<'_>) -> Vec<Measured> {
        let from: Vec<_> = request.from.iter().filter_map(|place| place.at).collect();
        let nearest = |place: &Option<Place>| {
            let at = place.as_ref()?.at;
            let metres = from.iter().map(|&from| geodesic::distance(from, at)).min_by(|a, b| a.total_cmp(b))?;
            Some(Kilometres::from(metres).kilometres())
        };
        self.places(request).iter().map(|place| nearest(place).map_or(Measured::Missing, Measured::Known)).collect()
    }

    /// Minutes from the nearest member. A place without a centre has none; one that no member can reach is unreachable.
    fn minutes(&self, request: &MeasureRequest<'_>) -> Result<Vec<Measured>, String> {
        let model = self.models.model(request.travel)?;
        let places = self.places(request);
        let is_off_the_network = |place: &Place| match &model {
            TravelModel::Rail(rail) if rail.basis() == Basis::InVehicle => {
                rail.far_from_stations(place, OFF_THE_NETWORK).is_some()
            }
            _ => false,
        };
        let known: Vec<Place> = places.iter().flatten().cloned().collect();
        let origins: Vec<Place> =
            request.from.iter().filter_map(|origin| Some(Place::new(origin.label.clone(), origin.at?))).collect();
        let mut best = vec![Measured::Unreachable; known.len()];
        for origin in &origins {
            for (best, trip) in best.iter_mut().zip(model.trips_from(origin, &known)) {
                let Some(minutes) = trip.minutes.map(|minutes| minutes.minutes()) else { continue };
                if !matches!(best, Measured::Known(least) if *least <= minutes) {
                    *best = Measured::Known(minutes);
                }
            }
        }
        let mut best = best.into_iter();
        let of_place = |place: &Option<Place>| match (place, place.as_ref().and_then(|_| best.next())) {
            (Some(place), _) if is_off_the_network(place) => Measured::Unreachable,
            (Some(_), Some(best)) if !origins.is_empty() => best,
            _ => Measured::Missing,
        };
        Ok(places.iter().map(of_place).collect())
    }

    /// Steps from the ground of the ring: its units and those inside it are 0; a unit around a part of it is a neighbour of that part.
    fn orders(&self, request: &MeasureRequest<'_>) -> Vec<Measured> {
        let graph = self.linked(request.level, request.links);
        let parts: Vec<UnitId> = request.from.iter().flat_map(|place| self.parts_of(place, request)).collect();
        let is_inside = |unit: UnitId| parts.iter().any(|&part| self.atlas.is_within(unit, part));
        let is_around = |unit: UnitId| parts.iter().any(|&part| part != unit && self.atlas.is_within(part, unit));
        let numbered = || request.units.iter().copied().enumerate();
        let inside: Vec<usize> = numbered().filter(|(_, unit)| is_inside(*unit)).map(|(number, _)| number).collect();
        let around: Vec<usize> = numbered()
            .filter(|(number, unit)| inside.binary_search(number).is_err() && is_around(*unit))
            .map(|(number, _)| number)
            .collect();
        if inside.is_empty() && around.is_empty() {
            return vec![Measured::Missing; request.units.len()];
        }
        let (from_inside, from_around) = (graph.steps_from(&inside), graph.steps_from(&around));
        let fewest = |(inside, around): (Option<usize>, Option<usize>)| {
            let steps = [inside, around.map(|steps| steps + 1)].into_iter().flatten().min();
            steps.map_or(Measured::Unreachable, |steps| Measured::Known(steps as f64))
        };
        from_inside.into_iter().zip(from_around).map(fewest).collect()
    }

    /// The units of an origin; for a position, the unit of the level in which it lies.
    fn parts_of(&self, place: &OriginPlace, request: &MeasureRequest<'_>) -> Vec<UnitId> {
        match (&place.parts[..], place.at) {
            ([], Some(at)) => {
                let index = crate::index::UnitIndex::new(self.atlas, request.units.iter().copied());
                index.locate(at).into_iter().collect()
            }
            (parts, _) => parts.to_vec(),
        }
    }

    fn areas(&self, request: &MeasureRequest<'_>) -> Vec<Measured> {
        let areas = self.areas.get(request.level, || {
            let area =
                |&unit: &UnitId| SquareKilometres::from(geodesic::area(self.atlas.boundary(unit))).square_kilometres();
            request.units.par_iter().map(|unit| Measured::Known(area(unit))).collect()
        });
        areas.to_vec()
    }

    fn borders(&self, request: &MeasureRequest<'_>) -> Vec<Measured> {
        let positions: Vec<_> =
            request.from.iter().filter(|place| place.parts.is_empty()).filter_map(|place| place.at).collect();
        let mut parts: Vec<UnitId> = request.from.iter().flat_map(|place| place.parts.iter().copied()).collect();
        parts.sort_unstable();
        parts.dedup();
        if !positions.is_empty() {
            return border::from_positions(self.atlas, &positions, request.units);
        }
        let key = (request.level, parts.clone());
        self.borders.get(key, || border::from_units(self.atlas, &parts, request.units)).to_vec()
    }

    fn shares(&self, request: &MeasureRequest<'_>) -> Result<Vec<Measured>, String> {
        let Some(flows) = &self.flows else {
            return Err("it needs a table of commuting flows: give one with --flows CSV (columns from,to,flow)".to_string());
        };
        let core: Vec<UnitId> = request.from.iter().flat_map(|place| self.parts_of(place, request)).collect();
        Ok(flows.shares(self.atlas, &core, request.units))
    }
}

impl MeasureSource for RuleMeasures<'_> {
    fn measure(&self, request: &MeasureRequest<'_>) -> Result<Vec<Measured>, String> {
        match request.measure {
            Measure::DistanceKm => Ok(self.distances(request)),
            Measure::BorderKm => Ok(self.borders(request)),
            Measure::Minutes => self.minutes(request),
            Measure::Order => Ok(self.orders(request)),
            Measure::AreaKm2 => Ok(self.areas(request)),
            Measure::CommutingShare => self.shares(request),
        }
    }

    fn neighbourhood(&self, level: Level, links: &[(UnitId, UnitId)]) -> Result<Arc<Neighbourhood>, String> {
        let graph = self.linked(level, links);
        let areas = 0..graph.len();
        Ok(Arc::new(Neighbourhood {
            neighbours: areas.clone().map(|area| graph.neighbours(area).collect()).collect(),
            has_outer_border: areas.map(|area| graph.outer_share(area) > CLOSED).collect(),
        }))
    }

    fn travel_problem(&self, travel: &TravelSpec) -> Option<String> {
        self.models.problem(travel)
    }
}

#[cfg(feature = "rules")]
#[cfg(test)]
mod tests;
