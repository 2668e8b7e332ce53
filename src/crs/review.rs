//! What is doubtful about a conversion: zone numbers in eastings, systems that do not fit the numbers, inexact operations.

use geo_types::Coord;

use super::frame::Step;
use super::gauss_kruger::{Look, SurveyDatum, Zone, look};
use super::{Converter, Crs, CrsError, Definition, Frame, Operation, Transformation};
use crate::finding::Finding;
use crate::quantity::{Bounds, LonLat};

/// Positions, evenly spread, whose operations are asked for.
const MOST_SAMPLES: usize = 64;
/// Degrees: positions so far beyond the area of use of a system are still usual.
const USUAL_OVERLAP: f64 = 0.5;
/// Metres: what needs no mention.
const EXACT_ENOUGH: f64 = 1.0;

/// Looks at coordinates before and after their conversion and collects findings.
#[derive(Debug)]
pub struct Review<'f> {
    from: &'f Frame,
    to: &'f Frame,
    findings: Vec<Finding>,
}

impl<'f> Review<'f> {
    /// A review of the way from one frame to another.
    pub fn new(from: &'f Frame, to: &'f Frame) -> Self {
        Self { from, to, findings: Vec::new() }
    }

    /// What has to be added to the eastings of the source, in metres, because a zone number is in the one and not in the other.
    ///
    /// # Errors
    /// The system is not known; the eastings are of another zone than the system, or northings stand first.
    pub fn shift(&mut self, coords: &[Coord<f64>]) -> Result<f64, CrsError> {
        let crs = &self.from.crs;
        if crs.is_wgs84_at_planning_scale() || coords.is_empty() {
            return Ok(0.0);
        }
        let definition = Definition::of(crs)?;
        if !definition.is_geographic() && coords.iter().all(|at| LonLat::try_from(*at).is_ok()) {
            let message =
                format!("{crs} is in metres, but all numbers are within -180..180 and -90..90: they look like degrees");
            self.findings
                .push(Finding::error("crs-mismatch", message).with_remedy("leave --from-crs out, or give the right one"));
        }
        let Some(projection) = definition.transverse_mercator() else { return Ok(0.0) };
        let own_zone = Zone::of_number(((projection.false_easting - 500_000.0) / 1e6).floor());
        let datum = SurveyDatum::of_name(definition.name());
        let wrong = |reason: String| Err(CrsError::WrongZone { crs: crs.to_string(), reason });
        match (look(coords.iter().map(|at| (at.x, at.y))), own_zone) {
            (Look::Numbered(zone), Some(own)) if zone == own => Ok(0.0),
            (Look::Numbered(zone), None) if zone.meridian() == projection.meridian => {
                let message = format!("the eastings begin with the number of {zone}, which {crs} has not; it was taken off");
                self.findings.push(Finding::note("zone-number", message));
                Ok(-zone.prefix())
            }
            (Look::Numbered(zone), _) => {
                let code = datum.map_or_else(String::new, |datum| {
                    format!("; for {} that is EPSG:{}", datum.name(), zone.code_with_number(datum))
                });
                wrong(format!("its central meridian is {} E, but the eastings begin with the number of {zone}{code}", projection.meridian))
            }
            (Look::SeveralZones(a, b), _) => {
                wrong(format!("the eastings are of several zones, {} and {}; convert each zone by itself", a.number(), b.number()))
            }
            (Look::NorthingFirst, _) if datum.is_some() => wrong(
                "the first numbers look like northings and the second like eastings; put the easting first (x east, y north)".to_string(),
            ),
            (Look::Plain, Some(own)) => {
                let message = format!("the eastings do not begin with a zone number, as {crs} has them; that of {own} was added");
                self.findings.push(Finding::note("zone-number", message));
                Ok(own.prefix())
            }
            _ => Ok(0.0),
        }
    }

    /// Looks at what became of the coordinates. `shift` is what was added to the eastings first.
    ///
    /// # Errors
    /// As [`Converter::new`].
    pub fn result(&mut self, before: &[Coord<f64>], after: &[Coord<f64>], shift: f64) -> Result<(), CrsError> {
        self.operations(before, shift)?;
        self.areas(before, after)
    }

    /// Everything found.
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    fn operations(&mut self, before: &[Coord<f64>], shift: f64) -> Result<(), CrsError> {
        let converter = Converter::new(self.from, self.to, shift)?;
        let mut used: Vec<Used> = Vec::new();
        for sample in samples(before) {
            let mut coord = [*sample];
            for step in converter.steps() {
                if let Step::By(transformation) = step {
                    note_operation(&mut used, transformation, coord[0]);
                }
                step.convert(&mut coord);
            }
        }
        // PROJ calls it ballpark to take WGS84 and CGCS2000 as equal; they differ by centimetres.
        let are_equal = is_on_wgs84(&self.from.crs)? && is_on_wgs84(&self.to.crs)?;
        used.iter_mut().for_each(|used| used.operation.is_ballpark &= !are_equal);
        self.findings.extend(used.iter().flat_map(Used::findings));
        Ok(())
    }

    /// Whether the positions lie where the systems are meant to be used.
    fn areas(&mut self, before: &[Coord<f64>], after: &[Coord<f64>]) -> Result<(), CrsError> {
        let degrees: Vec<Coord<f64>> = if self.to.crs.is_wgs84_at_planning_scale() {
            after.to_vec()
        } else if self.from.crs.is_wgs84_at_planning_scale() {
            before.to_vec()
        } else {
            let mut some: Vec<Coord<f64>> = samples(after).copied().collect();
            Transformation::new(&self.to.crs, &Crs::wgs84())?.convert(&mut some);
            some
        };
        let systems = [&self.from.crs, &self.to.crs];
        for crs in systems.into_iter().filter(|crs| !crs.is_wgs84_at_planning_scale()) {
            self.findings.extend(outside(crs, Definition::of(crs)?.area_of_use(), &degrees));
        }
        Ok(())
    }
}

fn is_on_wgs84(crs: &Crs) -> Result<bool, CrsError> {
    Ok(crs.is_wgs84_at_planning_scale() || Definition::of(crs)?.is_on_wgs84_at_planning_scale())
}

fn samples(coords: &[Coord<f64>]) -> impl Iterator<Item = &Coord<f64>> {
    coords.iter().step_by(coords.len().div_ceil(MOST_SAMPLES).max(1))
}

/// An operation and whether a better one lacks a grid.
struct Used {
    operation: Operation,
    lacks_a_grid: bool,
}

fn note_operation(used: &mut Vec<Used>, transformation: &Transformation, position: Coord<f64>) {
    let lacks_a_grid = transformation.lacks_a_grid(position);
    // Last, so that the object remembers this operation.
    transformation.convert(&mut [position]);
    let operation = transformation.operation();
    if !operation.name.is_empty() && used.iter().all(|known| known.operation != operation) {
        used.push(Used { operation, lacks_a_grid });
    }
}

impl Used {
    fn findings(&self) -> Vec<Finding> {
        let Operation { name, accuracy, is_ballpark } = &self.operation;
        let exact = accuracy.map_or("of unknown accuracy".to_string(), |metres| format!("exact to {metres} m"));
        let mut findings = Vec::new();
        if self.lacks_a_grid {
            let message =
                format!("a more exact operation is known, but its grid is not installed; used was {name}, {exact}");
            let remedy =
                "install the grid: `projsync --file NAME`, or put it into the folder share/proj of your home's .local";
            findings.push(Finding::warning("grid-missing", message).with_remedy(remedy));
        }
        if *is_ballpark {
            let message = format!(
                "no transformation between the datums is known, they are taken as equal ({name}): positions may be off by some 100 m"
            );
            findings.push(Finding::warning("transformation-ballpark", message));
        } else if accuracy.is_some_and(|metres| metres > EXACT_ENOUGH) && !self.lacks_a_grid {
            findings.push(Finding::note("transformation-inexact", format!("the operation is {exact}: {name}")));
        }
        findings
    }
}

/// A finding when positions lie outside of the area of use of a system: an error when all do.
fn outside(crs: &Crs, area: Option<Bounds>, degrees: &[Coord<f64>]) -> Option<Finding> {
    let area = area?;
    let margin = Coord { x: USUAL_OVERLAP, y: USUAL_OVERLAP };
    let wide = Bounds::between(area.min() - margin, area.max() + margin);
    let finite = || degrees.iter().filter(|at| at.x.is_finite() && at.y.is_finite());
    let first = finite().find(|at| !wide.contains(**at))?;
    let count = finite().filter(|at| !wide.contains(**at)).count();
    let whole = finite().count();
    let message = format!("{count} of {whole} positions lie outside of the area that {crs} is made for ({area} degrees)");
    let finding = if count == whole {
        Finding::error("crs-mismatch", message).with_remedy("is this the right reference system?")
    } else {
        Finding::warning("outside-area-of-use", message)
    };
    Some(match LonLat::try_from(*first) {
        Ok(place) => finding.at_place(place),
        Err(_) => finding,
    })
}

#[cfg(all(test, feature = "proj"))]
mod tests {
    use super::*;
    use crate::crs::Datum;

    fn frame(crs: &str) -> Frame {
        Frame { crs: Crs::new(crs).expect("not empty"), datum: Datum::Wgs84 }
    }

    fn codes(from: &str, to: &str, coords: &[(f64, f64)]) -> Result<Vec<&'static str>, CrsError> {
        let coords: Vec<Coord<f64>> = coords.iter().map(|at| (*at).into()).collect();
        let (from, to) = (frame(from), frame(to));
        let mut review = Review::new(&from, &to);
        let shift = review.shift(&coords)?;
        let mut after = coords.clone();
        Converter::new(&from, &to, shift)?.convert(&mut after);
        review.result(&coords, &after, shift)?;
        Ok(review.into_findings().iter().map(Finding::code).collect())
    }

    #[test]
    fn zone_numbers_are_taken_off_and_added() {
        let none: Vec<&str> = Vec::new();
        assert_eq!(codes("EPSG:4548", "EPSG:4326", &[(512_345.0, 4_400_000.0)]), Ok(none.clone()));
        assert_eq!(codes("EPSG:4548", "EPSG:4326", &[(39_512_345.0, 4_400_000.0)]), Ok(vec!["zone-number"]));
        assert_eq!(codes("EPSG:4527", "EPSG:4326", &[(39_512_345.0, 4_400_000.0)]), Ok(none));
        assert_eq!(codes("EPSG:4527", "EPSG:4326", &[(512_345.0, 4_400_000.0)]), Ok(vec!["zone-number"]));
    }

    #[test]
    fn other_zones_and_swapped_axes_are_refused() {
        let refused = |crs: &str, at| codes(crs, "EPSG:4326", &[at]).expect_err("refused").to_string();
        let error = refused("EPSG:4549", (39_512_345.0, 4_400_000.0));
        assert!(error.contains("zone 39") && error.contains("117 E") && error.contains("EPSG:4527"), "{error}");
        assert!(refused("EPSG:2363", (40_512_345.0, 4_400_000.0)).contains("EPSG:2364"));
        assert!(refused("EPSG:4548", (4_400_000.0, 512_345.0)).contains("northings"));
    }

    #[test]
    fn what_does_not_fit_is_said() {
        assert_eq!(codes("EPSG:4549", "EPSG:4326", &[(116.4, 39.9)]), Ok(vec!["crs-mismatch", "crs-mismatch"]));
        assert_eq!(codes("EPSG:4326", "EPSG:4549", &[(87.6, 43.8), (120.0, 30.0)]), Ok(vec!["outside-area-of-use"]));
    }

    #[test]
    fn inexact_operations_are_said() {
        let found = codes("EPSG:4214", "EPSG:4326", &[(116.4, 39.9)]).expect("converted");
        assert!(found.contains(&"transformation-inexact") || found.contains(&"transformation-ballpark"), "{found:?}");
        // NAD27 needs the grids of NADCON.
        let found = codes("EPSG:4267", "EPSG:4269", &[(-100.0, 40.0)]).expect("converted");
        assert!(found.contains(&"grid-missing"), "{found:?}");
    }
}
