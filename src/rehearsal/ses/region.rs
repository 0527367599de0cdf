//! What SES holds in one region: the account with its review, and the identities. Knows no request.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::Serialize;

use crate::{
    dns::RecordType,
    rehearsal::{bucket::Bucket, chance::Chance, scenario::Scenario},
    terms::{Region, Timestamp},
};

/// SES in one region: nothing of it is known in another.
#[derive(Debug, Clone)]
pub struct SesRegion {
    /// True once the sandbox has ended.
    pub production: bool,
    pub details: Option<Details>,
    pub review: Option<ReviewDetails>,
    /// False where AWS has paused sending.
    pub sending: bool,
    /// HEALTHY, PROBATION or SHUTDOWN.
    pub enforcement: String,
    /// NONE, ESSENTIALS, PRO or ENTERPRISE.
    pub plan: String,
    /// The one from the next month on, where that is another.
    pub next_plan: Option<String>,
    /// BOUNCE, COMPLAINT.
    pub suppressed_reasons: Vec<String>,
    /// From which verdict on an address on SES sends nothing there, where that was ever set.
    pub suppression_validation: Option<SuppressionValidation>,
    /// Reason and moment, by address.
    pub suppressed: BTreeMap<String, (String, Timestamp)>,
    /// By name.
    pub identities: BTreeMap<String, EmailIdentity>,
    pub configuration_sets: BTreeSet<String>,
    /// Accepted messages that count for the quota: when, and to how many.
    pub sends: Vec<(Timestamp, u64)>,
    /// The limit on sending, from the first message on.
    pub rate: Option<Bucket>,
    /// How often each domain has been given tokens.
    attempts: BTreeMap<String, u64>,
}

/// What PutAccountDetails left.
#[derive(Debug, Clone)]
pub struct Details {
    /// MARKETING or TRANSACTIONAL.
    pub mail_type: String,
    pub website: String,
    /// EN or JA.
    pub language: String,
    pub use_case: Option<String>,
    /// Addresses that are told of the review beside the account's own.
    pub contacts: Vec<String>,
}

/// SuppressionAttributes.ValidationAttributes.ConditionThreshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionValidation {
    /// ENABLED or DISABLED.
    pub enabled: String,
    /// MEDIUM, HIGH or MANAGED.
    pub threshold: Option<String>,
}

/// The review of a request for production access.
#[derive(Debug, Clone)]
pub struct ReviewDetails {
    pub status: CaseStatus,
    pub case_id: Option<String>,
}

/// How far the review is (GetAccount.Details.ReviewDetails.Status).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum CaseStatus {
    Pending,
    Granted,
    /// AWS says no, and answers in the case.
    Denied,
    /// AWS never received the request; it can be made again.
    Failed,
}

/// A domain or an address that mail may come from.
#[derive(Debug, Clone)]
pub struct EmailIdentity {
    /// The domain or the address.
    pub name: String,
    pub kind: IdentityType,
    pub tags: BTreeMap<String, String>,
    pub status: Status,
    /// When the 72 hours (24 for a link) of the present status began.
    pub since: Timestamp,
    /// When SES last looked, or the link was clicked.
    pub checked: Option<Timestamp>,
    /// When SES last found what it looks for.
    pub succeeded: Option<Timestamp>,
    /// Why the last look that failed did; it stays after a success, as it does at AWS.
    pub error: Option<&'static str>,
    pub dkim: DkimSigning,
    pub mail_from: Option<MailFromAttributes>,
    /// Whether bounces are forwarded by mail.
    pub feedback: bool,
    pub configuration_set: Option<String>,
    /// Another for each creation and each restart.
    pub generation: u64,
}

/// What an identity is (GetEmailIdentity.IdentityType).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum IdentityType {
    Domain,
    EmailAddress,
}

/// How far SES is with what it looks for (GetEmailIdentity.VerificationStatus and its like).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    NotStarted,
    Pending,
    Success,
    /// It was not found at the last look, or DNS did not answer; SES goes on looking.
    TemporaryFailure,
    /// SES has given up looking.
    Failed,
}

/// The signing of a domain.
#[derive(Debug, Clone)]
pub struct DkimSigning {
    /// Whether SES signs.
    pub signing: bool,
    /// Three for a domain; empty for an address.
    pub tokens: Vec<String>,
    /// Where their CNAMEs point.
    pub hosted_zone: String,
    /// `RSA_1024_BIT` or `RSA_2048_BIT`
    pub key_length: String,
    /// When the tokens were made.
    pub generated: Timestamp,
}

/// A custom MAIL FROM domain.
#[derive(Debug, Clone)]
pub struct MailFromAttributes {
    pub domain: String,
    pub status: Status,
    /// When the 72 hours of the present status began.
    pub since: Timestamp,
    /// `USE_DEFAULT_VALUE` or `REJECT_MESSAGE`
    pub on_mx_failure: String,
    /// Another each time it is set.
    pub generation: u64,
}

/// SES stops looking after so long, and never begins again by itself.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(72);
/// A link in a verification mail is dead after so long.
pub const LINK_LIVES: SignedDuration = SignedDuration::from_hours(24);

impl SesRegion {
    /// A region that was not used yet.
    pub fn fresh(scenario: &Scenario, region: &str) -> Self {
        let manners = &scenario.ses;
        SesRegion {
            production: scenario.production.iter().any(|it| it.code() == region),
            details: None,
            review: None,
            sending: manners.sending,
            enforcement: manners.enforcement.clone(),
            plan: manners.plan.clone(),
            next_plan: None,
            suppressed_reasons: manners.suppressed_reasons.clone(),
            suppression_validation: None,
            suppressed: BTreeMap::new(),
            identities: BTreeMap::new(),
            configuration_sets: manners.configuration_sets.iter().cloned().collect(),
            sends: Vec::new(),
            rate: None,
            attempts: BTreeMap::new(),
        }
    }

    /// Recipients per rolling 24 hours.
    pub fn daily_quota(&self) -> u64 {
        if self.production { 50_000 } else { 200 }
    }

    /// Recipients per second.
    pub fn send_rate(&self) -> f64 {
        if self.production { 14.0 } else { 1.0 }
    }

    /// Recipients that count for the quota.
    pub fn sent_last_24_hours(&self, now: Timestamp) -> u64 {
        let day = now - SignedDuration::from_hours(24);
        self.sends.iter().filter(|(at, _)| *at > day).map(|(_, recipients)| recipients).sum()
    }

    /// True where SES would send from this address, or to it in the sandbox.
    pub fn verifies(&self, address: &str) -> bool {
        self.candidates(address).any(EmailIdentity::is_verified)
    }

    /// The identity that speaks for an address: its own before its domain's, the closest domain first.
    pub fn covering(&self, address: &str) -> Option<&EmailIdentity> {
        self.candidates(address).next()
    }

    fn candidates(&self, address: &str) -> impl Iterator<Item = &EmailIdentity> {
        let (local, domain) = address.rsplit_once('@').unwrap_or(("", address));
        let domain = domain.to_ascii_lowercase();
        let unlabelled = local.split('+').next().unwrap_or_default();
        let mut names = vec![format!("{local}@{domain}"), format!("{unlabelled}@{domain}")];
        let labels: Vec<&str> = domain.split('.').collect();
        names.extend((0..labels.len().saturating_sub(1)).map(|from| labels[from..].join(".")));
        names.into_iter().filter_map(|name| self.identities.get(&name))
    }

    /// New tokens for a domain, other than all that it had before.
    pub fn new_dkim(&mut self, chance: &Chance, region: &str, domain: &str, now: Timestamp) -> DkimSigning {
        let attempt = self.attempts.entry(domain.into()).or_default();
        *attempt += 1;
        DkimSigning {
            signing: true,
            tokens: (0..3).map(|which| chance.dkim_token(region, domain, *attempt, which)).collect(),
            // Where no list has it, one that a guess would miss.
            hosted_zone: region
                .parse::<Region>()
                .ok()
                .and_then(Region::fallback_dkim_zone)
                .unwrap_or_else(|| format!("dkim.{region}.cell-1.amazonses.com")),
            key_length: "RSA_2048_BIT".into(),
            generated: now,
        }
    }
}

impl EmailIdentity {
    /// A domain or an address that SES has just been told of.
    pub fn begun(name: &str, kind: IdentityType, dkim: DkimSigning, generation: u64, now: Timestamp) -> Self {
        EmailIdentity {
            name: name.into(),
            kind,
            tags: BTreeMap::new(),
            status: Status::Pending,
            since: now,
            checked: None,
            succeeded: None,
            error: None,
            dkim,
            mail_from: None,
            feedback: true,
            configuration_set: None,
            generation,
        }
    }

    /// True where SES sends for it: verified, and not found wanting for good since.
    pub fn is_verified(&self) -> bool {
        match self.status {
            Status::Success => true,
            Status::TemporaryFailure => self.succeeded.is_some(),
            Status::NotStarted | Status::Pending | Status::Failed => false,
        }
    }

    /// Its domain, or that of its address.
    pub fn domain(&self) -> &str {
        self.name.rsplit_once('@').map_or(self.name.as_str(), |(_, domain)| domain)
    }

    /// The three CNAMEs: name and target.
    pub fn cnames(&self) -> Vec<(String, String)> {
        let pair = |token: &String| {
            (format!("{token}._domainkey.{}", self.name), format!("{token}.{}", self.dkim.hosted_zone))
        };
        self.dkim.tokens.iter().map(pair).collect()
    }

    /// Every record that its owner would add, DMARC included.
    pub fn wanted(&self, region: &str) -> Vec<(String, RecordType, String)> {
        let mut wanted: Vec<(String, RecordType, String)> =
            self.cnames().into_iter().map(|(name, target)| (name, RecordType::Cname, target)).collect();
        if let Some(mail_from) = &self.mail_from {
            wanted.push((mail_from.domain.clone(), RecordType::Mx, mail_from.wanted_mx(region)));
            wanted.push((mail_from.domain.clone(), RecordType::Txt, "v=spf1 include:amazonses.com ~all".into()));
        }
        if self.kind == IdentityType::Domain {
            wanted.push((format!("_dmarc.{}", self.name), RecordType::Txt, "v=DMARC1; p=none;".into()));
        }
        wanted
    }
}

impl MailFromAttributes {
    /// The MX that SES looks for: preference and host.
    pub fn wanted_mx(&self, region: &str) -> String {
        format!("10 feedback-smtp.{region}.amazonses.com")
    }
}

impl DkimSigning {
    /// An address signs nothing of its own.
    pub fn of_an_address(now: Timestamp) -> Self {
        DkimSigning {
            signing: false,
            tokens: Vec::new(),
            hosted_zone: String::new(),
            key_length: "RSA_2048_BIT".into(),
            generated: now,
        }
    }
}
