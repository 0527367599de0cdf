//! What the operator wants, as far as they have said. Holds no secret and nothing that was only observed.

use serde::{Deserialize, Serialize};

use super::{AnsweredIn, PriceWish, answers::Answers, named_sender::literal};
use crate::{
    laravel::{App, Mailer, plan},
    terms::{
        AccountId, Address, BadName, Domain, Keep, KeyId, Label, Region, SetupName, Slot, UserName, WebsiteUrl,
        is_public_mailbox,
    },
};

/// What the operator wants. Saved per project and set-up name, pinned to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Intent {
    pub setup: SetupName,
    /// With which credentials AWS is called.
    pub sign_in: SignIn,
    /// The account that this set-up was begun in. Another one stops everything.
    pub account: Option<AccountId>,
    pub region: Option<Region>,
    /// The address that the app's mail comes from.
    pub from: Option<Address>,
    /// What readers see beside it; the app's own name where it is not said.
    pub from_name: Option<String>,
    pub identity: IdentityKind,
    pub user: UserName,
    /// A user of that name that we did not make and may use all the same.
    pub adopt: Option<UserName>,
    /// An identity that we did not make and may have in our care all the same.
    pub adopt_identity: Option<IdentityName>,
    /// An identity that we did not make and that stays as it is: so the operator said, and is not asked again.
    pub leave_identity: Option<IdentityName>,
    /// For which account the answers were given that hold for one alone.
    #[serde(skip_serializing_if = "AnsweredIn::is_empty")]
    pub answered_in: AnsweredIn,
    /// What the app signs in to SES with.
    pub access: Access,
    pub policy: PolicyChoice,
    pub iam_path: Option<String>,
    pub permissions_boundary: Option<String>,
    /// Further tags for what is created.
    pub tags: Vec<(String, String)>,
    pub keep: Keep,
    /// Where the key comes from; where it is not said, the one in `.env` is kept if there is one, else one is made.
    pub key_from: Option<KeyFrom>,
    /// A key that was given in this run; its secret is in this run's memory, in [`Intent::given_slot`].
    #[serde(skip)]
    pub given: Option<KeyId>,
    /// Of two keys, the one that may go. Only ever of this run: a name that was given when there was room makes none later.
    #[serde(skip)]
    pub retire_key: Option<KeyId>,
    /// The key whose place a second one is to take.
    pub rotating: Option<KeyId>,
    pub mail_from: Optional<Label>,
    /// Whether that label was said. Only then does another that SES has make room for it.
    pub mail_from_label: LabelFrom,
    pub dmarc: Optional<DmarcPolicy>,
    pub website: Option<WebsiteUrl>,
    pub mail_type: MailType,
    /// Where AWS's reviewers may write to as well.
    pub contact: Option<Address>,
    /// What the letter to AWS's reviewers is made of.
    pub answers: Answers,
    /// The letter as the operator edited it.
    pub letter: Option<String>,
    pub terms: Terms,
    /// Where it is not said, the app decides.
    pub mailer: Option<Mailer>,
    pub runs_on: RunsOn,
    pub switch: Switch,
    /// By which plan AWS is to bill in the region. Only ever of this run: what was asked for once is not asked for again.
    #[serde(skip)]
    pub pricing: Option<PriceWish>,
    /// Whom a test goes to. Only ever of this run.
    #[serde(skip)]
    pub test_to: Option<Address>,
}

/// An answer to an optional part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Optional<T> {
    /// Not asked yet.
    #[default]
    NotAsked,
    Wanted(T),
    /// Asked, and no; that does not keep a step from being done.
    Declined,
}

/// Where the label of the MAIL FROM comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum LabelFrom {
    /// It is the usual one: the operator has not said another.
    #[default]
    Usual,
    /// The operator said it.
    Operator,
}

/// What receivers are to do with mail that fails: the policy that a new DMARC record begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DmarcPolicy {
    /// `p=none`: only report. One tightens it later, never the other way.
    None,
}

/// Whose credentials the administrator's calls are signed with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum SignIn {
    /// What the environment says, then the default profile.
    #[default]
    Ambient,
    /// This profile, whatever the environment says.
    Profile(String),
    /// Temporary credentials that were pasted. They are in this run's memory and nowhere else, and gone with it.
    Pasted,
    /// The app's own key, once there is one. Until then AWS is asked nothing; whatever that key may not do is done by hand,
    /// in the console.
    AppKey,
}

/// What the app signs in to SES with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// An access key of an IAM user.
    #[default]
    Key,
    /// No key: the role of what it runs on.
    Role(Runtime),
}

/// What gives its role to an app that runs on it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Runtime {
    /// An EC2 instance, by its instance profile.
    Ec2,
    /// A task of ECS, by its task role.
    Ecs,
    /// A Lambda function, by its execution role.
    Lambda,
}

/// Where a key comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumString, strum::IntoStaticStr, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum KeyFrom {
    /// IAM makes it.
    New,
    /// It stands in the app's `.env` already.
    Env,
    /// The operator has it.
    Given,
}

/// What is verified.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, strum::EnumString, strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum IdentityKind {
    /// The sender's whole domain, by DNS.
    #[default]
    Domain,
    /// The one address, by a click in a mail.
    Email,
}

/// The identity's name, as SES has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityName {
    Domain(Domain),
    Email(Address),
}

/// What the app's user may do.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Default,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PolicyChoice {
    /// Send as this sender's domain (or address), and read its own status.
    #[default]
    Sender,
    /// Send as this sender's domain (or address), nothing else.
    SendOnly,
    /// AWS's managed policy `AmazonSESFullAccess`: the guide's simple way.
    FullAccess,
    /// `ses:*` on everything, inline.
    SesStar,
}

/// PutAccountDetails.MailType.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, strum::EnumString, strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum MailType {
    #[default]
    Transactional,
    Marketing,
}

impl MailType {
    /// AWS's word for it.
    pub fn of_aws(self) -> &'static str {
        match self {
            MailType::Transactional => "TRANSACTIONAL",
            MailType::Marketing => "MARKETING",
        }
    }
}

/// The promise that AWS asks for with the request: mail goes only to people who asked for it, and bounces are dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Terms {
    #[default]
    NotAsked,
    Accepted,
}

/// Where the app runs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default, strum::EnumString, strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RunsOn {
    /// This computer, for development.
    Local,
    #[default]
    Server,
    /// A hosting panel.
    Panel,
    /// A container or CI.
    Container,
}

/// When `MAIL_MAILER` is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// When production access is granted: until then a stranger's sign-up would end in HTTP 500.
    #[default]
    WhenGranted,
    /// In the sandbox too.
    Now,
    /// Not at all: the operator has switched it off.
    Off,
}

impl Default for Intent {
    fn default() -> Self {
        Intent {
            setup: SetupName::default(),
            sign_in: SignIn::default(),
            account: None,
            region: None,
            from: None,
            from_name: None,
            identity: IdentityKind::default(),
            user: "mail-user".parse().expect("a user name"),
            adopt: None,
            adopt_identity: None,
            leave_identity: None,
            answered_in: AnsweredIn::new(),
            access: Access::default(),
            policy: PolicyChoice::default(),
            iam_path: None,
            permissions_boundary: None,
            tags: Vec::new(),
            keep: Keep::Keychain,
            key_from: None,
            given: None,
            retire_key: None,
            rotating: None,
            mail_from: Optional::Wanted("bounce".parse().expect("a label")),
            mail_from_label: LabelFrom::default(),
            dmarc: Optional::Wanted(DmarcPolicy::None),
            website: None,
            mail_type: MailType::default(),
            contact: None,
            answers: Answers::default(),
            letter: None,
            terms: Terms::default(),
            mailer: None,
            runs_on: RunsOn::default(),
            switch: Switch::default(),
            pricing: None,
            test_to: None,
        }
    }
}

impl SignIn {
    /// Where in a run's memory pasted credentials are.
    pub fn pasted() -> Slot {
        Slot::Held("sign-in".into())
    }
}

impl Intent {
    /// The identity to verify. A public mailbox can only ever be verified as one address.
    pub fn identity_name(&self) -> Option<IdentityName> {
        let from = self.from.as_ref()?;
        Some(match self.identity {
            IdentityKind::Domain if !is_public_mailbox(from.domain()) => IdentityName::Domain(from.domain().clone()),
            IdentityKind::Domain | IdentityKind::Email => IdentityName::Email(from.clone()),
        })
    }

    /// Takes the operator's answer about the MAIL FROM.
    pub fn say_mail_from(&mut self, said: Optional<Label>) {
        self.mail_from = said;
        self.mail_from_label = LabelFrom::Operator;
    }

    /// Sends from there. What was promised to AWS was promised for another region, an identity of the same name is another one
    /// there, and AWS bills there by a plan of its own.
    pub fn move_to(&mut self, region: Region) {
        if self.region.is_some_and(|before| before != region) {
            self.terms = Terms::NotAsked;
            (self.adopt_identity, self.leave_identity) = (None, None);
            self.pricing = None;
        }
        self.region = Some(region);
    }

    /// How this app is to send. A role has no SMTP password, so unless the operator says otherwise it is `ses` there.
    pub fn mailer_of(&self, app: &App) -> Mailer {
        let usual = || match self.access {
            Access::Key => plan::default_mailer(app),
            Access::Role(_) => Mailer::Ses,
        };
        self.mailer.unwrap_or_else(usual)
    }

    /// How an app is to send whose files are not at hand.
    pub fn mailer_without_an_app(&self) -> Mailer {
        let usual = match self.access {
            Access::Key => Mailer::Smtp,
            Access::Role(_) => Mailer::Ses,
        };
        self.mailer.unwrap_or(usual)
    }

    /// Where the secret of a key is that was given in this run.
    pub fn given_slot(key: &KeyId) -> Slot {
        Slot::Held(format!("{GIVEN}{key}"))
    }

    /// The key whose secret is there, where it is one that was given.
    pub fn given_in(slot: &Slot) -> Option<KeyId> {
        match slot {
            Slot::Held(name) => name.strip_prefix(GIVEN)?.parse().ok(),
            Slot::Resting(..) => None,
        }
    }

    /// Whether `MAIL_MAILER` is switched before AWS grants production access.
    pub fn switches_in_the_sandbox(&self) -> bool {
        match self.switch {
            Switch::Now => true,
            Switch::WhenGranted => self.runs_on == RunsOn::Local,
            Switch::Off => false,
        }
    }
}

const GIVEN: &str = "given-";

impl IdentityName {
    /// Whom a policy allows as sender, as it is written under `StringLike`: `*@example.co.kr`, or the one address, in which
    /// `${*}` is a `*` that stands for itself.
    pub fn senders(&self) -> String {
        match self {
            IdentityName::Domain(domain) => format!("*@{domain}"),
            IdentityName::Email(address) => literal(&address.to_string()),
        }
    }

    /// Whether, once verified, it lets mail leave from this address.
    pub fn covers(&self, address: &Address) -> bool {
        match self {
            IdentityName::Domain(domain) => address.domain().is_within(domain),
            IdentityName::Email(this) => this == address,
        }
    }

    /// The domain, or the one behind the `@`.
    pub fn domain(&self) -> &Domain {
        match self {
            IdentityName::Domain(domain) => domain,
            IdentityName::Email(address) => address.domain(),
        }
    }
}

impl std::str::FromStr for IdentityName {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        match given.contains('@') {
            true => given.parse().map(IdentityName::Email),
            false => given.parse().map(IdentityName::Domain),
        }
    }
}

impl std::fmt::Display for IdentityName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            IdentityName::Domain(domain) => domain.fmt(f),
            IdentityName::Email(address) => address.fmt(f),
        }
    }
}
