//! Newline-delimited GeoJSON: a Feature or geometry per line, perhaps each after a record separator (RFC 8142).

use std::io::{BufRead, Read as _};

use super::collector::Collector;
use super::document::read_document;
use super::reader::Reader;
use crate::error::{Error, Result};
use crate::io::json::utf8_text;
use crate::io::{Numbers, Parsed, ReadError};

/// A line longer than this is refused, so that a file that is not of this format is not read into memory as one line.
pub(crate) const LONGEST_LINE: u64 = 256 << 20;

/// Reads newline-delimited GeoJSON line by line, so that memory holds one line of text at a time. `name` is what messages
/// call the input. Blank lines are passed over.
///
/// # Errors
/// As [`read_geojson`](super::read_geojson) for the first line that is not a GeoJSON text, and what the input gives.
///
/// # Examples
/// ```
/// use ringshed::io::geojson::read_geojson_lines;
/// let text = r#"{"type":"Feature","properties":{"name":"a"},"geometry":null}
/// {"type":"Point","coordinates":[116.4,39.9]}"#;
/// let parsed = read_geojson_lines(text.as_bytes(), "points.geojsonl")?;
/// assert_eq!(parsed.layer.features().len(), 2);
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn read_geojson_lines(input: impl BufRead, name: &str) -> Result<Parsed> {
    read_lines(input, name, Numbers::Degrees)
}

/// The same of lines whose coordinates may be any numbers.
///
/// # Errors
/// As [`read_geojson_lines`].
pub(crate) fn read_lines(mut input: impl BufRead, name: &str, numbers: Numbers) -> Result<Parsed> {
    let mut collector = Collector::default();
    let mut offset = 0;
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        let count = read.map_err(|error| Error::unreadable(name, &error).with_source(error))? as u64;
        if count == 0 {
            break;
        }
        if count == LONGEST_LINE {
            return Err(
                ReadError::new(name, offset, "a line of more than 256 MiB: this is not newline-delimited GeoJSON").into()
            );
        }
        take_line(&mut collector, &line, offset, name, numbers)?;
        offset += count;
    }
    let parsed = collector.finish(name, 0).map_err(|error| ReadError::of_json(name, offset, &error))?;
    Ok(Parsed { layer: parsed.0, findings: parsed.1 })
}

fn take_line(collector: &mut Collector, line: &[u8], offset: u64, name: &str, numbers: Numbers) -> Result<(), ReadError> {
    let (text, mark) = utf8_text(line).map_err(|error| ReadError::of_encoding(name, offset, &error))?;
    let separator = usize::from(text.starts_with('\u{1e}'));
    let text = &text[separator..];
    if text.trim().is_empty() {
        return Ok(());
    }
    let before = offset + (mark + separator) as u64;
    let mut reader = Reader::new(text, before);
    reader.numbers = numbers;
    read_document(&mut reader, collector).map_err(|error| ReadError::of_json(name, before, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_blank_lines_and_missing_last_line_end() {
        let text = "\u{1e}{\"type\":\"Point\",\"coordinates\":[1,2]}\r\n\n\u{1e}{\"type\":\"Point\",\"coordinates\":[3,4]}";
        let parsed = read_geojson_lines(text.as_bytes(), "p").expect("two points");
        let offsets: Vec<_> = parsed.layer.features().iter().map(|feature| feature.origin.byte_offset).collect();
        assert_eq!(offsets, [1, 41]);
    }

    #[test]
    fn errors_carry_the_offset_in_the_file() {
        let text = "{\"type\":\"Point\",\"coordinates\":[1,2]}\n{\"type\":\"Point\",\"coordinates\":[1,";
        let error = read_geojson_lines(text.as_bytes(), "p").expect_err("truncated");
        assert!(error.to_string().contains(&format!("byte {}", text.len())), "{error}");
        let findings =
            read_geojson_lines("{\"type\":\"Point\",\"coordinates\":[200,95]}\n".as_bytes(), "p").expect("read").findings;
        assert_eq!(findings[0].code(), "position-out-of-range");
    }
}
