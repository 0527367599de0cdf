//! What may be done to the world, complete: nothing is left to decide when a change is applied. Knows no client.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{
    DnsHost, FileDigest, HostedZone, IdentityName, Leak, MailType, Part, PolicyChoice, PriceWish, ProjectFile, Scope,
    SendOptions, Step, Under, WrittenRecord,
};
use crate::{
    dns::records::Record,
    laravel::{
        Runner,
        plan::{KeyNames, MailSettings, Mailer},
    },
    terms::{AccountId, Address, Domain, Keep, KeyId, Region, Slot, UserName, WebsiteUrl},
};

/// One change. Every one that calls AWS as an administrator says under which sign-in, in which account and region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "kebab-case", tag = "change")]
#[strum_discriminants(name(ChangeKind))]
#[strum_discriminants(doc = "Which change, without its details.")]
#[strum_discriminants(derive(
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::Display,
    strum::EnumIter
))]
#[strum_discriminants(serde(rename_all = "kebab-case"), strum(serialize_all = "kebab-case"))]
pub enum Change {
    /// A new IAM user, tagged as ours.
    CreateSender {
        under: Under,
        user: UserName,
        path: Option<String>,
        boundary: Option<String>,
        tags: Vec<(String, String)>,
    },
    /// A user that we did not make, tagged as used by us.
    AdoptSender { under: Under, user: UserName },
    /// The permission to send. Adds to the senders already allowed.
    AllowSending { under: Under, user: UserName, grant: Grant },
    /// A new access key, kept where it is to rest. One that takes the place of another goes into `.env` only once AWS
    /// takes it.
    IssueKey {
        under: Under,
        user: UserName,
        keep: Keep,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instead_of: Option<KeyId>,
        /// The names of its lines, where it rests in `.env`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        names: Option<KeyNames>,
    },
    /// A new access key for another machine: its lines go into a file of their own, and its secret nowhere else.
    IssueServerKey { under: Under, user: UserName, file: PathBuf, wish: Box<MailSettings> },
    /// A key that exists already, from where it is to its resting place.
    KeepKey {
        account: AccountId,
        region: Region,
        user: UserName,
        key: KeyId,
        from: Slot,
        keep: Keep,
        /// The names of its lines, where it comes to rest in `.env`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        names: Option<KeyNames>,
    },
    /// Makes a key useless; it can be made useful again.
    DeactivateKey { under: Under, user: UserName, key: KeyId, why: DeleteReason },
    /// Removes a key for good.
    DeleteKey { under: Under, user: UserName, key: KeyId, why: DeleteReason },
    /// A new identity in the region.
    CreateIdentity { under: Under, name: IdentityName, tags: Vec<(String, String)> },
    /// An identity that we did not make, tagged as used by us.
    AdoptIdentity { under: Under, name: IdentityName },
    /// Deletes an unverified address and creates it again, so that AWS sends its mail again.
    RecreateIdentity { under: Under, name: IdentityName, tags: Vec<(String, String)> },
    /// Makes SES look at DKIM again, after it gave up. The tokens may change.
    RestartDkim {
        under: Under,
        domain: Domain,
        /// The tokens that it had until then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        before: Vec<String>,
    },
    /// A MAIL FROM domain of one's own.
    SetMailFrom {
        under: Under,
        identity: Domain,
        mail_from: Domain,
        /// The one that it had until then, where it had another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Domain>,
    },
    /// New records into a zone at a DNS provider. What stands there already is never replaced.
    WriteRecords { at: DnsHost, zone: HostedZone, records: Vec<Record> },
    /// Takes away what was written so, where it stands as it was written.
    RemoveRecords { at: DnsHost, zone: HostedZone, records: Vec<WrittenRecord> },
    /// Lets SES keep a list of addresses that bounced or complained, and not send there again.
    SuppressBounces { under: Under },
    /// The request to leave the sandbox, with the promise that AWS asks for.
    AskForProduction { under: Under, website: WebsiteUrl, mail_type: MailType, contact: Option<Address> },
    /// Has AWS bill by another plan in the region.
    SetPricePlan {
        under: Under,
        plan: PriceWish,
        /// By which it bills now, in AWS's word.
        from: String,
    },
    /// Files of the project, each whole or not at all.
    EditProject { edits: Vec<FileEdit> },
    /// `MAIL_MAILER`, or the variable that the app has in its place, once it may send.
    SwitchMailer { mailer: Mailer, edits: Vec<FileEdit> },
    /// Keeps `.env` from others before a secret is written into it.
    MendLeak { leaks: Vec<Leak> },
    /// Files of the project as they were before our first write to them.
    RestoreFiles { files: Vec<ProjectFile> },
    /// A command of the app's own.
    RunTool {
        tool: Tool,
        /// How the project runs its commands.
        #[serde(default, skip_serializing_if = "Runner::is_usual")]
        runner: Runner,
    },
    /// Has AWS send its mail with a link to the recipient of a test, who must be verified too in the sandbox.
    VerifyRecipient { under: Under, address: Address, tags: Vec<(String, String)> },
    /// One message, with the app's key, through the call that the app's mailer makes.
    SendTest {
        region: Region,
        mailer: Mailer,
        key: KeyId,
        secret: Slot,
        from: Address,
        to: Address,
        /// What else the app's mailer says.
        #[serde(default)]
        options: Box<SendOptions>,
    },
}

/// How a user comes to be allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// An inline policy, whole, as JSON text, and what it was written for: what else is in it others have put there.
    Inline {
        name: String,
        document: String,
        #[serde(default)]
        wanted: PolicyChoice,
        /// The one of that name that it takes the place of, as it was seen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
    },
    /// A managed policy, attached.
    Managed { arn: String },
}

/// Why a key goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum DeleteReason {
    /// Our own, of a reply that never arrived: its secret is lost.
    NobodyHoldsIt,
    /// The operator named it.
    Chosen,
    /// Another has taken its place.
    Replaced,
}

/// One file, whole or not at all; refused when it is no longer the one observed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEdit {
    /// Which file.
    pub file: ProjectFile,
    /// As it was when it was looked at.
    pub seen: FileDigest,
    /// What is done to it.
    pub kind: EditKind,
}

/// What is done to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// These values set in a dotenv file, in this order.
    Dotenv(Vec<(String, Value)>),
    /// What the mailer needs in a configuration file.
    Config(Box<MailSettings>),
}

/// A value on its way into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    Plain(String),
    /// The word `null`, which `env()` takes for null.
    Null,
    /// The id of an access key.
    KeyId(KeyId),
    /// A secret, by where it is.
    Of(Slot),
    /// What the name held before our first write to the file; null where it was not there.
    AsBefore,
    /// The SMTP password that follows from a secret access key in a region.
    SmtpPasswordOf {
        slot: Slot,
        region: Region,
    },
}

/// A command of the app's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// `php artisan config:clear`
    ConfigClear,
    /// `php artisan config:cache`, where the app was cached before.
    ConfigCache,
}

impl Tool {
    /// The word that `artisan` knows it by.
    pub fn artisan(self) -> &'static str {
        match self {
            Tool::ConfigClear => "config:clear",
            Tool::ConfigCache => "config:cache",
        }
    }
}

impl Change {
    /// Without its details.
    pub fn kind(&self) -> ChangeKind {
        self.into()
    }

    /// Under whose sign-in it runs; `None` where it does not call AWS as an administrator.
    pub fn under(&self) -> Option<&Under> {
        match self.home() {
            Home::SignIn(under) => Some(under),
            Home::Account(_) | Home::Machine => None,
        }
    }

    /// In which account it is at home; `None` where it is of this machine.
    pub fn account(&self) -> Option<&AccountId> {
        match self.home() {
            Home::SignIn(under) => Some(&under.account),
            Home::Account(account) => Some(account),
            Home::Machine => None,
        }
    }

    /// The files of the app that it writes, each whole.
    pub fn edits(&self) -> &[FileEdit] {
        if let Trace::Files(edits) = self.trace() { edits } else { &[] }
    }

    /// The key that comes to rest here, and where: none yet where AWS is still to name it.
    pub fn keeps(&self) -> Option<(Option<&KeyId>, Keep)> {
        if let Trace::KeyHere(key, keep) = self.trace() { Some((key, keep)) } else { None }
    }

    /// The key that goes, and why.
    pub fn retires(&self) -> Option<(&KeyId, DeleteReason)> {
        if let Trace::KeyGoes(key, why) = self.trace() { Some((key, why)) } else { None }
    }

    /// Whether it is made only where the operator asked for this very thing: a message, a server's key, or a key's going at the
    /// end of its rotation.
    pub fn is_by_request(&self) -> bool {
        match self.trace() {
            Trace::KeyAway | Trace::Message | Trace::Undoing | Trace::InDns => true,
            Trace::KeyGoes(_, why) => why == DeleteReason::Replaced,
            Trace::AtAws | Trace::KeyHere(..) | Trace::Files(_) | Trace::Command => false,
        }
    }

    fn home(&self) -> Home<'_> {
        match self {
            Change::CreateSender { under, .. }
            | Change::AdoptSender { under, .. }
            | Change::AllowSending { under, .. }
            | Change::IssueKey { under, .. }
            | Change::IssueServerKey { under, .. }
            | Change::DeactivateKey { under, .. }
            | Change::DeleteKey { under, .. }
            | Change::CreateIdentity { under, .. }
            | Change::AdoptIdentity { under, .. }
            | Change::RecreateIdentity { under, .. }
            | Change::RestartDkim { under, .. }
            | Change::SetMailFrom { under, .. }
            | Change::SuppressBounces { under }
            | Change::AskForProduction { under, .. }
            | Change::SetPricePlan { under, .. }
            | Change::VerifyRecipient { under, .. } => Home::SignIn(under),
            Change::WriteRecords { at: DnsHost::Route53(under), .. }
            | Change::RemoveRecords { at: DnsHost::Route53(under), .. } => Home::SignIn(under),
            Change::KeepKey { account, .. } => Home::Account(account),
            Change::WriteRecords { at: DnsHost::Cloudflare, .. }
            | Change::RemoveRecords { at: DnsHost::Cloudflare, .. }
            | Change::EditProject { .. }
            | Change::SwitchMailer { .. }
            | Change::MendLeak { .. }
            | Change::RestoreFiles { .. }
            | Change::RunTool { .. }
            | Change::SendTest { .. } => Home::Machine,
        }
    }

    fn trace(&self) -> Trace<'_> {
        match self {
            Change::IssueKey { keep, .. } => Trace::KeyHere(None, *keep),
            Change::KeepKey { key, keep, .. } => Trace::KeyHere(Some(key), *keep),
            Change::IssueServerKey { .. } => Trace::KeyAway,
            Change::DeactivateKey { key, why, .. } | Change::DeleteKey { key, why, .. } => Trace::KeyGoes(key, *why),
            Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => Trace::Files(edits),
            Change::RestoreFiles { .. } => Trace::Undoing,
            Change::MendLeak { .. } | Change::RunTool { .. } => Trace::Command,
            Change::SendTest { .. } => Trace::Message,
            Change::WriteRecords { .. } | Change::RemoveRecords { .. } => Trace::InDns,
            Change::CreateSender { .. }
            | Change::AdoptSender { .. }
            | Change::AllowSending { .. }
            | Change::CreateIdentity { .. }
            | Change::AdoptIdentity { .. }
            | Change::RecreateIdentity { .. }
            | Change::RestartDkim { .. }
            | Change::SetMailFrom { .. }
            | Change::SuppressBounces { .. }
            | Change::AskForProduction { .. }
            | Change::SetPricePlan { .. }
            | Change::VerifyRecipient { .. } => Trace::AtAws,
        }
    }
}

/// Where a change is at home.
enum Home<'a> {
    /// AWS, under this sign-in.
    SignIn(&'a Under),
    /// This machine, with something of this account.
    Account(&'a AccountId),
    /// This machine, whatever the account.
    Machine,
}

/// What a change leaves behind.
enum Trace<'a> {
    /// Something that only AWS shows.
    AtAws,
    /// A key at rest here; without its id where AWS is still to name it.
    KeyHere(Option<&'a KeyId>, Keep),
    /// A key in a file for another machine.
    KeyAway,
    /// One key less that works.
    KeyGoes(&'a KeyId, DeleteReason),
    /// Files of the app.
    Files(&'a [FileEdit]),
    /// What a command of the app's own does.
    Command,
    /// Files as they were.
    Undoing,
    /// A message in an inbox.
    Message,
    /// Records in a zone, more or fewer.
    InDns,
}

impl ChangeKind {
    /// The step that it belongs to.
    pub fn step(self) -> Step {
        match self {
            ChangeKind::CreateSender | ChangeKind::AdoptSender | ChangeKind::AllowSending => Step::Sender,
            ChangeKind::IssueKey
            | ChangeKind::IssueServerKey
            | ChangeKind::KeepKey
            | ChangeKind::DeactivateKey
            | ChangeKind::DeleteKey => Step::Key,
            ChangeKind::CreateIdentity
            | ChangeKind::AdoptIdentity
            | ChangeKind::RecreateIdentity
            | ChangeKind::RestartDkim
            | ChangeKind::SetMailFrom
            | ChangeKind::WriteRecords
            | ChangeKind::RemoveRecords => Step::Identity,
            ChangeKind::SetPricePlan => Step::Region,
            ChangeKind::SuppressBounces | ChangeKind::AskForProduction => Step::Production,
            ChangeKind::EditProject
            | ChangeKind::SwitchMailer
            | ChangeKind::MendLeak
            | ChangeKind::RestoreFiles
            | ChangeKind::RunTool => Step::Project,
            ChangeKind::VerifyRecipient | ChangeKind::SendTest => Step::Delivery,
        }
    }

    /// Whether there is a way back. `change.undoes` says which.
    pub fn can_be_undone(self) -> bool {
        match self {
            ChangeKind::DeleteKey
            | ChangeKind::RestartDkim
            | ChangeKind::AskForProduction
            | ChangeKind::RestoreFiles
            | ChangeKind::SendTest => false,
            ChangeKind::CreateSender
            | ChangeKind::AdoptSender
            | ChangeKind::AllowSending
            | ChangeKind::IssueKey
            | ChangeKind::IssueServerKey
            | ChangeKind::KeepKey
            | ChangeKind::DeactivateKey
            | ChangeKind::CreateIdentity
            | ChangeKind::AdoptIdentity
            | ChangeKind::RecreateIdentity
            | ChangeKind::SetMailFrom
            | ChangeKind::WriteRecords
            | ChangeKind::RemoveRecords
            | ChangeKind::SuppressBounces
            | ChangeKind::SetPricePlan
            | ChangeKind::EditProject
            | ChangeKind::SwitchMailer
            | ChangeKind::MendLeak
            | ChangeKind::RunTool
            | ChangeKind::VerifyRecipient => true,
        }
    }

    /// What is not known any more once it was tried, whatever came of it.
    pub fn touches(self) -> Scope {
        match self {
            ChangeKind::CreateSender => Scope::of([Part::Sender, Part::Keys, Part::Accepted]),
            ChangeKind::AdoptSender | ChangeKind::AllowSending => Scope::of([Part::Sender]),
            // Keeping a key may be writing it into the app's own file.
            ChangeKind::IssueKey | ChangeKind::KeepKey => Scope::of([Part::Keys, Part::Accepted, Part::Project]),
            ChangeKind::IssueServerKey | ChangeKind::DeactivateKey | ChangeKind::DeleteKey => {
                Scope::of([Part::Keys, Part::Accepted])
            }
            // Its records stay what they are.
            ChangeKind::AdoptIdentity => Scope::of([Part::Identity]),
            ChangeKind::CreateIdentity
            | ChangeKind::RecreateIdentity
            | ChangeKind::RestartDkim
            | ChangeKind::SetMailFrom
            | ChangeKind::WriteRecords
            | ChangeKind::RemoveRecords => Scope::of([Part::Identity, Part::Dns]),
            ChangeKind::SuppressBounces | ChangeKind::AskForProduction | ChangeKind::SetPricePlan => {
                Scope::of([Part::Account])
            }
            ChangeKind::EditProject | ChangeKind::SwitchMailer | ChangeKind::MendLeak | ChangeKind::RunTool => {
                Scope::of([Part::Project])
            }
            // A key that rested in `.env` is gone with it.
            ChangeKind::RestoreFiles => Scope::of([Part::Project, Part::Keys]),
            ChangeKind::VerifyRecipient => Scope::of([Part::Recipient]),
            ChangeKind::SendTest => Scope::default(),
        }
    }
}
