//! What did not go through, in the operator's language: the act, and those causes that are ours. AWS's words and the operating
//! system's stay as they were said, but for a few that everybody meets. What a kind of failure asks of the user is in `wrong`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Locale, Text, templates::Templates};
use crate::terms::{Failure, FailureKind};

static KOREAN: LazyLock<Korean> =
    LazyLock::new(|| toml::from_str(include_str!("../../assets/locales/failures.ko.toml")).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Korean {
    acts: Templates,
    causes: Templates,
}

impl Text {
    /// The act that failed and its causes, on one line.
    pub fn failed_in_full(&self, failure: &Failure) -> String {
        match self.locale {
            Locale::En => failure.in_full(),
            Locale::Ko => {
                let Some(act) = KOREAN.acts.translated(&failure.doing) else { return failure.in_full() };
                let cause = |cause: &str| KOREAN.causes.translated(cause).unwrap_or_else(|| cause.to_owned());
                // What is wrong with the resting place is said in our own words above.
                let of_the_place = |cause: &&str| failure.vault.is_some_and(|it| it.to_string() == **cause);
                let said: Vec<String> = failure.causes().filter(|it| !of_the_place(it)).map(cause).collect();
                [vec![format!("{act} 실패")], said].concat().join(": ")
            }
        }
    }

    /// What a refusal of a call means, where a list of calls has many of its kind and none is a fault.
    pub fn refusal_code(&self, code: &str) -> Option<&'static str> {
        let kind = FailureKind::of_code(code)?;
        let meanings = [
            (FailureKind::NotFound, self.screen_code_absent()),
            (FailureKind::KeyNotAccepted, self.screen_code_unknown_key()),
            (FailureKind::Denied, self.screen_code_denied()),
            (FailureKind::Throttled, self.screen_code_slower()),
            (FailureKind::CredentialsExpired, self.screen_code_expired()),
        ];
        meanings.into_iter().find(|(of, _)| *of == kind).map(|(_, means)| means)
    }

    /// The English of every act that has a Korean one.
    pub fn acts_in_korean() -> impl Iterator<Item = &'static str> {
        KOREAN.acts.english()
    }
}
