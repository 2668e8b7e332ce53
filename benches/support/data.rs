//! Points that are the same each time.

use ringshed::LonLat;

/// A repeatable source of numbers (splitmix64).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number about 0 with a standard deviation of about 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// Longitudes and latitudes.
pub(crate) type Columns = [Vec<f64>; 2];

/// Points evenly spread over a box around China.
pub(crate) fn uniform(count: usize) -> Columns {
    let mut numbers = Numbers(42);
    let lon = (0..count).map(|_| 73.5 + 61.6 * numbers.next()).collect();
    let lat = (0..count).map(|_| 18.1 + 35.5 * numbers.next()).collect();
    [lon, lat]
}

/// Points around centres: most within some kilometres, the others within some tens.
pub(crate) fn clustered(count: usize, centres: &[LonLat]) -> Columns {
    let mut numbers = Numbers(43);
    let mut point = || {
        let centre = centres[((numbers.next() * centres.len() as f64) as usize).min(centres.len() - 1)];
        let spread = if numbers.next() < 0.7 { 0.06 } else { 0.4 };
        (centre.lon() + numbers.normal() * spread, centre.lat() + numbers.normal() * spread * 0.85)
    };
    let (lon, lat) = (0..count).map(|_| point()).unzip();
    [lon, lat]
}
