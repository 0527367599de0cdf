//! What somebody complained of, as far as the text says it. Knows no account and no app. Keeps nothing of the text but
//! what AWS or Laravel said in it: pasted text may hold anything.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::terms::Region;

/// An error that somebody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    pub kind: Kind,
    /// AWS's code, where the text names it or AWS's sentence goes with one code only. `535` and the like for SMTP.
    pub code: Option<String>,
    /// The sentence as it was said, in English, what looks like a key masked.
    pub message: Option<String>,
    /// Through which door the mail went, where the text shows it.
    pub api: Option<Api>,
    /// The names that failed the check, as they were said, each once.
    pub identities: Vec<String>,
    /// SES cuts a long list with `...`: how the first name that is not whole begins.
    pub cut: Option<String>,
    /// Where it happened, in lower case; may be a region without SES.
    pub region: Option<String>,
    /// What was denied: `ses:SendRawEmail`.
    pub action: Option<String>,
    /// On what it was denied: an ARN.
    pub resource: Option<String>,
    pub request_id: Option<String>,
}

/// What sort of complaint it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// SES: an identity is not verified.
    NotVerified,
    /// Laravel's own 403 for a user who has not clicked the link. Not about SES at all.
    UnverifiedUser,
    /// The signature is wrong.
    Signature,
    /// The signature is of another time.
    Clock,
    /// AWS does not know the key.
    KeyNotAccepted,
    /// Temporary credentials are over.
    Expired,
    /// The SDK found no credentials and went looking for a machine's role.
    NoCredentials,
    /// A policy says no.
    NotAuthorized,
    /// Too many messages in a second.
    RateExceeded,
    /// Too many in 24 hours.
    QuotaExceeded,
    /// SMTP did not take user name and password.
    SmtpLogin,
    /// The SDK for PHP is not there.
    SdkMissing,
    /// Laravel has no mailer of that name.
    MailerUndefined,
    /// phpdotenv refuses `.env`.
    EnvRefused,
    /// AWS's code is known, and nothing more.
    Other,
}

/// Through which door a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    V1,
    V2,
    Smtp,
}

impl Complaint {
    /// Where it happened, if SES is there.
    pub fn ses_region(&self) -> Option<Region> {
        self.region.as_deref()?.parse().ok()
    }

    /// Whether SES named this address, whole or by the beginning that the cut left.
    pub fn names(&self, address: &str) -> bool {
        let cut = self.cut.as_deref().filter(|beginning| !beginning.is_empty());
        self.identities.iter().any(|named| named.eq_ignore_ascii_case(address))
            || cut.is_some_and(|beginning| address.to_lowercase().starts_with(&beginning.to_lowercase()))
    }
}

/// Each once, in the order in which they come; upper and lower case are one.
pub(super) fn once(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect()
}
