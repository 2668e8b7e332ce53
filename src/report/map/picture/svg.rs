//! Writing SVG: elements, numbers, paths.

use std::fmt::{Display, Write as _};

use geo_types::Coord;

use crate::report::map::escape::markup;

/// SVG text that grows.
#[derive(Debug, Default)]
pub(super) struct Svg {
    text: String,
}

impl Svg {
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with text in it.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &dyn Display)], content: &str) {
        self.tag(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", markup(content));
    }

    pub(super) fn close(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        let _ = write!(self.text, "<{name}");
        for (attribute, value) in attributes {
            let _ = write!(self.text, " {attribute}=\"{}\"", markup(&value.to_string()));
        }
    }
}

/// A number in pixels with one decimal at most.
pub(super) fn number(value: f64) -> String {
    tenths((value * 10.0).round() as i64)
}

fn tenths(tenths: i64) -> String {
    let (sign, size) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    if size % 10 == 0 { format!("{sign}{}", size / 10) } else { format!("{sign}{}.{}", size / 10, size % 10) }
}

/// Adds a line to the `d` of a path: absolute start, then steps in whole tenths, so that rounding does not add up.
pub(super) fn push_line(path: &mut String, line: &[Coord<f64>], closed: bool) {
    let in_tenths = |at: &Coord<f64>| ((at.x * 10.0).round() as i64, (at.y * 10.0).round() as i64);
    let Some(mut last) = line.first().map(in_tenths) else { return };
    let _ = write!(path, "M{} {}", tenths(last.0), tenths(last.1));
    let mut begun = false;
    for next in line[1..].iter().map(in_tenths) {
        if next == last {
            continue;
        }
        path.push_str(if begun { " " } else { "l" });
        begun = true;
        let (dx, dy) = (tenths(next.0 - last.0), tenths(next.1 - last.1));
        let separator = if dy.starts_with('-') { "" } else { " " };
        let _ = write!(path, "{dx}{separator}{dy}");
        last = next;
    }
    if closed {
        path.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!([number(1.0), number(-0.04), number(2.25), number(-12.34)], ["1", "0", "2.3", "-12.3"]);
    }

    #[test]
    fn paths_end_where_they_should() {
        let mut path = String::new();
        // Steps of a third would drift when each was rounded by itself.
        let line: Vec<Coord<f64>> = (0..31).map(|step| Coord { x: f64::from(step) / 3.0, y: 0.0 }).collect();
        push_line(&mut path, &line, true);
        assert!(path.starts_with("M0 0l0.3 0 0.4 0 0.3 0") && path.ends_with('z'), "{path}");
        let steps = path.trim_start_matches("M0 0l").trim_end_matches('z').split(' ').step_by(2);
        let sum: f64 = steps.map(|step| step.parse::<f64>().expect("a number")).sum();
        assert!((sum - 10.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn what_is_written_is_escaped() {
        let mut svg = Svg::default();
        svg.leaf("text", &[("x", &"\"1\"")], "a<b");
        assert_eq!(svg.finish(), "<text x=\"&quot;1&quot;\">a&lt;b</text>\n");
    }
}
