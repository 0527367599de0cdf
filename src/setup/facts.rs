//! What was seen, and which part of the world a look is about. Knows neither who looked nor when.
//!
//! A look arrives in parts; [`Facts::learn`] joins them. Secrets are never here: of a value that may be one there is a
//! fingerprint and a shape.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::{
    ChangeKind, IdentityName,
    barrier::Barred,
    login::{CliVersion, Logins, TriedLogins},
};
use crate::{
    dns::{ZoneCut, ask::Sightings},
    laravel::{
        App, DiffLine,
        plan::{KeyNames, PatchRefusal, SMTP_USER, keys_in},
    },
    terms::{
        AccountId, Address, BadRegion, Denial, Domain, Fact, Fingerprint, KeyId, Region, SecretShape, SetupName, Slot,
        Timestamp, UserName,
    },
};

/// Everything we know of the world, for one intent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// Who the sign-in is (sts:GetCallerIdentity).
    pub caller: Fact<Caller>,
    /// What whoever signed in may not do of all that a set-up needs, as AWS's simulator says. Hidden where they may not ask it.
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
    /// What our own ledger remembers of keys.
    pub issue: IssueTrace,
    /// Whose a key is that exists already and may be kept, as AWS tells the key itself. *Absent* where there is none, or
    /// AWS does not know it.
    pub offered: Fact<OfferedKey>,
    /// The identity wanted, or the verified domain above it that covers it.
    pub identity: Fact<Identity>,
    /// The zone that holds the identity's records.
    pub zone: Fact<ZoneCut>,
    /// What DNS says, record by record (by the record's name and type).
    pub records: BTreeMap<RecordKey, Sightings>,
    /// The Laravel app.
    pub project: Fact<Project>,
    /// Of whoever a test goes to: the identity that lets mail reach them in the sandbox.
    pub recipient: Fact<Identity>,
    /// The other set-ups of this project, as they are remembered here.
    pub others: Fact<Vec<OtherSetup>>,
    /// What a test of this run showed.
    pub delivery: Fact<Delivery>,
    /// AWS would not set account suppression, and in which of the two worlds.
    pub suppression_refused: Option<SuppressionRefusal>,
    /// The region that this machine's environment or profile names, where it is none to send from.
    pub bad_region: Option<BadRegion>,
    /// SES region by region, as far as somebody looked beyond the set-up's own matters.
    pub regions: BTreeMap<Region, RegionFacts>,
    /// The ways to sign in that lie at hand here.
    pub logins: Fact<Logins>,
    /// What came of asking AWS about some of them.
    pub tried: TriedLogins,
    /// The AWS CLI of this machine.
    pub cli: Fact<CliVersion>,
    /// Changes of this run that AWS refused to whoever signed in.
    pub denied: BTreeMap<ChangeKind, Denial>,
}

/// SES in one region, as far as somebody asked there.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegionFacts {
    /// GetAccount.
    pub account: Fact<SesAccount>,
    /// GetEmailIdentity, by name.
    pub identities: BTreeMap<IdentityName, Fact<Identity>>,
    /// ListEmailIdentities: everything there, with its verification. Whole, or not known.
    pub listed: Fact<BTreeMap<IdentityName, Check>>,
}

/// Where to look beyond the set-up's own matters, and for what. The account of each region named is looked at too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Around {
    pub identities: BTreeMap<Region, BTreeSet<IdentityName>>,
    /// Where everything is to be listed.
    pub lists: BTreeSet<Region>,
}

/// sts:GetCallerIdentity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Caller {
    /// Whose bill it is.
    pub account: AccountId,
    /// `arn:aws:iam::123456789012:user/admin`; ends in `:root` for the root user.
    pub arn: String,
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
}

/// Whose work a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Authorship {
    /// We made it.
    Ours,
    /// We were told to use it.
    Adopted,
    /// Somebody else's.
    Foreign,
}

/// A key of the user, as iam:ListAccessKeys has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// Its public half.
    pub id: KeyId,
    /// False where somebody deactivated it.
    pub active: bool,
    /// By AWS's clock, to the second.
    pub created: Option<Timestamp>,
    /// Whose it is.
    pub origin: KeyOrigin,
    /// GetAccessKeyLastUsed; asked only where somebody has to choose between two. Absent where it never was.
    pub used: Fact<Timestamp>,
}

/// What the ledger knows of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyOrigin {
    /// A line of ours was closed with it.
    Ours,
    /// Somebody else's, which the operator gave us to keep.
    Given,
    /// Made by a line of ours that was never closed, and its secret rests nowhere: nobody can hold it.
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
    /// When our ledger says that we created it, by this machine's clock.
    pub created: Option<Timestamp>,
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

/// The Laravel app, without the secrets in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub root: PathBuf,
    pub app: App,
    /// `.env` as it was when `app` was read from it.
    pub env: FileDigest,
    /// Keys of ours that `.env` may hold. Any other key in it belongs to something else.
    pub own_keys: Vec<KeyId>,
    /// Configuration files that the wanted mailer needs changed, as they are now.
    pub patches: Vec<Patch>,
    /// Why a configuration file cannot be patched by us, where it needs it.
    pub unpatchable: Option<PatchRefusal>,
}

/// What a configuration file needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    pub file: ProjectFile,
    /// As it is now.
    pub seen: FileDigest,
    /// What would change in it.
    pub lines: Vec<DiffLine>,
}

/// A file of the project, by its path from the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectFile(pub String);

/// SHA-256 of a file's bytes; `None` where there was no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileDigest(pub Option<String>);

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

/// AWS would not set account suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuppressionRefusal {
    /// Where it was refused: out of the sandbox it is tried once more.
    pub in_production: bool,
    pub denial: Denial,
}

/// Who somebody is, by the end of the ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// Whoever owns the account.
    Root,
    /// The name of an IAM user.
    User(&'a str),
    /// The name of a role that somebody has taken on.
    Role(&'a str),
    /// Federated, and whatever else there is.
    Other,
}

impl Caller {
    /// The IAM user that this is; none for root and for roles.
    pub fn user(&self) -> Option<&str> {
        let (_, rest) = self.arn.split_once(":user/")?;
        rest.rsplit('/').next()
    }

    /// Who it is.
    pub fn principal(&self) -> Principal<'_> {
        let Some(what) = self.arn.splitn(6, ':').nth(5) else { return Principal::Other };
        match what.split('/').collect::<Vec<_>>()[..] {
            ["root"] => Principal::Root,
            ["user", .., name] => Principal::User(name),
            ["assumed-role", name, _] => Principal::Role(name),
            [..] => Principal::Other,
        }
    }
}

impl Project {
    /// The ids of the keys that `.env` names for mail, in the order in which Laravel would take them.
    pub fn keys(&self) -> Vec<KeyId> {
        keys_in(&self.app.env)
    }

    /// The variables of `.env` with a key in them, which goes before a role.
    pub fn before_a_role(&self) -> Vec<&'static str> {
        let names = [KeyNames::Standard, KeyNames::Separate].map(KeyNames::id);
        names.into_iter().filter(|name| self.app.env.has_value(name)).collect()
    }

    /// The variables of `.env` that name this key.
    pub fn names_of(&self, key: &KeyId) -> Vec<&'static str> {
        let names = [KeyNames::Standard.id(), KeyNames::Separate.id(), SMTP_USER];
        names.into_iter().filter(|name| self.app.env.text(name).as_deref() == Some(key.as_str())).collect()
    }
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
            if matches!(denial.code.as_str(), "UnrecognizedClientException" | "InvalidClientTokenId"))
    }
}

impl Around {
    pub fn is_empty(&self) -> bool {
        self.identities.is_empty() && self.lists.is_empty()
    }

    /// The regions in it.
    pub fn regions(&self) -> BTreeSet<Region> {
        self.identities.keys().chain(&self.lists).copied().collect()
    }
}

/// A part of the world that can be looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Part {
    Caller,
    Permissions,
    Account,
    Sender,
    Keys,
    Accepted,
    Identity,
    Dns,
    Recipient,
    Project,
}

/// What a look is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(BTreeSet<Part>);

impl Scope {
    /// All parts.
    pub fn everything() -> Self {
        Scope(<Part as strum::IntoEnumIterator>::iter().collect())
    }

    /// These parts.
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        Scope(parts.into_iter().collect())
    }

    /// Whether this part is looked at.
    pub fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These parts and those.
    #[must_use]
    pub fn and(mut self, other: Scope) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl Facts {
    /// Joins the news of a part of a look.
    pub fn learn(&mut self, news: Facts) {
        self.caller.learn(news.caller);
        self.permissions.learn(news.permissions);
        self.account.learn(news.account);
        self.sender.learn(news.sender);
        if !news.keys.is_unknown() {
            self.issue = news.issue;
        }
        self.keys.learn(news.keys);
        self.kept.learn(news.kept);
        self.offered.learn(news.offered);
        self.accepted.learn(news.accepted);
        self.identity.learn(news.identity);
        self.zone.learn(news.zone);
        for (key, seen) in news.records {
            // Silence says nothing against what was heard before.
            if !seen.heard(&key.name, key.kind).is_empty() || !self.records.contains_key(&key) {
                self.records.insert(key, seen);
            }
        }
        self.project.learn(news.project);
        self.recipient.learn(news.recipient);
        self.others.learn(news.others);
        self.delivery.learn(news.delivery);
        if news.bad_region.is_some() {
            self.bad_region = news.bad_region;
        }
        if news.suppression_refused.is_some() {
            self.suppression_refused = news.suppression_refused;
        }
        self.logins.learn(news.logins);
        self.tried.extend(news.tried);
        self.cli.learn(news.cli);
        self.denied.extend(news.denied);
        for (region, seen) in news.regions {
            let known = self.regions.entry(region).or_default();
            known.account.learn(seen.account);
            known.listed.learn(seen.listed);
            for (name, identity) in seen.identities {
                known.identities.entry(name).or_default().learn(identity);
            }
        }
    }

    /// What a change touched is not known any more until somebody looks.
    pub fn forget(&mut self, scope: &Scope) {
        for part in &scope.0 {
            match part {
                Part::Caller => self.caller = Fact::Unknown,
                Part::Permissions => self.permissions = Fact::Unknown,
                Part::Account => self.account = Fact::Unknown,
                Part::Sender => self.sender = Fact::Unknown,
                Part::Keys => {
                    self.keys = Fact::Unknown;
                    self.kept = Fact::Unknown;
                    self.offered = Fact::Unknown;
                }
                Part::Accepted => self.accepted = Fact::Unknown,
                Part::Identity => self.identity = Fact::Unknown,
                Part::Dns => {
                    self.zone = Fact::Unknown;
                    self.records.clear();
                }
                Part::Recipient => self.recipient = Fact::Unknown,
                Part::Project => {
                    self.project = Fact::Unknown;
                    self.others = Fact::Unknown;
                }
            }
        }
    }

    /// What was seen by another sign-in's eyes is not known to this one.
    pub fn forget_sign_in(&mut self) {
        self.forget(&Scope::everything());
        self.regions.clear();
        self.denied.clear();
        self.suppression_refused = None;
        self.issue = IssueTrace::Nothing;
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
