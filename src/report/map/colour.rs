//! Colours of maps, distinguishable with any kind of colour vision.
//!
//! Rings are ordered, so they go from dark to light along ColorBrewer's YlOrBr (Brewer 2003, colorbrewer2.org: colour-blind safe); what
//! lies over them is blue or grey. Kinds are Okabe and Ito's ("Color universal design", 2008). Shares from 0 to 1 go along viridis (Nuñez,
//! Anderton and Renslow 2018, doi 10.1371/journal.pone.0199239, and Smith and van der Walt 2015): even in lightness, so they also print in grey.

use std::fmt;

/// A colour: red, green and blue from 0 to 255. Printed as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// The sea and everything that is not shown.
pub(super) const SEA: Colour = Colour(0xee, 0xf3, 0xf6);
/// Land around the area of study.
pub(super) const LAND: Colour = Colour(0xe4, 0xe4, 0xe0);
/// Land of the area of study.
pub(super) const STUDY_AREA: Colour = Colour(0xfb, 0xfa, 0xf6);
/// Borders on the ground.
pub(super) const GROUND_BORDER: Colour = Colour(0xa8, 0xa5, 0x9c);
/// Text, dots, outlines of members.
pub(super) const INK: Colour = Colour(0x22, 0x26, 0x2a);
/// White, around text.
pub(super) const PAPER: Colour = Colour(0xff, 0xff, 0xff);
/// Door-to-door circles.
pub(super) const BLUE: Colour = Colour(0x0b, 0x4f, 0x9e);
/// In-vehicle circles.
pub(super) const PURPLE: Colour = Colour(0x7a, 0x2a, 0x8c);
/// Catchments.
pub(super) const GREY: Colour = Colour(0x5f, 0x63, 0x68);
/// Links.
pub(super) const TEAL: Colour = Colour(0x00, 0x5f, 0x5a);
/// Of no kind.
pub(super) const PALE: Colour = Colour(0xc9, 0xc9, 0xc9);

/// Okabe and Ito's blue: only in the first of two plans.
pub(super) const FIRST_ONLY: Colour = Colour(0x00, 0x72, 0xb2);
/// Okabe and Ito's orange: only in the second.
pub(super) const SECOND_ONLY: Colour = Colour(0xe6, 0x9f, 0x00);
/// Okabe and Ito's reddish purple: in both, in different rings.
pub(super) const MOVED: Colour = Colour(0xcc, 0x79, 0xa7);

const RINGS: [Colour; 5] = [
    Colour(0x99, 0x34, 0x04),
    Colour(0xd9, 0x5f, 0x0e),
    Colour(0xfe, 0x99, 0x29),
    Colour(0xfe, 0xd9, 0x8e),
    Colour(0xff, 0xf7, 0xbc),
];

const VIRIDIS: [Colour; 5] = [
    Colour(0x44, 0x01, 0x54),
    Colour(0x3b, 0x52, 0x8b),
    Colour(0x21, 0x91, 0x8c),
    Colour(0x5e, 0xc9, 0x62),
    Colour(0xfd, 0xe7, 0x25),
];

/// The colour of a ring of several, dark for the core. Of up to four rings the palest colour is not used.
pub fn ring_colour(index: usize, rings: usize) -> Colour {
    let steps = rings.saturating_sub(1).max(1) as f64;
    let last = if rings < RINGS.len() { 0.75 } else { 1.0 };
    along(&RINGS, last * index as f64 / steps)
}

/// The colour of a share from 0 to 1: dark purple to yellow. What is not a number has the colour of no kind.
pub fn share_colour(share: f64) -> Colour {
    // Low shares are pale in no part of viridis, so the scale is used backwards: 1 is the darkest.
    if share.is_finite() { along(&VIRIDIS, 1.0 - share.clamp(0.0, 1.0)) } else { PALE }
}

fn along(scale: &[Colour; 5], share: f64) -> Colour {
    let place = share.clamp(0.0, 1.0) * 4.0;
    let below = (place.floor() as usize).min(3);
    let mix =
        |from: u8, to: u8| (f64::from(from) + (place - below as f64) * (f64::from(to) - f64::from(from))).round() as u8;
    let (from, to) = (scale[below], scale[below + 1]);
    Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance as in WCAG 2.2.
    fn luminance(colour: Colour) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    #[test]
    fn rings_get_lighter_outwards() {
        for rings in 1..=12 {
            let colours: Vec<Colour> = (0..rings).map(|index| ring_colour(index, rings)).collect();
            assert!(colours.windows(2).all(|pair| luminance(pair[0]) < luminance(pair[1])), "{colours:?}");
        }
        assert_eq!(ring_colour(0, 4).to_string(), "#993404");
        assert_eq!(ring_colour(3, 4).to_string(), "#fed98e");
    }

    #[test]
    fn shares_get_darker_upwards() {
        let colours: Vec<Colour> = (0..=20).map(|step| share_colour(f64::from(step) / 20.0)).collect();
        assert!(colours.windows(2).all(|pair| luminance(pair[0]) > luminance(pair[1])), "{colours:?}");
        assert_eq!(share_colour(f64::NAN), PALE);
        assert_eq!(share_colour(7.0), share_colour(1.0));
    }
}
