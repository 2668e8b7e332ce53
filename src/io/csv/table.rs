//! A table without positions as a layer.

use super::header::delimiter_of;
use super::record::{Buffered, RecordEnd, record_end};
use crate::error::Result;
use crate::finding::Finding;
use crate::io::json::utf8_text;
use crate::io::{FindingList, Parsed, ReadError};
use crate::layer::{Feature, Layer, Origin, Value};

/// Reads a table with a header whose rows are no places, such as the legs of a railway. `name` is what messages call it.
///
/// All cells are text; an empty cell is missing. The delimiter is a comma, semicolon or tab, whichever the header has most of.
///
/// # Errors
/// Not UTF-8, or empty.
///
/// # Examples
/// ```
/// use ringshed::io::csv::read_table;
/// use ringshed::layer::Value;
/// let parsed = read_table(b"from_station,to_station,minutes\na,b,12\n", "legs.csv")?;
/// assert_eq!(parsed.layer.value(0, "minutes"), Some(&Value::from("12")));
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn read_table(bytes: &[u8], name: &str) -> Result<Parsed> {
    let (text, before) = utf8_text(bytes).map_err(|error| ReadError::of_encoding(name, 0, &error))?;
    let (RecordEnd::Whole(first) | RecordEnd::OpenQuote(first)) = record_end(text.as_bytes(), 0, b',', Buffered::ToTheEnd)
    else {
        return Err(ReadError::new(name, 0, "the table is empty; it needs a header").into());
    };
    let delimiter = delimiter_of(&text.as_bytes()[first.start..first.end]);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let mut layer = Layer::new(name, header.iter().map(str::trim));
    let mut findings = FindingList::default();
    for (number, record) in reader.into_records().enumerate() {
        // Text in memory that is UTF-8 gives a record for every row, of whatever length.
        let Ok(record) = record else { continue };
        let byte_offset = (before + start_of(text, &record)) as u64;
        let origin = Origin { row: number + 1, byte_offset };
        if record.len() != header.len() {
            let message = format!("the row has {} fields, the header {}", record.len(), header.len());
            let finding = Finding::warning("row-field-count", message).with_remedy("put fields with commas in quotes");
            findings.push(finding.of_feature(format!("row {}", origin.row)).at_byte(byte_offset));
        }
        let values = record.iter().map(|cell| if cell.is_empty() { Value::Null } else { Value::from(cell) }).collect();
        layer.push(Feature { id: None, geometry: None, values, origin });
    }
    Ok(Parsed { layer, findings: findings.into_vec(name) })
}

/// Where a record begins; the position that the reader gives may be that of the line end before it.
fn start_of(text: &str, record: &csv::StringRecord) -> usize {
    let position = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
    let line_ends = text.as_bytes().iter().skip(position).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    position + line_ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed {
        read_table(text.as_bytes(), "t.csv").expect("a table")
    }

    #[test]
    fn cells_are_text_and_empty_ones_are_missing() {
        let parsed = read("\u{feff}a;b\r\n1;\r\n\r\n\"x;y\";2;3\n");
        assert_eq!(parsed.layer.columns(), ["a", "b"]);
        assert_eq!(parsed.layer.value(0, "b"), Some(&Value::Null));
        assert_eq!(parsed.layer.value(1, "a"), Some(&Value::from("x;y")));
        let found: Vec<_> = parsed.findings.iter().map(|finding| (finding.feature(), finding.code())).collect();
        assert_eq!(found, [(Some("row 2"), "row-field-count")]);
        assert_eq!(parsed.layer.features()[0].origin.byte_offset, 8);
    }

    #[test]
    fn what_is_no_table_is_unreadable() {
        assert!(read_table(b"", "t.csv").is_err());
        assert!(read_table(b"a,b\n\xb1\xb1,1\n", "t.csv").is_err_and(|error| error.to_string().contains("GB18030")));
    }
}
