//! An error as the text says it. Knows no account and no app. Keeps nothing of the text but AWS's or Laravel's own
//! words: pasted text may hold anything.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::terms::Region;

/// An error that the user was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// What it is about.
    pub kind: Kind,
    /// AWS's code, where the text names it or AWS's sentence goes with one code only. `535` and the like for SMTP.
    pub code: Option<String>,
    /// The sentence as it was said, in English, what looks like a key masked.
    pub message: Option<String>,
    /// Which of SES's APIs the mail was sent through, where the text shows it.
    pub api: Option<Api>,
    /// The names that failed the check, as they were said, each once.
    pub identities: Vec<String>,
    /// SES cuts a long list with `...`: how the first name that is not whole begins.
    pub cut: Option<String>,
    /// The region in lower case; may be one without SES.
    pub region: Option<String>,
    /// What was denied: `ses:SendRawEmail`.
    pub action: Option<String>,
    /// On what it was denied: an ARN.
    pub resource: Option<String>,
    /// AWS's id of the call.
    pub request_id: Option<String>,
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// SES: an identity is not verified.
    NotVerified,
    /// Laravel's own 403 for a user of the app with an unconfirmed address. Not about SES.
    UnverifiedUser,
    /// The signature is wrong.
    Signature,
    /// The signature has another time.
    Clock,
    /// AWS does not know the key.
    KeyNotAccepted,
    /// Temporary credentials have expired.
    Expired,
    /// The SDK found no credentials and went looking for a machine's role.
    NoCredentials,
    /// A policy denies.
    NotAuthorized,
    /// Too many messages in a second.
    RateExceeded,
    /// Too many in 24 hours.
    QuotaExceeded,
    /// SMTP did not accept user name and password.
    SmtpLogin,
    /// The AWS SDK for PHP is not installed.
    SdkMissing,
    /// Laravel has no mailer of that name.
    MailerUndefined,
    /// phpdotenv refuses `.env`.
    EnvRefused,
    /// AWS's code is known, and nothing more.
    Other,
}

/// The API through which a message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// `SendRawEmail`, Laravel's mailer `ses`.
    V1,
    /// `SendEmail`, Laravel's mailer `ses-v2`.
    V2,
    /// The SMTP endpoint.
    Smtp,
}

impl Complaint {
    /// The region, if SES is in it.
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

/// Each name once, in the order of the text, without regard to case.
pub(super) fn once(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect()
}
