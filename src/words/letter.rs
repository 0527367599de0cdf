//! The Korean of the text for AWS's reviewers, for the operator who has to answer for it: paragraph by paragraph, by its
//! English, out of `assets/locales/letter.ko.toml`. Knows neither the answers nor the set-up; a paragraph that the operator
//! wrote has none.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Locale, Text};

/// English, with `{names}` for what stands in its place, and its Korean.
static KOREAN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/locales/letter.ko.toml")).unwrap_or_default());

impl Text {
    /// A paragraph of the text for AWS in the operator's language; `None` where that is English, or the paragraph is the
    /// operator's own.
    pub fn letter_meaning(&self, paragraph: &str) -> Option<String> {
        match self.locale {
            Locale::En => None,
            Locale::Ko => korean(paragraph.trim()),
        }
    }

    /// The English of every paragraph, and part of one, that has a Korean one.
    pub fn letter_sentences() -> impl Iterator<Item = &'static str> {
        KOREAN.keys().map(String::as_str)
    }
}

fn korean(english: &str) -> Option<String> {
    if let Some(whole) = KOREAN.get(english) {
        return Some(whole.clone());
    }
    let (values, korean_template) =
        KOREAN.iter().find_map(|(template, said)| Some((values(template, english)?, said)))?;
    // A value may be a list of parts with a Korean of their own.
    let translated = |value: &str| {
        let parts = value.split("; ").map(|part| korean(part).unwrap_or_else(|| part.to_owned()));
        parts.collect::<Vec<_>>().join(", ")
    };
    let fill = |said: String, (name, value): (&str, &str)| said.replace(&format!("{{{name}}}"), &translated(value));
    Some(values.into_iter().fold(korean_template.clone(), fill))
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
