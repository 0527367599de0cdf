//! An app's `.env` without secrets, so that it may be kept, compared and printed: plain where a name is on a closed
//! list, otherwise a fingerprint and a shape. Does not know how the file comes
//! to be written.

use std::collections::BTreeMap;

use super::dotenv::{self, EnvValue, ReadError, Reader, SourceLine, Swallow, as_env};
use crate::terms::{Fingerprint, Secret, SecretShape};

/// What is known of `.env`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvFile {
    /// The app has no `.env`.
    Missing,
    /// phpdotenv reads it.
    Read {
        /// By name; `None` for a name without `=`, which clears the variable.
        values: BTreeMap<String, Option<MaskedValue>>,
        /// The lines as they stand, without what may be a secret.
        lines: BTreeMap<String, SourceLine>,
        /// A quote that hides some of its lines.
        swallow: Option<Swallow>,
    },
    /// phpdotenv refuses it, and so no artisan command runs.
    Refused(ReadError),
}

/// A value that is masked where it may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaskedValue {
    /// As phpdotenv reads it; of a configuration, as it comes out there.
    Plain(String),
    /// Possibly a secret. Fingerprint and shape are of the text that `env()` returns.
    Hidden {
        /// To be compared with that of a known secret.
        print: Fingerprint,
        /// Its length and form.
        shape: SecretShape,
    },
}

impl EnvFile {
    /// From the bytes of the file, `None` where it is missing.
    pub(super) fn of(bytes: Option<&[u8]>) -> EnvFile {
        let text = bytes.map(dotenv::text_of);
        EnvFile::taken_apart(text.as_deref().map(dotenv::Parsed::of).as_ref())
    }

    /// From the file as it was taken apart, `None` where it is missing.
    pub(super) fn taken_apart(parsed: Option<&Result<dotenv::Parsed<'_>, ReadError>>) -> EnvFile {
        match parsed {
            None => EnvFile::Missing,
            Some(Ok(parsed)) => {
                let seen = |(name, value): (String, Option<String>)| {
                    let value = value.map(|value| MaskedValue::of(&name, value));
                    (name, value)
                };
                let values: BTreeMap<_, _> = parsed.values().into_iter().map(seen).collect();
                let may_be_seen = |name: &str| !matches!(values.get(name), Some(Some(MaskedValue::Hidden { .. })));
                let lines = dotenv::source_lines(parsed, may_be_seen);
                EnvFile::Read { values, lines, swallow: dotenv::swallowed_of(parsed) }
            }
            Some(Err(error)) => EnvFile::Refused(error.clone()),
        }
    }

    /// The names that its lines set or clear.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let values = match self {
            EnvFile::Read { values, .. } => Some(values),
            EnvFile::Missing | EnvFile::Refused(_) => None,
        };
        values.into_iter().flat_map(|values| values.keys().map(String::as_str))
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

    /// Whether a name has a value that is not empty, masked or not.
    pub fn has_value(&self, name: &str) -> bool {
        match self.seen(name) {
            Some(MaskedValue::Hidden { shape, .. }) => shape.length > 0,
            Some(MaskedValue::Plain(_)) => self.text(name).is_some_and(|text| !text.is_empty()),
            None => false,
        }
    }

    /// The number of the line that sets or clears this name last.
    pub fn line_number(&self, name: &str) -> Option<usize> {
        self.line(name).map(SourceLine::number)
    }

    /// The line with this name as it stands; nothing where it has no value, or one that may be a secret.
    pub fn line_now(&self, name: &str) -> Option<String> {
        self.line(name)?.shown()
    }

    /// The line with this name as it will stand once this text is written there, where these programs read the file too.
    pub fn line_with(&self, name: &str, text: &str, readers: &[Reader]) -> String {
        let as_it_is = self.line_now(name).filter(|_| self.text(name).as_deref() == Some(text));
        as_it_is.unwrap_or_else(|| self.line_around(name, &dotenv::written_for(text, readers)))
    }

    /// The same with what stands for a value that is not shown.
    pub fn line_around(&self, name: &str, placeholder: &str) -> String {
        self.line(name).map_or_else(|| format!("{name}={placeholder}"), |line| line.with(placeholder))
    }

    /// The value of this name as it is written, with quotes and references; nothing where it may be a secret.
    pub fn source(&self, name: &str) -> Option<&str> {
        self.line(name)?.value()
    }

    fn line(&self, name: &str) -> Option<&SourceLine> {
        match self {
            EnvFile::Read { lines, .. } => lines.get(name),
            EnvFile::Missing | EnvFile::Refused(_) => None,
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

/// Names whose values may be shown. Passwords are not here, and neither are URLs, which can hold one.
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

/// Plain only where the value looks like the id of a key, since users paste the secret here by mistake.
const KEY_IDS: &[&str] = &["AWS_ACCESS_KEY_ID", "AWS_SES_ACCESS_KEY_ID", "MAIL_USERNAME"];

/// Entries of a configuration whose texts may be shown, by the last part of their path.
const PLAIN_ENTRIES: &[&str] = &[
    "ConfigurationSetName",
    "TenantName",
    "address",
    "default",
    "driver",
    "encryption",
    "host",
    "name",
    "port",
    "region",
    "scheme",
    "service",
    "transport",
    "version",
];

impl MaskedValue {
    /// The text at this path of the configuration, masked unless the path is on the list.
    pub fn of_setting(path: &str, text: &str) -> MaskedValue {
        let entry = path.rsplit('.').next().unwrap_or_default();
        let plain = match entry {
            "key" | "username" => like_a_key_id(text),
            "env" => path == "app.env",
            // A login may stand in a URL.
            "url" => path == "app.url" && !text.contains('@'),
            "endpoint" => !text.contains('@'),
            entry => PLAIN_ENTRIES.contains(&entry),
        };
        if plain || text.is_empty() {
            return MaskedValue::Plain(text.to_owned());
        }
        let secret = Secret::new(text);
        MaskedValue::Hidden { print: secret.fingerprint(), shape: secret.shape() }
    }

    /// Whether it is this text. Of a masked one the fingerprint tells.
    pub fn is(&self, text: &str) -> bool {
        match self {
            MaskedValue::Plain(plain) => plain == text,
            MaskedValue::Hidden { print, .. } => *print == Fingerprint::of(text),
        }
    }

    /// Whether it is the text of this fingerprint.
    pub fn has(&self, wanted: &Fingerprint) -> bool {
        match self {
            MaskedValue::Plain(plain) => Fingerprint::of(plain) == *wanted,
            MaskedValue::Hidden { print, .. } => print == wanted,
        }
    }

    /// The value of this name, masked unless the name is on the list.
    pub fn of(name: &str, value: String) -> MaskedValue {
        let word = match as_env(&value) {
            EnvValue::Text(text) => Secret::new(text),
            EnvValue::True | EnvValue::False | EnvValue::Null | EnvValue::Empty => return MaskedValue::Plain(value),
        };
        // A login may stand in a URL, and what is asked of it.
        let is_bare_endpoint = name.starts_with("AWS_ENDPOINT_URL") && !word.reveal().contains(['@', '?']);
        if PLAIN.contains(&name) || is_bare_endpoint || KEY_IDS.contains(&name) && like_a_key_id(word.reveal()) {
            return MaskedValue::Plain(value);
        }
        MaskedValue::Hidden { print: word.fingerprint(), shape: word.shape() }
    }
}

fn like_a_key_id(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}
