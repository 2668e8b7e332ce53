//! What points are located in: units of an atlas, or a locator from a file.

use std::path::Path;

use crate::analysis::{Located, Locator};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::index::{CellIndex, LocatorFile};
use crate::quantity::LonLat;
use crate::scheme::{Plan, RingIndex};

/// Units and rings by their numbers, and how to find them.
pub(super) struct Places<'a> {
    /// Code and name of each unit that points are located in.
    pub(super) units: Vec<(String, String)>,
    /// Ids of the rings, from the innermost; empty without a scheme.
    pub(super) rings: Vec<String>,
    finder: Finder<'a>,
}

enum Finder<'a> {
    Atlas {
        locator: Locator<'a>,
        /// Number of each unit of the atlas among `units`.
        numbers: Vec<Option<u32>>,
    },
    Cells {
        cells: CellIndex,
        /// Ring of each unit.
        rings: Vec<Option<RingIndex>>,
    },
}

/// Numbers of unit and ring of a point; `None` for outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) unit: Option<u32>,
    pub(super) ring: Option<u32>,
}

impl Places<'_> {
    /// Unit and ring of each point, on the thread of the caller.
    pub(super) fn find(&self, points: &[Option<LonLat>]) -> Vec<Answer> {
        match &self.finder {
            Finder::Atlas { locator, numbers } => {
                let number = |id: UnitId| numbers.get(id.index()).copied().flatten();
                let answer = |located: Located| Answer {
                    unit: located.unit.and_then(number),
                    ring: located.ring.map(|ring| ring.index() as u32),
                };
                locator.locate_some(points).into_iter().map(answer).collect()
            }
            Finder::Cells { cells, rings } => {
                let column = |number: fn(LonLat) -> f64| -> Vec<f64> {
                    points.iter().map(|point| point.map_or(f64::NAN, number)).collect()
                };
                let mut units = vec![0; points.len()];
                cells.locate_columns(&column(LonLat::lon), &column(LonLat::lat), &mut units);
                let answer = |unit: u32| match rings.get(unit as usize) {
                    Some(ring) => Answer { unit: Some(unit), ring: ring.map(|ring| ring.index() as u32) },
                    None => Answer::default(),
                };
                units.into_iter().map(answer).collect()
            }
        }
    }

    /// Builds what makes many points quick. Not worth it for a few.
    pub(super) fn prepare(&self) {
        if let Finder::Atlas { locator, .. } = &self.finder {
            locator.prepare();
        }
    }

    /// Values of the added columns.
    pub(super) fn values(&self, answer: Answer) -> [Option<&str>; 3] {
        let unit = answer.unit.and_then(|unit| self.units.get(unit as usize));
        let ring = answer.ring.and_then(|ring| self.rings.get(ring as usize));
        [unit.map(|(code, _)| code.as_str()), unit.map(|(_, name)| name.as_str()), ring.map(String::as_str)]
    }
}

/// Units of one level of an atlas, and the rings of a scheme.
pub(super) fn of_atlas<'a>(
    session: &mut Session,
    atlas: &'a Atlas,
    level: Level,
    scheme: Option<&str>,
) -> Result<Places<'a>> {
    let plan = scheme.map(|scheme| scheme::plan(session, scheme, atlas)).transpose()?;
    let mut locator = Locator::new(atlas, level);
    if let Some(plan) = &plan {
        locator = locator.with_plan(plan);
    }
    let mut numbers = vec![None; atlas.len()];
    let mut units = Vec::new();
    for id in atlas.ids_of_level(level) {
        numbers[id.index()] = Some(units.len() as u32);
        units.push((atlas.unit(id).code().to_string(), atlas.unit(id).name().to_string()));
    }
    Ok(Places { units, rings: ring_ids(plan.as_ref()), finder: Finder::Atlas { locator, numbers } })
}

fn ring_ids(plan: Option<&Plan>) -> Vec<String> {
    plan.map(|plan| plan.rings().iter().map(|ring| ring.id().to_string()).collect()).unwrap_or_default()
}

/// A locator from a file, and the ring of each of its units.
pub(super) fn from_file(
    session: &mut Session,
    path: &Path,
    scheme: Option<&str>,
    boundaries: &BoundaryArgs,
) -> Result<Places<'static>> {
    let bytes = std::fs::read(path).map_err(|error| Error::unreadable(path.display(), &error).with_source(error))?;
    session.add_input(&path.to_string_lossy(), &bytes);
    let LocatorFile { units, cells, level, .. } =
        LocatorFile::read(&bytes).map_err(|error| Error::unreadable(path.display(), &error).with_source(error))?;
    session.parameter("level", (!level.is_empty()).then_some(level));
    let Some(scheme) = scheme else {
        let rings = vec![None; units.len()];
        return Ok(Places { units, rings: Vec::new(), finder: Finder::Cells { cells, rings } });
    };
    let atlas = boundaries.atlas(session)?;
    let plan = scheme::plan(session, scheme, &atlas)?;
    let rings = rings_of_units(&units, &atlas, &plan)?;
    Ok(Places { units, rings: ring_ids(Some(&plan)), finder: Finder::Cells { cells, rings } })
}

/// The one ring of each unit.
fn rings_of_units(units: &[(String, String)], atlas: &Atlas, plan: &Plan) -> Result<Vec<Option<RingIndex>>> {
    let mut problems = Vec::new();
    let mut rings = Vec::with_capacity(units.len());
    for (code, name) in units {
        let Some(id) = atlas.find(code) else {
            problems.push(format!("the locator's unit {code} ({name}) is not in the atlas, so its ring is not known"));
            continue;
        };
        let ring = plan.ring_of(atlas, id);
        let differs = |&inner: &UnitId| atlas.is_within(inner, id) && plan.ring_of(atlas, inner) != ring;
        if atlas.ids().any(|inner| differs(&inner)) {
            problems.push(format!(
                "the locator's unit {code} ({name}) is of several rings of {}; build the locator of finer units (--level)",
                plan.id()
            ));
        }
        rings.push(ring);
    }
    if problems.is_empty() { Ok(rings) } else { Err(Error::bad_requests(problems)) }
}
