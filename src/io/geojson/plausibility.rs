//! What the numbers of a well-formed geometry look like: degrees or not, rings wound the right way or not.
//!
//! RFC 7946 sets no range for coordinates, so these findings are about the data, not about the format.

use geo_types::{Coord, Geometry, LineString, Polygon};

use super::winding::{Turn, turn};
use crate::finding::Finding;
use crate::io::{counted, off_the_globe};
use crate::quantity::{LonLat, LonLatError};

/// What was found about a geometry, and whether it can be used.
#[derive(Debug)]
pub(super) struct Plausibility {
    pub(super) findings: Vec<Finding>,
    pub(super) usable: bool,
}

/// The same for formats that do not say how rings are wound: what was found, and whether the geometry can be used.
pub(crate) fn plausibility_findings(geometry: &Geometry<f64>) -> (Vec<Finding>, bool) {
    let mut found = of_geometry(geometry);
    found.findings.retain(|finding| finding.code() != "ring-winding");
    (found.findings, found.usable)
}

/// Codes of findings about positions that are not on the globe; meaningless when the file names another CRS.
pub(super) const OFF_THE_GLOBE: [&str; 4] =
    ["axes-swapped", "projected-metres", "position-out-of-range", "longitude-beyond-180"];

/// Longitudes up to one and a half turns are places written the long way round; beyond that they are no longitudes.
const LONGEST_WAY_ROUND: f64 = 540.0;

/// Looks at all positions and rings of a geometry.
pub(super) fn of_geometry(geometry: &Geometry<f64>) -> Plausibility {
    let mut survey = Survey::default();
    survey.geometry(geometry);
    let mut findings = Vec::new();
    let usable = survey.off_the_globe.is_none();
    findings.extend(survey.off_the_globe.map(|error| left_out(&error, survey.outside)));
    if usable && survey.beyond_180 > 0 {
        let message = format!(
            "{} with a longitude beyond 180; the shape is read as it stands",
            counted(survey.beyond_180, "position")
        );
        let remedy = "cut it at the antimeridian (RFC 7946 section 3.1.9)";
        findings.push(Finding::warning("longitude-beyond-180", message).with_remedy(remedy));
    }
    findings.extend(survey.wrongly_wound.map(|(count, place)| {
        let rings = counted(count, "ring");
        let rule = "against the right-hand rule (shells counter-clockwise, holes clockwise)";
        located(Finding::warning("ring-winding", format!("{rings} {rule}; read as it stands")), place)
    }));
    Plausibility { findings, usable }
}

fn left_out(error: &LonLatError, count: usize) -> Finding {
    let others = if count > 1 { format!(" ({} like it)", counted(count, "position")) } else { String::new() };
    let finding = off_the_globe(error);
    let message = format!("{}{others}; the feature is left out", finding.message());
    let remedy = finding.remedy().unwrap_or_default();
    Finding::error(finding.code(), message).with_remedy(remedy)
}

/// A finding with its place on the map, if that is a place.
pub(super) fn located(finding: Finding, coord: Coord<f64>) -> Finding {
    match LonLat::try_from(coord) {
        Ok(place) => finding.at_place(place),
        Err(_) => finding,
    }
}

#[derive(Default)]
struct Survey {
    off_the_globe: Option<LonLatError>,
    outside: usize,
    beyond_180: usize,
    /// How many rings turn the wrong way, and where the first of them begins.
    wrongly_wound: Option<(usize, Coord<f64>)>,
}

impl Survey {
    fn geometry(&mut self, geometry: &Geometry<f64>) {
        match geometry {
            Geometry::Point(point) => self.coord(point.0),
            Geometry::MultiPoint(points) => points.iter().for_each(|point| self.coord(point.0)),
            Geometry::LineString(line) => self.line(line),
            Geometry::MultiLineString(lines) => lines.iter().for_each(|line| self.line(line)),
            Geometry::Polygon(polygon) => self.polygon(polygon),
            Geometry::MultiPolygon(polygons) => polygons.iter().for_each(|polygon| self.polygon(polygon)),
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.geometry(part)),
            Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {}
        }
    }

    fn polygon(&mut self, polygon: &Polygon<f64>) {
        self.ring(polygon.exterior(), Turn::CounterClockwise);
        polygon.interiors().iter().for_each(|hole| self.ring(hole, Turn::Clockwise));
    }

    fn ring(&mut self, ring: &LineString<f64>, needed: Turn) {
        self.line(ring);
        if let (Some(turn), Some(first)) = (turn(ring), ring.0.first())
            && turn != needed
        {
            self.wrongly_wound.get_or_insert((0, *first)).0 += 1;
        }
    }

    fn line(&mut self, line: &LineString<f64>) {
        line.0.iter().for_each(|coord| self.coord(*coord));
    }

    fn coord(&mut self, coord: Coord<f64>) {
        let Err(error) = LonLat::try_from(coord) else { return };
        if coord.y.abs() <= 90.0 && coord.x.abs() <= LONGEST_WAY_ROUND {
            self.beyond_180 += 1;
        } else {
            self.outside += 1;
            self.off_the_globe.get_or_insert(error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{point, polygon};

    fn codes(geometry: impl Into<Geometry<f64>>) -> Vec<&'static str> {
        of_geometry(&geometry.into()).findings.iter().map(Finding::code).collect()
    }

    #[test]
    fn positions_that_are_no_degrees() {
        assert_eq!(codes(point!(x: 116.4, y: 39.9)), Vec::<&str>::new());
        assert_eq!(codes(point!(x: 39.9, y: 116.4)), ["axes-swapped"]);
        assert_eq!(codes(point!(x: 116.4, y: 91.0)), ["position-out-of-range"]);
        assert_eq!(codes(point!(x: 440_000.0, y: 4_400_000.0)), ["projected-metres"]);
        assert_eq!(codes(point!(x: 190.0, y: 10.0)), ["longitude-beyond-180"]);
        assert!(!of_geometry(&point!(x: 116.4, y: 91.0).into()).usable);
        assert!(of_geometry(&point!(x: 190.0, y: 10.0).into()).usable);
    }

    #[test]
    fn winding_is_that_of_the_right_hand_rule() {
        let square = [(100.0, 0.0), (101.0, 0.0), (101.0, 1.0), (100.0, 1.0), (100.0, 0.0)];
        let shell = LineString::from(square.to_vec());
        let hole = LineString::from(square.iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(codes(Polygon::new(shell.clone(), vec![hole.clone()])), Vec::<&str>::new());
        assert_eq!(codes(Polygon::new(hole, vec![shell])), ["ring-winding"]);
        assert_eq!(codes(polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 0.0)]), Vec::<&str>::new());
    }
}
