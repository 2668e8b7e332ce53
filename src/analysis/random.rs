//! Random numbers that depend on a seed and on what they are for, never on the order in which threads ask.
//!
//! SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators", <https://doi.org/10.1145/2660193.2660195>):
//! a counter times the golden ratio, mixed. Every draw and every start of a search has a [`Stream`] of its own, made from the seed
//! and its number, so that any number of threads gives the same results. It is fixed here rather than taken from a library
//! because results must not change when a library is updated.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// What all random numbers of one request follow from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed(pub u64);

/// The random numbers of one draw.
///
/// # Examples
/// ```
/// use ringshed::analysis::{Seed, Stream};
/// let numbers = |draw| { let mut stream = Stream::new(Seed(1), draw); [stream.fraction(), stream.fraction()] };
/// assert_eq!(numbers(7), numbers(7));
/// assert_ne!(numbers(7), numbers(8));
/// assert!(numbers(7).iter().all(|number| (0.0..1.0).contains(number)));
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    counter: u64,
}

impl Stream {
    /// The numbers of one draw of a seed.
    pub fn new(seed: Seed, draw: u64) -> Self {
        Self { counter: mixed(mixed(seed.0.wrapping_add(GOLDEN)) ^ draw.wrapping_mul(GOLDEN)) }
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.counter = self.counter.wrapping_add(GOLDEN);
        mixed(self.counter)
    }

    /// A number from 0 up to and without 1, evenly distributed: 53 random bits.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `limit`, 0 when the limit is 0. Uneven by less than 1 in 2^64 / `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.bits()) * limit as u128) >> 64) as usize
    }
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // First outputs for the state 0, from the reference implementation (Vigna, splitmix64.c).
        let mut stream = Stream { counter: 0 };
        assert_eq!([stream.bits(), stream.bits()], [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4]);
    }

    #[test]
    fn fractions_fill_the_range_evenly() {
        let mut tenths = [0_usize; 10];
        for draw in 0..10_000 {
            tenths[(Stream::new(Seed(42), draw).fraction() * 10.0) as usize] += 1;
        }
        // Each is binomial with mean 1000 and standard deviation 30.
        assert!(tenths.iter().all(|count| (850..1150).contains(count)), "{tenths:?}");
        let mut stream = Stream::new(Seed(1), 1);
        assert!((0..1000).all(|_| stream.below(7) < 7) && stream.below(0) == 0);
    }
}
