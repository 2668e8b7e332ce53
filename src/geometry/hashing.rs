//! Hashes of coordinates, for tables of nodes and edges.

/// A hash of some numbers (no negative zeros): multiplications by odd constants, high bits folded down (Steele & Vigna 2021).
pub(crate) fn mixed(parts: impl IntoIterator<Item = f64>) -> usize {
    let hash = parts
        .into_iter()
        .fold(0_u64, |hash, part| (hash ^ part.to_bits()).wrapping_mul(0xd134_2543_de82_ef95).rotate_left(29));
    (hash ^ (hash >> 32)) as usize
}
