//! A text in the cells of a table, as terminals draw one, without the table: each cell's lines follow each other. Does not know
//! what the text says.
//!
//! ```text
//! +------------+--------------------------------------+
//! | shop@x.kr  | Email address is not verified. The   |
//! |            | following identities failed the      |
//! +------------+--------------------------------------+
//! ```

/// What a table's rules are made of, beside its bars.
const OF_RULES: &str = "+-=─━┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪═╔╗╚╝╠╣╦╩╬";
const BARS: [char; 3] = ['|', '│', '║'];

/// How the lines of a cell are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Join {
    /// Each on a line of its own: they were broken between words.
    Lines,
    /// Those that fill their cell go on in the next: they were broken anywhere.
    Full,
}

/// The text without the table, put together in either way; nothing where it has no rows.
pub(in crate::diagnosis) fn unframed(text: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(text) else { return Vec::new() };
    if text.lines().filter(|line| cells(line).is_some()).count() < 2 {
        return Vec::new();
    }
    [Join::Lines, Join::Full].map(|join| without_tables(text, join).into_bytes()).into()
}

fn without_tables(text: &str, join: Join) -> String {
    let mut out = String::with_capacity(text.len());
    // The lines of each column since the last rule.
    let mut columns: Vec<String> = Vec::new();
    for line in text.lines() {
        match cells(line) {
            Some(row) => {
                if row.len() != columns.len() {
                    put(&mut columns, &mut out);
                    columns = vec![String::new(); row.len()];
                }
                row.iter().zip(&mut columns).for_each(|(cell, column)| add(column, cell, join));
            }
            None => {
                put(&mut columns, &mut out);
                if !is_a_rule(line) {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
    }
    put(&mut columns, &mut out);
    out
}

fn put(columns: &mut Vec<String>, out: &mut String) {
    for column in columns.drain(..).filter(|column| !column.trim().is_empty()) {
        out.push_str(column.trim_end());
        out.push('\n');
    }
}

fn add(column: &mut String, cell: &str, join: Join) {
    let said = cell.strip_prefix(' ').unwrap_or(cell);
    // One blank stands before the bar.
    let is_full = said.strip_suffix(' ').unwrap_or(said).trim_end().len() + 1 >= said.len();
    column.push_str(said.trim_end());
    if !(join == Join::Full && is_full) {
        column.push('\n');
    }
}

/// The cells of a row.
fn cells(line: &str) -> Option<Vec<&str>> {
    /// A table is wider.
    const NARROWEST: usize = 12;
    let row = line.trim();
    let inner = row.strip_prefix(BARS)?.strip_suffix(BARS)?;
    (row.len() > NARROWEST && !is_a_rule(line)).then(|| inner.split(BARS).collect())
}

/// Whether a line holds nothing but a table's own marks.
fn is_a_rule(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.chars().all(|c| c == ' ' || BARS.contains(&c) || OF_RULES.contains(c))
}
