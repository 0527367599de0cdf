//! The Korean of the text for AWS's reviewers, for the operator who has to answer for it: paragraph by paragraph, by its
//! English, out of `assets/locales/letter.ko.toml`. Knows neither the answers nor the set-up; a paragraph that the operator
//! wrote has none.

use std::sync::LazyLock;

use super::{Locale, Text, templates::Templates};

static KOREAN: LazyLock<Templates> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/locales/letter.ko.toml")).unwrap_or_default());

impl Text {
    /// A paragraph of the text for AWS in the operator's language; `None` where that is English, or the paragraph is the
    /// operator's own.
    pub fn letter_meaning(&self, paragraph: &str) -> Option<String> {
        match self.locale {
            Locale::En => None,
            Locale::Ko => KOREAN.translated(paragraph.trim()),
        }
    }

    /// The English of every paragraph, and part of one, that has a Korean one.
    pub fn letter_sentences() -> impl Iterator<Item = &'static str> {
        KOREAN.english()
    }
}
