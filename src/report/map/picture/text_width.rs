//! How wide a text will be, without a font: widths of DejaVu Sans and Noto Sans CJK, rounded up, so that what fits here fits there.

/// The width of a text in pixels at a font size.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(letter_width).sum::<f64>() * size
}

fn letter_width(letter: char) -> f64 {
    match letter {
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffef}' | '\u{1f000}'..='\u{3ffff}' => 1.0,
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | ' ' | 'I' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '-' | '/' | '·' => 0.42,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.99,
        'A'..='Z' => 0.72,
        _ => 0.63,
    }
}

/// The text in lines that are no wider than `width`: broken at spaces, Chinese anywhere. A word that is wider stands alone.
pub(super) fn wrapped(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        if !line.is_empty() && text_width(&format!("{line}{}", word.trim_end()), size) > width {
            lines.push(line.trim_end().to_string());
            line.clear();
        }
        line.push_str(&word);
    }
    if !line.trim().is_empty() {
        lines.push(line.trim_end().to_string());
    }
    lines
}

/// Words with the space after them; every Chinese character is a word.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in text.chars() {
        let last_is_wide = words.last().and_then(|word| word.chars().last()).is_some_and(|last| letter_width(last) >= 1.0);
        let is_closing = "，。、；：）》".contains(letter);
        if (letter_width(letter) >= 1.0 || last_is_wide) && !is_closing && letter != ' ' {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
        if letter == ' ' {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_letters_are_twice_as_wide() {
        assert_eq!(text_width("北京市", 10.0), 30.0);
        assert!(text_width("Beijing", 10.0) < 45.0);
    }

    #[test]
    fn lines_break_at_spaces_and_in_chinese() {
        assert_eq!(wrapped("one two three", 10.0, 45.0), ["one two", "three"]);
        assert_eq!(wrapped("第一圈层，第二", 10.0, 40.0), ["第一圈", "层，第二"]);
        assert_eq!(wrapped("immeasurably", 10.0, 10.0), ["immeasurably"]);
        assert!(wrapped("", 10.0, 10.0).is_empty());
    }
}
