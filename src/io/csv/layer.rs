//! A table of points as a layer.

use super::header::{Header, NoPosition, PointColumns};
use super::record::{Buffered, Fields, RecordEnd, record_end};
use crate::error::Result;
use crate::finding::Finding;
use crate::io::json::utf8_text;
use crate::io::{FindingList, Parsed, ReadError, off_the_globe};
use crate::layer::{Feature, Layer, Origin, Value};

/// Reads a table with a header into a layer of points. `name` is what messages call it.
///
/// All columns stay, those of longitude and latitude too, as text; an empty cell is missing. The delimiter is a comma,
/// semicolon or tab, whichever the header has most of. A row without a usable position is kept without geometry, with a
/// finding: a place may be found by its name or station instead.
///
/// # Errors
/// Not UTF-8, empty, or without columns of longitude and latitude.
///
/// # Examples
/// ```
/// use ringshed::io::csv::{PointColumns, read_csv};
/// let parsed = read_csv("name,lon,lat\n北京,116.4,39.9\nnowhere,,\n".as_bytes(), "p.csv", &PointColumns::default())?;
/// assert_eq!(parsed.layer.features().len(), 2);
/// assert_eq!(parsed.findings[0].code(), "position-missing");
/// # Ok::<(), ringshed::Error>(())
/// ```
pub fn read_csv(bytes: &[u8], name: &str, columns: &PointColumns) -> Result<Parsed> {
    let (text, before) = utf8_text(bytes).map_err(|error| ReadError::of_encoding(name, 0, &error))?;
    let text = text.as_bytes();
    let (RecordEnd::Whole(first) | RecordEnd::OpenQuote(first)) = record_end(text, 0, b',', Buffered::ToTheEnd) else {
        return Err(ReadError::new(name, 0, "the table is empty; it needs a header with columns lon and lat").into());
    };
    let header = Header::read(&text[first.start..first.end], columns, name)?;
    let mut layer = Layer::new(name, header.names.iter().cloned());
    let mut findings = FindingList::default();
    let mut at = first.next;
    for row in 1.. {
        let (record, is_open) = match record_end(text, at, header.delimiter, Buffered::ToTheEnd) {
            RecordEnd::Whole(record) => (record, false),
            RecordEnd::OpenQuote(record) => (record, true),
            RecordEnd::More | RecordEnd::Finished => break,
        };
        at = record.next;
        let origin = Origin { row, byte_offset: (before + record.start) as u64 };
        let content = &text[record.start..record.end];
        if is_open {
            findings.push(open_quote(origin));
            continue;
        }
        row_findings(&header, content, origin).into_iter().for_each(|finding| findings.push(finding));
        layer.push(feature(&header, content, origin));
    }
    Ok(Parsed { layer, findings: findings.into_vec(name) })
}

fn feature(header: &Header, content: &[u8], origin: Origin) -> Feature {
    let geometry = header.position(content).ok().map(|position| geo_types::Geometry::Point(position.into()));
    let values = Fields::of(content, header.delimiter).take(header.names.len()).map(|field| match Fields::value(field) {
        text if text.is_empty() => Value::Null,
        text => Value::Text(text.into_owned()),
    });
    Feature { id: None, geometry, values: values.collect(), origin }
}

/// What is wrong with a row: its position, its count of fields.
pub(crate) fn row_findings(header: &Header, content: &[u8], origin: Origin) -> Vec<Finding> {
    let position = header.position(content).err().map(|reason| no_position(header, &reason));
    let count = Fields::count_in(content, header.delimiter);
    let columns = header.names.len();
    let fields = (count != columns).then(|| {
        Finding::warning("row-field-count", format!("the row has {count} fields, the header {columns}"))
            .with_remedy("put fields with commas in quotes")
    });
    position.into_iter().chain(fields).map(|finding| of_row(finding, origin)).collect()
}

/// The finding about a row with a quote that is never closed.
pub(crate) fn open_quote(origin: Origin) -> Finding {
    of_row(Finding::error("row-quote-open", "a quote is never closed; the line is left out"), origin)
}

fn of_row(finding: Finding, origin: Origin) -> Finding {
    finding.of_feature(format!("row {}", origin.row)).at_byte(origin.byte_offset)
}

fn no_position(header: &Header, reason: &NoPosition) -> Finding {
    match reason {
        NoPosition::Missing => Finding::warning("position-missing", "longitude or latitude is empty; the row has no place"),
        NoPosition::TooFewFields => {
            Finding::error("position-missing", "the row ends before its longitude and latitude; it has no place")
        }
        NoPosition::NotANumber { column, text } => {
            let name = header.names.get(*column).map_or("", String::as_str);
            let finding = Finding::error("position-not-a-number", format!("'{text}' in column '{name}' is not a number"));
            if text.contains(',') { finding.with_remedy("write decimals with a point") } else { finding }
        }
        NoPosition::NotOnTheGlobe(error) => off_the_globe(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Parsed {
        read_csv(text.as_bytes(), "t.csv", &PointColumns::default()).expect("a table")
    }

    #[test]
    fn bad_rows_are_findings_and_the_rest_goes_on() {
        let parsed = read("\u{feff}name,lon,lat\na,116.4,39.9\nb,x,1\n\nc,1\n\"open,1,2\nd,39.9,116.4\ne,1,2,3\n");
        let found: Vec<_> =
            parsed.findings.iter().map(|finding| (finding.feature().unwrap_or(""), finding.code())).collect();
        assert_eq!(
            found,
            [
                ("row 2", "position-not-a-number"),
                ("row 3", "position-missing"),
                ("row 3", "row-field-count"),
                ("row 4", "row-quote-open"),
                ("row 5", "axes-swapped"),
                ("row 6", "row-field-count"),
            ]
        );
        assert_eq!(parsed.layer.features().len(), 5);
        assert_eq!(parsed.layer.features()[0].origin, Origin { row: 1, byte_offset: 16 });
        assert_eq!(parsed.layer.value(0, "lon"), Some(&Value::from("116.4")));
    }

    #[test]
    fn missing_cells_are_missing() {
        let parsed = read("name,lon,lat,pop\na,1,2,\n");
        assert_eq!(parsed.layer.value(0, "pop"), Some(&Value::Null));
    }

    #[test]
    fn other_encodings_and_empty_files_are_unreadable() {
        assert!(read_csv(b"", "t.csv", &PointColumns::default()).is_err());
        let error = read_csv(b"name,lon,lat\n\xb1\xb1\xbe\xa9,1,2\n", "t.csv", &PointColumns::default()).expect_err("GBK");
        assert!(error.to_string().contains("byte 13") && error.to_string().contains("GB18030"), "{error}");
    }
}
