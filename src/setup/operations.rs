//! What each look and each change asks of AWS, operation by operation: the one table from which the wizard's policy, the
//! reader's and the names of missing permissions follow. A test holds it against what a rehearsal was asked for. Knows no client and no policy document.

use super::{ChangeKind, Part};

/// An operation of AWS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// Whom it is asked of: `iam`, `sts`, `ses` (v1), `sesv2`, `route53`, `smtp`.
    pub service: &'static str,
    /// As AWS names it.
    pub name: &'static str,
    /// What IAM evaluates for it; nothing where every principal may.
    pub actions: &'static [&'static str],
    pub on: On,
    pub by: By,
}

/// What an operation is about, as policies name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// Nothing that has a name.
    Everything,
    /// The app's IAM user.
    User,
    /// The identity that is verified.
    Identity,
    /// An identity that may be another than the verified one: a recipient's is created too.
    Identities,
    /// A zone at Route 53.
    Zone,
    /// What was changed in one.
    ZoneChange,
}

/// Whose key signs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The administrator's sign-in.
    Administrator,
    App,
}

const WHO_AM_I: Operation = operation("sts", "GetCallerIdentity", &[], On::Everything);
const SIMULATE: Operation =
    operation("iam", "SimulatePrincipalPolicy", &["iam:SimulatePrincipalPolicy"], On::Everything);
const GET_ROLE: Operation = operation("iam", "GetRole", &["iam:GetRole"], On::Everything);
const GET_USER: Operation = iam("GetUser", &["iam:GetUser"]);
const LIST_POLICIES: Operation = iam("ListUserPolicies", &["iam:ListUserPolicies"]);
const GET_POLICY: Operation = iam("GetUserPolicy", &["iam:GetUserPolicy"]);
const LIST_ATTACHED: Operation = iam("ListAttachedUserPolicies", &["iam:ListAttachedUserPolicies"]);
const LIST_KEYS: Operation = iam("ListAccessKeys", &["iam:ListAccessKeys"]);
const LAST_USED: Operation = iam("GetAccessKeyLastUsed", &["iam:GetAccessKeyLastUsed"]);
const CREATE_USER: Operation = iam("CreateUser", &["iam:CreateUser", "iam:TagUser"]);
const TAG_USER: Operation = iam("TagUser", &["iam:TagUser"]);
const PUT_POLICY: Operation = iam("PutUserPolicy", &["iam:PutUserPolicy"]);
const ATTACH_POLICY: Operation = iam("AttachUserPolicy", &["iam:AttachUserPolicy"]);
const CREATE_KEY: Operation = iam("CreateAccessKey", &["iam:CreateAccessKey"]);
const UPDATE_KEY: Operation = iam("UpdateAccessKey", &["iam:UpdateAccessKey"]);
const DELETE_KEY: Operation = iam("DeleteAccessKey", &["iam:DeleteAccessKey"]);
const GET_ACCOUNT: Operation = operation("sesv2", "GetAccount", &["ses:GetAccount"], On::Everything);
const LIST_IDENTITIES: Operation =
    operation("sesv2", "ListEmailIdentities", &["ses:ListEmailIdentities"], On::Everything);
const GET_IDENTITY: Operation = operation("sesv2", "GetEmailIdentity", &["ses:GetEmailIdentity"], On::Identity);
const GET_SUPPRESSED: Operation =
    operation("sesv2", "GetSuppressedDestination", &["ses:GetSuppressedDestination"], On::Everything);
const GET_SET: Operation = operation("sesv2", "GetConfigurationSet", &["ses:GetConfigurationSet"], On::Everything);
const CREATE_IDENTITY: Operation =
    operation("sesv2", "CreateEmailIdentity", &["ses:CreateEmailIdentity", "ses:TagResource"], On::Identities);
const TAG_IDENTITY: Operation = operation("sesv2", "TagResource", &["ses:TagResource"], On::Identities);
const DELETE_IDENTITY: Operation =
    operation("sesv2", "DeleteEmailIdentity", &["ses:DeleteEmailIdentity"], On::Identity);
const RESTART_DKIM: Operation = operation(
    "sesv2",
    "PutEmailIdentityDkimSigningAttributes",
    &["ses:PutEmailIdentityDkimSigningAttributes"],
    On::Identity,
);
const SET_MAIL_FROM: Operation =
    operation("sesv2", "PutEmailIdentityMailFromAttributes", &["ses:PutEmailIdentityMailFromAttributes"], On::Identity);
const SUPPRESS: Operation =
    operation("sesv2", "PutAccountSuppressionAttributes", &["ses:PutAccountSuppressionAttributes"], On::Everything);
const ASK: Operation = operation("sesv2", "PutAccountDetails", &["ses:PutAccountDetails"], On::Everything);
const SET_PRICE_PLAN: Operation =
    operation("sesv2", "PutAccountPricingAttributes", &["ses:PutAccountPricingAttributes"], On::Everything);
const FIND_ZONES: Operation =
    operation("route53", "ListHostedZonesByName", &["route53:ListHostedZonesByName"], On::Everything);
const GET_ZONE: Operation = operation("route53", "GetHostedZone", &["route53:GetHostedZone"], On::Zone);
const LIST_RECORDS: Operation =
    operation("route53", "ListResourceRecordSets", &["route53:ListResourceRecordSets"], On::Zone);
const CHANGE_RECORDS: Operation =
    operation("route53", "ChangeResourceRecordSets", &["route53:ChangeResourceRecordSets"], On::Zone);
const GET_CHANGE: Operation = operation("route53", "GetChange", &["route53:GetChange"], On::ZoneChange);
const APPS_WHO_AM_I: Operation = by_the_app(WHO_AM_I);
const APPS_ACCOUNT: Operation = by_the_app(GET_ACCOUNT);
const SEND_V1: Operation = by_the_app(operation("ses", "SendRawEmail", &["ses:SendRawEmail"], On::Identity));
const SEND_V2: Operation = by_the_app(operation("sesv2", "SendEmail", &["ses:SendRawEmail"], On::Identity));

/// What a look at this part of the world asks. One that begins with GetCallerIdentity asks that too.
pub const fn of_part(part: Part) -> &'static [Operation] {
    match part {
        Part::Caller => &[WHO_AM_I],
        Part::Permissions => &[GET_ROLE, SIMULATE],
        Part::Account => &[GET_ACCOUNT],
        Part::Sender => &[GET_USER, LIST_POLICIES, GET_POLICY, LIST_ATTACHED],
        Part::Keys => &[LIST_KEYS, LAST_USED],
        Part::Accepted => &[APPS_WHO_AM_I, APPS_ACCOUNT],
        Part::Identity | Part::Recipient => &[GET_IDENTITY],
        Part::Dns | Part::Project => &[],
    }
}

/// What a look around in other regions asks.
pub const AROUND: &[Operation] = &[GET_ACCOUNT, LIST_IDENTITIES, GET_IDENTITY, GET_SUPPRESSED, GET_SET];

/// What writing records into a zone at Route 53 asks, and taking them away again. It is not in [`of_everything`]: the zone may be
/// another account's, or another provider's.
pub const WRITING_DNS: &[Operation] = &[WHO_AM_I, FIND_ZONES, GET_ZONE, LIST_RECORDS, CHANGE_RECORDS, GET_CHANGE];

/// What carrying out such a change asks, looks that belong to it included.
pub const fn of_change(kind: ChangeKind) -> &'static [Operation] {
    match kind {
        ChangeKind::CreateSender => &[WHO_AM_I, CREATE_USER],
        ChangeKind::AdoptSender => &[WHO_AM_I, TAG_USER],
        ChangeKind::AllowSending => &[WHO_AM_I, PUT_POLICY, ATTACH_POLICY],
        ChangeKind::IssueKey => &[WHO_AM_I, LIST_KEYS, CREATE_KEY, DELETE_KEY],
        // Nothing here looks at that key again, so it is waited for on the spot.
        ChangeKind::IssueServerKey => &[WHO_AM_I, LIST_KEYS, CREATE_KEY, DELETE_KEY, APPS_WHO_AM_I, APPS_ACCOUNT],
        ChangeKind::DeactivateKey => &[WHO_AM_I, UPDATE_KEY],
        ChangeKind::DeleteKey => &[WHO_AM_I, LAST_USED, DELETE_KEY],
        ChangeKind::CreateIdentity | ChangeKind::VerifyRecipient => &[WHO_AM_I, CREATE_IDENTITY],
        ChangeKind::AdoptIdentity => &[WHO_AM_I, GET_IDENTITY, TAG_IDENTITY],
        ChangeKind::RecreateIdentity => &[WHO_AM_I, GET_IDENTITY, DELETE_IDENTITY, CREATE_IDENTITY],
        ChangeKind::RestartDkim => &[WHO_AM_I, GET_IDENTITY, RESTART_DKIM],
        ChangeKind::SetMailFrom => &[WHO_AM_I, GET_IDENTITY, SET_MAIL_FROM],
        ChangeKind::SuppressBounces => &[WHO_AM_I, SUPPRESS, GET_ACCOUNT],
        ChangeKind::AskForProduction => &[WHO_AM_I, ASK, GET_ACCOUNT],
        ChangeKind::SetPricePlan => &[WHO_AM_I, SET_PRICE_PLAN],
        ChangeKind::SendTest => &[SEND_V1, SEND_V2],
        // By the token of a provider, or as `WRITING_DNS` has it.
        ChangeKind::WriteRecords
        | ChangeKind::RemoveRecords
        | ChangeKind::KeepKey
        | ChangeKind::EditProject
        | ChangeKind::SwitchMailer
        | ChangeKind::MendLeak
        | ChangeKind::RestoreFiles
        | ChangeKind::RunTool => &[],
    }
}

/// Everything that looks ask under the administrator's sign-in, each once.
pub fn of_looks() -> Vec<Operation> {
    let parts = <Part as strum::IntoEnumIterator>::iter().flat_map(of_part);
    administrators(parts.chain(AROUND).copied())
}

/// The same with all that changes ask.
pub fn of_everything() -> Vec<Operation> {
    let kinds = <ChangeKind as strum::IntoEnumIterator>::iter().flat_map(of_change);
    administrators(of_looks().into_iter().chain(kinds.copied()))
}

/// Every action of these, each once, in their order.
pub fn actions(operations: &[Operation]) -> Vec<&'static str> {
    let mut actions: Vec<&'static str> = Vec::new();
    for action in operations.iter().flat_map(|it| it.actions) {
        if !actions.contains(action) {
            actions.push(action);
        }
    }
    actions
}

/// Whether it only asks what a principal may.
pub fn is_about_rights(operation: &Operation) -> bool {
    of_part(Part::Permissions).contains(operation)
}

fn administrators(operations: impl Iterator<Item = Operation>) -> Vec<Operation> {
    let mut kept: Vec<Operation> = Vec::new();
    for operation in operations.filter(|it| it.by == By::Administrator) {
        if !kept.contains(&operation) {
            kept.push(operation);
        }
    }
    kept
}

const fn operation(service: &'static str, name: &'static str, actions: &'static [&'static str], on: On) -> Operation {
    Operation { service, name, actions, on, by: By::Administrator }
}

const fn iam(name: &'static str, actions: &'static [&'static str]) -> Operation {
    operation("iam", name, actions, On::User)
}

const fn by_the_app(operation: Operation) -> Operation {
    Operation { by: By::App, ..operation }
}
