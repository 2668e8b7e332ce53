//! The wider area that rings are compared with, and the baseline inside it.

use crate::atlas::{Atlas, UnitId};

use super::area::{Area, Disjoint, Mention};
use super::diagnostic::Diagnostic;
use super::resolve::Scheme;

/// The hinterland and its baseline. Within each, no place counts twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Hinterland {
    name: Option<String>,
    members: Vec<Area>,
    baseline: Vec<Area>,
}

impl Hinterland {
    /// Its name for people.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Its members in the order of the file.
    pub fn members(&self) -> &[Area] {
        &self.members
    }

    /// The members that growth is measured against, in the order of the file; may be empty.
    pub fn baseline(&self) -> &[Area] {
        &self.baseline
    }

    /// The member that `unit` is or lies in.
    pub fn member_of(&self, atlas: &Atlas, unit: UnitId) -> Option<&Area> {
        self.members.iter().find(|member| member.contains(atlas, unit))
    }
}

/// The hinterland of a scheme. What is listed twice or lies in another member is left out and reported.
pub(super) fn settle(scheme: &Scheme, atlas: &Atlas, sink: &mut Vec<Diagnostic>) -> Option<Hinterland> {
    let raw = scheme.raw.hinterland.as_ref()?;
    Some(Hinterland {
        name: raw.name.as_ref().map(|name| name.value.clone()),
        members: areas(&scheme.hinterland, "hinterland", atlas, sink),
        baseline: areas(&scheme.baseline, "baseline", atlas, sink),
    })
}

fn areas(mentions: &[Mention], list: &str, atlas: &Atlas, sink: &mut Vec<Diagnostic>) -> Vec<Area> {
    let disjoint = Disjoint::new(atlas, mentions);
    for redundant in &disjoint.redundant {
        let span = mentions[redundant.mention].named_as.span;
        let described = Area::of_unit(atlas, redundant.part).described();
        let problem = if redundant.covered_by == redundant.part {
            Diagnostic::warning("duplicate-member", span, format!("{described} is in the {list} already"))
        } else {
            let outer = Area::of_unit(atlas, redundant.covered_by).described();
            let message = format!("{described} lies in {outer}, which is in the {list} too; it is counted once");
            Diagnostic::warning("nested-in-hinterland", span, message)
        };
        sink.push(problem.with_help("remove it"));
    }
    let kept = mentions.iter().zip(disjoint.parts).filter(|(_, parts)| !parts.is_empty());
    kept.map(|(mention, parts)| Area { parts, ..mention.area.clone() }).collect()
}
