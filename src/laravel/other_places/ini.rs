//! Pools of php-fpm and programs of supervisor. Does not know which of them is loaded.

use configparser::ini::{Ini, IniDefault};

use super::{
    images::copied_into_images,
    place::{OtherPlaceKind, PlaceTexts},
};
use crate::laravel::{compose, files::Files};

/// Where such files usually stand in a project.
pub(super) const USUAL: [&str; 10] = [
    "docker/php/www.conf",
    "docker/php-fpm/www.conf",
    "docker/php/php-fpm.conf",
    "docker/www.conf",
    "docker/php-fpm.conf",
    ".docker/php/www.conf",
    "supervisord.conf",
    "docker/supervisord.conf",
    "docker/supervisor/supervisord.conf",
    ".docker/supervisord.conf",
];

/// The others of their kind that a Dockerfile copies, or a compose file mounts.
pub(super) fn named(files: &Files) -> Vec<String> {
    let all = copied_into_images(files).into_iter().chain(compose::mounted(files));
    all.filter(|path| path.ends_with(".conf") || path.ends_with(".ini")).collect()
}

/// The places of each such file.
pub(super) fn places(files: &Files) -> Vec<PlaceTexts> {
    read_all(files).flat_map(|(path, sections)| sections.into_iter().filter_map(move |it| it.place(&path))).collect()
}

/// The first pool that says that php-fpm starts without the variables of its container.
pub(super) fn clears_env(files: &Files) -> Option<(String, usize)> {
    read_all(files).find_map(|(path, sections)| {
        let says = |section: &Section| section.is_a_pool() && section.get("clear_env").is_some_and(is_on);
        sections.iter().find(|section| says(section))?;
        let source = String::from_utf8_lossy(files.get(&path)?);
        let line = source.lines().position(|line| line.trim_start().starts_with("clear_env"))?;
        Some((path, line + 1))
    })
}

fn is_on(said: &str) -> bool {
    matches!(said.to_ascii_lowercase().as_str(), "yes" | "on" | "true" | "1")
}

fn read_all(files: &Files) -> impl Iterator<Item = (String, Vec<Section>)> {
    let mut paths: Vec<String> = USUAL.into_iter().map(str::to_owned).chain(named(files)).collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().filter_map(|path| {
        let sections = sections(&String::from_utf8_lossy(files.get(&path)?));
        Some((path, sections))
    })
}

/// A section with its settings, in no particular order.
struct Section {
    name: String,
    settings: Vec<(String, String)>,
}

/// The sections of a file by their names; none where it cannot be read.
fn sections(text: &str) -> Vec<Section> {
    let mut defaults = IniDefault::default();
    defaults.case_sensitive = true;
    defaults.multiline = true;
    defaults.delimiters = vec!['='];
    let mut ini = Ini::new_from_defaults(defaults);
    // What stands in quotes may hold one; so each value is cut by itself.
    ini.set_inline_comment_symbols(Some(&[]));
    let read = ini.read(text.to_owned()).unwrap_or_default();
    let mut sections: Vec<Section> = read
        .into_iter()
        .map(|(name, settings)| {
            let settings = settings.into_iter().map(|(key, text)| (key, text.unwrap_or_default()));
            Section { name, settings: settings.collect() }
        })
        .collect();
    sections.sort_by(|one, other| one.name.cmp(&other.name));
    sections
}

impl Section {
    fn get(&self, key: &str) -> Option<&str> {
        self.settings.iter().find(|(name, _)| name == key).map(|(_, text)| bare(text))
    }

    /// Whether it is a pool of php-fpm: no other section has one of these.
    fn is_a_pool(&self) -> bool {
        let is_of_a_pool = |key: &str| key.starts_with("env[") || matches!(key, "clear_env" | "pm");
        self.settings.iter().any(|(key, _)| is_of_a_pool(key))
    }

    fn place(&self, file: &str) -> Option<PlaceTexts> {
        if self.is_a_pool() {
            let mut place = PlaceTexts::new(OtherPlaceKind::Pool, file, Some(&self.name));
            for (key, text) in &self.settings {
                if let Some(name) = key.strip_prefix("env[").and_then(|rest| rest.strip_suffix(']')) {
                    let text = unquoted(bare(text));
                    // `$NAME` hands on what php-fpm was started with.
                    place.set(name.trim(), (!text.starts_with('$')).then(|| text.to_owned()));
                }
            }
            return Some(place);
        }
        let of_the_app = |command: &str| ["php", "artisan"].iter().any(|word| command.contains(word));
        let is_program = self.name.starts_with("program:") && self.get("command").is_some_and(of_the_app);
        if !is_program && self.name != "supervisord" {
            return None;
        }
        let mut place = PlaceTexts::new(OtherPlaceKind::Program, file, Some(&self.name));
        for (name, text) in pairs(self.get("environment")?) {
            // `%(ENV_NAME)s` stands for what supervisor was started with.
            let text = (!text.contains("%(")).then(|| text.replace("%%", "%"));
            place.set(&name, text);
        }
        Some(place)
    }
}

/// A value without the remark behind it, which begins with `;` outside of quotes.
fn bare(text: &str) -> &str {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        if quote.is_none() && c == ';' {
            return text[..at].trim_end();
        }
        quote = quote_after(quote, c);
    }
    text.trim_end()
}

/// The quote that is open behind a character.
fn quote_after(open: Option<char>, c: char) -> Option<char> {
    match open {
        None => matches!(c, '"' | '\'').then_some(c),
        Some(quote) => (quote != c).then_some(quote),
    }
}

fn unquoted(text: &str) -> &str {
    let inner = ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(text)
}

/// `NAME="value",OTHER=value`, also over lines.
fn pairs(said: &str) -> Vec<(String, String)> {
    let (mut parts, mut quote) = (vec![String::new()], None);
    for c in said.chars() {
        if quote.is_none() && matches!(c, ',' | '\n') {
            parts.push(String::new());
            continue;
        }
        quote = quote_after(quote, c);
        parts.last_mut().expect("there is one from the beginning").push(c);
    }
    let pair = |part: String| {
        let (name, text) = part.split_once('=')?;
        Some((name.trim().to_owned(), unquoted(text.trim()).to_owned()))
    };
    parts.into_iter().filter_map(pair).collect()
}
