//! The stories that a rehearsal can tell, each a dozen lines of TOML. Knows what a world begins with and how it behaves,
//! not how it works.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{account::KeyStatus, fault, lapse::Lapse, policy};
use crate::{
    dns::RecordType,
    terms::{self, AccountId, Address, BadRegion, Domain, Known, Label, Region, Timestamp, UserName},
};

const KNOWN: &[(&str, &str)] = &[
    ("fresh", include_str!("../../assets/rehearsals/fresh.toml")),
    ("half-done", include_str!("../../assets/rehearsals/half-done.toml")),
    ("denied", include_str!("../../assets/rehearsals/denied.toml")),
    ("slow-dns", include_str!("../../assets/rehearsals/slow-dns.toml")),
    ("lost-replies", include_str!("../../assets/rehearsals/lost-replies.toml")),
    ("wrong-region", include_str!("../../assets/rehearsals/wrong-region.toml")),
    ("two-keys", include_str!("../../assets/rehearsals/two-keys.toml")),
    ("locked-keychain", include_str!("../../assets/rehearsals/locked-keychain.toml")),
    ("no-permission", include_str!("../../assets/rehearsals/no-permission.toml")),
    ("no-region", include_str!("../../assets/rehearsals/no-region.toml")),
    ("signed-out", include_str!("../../assets/rehearsals/signed-out.toml")),
    ("records-removed", include_str!("../../assets/rehearsals/records-removed.toml")),
];

/// The domain that the stories are written for.
const WRITTEN_FOR: &str = "example.co.kr";

/// What a world begins with, and how it behaves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// `fresh`, `half-done` …
    #[serde(skip)]
    pub name: String,
    /// Its own text, so that it can be told of another domain.
    #[serde(skip)]
    source: String,
    /// The domain that it is told of.
    #[serde(skip)]
    domain: String,
    /// What it is about, in one or two sentences.
    pub story: Synopsis,
    /// Where it plays.
    #[serde(default = "seoul")]
    pub region: Region,
    /// Where the machine says that region.
    #[serde(default)]
    pub region_said: RegionSaid,
    #[serde(default = "usual_account")]
    pub account: AccountId,
    /// Everything made up derives from it; the name of the scenario where it is not given.
    seed: Option<String>,
    /// The moment at which the world opens; the real one where it is not given.
    pub start: Option<Timestamp>,
    /// Opt-in regions that are switched on; the others are off.
    #[serde(default)]
    pub opted_in: Vec<String>,
    /// Regions that have left the sandbox.
    #[serde(default)]
    pub production: Vec<Region>,
    #[serde(default)]
    pub vault: VaultState,
    #[serde(default)]
    pub clock: MachineClock,
    #[serde(default)]
    pub admin: Admin,
    #[serde(default)]
    pub browser: BrowserStory,
    /// The service control policy of the organization that the account belongs to, as a document.
    pub organization: Option<String>,
    #[serde(default)]
    pub iam: IamPace,
    #[serde(default)]
    pub ses: SesManners,
    #[serde(default)]
    pub dns: DnsStory,
    #[serde(default)]
    pub mail: MailStory,
    #[serde(default)]
    pub review: ReviewStory,
    #[serde(default)]
    pub site: SiteStory,
    #[serde(default, rename = "user")]
    pub users: Vec<UserRow>,
    #[serde(default, rename = "role")]
    pub roles: Vec<RoleRow>,
    #[serde(default, rename = "identity")]
    pub identities: Vec<IdentityRow>,
    #[serde(default, rename = "fault")]
    pub(super) faults: Vec<fault::Order>,
}

/// How the clock of the operator's machine goes, beside AWS's.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MachineClock {
    /// So much ahead.
    pub ahead: Option<Lapse>,
    /// So much behind.
    pub behind: Option<Lapse>,
}

impl MachineClock {
    /// What time it is at AWS when it is this on the machine.
    pub fn at_aws(self, here: Timestamp) -> Timestamp {
        let time = |lapse: Option<Lapse>| lapse.map(Lapse::signed).unwrap_or_default();
        here - time(self.ahead) + time(self.behind)
    }
}

/// Whether Sesame finds its region said, as it does in live mode where AWS_REGION or a profile says one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionSaid {
    #[default]
    Here,
    /// The operator has to choose it.
    Nowhere,
}

/// The story for the two languages of the product.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synopsis {
    pub ko: String,
    pub en: String,
}

/// Whose key the operator signs in with.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Admin {
    /// `root`, `user/NAME` or `assumed-role/ROLE/SESSION`.
    pub principal: String,
    /// ARNs of AWS's own policies.
    pub policies: Vec<String>,
    /// One more policy document.
    pub policy: Option<String>,
    /// ARN of the managed policy that bounds all others.
    pub boundary: Option<String>,
    /// Temporary credentials that run out after so long.
    pub expires_after: Option<Lapse>,
}

/// Whether the operator is signed in when the story begins, and what they do at a page of AWS Sign-In.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrowserStory {
    /// The administrator's credentials are not at hand: the story begins with signing in.
    pub signed_out: bool,
    pub decides: Consent,
    /// How long that takes.
    pub after: Lapse,
}

/// What the operator does at a page that asks whether a tool may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    Allow,
    Deny,
    /// Nothing: the page is left as it is, or shows an error.
    Never,
}

/// How news spreads in IAM.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IamPace {
    /// The longest that a new key stays unknown somewhere.
    pub propagation: Lapse,
    /// How far GetAccessKeyLastUsed is behind.
    pub last_used_lag: Lapse,
}

/// How SES treats this account.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SesManners {
    /// False for an account that was never switched on for SES.
    pub activated: bool,
    /// Control calls of one action that are answered at once; then one per second.
    pub burst: u32,
    /// What the sandbox says to PutAccountSuppressionAttributes.
    pub suppression_in_sandbox: Answered,
    /// BOUNCE, COMPLAINT.
    pub suppressed_reasons: Vec<String>,
    /// HEALTHY, PROBATION or SHUTDOWN.
    pub enforcement: String,
    /// NONE, ESSENTIALS, PRO or ENTERPRISE: by what AWS bills.
    pub plan: String,
    /// GLOBAL or REGIONAL: from where shared addresses deliver.
    pub delivery_mode: String,
    /// False where AWS has paused sending.
    pub sending: bool,
    /// How often SES looks at DNS.
    pub looks_every: Lapse,
    /// Configuration sets that exist, in every region.
    pub configuration_sets: Vec<String>,
    /// Addresses that have bounced, and are on the account's suppression list in every region.
    pub bounced: Vec<String>,
}

/// What the DNS provider is and does.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DnsStory {
    pub provider: DnsHosting,
    /// When the records that SES wants appear, counted from when it wants them; never where absent.
    pub publish_after: Option<Lapse>,
    /// When they appear first under names that end in the zone twice.
    pub doubled_after: Option<Lapse>,
    /// How far the slower public resolver is behind.
    pub public_lag: Lapse,
    /// What stands in DNS from the beginning.
    pub records: Vec<RecordRow>,
    /// Zones whose servers answer SERVFAIL.
    pub broken: Vec<String>,
    /// Providers that hold a zone of the same name, to which it is not delegated.
    pub also_at: Vec<DnsHosting>,
    /// Zones of the same name at Route 53 that no resolver asks, and a private one beside them.
    pub twins: u32,
    /// Names that the provider answers for itself.
    pub proxied: Vec<String>,
    /// Names at which a provider takes no change.
    pub protected: Vec<String>,
    /// What is switched on in the zone at Route 53.
    pub guardrails: Vec<Guardrail>,
    /// Records of kinds that this world's DNS does not speak of.
    pub others: Vec<OtherRow>,
    /// What the operator's API token may do.
    pub token: TokenStory,
    /// Cloudflare's word for how a zone is: active, pending, moved.
    pub zone_status: String,
    /// And for what it is: full, partial, secondary.
    pub zone_type: String,
    /// How much a provider lists at once.
    pub page: usize,
}

/// What the operator's API token may do at Cloudflare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenStory {
    /// Everything in the zone's DNS.
    #[default]
    Edit,
    /// Only read, and Cloudflare says so of the zone.
    ReadOnly,
    /// The same, and Cloudflare says nothing of it before one writes.
    Mute,
    /// Another zone.
    OfAnotherZone,
    /// Nothing: it was deleted.
    Revoked,
}

/// A record of a kind that the world's DNS does not speak of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherRow {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub values: Vec<String>,
}

/// What the owner of the mailbox does.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailStory {
    /// When the link in a verification mail is clicked; never where absent.
    pub click_after: Option<Lapse>,
}

/// What the reviewer does.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReviewStory {
    /// When the answer comes; never where absent.
    pub after: Option<Lapse>,
    pub decision: Decision,
    /// How long after GRANTED the sandbox really ends.
    pub takes_effect_after: Lapse,
}

/// What the operator's website answers.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SiteStory {
    /// HTTP's number.
    pub status: u16,
    /// Whether its page leads to one about privacy.
    pub privacy: bool,
    /// Whether it is reached over HTTPS, and leads there from HTTP.
    pub https: bool,
    /// The address that it leads to in the place of a page.
    pub leads_to: Option<String>,
    /// Nothing answers.
    pub down: bool,
}

/// What a reviewer may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The sandbox ends.
    Grant,
    /// AWS says no, without a reason.
    Deny,
    /// AWS never received the request.
    Fail,
}

/// What a call is met with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    Accepted,
    Refused,
}

/// In which state the keychain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VaultState {
    #[default]
    Open,
    /// There, and it stays locked.
    Locked,
    /// No keychain on this machine.
    Absent,
}

/// Where the zones of this world are hosted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DnsHosting {
    Cloudflare,
    Gabia,
    Cafe24,
    Route53,
}

/// A change guardrail of a zone at Route 53, of those that are about records as mail needs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Guardrail {
    /// What is still asked for is not deleted.
    ActiveRecordCheck,
    /// Nothing is written below a name that is delegated away.
    NsOcclusionCheck,
}

/// A record set in DNS.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordRow {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: RecordType,
    /// MX values are `10 host`, TXT values unquoted and unsplit.
    pub values: Vec<String>,
}

/// An IAM user that is already there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserRow {
    pub name: UserName,
    #[serde(default = "no_path")]
    pub path: String,
    /// ARN of the managed policy that bounds all others.
    pub boundary: Option<String>,
    #[serde(default)]
    pub age: Lapse,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// ARNs of AWS's own policies.
    #[serde(default)]
    pub attached: Vec<String>,
    /// Inline policies by name.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
    #[serde(default)]
    pub keys: Vec<KeyRow>,
}

/// An IAM role that can be assumed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRow {
    pub name: String,
    #[serde(default = "no_path")]
    pub path: String,
    /// ARNs of the principals that may assume it; the account's root stands for each of its principals that a policy
    /// allows to.
    pub trusts: Vec<String>,
    /// The external id that AssumeRole must bring, where the role asks for one.
    pub external_id: Option<String>,
    /// ARNs of AWS's own policies.
    #[serde(default)]
    pub attached: Vec<String>,
    /// Inline policies by name.
    #[serde(default)]
    pub policies: BTreeMap<String, String>,
}

/// A key of such a user.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyRow {
    pub age: Lapse,
    /// How long ago it was last used; never where absent.
    pub used: Option<Lapse>,
    #[serde(default)]
    pub status: KeyStatus,
}

/// An SES identity that is already there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityRow {
    /// A domain or an address.
    pub name: String,
    /// The scenario's region where it is not given.
    pub region: Option<Region>,
    #[serde(default)]
    pub age: Lapse,
    #[serde(default)]
    pub stands: Stands,
    /// How many of the three CNAMEs a pending domain has in DNS.
    #[serde(default)]
    pub published: usize,
    /// When its CNAMEs are removed from DNS, counted from the opening of the world; never where absent.
    pub removed_after: Option<Lapse>,
    /// The label of its MAIL FROM domain.
    pub mail_from: Option<Label>,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// How far SES is with an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stands {
    #[default]
    Pending,
    /// With all that SES wants in DNS.
    Verified,
    /// Verified once; its CNAMEs went from DNS 70 hours ago, and were not put back.
    Removed,
}

/// Why there is no such scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    #[error("there is no rehearsal “{name}”; there are {}", Scenario::names().collect::<Vec<_>>().join(", "))]
    Unknown { name: String },
    /// A field that is not known or does not hold what it should; `why` lists what is allowed.
    #[error("rehearsal {name}, line {line} (`{text}`): {why}")]
    Malformed { name: String, line: usize, text: String, why: String },
    /// Fields that are well formed and do not go together.
    #[error("rehearsal {name}, field `{field}`: {why}")]
    Contradicts { name: String, field: &'static str, why: String },
}

impl Scenario {
    /// One of the stories that come with Sesame.
    pub fn named(name: &str) -> Result<Scenario, ScenarioError> {
        match KNOWN.iter().find(|(known, _)| *known == name) {
            Some((name, text)) => Scenario::parse(name, text),
            None => Err(ScenarioError::Unknown { name: name.into() }),
        }
    }

    /// Their names, in the order in which they are best told.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|(name, _)| *name)
    }

    /// What each of them is about, in the same order.
    pub fn stories() -> Vec<terms::Story> {
        let told = KNOWN.iter().filter_map(|(name, text)| Scenario::parse(name, text).ok());
        told.map(|it| terms::Story { name: it.name, ko: it.story.ko, en: it.story.en }).collect()
    }

    /// A story of one's own.
    pub fn parse(name: &str, text: &str) -> Result<Scenario, ScenarioError> {
        let malformed = |bad: toml::de::Error| {
            let start = bad.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..start].matches('\n').count() + 1;
            let shown = text.lines().nth(line - 1).unwrap_or_default().trim().to_string();
            ScenarioError::Malformed { name: name.into(), line, text: shown, why: bad.message().into() }
        };
        let mut scenario: Scenario = toml::from_str(text).map_err(malformed)?;
        (scenario.name, scenario.source, scenario.domain) = (name.into(), text.into(), WRITTEN_FOR.into());
        scenario.check()?;
        Ok(scenario)
    }

    /// The same story, told of this domain; none where it is told of it already, or of no domain.
    pub fn told_of(&self, domain: &Domain) -> Option<Scenario> {
        if self.domain == domain.as_str() || !self.source.contains(WRITTEN_FOR) {
            return None;
        }
        let told = Scenario::parse(&self.name, &self.source.replace(WRITTEN_FOR, domain.as_str())).ok()?;
        Some(Scenario { source: self.source.clone(), domain: domain.as_str().into(), ..told })
    }

    /// What everything made up derives from.
    pub fn seed(&self) -> &str {
        self.seed.as_deref().unwrap_or(&self.name)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        let no = |field, why: String| Err(ScenarioError::Contradicts { name: self.name.clone(), field, why });
        match (self.admin.principal.split('/').collect::<Vec<_>>().as_slice(), self.admin.expires_after) {
            (["root"] | ["user", _], _) | (["assumed-role", _, _], Some(_)) => {}
            (["assumed-role", _, _], None) => return no("expires_after", "the credentials of a role run out".into()),
            (_, _) => return no("principal", "one of root, user/NAME, assumed-role/ROLE/SESSION".into()),
        }
        let can_opt_in = |code: &&String| match code.parse::<Region>() {
            Ok(region) => region.row().opt_in && region.row().known != Known::ByItsLooks,
            Err(BadRegion::WithoutSes { .. }) => true,
            Err(BadRegion::NamedSo { .. } | BadRegion::NoSuch(_) | BadRegion::OtherPartition(_)) => false,
        };
        if let Some(code) = self.opted_in.iter().find(|code| !can_opt_in(code)) {
            return no("opted_in", format!("{code} is not a region to opt into"));
        }
        let attached = self.users.iter().flat_map(|user| user.attached.iter().chain(&user.boundary));
        let attached = attached.chain(self.roles.iter().flat_map(|role| &role.attached));
        for arn in self.admin.policies.iter().chain(&self.admin.boundary).chain(attached) {
            if policy::managed(arn).is_none() {
                return no("policies", format!("this world has no policy {arn}"));
            }
        }
        let written = self.users.iter().flat_map(|user| user.policies.values());
        let written = written.chain(self.roles.iter().flat_map(|role| role.policies.values()));
        for document in self.admin.policy.iter().chain(&self.organization).chain(written) {
            if document.parse::<policy::PolicyDocument>().is_err() {
                return no("policy", "IAM would not take this document".into());
            }
        }
        if self.users.iter().any(|user| user.keys.len() > 2) {
            return no("keys", "a user has at most two".into());
        }
        if !matches!(self.ses.enforcement.as_str(), "HEALTHY" | "PROBATION" | "SHUTDOWN") {
            return no("enforcement", "one of HEALTHY, PROBATION, SHUTDOWN".into());
        }
        if !matches!(self.ses.plan.as_str(), "NONE" | "ESSENTIALS" | "PRO" | "ENTERPRISE") {
            return no("plan", "one of NONE, ESSENTIALS, PRO, ENTERPRISE".into());
        }
        if !matches!(self.ses.delivery_mode.as_str(), "GLOBAL" | "REGIONAL") {
            return no("delivery_mode", "one of GLOBAL, REGIONAL".into());
        }
        let is_name = |name: &str| name.parse::<Domain>().is_ok() || name.parse::<Address>().is_ok();
        if let Some(bad) = self.identities.iter().find(|identity| !is_name(&identity.name)) {
            return no("identity", format!("“{}” is neither a domain nor an address", bad.name));
        }
        if self.identities.iter().any(|identity| identity.published > 3) {
            return no("published", "there are three CNAMEs".into());
        }
        if !(100..600).contains(&self.site.status) {
            return no("status", "a number of HTTP's, from 100 to 599".into());
        }
        if self.dns.page == 0 {
            return no("page", "at least 1".into());
        }
        for order in &self.faults {
            if let Err(why) = fault::InjectedFault::try_from(order.clone()) {
                return no("fault", why);
            }
        }
        Ok(())
    }
}

fn seoul() -> Region {
    "ap-northeast-2".parse().expect("Seoul is in the table")
}

fn no_path() -> String {
    "/".into()
}

fn usual_account() -> AccountId {
    "123456789012".parse().expect("twelve digits")
}

impl Default for Admin {
    fn default() -> Self {
        Admin {
            principal: "user/admin".into(),
            policies: vec!["arn:aws:iam::aws:policy/AdministratorAccess".into()],
            policy: None,
            boundary: None,
            expires_after: None,
        }
    }
}

impl Default for BrowserStory {
    fn default() -> Self {
        BrowserStory { signed_out: false, decides: Consent::Allow, after: Lapse::seconds(12) }
    }
}

impl Default for IamPace {
    fn default() -> Self {
        IamPace { propagation: Lapse::seconds(15), last_used_lag: Lapse::minutes(15) }
    }
}

impl Default for SesManners {
    fn default() -> Self {
        SesManners {
            activated: true,
            burst: 20,
            suppression_in_sandbox: Answered::Accepted,
            suppressed_reasons: vec!["BOUNCE".into(), "COMPLAINT".into()],
            enforcement: "HEALTHY".into(),
            plan: "ESSENTIALS".into(),
            delivery_mode: "GLOBAL".into(),
            sending: true,
            looks_every: Lapse::seconds(60),
            configuration_sets: Vec::new(),
            bounced: Vec::new(),
        }
    }
}

impl Default for DnsStory {
    fn default() -> Self {
        DnsStory {
            provider: DnsHosting::Cloudflare,
            publish_after: Some(Lapse::minutes(3)),
            doubled_after: None,
            public_lag: Lapse::seconds(90),
            records: Vec::new(),
            broken: Vec::new(),
            also_at: Vec::new(),
            twins: 0,
            proxied: Vec::new(),
            protected: Vec::new(),
            guardrails: Vec::new(),
            others: Vec::new(),
            token: TokenStory::default(),
            zone_status: "active".into(),
            zone_type: "full".into(),
            page: 100,
        }
    }
}

impl Default for MailStory {
    fn default() -> Self {
        MailStory { click_after: Some(Lapse::minutes(2)) }
    }
}

impl Default for ReviewStory {
    fn default() -> Self {
        ReviewStory {
            after: Some(Lapse::minutes(40)),
            decision: Decision::Grant,
            takes_effect_after: Lapse::seconds(20),
        }
    }
}

impl Default for SiteStory {
    fn default() -> Self {
        SiteStory { status: 200, privacy: true, https: true, leads_to: None, down: false }
    }
}

impl DnsHosting {
    /// Its name servers, as the parent delegates to them.
    pub fn servers(self) -> Vec<String> {
        let servers: &[&str] = match self {
            DnsHosting::Cloudflare => &["amalia.ns.cloudflare.com", "rob.ns.cloudflare.com"],
            DnsHosting::Gabia => &["ns.gabia.co.kr", "ns1.gabia.co.kr", "ns.gabia.net"],
            DnsHosting::Cafe24 => &["ns1.cafe24.com", "ns2.cafe24.com", "ns1.cafe24.co.kr", "ns2.cafe24.co.kr"],
            DnsHosting::Route53 => &["ns-412.awsdns-51.com", "ns-1093.awsdns-08.org"],
        };
        servers.iter().map(|server| (*server).to_string()).collect()
    }
}
