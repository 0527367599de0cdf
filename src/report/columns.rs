//! Text in columns of a terminal. Prints nothing.

use unicode_width::UnicodeWidthStr as _;

/// Padded to a number of terminal columns; a Hangul syllable takes two.
pub(super) fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// Rows of a name and a text as lines, the texts aligned; and the column that they begin at.
pub(super) fn in_two_columns<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Vec<String>, usize) {
    let rows: Vec<(&str, &str)> = rows.into_iter().collect();
    let texts = rows.iter().map(|(name, _)| name.width()).max().unwrap_or_default() + 2;
    (rows.iter().map(|(name, said)| format!("{}{said}", padded(name, texts))).collect(), texts)
}
