//! The header of a table: its delimiter, its columns, and which of them hold longitude and latitude.

use super::record::Fields;
use crate::error::{Error, ErrorKind};
use crate::io::json::decimal;
use crate::quantity::{LonLat, LonLatError};

/// Which columns of a table hold longitude and latitude.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PointColumns {
    /// Found by their usual names, whatever their case: `lon`, `lng`, `long`, `longitude`, `x`; `lat`, `latitude`, `y`.
    #[default]
    ByUsualNames,
    /// Named by the user.
    Named {
        /// Column of the longitude, in degrees.
        lon: String,
        /// Column of the latitude, in degrees.
        lat: String,
    },
}

/// Names of longitude and latitude columns that go together, the most telling first.
const USUAL_NAMES: [(&[&str], &[&str]); 4] =
    [(&["lon", "lng", "long"], &["lat"]), (&["longitude"], &["latitude"]), (&["经度"], &["纬度"]), (&["x"], &["y"])];

/// The header of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) delimiter: u8,
    pub(crate) names: Vec<String>,
    lon: usize,
    lat: usize,
}

/// Why a row has no position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NoPosition {
    /// Longitude or latitude is empty.
    Missing,
    /// A cell is not a number: its column and its text.
    NotANumber { column: usize, text: String },
    /// The numbers are no position.
    NotOnTheGlobe(LonLatError),
    /// The row ends before the column.
    TooFewFields,
}

impl PointColumns {
    /// The numbers of the columns of longitude and latitude among some names; `None` when one of them is not there.
    pub(crate) fn find(&self, names: &[String]) -> Option<(usize, usize)> {
        match self {
            Self::ByUsualNames => usual_columns(names),
            Self::Named { lon, lat } => column(names, lon).zip(column(names, lat)),
        }
    }
}

/// The delimiter of a header and the names in it.
pub(super) fn names_of(record: &[u8]) -> (u8, Vec<String>) {
    let delimiter = delimiter_of(record);
    (delimiter, Fields::of(record, delimiter).map(|field| Fields::value(field).trim().to_string()).collect())
}

impl Header {
    /// Reads the first record of an input called `name`.
    ///
    /// # Errors
    /// No columns of longitude and latitude; the message lists the columns there are.
    pub(crate) fn read(record: &[u8], columns: &PointColumns, name: &str) -> Result<Self, Error> {
        let (delimiter, names) = names_of(record);
        match columns.find(&names) {
            Some((lon, lat)) => Ok(Self { delimiter, names, lon, lat }),
            None => Err(no_point_columns(&names, columns, name)),
        }
    }

    /// The position in a record.
    ///
    /// # Errors
    /// [`NoPosition`] with the reason.
    pub(crate) fn position(&self, record: &[u8]) -> Result<LonLat, NoPosition> {
        self.position_and_count(record).0
    }

    /// The position in a record and how many fields the record has, in one pass and without allocation when all is well.
    pub(crate) fn position_and_count(&self, record: &[u8]) -> (Result<LonLat, NoPosition>, usize) {
        let (mut lon, mut lat) = (None, None);
        let mut count = 0;
        for field in Fields::of(record, self.delimiter) {
            if count == self.lon {
                lon = Some(field);
            } else if count == self.lat {
                lat = Some(field);
            }
            count += 1;
        }
        let position = match (lon, lat) {
            (Some(lon), Some(lat)) => self.position_of(lon, lat),
            _ => Err(NoPosition::TooFewFields),
        };
        (position, count)
    }

    /// The two numbers in a record, whatever they mean.
    ///
    /// # Errors
    /// [`NoPosition`] with the reason.
    pub(super) fn numbers(&self, record: &[u8]) -> Result<(f64, f64), NoPosition> {
        let field = |column: usize| Fields::of(record, self.delimiter).nth(column).ok_or(NoPosition::TooFewFields);
        Ok((degrees(field(self.lon)?, self.lon)?, degrees(field(self.lat)?, self.lat)?))
    }

    fn position_of(&self, lon: &[u8], lat: &[u8]) -> Result<LonLat, NoPosition> {
        LonLat::new(degrees(lon, self.lon)?, degrees(lat, self.lat)?).map_err(NoPosition::NotOnTheGlobe)
    }
}

fn degrees(field: &[u8], column: usize) -> Result<f64, NoPosition> {
    let plain = field.strip_prefix(b"\"").and_then(|field| field.strip_suffix(b"\"")).unwrap_or(field).trim_ascii();
    if plain.is_empty() {
        return Err(NoPosition::Missing);
    }
    let number = std::str::from_utf8(plain).ok().and_then(decimal);
    number.ok_or_else(|| NoPosition::NotANumber { column, text: Fields::value(field).chars().take(40).collect() })
}

/// The most frequent of comma, semicolon and tab; the comma when there is none.
pub(super) fn delimiter_of(record: &[u8]) -> u8 {
    let count = |delimiter: &u8| Fields::count_in(record, *delimiter);
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

fn column(names: &[String], wanted: &str) -> Option<usize> {
    let exact = names.iter().position(|name| name == wanted);
    exact.or_else(|| names.iter().position(|name| name.eq_ignore_ascii_case(wanted)))
}

/// Where longitude and latitude are among columns, by their usual names.
pub(crate) fn usual_columns(names: &[String]) -> Option<(usize, usize)> {
    let first = |usual: &[&str]| usual.iter().find_map(|name| column(names, name));
    let same_family = USUAL_NAMES.iter().find_map(|(lon, lat)| first(lon).zip(first(lat)));
    let any_family = || {
        let lon = USUAL_NAMES.iter().find_map(|(lon, _)| first(lon));
        lon.zip(USUAL_NAMES.iter().find_map(|(_, lat)| first(lat)))
    };
    same_family.or_else(any_family)
}

fn no_point_columns(names: &[String], columns: &PointColumns, file: &str) -> Error {
    let shown = names.iter().take(30).map(|name| format!("'{}'", name.chars().take(40).collect::<String>()));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match columns {
        PointColumns::ByUsualNames => Error::unreadable(
            file,
            format!(
                "byte 0: no columns of longitude and latitude (lon,lat; lng,lat; longitude,latitude; x,y); its columns are \
                 {shown}; name them with --lon COLUMN --lat COLUMN"
            ),
        ),
        PointColumns::Named { lon, lat } => Error::new(
            ErrorKind::BadRequest,
            format!("{file} has no columns '{lon}' and '{lat}' for longitude and latitude; its columns are {shown}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Header {
        Header::read(text.as_bytes(), &PointColumns::ByUsualNames, "t.csv").expect("point columns")
    }

    #[test]
    fn usual_names_are_found_whatever_their_case() {
        let found = |text: &str| (header(text).lon, header(text).lat);
        assert_eq!(found("name,LON,LAT"), (1, 2));
        assert_eq!(found("lat\tlng"), (1, 0));
        assert_eq!(found("Latitude;Longitude;x;y"), (1, 0));
        assert_eq!(found("\"x\",\"y\",z"), (0, 1));
        assert_eq!(found("名称,经度,纬度"), (1, 2));
    }

    #[test]
    fn missing_columns_are_said_with_those_there_are() {
        let error = Header::read(b"name,east,north", &PointColumns::ByUsualNames, "t.csv").expect_err("none");
        assert!(error.to_string().contains("'east'") && error.kind() == ErrorKind::UnreadableInput, "{error}");
        let named = PointColumns::Named { lon: "e".into(), lat: "n".into() };
        assert_eq!(Header::read(b"a,b", &named, "t.csv").map_err(|error| error.kind()), Err(ErrorKind::BadRequest));
    }

    #[test]
    fn positions_and_why_there_is_none() {
        let header = header("name,lon,lat");
        assert_eq!(header.position(b"a, 116.4 ,\"39.9\""), LonLat::new(116.4, 39.9).map_err(NoPosition::NotOnTheGlobe));
        assert_eq!(header.position(b"a,,39.9"), Err(NoPosition::Missing));
        assert_eq!(header.position(b"a,1"), Err(NoPosition::TooFewFields));
        assert_eq!(header.position(b"a,x,1"), Err(NoPosition::NotANumber { column: 1, text: "x".into() }));
        assert!(matches!(header.position(b"a,39.9,116.4"), Err(NoPosition::NotOnTheGlobe(LonLatError::Swapped { .. }))));
        assert!(matches!(header.position(b"a,NaN,1"), Err(NoPosition::NotOnTheGlobe(LonLatError::NotFinite { .. }))));
    }
}
