//! How a value is written behind the `=`. Knows no file: where the value goes is for [`merge`](super::merge()).

use super::{
    read::read_text,
    readers::Reader,
    swallow::swallowed_in,
    value::{EnvValue, as_env},
};

/// A value as it is written, in the plainest form that all readers of such a file take alike: phpdotenv, Symfony's and
/// Node's dotenv, python-dotenv, Docker Compose, and a shell that sources it.
///
/// Bare where only letters, digits and a few marks are in it. Single quotes hold what double quotes would make something
/// of (`$`, a backquote, a double quote), double quotes the rest; what even they need a backslash for, the others read as
/// they may. Quoted once more where `env()` would remove quotes, or would not read the word as text.
pub fn written(value: &str) -> String {
    let is_text = as_env(value) == EnvValue::Text(value.to_owned());
    let bare = |c: char| c.is_ascii_alphanumeric() || "_./+=@:-".contains(c);
    if is_text && value.chars().all(bare) {
        return value.to_owned();
    }
    let wrapped = if is_text { value.to_owned() } else { format!("\"{value}\"") };
    match in_single_quotes(&wrapped).filter(|_| wrapped.contains(['"', '$', '`'])) {
        Some(single) => single,
        None => in_double_quotes(&wrapped, escaped),
    }
}

/// The same, where no writing reaches all readers in the one that the fewest of these take for another value.
pub fn written_for(value: &str, readers: &[Reader]) -> String {
    let usual = written(value);
    let misled = |written: &str| misreaders(value, written, readers.iter().copied()).len();
    if misled(&usual) == 0 {
        return usual;
    }
    let is_text = as_env(value) == EnvValue::Text(value.to_owned());
    let wrapped = if is_text { value.to_owned() } else { format!("\"{value}\"") };
    let others = [in_single_quotes(&wrapped), Some(in_double_quotes(&wrapped, escaped))];
    // phpdotenv puts something in the place of `${NAME}`, and of no other dollar.
    let with_dollars = (!wrapped.contains("${")).then(|| in_double_quotes(&wrapped, escaped_but_dollars));
    let others = others.into_iter().chain([with_dollars]).flatten();
    let fits = |written: &String| {
        let line = format!("A={written}\n");
        let read = read_text(&line).ok().and_then(|mut values| values.remove("A")?);
        // phpdotenv joins lines by their quotes before it looks at what they quote.
        swallowed_in(&line).is_none() && read.is_some_and(|read| as_env(&read) == EnvValue::Text(value.to_owned()))
    };
    // The first of those that mislead the fewest.
    std::iter::once(usual.clone()).chain(others.filter(fits)).min_by_key(|it| misled(it)).unwrap_or(usual)
}

/// Those of the readers that take what is written for another value.
pub fn misreaders(value: &str, written: &str, readers: impl IntoIterator<Item = Reader>) -> Vec<Reader> {
    readers.into_iter().filter(|reader| reader.reads(written).as_deref() != Some(value)).collect()
}

/// In single quotes nothing is escaped. phpdotenv joins lines at `="` before it sees them.
fn in_single_quotes(text: &str) -> Option<String> {
    let fits = !text.contains(['\'', '\\', '\n', '\r']) && !text.contains("=\"");
    fits.then(|| format!("'{text}'"))
}

fn in_double_quotes(text: &str, needs_backslash: fn(char) -> bool) -> String {
    let mut written = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            c if needs_backslash(c) => written.extend(['\\', c]),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

fn escaped(c: char) -> bool {
    matches!(c, '\\' | '"' | '$')
}

/// The same but for dollars.
fn escaped_but_dollars(c: char) -> bool {
    matches!(c, '\\' | '"')
}
