//! Text as markup takes it.

/// Text for elements and quoted attributes of HTML and XML. Characters that XML 1.0 does not allow become a replacement character.
pub(super) fn markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}

/// JSON for a script element: nothing in it can end the element or begin a comment.
pub(super) fn script_json(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "</script><!--\"'&\u{202e}\u{0}\u{2028}]]>";

    #[test]
    fn markup_has_nothing_left_to_interpret() {
        let escaped = markup(HOSTILE);
        assert!(!escaped.contains(['<', '>', '"', '\'', '\u{0}']));
        assert!(escaped.starts_with("&lt;/script&gt;"));
    }

    #[test]
    fn json_in_a_script_is_the_same_json() {
        let value = serde_json::json!({ HOSTILE: [HOSTILE] });
        let text = script_json(&value);
        assert!(!text.contains(['<', '>', '&']));
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("JSON"), value);
    }
}
