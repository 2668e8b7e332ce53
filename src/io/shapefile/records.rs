//! Where the records of a .shp are: by its index, or one after the other.

use std::ops::Range;

use crate::finding::Finding;
use crate::io::ReadError;

/// Bytes of the header of a .shp and a .shx, and of each record in a .shp.
const FILE_HEADER: usize = 100;
const RECORD_HEADER: usize = 8;
/// The first four bytes.
const FILE_CODE: u32 = 9994;

/// The extents of the contents of all records, without their headers, in the order of the attribute rows.
///
/// # Errors
/// The file is no .shp, or a record goes on beyond its end.
pub(super) fn extents(
    shp: &[u8],
    shx: Option<&[u8]>,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Range<usize>>, ReadError> {
    check_header(shp, name)?;
    let Some(shx) = shx else {
        let message = "there is no .shx beside it; the shapes are read one after the other";
        findings.push(Finding::note("index-missing", message));
        return sequential(shp, name);
    };
    match by_index(shp, shx) {
        Some(extents) => Ok(extents),
        None => {
            let message = "the .shx beside it does not fit; the shapes are read one after the other";
            findings.push(Finding::warning("index-unusable", message).with_remedy("make a new one: `ogr2ogr new.shp IN`"));
            sequential(shp, name)
        }
    }
}

fn check_header(shp: &[u8], name: &str) -> Result<(), ReadError> {
    if big_endian(shp, 0) != Some(FILE_CODE) {
        return Err(ReadError::new(name, 0, "this is not a Shapefile: it does not begin with the file code 9994"));
    }
    if shp.len() < FILE_HEADER {
        let reason = format!("truncated: the header of a .shp has {FILE_HEADER} bytes, here are {}", shp.len());
        return Err(ReadError::new(name, shp.len() as u64, reason));
    }
    Ok(())
}

/// A number as it stands in headers and indexes.
fn big_endian(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

/// A count of 16-bit words as bytes.
fn words(count: u32) -> Option<usize> {
    usize::try_from(count).ok()?.checked_mul(2)
}

/// The extents that an index gives; `None` when it is no index of this file.
fn by_index(shp: &[u8], shx: &[u8]) -> Option<Vec<Range<usize>>> {
    if big_endian(shx, 0)? != FILE_CODE || shx.len() < FILE_HEADER || !(shx.len() - FILE_HEADER).is_multiple_of(8) {
        return None;
    }
    let entries = (FILE_HEADER..shx.len()).step_by(8);
    let extent = |at: usize| {
        let extent = record_at(shp, words(big_endian(shx, at)?)?)?;
        // A record has its length in both files; where they differ the entry points elsewhere.
        (words(big_endian(shx, at + 4)?)? == extent.len()).then_some(extent)
    };
    entries.map(extent).collect()
}

/// The content of the record whose header begins at an offset; `None` when it is not in the file as a whole.
fn record_at(shp: &[u8], offset: usize) -> Option<Range<usize>> {
    let length = words(big_endian(shp, offset.checked_add(4)?)?)?;
    let start = offset.checked_add(RECORD_HEADER)?;
    let end = start.checked_add(length)?;
    (offset >= FILE_HEADER && end <= shp.len()).then_some(start..end)
}

/// The records one after the other up to the length that the header gives, or the end of the file if that comes first.
fn sequential(shp: &[u8], name: &str) -> Result<Vec<Range<usize>>, ReadError> {
    let stated = big_endian(shp, 24).and_then(words).unwrap_or(shp.len());
    let mut extents = Vec::new();
    let mut offset = FILE_HEADER;
    while offset < stated {
        let Some(extent) = record_at(shp, offset) else {
            let reason = format!(
                "truncated: record {} goes on beyond the end of the file (the header says {stated} bytes, here are {})",
                extents.len() + 1,
                shp.len()
            );
            return Err(ReadError::new(name, offset as u64, reason));
        };
        offset = extent.end;
        extents.push(extent);
    }
    Ok(extents)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of empty shapes.
    fn null_shapes(count: u32) -> Vec<u8> {
        let mut shp = FILE_CODE.to_be_bytes().to_vec();
        shp.resize(24, 0);
        shp.extend((50 + 6 * count).to_be_bytes());
        shp.resize(FILE_HEADER, 0);
        for number in 1..=count {
            shp.extend([number.to_be_bytes(), 2_u32.to_be_bytes(), [0; 4]].concat());
        }
        shp
    }

    #[test]
    fn records_are_found_with_and_without_an_index() {
        let shp = null_shapes(3);
        let mut shx = shp[..FILE_HEADER].to_vec();
        for offset in [62_u32, 50] {
            shx.extend([offset.to_be_bytes(), 2_u32.to_be_bytes()].concat());
        }
        let mut findings = Vec::new();
        assert_eq!(extents(&shp, None, "a", &mut findings), Ok(vec![108..112, 120..124, 132..136]));
        assert_eq!(extents(&shp, Some(&shx), "a", &mut findings), Ok(vec![132..136, 108..112]));
        assert_eq!(extents(&shp, Some(&shx[..90]), "a", &mut findings).map(|extents| extents.len()), Ok(3));
        let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
        assert_eq!(codes, ["index-missing", "index-unusable"]);
    }

    #[test]
    fn truncated_files_say_where() {
        let shp = null_shapes(3);
        for length in [0, 3, 99, 101, 111, 130, 135] {
            let error = extents(&shp[..length], None, "a", &mut Vec::new()).expect_err("truncated");
            assert!(error.byte_offset() <= length as u64, "{error}");
        }
    }
}
