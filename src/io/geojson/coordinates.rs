//! The nested arrays of a `coordinates` member, read in one pass whatever type of geometry they belong to.
//!
//! A geometry may give its `type` after its `coordinates`, so the arrays are read first and matched to the type later. An
//! array of positions, where all the numbers are, becomes one `Vec` of coordinates that moves into the geometry uncopied.

use geo_types::Coord;

use super::reader::{Reader, Result, USEFUL_DECIMALS};
use crate::finding::Finding;
use crate::io::json::{Kind, Open};

/// What the arrays hold. `offset` is where the array begins in the text.
#[derive(Debug)]
pub(super) enum Coordinates {
    /// `[]`
    Empty { offset: usize },
    /// `[1, 2]`
    One { offset: usize, position: Position },
    /// `[[1, 2], [3, 4]]`
    Line(Line),
    /// `[[[1, 2], [3, 4]], ...]`
    Lists { offset: usize, items: Vec<Coordinates> },
    /// Something else; it has been reported.
    Unusable,
}

/// Two numbers and perhaps a third.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Position {
    pub(super) coord: Coord<f64>,
    pub(super) height: Option<f64>,
}

/// A list of positions; at least one.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) offset: usize,
    pub(super) coords: Vec<Coord<f64>>,
    /// Height of the first position.
    pub(super) first_height: Option<f64>,
    /// Height of the last position.
    pub(super) last_height: Option<f64>,
}

impl Coordinates {
    /// As a message calls it.
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "an empty array",
            Self::One { .. } => "a position",
            Self::Line(_) => "an array of positions",
            Self::Lists { items, .. } => match items.first() {
                Some(Self::Lists { .. }) => "an array of arrays of arrays",
                _ => "an array of arrays of positions",
            },
            Self::Unusable => "unusable",
        }
    }

    /// Where it begins.
    pub(super) fn offset(&self) -> usize {
        match self {
            Self::Empty { offset } | Self::One { offset, .. } | Self::Lists { offset, .. } => *offset,
            Self::Line(line) => line.offset,
            Self::Unusable => 0,
        }
    }
}

impl Reader<'_> {
    /// Reads a `coordinates` member or an array within it.
    pub(super) fn coordinates(&mut self) -> Result<Coordinates> {
        let kind = self.scanner.peek()?;
        let offset = self.scanner.offset();
        if kind != Kind::Array {
            self.scanner.skip()?;
            let message = format!("coordinates must be arrays of numbers, but here is {}", kind.with_article());
            self.report(Finding::error("coordinates-not-numbers", message), offset);
            return Ok(Coordinates::Unusable);
        }
        let mut open = self.scanner.open_array()?;
        if !self.scanner.next_item(&mut open)? {
            return Ok(Coordinates::Empty { offset });
        }
        match self.scanner.peek()? {
            Kind::Array => self.list(open, offset),
            _ => self.position(open, offset),
        }
    }

    /// Reads an array whose first item, an array, comes next.
    fn list(&mut self, mut open: Open, offset: usize) -> Result<Coordinates> {
        let mut line = Line { offset, coords: Vec::new(), first_height: None, last_height: None };
        let mut items = Vec::new();
        let mut usable = true;
        loop {
            if !self.plain_positions(&mut line) {
                match self.coordinates()? {
                    Coordinates::One { position, .. } => line.push(position),
                    Coordinates::Unusable => usable = false,
                    Coordinates::Empty { offset } if usable => {
                        usable = false;
                        let message = "an empty array among coordinates";
                        self.report(Finding::error("coordinates-nesting", message), offset);
                    }
                    Coordinates::Empty { .. } => {}
                    other => items.push(other),
                }
            }
            if !self.scanner.next_item(&mut open)? {
                break;
            }
        }
        match (line.coords.is_empty(), items.is_empty()) {
            _ if !usable => Ok(Coordinates::Unusable),
            (false, true) => Ok(Coordinates::Line(line)),
            (true, _) => Ok(Coordinates::Lists { offset, items }),
            (false, false) => {
                let message = "an array mixes positions with arrays of positions";
                self.report(Finding::error("coordinates-nesting", message), offset);
                Ok(Coordinates::Unusable)
            }
        }
    }

    /// Takes positions of the plain form from where the scanner stands, the fast path of nearly all; true when there was any.
    fn plain_positions(&mut self, line: &mut Line) -> bool {
        let before = line.coords.len();
        let mut overprecise = 0;
        let mut most_decimals = self.counts.most_decimals;
        self.scanner.plain_positions(|position| {
            line.coords.push(Coord { x: position.x, y: position.y });
            if position.decimals > USEFUL_DECIMALS {
                overprecise += 1;
                most_decimals = most_decimals.max(position.decimals);
            }
        });
        self.counts.overprecise += overprecise;
        self.counts.most_decimals = most_decimals;
        let any = line.coords.len() > before;
        if any {
            if before == 0 {
                line.first_height = None;
            }
            line.last_height = None;
        }
        any
    }

    /// Reads an array whose first item, not an array, comes next.
    fn position(&mut self, mut open: Open, offset: usize) -> Result<Coordinates> {
        let mut numbers = [0.0; 3];
        let mut count = 0;
        let mut decimals = 0;
        loop {
            let kind = self.scanner.peek()?;
            if kind != Kind::Number {
                return self.not_a_number(kind, open);
            }
            let number = self.scanner.number()?;
            decimals = decimals.max(number.decimals);
            if let Some(place) = numbers.get_mut(count) {
                *place = number.value;
            }
            count += 1;
            if !self.scanner.next_item(&mut open)? {
                break;
            }
        }
        self.count_decimals(decimals);
        self.position_of(numbers, count, offset)
    }

    fn position_of(&mut self, [x, y, height]: [f64; 3], count: usize, offset: usize) -> Result<Coordinates> {
        if count < 2 {
            let message = "a position needs two numbers, longitude and latitude, but here is one";
            self.report(Finding::error("position-too-short", message), offset);
            return Ok(Coordinates::Unusable);
        }
        if count > 3 {
            let message =
                format!("a position of {count} numbers; longitude, latitude and height are known, the others are not read");
            self.report(Finding::warning("position-too-long", message), offset);
        }
        self.counts.heights += usize::from(count > 2);
        let position = Position { coord: Coord { x, y }, height: (count > 2).then_some(height) };
        Ok(Coordinates::One { offset, position })
    }

    fn not_a_number(&mut self, kind: Kind, mut open: Open) -> Result<Coordinates> {
        let offset = self.scanner.offset();
        self.scanner.skip()?;
        self.scanner.skip_items(&mut open)?;
        let message = format!("a position must be made of numbers, but here is {}", kind.with_article());
        self.report(Finding::error("coordinates-not-numbers", message), offset);
        Ok(Coordinates::Unusable)
    }

    fn count_decimals(&mut self, decimals: usize) {
        if decimals > USEFUL_DECIMALS {
            self.counts.overprecise += 1;
            self.counts.most_decimals = self.counts.most_decimals.max(decimals);
        }
    }
}

impl Line {
    fn push(&mut self, position: Position) {
        if self.coords.is_empty() {
            self.first_height = position.height;
        }
        self.last_height = position.height;
        self.coords.push(position.coord);
    }
}
