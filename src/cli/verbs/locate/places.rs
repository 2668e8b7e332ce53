//! What points are located in: units of an atlas, or a locator from a file.

use std::path::Path;

use crate::analysis::{Located, Locator};
use crate::atlas::{Atlas, Level, UnitId};
use crate::cli::atlas::BoundaryArgs;
use crate::cli::points::{ADDED, Finder};
use crate::cli::scheme;
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::index::{CellIndex, LocatorFile};
use crate::io::points::{Added, AddedColumn};
use crate::quantity::LonLat;
use crate::scheme::{Plan, RingIndex};

/// Units and rings by their numbers, and how to find them.
pub(super) struct Places<'a> {
    /// Code and name of each unit that points are located in.
    units: Vec<(String, String)>,
    /// Ids of the rings, from the innermost; empty without a scheme.
    rings: Vec<String>,
    lookup: Lookup<'a>,
}

enum Lookup<'a> {
    Atlas {
        locator: Box<Locator<'a>>,
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
pub(in crate::cli) struct Answer {
    unit: Option<u32>,
    ring: Option<u32>,
}

impl Finder for Places<'_> {
    type Answer = Answer;

    const COLUMNS: [AddedColumn; ADDED] =
        [AddedColumn::text("unit_code"), AddedColumn::text("unit_name"), AddedColumn::text("ring")];

    fn find(&self, points: &[Option<LonLat>]) -> Vec<Answer> {
        match &self.lookup {
            Lookup::Atlas { locator, numbers } => {
                let number = |id: UnitId| numbers.get(id.index()).copied().flatten();
                let answer = |located: Located| Answer {
                    unit: located.unit.and_then(number),
                    ring: located.ring.map(|ring| ring.index() as u32),
                };
                locator.locate_some(points).into_iter().map(answer).collect()
            }
            Lookup::Cells { cells, rings } => {
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

    fn prepare(&self) {
        if let Lookup::Atlas { locator, .. } = &self.lookup {
            locator.prepare();
        }
    }

    fn values(&self, answer: Option<Answer>) -> [Added<'_>; ADDED] {
        let answer = answer.unwrap_or_default();
        let unit = answer.unit.and_then(|unit| self.units.get(unit as usize));
        let ring = answer.ring.and_then(|ring| self.rings.get(ring as usize));
        [unit.map(|(code, _)| code.as_str()), unit.map(|(_, name)| name.as_str()), ring.map(String::as_str)].map(Added::from)
    }

    /// Each ring of every unit and the part in none, then those outside.
    fn groups(&self) -> usize {
        (self.units.len() + 1) * (self.rings.len() + 1)
    }

    fn group(&self, answer: Answer) -> usize {
        let unit = answer.unit.map_or(self.units.len(), |unit| unit as usize);
        unit * (self.rings.len() + 1) + answer.ring.map_or(self.rings.len(), |ring| ring as usize)
    }

    fn group_columns(&self) -> Vec<&'static str> {
        let columns = ["unit_code", "unit_name", "ring"];
        columns[..if self.rings.is_empty() { 2 } else { 3 }].to_vec()
    }

    /// Every unit; with a scheme, the rings of each that have points.
    fn group_values(&self, group: usize, points: u64) -> Option<Vec<&str>> {
        let parts = self.rings.len() + 1;
        let unit = self.units.get(group / parts);
        let mut values = unit.map_or(vec!["", "(outside)"], |(code, name)| vec![code, name]);
        if parts > 1 {
            values.push(self.rings.get(group % parts).map_or("", String::as_str));
        }
        (parts == 1 || points > 0).then_some(values)
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
    Ok(Places { units, rings: ring_ids(plan.as_ref()), lookup: Lookup::Atlas { locator: Box::new(locator), numbers } })
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
        return Ok(Places { units, rings: Vec::new(), lookup: Lookup::Cells { cells, rings } });
    };
    let atlas = boundaries.atlas(session)?;
    let plan = scheme::plan(session, scheme, &atlas)?;
    let rings = rings_of_units(&units, &atlas, &plan)?;
    Ok(Places { units, rings: ring_ids(Some(&plan)), lookup: Lookup::Cells { cells, rings } })
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
