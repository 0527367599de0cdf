//! `--help` in Korean: a sentence by its English, out of `assets/locales/help.ko.toml`. Knows no flag and no command.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{Locale, Text};

static KOREAN: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/locales/help.ko.toml")).unwrap_or_default());

impl Text {
    /// A sentence of `--help`, by its English; `None` where that is what is said.
    pub fn help(&self, english: &str) -> Option<String> {
        match self.locale {
            Locale::En => None,
            Locale::Ko => KOREAN.get(english).cloned(),
        }
    }

    /// The English of every sentence that has a Korean one.
    pub fn helped() -> impl Iterator<Item = &'static str> {
        KOREAN.keys().map(String::as_str)
    }
}
