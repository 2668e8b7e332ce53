//! Findings as a layer of points, for a map.

use geo_types::{Geometry, Point};

use crate::finding::Finding;
use crate::layer::{Feature, Layer, Value};

/// Findings as points with columns `severity,code,message,remedy,file,feature,line,column,byte_offset`. A finding without a place on
/// the map has no geometry.
pub fn findings_layer(findings: &[Finding]) -> Layer {
    let columns = ["severity", "code", "message", "remedy", "file", "feature", "line", "column", "byte_offset"];
    let mut layer = Layer::new("findings", columns);
    for finding in findings {
        let whole = |number: Option<u64>| Value::from(number.and_then(|number| i64::try_from(number).ok()));
        let position = finding.position();
        let values = vec![
            Value::from(finding.severity().to_string()),
            Value::from(finding.code()),
            Value::from(finding.message()),
            Value::from(finding.remedy()),
            Value::from(finding.file()),
            Value::from(finding.feature()),
            whole(position.map(|position| position.line as u64)),
            whole(position.map(|position| position.column as u64)),
            whole(finding.byte_offset()),
        ];
        let place = finding.place().map(|place| Geometry::Point(Point::from(place)));
        layer.push(Feature::new(place, values));
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::LonLat;

    #[test]
    fn places_become_points() {
        let place = LonLat::new(119.1, 35.1).expect("valid");
        let findings = [Finding::error("overlap", "overlaps B").at_place(place), Finding::note("n", "m").at_byte(7)];
        let layer = findings_layer(&findings);
        assert_eq!(layer.features()[0].geometry, Some(Geometry::Point(Point::new(119.1, 35.1))));
        assert_eq!(layer.features()[1].geometry, None);
        assert_eq!(layer.value(0, "severity"), Some(&Value::from("error")));
        assert_eq!(layer.value(1, "byte_offset"), Some(&Value::Integer(7)));
    }
}
