//! The form in which boundaries are embedded in the binary: coordinates as whole numbers of 1e-7 degrees, written as
//! differences in variable-length integers, compressed. Used by the build script to write and by the atlas to read.
//!
//! ```text
//! file     = deflate( count, feature* )            every number a LEB128 integer; signed ones zigzag-coded
//! feature  = polygons, polygon*
//! polygon  = rings, ring*
//! ring     = vertices, (dx, dy)*                   differences to the previous vertex of the file; the closing vertex is left out
//! ```

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// Whole numbers per degree: seven decimals, as in the files of geodata/.
const PER_DEGREE: f64 = 1e7;

/// One ring as longitude and latitude pairs, closed (first = last).
pub(crate) type Ring = Vec<[f64; 2]>;
/// One feature: polygons of rings, the first ring of each polygon its shell.
pub(crate) type Feature = Vec<Vec<Ring>>;

/// Packs features. Coordinates are kept to seven decimals.
#[cfg_attr(not(test), allow(dead_code, reason = "the library only reads; the build script writes"))]
pub(crate) fn pack(features: &[Feature]) -> io::Result<Vec<u8>> {
    let mut packer = Packer { bytes: Vec::new(), last: [0, 0] };
    packer.unsigned(features.len() as u64);
    for polygons in features {
        packer.unsigned(polygons.len() as u64);
        for rings in polygons {
            packer.unsigned(rings.len() as u64);
            rings.iter().for_each(|ring| packer.ring(ring));
        }
    }
    deflate(&packer.bytes)
}

/// Unpacks what [`pack`] wrote.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<Vec<Feature>> {
    let bytes = inflate(packed)?;
    let mut unpacker = Unpacker { bytes: &bytes, last: [0, 0] };
    let count = unpacker.unsigned()?;
    (0..count).map(|_| unpacker.feature()).collect()
}

/// Compresses bytes.
#[cfg_attr(not(test), allow(dead_code, reason = "the library only reads; the build script writes"))]
pub(crate) fn deflate(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Decompresses bytes.
pub(crate) fn inflate(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg_attr(not(test), allow(dead_code, reason = "the library only reads; the build script writes"))]
struct Packer {
    bytes: Vec<u8>,
    last: [i64; 2],
}

#[cfg_attr(not(test), allow(dead_code, reason = "the library only reads; the build script writes"))]
impl Packer {
    fn unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        self.unsigned(((number << 1) ^ (number >> 63)) as u64);
    }

    fn ring(&mut self, ring: &[[f64; 2]]) {
        let open = &ring[..ring.len().saturating_sub(1)];
        self.unsigned(open.len() as u64);
        for vertex in open {
            let whole = vertex.map(|degrees| (degrees * PER_DEGREE).round() as i64);
            self.signed(whole[0] - self.last[0]);
            self.signed(whole[1] - self.last[1]);
            self.last = whole;
        }
    }
}

struct Unpacker<'a> {
    bytes: &'a [u8],
    last: [i64; 2],
}

impl Unpacker<'_> {
    fn unsigned(&mut self) -> io::Result<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first().ok_or(io::ErrorKind::UnexpectedEof)?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    fn signed(&mut self) -> io::Result<i64> {
        let number = self.unsigned()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn feature(&mut self) -> io::Result<Feature> {
        let polygons = self.unsigned()?;
        (0..polygons).map(|_| self.polygon()).collect()
    }

    fn polygon(&mut self) -> io::Result<Vec<Ring>> {
        let rings = self.unsigned()?;
        (0..rings).map(|_| self.ring()).collect()
    }

    fn ring(&mut self) -> io::Result<Ring> {
        let vertices = self.unsigned()?;
        let mut ring = Vec::new();
        for _ in 0..vertices {
            self.last[0] += self.signed()?;
            self.last[1] += self.signed()?;
            // Division of whole numbers gives the double nearest to the decimal, the same that parsing the text gives.
            ring.push(self.last.map(|whole| whole as f64 / PER_DEGREE));
        }
        ring.extend(ring.first().copied());
        Ok(ring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacking_gives_what_was_packed_to_the_last_bit() {
        let square =
            vec![[116.123_456_7, 39.9], [117.0, 39.9], [117.0, -0.000_000_1], [-179.999_999_9, 85.0], [116.123_456_7, 39.9]];
        let features = vec![vec![vec![square.clone()]], vec![], vec![vec![square.clone(), square.clone()], vec![square]]];
        let packed = pack(&features).expect("memory never fails");
        assert_eq!(unpack(&packed).expect("just packed"), features);
    }

    #[test]
    fn damaged_bytes_are_an_error() {
        assert!(unpack(&deflate(&[200, 200]).expect("memory never fails")).is_err());
        assert!(unpack(&[1, 2, 3]).is_err());
    }
}
