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
    /// To whom it was denied: the ARN of a user or a role, as the text has it.
    pub principal: Option<String>,
    /// Which policy denies, where the text says so.
    pub denier: Option<Denier>,
    /// AWS's id of the call.
    pub request_id: Option<String>,
    /// The host that was called, where it is not AWS's: an emulator, or a proxy.
    pub endpoint: Option<String>,
    /// The program that says it, where that is one that sets machines up and has credentials of its own.
    pub program: Option<&'static str>,
    /// Which sort of key the text shows.
    pub key: Option<KeySort>,
    /// What a receiver found, where the text is its header.
    pub received: Option<Received>,
}

/// The policy that says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denier {
    /// No policy of the user or role allows it.
    NothingAllows,
    /// A policy of the organization denies.
    Organization,
    /// A permissions boundary does.
    Boundary,
    /// The policy of the session does.
    Session,
    /// A policy of the user or role does.
    Identity,
    /// The policy of the VPC's endpoint does, or does not allow it.
    Endpoint,
    /// The policy of the identity, or of whatever the call was on, does, or does not allow it.
    Resource,
    /// The one that AWS attaches to a key that it found in public.
    Quarantine,
}

/// The sort of an access key, by how its id begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySort {
    /// `AKIA…`
    LongLived,
    /// `ASIA…`, which needs a session token.
    Temporary,
}

/// What a receiver found of a message that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    /// Who judged, by the name that it gives itself (`mx.google.com`).
    pub by: Option<String>,
    /// The domain of the From.
    pub from: Option<String>,
    /// The domain of the MAIL FROM.
    pub mail_from: Option<String>,
    /// Whether the sending host may send for the MAIL FROM.
    pub spf: Option<Verified>,
    /// Each signature, with its domain.
    pub dkim: Vec<(Verified, Option<String>)>,
    /// Whether one of the two is of the From's domain.
    pub dmarc: Option<Verified>,
}

impl Received {
    /// Whether DMARC passed, and with it the From.
    pub fn passed(&self) -> bool {
        self.dmarc == Some(Verified::Pass)
    }
}

/// The result of a receiver's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// There was nothing to check.
    Nothing,
    /// It could not be checked at that time.
    Unknown,
}

/// What an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Kind {
    /// SES: an identity is not verified.
    NotVerified,
    /// SES refused the message, and the sentence that says why was left out.
    Rejected,
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
    /// SES, or a mail client, cannot read an address of the message.
    AddressRefused,
    /// SES refuses a header.
    HeaderRefused,
    /// The signature's header cannot be read, because of what stands in the key's id.
    KeyIdRefused,
    /// The signature is for another region or service than the endpoint's.
    WrongScope,
    /// The SDK refuses a session token that it was given as an option.
    TokenOption,
    /// The SDK was given no region.
    RegionMissing,
    /// The SDK refuses the region's name.
    RegionRefused,
    /// The account may not use the service yet.
    NotSubscribed,
    /// Sending is paused.
    SendingPaused,
    /// The account may not send any more.
    AccountSuspended,
    /// There is no such configuration set.
    ConfigurationSetMissing,
    /// The MAIL FROM does not work.
    MailFrom,
    /// The recipient is on a suppression list.
    Suppressed,
    /// SES's host has no address.
    HostNotFound,
    /// No connection to SES's host came about.
    NotConnected,
    /// The same, and why was cut off.
    NotEstablished,
    /// A host was reached, SES's or what stands in between, and no answer came of it.
    NoAnswer,
    /// The certificate that came is not trusted.
    Certificate,
    /// The list of certificate authorities is not there.
    CaFile,
    /// TLS was begun in another way than the port's.
    TlsMode,
    /// SES closed a silent connection.
    IdleClosed,
    /// The connection ended, and nothing says why.
    Dropped,
    /// Symfony does not know the mailer's scheme.
    SchemeRefused,
    /// The mailer's URL, or its port, cannot be read.
    DsnRefused,
    /// Laravel refuses its own signed link. Not about SES.
    LinkRefused,
    /// The mail was to go to a mail catcher, not to SES.
    AnotherHost,
    /// An emulator's sentence in place of SES's.
    Emulated,
    /// A mail client's sentence for a refused login and for no connection alike.
    SmtpUnclear,
    /// A user has as many keys as it may.
    KeyLimit,
    /// SES takes no request for production access now: one is under review, or was answered.
    ReviewPending,
    /// AWS denies production access, in the words of its support.
    ReviewDenied,
    /// SES gave up looking for the records of DKIM.
    DkimGivenUp,
    /// SES gave up verifying an identity.
    IdentityGivenUp,
    /// SES has no such identity in the region.
    IdentityMissing,
    /// SES finds the records of a verified identity no more.
    RecordsGone,
    /// A receiver's header with the results of its checks.
    Received,
    /// A receiver refused the message by the domain's DMARC policy.
    DmarcRefused,
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

/// How far a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Station {
    /// It is not about a message, or nothing says how far it came.
    Unsaid,
    /// The app or its SDK stopped before anything was sent.
    App,
    /// It did not reach AWS.
    Way,
    /// AWS refused the one who asks.
    Door,
    /// SES refused the message.
    Ses,
    /// SES took it.
    Beyond,
}

impl Kind {
    /// How far the message came.
    pub(super) fn station(self) -> Station {
        match self {
            Kind::UnverifiedUser
            | Kind::LinkRefused
            | Kind::KeyLimit
            | Kind::ReviewPending
            | Kind::ReviewDenied
            | Kind::AddressRefused
            | Kind::DkimGivenUp
            | Kind::IdentityGivenUp
            | Kind::IdentityMissing
            | Kind::RecordsGone
            | Kind::Other => Station::Unsaid,
            Kind::EnvRefused
            | Kind::SdkMissing
            | Kind::MailerUndefined
            | Kind::SchemeRefused
            | Kind::DsnRefused
            | Kind::RegionMissing
            | Kind::RegionRefused
            | Kind::TokenOption
            | Kind::NoCredentials
            | Kind::AnotherHost => Station::App,
            Kind::HostNotFound
            | Kind::NotConnected
            | Kind::NotEstablished
            | Kind::NoAnswer
            | Kind::Certificate
            | Kind::CaFile
            | Kind::TlsMode
            | Kind::Dropped
            | Kind::SmtpUnclear
            | Kind::Emulated => Station::Way,
            Kind::Signature
            | Kind::Clock
            | Kind::WrongScope
            | Kind::KeyIdRefused
            | Kind::KeyNotAccepted
            | Kind::Expired
            | Kind::NotSubscribed
            | Kind::SmtpLogin => Station::Door,
            Kind::NotVerified
            | Kind::Rejected
            | Kind::NotAuthorized
            | Kind::RateExceeded
            | Kind::QuotaExceeded
            | Kind::HeaderRefused
            | Kind::SendingPaused
            | Kind::AccountSuspended
            | Kind::ConfigurationSetMissing
            | Kind::MailFrom
            | Kind::IdleClosed => Station::Ses,
            Kind::Suppressed | Kind::Received | Kind::DmarcRefused => Station::Beyond,
        }
    }

    /// Whether it may be AWS that says it, with a code of AWS's.
    pub(super) fn is_of_aws(self) -> bool {
        match self.station() {
            Station::Door | Station::Ses => true,
            Station::Unsaid => {
                matches!(
                    self,
                    Kind::AddressRefused | Kind::KeyLimit | Kind::ReviewPending | Kind::IdentityMissing | Kind::Other
                )
            }
            Station::App | Station::Way | Station::Beyond => matches!(self, Kind::Suppressed | Kind::Emulated),
        }
    }
}

impl Complaint {
    /// The region, if SES is in it.
    pub fn ses_region(&self) -> Option<Region> {
        self.region.as_deref()?.parse().ok()
    }

    /// The configuration set that SES does not find: `Configuration set <news> does not exist.`
    pub fn configuration_set(&self) -> Option<String> {
        let said = self.message.as_deref()?;
        let from = said.to_lowercase().find("configuration set ")? + "configuration set ".len();
        let name = said.get(from..)?.split(" does not").next()?.trim_matches(['<', '>', '`', '\'', '"']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!name.is_empty() && name.len() <= 64 && name.chars().all(is_name)).then(|| name.to_owned())
    }

    /// Whether what was denied is an action of SES.
    pub fn is_denied_ses(&self) -> bool {
        self.action.as_deref().is_some_and(|action| action.to_ascii_lowercase().starts_with("ses:"))
    }

    /// Whether the text has SES's list of names, or its beginning.
    pub fn has_names(&self) -> bool {
        !self.identities.is_empty() || self.cut.is_some()
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
