//! The encoding of attribute tables: named by a .cpg file or the table itself, or found out by the text.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, WINDOWS_1252};

use crate::finding::Finding;

/// What text is decoded with, and what is doubtful about that.
pub(super) struct Chosen {
    pub(super) encoding: &'static Encoding,
    pub(super) finding: Option<Finding>,
}

/// Chooses the encoding of a table: what the .cpg says, else what the table's language byte says, else UTF-8 or GB18030, whichever the
/// `text` (all text of the table that is not ASCII) is; what is said but does not fit the text is not believed.
pub(super) fn choose(cpg: Option<&[u8]>, language: u8, text: &[&[u8]]) -> Chosen {
    let fits = |encoding: &'static Encoding| {
        text.iter().all(|bytes| encoding.decode_without_bom_handling_and_without_replacement(bytes).is_some())
    };
    let label = cpg.map(|bytes| String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').trim().to_string());
    let named = label.as_deref().filter(|label| !label.is_empty()).map(|label| (label, of_label(label)));
    let detected = || [UTF_8, GB18030].into_iter().find(|encoding| fits(encoding));
    if text.is_empty() {
        return Chosen { encoding: UTF_8, finding: None };
    }
    match named {
        Some((_, Some(encoding))) if fits(encoding) => return Chosen { encoding, finding: None },
        Some((label, found)) => {
            let wrong = if found.is_some() { "but the text is not" } else { "which is no encoding known here" };
            return doubtful(format!("the .cpg says '{}', {wrong}", shortened(label)), detected());
        }
        None => {}
    }
    match of_language(language).filter(|encoding| fits(encoding)) {
        Some(encoding) => Chosen { encoding, finding: None },
        None => match detected() {
            Some(encoding) => Chosen { encoding, finding: Some(guessed(encoding)) },
            None => doubtful("there is no .cpg and the text is neither UTF-8 nor GB18030".to_string(), None),
        },
    }
}

fn guessed(encoding: &'static Encoding) -> Finding {
    let message = format!("there is no .cpg; the text of the table reads as {} and is taken as that", encoding.name());
    Finding::note("encoding-detected", message)
        .with_remedy(format!("say so in a .cpg file beside it: `echo {} > NAME.cpg`", encoding.name()))
}

fn doubtful(what: String, detected: Option<&'static Encoding>) -> Chosen {
    let encoding = detected.unwrap_or(WINDOWS_1252);
    let message = match detected {
        Some(encoding) => format!("{what}; it is read as {}", encoding.name()),
        None => format!("{what}; it is read as windows-1252 and may be garbled"),
    };
    let finding = Finding::warning("encoding-doubtful", message).with_remedy("name its encoding in a .cpg file beside it");
    Chosen { encoding, finding: Some(finding) }
}

fn shortened(label: &str) -> String {
    label.chars().take(40).collect()
}

/// What a .cpg file says: a name, a number of a Windows code page, or both.
fn of_label(label: &str) -> Option<&'static Encoding> {
    let upper = label.to_ascii_uppercase();
    let number = upper.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    match (number, upper.as_str()) {
        ("65001", _) => Some(UTF_8),
        // GB18030 contains GBK, which contains GB2312.
        ("936" | "54936", _) | (_, "GBK" | "GB2312" | "GB18030" | "GB-18030") => Some(GB18030),
        ("950", _) => Some(BIG5),
        ("932", _) => Some(encoding_rs::SHIFT_JIS),
        ("949", _) => Some(encoding_rs::EUC_KR),
        ("1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" | "874", _) => {
            Encoding::for_label(format!("windows-{number}").as_bytes())
        }
        ("88591", _) => Some(WINDOWS_1252),
        _ => Encoding::for_label(label.as_bytes()),
    }
}

/// What the language byte of a table says. 0x57, "the code page of this computer", says nothing.
fn of_language(language: u8) -> Option<&'static Encoding> {
    match language {
        0x4d | 0x7a => Some(GB18030),
        0x4f | 0x78 => Some(BIG5),
        0x13 | 0x7b => Some(encoding_rs::SHIFT_JIS),
        0x4e | 0x79 => Some(encoding_rs::EUC_KR),
        0x03 | 0x58 | 0x59 => Some(WINDOWS_1252),
        0xc8 => Some(encoding_rs::WINDOWS_1250),
        0xc9 => Some(encoding_rs::WINDOWS_1251),
        0x26 | 0x65 => Some(encoding_rs::IBM866),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEIJING_GBK: &[u8] = b"\xb1\xb1\xbe\xa9";

    fn chosen(cpg: Option<&str>, language: u8, text: &[u8]) -> (&'static str, Option<&'static str>) {
        let Chosen { encoding, finding } = choose(cpg.map(str::as_bytes), language, &[text]);
        (encoding.name(), finding.map(|finding| finding.code()))
    }

    #[test]
    fn what_is_said_is_believed_when_it_fits() {
        for label in ["GBK", "936", "CP936", "gb18030", "\u{feff}GB2312\n", "ANSI 936"] {
            assert_eq!(chosen(Some(label), 0, BEIJING_GBK), ("gb18030", None), "{label}");
        }
        assert_eq!(chosen(Some("UTF-8"), 0, "北京".as_bytes()), ("UTF-8", None));
        assert_eq!(chosen(Some("ISO 88591"), 0, b"K\xf6ln"), ("windows-1252", None));
        assert_eq!(chosen(None, 0x4d, BEIJING_GBK), ("gb18030", None));
    }

    #[test]
    fn what_is_not_said_or_does_not_fit_is_found_out() {
        assert_eq!(chosen(None, 0, BEIJING_GBK), ("gb18030", Some("encoding-detected")));
        assert_eq!(chosen(None, 0x57, "北京".as_bytes()), ("UTF-8", Some("encoding-detected")));
        assert_eq!(chosen(Some("UTF-8"), 0, BEIJING_GBK), ("gb18030", Some("encoding-doubtful")));
        assert_eq!(chosen(Some("martian"), 0, "北京".as_bytes()), ("UTF-8", Some("encoding-doubtful")));
        assert_eq!(chosen(None, 0, b"\xff\xff\x81"), ("windows-1252", Some("encoding-doubtful")));
    }
}
