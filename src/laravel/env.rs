//! An app's `.env` as it may be shown around: plain where a name is on a closed list, otherwise a fingerprint and a shape.
//! Holds no secret, so it may be kept, compared and printed.

use std::collections::BTreeMap;

use super::dotenv::{self, EnvValue, ReadError, Swallow, as_env};
use crate::terms::{Fingerprint, Secret, SecretShape};

/// What is known of `.env`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvFile {
    /// There is none.
    Missing,
    /// phpdotenv reads it.
    Read {
        /// By name; `None` for a name without `=`, which clears the variable.
        values: BTreeMap<String, Option<MaskedValue>>,
        /// A quote that hides some of its lines.
        swallow: Option<Swallow>,
    },
    /// phpdotenv refuses it, and so no artisan command runs.
    Refused(ReadError),
}

/// A value of a project file, as the model may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaskedValue {
    /// As phpdotenv reads it.
    Plain(String),
    /// Possibly a secret. Both are of the text that `env()` returns.
    Hidden {
        /// To be compared with that of a known secret.
        print: Fingerprint,
        /// What it looks like from outside.
        shape: SecretShape,
    },
}

impl EnvFile {
    pub(super) fn of(bytes: Option<&Vec<u8>>) -> EnvFile {
        let Some(bytes) = bytes else { return EnvFile::Missing };
        match dotenv::read(bytes) {
            Ok(values) => {
                let seen = |(name, value): (String, Option<String>)| {
                    let value = value.map(|value| MaskedValue::of(&name, value));
                    (name, value)
                };
                EnvFile::Read { values: values.into_iter().map(seen).collect(), swallow: dotenv::swallowed(bytes) }
            }
            Err(error) => EnvFile::Refused(error),
        }
    }

    /// Whether a line sets or clears this name.
    pub fn defines(&self, name: &str) -> bool {
        match self {
            EnvFile::Read { values, .. } => values.contains_key(name),
            EnvFile::Missing | EnvFile::Refused(_) => false,
        }
    }

    /// The text that `env()` returns for a name on the closed list; nothing for null, true and false.
    pub fn text(&self, name: &str) -> Option<String> {
        let Some(MaskedValue::Plain(value)) = self.seen(name) else { return None };
        match as_env(value) {
            EnvValue::Text(text) => Some(text),
            EnvValue::Empty => Some(String::new()),
            EnvValue::Null | EnvValue::True | EnvValue::False => None,
        }
    }

    /// Whether a name has a value that is not empty, whatever it is.
    pub fn has_value(&self, name: &str) -> bool {
        match self.seen(name) {
            Some(MaskedValue::Hidden { shape, .. }) => shape.length > 0,
            Some(MaskedValue::Plain(_)) => self.text(name).is_some_and(|text| !text.is_empty()),
            None => false,
        }
    }

    /// What is known of the value of this name.
    pub fn seen(&self, name: &str) -> Option<&MaskedValue> {
        match self {
            EnvFile::Read { values, .. } => values.get(name)?.as_ref(),
            EnvFile::Missing | EnvFile::Refused(_) => None,
        }
    }
}

/// What may be shown. Passwords and URLs (which can hold one) are not here.
const PLAIN: &[&str] = &[
    "APP_ENV",
    "APP_NAME",
    "APP_URL",
    "AWS_BUCKET",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_SES_REGION",
    "CACHE_DRIVER",
    "CACHE_STORE",
    "FILESYSTEM_CLOUD",
    "FILESYSTEM_DISK",
    "FILESYSTEM_DRIVER",
    "MAIL_DRIVER",
    "MAIL_EHLO_DOMAIN",
    "MAIL_ENCRYPTION",
    "MAIL_FROM_ADDRESS",
    "MAIL_FROM_NAME",
    "MAIL_HOST",
    "MAIL_MAILER",
    "MAIL_PORT",
    "MAIL_SCHEME",
    "QUEUE_CONNECTION",
    "QUEUE_DRIVER",
    "SESSION_DRIVER",
];

/// Plain only where the value looks like the id of a key, since people paste the secret here too.
const KEY_IDS: &[&str] = &["AWS_ACCESS_KEY_ID", "AWS_SES_ACCESS_KEY_ID", "MAIL_USERNAME"];

impl MaskedValue {
    /// What may be known of the value of this name.
    pub fn of(name: &str, value: String) -> MaskedValue {
        let like_a_key_id = |value: &str| value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let word = match as_env(&value) {
            EnvValue::Text(text) => Secret::new(text),
            EnvValue::True | EnvValue::False | EnvValue::Null | EnvValue::Empty => return MaskedValue::Plain(value),
        };
        if PLAIN.contains(&name) || KEY_IDS.contains(&name) && like_a_key_id(word.reveal()) {
            return MaskedValue::Plain(value);
        }
        MaskedValue::Hidden { print: word.fingerprint(), shape: word.shape() }
    }
}
