//! Laravel's mailers that reach SES. Does not know which of them an app can have.

use serde::{Deserialize, Serialize};

/// A mailer of Laravel that hands mail to SES.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Mailer {
    /// SES v1 over its API, `SendRawEmail`.
    Ses,
    /// SES v2 over its API, `SendEmail`; from Laravel 9.52.
    SesV2,
    /// The SMTP endpoint of SES.
    Smtp,
}

impl Mailer {
    /// Whether it reads this line of `.env`; of the lines that every mailer has, yes.
    pub fn reads(self, line: &str) -> bool {
        match self {
            Mailer::Ses | Mailer::SesV2 => !matches!(line, "MAIL_HOST" | "MAIL_PORT" | "MAIL_ENCRYPTION"),
            Mailer::Smtp => true,
        }
    }
}
