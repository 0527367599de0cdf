//! Why a step was refused, each variant with all that its sentence needs. Knows no sentence, no screen, and not which step
//! it stands in.
//!
//! AWS's own refusals keep AWS's words. What a step concludes from facts has a variant of its own, so that no face has to
//! find out again what the step knew.

use super::{IdentityName, NotInForce, ProjectFile, SendingStop};
use crate::{
    dns::mailbox::NoMail,
    laravel::{
        dotenv::{MergeError, ReadError, Swallow},
        plan::PatchRefusal,
    },
    terms::{AccountId, Denial, Domain, Keep, KeyId, Region, UserName},
};

/// Why a step cannot go on before something changes outside of it.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(RefusalKind), doc = "Which refusal, without its details.")]
#[strum_discriminants(derive(Hash, PartialOrd, Ord, strum::EnumIter))]
pub enum Refusal {
    /// AWS, or the place where a secret rests, has said no in its own words.
    ByAws(Denial),
    /// These credentials belong to another account than the set-up was begun in.
    OtherAccount { here: AccountId, pinned: AccountId },
    /// The account has not switched the region on.
    RegionOff(Region),
    /// The permission to send cannot be added to the user.
    Policy { user: UserName, flaw: PolicyFlaw },
    /// The permission to send is there, and something else of the user forbids it.
    SenderBarred { user: UserName, by: SendingBar },
    /// The link that AWS sent has died, for an identity that we did not make.
    LinkExpired(IdentityName),
    /// The domain of the address takes no mail, so that AWS's link would arrive nowhere.
    NoMail { domain: Domain, why: NoMail },
    /// SES has given up on the DKIM records of a domain that we did not make.
    ForeignDkim(Domain),
    /// No mail leaves the account in this region.
    SendingStopped(SendingStop),
    /// AWS refused production access, or waits for an answer in this support case.
    ReviewDenied { case: Option<String> },
    /// AWS calls the review by a word that we do not know.
    ReviewWord(String),
    /// `.env` cannot be written to.
    Env(EnvFlaw),
    /// A configuration file cannot be patched by us.
    Config(PatchRefusal),
    /// The configuration that is in force is not the wanted one, for a reason that we do not change.
    NotInForce(NotInForce),
    /// The app is to send by SMTP and signs in with a role, which has no password.
    SmtpWithoutKey,
    /// The app is to send by SMTP from a region where SES speaks none.
    NoSmtpHost(Region),
    /// A test is wanted, and only what the app runs on has the role that may send it.
    NoKeyHere,
    /// It is about one access key.
    Key(KeyRefusal),
}

/// Why a key cannot be the app's.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(KeyRefusalKind), doc = "Which refusal of a key, without its details.")]
#[strum_discriminants(derive(Hash, PartialOrd, Ord, strum::EnumIter))]
pub enum KeyRefusal {
    /// `.env` has no active key of this user with its secret.
    NotInEnv { user: UserName },
    /// AWS does not know the key that was given.
    Unknown(KeyId),
    /// The key that was given is of another account than the sign-in.
    OfOtherAccount { key: KeyId, there: AccountId, here: AccountId },
    /// The key that was given is of another IAM user.
    OfOtherUser { key: KeyId, user: String },
    /// The key that was given is of root or of a role.
    OfNoUser { key: KeyId, arn: String },
    /// It rests here, and was deactivated in IAM.
    Inactive(KeyId),
    /// IAM lists it as active, and AWS does not take it, though it has had the time.
    NotTaken(KeyId),
    /// The secret at its resting place is not its own; with AWS's words.
    SecretOfAnother { key: KeyId, keep: Keep, denial: Denial },
    /// A key is wanted where a role signs in. No page asks for one; `key issue` does.
    RoleHasNone,
}

/// Why the permission to send cannot be added to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum PolicyFlaw {
    /// What the user may do cannot be read, and writing blindly could take it away.
    Unreadable,
    /// Our policy is there, and is not JSON.
    NotJson,
    /// IAM's limit on all inline policies of a user leaves no room.
    Full,
}

/// What keeps a user from sending, whatever its other policies allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendingBar {
    /// AWS's policy for the user of a key that was found in public; its ARN.
    Quarantine(String),
    /// An inline policy of this name that denies sending.
    Denied(String),
}

/// Why an env file cannot be read, or written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvFlaw {
    /// phpdotenv does not read the file.
    Unreadable { file: ProjectFile, why: ReadError },
    /// A quote hides lines of `.env`.
    Swallows(Swallow),
    /// `.env` cannot take the lines.
    Unfit(MergeError),
}

impl Refusal {
    /// The id that scripts know it by; of AWS's refusals the code on the wire.
    pub fn code(&self) -> &str {
        match self {
            Refusal::ByAws(denial) => &denial.code,
            Refusal::OtherAccount { .. } => "OtherAccount",
            Refusal::RegionOff(_) => "RegionNotEnabled",
            Refusal::Policy { flaw: PolicyFlaw::Unreadable, .. } => "denied",
            Refusal::Policy { flaw: PolicyFlaw::NotJson, .. } => "conflict",
            Refusal::Policy { flaw: PolicyFlaw::Full, .. } => "limit-exceeded",
            Refusal::SenderBarred { .. } => "SenderBarred",
            Refusal::LinkExpired(_) => "LinkExpired",
            Refusal::NoMail { .. } => "NoMail",
            Refusal::ForeignDkim(_) => "ForeignDkim",
            Refusal::SendingStopped(SendingStop::ShutDown) => "SendingShutDown",
            Refusal::SendingStopped(SendingStop::Paused) => "SendingPaused",
            Refusal::ReviewDenied { .. } => "ProductionDenied",
            Refusal::ReviewWord(_) => "ReviewStatus",
            Refusal::Env(_) => "EnvUnusable",
            Refusal::Config(_) => "ConfigUnusable",
            Refusal::NotInForce(_) => "ConfigNotInForce",
            Refusal::SmtpWithoutKey => "SmtpWithoutKey",
            Refusal::NoSmtpHost(_) => "NoSmtpHost",
            Refusal::NoKeyHere => "NoKeyHere",
            Refusal::Key(why) => why.code(),
        }
    }

    /// AWS's own words, where it is AWS that refused.
    pub fn by_aws(&self) -> Option<&Denial> {
        if let Refusal::ByAws(denial) = self { Some(denial) } else { None }
    }

    /// Whether it is about a key that the operator brought: no other way leads to that one.
    pub fn is_about_a_given_key(&self) -> bool {
        matches!(self, Refusal::Key(why) if why.is_about_a_given_key())
    }
}

impl KeyRefusal {
    fn code(&self) -> &str {
        match self {
            KeyRefusal::NotInEnv { .. } => "NoKeyInEnv",
            KeyRefusal::Unknown(_) => "UnknownKey",
            KeyRefusal::OfOtherAccount { .. } => "OtherAccountsKey",
            KeyRefusal::OfOtherUser { .. } | KeyRefusal::OfNoUser { .. } => "OtherUsersKey",
            KeyRefusal::Inactive(_) => "InactiveKey",
            KeyRefusal::NotTaken(_) => "InvalidClientTokenId",
            KeyRefusal::SecretOfAnother { denial, .. } => &denial.code,
            KeyRefusal::RoleHasNone => "RoleHasNoKey",
        }
    }

    fn is_about_a_given_key(&self) -> bool {
        match self {
            KeyRefusal::NotInEnv { .. }
            | KeyRefusal::Unknown(_)
            | KeyRefusal::OfOtherAccount { .. }
            | KeyRefusal::OfOtherUser { .. }
            | KeyRefusal::OfNoUser { .. } => true,
            KeyRefusal::Inactive(_)
            | KeyRefusal::NotTaken(_)
            | KeyRefusal::SecretOfAnother { .. }
            | KeyRefusal::RoleHasNone => false,
        }
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Refusal {
        Refusal::ByAws(denial)
    }
}

impl From<KeyRefusal> for Refusal {
    fn from(why: KeyRefusal) -> Refusal {
        Refusal::Key(why)
    }
}
