//! Findings: what is wrong or doubtful about data, as a list instead of a stop.
//!
//! Bad *data* becomes findings and the rest goes on; a bad *request* becomes an [`Error`](crate::Error).

use std::fmt;

use serde::Serialize;

use crate::quantity::LonLat;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; the result is as the rules say.
    Note,
    /// Doubtful: the result is usable but somebody should look.
    Warning,
    /// Wrong: something was left out or could not be computed. The command ends with exit code 1.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A position in a text file, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TextPosition {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl TextPosition {
    /// Line and column of a byte offset in `text`. An offset beyond the end gives the end.
    ///
    /// # Examples
    /// ```
    /// use ringshed::finding::TextPosition;
    /// assert_eq!(TextPosition::of_offset("ab\n北京", 6), TextPosition { line: 2, column: 2 });
    /// ```
    pub fn of_offset(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }
}

/// Something wrong or doubtful about data: severity, code, file, feature, place, and what is needed.
///
/// # Examples
/// ```
/// use ringshed::{Finding, Severity};
/// let finding = Finding::warning("unit-in-two-rings", "Xiong'an is named in core and in first")
///     .with_remedy("remove it from one ring")
///     .in_file("scheme.toml");
/// assert_eq!(finding.severity(), Severity::Warning);
/// assert_eq!(
///     finding.to_string(),
///     "warning[unit-in-two-rings]: scheme.toml: Xiong'an is named in core and in first; remove it from one ring"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    severity: Severity,
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<TextPosition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byte_offset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "serialize_place")]
    place: Option<LonLat>,
}

fn serialize_place<S: serde::Serializer>(place: &Option<LonLat>, serializer: S) -> Result<S::Ok, S::Error> {
    place.map(|place| [place.lon(), place.lat()]).serialize(serializer)
}

impl Finding {
    fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code,
            message: message.into(),
            remedy: None,
            file: None,
            feature: None,
            position: None,
            byte_offset: None,
            place: None,
        }
    }

    /// A finding of severity [`Severity::Note`]. `code` is a stable word-with-dashes.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// A finding of severity [`Severity::Warning`].
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A finding of severity [`Severity::Error`].
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// The same as a warning, because the data were repaired when they were read; the file is as it was.
    #[must_use]
    pub fn repaired(mut self) -> Self {
        self.severity = Severity::Warning;
        self.message.push_str("; repaired on reading");
        self
    }

    /// Adds what the user can do about it.
    #[must_use]
    pub fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Adds the file it is in.
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Adds the feature it is about (its code, name, or number in the file).
    #[must_use]
    pub fn of_feature(mut self, feature: impl Into<String>) -> Self {
        self.feature = Some(feature.into());
        self
    }

    /// Adds line and column.
    #[must_use]
    pub fn at_position(mut self, position: TextPosition) -> Self {
        self.position = Some(position);
        self
    }

    /// Adds the byte offset in the file.
    #[must_use]
    pub fn at_byte(mut self, offset: u64) -> Self {
        self.byte_offset = Some(offset);
        self
    }

    /// Adds the place on the map.
    #[must_use]
    pub fn at_place(mut self, place: LonLat) -> Self {
        self.place = Some(place);
        self
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// The stable code, for programs that filter findings.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What was found.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The file it is in.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The feature it is about.
    pub fn feature(&self) -> Option<&str> {
        self.feature.as_deref()
    }

    /// Line and column.
    pub fn position(&self) -> Option<TextPosition> {
        self.position
    }

    /// Byte offset in the file.
    pub fn byte_offset(&self) -> Option<u64> {
        self.byte_offset
    }

    /// The place on the map.
    pub fn place(&self) -> Option<LonLat> {
        self.place
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: ", self.severity, self.code)?;
        if let Some(file) = &self.file {
            write!(f, "{file}")?;
            if let Some(TextPosition { line, column }) = self.position {
                write!(f, ":{line}:{column}")?;
            }
            if let Some(offset) = self.byte_offset {
                write!(f, " (byte {offset})")?;
            }
            write!(f, ": ")?;
        }
        if let Some(feature) = &self.feature {
            write!(f, "feature {feature}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(place) = self.place {
            write!(f, " at {place}")?;
        }
        if let Some(remedy) = &self.remedy {
            write!(f, "; {remedy}")?;
        }
        Ok(())
    }
}

/// The highest severity in a list; `None` for an empty list.
pub fn worst(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(Finding::severity).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_names_everything_that_is_known() {
        let place = LonLat::new(119.1, 35.1).expect("valid");
        let finding = Finding::error("overlap", "overlaps 371100 by 0.3 km2")
            .in_file("cities.geojson")
            .at_byte(17)
            .of_feature("320700")
            .at_place(place);
        assert_eq!(
            finding.to_string(),
            "error[overlap]: cities.geojson (byte 17): feature 320700: overlaps 371100 by 0.3 km2 at 119.1,35.1"
        );
        assert_eq!(worst(&[Finding::note("a", "b"), finding]), Some(Severity::Error));
        assert_eq!(worst(&[]), None);
    }

    #[test]
    fn positions_inside_a_character_round_down() {
        assert_eq!(TextPosition::of_offset("北京", 1), TextPosition { line: 1, column: 1 });
        assert_eq!(TextPosition::of_offset("a\n", 99), TextPosition { line: 2, column: 1 });
    }
}
