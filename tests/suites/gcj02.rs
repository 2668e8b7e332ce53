//! Positions in WGS84, GCJ-02 and BD-09 on which independent implementations agree.

use ringshed::LonLat;
use ringshed::crs::Datum;

use super::folder;

/// Degrees: about 1 mm.
const TOLERANCE: f64 = 1e-8;

#[test]
fn datums_agree_with_public_implementations() {
    let Some(folder) = folder("gcj02") else { return };
    let mut reader = csv::Reader::from_path(folder.join("consensus_5000.csv")).expect("the file");
    let mut rows = 0;
    for row in reader.deserialize::<(f64, f64, f64, f64, f64, f64, u8)>() {
        let (wgs_lon, wgs_lat, gcj_lon, gcj_lat, bd_lon, bd_lat, _) = row.expect("seven numbers");
        let wgs84 = LonLat::new(wgs_lon, wgs_lat).expect("a position");
        for (datum, lon, lat) in [(Datum::Gcj02, gcj_lon, gcj_lat), (Datum::Bd09, bd_lon, bd_lat)] {
            let wanted = LonLat::new(lon, lat).expect("a position");
            assert_close(datum.from_wgs84(wgs84), wanted, &format!("{wgs84} to {datum}"));
            assert_close(datum.to_wgs84(wanted), wgs84, &format!("{wanted} from {datum}"));
        }
        rows += 1;
    }
    assert_eq!(rows, 5000);
}

fn assert_close(found: LonLat, wanted: LonLat, what: &str) {
    let error = (found.lon() - wanted.lon()).abs().max((found.lat() - wanted.lat()).abs());
    assert!(error < TOLERANCE, "{what}: {found}, not {wanted} ({error} degrees off)");
}
