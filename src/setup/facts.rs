//! What was seen, and of what kind each thing is. Does not know how it was looked at, or when.
//!
//! A look arrives in parts; [`Facts::learn`] joins them. Secrets are never here: of a value that may be one there is a
//! fingerprint and a shape.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde::Serialize;

use super::{
    Barred, Caller, ChangeKind, CliVersion, HostInDns, IdentityName, Intent, Logins, Machine, PricePlan,
    ProfileEndpoint, Project, SiteLook, TriedLogins,
};
use crate::{
    dns::{ZoneCut, ask::Sightings},
    laravel::Mailer,
    terms::{
        AccountId, Address, BadRegion, Denial, Domain, Fact, FailureKind, Fingerprint, KeyId, Region, SecretShape,
        SetupName, Slot, Timestamp, UserName,
    },
};

/// Everything we know of the world, for one intent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The principal that signed in (sts:GetCallerIdentity).
    pub caller: Fact<Caller>,
    /// What the sign-in may not do of all that a set-up needs, as AWS's simulator says. *Hidden* where it may not ask it.
    pub permissions: Fact<Barred>,
    /// SES in the intent's region (ses:GetAccount).
    pub account: Fact<SesAccount>,
    /// The IAM user of the intent's name.
    pub sender: Fact<Sender>,
    /// Its access keys.
    pub keys: Fact<Vec<AccessKey>>,
    /// Those of them whose secret is at the intent's resting place.
    pub kept: Fact<Vec<KeptKey>>,
    /// Whether AWS takes the key that the app is to use. *Absent* while it does not yet.
    pub accepted: Fact<KeyId>,
    /// The key that AWS took, where it is younger than two minutes and was asked about once: another of AWS's machines may not
    /// know it yet.
    pub young: Option<KeyId>,
    /// What our own ledger remembers of keys.
    pub issue: IssueTrace,
    /// Whose a key is that exists already and may be kept, as AWS tells the key itself. *Absent* without such a key, or
    /// AWS does not know it.
    pub offered: Fact<OfferedKey>,
    /// The identity wanted, or the verified domain above it that covers it.
    pub identity: Fact<Identity>,
    /// The zone that holds the identity's records.
    pub zone: Fact<ZoneCut>,
    /// What DNS says, record by record (by the record's name and type).
    pub records: BTreeMap<RecordKey, Sightings>,
    /// Whether DNS has those of SES's hosts that this set-up writes down; not those that were not asked for, or on which no
    /// resolver answered.
    pub hosts: BTreeMap<String, HostInDns>,
    /// What this machine is like.
    pub machine: Fact<Machine>,
    /// The file that holds secrets under a passphrase.
    pub sealed: Fact<SealedFile>,
    /// The Laravel app.
    pub project: Fact<Project>,
    /// The identity that lets a test reach its recipient in the sandbox.
    pub recipient: Fact<Identity>,
    /// The other set-ups of this project, as they are remembered here.
    pub others: Fact<Vec<OtherSetup>>,
    /// What a test of this run showed.
    pub delivery: Fact<Delivery>,
    /// The last test that SES took from this set-up, as our own ledger remembers it.
    pub proof: Option<Proof>,
    /// AWS would not set account suppression, and in which of the two worlds.
    pub suppression_refused: Option<SuppressionRefusal>,
    /// What one request to the website came to, where the operator let it be made.
    pub site: Option<SiteLook>,
    /// The region that this machine's environment or profile names, where one cannot send from it.
    pub bad_region: Option<BadRegion>,
    /// By how many seconds this machine's clock is ahead of AWS's; negative where it is behind, and none within half a minute.
    pub ahead: Option<i64>,
    /// Whether SES's SMTP server answered from here, where the app sends by it.
    pub smtp: Option<SmtpDial>,
    /// The server that the environment names in AWS's place, where it has not said that it is a rehearsal.
    pub process_endpoint: Option<ProcessEndpoint>,
    /// The server that a profile of this machine names in the place of SES's.
    pub endpoint: Option<ProfileEndpoint>,
    /// SES region by region, as far as a look went beyond the set-up's own region.
    pub regions: BTreeMap<Region, RegionFacts>,
    /// The ways to sign in that lie at hand here.
    pub logins: Fact<Logins>,
    /// What came of asking AWS about some of them.
    pub tried: TriedLogins,
    /// The AWS CLI of this machine.
    pub cli: Fact<CliVersion>,
    /// Changes of this run that AWS refused to the sign-in.
    pub denied: BTreeMap<ChangeKind, Denial>,
}

/// A connection to SES's SMTP server, as the app would begin it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpDial {
    pub host: String,
    pub port: u16,
    /// Why none came about.
    pub refused: Option<Denial>,
}

/// A server in AWS's place, by a variable of the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessEndpoint {
    /// `AWS_ENDPOINT_URL`, or SES's own.
    pub variable: String,
    pub url: String,
}

/// SES in one region, as far as it was asked.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegionFacts {
    /// GetAccount.
    pub account: Fact<SesAccount>,
    /// GetEmailIdentity, by name.
    pub identities: BTreeMap<IdentityName, Fact<Identity>>,
    /// ListEmailIdentities: everything there, with its verification. Whole, or not known.
    pub listed: Fact<BTreeMap<IdentityName, Check>>,
    /// GetSuppressedDestination, by address. *Absent* where it is not on the account's list.
    pub suppressed: BTreeMap<Address, Fact<Suppression>>,
    /// GetConfigurationSet, by name. *Absent* where the account has no such set.
    pub sets: BTreeMap<String, Fact<ConfigurationSet>>,
}

/// An entry of the account's suppression list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// `BOUNCE`, `COMPLAINT`; an open string.
    pub reason: String,
    /// LastUpdateTime.
    pub since: Option<Timestamp>,
}

/// A configuration set, as far as it decides whether mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigurationSet {
    /// SendingOptions.SendingEnabled.
    pub sends: bool,
}

/// Where to look beyond the set-up's own matters, and for what. The account of each region named is looked at too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    pub identities: BTreeMap<Region, BTreeSet<IdentityName>>,
    /// Where everything is to be listed.
    pub lists: BTreeSet<Region>,
    /// Where only the account is looked at.
    pub accounts: BTreeSet<Region>,
    /// Addresses that may be on the account's suppression list.
    pub suppressed: BTreeMap<Region, BTreeSet<Address>>,
    /// Configuration sets, by name.
    pub sets: BTreeMap<Region, BTreeSet<String>>,
}

/// SES in one region.
#[derive(Debug, Clone, PartialEq)]
pub struct SesAccount {
    pub region: Region,
    /// GetAccount.ProductionAccessEnabled: this decides the sandbox, not the review.
    pub production: bool,
    /// How much may be sent (GetAccount.SendQuota).
    pub quota: Option<Quota>,
    /// False while AWS, or the owner, has paused sending.
    pub sending_enabled: bool,
    /// `HEALTHY`, `PROBATION`, `SHUTDOWN`; an open string.
    pub enforcement: Option<String>,
    /// Which of bounces and complaints the account suppresses: `BOUNCE`, `COMPLAINT`.
    pub suppressed: BTreeSet<String>,
    /// The state of the request for production access, where one was made.
    pub review: Option<Review>,
    /// By which plan AWS bills here (GetAccount.PricingAttributes); nothing where AWS does not tell.
    pub plan: Option<PricePlan>,
    /// DeliveryAttributes.SharedPoolDeliveryMode: `GLOBAL`, `REGIONAL`; an open string, and nothing where AWS does not tell.
    pub delivery_mode: Option<String>,
}

/// Why no mail leaves the account, whatever its quota says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendingStop {
    /// AWS has shut sending down (EnforcementStatus `SHUTDOWN`).
    ShutDown,
    /// AWS, or the owner, has paused it (SendingEnabled).
    Paused,
}

/// SendQuota. Recipients, not messages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quota {
    /// Per rolling 24 hours; −1 means no limit.
    pub max_24_hour: f64,
    /// Per second.
    pub max_rate: f64,
    /// In the last 24 hours.
    pub sent_24_hour: f64,
}

/// Details.ReviewDetails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// How far it is.
    pub status: ReviewStatus,
    /// The support case in which AWS answers, by its number.
    pub case: Option<String>,
}

/// ReviewDetails.Status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReviewStatus {
    /// It lies with a person at AWS.
    Pending,
    /// Approved; [`SesAccount::production`] says whether it has taken effect.
    Granted,
    /// Refused, or waiting for an answer: the case says which.
    Denied,
    /// AWS never received it; may be sent again.
    Failed,
    /// A word that we do not know.
    Other(String),
}

/// The IAM user whose key the app uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    pub name: UserName,
    pub arn: String,
    pub made: Authorship,
    /// By AWS's clock, to the second.
    pub created: Option<Timestamp>,
    /// Inline policies by name, as JSON text. Hidden where reading them is not allowed.
    pub inline: Fact<BTreeMap<String, String>>,
    /// Whose the statement in our policy is that allows all of SES, where there is one: of this set-up, by our ledger, or of
    /// another one.
    pub opened: Authorship,
    /// ARNs of attached managed policies.
    pub attached: Fact<BTreeSet<String>>,
    /// The ARN of its permissions boundary, which limits all that its policies allow.
    pub boundary: Option<String>,
}

/// Whose work a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authorship {
    /// We made it.
    Ours,
    /// We were told to use it.
    Adopted,
    /// Made by another person or program.
    Foreign,
}

/// A key of the user, as iam:ListAccessKeys has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Its public half.
    pub id: KeyId,
    /// False where it was deactivated.
    pub active: bool,
    /// By AWS's clock, to the second.
    pub created: Option<Timestamp>,
    /// Whose it is.
    pub origin: KeyOrigin,
    /// GetAccessKeyLastUsed; asked only where the operator has to choose between two. *Absent* where it never was.
    pub used: Fact<Timestamp>,
    /// The file for a server that it was written into, as long as it is there.
    pub file: Option<PathBuf>,
}

/// What the ledger knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum KeyOrigin {
    /// A line of ours was closed with it.
    Ours,
    /// Made elsewhere, and given to us to keep by the operator.
    Given,
    /// A line of ours was closed with it, and its secret went into a file for another machine.
    ForServer,
    /// Made by a line of ours that was never closed, and its secret rests nowhere: it is lost.
    Orphan,
    /// Nothing of ours.
    Elsewhere,
}

/// A key that exists already, with its secret, and is not at rest yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedKey {
    /// Its public half.
    pub id: KeyId,
    /// Where its secret is.
    pub slot: Slot,
    /// Whom AWS takes it for.
    pub owner: Caller,
}

/// A key whose secret is at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Its public half.
    pub id: KeyId,
    /// Of its secret.
    pub print: Fingerprint,
    /// Of the SMTP password that follows from it in the intent's region.
    pub smtp_print: Option<Fingerprint>,
    /// Of its secret.
    pub shape: SecretShape,
}

/// The file of secrets, and whether it can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    pub path: PathBuf,
    pub seal: Seal,
}

/// What keeps the sealed file closed, if anything does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// There is no such file, and the passphrase of a new one is not chosen yet.
    Unmade,
    /// It is there, and its passphrase was not said in this run.
    Closed,
    /// What was said is not its passphrase.
    Wrong,
    /// It opens with what was said, or will be made with it.
    Open,
}

/// What the ledger remembers of this user's keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum IssueTrace {
    #[default]
    Nothing,
    /// A key was asked for and no answer was written down. Since when, by this machine's clock.
    Open { since: Timestamp },
    /// The last key that we kept, made by us or given, and when that was written down, by this machine's clock.
    Made { key: KeyId, at: Timestamp },
}

/// GetEmailIdentity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub name: IdentityName,
    pub made: Authorship,
    /// VerifiedForSendingStatus.
    pub verified: bool,
    pub verification: Check,
    pub dkim: Dkim,
    pub mail_from: Option<MailFrom>,
    /// VerificationInfo.ErrorType, where the status is not SUCCESS (after a success AWS leaves an old one standing).
    pub error: Option<String>,
    /// VerificationInfo.LastCheckedTimestamp.
    pub checked: Option<Timestamp>,
    /// VerificationInfo.SOARecord.PrimaryNameServer: of the zone that AWS saw; lower case, without the last dot.
    pub zone_server: Option<String>,
    /// When our ledger says that we created it, by this machine's clock.
    pub created: Option<Timestamp>,
    /// The DKIM tokens that it had when our ledger says that we restarted its DKIM.
    pub former_tokens: Vec<String>,
}

/// The statuses that SES gives to verification, DKIM and MAIL FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    NotStarted,
    Pending,
    Success,
    /// SES has given up and does not look again by itself.
    Failed,
    /// SES could not see it for now and goes on looking.
    TemporaryFailure,
    /// A word that we do not know.
    Other(String),
}

/// DkimAttributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dkim {
    /// Whether SES finds the keys in DNS.
    pub status: Check,
    /// Three, for Easy DKIM; the selector, where the owner's own key signs.
    pub tokens: Vec<String>,
    /// SigningHostedZone: where the CNAMEs point.
    pub zone: Option<String>,
    /// Whose keys sign.
    pub origin: DkimOrigin,
}

/// DkimAttributes.SigningAttributesOrigin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DkimOrigin {
    /// Easy DKIM.
    Ses,
    /// Bring-your-own (`EXTERNAL`): the owner's key, in a TXT record of theirs. Left as it is.
    External,
    /// A replica of another region (`AWS_SES_EU_WEST_1`), with that region's tokens, or a new word. Left as it is.
    Other(String),
}

/// MailFromAttributes, where one is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFrom {
    /// A name below the identity's.
    pub domain: Domain,
    /// Whether SES finds its MX in DNS.
    pub status: Check,
    pub on_mx_failure: OnMxFailure,
}

/// MailFromAttributes.BehaviorOnMxFailure: what becomes of mail while the MX is not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnMxFailure {
    /// It leaves under SES's own MAIL FROM.
    #[default]
    UseDefault,
    /// It is refused.
    Reject,
}

/// Which record a sighting is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey {
    pub name: String,
    pub kind: crate::dns::RecordType,
}

/// What is remembered of another set-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherSetup {
    pub name: SetupName,
    /// Where it was begun; none where nothing was changed under it yet.
    pub account: Option<AccountId>,
    /// The address that its mail comes from.
    pub from: Option<Address>,
}

/// What a test showed: SES took it. Not that it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub to: Address,
    /// Whose key sent it.
    pub key: KeyId,
    pub message_id: String,
}

/// That SES took a test of this set-up once. Evidence with an age: what has changed at AWS since, it does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub from: Address,
    pub to: Address,
    pub region: Region,
    pub mailer: Mailer,
    /// Whose key sent it.
    pub key: KeyId,
    /// When SES took it, by this machine's clock.
    pub at: Timestamp,
    /// When the ledger was read.
    pub seen: Timestamp,
}

impl Facts {
    /// The earlier test, where it was sent as the app would send now: the same sender, region, mailer and key; and nothing
    /// that was seen since speaks against it.
    pub fn proof_of(&self, intent: &Intent) -> Option<&Proof> {
        let mailer = self.project.present().map(|project| intent.mailer_of(&project.app)).or(intent.mailer);
        let lost = match &self.identity {
            Fact::Absent => true,
            Fact::Present(identity) => !identity.verified,
            Fact::Unknown | Fact::Hidden(_) => false,
        };
        self.proof.as_ref().filter(|_| !lost).filter(|it| {
            intent.from.as_ref() == Some(&it.from)
                && intent.region == Some(it.region)
                && mailer.is_none_or(|mailer| mailer == it.mailer)
                && self.app_key().is_some_and(|key| key.id == it.key)
        })
    }
}

/// AWS would not set account suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionRefusal {
    /// Where it was refused: out of the sandbox it is tried once more.
    pub in_production: bool,
    pub denial: Denial,
}

impl SesAccount {
    /// What keeps all mail from leaving, if anything does.
    pub fn stop(&self) -> Option<SendingStop> {
        match (self.enforcement.as_deref(), self.sending_enabled) {
            (Some("SHUTDOWN"), _) => Some(SendingStop::ShutDown),
            (Some(_) | None, false) => Some(SendingStop::Paused),
            (Some(_) | None, true) => None,
        }
    }

    /// Whether AWS watches the account for its bounces and complaints. Mail still leaves.
    pub fn on_probation(&self) -> bool {
        self.enforcement.as_deref() == Some("PROBATION")
    }
}

impl Quota {
    /// Recipients per rolling 24 hours, or `None` where there is no limit.
    pub fn per_day(&self) -> Option<u64> {
        (self.max_24_hour >= 0.0).then_some(self.max_24_hour as u64)
    }
}

impl Check {
    /// AWS's own word for it.
    pub fn word(&self) -> &str {
        match self {
            Check::NotStarted => "NOT_STARTED",
            Check::Pending => "PENDING",
            Check::Success => "SUCCESS",
            Check::Failed => "FAILED",
            Check::TemporaryFailure => "TEMPORARY_FAILURE",
            Check::Other(word) => word,
        }
    }
}

impl RegionFacts {
    /// Whether the account has not switched this region on: its keys are not known there.
    pub fn is_off(&self) -> bool {
        matches!(&self.account, Fact::Hidden(denial)
            if denial.kind == FailureKind::KeyNotAccepted)
    }
}

impl Around {
    /// Whether it names no region.
    pub fn is_empty(&self) -> bool {
        self.regions().is_empty()
    }

    /// What is in it and not in the other.
    #[must_use]
    pub fn without(mut self, other: &Around) -> Around {
        let Around { identities, lists, accounts, suppressed, sets } = other;
        take_out(&mut self.identities, identities);
        take_out(&mut self.suppressed, suppressed);
        take_out(&mut self.sets, sets);
        self.lists.retain(|region| !lists.contains(region));
        self.accounts.retain(|region| !accounts.contains(region));
        self
    }

    /// What is in either.
    #[must_use]
    pub fn and(mut self, other: Around) -> Around {
        let Around { identities, lists, accounts, suppressed, sets } = other;
        put_in(&mut self.identities, identities);
        put_in(&mut self.suppressed, suppressed);
        put_in(&mut self.sets, sets);
        self.lists.extend(lists);
        self.accounts.extend(accounts);
        self
    }

    /// The regions in it.
    pub fn regions(&self) -> BTreeSet<Region> {
        let named = self.identities.keys().chain(self.suppressed.keys()).chain(self.sets.keys());
        named.chain(&self.lists).chain(&self.accounts).copied().collect()
    }
}

fn take_out<T: Ord>(own: &mut BTreeMap<Region, BTreeSet<T>>, others: &BTreeMap<Region, BTreeSet<T>>) {
    for (region, names) in others {
        if let Some(own) = own.get_mut(region) {
            own.retain(|name| !names.contains(name));
        }
    }
    own.retain(|_, names| !names.is_empty());
}

fn put_in<T: Ord>(own: &mut BTreeMap<Region, BTreeSet<T>>, others: BTreeMap<Region, BTreeSet<T>>) {
    for (region, names) in others {
        own.entry(region).or_default().extend(names);
    }
}

impl Facts {
    /// A key of ours that works and whose secret is not where it was to rest: it was removed there.
    pub fn lost_key(&self) -> Option<&AccessKey> {
        let kept = self.kept.present()?;
        let lost = |key: &&AccessKey| {
            matches!(key.origin, KeyOrigin::Ours | KeyOrigin::Given)
                && key.active
                && kept.iter().all(|kept| kept.id != key.id)
        };
        self.keys.present()?.iter().find(lost).filter(|_| self.app_key().is_none())
    }

    /// The key that the app is to use: kept, and active as far as we may know; of several the one the ledger made last,
    /// else the newest.
    pub fn app_key(&self) -> Option<&KeptKey> {
        let kept = self.kept.present()?;
        let listed = |id: &KeyId| self.keys.present().and_then(|keys| keys.iter().find(|key| key.id == *id));
        let usable = |kept: &&KeptKey| match &self.keys {
            Fact::Present(_) => listed(&kept.id).is_some_and(|key| key.active),
            Fact::Hidden(_) => true,
            Fact::Unknown | Fact::Absent => false,
        };
        let rank = |kept: &&KeptKey| {
            let made = matches!(&self.issue, IssueTrace::Made { key, .. } if *key == kept.id);
            (made, listed(&kept.id).and_then(|key| key.created))
        };
        kept.iter().filter(usable).max_by_key(rank)
    }
}
