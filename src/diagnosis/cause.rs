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
    /// The From name is Laravel's own: `Laravel`, `Example`.
    FromNameDefault,
    /// An address or a name that SES cannot read, or no From at all.
    AddressMalformed,
    /// A header stands twice, or SES refuses one.
    HeaderMalformed,
    /// Neither DKIM nor SPF aligns with the From, and DMARC asks for it.
    AlignmentMissing,
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
    /// AWS found the key in public, and attached its quarantine policy.
    KeyQuarantined,
    /// A blank, a quote or something else that does not belong in the id of the key.
    KeyIdMalformed,
    /// A temporary key without its session token.
    SessionTokenMissing,
    /// A session token where the SDK takes something else, or a stale one beside a long-lived key.
    TokenMisplaced,
    /// A sign-in or temporary credentials have expired.
    CredentialsExpired,
    /// Key or secret are empty, and no role took their place.
    CredentialsMissing,
    /// The account is not activated for SES, or AWS still checks it.
    AccountNotActivated,
    /// Calls go to an endpoint that is not AWS's, or not the region's.
    EndpointOverridden,
    /// A cached config wins over `.env`.
    ConfigCached,
    /// Queue workers run with values from before the last change.
    WorkerStale,
    /// Mail is queued, and no worker takes it.
    QueueNotRunning,
    /// phpdotenv rejects `.env`.
    EnvUnreadable,
    /// An unclosed quote swallows the rest of `.env`.
    EnvSwallowed,
    /// A config file that PHP cannot read.
    ConfigUnreadable,
    /// The app's own code sets the configuration of mail when it starts.
    ConfigSetAtStart,
    /// The configuration names one recipient for all mail.
    MailRedirected,
    /// The environment of the process or another file wins over `.env`.
    EnvOverridden,
    /// Others can read `.env`: Git tracks it, it is under `public/`, or its mode lets them.
    EnvExposed,
    /// The app's mailer does not reach SES.
    WrongMailer,
    /// `ses-v2` without its entry.
    MailerUndefined,
    /// `MAIL_SCHEME=tls` or another scheme that Symfony does not know.
    SmtpSchemeUnsupported,
    /// The DSN of the mailer, or `MAIL_PORT`, cannot be read.
    DsnMalformed,
    /// `aws/aws-sdk-php` is not installed.
    SdkMissing,
    /// Other services of the app use the same `AWS_*` variables.
    AwsKeysShared,
    /// No policy of the key's user allows the action.
    PolicyLacksAction,
    /// A policy allows it, for other senders.
    PolicyExcludesSender,
    /// A policy allows sending, not to this recipient.
    PolicyExcludesRecipient,
    /// A policy allows sending, not with this configuration set.
    PolicyExcludesConfigurationSet,
    /// A deny stands above the policies: of the organization, a boundary, a session, or an explicit one.
    OrganizationDenies,
    /// Sign-up sends no mail: the user model does not ask for it.
    VerificationNotWired,
    /// Links in the mail lead to localhost or to http.
    AppUrlWrong,
    /// Signed links do not hold behind a proxy that the app does not trust.
    ProxyNotTrusted,
    /// Laravel's own 403, not SES.
    LaravelUnverifiedUser,
    /// The SMTP password belongs to another region.
    SmtpCredentialsWrongRegion,
    /// The secret itself stands where the SMTP password should.
    SmtpCredentialsNotDerived,
    /// No connection to SES's SMTP: a port that the host blocks, or a wrong host.
    SmtpUnreachable,
    /// SES closed a connection that was silent too long.
    SmtpIdleClosed,
    /// TLS spoken to a plain port, or STARTTLS never begun.
    TlsModeMismatch,
    /// No way to AWS: no DNS, no route, a blocked port, a proxy that does not answer.
    NetworkUnreachable,
    /// A certificate that is not AWS's: a proxy or a scanner stands in between.
    TlsIntercepted,
    /// This machine's own file of certificate authorities is not there, or not named.
    CaFileMissing,
    /// More messages in a second than the account may send.
    RateExceeded,
    /// More in 24 hours.
    QuotaExceeded,
    /// AWS, or the account itself, has paused sending.
    SendingPaused,
    /// AWS has closed the account for sending.
    AccountSuspended,
    /// AWS is reviewing the request for production access.
    ProductionPending,
    /// AWS denied production access.
    ProductionDenied,
    /// The recipient is on a suppression list.
    RecipientSuppressed,
    /// The configuration set does not exist in this region, or has an empty name.
    ConfigurationSetMissing,
    /// SES is not in the region, or there is no such region.
    RegionWithoutSes,
    /// The region is switched off for the account.
    RegionNotEnabled,
    /// The region has SES, and no SMTP host.
    RegionWithoutSmtp,
    /// No region, or an empty one: the SDK stops before it sends.
    RegionMissing,
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
    /// SES gave up on the DKIM records, or a receiver found the signature broken.
    DkimFailed,
    /// The link in the mail of SES is older than 24 hours.
    VerificationLinkExpired,
    /// The MAIL FROM domain is not usable: its MX or SPF is missing, or it is not below the identity.
    MailFromFailed,
    /// The records of a MAIL FROM are in DNS and SES was never told of it, or the other way round.
    MailFromNotSet,
    /// The name chosen for the MAIL FROM is a CNAME that something else uses.
    FromCnameInUse,
    /// Verified once; then the records went.
    RecordsRemoved,
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
