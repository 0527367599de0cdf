//! A Procfile, whose processes may get variables before their command: `web: MAIL_MAILER=log php artisan serve`. Runs nothing.

use super::place::{OtherPlaceKind, PlaceTexts};
use crate::laravel::files::Files;

const PROCFILE: &str = "Procfile";

/// The processes with variables of their own.
pub(super) fn places(files: &Files) -> Vec<PlaceTexts> {
    let source = files.get(PROCFILE).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    source.lines().filter_map(process).collect()
}

fn process(line: &str) -> Option<PlaceTexts> {
    let (name, command) = line.split_once(':').filter(|(name, _)| is_a_name(name))?;
    let mut place = PlaceTexts::new(OtherPlaceKind::Procfile, PROCFILE, Some(name));
    let words = shlex::split(command)?;
    let set = words.iter().skip_while(|word| *word == "env" || *word == "exec").map_while(|word| {
        let (name, text) = word.split_once('=')?;
        is_a_name(name).then_some((name, text))
    });
    for (name, text) in set {
        // What the shell puts together is not known here.
        let is_written = !text.contains(['$', '`']);
        place.set(name, is_written.then(|| text.to_owned()));
    }
    Some(place)
}

fn is_a_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}
