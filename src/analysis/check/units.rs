//! Polygons as units: their codes and parents, the ground they cover, and where they lie against the atlas.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use geo_types::MultiPolygon;

use super::coverage::{Listed, Overlap, Patch, coverage_faults};
use super::shift::{Shift, detect_shift};
use super::{CheckOptions, Polygons};
use crate::atlas::{Atlas, AtlasBuilder, LayerUnits, UnitDraft};
use crate::error::Result;
use crate::finding::Finding;
use crate::layer::Layer;
use crate::quantity::{LonLat, Metres, SquareKilometres, SquareMetres};

/// Thinner than this is rounding: of the file, or of the computation.
const HAIRLINE: Metres = Metres::new(0.05);
/// Thinner than this is a border drawn twice, not ground claimed twice.
const SLIVER: Metres = Metres::new(10.0);

type DraftedUnit = (UnitDraft, MultiPolygon<f64>);

pub(super) fn check(layer: &Layer, atlas: &Atlas, options: &CheckOptions) -> Result<Vec<Finding>> {
    let LayerUnits { units, mut findings } = LayerUnits::read(layer, &options.fields)?;
    findings.extend(check_codes(&units, atlas));
    if options.polygons == Polygons::Coverage {
        for group in groups(&units) {
            findings.extend(check_group(&units, &group));
        }
    }
    let areas: Vec<&MultiPolygon<f64>> = units.iter().map(|(_, area)| area).collect();
    findings.extend(detect_shift(&areas, atlas).map(|shift| shifted(&shift, atlas)));
    Ok(findings)
}

/// Codes that stand twice, chains of parents that lead back, and parents that neither the file nor the atlas has.
fn check_codes(units: &[DraftedUnit], atlas: &Atlas) -> Vec<Finding> {
    let mut builder = AtlasBuilder::new();
    builder.add_file(units.iter().map(|(draft, _)| (draft.clone(), MultiPolygon(Vec::new()))));
    let by_code: HashMap<&str, &UnitDraft> = units.iter().map(|(draft, _)| (draft.code.as_str(), draft)).collect();
    let (_, findings) = builder.build();
    let placed = |finding: Finding| {
        let seat = finding.feature().and_then(|code| by_code.get(code)?.seat.as_ref());
        match seat.map(|seat| seat.at) {
            Some(at) => finding.at_place(at),
            None => finding,
        }
    };
    let known = findings.into_iter().filter(|finding| finding.code() != "unknown-parent").map(placed);
    known.chain(unknown_parents(units, &by_code, atlas)).collect()
}

/// One finding for each code that is named as the unit above and is nowhere.
fn unknown_parents(units: &[DraftedUnit], by_code: &HashMap<&str, &UnitDraft>, atlas: &Atlas) -> Vec<Finding> {
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (draft, _) in units {
        let parent = draft.parent.as_deref().filter(|parent| !by_code.contains_key(parent) && atlas.find(parent).is_none());
        if let Some(parent) = parent {
            missing.entry(parent).or_default().push(&draft.code);
        }
    }
    let finding = |(parent, children): (&str, Vec<&str>)| {
        let message = match children.len() {
            1 => format!("the unit above it, '{parent}', is neither in the file nor in the atlas"),
            count => format!(
                "the unit above it, '{parent}', is neither in the file nor in the atlas; {} more units name it",
                count - 1
            ),
        };
        Finding::warning("unknown-parent", message).of_feature(children.first().copied().unwrap_or_default())
    };
    missing.into_iter().map(finding).collect()
}

/// Units that should cover the ground once.
struct Group {
    members: Vec<usize>,
    /// Whether they are all that the file has at their level, so that what they leave open is a gap.
    complete: bool,
}

/// The units by level; where the file has a single level but its units are parents of each other, by generation from below.
fn groups(units: &[DraftedUnit]) -> Vec<Group> {
    let mut by_level: BTreeMap<(u8, &str), Vec<usize>> = BTreeMap::new();
    for (number, (draft, _)) in units.iter().enumerate() {
        by_level.entry((draft.level.rank(), draft.level.word())).or_default().push(number);
    }
    if by_level.len() > 1 {
        return by_level.into_values().map(|members| Group { members, complete: true }).collect();
    }
    generations(units)
}

/// First the units that are no unit's parent, then those that are when these are taken away, and so on. A unit that is not divided
/// further stands with the finest ones, so only these are complete.
fn generations(units: &[DraftedUnit]) -> Vec<Group> {
    let mut left: Vec<usize> = (0..units.len()).collect();
    let mut groups = Vec::new();
    while !left.is_empty() {
        let is_own = |draft: &UnitDraft, parent: &str| parent == draft.code;
        let named = |number: &usize| {
            let draft = &units[*number].0;
            draft.parent.as_deref().filter(|parent| !is_own(draft, parent))
        };
        let parents: BTreeSet<&str> = left.iter().filter_map(named).collect();
        let (above, members): (Vec<usize>, Vec<usize>) =
            left.iter().partition(|number| parents.contains(units[**number].0.code.as_str()));
        // Units in a circle of parents are never taken away; they are no generation.
        let (above, members) = if members.is_empty() { (members, above) } else { (above, members) };
        groups.push(Group { members, complete: groups.is_empty() });
        left = above;
    }
    groups
}

fn check_group(units: &[DraftedUnit], group: &Group) -> Vec<Finding> {
    let areas: Vec<&MultiPolygon<f64>> = group.members.iter().map(|&number| &units[number].1).collect();
    let faults = coverage_faults(&areas);
    let code = |number: usize| units[group.members[number]].0.code.as_str();
    let mut hairlines = Hairlines::default();
    let mut findings = Vec::new();
    for overlap in &faults.overlaps {
        if !hairlines.takes_overlap(&overlap.patch) {
            findings.push(overlapping(overlap, code(overlap.first), code(overlap.second)));
        }
    }
    findings.extend((faults.listed == Listed::Some).then(|| more_overlaps(faults.overlaps.len())));
    if group.complete {
        let gaps = faults.gaps.iter().filter(|gap| !hairlines.takes_gap(gap));
        findings.extend(gaps.map(open_ground));
    }
    findings.extend(hairlines.finding());
    findings
}

fn overlapping(overlap: &Overlap, first: &str, second: &str) -> Finding {
    let message = format!("overlaps {second} by {}", size(overlap.patch.area));
    let finding = if overlap.patch.mean_width < SLIVER {
        let width = overlap.patch.mean_width.metres();
        Finding::warning("overlap-sliver", format!("{message}, a sliver {width:.1} m wide"))
    } else {
        let remedy = "give the ground to one of them; for shapes that may overlap, check with --may-overlap";
        Finding::error("overlap", message).with_remedy(remedy)
    };
    finding.of_feature(first).at_place(overlap.patch.place)
}

fn more_overlaps(listed: usize) -> Finding {
    let message = format!("more than {listed} pairs overlap; the others, and gaps, were not looked for");
    Finding::error("overlaps-all-over", message).with_remedy("if the shapes may overlap, check with --may-overlap")
}

fn open_ground(gap: &Patch) -> Finding {
    let area = size(gap.area);
    let finding = if gap.mean_width < SLIVER {
        let width = gap.mean_width.metres();
        Finding::warning("gap-sliver", format!("a gap of {area} between units, a sliver {width:.1} m wide"))
    } else {
        Finding::warning("gap", format!("a gap of {area} that no unit covers"))
            .with_remedy("nothing to do if it is a lake or belongs to nobody in the file")
    };
    finding.at_place(gap.place)
}

/// Overlaps and gaps too thin to mean anything: counted, with the place of the first.
#[derive(Default)]
struct Hairlines {
    overlaps: usize,
    gaps: usize,
    place: Option<LonLat>,
}

impl Hairlines {
    fn takes_overlap(&mut self, patch: &Patch) -> bool {
        let taken = self.takes(patch);
        self.overlaps += usize::from(taken);
        taken
    }

    fn takes_gap(&mut self, patch: &Patch) -> bool {
        let taken = self.takes(patch);
        self.gaps += usize::from(taken);
        taken
    }

    fn takes(&mut self, patch: &Patch) -> bool {
        let thin = patch.mean_width < HAIRLINE;
        if thin {
            self.place.get_or_insert(patch.place);
        }
        thin
    }

    fn finding(&self) -> Option<Finding> {
        let place = self.place?;
        let message = format!(
            "{} overlaps and {} gaps are thinner than 5 cm: borders that do not share their vertices, or rounding",
            self.overlaps, self.gaps
        );
        Some(Finding::note("hairline", message).at_place(place))
    }
}

fn shifted(shift: &Shift, atlas: &Atlas) -> Finding {
    let direction = |metres: Metres, positive: &str, negative: &str| {
        let metres = metres.metres();
        format!("{:.0} m {}", metres.abs(), if metres < 0.0 { negative } else { positive })
    };
    let east = direction(shift.east, "east", "west");
    let north = direction(shift.north, "north", "south");
    let displaced = format!("the layer lies {east} and {north} of the atlas at {}", atlas.described(shift.at));
    let evidence = format!(
        "the median distance of {} border points falls from {:.0} m to {:.0} m when it is undone",
        shift.points,
        shift.as_is.metres(),
        shift.undone.metres()
    );
    let finding = match shift.datum {
        Some(datum) => Finding::error("layer-shifted", format!("{displaced}, as {datum} does: {evidence}"))
            .with_remedy(format!("convert it first, with --from-datum {}", datum.word())),
        None => Finding::warning("layer-shifted", format!("{displaced}: {evidence}"))
            .with_remedy("find out in which datum or CRS it was drawn and convert it"),
    };
    finding.at_place(shift.place)
}

/// Square kilometres with three significant digits.
fn size(area: SquareMetres) -> String {
    let area = SquareKilometres::from(area).square_kilometres();
    let decimals = if area > 0.0 { (2 - area.log10().floor() as i32).clamp(0, 9) } else { 0 };
    format!("{area:.*} km2", decimals as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits() {
        let shown = |square_metres: f64| size(SquareMetres::new(square_metres));
        assert_eq!(
            [shown(0.0), shown(12.0), shown(123_456.0), shown(1.234e6), shown(5.6789e11)],
            ["0 km2", "0.0000120 km2", "0.123 km2", "1.23 km2", "567890 km2"]
        );
    }
}
