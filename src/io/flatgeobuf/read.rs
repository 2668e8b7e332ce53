//! A FlatGeobuf file as a layer.

use std::ops::Range;

use ::flatgeobuf::{ColumnType, GeometryType, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header};

use super::geometry::geometry;
use super::properties::values;
use crate::crs::Crs;
use crate::finding::Finding;
use crate::io::raw::RawLayer;
use crate::io::{FindingList, ReadError, counted};
use crate::layer::{Feature, Layer, Origin, Value};
use crate::quantity::Bounds;

/// The first bytes; the fourth is the version, the last a patch level. Older versions have another layout.
const MAGIC: &[u8] = b"fgb";
const VERSION: u8 = 3;
/// Bytes of the magic and of a length.
const START: usize = 8;
const LENGTH: usize = 4;
/// A node of the index: four bounds and an offset.
const NODE: usize = 40;

/// Reads a FlatGeobuf file; `name` is what messages call it. Where `within` is given and the file has an index, only features whose
/// boxes touch it are read. Heights and measures are not read.
///
/// # Errors
/// [`ReadError`] when the file is not of the format or truncated. A feature that is damaged is a finding.
///
/// # Examples
/// ```
/// use ringshed::io::flatgeobuf::read_flatgeobuf;
/// let error = read_flatgeobuf(b"fgb\x03fgb\x01", "a.fgb", None).expect_err("truncated");
/// assert!(error.to_string().contains("truncated"), "{error}");
/// ```
pub fn read_flatgeobuf(bytes: &[u8], name: &str, within: Option<&Bounds>) -> Result<RawLayer, ReadError> {
    let file = File::open(bytes, name)?;
    let mut reader = Reader::new(&file, name)?;
    let header = file.header(name)?;
    // The box is in degrees on WGS84; of a file in another system everything is read.
    let is_wgs84 = crs(&header).is_none_or(|crs| crs.is_wgs84_at_planning_scale());
    match within.filter(|_| is_wgs84).and_then(|within| file.touching(within)) {
        Some(offsets) => {
            let features = usize::try_from(header.features_count()).unwrap_or(usize::MAX);
            let message = format!("read {} of {} by the index", offsets.len(), counted(features, "feature"));
            reader.about_file.push(Finding::note("index-used", message));
            for (row, offset) in offsets {
                let start = file.features.checked_add(offset).filter(|start| *start < bytes.len());
                let start = start
                    .ok_or_else(|| ReadError::new(name, file.index.start as u64, "the index points beyond the file"))?;
                reader.feature(start, row)?;
            }
        }
        None => {
            let (mut at, mut row) = (file.features, 1);
            while at < bytes.len() {
                at = reader.feature(at, row)?;
                row += 1;
            }
            let stated = header.features_count();
            if stated > 0 && stated != row as u64 - 1 {
                let reason = format!("truncated: the header counts {stated} features, here are {}", row - 1);
                return Err(ReadError::new(name, bytes.len() as u64, reason));
            }
        }
    }
    Ok(reader.finish(name, crs(&header)))
}

/// Where the parts of a file are.
struct File<'a> {
    bytes: &'a [u8],
    header: Range<usize>,
    index: Range<usize>,
    features: usize,
    count: usize,
}

fn length_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; LENGTH] = bytes.get(at..at.checked_add(LENGTH)?)?.try_into().ok()?;
    Some(u32::from_le_bytes(four) as usize)
}

impl<'a> File<'a> {
    fn open(bytes: &'a [u8], name: &str) -> Result<Self, ReadError> {
        let unreadable = |at: usize, reason: &str| ReadError::new(name, at as u64, reason);
        if !bytes.starts_with(MAGIC) || bytes.len() < START || bytes[4..7] != *MAGIC {
            return Err(unreadable(0, "this is not FlatGeobuf: it does not begin with 'fgb'"));
        }
        if bytes[3] != VERSION {
            return Err(unreadable(3, &format!("it is of version {} of FlatGeobuf; version {VERSION} is read", bytes[3])));
        }
        let end = length_at(bytes, START).and_then(|length| (START + LENGTH).checked_add(length));
        let Some(end) = end.filter(|end| *end <= bytes.len()) else {
            return Err(unreadable(bytes.len(), "truncated: the file ends within its header"));
        };
        let mut file = Self { bytes, header: START..end, index: end..end, features: end, count: 0 };
        let header = file.header(name)?;
        let count = usize::try_from(header.features_count()).unwrap_or(usize::MAX);
        if header.index_node_size() > 0 && count > 0 {
            let index_end = index_length(count, header.index_node_size()).and_then(|length| end.checked_add(length));
            let Some(index_end) = index_end.filter(|index_end| *index_end <= bytes.len()) else {
                return Err(unreadable(bytes.len(), "truncated: the file ends within its index"));
            };
            file.index = end..index_end;
            file.features = index_end;
        }
        file.count = count;
        Ok(file)
    }

    fn header(&self, name: &str) -> Result<Header<'a>, ReadError> {
        let bytes = &self.bytes[self.header.clone()];
        size_prefixed_root_as_header(bytes)
            .map_err(|error| ReadError::new(name, START as u64, format!("its header is damaged: {}", first_line(&error))))
    }

    /// The numbers (from 1) and offsets of the features whose boxes touch a box, in the order of the file; `None` without index. The leaves of
    /// the index are looked at one by one: they are few bytes beside the features.
    fn touching(&self, within: &Bounds) -> Option<Vec<(usize, usize)>> {
        let leaves = self.bytes.get(self.index.end.checked_sub(self.count.checked_mul(NODE)?)?..self.index.end)?;
        if self.index.is_empty() {
            return None;
        }
        let touches = |(number, node): (usize, &[u8])| {
            let number_at = |at: usize| node.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes);
            let bounds = Bounds::between((number_at(0)?, number_at(8)?).into(), (number_at(16)?, number_at(24)?).into());
            let offset: [u8; 8] = node.get(32..40)?.try_into().ok()?;
            bounds.intersects(within).then_some((number + 1, usize::try_from(u64::from_le_bytes(offset)).ok()?))
        };
        Some(leaves.chunks_exact(NODE).enumerate().filter_map(touches).collect())
    }
}

/// Bytes of a packed R-tree: the leaves, and a node above each group of them, up to one root, which a single leaf has above it too.
fn index_length(leaves: usize, node_size: u16) -> Option<usize> {
    let group = usize::from(node_size.max(2));
    let (mut level, mut nodes) = (leaves, leaves);
    loop {
        level = level.div_ceil(group);
        nodes = nodes.checked_add(level)?;
        if level <= 1 {
            return nodes.checked_mul(NODE);
        }
    }
}

fn first_line(error: &impl std::fmt::Display) -> String {
    error.to_string().lines().next().unwrap_or_default().to_string()
}

/// What the header says about coordinates: WKT before the code, which may be 0 for unknown.
fn crs(header: &Header<'_>) -> Option<Crs> {
    let crs = header.crs()?;
    let authority = crs.org().filter(|org| !org.is_empty()).unwrap_or("EPSG");
    let text = crs.code_string().filter(|code| !code.is_empty()).map(str::to_string);
    let code = text.or_else(|| (crs.code() > 0).then(|| crs.code().to_string()));
    let named = code.and_then(|code| Crs::new(&format!("{authority}:{code}")).ok());
    named.or_else(|| Crs::new(crs.wkt().unwrap_or_default()).ok())
}

struct Reader<'a> {
    bytes: &'a [u8],
    stated: GeometryType,
    columns: Vec<ColumnType>,
    layer: Layer,
    findings: FindingList,
    about_file: Vec<Finding>,
    heights: usize,
}

impl<'a> Reader<'a> {
    fn new(file: &File<'a>, name: &str) -> Result<Self, ReadError> {
        let header = file.header(name)?;
        let columns = || header.columns().into_iter().flatten();
        Ok(Self {
            bytes: file.bytes,
            stated: header.geometry_type(),
            columns: columns().map(|column| column.type_()).collect(),
            layer: Layer::new(name, columns().map(|column| column.name().to_string())),
            findings: FindingList::default(),
            about_file: Vec::new(),
            heights: 0,
        })
    }

    /// Reads the feature at an offset of the file and gives the offset behind it.
    fn feature(&mut self, start: usize, row: usize) -> Result<usize, ReadError> {
        let end = length_at(self.bytes, start).and_then(|length| (start + LENGTH).checked_add(length));
        let Some(end) = end.filter(|end| *end <= self.bytes.len()) else {
            return Err(ReadError::new(
                self.layer.name(),
                start as u64,
                format!("truncated: the file ends within feature {row}"),
            ));
        };
        let origin = Origin { row, byte_offset: start as u64 };
        if let Err((reason, values)) = self.push(start..end, origin) {
            let message = format!("{reason}; the feature is left out");
            let finding = Finding::error("feature-unreadable", message).at_byte(origin.byte_offset);
            self.findings.push(finding.of_feature(self.label(&values, row)));
        }
        Ok(end)
    }

    fn push(&mut self, extent: Range<usize>, origin: Origin) -> Result<(), (String, Vec<Value>)> {
        // A copy of its own is aligned as the verifier wants it.
        let buffer = self.bytes[extent].to_vec();
        let damaged = |error| (format!("it is damaged: {}", first_line(&error)), Vec::new());
        let feature = size_prefixed_root_as_feature(&buffer).map_err(damaged)?;
        if feature.columns().is_some_and(|columns| !columns.is_empty()) {
            return Err(("it has columns of its own, which are not read".to_string(), Vec::new()));
        }
        let bytes = feature.properties().map(|properties| properties.bytes()).unwrap_or_default();
        let values = values(bytes, &self.columns).map_err(|reason| (reason, Vec::new()))?;
        let geometry = match feature.geometry() {
            Some(flat) => {
                self.heights +=
                    usize::from(flat.z().is_some_and(|z| !z.is_empty()) || flat.m().is_some_and(|m| !m.is_empty()));
                geometry(&flat, self.stated).map_err(|reason| (reason, values.clone()))?
            }
            None => None,
        };
        self.layer.push(Feature { id: None, geometry, values, origin });
        Ok(())
    }

    fn label(&self, values: &[Value], row: usize) -> String {
        let column = self.layer.column_any(&["code", "adcode", "name", "id"]);
        let named = column.and_then(|column| values.get(column)).filter(|value| !value.is_null());
        named.map_or_else(|| format!("number {row}"), Value::to_string)
    }

    fn finish(mut self, name: &str, crs: Option<Crs>) -> RawLayer {
        if self.heights > 0 {
            let message = format!("{} with heights or measures, which are not read", counted(self.heights, "feature"));
            self.about_file.push(Finding::note("heights-ignored", message));
        }
        self.about_file.into_iter().for_each(|finding| self.findings.push(finding));
        RawLayer { layer: self.layer, findings: self.findings.into_vec(name), crs, ..RawLayer::default() }
    }
}
