//! Where JSON values end, without reading them: enough to cut a stream into features. Each feature is read strictly later.

use memchr::memchr2;

/// Where the JSON value that begins at `start` ends; `None` when the bytes end before it does.
///
/// Counts brackets outside texts; it does not look whether a brace closes a brace. A number or word ends at the next byte
/// that cannot be part of one.
pub(super) fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => at = text_end(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ if depth > 0 => at += 1,
            _ => {
                let rest = &bytes[at..];
                let length =
                    rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'))?;
                return Some(at + length.max(1));
            }
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Where the text whose opening quote is at `start` ends.
fn text_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// The first byte from `start` on that is no white space.
pub(super) fn skip_space(bytes: &[u8], start: usize) -> usize {
    let space =
        bytes[start.min(bytes.len())..].iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count();
    start + space
}

/// What the beginning of a GeoJSON text shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// The root has an array of features, of which the bracket ends here.
    Features(usize),
    /// The root has none, or the text is malformed: it is to be read as a whole.
    Single,
    /// More bytes are needed to tell.
    More,
}

/// Looks for the array of features of the root object.
pub(super) fn beginning(bytes: &[u8]) -> Beginning {
    let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut at = skip_space(bytes, mark);
    match bytes.get(at) {
        Some(b'{') => at += 1,
        Some(_) => return Beginning::Single,
        None => return Beginning::More,
    }
    loop {
        match member(bytes, at) {
            Some(Found::Features(end)) => return Beginning::Features(end),
            Some(Found::Other(end)) => at = end,
            Some(Found::End) => return Beginning::Single,
            None => return Beginning::More,
        }
    }
}

enum Found {
    Features(usize),
    Other(usize),
    End,
}

/// Passes over one member of an object, the comma before it included; `None` when the bytes end within it.
fn member(bytes: &[u8], start: usize) -> Option<Found> {
    let mut at = skip_space(bytes, start);
    if bytes.get(at)? == &b',' {
        at = skip_space(bytes, at + 1);
    }
    if bytes.get(at)? != &b'"' {
        return Some(Found::End);
    }
    let key = at;
    at = text_end(bytes, key)?;
    let name = &bytes[key..at];
    at = skip_space(bytes, at);
    if bytes.get(at)? != &b':' {
        return Some(Found::End);
    }
    at = skip_space(bytes, at + 1);
    match bytes.get(at)? {
        b'[' if name == b"\"features\"" => Some(Found::Features(at + 1)),
        b',' | b'}' | b']' => Some(Found::End),
        _ => value_end(bytes, at).map(Found::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_end() {
        let ends = |text: &str| value_end(text.as_bytes(), 0);
        assert_eq!(ends(r#"{"a":"}\"","b":[1]},"#), Some(19));
        assert_eq!(ends("12,"), Some(2));
        assert_eq!(ends("12"), None);
        assert_eq!(ends("{\"a"), None);
        assert_eq!(ends(r#""\\"x"#), Some(4));
        assert_eq!(ends(&"[".repeat(1_000_000)), None);
    }

    #[test]
    fn features_are_found_wherever_the_member_stands() {
        assert_eq!(beginning(br#"{"type":"FeatureCollection","features":["#), Beginning::Features(40));
        assert_eq!(beginning(br#" { "a": {"features": [1]}, "features" : [ "#), Beginning::Features(41));
        assert_eq!(beginning(br#"{"type":"Feature","properties":{"features":[]}}"#), Beginning::Single);
        assert_eq!(beginning(br#"{"features":{}}"#), Beginning::Single);
        assert_eq!(beginning(br#"{"type":"Fea"#), Beginning::More);
        assert_eq!(beginning(b"[1]"), Beginning::Single);
        assert_eq!(beginning(b"{]"), Beginning::Single);
    }
}
