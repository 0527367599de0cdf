//! What speaks for a cause or against it: each a thing that was seen, or that could not be. Knows no language; `words`
//! has the sentences.

use super::complaint::Complaint;
use crate::{
    dns::mistakes::Mistake,
    laravel::{
        ConfigSetting, MailerFault, OtherPlaceKind, SharedUse, SmtpManner,
        dotenv::{ReadError, Swallow},
    },
    setup::{Check, ProfileEndpoint, Refusal, Runtime},
    terms::{BadRegion, Denial, Keep, KeyId, Region, Timestamp},
};

/// One thing seen, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// The app signs in with a role, not with a key.
    Role(Runtime),
    /// A variable holds a key, which takes precedence over the role.
    KeyBeforeRole { at: EnvAt, name: String },
    /// The text itself says so, in these words.
    Said(String),
    /// The sentence is one that only SES says.
    AnsweredBySes,
    /// SES named the address that the app sends from.
    SenderNamed { address: String },
    /// The text does not have SES's list of names.
    NoNames,
    /// Nor why SES refused; this is how its sentence would begin.
    ReasonLeftOut { sentence: &'static str },
    /// SES did not name it, so it passed.
    SenderPassed { address: String },
    /// SES named this address, which is not the app's From.
    RecipientNamed { address: String, from: String },
    /// Nothing here says which address the app sends from.
    SenderNotKnown,
    /// The address that the app sends from would have failed, and SES did not name it: another one sent.
    SentByAnother { address: String },
    /// SES cut its list, so there are more names than we can see.
    ListCut,
    /// Verified there, and covers the address.
    Covered { address: String, by: String, region: Region },
    /// The same, in other regions than the one that was sent from.
    VerifiedElsewhere { address: String, by: String, regions: Vec<Region> },
    /// Not verified in any other region.
    VerifiedNowhere { address: String, regions: usize },
    /// There, and not verified.
    NotVerifiedYet { identity: String, status: Check, region: Region },
    /// Neither the address nor a domain above it is there.
    NoIdentity { address: String, region: Region },
    /// Verified there, and none of them covers the address.
    OthersVerified { address: String, verified: Vec<String>, region: Region },
    /// An address that cannot be verified: at a reserved domain, or without one.
    CannotBeVerified { address: String },
    /// An address at a public mail provider.
    PublicMailbox { address: String },
    /// The mail was sent to this region.
    SentFrom { region: Region },
    /// The region of the set-up, where the app does not send by SES yet.
    SetUpIn { region: Region },
    /// A line of the env file says which region.
    RegionInEnv { at: EnvAt, variable: String, region: String },
    /// A region that mail cannot be sent from, and where it is named.
    BadRegion { named: NamedBy, why: BadRegion },
    /// A region that is not in the table, and where it is named.
    RegionNotListed { named: NamedBy, region: Region },
    /// The set-up was made for this region.
    RegionOfSetup { region: Region },
    /// The account may only send to verified addresses.
    InSandbox { region: Region },
    /// The account may send to any address.
    InProduction { region: Region },
    /// AWS reviews the request for production access.
    ReviewPending { region: Region },
    /// AWS denied it; with the number of the support case.
    ReviewDenied { region: Region, case: Option<String> },
    /// A cached config is there: `.env` is not read.
    ConfigCached,
    /// There is no cached config, so this file is read.
    NoConfigCache { file: String },
    /// A line of the env file, by name and value; never a secret.
    EnvLine { at: EnvAt, name: String, value: String },
    /// A name that the env file does not have, or has empty.
    EnvEmpty { at: EnvAt, name: String },
    /// Why phpdotenv does not read `.env` whole. Shows no value.
    EnvFlaw { file: String, flaw: ReadError },
    /// A quote that hides lines of it. Shows no value.
    EnvSwallow { file: String, swallow: Swallow },
    /// An entry of the configuration in force, and where its value comes from.
    Setting(ConfigSetting),
    /// What Laravel refuses about a mailer.
    MailerRefused { mailer: String, fault: MailerFault },
    /// A mailer that another one hands mail on to.
    MailerWithin { mailer: String, within: String },
    /// How the connection to this port begins.
    SmtpBegins { manner: SmtpManner, port: String },
    /// A line of an env file that does not count; none for a value that may be a secret.
    Overridden { at: EnvAt, name: String, env: Option<String>, by: OverriddenBy, value: Option<String> },
    /// By a pool, php-fpm hides from the site what its container has.
    PoolClearsEnv { file: String, line: usize },
    /// An entry that the cached configuration has otherwise than the files.
    CacheDiffers { cached: ConfigSetting, own: ConfigSetting },
    /// The cached configuration says what the files say.
    CacheIsCurrent,
    /// A config file that PHP cannot read, from this line on.
    ConfigBroken { file: String, line: usize },
    /// A config file that returns no array.
    ConfigNoArray { file: String },
    /// Code of the app sets an entry of the configuration when it starts.
    SetAtStart { file: String, line: usize, path: String },
    /// Git tracks a file with variables.
    EnvTracked { file: String },
    /// Every user of the machine can read it; with its permission bits in octal.
    EnvReadable { file: String, mode: String },
    /// A copy of it lies in the public folder.
    EnvPublic { file: String },
    /// The app lies in a folder that web servers hand out whole.
    EnvInWebRoot { folder: String },
    /// What else reads the variables of the key.
    KeysShared { with: Vec<SharedUse> },
    /// No listener sends the mail when a user registers.
    ListenerMissing,
    /// What makes users does not say that one has registered.
    EventMissing,
    /// The route is not there that the link in the mail leads to.
    LinkRouteMissing,
    /// No route asks for a confirmed address.
    NoVerifiedRoutes,
    /// The site of the set-up.
    SiteIs { url: String },
    /// The app trusts no proxy.
    ProxiesNone,
    /// Queued mail goes over this connection, which needs a worker.
    NeedsWorker { connection: String },
    /// When the values of the app were last written.
    ValuesWritten { file: String, seconds: i64 },
    /// A worker on this machine that was started before.
    WorkerOlder { command: String, seconds: i64 },
    /// The last `queue:restart` that is seen here, which was before.
    RestartOlder { seconds: i64 },
    /// Since when workers run is not seen from here.
    WorkersUnseen,
    /// What Composer's list says of `aws/aws-sdk-php`.
    Sdk(SdkState),
    /// The user model does not ask for a confirmed address.
    SignUpNotWired,
    /// The value has the form of an SMTP password of SES.
    SmtpPasswordForm { name: String },
    /// The value does not have that form.
    NotSmtpPasswordForm { name: String },
    /// The value is so long; a secret access key has 40 characters.
    SecretLength { name: String, length: usize },
    /// The value has a blank in it.
    SecretSpaced { name: String },
    /// The value has quotation marks in it.
    SecretQuoted { name: String },
    /// Not the secret that is stored for this key.
    SecretIsAnothers { name: String, key: KeyId },
    /// The secret that is stored for this key.
    SecretIsTheKeys { name: String, key: KeyId },
    /// AWS accepted the key just now.
    KeyAccepted { key: KeyId },
    /// The same of a key younger than two minutes, tried once.
    KeyAcceptedOnce { key: KeyId },
    /// Where the secret of the key is stored; `file` for an encrypted file.
    RestsIn { key: KeyId, keep: Keep, file: Option<String> },
    /// AWS does not accept the key, which is so many seconds old.
    KeyYoung { key: KeyId, seconds: i64 },
    /// AWS does not accept the key, and should by now.
    KeyRefused { key: KeyId },
    /// AWS does not know the app's key, which was asked with, or does not take it any more.
    KeyNotTaken { key: KeyId },
    /// AWS refuses the app's key, which was asked with.
    KeyDenied { denial: Denial },
    /// This computer's clock is as AWS's.
    ClockAgrees,
    /// By so many seconds it is ahead of AWS's; behind, where they are negative.
    ClockOff { seconds: i64 },
    /// How many messages were sent in 24 hours, of how many that may be; and how many a second may be.
    QuotaUsed { sent: u64, most: Option<u64>, rate: u64 },
    /// SES finds the MX of this MAIL FROM.
    MailFromWorks { domain: String },
    /// It does not yet; whether it refuses mail until it does.
    MailFromWaits { domain: String, rejects: bool },
    /// No MAIL FROM is set, so it is SES's own.
    MailFromOfSes,
    /// The DMARC record in force.
    DmarcThere { name: String },
    /// No policy of the user allows the action on this, though it may send.
    PolicyReachesNot { user: String, action: String, resource: String },
    /// The environment names this server in AWS's place.
    EndpointOfProcess { variable: String, url: String },
    /// SES's SMTP server answers from here.
    SmtpAnswers { host: String, port: u16 },
    /// It does not.
    SmtpSilent { host: String, port: u16, denial: Denial },
    /// The key is deactivated in IAM.
    KeyInactive { key: KeyId },
    /// Not among the keys of this user.
    KeyNotOfUser { key: String, user: String },
    /// The SMTP host is in one region, the password is for another.
    SmtpRegions { host: String, password: Region },
    /// What is wrong with a DNS record.
    Record(Mistake),
    /// A sign-in to AWS would tell, and there is no sign-in.
    NeedsSignIn,
    /// The user's keys may not be listed.
    KeysHidden { denial: Denial },
    /// There is no such user, or its keys could not be looked at.
    KeysNotSeen { user: String },
    /// What is in the region may not be seen.
    Hidden { region: Region, denial: Denial },
    /// The region could not be asked, or did not answer.
    NotSeen { region: Region },
    /// Other regions that could not be looked into.
    RegionsNotSeen { regions: Vec<Region> },
    /// There is no Laravel app here to look at.
    NoApp,
    /// The sign-in, by account and ARN.
    SignedIn { account: String, arn: String },
    /// AWS refused the sign-in.
    SignInRefused { denial: Denial },
    /// A step of the set-up is refused, and not by AWS.
    Refused { refusal: Refusal },
    /// The Laravel app, by folder and version.
    AppHere { root: String, version: Option<String> },
    /// The app lacks the file that it reads its variables from.
    EnvMissing { file: String },
    /// The app reads its variables from a file elsewhere.
    EnvElsewhere,
    /// The user model asks for a confirmed address.
    SignUpWired,
    /// To whom a policy denied it, by ARN.
    DeniedTo { arn: String },
    /// The host that was called is not AWS's.
    CalledEndpoint { host: String },
    /// The program that says it has credentials of its own.
    OfProgram { program: &'static str },
    /// A profile names a server that is not AWS's.
    EndpointOfProfile(ProfileEndpoint),
    /// The error shows the id of a temporary key.
    TemporaryKey,
    /// An account must switch the region on first.
    RegionOptIn { region: Region },
    /// SES has given up looking for the DKIM records.
    DkimGivenUp { identity: String, region: Region },
    /// SES has given up looking for the MX of the MAIL FROM.
    MailFromGivenUp { domain: String, region: Region },
    /// The MAIL FROM's MX is in DNS, and the identity has no MAIL FROM.
    MailFromInDns { domain: String, region: Region },
    /// The mail with the link to click is older than a day.
    LinkExpired { address: String },
    /// The DMARC record at a name wants the From's very domain, and SES signs as the one above it.
    Unaligned { from: String, identity: String, dmarc: String },
    /// The DMARC record at `dmarc` has receivers act on mail that nothing of the From's domain vouches for, and the address
    /// alone is verified.
    UnalignedAddress { from: String, dmarc: String, policy: String },
    /// Each record of the identity is in DNS.
    RecordsPresent { records: usize },
    /// Sending is paused for the account there (SendingEnabled).
    AccountPaused { region: Region },
    /// AWS has shut sending down there (EnforcementStatus).
    AccountShutDown { region: Region },
    /// The account may send there, as far as SES says now.
    AccountSends { region: Region },
    /// The account has not switched the region on.
    RegionOff { region: Region },
    /// The account has switched it on.
    RegionOn { region: Region },
    /// AWS's quarantine policy is attached to the user.
    Quarantined { user: String, policy: String },
    /// It is not.
    NotQuarantined { user: String },
    /// What the user's policies allow to send: this sender among others.
    PolicyAllows { user: String, sender: String },
    /// Only as these senders.
    PolicyAllowsOthers { user: String, senders: Vec<String> },
    /// Nothing.
    PolicyAllowsNothing { user: String },
    /// The policies of the user limit whom it may send to.
    PolicyLimitsRecipients { user: String, recipients: Vec<String> },
    /// On the account's suppression list.
    OnSuppressionList { address: String, reason: String, since: Option<Timestamp>, region: Region },
    /// Not on it.
    NotOnSuppressionList { address: String, region: Region },
    /// No such configuration set there.
    NoConfigurationSet { name: String, region: Region },
    /// It is there.
    ConfigurationSetThere { name: String, region: Region },
    /// It is there, and paused.
    ConfigurationSetPaused { name: String, region: Region },
}

/// Where a region is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedBy {
    /// The error.
    Complaint,
    /// The app, by a variable or an entry of its configuration.
    App(String),
    /// The environment, or the profile, of this machine.
    Machine,
}

/// Where a variable stands, or would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvAt {
    /// The path of the file in the app: `.env`, or the one that is read in its place.
    pub file: String,
    /// The number of the line; none where no line has the name.
    pub line: Option<usize>,
}

/// Why a line of `.env` does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverriddenBy {
    /// The environment of the process that runs the app.
    Process,
    /// This file, which is read in the place of `.env`.
    OtherFile { file: String },
    /// A service of a compose file.
    Container { file: String, service: String },
    /// This file, where the app runs in the place that it tells of.
    OtherPlace { file: String, line: Option<usize>, kind: OtherPlaceKind, name: Option<String> },
}

/// `aws/aws-sdk-php`, as far as it is a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SdkState {
    /// In this version: so this copy of the app is not the one that failed, or `vendor` is not complete.
    Present(String),
    /// Installed for development only.
    DevOnly,
    /// Cut down to these services.
    Trimmed(Vec<String>),
    /// Not installed.
    Missing,
}

impl Evidence {
    /// Whether it only says what could not be seen, or that something is as it should be: no reason to name a cause.
    pub fn is_no_reason(&self) -> bool {
        use Evidence::*;
        match self {
            SenderPassed { .. }
            | SenderNotKnown
            | ListCut
            | VerifiedNowhere { .. }
            | InProduction { .. }
            | NoConfigCache { .. }
            | WorkersUnseen
            | NotSmtpPasswordForm { .. }
            | SecretIsTheKeys { .. }
            | KeyAccepted { .. }
            | KeyAcceptedOnce { .. }
            | NeedsSignIn
            | KeysHidden { .. }
            | KeysNotSeen { .. }
            | Hidden { .. }
            | NotSeen { .. }
            | RegionsNotSeen { .. }
            | NoApp
            | SignUpWired
            | CacheIsCurrent
            | AccountSends { .. }
            | RegionOn { .. }
            | NotQuarantined { .. }
            | PolicyAllows { .. }
            | NotOnSuppressionList { .. }
            | ConfigurationSetThere { .. }
            | RecordsPresent { .. } => true,
            Sdk(state) => matches!(state, SdkState::Present(_)),
            Role(_)
            | KeyBeforeRole { .. }
            | Said(_)
            | AnsweredBySes
            | SenderNamed { .. }
            | RecipientNamed { .. }
            | SentByAnother { .. }
            | NoNames
            | ReasonLeftOut { .. }
            | Covered { .. }
            | VerifiedElsewhere { .. }
            | NotVerifiedYet { .. }
            | NoIdentity { .. }
            | OthersVerified { .. }
            | CannotBeVerified { .. }
            | PublicMailbox { .. }
            | SentFrom { .. }
            | SetUpIn { .. }
            | RegionInEnv { .. }
            | BadRegion { .. }
            | RegionNotListed { .. }
            | RegionOfSetup { .. }
            | InSandbox { .. }
            | ReviewPending { .. }
            | ReviewDenied { .. }
            | ConfigCached
            | EnvLine { .. }
            | EnvEmpty { .. }
            | EnvFlaw { .. }
            | EnvSwallow { .. }
            | Setting(_)
            | MailerRefused { .. }
            | MailerWithin { .. }
            | SmtpBegins { .. }
            | Overridden { .. }
            | PoolClearsEnv { .. }
            | CacheDiffers { .. }
            | ConfigBroken { .. }
            | ConfigNoArray { .. }
            | SetAtStart { .. }
            | EnvTracked { .. }
            | ValuesWritten { .. }
            | WorkerOlder { .. }
            | RestartOlder { .. }
            | EnvReadable { .. }
            | EnvPublic { .. }
            | EnvInWebRoot { .. }
            | KeysShared { .. }
            | ListenerMissing
            | EventMissing
            | LinkRouteMissing
            | NoVerifiedRoutes
            | SiteIs { .. }
            | ProxiesNone
            | NeedsWorker { .. }
            | SignUpNotWired
            | SmtpPasswordForm { .. }
            | SecretLength { .. }
            | SecretSpaced { .. }
            | SecretQuoted { .. }
            | SecretIsAnothers { .. }
            | RestsIn { .. }
            | KeyYoung { .. }
            | KeyRefused { .. }
            | KeyNotTaken { .. }
            | SmtpAnswers { .. }
            | SmtpSilent { .. }
            | EndpointOfProcess { .. }
            | PolicyReachesNot { .. }
            | ClockAgrees
            | ClockOff { .. }
            | QuotaUsed { .. }
            | MailFromWorks { .. }
            | MailFromWaits { .. }
            | MailFromOfSes
            | DmarcThere { .. }
            | KeyDenied { .. }
            | KeyInactive { .. }
            | KeyNotOfUser { .. }
            | SmtpRegions { .. }
            | Record(_)
            | SignedIn { .. }
            | SignInRefused { .. }
            | Refused { .. }
            | AppHere { .. }
            | EnvMissing { .. }
            | EnvElsewhere
            | DeniedTo { .. }
            | CalledEndpoint { .. }
            | OfProgram { .. }
            | EndpointOfProfile(_)
            | TemporaryKey
            | DkimGivenUp { .. }
            | MailFromGivenUp { .. }
            | MailFromInDns { .. }
            | LinkExpired { .. }
            | Unaligned { .. }
            | UnalignedAddress { .. }
            | AccountPaused { .. }
            | AccountShutDown { .. }
            | RegionOff { .. }
            | Quarantined { .. }
            | PolicyAllowsOthers { .. }
            | PolicyAllowsNothing { .. }
            | PolicyLimitsRecipients { .. }
            | OnSuppressionList { .. }
            | NoConfigurationSet { .. }
            | ConfigurationSetPaused { .. }
            | RegionOptIn { .. } => false,
        }
    }

    /// The words of the complaint.
    pub(super) fn said(complaint: &Complaint) -> Evidence {
        Evidence::Said(complaint.message.clone().or_else(|| complaint.code.clone()).unwrap_or_default())
    }
}
