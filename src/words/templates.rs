//! Sentences of ours in another language, by their English: `{names}` stand for values, and a value may have a translation of
//! its own. Knows no language and no file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// English templates with their translations.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Templates(BTreeMap<String, String>);

impl Templates {
    /// The English ones, sorted.
    pub(super) fn english(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A sentence that is one of these; of several the one with the fewest values, then the longest.
    pub(super) fn translated(&self, english: &str) -> Option<String> {
        if let Some(whole) = self.0.get(english) {
            return Some(whole.clone());
        }
        let fitting = self.0.iter().filter_map(|(template, said)| Some((template, said, values(template, english)?)));
        let (_, said, values) =
            fitting.min_by_key(|(template, _, values)| (values.len(), usize::MAX - template.len()))?;
        // A value may be a list of parts with a translation of their own.
        let translated = |value: &str| {
            let parts = value.split("; ").map(|part| self.0.get(part).cloned().or_else(|| self.nested(part)));
            let parts = parts.zip(value.split("; ")).map(|(said, part)| said.unwrap_or_else(|| part.to_owned()));
            parts.collect::<Vec<_>>().join(if value.contains("; ") { ", " } else { "" })
        };
        let fill = |said: String, (name, value): (&str, &str)| said.replace(&format!("{{{name}}}"), &translated(value));
        Some(values.into_iter().fold(said.clone(), fill))
    }

    fn nested(&self, part: &str) -> Option<String> {
        self.0.keys().any(|template| values(template, part).is_some()).then(|| self.translated(part))?
    }
}

/// What stands in a text for each name of a template; `None` where the text is not of that template.
fn values<'t>(template: &'t str, text: &'t str) -> Option<Vec<(&'t str, &'t str)>> {
    let (before, names) = template.split_once('{')?;
    let mut rest = text.strip_prefix(before)?;
    let mut names = names.split('{').peekable();
    let mut found = Vec::new();
    while let Some(piece) = names.next() {
        let (name, after) = piece.split_once('}')?;
        let value = match names.peek() {
            Some(_) => rest.split_once(after)?.0,
            None => rest.strip_suffix(after)?,
        };
        found.push((name, value));
        rest = &rest[value.len() + after.len()..];
    }
    Some(found)
}
