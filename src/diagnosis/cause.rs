//! The causes by name, and what can be said of one: named with its evidence, ruled out, or nothing. Does not know how a
//! cause is recognised; that is `causes`.

use serde::Serialize;

use super::evidence::Evidence;

/// Why mail fails. The four that the guide names come first.
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
    /// A message has a From of its own: `->from($user->email)` in a contact form.
    MessageFromElsewhere,
    /// An SES SMTP password sits in the place of the secret.
    SmtpPasswordAsSecret,
    /// The secret does not belong to the key, or is cut, spaced or quoted.
    SecretMismatch,
    /// The clock of the machine that signed is wrong.
    ClockSkew,
    /// The key is deleted, mistyped, or of another account.
    KeyUnknown,
    /// In IAM, and deactivated.
    KeyInactive,
    /// Just created; AWS does not accept it everywhere yet.
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
    /// AWS is reviewing the request for production access.
    ProductionPending,
    /// AWS denied production access.
    ProductionDenied,
    /// SES is not in the region, or there is no such region.
    RegionWithoutSes,
    // One for each mistake of the room `dns`, which says what it means.
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

/// How sure a finding is.
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
    /// Commands for a shell. The sentence beside them belongs to the cause.
    pub commands: Vec<String>,
}

/// A cause that was checked and does not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledOut {
    pub cause: Cause,
    pub evidence: Vec<Evidence>,
}

impl Cause {
    /// Whether only waiting helps, because nothing is wrong.
    pub fn is_a_wait(self) -> bool {
        matches!(self, Cause::KeyNotYetVisible | Cause::ProductionPending)
    }
}

/// What a cause's own function says of a case.
pub(super) enum Judgement {
    /// The cause has nothing to do with this case.
    Silent,
    Named(Certainty, Vec<Evidence>),
    RuledOut(Vec<Evidence>),
}
