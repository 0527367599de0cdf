//! Secret text, and the two things that may be said about it without saying it: a fingerprint and a shape.
//! Knows no resting place; a [`Slot`] only names one.

use std::{fmt, sync::LazyLock};

use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::KeyId;

/// Secret text: not Clone, Display or Serialize; compared in constant time; zeroed on drop.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// A second one with the same text: not `Clone`, so that every copy is a word that one can search for.
    pub fn copy(&self) -> Self {
        Secret(self.0.clone())
    }

    /// The text itself. Every use of this word is a place where a secret leaves its wrapping.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Nothing yet, to be typed into.
    pub fn to_be_typed() -> Self {
        Secret(Zeroizing::new(String::with_capacity(ROOM)))
    }

    /// One more piece at its end. What it outgrows is zeroed, as a `String` by itself would not.
    pub fn push(&mut self, more: &str) {
        let needed = self.0.len() + more.len();
        if needed > self.0.capacity() {
            let mut roomy = Zeroizing::new(String::with_capacity(needed.max(2 * self.0.capacity())));
            roomy.push_str(&self.0);
            self.0 = roomy;
        }
        self.0.push_str(more);
    }

    /// Without its last character.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many lines with something on them it has.
    pub fn lines(&self) -> usize {
        self.0.lines().filter(|line| !line.trim().is_empty()).count()
    }

    /// What may be known of it without knowing it.
    pub fn shape(&self) -> SecretShape {
        SecretShape::of(&self.0)
    }

    /// Equal texts have equal fingerprints within this run, and only within it.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }
}

/// More than a secret that is typed needs; in bytes.
const ROOM: usize = 4096;

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

/// An HMAC under a random key of this run. Compared, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a secret text.
    pub fn of(text: &str) -> Self {
        static KEYED_FOR_THIS_RUN: LazyLock<Hmac<Sha256>> = LazyLock::new(|| {
            let mut key = [0; 32];
            getrandom::fill(&mut key).expect("the system has randomness");
            Hmac::new_from_slice(&key).expect("HMAC takes a key of any length")
        });
        let mut mac = KEYED_FOR_THIS_RUN.clone();
        mac.update(text.as_bytes());
        Fingerprint(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fingerprint(…)")
    }
}

/// What a secret looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretShape {
    /// In characters.
    pub length: usize,
    /// 44 characters that decode to 33 bytes, the first of them 4: an SES SMTP password, not a secret access key.
    pub smtp_password_like: bool,
    /// Begins and ends with the same quotation mark.
    pub quoted: bool,
    /// Holds white space, inside or around.
    pub spaced: bool,
}

impl SecretShape {
    fn of(text: &str) -> Self {
        let decoded = base64::engine::general_purpose::STANDARD.decode(text);
        let first = text.chars().next();
        SecretShape {
            length: text.chars().count(),
            smtp_password_like: text.len() == 44 && decoded.is_ok_and(|d| d.len() == 33 && d[0] == 4),
            quoted: text.len() > 1 && matches!(first, Some('"' | '\'')) && first == text.chars().last(),
            spaced: text.chars().any(char::is_whitespace),
        }
    }
}

/// Where the secret of a key rests.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Keep {
    /// The operating system's keychain.
    Keychain,
    /// A file of Sesame's own, sealed with a passphrase.
    File,
    /// Only the app's `.env`; keeping is writing.
    Project,
}

/// Where a secret is, without being it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// The secret of this key, at its resting place.
    Resting(Keep, KeyId),
    /// This run's memory: something pasted or piped in, by the name of its field.
    Held(String),
}

impl Slot {
    /// What was said in this run to be the passphrase of the sealed file.
    pub fn passphrase() -> Slot {
        Slot::Held("passphrase".into())
    }

    /// Cloudflare's API token, as this run has it.
    pub fn cloudflare_token() -> Slot {
        Slot::Held("cloudflare-token".into())
    }
}
