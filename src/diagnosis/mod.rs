//! Why mail fails: a complaint and facts in, causes with their evidence out. Pure; knows not how facts were obtained, and no
//! language.
//!
//! A cause is *proven* only by something seen in the account, in the app or in the words of the error itself. What could
//! not be seen makes it *likely* or *possible*, and the evidence says what could not be seen.
//!
//! Causes are an enum with a function each, in a file per family: adding one makes the compiler walk through `judge`,
//! its remedy and its texts. What the world should still be asked is [`Diagnosis::ask`]; whoever can ask does, and
//! diagnoses anew.

mod ask;
mod case;
mod causes;
pub mod checks;
mod complaint;
mod evidence;
mod formats;
mod log;
mod remedy;

use serde::Serialize;

pub use ask::Ask;
pub use complaint::{Api, Complaint, Kind};
pub use evidence::{Evidence, NamedBy, SdkState};
pub use log::{Heard, LogReader, Recurrence};

use case::Case;
use causes::{dns, identity, key, laravel, limit, policy, production, recipient, region, smtp};

use crate::setup::{Facts, Intent};
use crate::terms::Timestamp;

/// Why mail fails. The guide's four come first.
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
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Cause {
    /// The From identity does not exist or is not verified in this region.
    SenderNotVerified,
    /// Verified in one region, sending from another.
    RegionMismatch,
    /// The account is in the sandbox and the recipient is not verified.
    RecipientInSandbox,
    /// The From is outside the verified identities: a typo, another subdomain, `hello@example.com`.
    FromAddressNotCovered,
    /// The From is at gmail.com, naver.com and the like: good for a test only.
    FromPublicMailbox,
    /// An SES SMTP password sits in the place of the secret.
    SmtpPasswordAsSecret,
    /// The secret does not belong to the key, or is cut, spaced or quoted.
    SecretMismatch,
    /// The clock of the machine that signed is off.
    ClockSkew,
    /// Deleted, mistyped, or another account's.
    KeyUnknown,
    KeyInactive,
    /// Just created.
    KeyNotYetVisible,
    /// Key or secret are empty, and no role took their place.
    CredentialsMissing,
    /// A cached config wins over `.env`.
    ConfigCached,
    /// phpdotenv rejects `.env`.
    EnvUnreadable,
    /// An unclosed quote swallows the rest of `.env`.
    EnvSwallowed,
    /// The app's mailer does not reach SES.
    WrongMailer,
    /// `ses-v2` without its entry.
    MailerUndefined,
    /// `aws/aws-sdk-php` is not installed.
    SdkMissing,
    /// No policy of the key's user allows the action.
    PolicyLacksAction,
    /// A policy allows it, for other senders.
    PolicyExcludesSender,
    /// Sign-up sends no mail: the user model does not ask for it.
    VerificationNotWired,
    /// Laravel's own 403, not SES.
    LaravelUnverifiedUser,
    /// The SMTP password belongs to another region.
    SmtpCredentialsWrongRegion,
    /// The secret itself stands where the SMTP password should.
    SmtpCredentialsNotDerived,
    /// More messages in a second than the account may send.
    RateExceeded,
    /// More in 24 hours.
    QuotaExceeded,
    ProductionPending,
    ProductionDenied,
    /// SES is not in the region, or there is no such region.
    RegionWithoutSes,
    DnsMissing,
    DnsNameDoubled,
    DnsWrongValue,
    DnsWrongType,
    DnsProxied,
    DnsWrongProvider,
    DnsServersDisagree,
    DnsSpfDuplicate,
    DnsDmarcDuplicate,
    DnsMxExtra,
}

/// How sure it is.
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
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Certainty {
    /// It was seen.
    Proven,
    /// What was seen fits, and something was not seen.
    Likely,
    /// Nothing seen speaks against it.
    Possible,
}

/// A cause that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub cause: Cause,
    pub certainty: Certainty,
    pub evidence: Vec<Evidence>,
    /// What to type. The sentence beside it is the cause's.
    pub commands: Vec<String>,
}

/// A cause that was looked for, and is not behind this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledOut {
    pub cause: Cause,
    pub evidence: Vec<Evidence>,
}

/// What can be said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The surest first; among equals in the order of [`Cause`].
    pub findings: Vec<Finding>,
    pub ruled_out: Vec<RuledOut>,
    /// What would say more.
    pub ask: Ask,
}

/// What speaks for a cause and against it. Without a complaint: what would make mail fail.
pub fn diagnose(complaint: Option<&Complaint>, intent: &Intent, facts: &Facts, now: Timestamp) -> Diagnosis {
    let case = Case { complaint, intent, facts, now };
    let mut diagnosis = Diagnosis { findings: Vec::new(), ruled_out: Vec::new(), ask: ask::of(&case) };
    for cause in <Cause as strum::IntoEnumIterator>::iter() {
        match judge(cause, &case) {
            Judgement::Silent => {}
            Judgement::Named(certainty, evidence) => {
                let commands = remedy::commands(cause, &case);
                diagnosis.findings.push(Finding { cause, certainty, evidence, commands });
            }
            Judgement::RuledOut(evidence) => diagnosis.ruled_out.push(RuledOut { cause, evidence }),
        }
    }
    diagnosis.findings.sort_by_key(|finding| finding.certainty);
    diagnosis
}

/// What nobody said, as the app says it, and the error.
pub fn fill_in(intent: &mut Intent, complaint: Option<&Complaint>, facts: &Facts, now: Timestamp) {
    let case = Case { complaint, intent, facts, now };
    let from = case.env_from().filter(|from| !case::cannot_be_verified(from)).and_then(|from| from.parse().ok());
    let region = case.configured_region().or_else(|| complaint.and_then(Complaint::ses_region));
    intent.from = intent.from.take().or(from);
    intent.region = intent.region.or(region);
}

impl Cause {
    /// Whether only waiting helps: nobody has done anything wrong.
    pub fn is_a_wait(self) -> bool {
        matches!(self, Cause::KeyNotYetVisible | Cause::ProductionPending)
    }
}

impl Diagnosis {
    /// The findings that decide: the proven ones, and where there are none, the likely ones.
    pub fn deciding(&self) -> impl Iterator<Item = &Finding> {
        let surest = self.findings.iter().map(|it| it.certainty).min().filter(|it| *it != Certainty::Possible);
        self.findings.iter().filter(move |it| Some(it.certainty) == surest)
    }
}

/// What a cause's own function says of a case.
enum Judgement {
    /// It has nothing to do with this.
    Silent,
    Named(Certainty, Vec<Evidence>),
    RuledOut(Vec<Evidence>),
}

fn judge(cause: Cause, case: &Case) -> Judgement {
    match cause {
        Cause::SenderNotVerified => identity::sender_not_verified(case),
        Cause::RegionMismatch => region::mismatch(case),
        Cause::RecipientInSandbox => recipient::in_sandbox(case),
        Cause::FromAddressNotCovered => identity::from_not_covered(case),
        Cause::FromPublicMailbox => identity::public_mailbox(case),
        Cause::SmtpPasswordAsSecret => key::smtp_password_as_secret(case),
        Cause::SecretMismatch => key::secret_mismatch(case),
        Cause::ClockSkew => key::clock_skew(case),
        Cause::KeyUnknown => key::unknown(case),
        Cause::KeyInactive => key::inactive(case),
        Cause::KeyNotYetVisible => key::not_yet_visible(case),
        Cause::CredentialsMissing => key::missing(case),
        Cause::ConfigCached => laravel::config_cached(case),
        Cause::EnvUnreadable => laravel::env_unreadable(case),
        Cause::EnvSwallowed => laravel::env_swallowed(case),
        Cause::WrongMailer => laravel::wrong_mailer(case),
        Cause::MailerUndefined => laravel::mailer_undefined(case),
        Cause::SdkMissing => laravel::sdk_missing(case),
        Cause::PolicyLacksAction => policy::lacks_action(case),
        Cause::PolicyExcludesSender => policy::excludes_sender(case),
        Cause::RateExceeded => limit::rate(case),
        Cause::QuotaExceeded => limit::quota(case),
        Cause::VerificationNotWired => laravel::verification_not_wired(case),
        Cause::LaravelUnverifiedUser => laravel::unverified_user(case),
        Cause::SmtpCredentialsWrongRegion => smtp::wrong_region(case),
        Cause::SmtpCredentialsNotDerived => smtp::not_derived(case),
        Cause::ProductionPending => production::pending(case),
        Cause::ProductionDenied => production::denied(case),
        Cause::RegionWithoutSes => region::without_ses(case),
        Cause::DnsMissing
        | Cause::DnsNameDoubled
        | Cause::DnsWrongValue
        | Cause::DnsWrongType
        | Cause::DnsProxied
        | Cause::DnsWrongProvider
        | Cause::DnsServersDisagree
        | Cause::DnsSpfDuplicate
        | Cause::DnsDmarcDuplicate
        | Cause::DnsMxExtra => dns::record(cause, case),
    }
}
