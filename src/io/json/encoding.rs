//! Telling UTF-8 from everything else that JSON and CSV files come in.

use std::fmt;

/// Why bytes are not UTF-8 text: where, and what they look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EncodingError {
    /// Offset of the first byte that is wrong.
    pub(crate) offset: usize,
    looks_like: LooksLike,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LooksLike {
    Utf16,
    Utf32,
    Gzip,
    Gb18030,
    Latin1,
    CutCharacter,
    NoText,
}

impl fmt::Display for EncodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.looks_like {
            LooksLike::Utf16 => "the text is UTF-16, not UTF-8; convert it with `iconv -f UTF-16 -t UTF-8`",
            LooksLike::Utf32 => "the text is UTF-32, not UTF-8; convert it with `iconv -f UTF-32 -t UTF-8`",
            LooksLike::Gzip => "the file is compressed with gzip; unpack it first",
            LooksLike::Gb18030 => {
                "the text is not UTF-8; it looks like GBK or GB18030, convert it with `iconv -f GB18030 -t UTF-8`"
            }
            LooksLike::Latin1 => {
                "the text is not UTF-8; it looks like Latin-1 or Windows-1252, convert it with `iconv -f WINDOWS-1252 -t UTF-8`"
            }
            LooksLike::CutCharacter => "the text ends within a character; the file is truncated",
            LooksLike::NoText => "the bytes are not UTF-8 text",
        })
    }
}

/// The bytes as text, and how many bytes a byte order mark took at the beginning (0 or 3).
///
/// # Errors
/// [`EncodingError`] with the offset of the first byte that is not UTF-8 and a guess at the encoding.
pub(crate) fn utf8_text(bytes: &[u8]) -> Result<(&str, usize), EncodingError> {
    if let Some(looks_like) = wide_or_packed(bytes) {
        return Err(EncodingError { offset: 0, looks_like });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let looks_like = match error.error_len() {
            None => LooksLike::CutCharacter,
            Some(_) => legacy_encoding(&bytes[offset..]),
        };
        EncodingError { offset, looks_like }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, 3),
        None => (text, 0),
    })
}

fn wide_or_packed(bytes: &[u8]) -> Option<LooksLike> {
    match bytes {
        [0x1f, 0x8b, ..] => Some(LooksLike::Gzip),
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(LooksLike::Utf32),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(LooksLike::Utf16),
        [first, 0, second, 0, ..] | [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some(LooksLike::Utf16),
        _ => None,
    }
}

/// Double-byte Chinese text comes in runs of lead byte and trail byte; Latin letters with accents stand alone among ASCII.
fn legacy_encoding(bytes: &[u8]) -> LooksLike {
    let run = bytes.iter().take_while(|byte| **byte >= 0x80).count();
    let pairs = bytes.chunks_exact(2).take_while(|pair| is_gbk_lead(pair[0]) && is_gbk_trail(pair[1])).count();
    match (bytes.first(), run) {
        (Some(0x80..=0xff), _) if pairs >= 2 && run >= 2 => LooksLike::Gb18030,
        (Some(0xa0..=0xff), 1) => LooksLike::Latin1,
        (Some(0x81..=0xfe), _) if pairs >= 1 => LooksLike::Gb18030,
        _ => LooksLike::NoText,
    }
}

fn is_gbk_lead(byte: u8) -> bool {
    (0x81..=0xfe).contains(&byte)
}

fn is_gbk_trail(byte: u8) -> bool {
    (0x40..=0xfe).contains(&byte) && byte != 0x7f
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks_like(bytes: &[u8]) -> (usize, LooksLike) {
        let error = utf8_text(bytes).expect_err("not UTF-8");
        (error.offset, error.looks_like)
    }

    #[test]
    fn a_byte_order_mark_is_accepted() {
        assert_eq!(utf8_text(b"\xef\xbb\xbf{}"), Ok(("{}", 3)));
        assert_eq!(utf8_text("北京".as_bytes()), Ok(("北京", 0)));
        assert_eq!(utf8_text(b""), Ok(("", 0)));
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(looks_like(b"\xff\xfe{\0}\0"), (0, LooksLike::Utf16));
        assert_eq!(looks_like(b"{\0}\0"), (0, LooksLike::Utf16));
        assert_eq!(looks_like(b"\0{\0}"), (0, LooksLike::Utf16));
        assert_eq!(looks_like(b"\xff\xfe\0\0"), (0, LooksLike::Utf32));
        assert_eq!(looks_like(b"\x1f\x8b\x08"), (0, LooksLike::Gzip));
        assert_eq!(looks_like(b"{\"name\":\"\xb1\xb1\xbe\xa9\"}"), (9, LooksLike::Gb18030));
        assert_eq!(looks_like(b"{\"name\":\"M\xfcnchen\"}"), (10, LooksLike::Latin1));
        assert_eq!(looks_like(b"{\"name\":\"\xe5\x8c"), (9, LooksLike::CutCharacter));
    }
}
