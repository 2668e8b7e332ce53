//! The scale bar: a round length of kilometres, about a fifth of the map.

use std::fmt::Display;

use super::placement::Rect;
use super::svg::{Svg, number};
use super::text_width::text_width;
use crate::report::map::colour::{INK, PAPER};

/// Draws the scale bar in the lower left corner of a frame and gives the box that it takes.
pub(super) fn draw(svg: &mut Svg, frame: Rect, pixels_per_metre: f64) -> Rect {
    let kilometres = round_length(frame.width / 5.0 / pixels_per_metre / 1000.0);
    let length = kilometres * 1000.0 * pixels_per_metre;
    let text = format!("{kilometres} km");
    let width = length.max(text_width(&text, 12.0)) + 20.0;
    let place = Rect { left: frame.left + 8.0, top: frame.top + frame.height - 42.0, width, height: 34.0 };
    let corners: [(&str, &dyn Display); 6] = [
        ("x", &number(place.left)),
        ("y", &number(place.top)),
        ("width", &number(place.width)),
        ("height", &number(place.height)),
        ("fill", &PAPER),
        ("fill-opacity", &"0.85"),
    ];
    svg.empty("rect", &corners);
    let (left, bottom) = (place.left + 10.0, place.top + place.height - 8.0);
    let bar = format!("M{} {}v6h{}v-6", number(left), number(bottom - 6.0), number(length));
    svg.empty("path", &[("d", &bar), ("fill", &"none"), ("stroke", &INK), ("stroke-width", &"1.5")]);
    svg.leaf("text", &[("x", &number(left)), ("y", &number(bottom - 11.0)), ("font-size", &"12")], &text);
    place
}

/// The largest of 1, 2 and 5 times a power of ten that is not above a length.
fn round_length(most: f64) -> f64 {
    let power = 10f64.powf(most.max(1e-3).log10().floor());
    let round = [5.0, 2.0, 1.0].into_iter().map(|factor| factor * power).find(|&length| length <= most).unwrap_or(power);
    // Powers of ten below one are not exact; 0.1 km shall not print as 0.1000000001 km.
    (round * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round() {
        assert_eq!([234.0, 100.0, 99.0, 5.5, 1.9, 0.35].map(round_length), [200.0, 100.0, 50.0, 5.0, 1.0, 0.2]);
    }
}
