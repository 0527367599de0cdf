//! `.envrc`, with which direnv gives variables to a shell in the folder. It is a script, of which the plain lines are read:
//! `export NAME=value` and `dotenv`. Of a variable that another line sets it is only known that it may be set.

use super::place::{OtherPlaceKind, PlaceTexts};
use crate::laravel::files::{ENV, Files, is_in_app};

const ENVRC: &str = ".envrc";

/// The files that it has direnv read.
pub(super) fn named(files: &Files) -> Vec<String> {
    let said = |line: &Line| match line {
        Line::Dotenv(path) => Some(path.clone()),
        Line::Export(_) | Line::Other(_) => None,
    };
    lines(files).iter().filter_map(said).collect()
}

/// What a shell in the folder has by it.
pub(super) fn place(files: &Files) -> Option<PlaceTexts> {
    let mut place = PlaceTexts::new(OtherPlaceKind::Direnv, ENVRC, None);
    for line in lines(files) {
        match line {
            // What Laravel reads in any case.
            Line::Dotenv(path) if path == ENV => {}
            Line::Dotenv(path) => place.set_by(files, &path),
            Line::Export(set) => set.into_iter().for_each(|(name, text)| place.set(&name, text)),
            Line::Other(names) => names.iter().for_each(|name| place.set(name, None)),
        }
    }
    files.contains_key(ENVRC).then_some(place)
}

enum Line {
    /// `dotenv`, or `dotenv .env.local`
    Dotenv(String),
    /// `export NAME=value`; none where the shell puts the value together.
    Export(Vec<(String, Option<String>)>),
    /// Anything else, with the names that it may set.
    Other(Vec<String>),
}

fn lines(files: &Files) -> Vec<Line> {
    let source = files.get(ENVRC).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let written = source.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    written.map(line).collect()
}

fn line(line: &str) -> Line {
    let is_put_together = line.contains(['$', '`', '\\']);
    // An indented line belongs to a condition or a function; one with further commands is not plain.
    let is_plain = !line.starts_with([' ', '\t']) && !line.contains([';', '&', '|', '<', '>', '(']);
    let words = shlex::split(line).filter(|_| is_plain).unwrap_or_default();
    match words.split_first() {
        Some((word, rest)) if word == "dotenv" || word == "dotenv_if_exists" => {
            let path = rest.first().map_or(ENV, String::as_str);
            let path = path.trim_start_matches("./");
            if is_in_app(path) { Line::Dotenv(path.to_owned()) } else { Line::Other(Vec::new()) }
        }
        Some((word, rest)) if word == "export" => {
            let set = rest.iter().filter_map(|it| it.split_once('='));
            Line::Export(
                set.map(|(name, text)| (name.to_owned(), (!is_put_together).then(|| text.to_owned()))).collect(),
            )
        }
        Some(_) | None => Line::Other(assigned(line)),
    }
}

/// The names that stand before an equals sign.
fn assigned(line: &str) -> Vec<String> {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names = line.match_indices('=').map(|(at, _)| {
        let before = &line[..at];
        before[before.trim_end_matches(is_of_a_name).len()..].to_owned()
    });
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')).collect()
}
