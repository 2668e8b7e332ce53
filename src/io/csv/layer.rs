//! A table of points as a layer.

use geo_types::{Geometry, Point};

use super::header::{Header, NoPosition, PointColumns, names_of};
use super::record::{Buffered, Fields, Record, RecordEnd, record_end};
use super::wkt::{self, looks_like_wkt, wkt_column};
use crate::error::Result;
use crate::finding::Finding;
use crate::io::json::utf8_text;
use crate::io::{FindingList, Numbers, Parsed, ReadError, off_the_globe};
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
    read_places(bytes, name, columns, Numbers::Degrees)
}

/// The same of a table whose numbers may be any.
///
/// # Errors
/// As [`read_csv`].
pub(crate) fn read_places(bytes: &[u8], name: &str, columns: &PointColumns, numbers: Numbers) -> Result<Parsed> {
    let (text, before) = utf8_text(bytes).map_err(|error| ReadError::of_encoding(name, 0, &error))?;
    let text = text.as_bytes();
    let (RecordEnd::Whole(first) | RecordEnd::OpenQuote(first)) = record_end(text, 0, b',', Buffered::ToTheEnd) else {
        return Err(ReadError::new(name, 0, "the table is empty; it needs a header with columns lon and lat").into());
    };
    let places = Places::find(text, first, columns, numbers, name)?;
    let mut layer = Layer::new(name, places.names().iter().cloned());
    let mut findings = FindingList::default();
    let mut at = first.next;
    for row in 1.. {
        let (record, is_open) = match record_end(text, at, places.delimiter(), Buffered::ToTheEnd) {
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
        let (geometry, found) = places.geometry(content);
        found.into_iter().for_each(|finding| findings.push(of_row(finding, origin)));
        let fields = Fields::of(content, places.delimiter()).take(places.names().len());
        let mut values = Vec::with_capacity(places.names().len());
        values.extend(fields.map(|field| match Fields::value(field) {
            text if text.is_empty() => Value::Null,
            text => Value::Text(text.into_owned()),
        }));
        layer.push(Feature { id: None, geometry, values, origin });
    }
    Ok(Parsed { layer, findings: findings.into_vec(name) })
}

/// Where the places of the rows are.
enum Places {
    Degrees(Header),
    Numbers(Header),
    Wkt { delimiter: u8, names: Vec<String>, column: usize },
}

impl Places {
    /// WKT where a column has its usual name and begins like it, else two columns of numbers.
    fn find(text: &[u8], first: Record, columns: &PointColumns, numbers: Numbers, name: &str) -> Result<Self> {
        let record = &text[first.start..first.end];
        let (delimiter, names) = names_of(record);
        if let (PointColumns::ByUsualNames, Some(column)) = (columns, wkt_column(&names))
            && first_value(text, first.next, delimiter, column).is_some_and(|value| looks_like_wkt(&value))
        {
            return Ok(Self::Wkt { delimiter, names, column });
        }
        let header = Header::read(record, columns, name)?;
        Ok(if numbers == Numbers::Any { Self::Numbers(header) } else { Self::Degrees(header) })
    }

    fn delimiter(&self) -> u8 {
        match self {
            Self::Degrees(header) | Self::Numbers(header) => header.delimiter,
            Self::Wkt { delimiter, .. } => *delimiter,
        }
    }

    fn names(&self) -> &[String] {
        match self {
            Self::Degrees(header) | Self::Numbers(header) => &header.names,
            Self::Wkt { names, .. } => names,
        }
    }

    /// The place of a row, and what is wrong with the row.
    fn geometry(&self, content: &[u8]) -> (Option<Geometry<f64>>, Vec<Finding>) {
        let point = |(x, y): (f64, f64)| Geometry::Point(Point::new(x, y));
        match self {
            Self::Degrees(header) => {
                let geometry = header.position(content).ok().map(|position| Geometry::Point(position.into()));
                (geometry, row_problems(header, content))
            }
            Self::Numbers(header) => match header.numbers(content) {
                Ok(numbers) => (Some(point(numbers)), Vec::new()),
                Err(reason) => (None, vec![no_position(header, &reason)]),
            },
            Self::Wkt { delimiter, column, .. } => {
                let field = Fields::of(content, *delimiter).nth(*column).unwrap_or_default();
                match wkt::geometry(&Fields::value(field)) {
                    Ok(geometry) => (geometry, Vec::new()),
                    Err(finding) => (None, vec![*finding]),
                }
            }
        }
    }
}

/// The first value of a column that is not empty.
fn first_value(text: &[u8], mut at: usize, delimiter: u8, column: usize) -> Option<String> {
    while let RecordEnd::Whole(record) = record_end(text, at, delimiter, Buffered::ToTheEnd) {
        let field = Fields::of(&text[record.start..record.end], delimiter).nth(column).unwrap_or_default();
        if !field.is_empty() {
            return Some(Fields::value(field).into_owned());
        }
        at = record.next;
    }
    None
}

/// What is wrong with a row: its position, its count of fields.
pub(crate) fn row_findings(header: &Header, content: &[u8], origin: Origin) -> Vec<Finding> {
    row_problems(header, content).into_iter().map(|finding| of_row(finding, origin)).collect()
}

fn row_problems(header: &Header, content: &[u8]) -> Vec<Finding> {
    let position = header.position(content).err().map(|reason| no_position(header, &reason));
    let count = Fields::count_in(content, header.delimiter);
    let columns = header.names.len();
    let fields = (count != columns).then(|| {
        Finding::warning("row-field-count", format!("the row has {count} fields, the header {columns}"))
            .with_remedy("put fields with commas in quotes")
    });
    position.into_iter().chain(fields).collect()
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
    fn geometries_may_be_wkt() {
        let parsed = read("name,wkt\na,\"POLYGON((0 0,1 0,1 1,0 0))\"\nb,\nc,POINT(1)\n");
        let places: Vec<bool> = parsed.layer.features().iter().map(|feature| feature.geometry.is_some()).collect();
        assert_eq!(places, [true, false, false]);
        assert_eq!((parsed.findings.len(), parsed.findings[0].code()), (1, "wkt-unreadable"));
    }

    #[test]
    fn numbers_may_be_metres_when_told() {
        let table = b"name,x,y\na,512345.5,4400000\nb,x,1\n";
        let parsed = read_places(table, "t.csv", &PointColumns::default(), Numbers::Any).expect("a table");
        assert_eq!(parsed.layer.coords(), [geo_types::Coord { x: 512_345.5, y: 4_400_000.0 }]);
        assert_eq!(parsed.findings[0].code(), "position-not-a-number");
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
