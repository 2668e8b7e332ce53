//! Reading whole inputs: files, or stdin for `-`.

use std::fs;
use std::io::Read;

use crate::error::{Error, Result};

/// The bytes of a file, or of stdin for `-`.
///
/// # Errors
/// Unreadable input.
pub(super) fn read(file: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let outcome = match file {
        "-" => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        _ => fs::read(file).map(|read| bytes = read),
    };
    outcome.map_err(|error| Error::unreadable(if file == "-" { "stdin" } else { file }, &error).with_source(error))?;
    Ok(bytes)
}
