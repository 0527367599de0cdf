//! Policy documents: the app's, the wizard's and the reader's. Written by us, never evaluated here; the rehearsal has its
//! own reading of them, or both would agree by construction. Whether one that is there lacks anything is asked of what it
//! means (`policy/meaning.rs`), not of how it is written.

mod joined;
mod meaning;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use self::{
    joined::{Joined, SENDING},
    meaning::{Denies, meaning},
};
pub use self::{
    joined::{Lifted, lifted},
    meaning::{Difference, difference},
};
use super::{
    Access, Authorship, Facts, Grant, IdentityName, Intent, PolicyChoice, PolicyFlaw, Runtime, Sender, SendingBar,
    named_sender::{self, literal},
    operations::{self, On, Operation},
};
use crate::terms::{Fact, Partition, Region};

/// The name of the inline policy that we write.
pub const INLINE_NAME: &str = "SesameSend";
/// AWS's own policy of the guide.
pub const FULL_ACCESS: &str = "AmazonSESFullAccess";

const SEND: &str = "SesameSend";
const READ: &str = "SesameReadStatus";
const EVERYTHING: &str = "SesameEverything";
/// IAM's limit on all inline policies of a user together, in characters that are not white space.
const INLINE_LIMIT: usize = 2048;

impl PolicyChoice {
    /// Whose the statement is that allows all of SES, once a policy was written for this choice.
    pub fn opener(self) -> Authorship {
        match self {
            PolicyChoice::SesStar => Authorship::Ours,
            PolicyChoice::Sender | PolicyChoice::SendOnly | PolicyChoice::FullAccess => Authorship::Foreign,
        }
    }
}

impl Intent {
    /// The two documents of a role: its permissions, and its trust policy. None where the app has a key, or no
    /// sender is named yet.
    pub fn role_documents(&self) -> Option<[Value; 2]> {
        let Access::Role(runtime) = self.access else { return None };
        Some([app(self.policy, &self.identity_name()?, None), trust(runtime)])
    }
}

/// What a user still lacks to be what the intent wants, or `None` where nothing is missing.
/// Fails where the policies already there cannot be read or added to.
pub fn lacking(intent: &Intent, sender: &Sender, region: Region) -> Result<Option<Grant>, PolicyFlaw> {
    let Some(identity) = intent.identity_name() else { return Ok(None) };
    if sender.attached.present().is_some_and(|attached| attached.iter().any(|arn| allows_all_of_ses(arn))) {
        return Ok(None);
    }
    if intent.policy == PolicyChoice::FullAccess {
        return match &sender.attached {
            Fact::Unknown | Fact::Hidden(_) => Err(PolicyFlaw::Unreadable),
            Fact::Absent | Fact::Present(_) => {
                let arn = format!("arn:{}:iam::aws:policy/{FULL_ACCESS}", region.row().partition.name());
                Ok(Some(Grant::Managed { arn }))
            }
        };
    }
    let inline = match &sender.inline {
        Fact::Present(inline) => inline,
        Fact::Absent => &Default::default(),
        Fact::Unknown | Fact::Hidden(_) => return Err(PolicyFlaw::Unreadable),
    };
    let before = match inline.get(INLINE_NAME) {
        None => None,
        Some(text) => Some(serde_json::from_str::<Value>(text).map_err(|_| PolicyFlaw::NotJson)?),
    };
    let document = app(intent.policy, &identity, before.as_ref().map(|it| (it, sender.opened)));
    if before.as_ref().is_some_and(|before| meaning(before) == meaning(&document)) {
        return Ok(None);
    }
    let text = pretty(&document);
    let others: usize = inline.iter().filter(|(name, _)| *name != INLINE_NAME).map(|(_, text)| weight(text)).sum();
    if others + weight(&text) > INLINE_LIMIT {
        return Err(PolicyFlaw::Full);
    }
    let before = inline.get(INLINE_NAME).cloned();
    Ok(Some(Grant::Inline { name: INLINE_NAME.into(), document: text, wanted: intent.policy, before }))
}

/// What a user's policies let it send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendingRights {
    /// As this sender, and perhaps as others.
    Allowed,
    /// Only as others.
    Others(Vec<String>),
    Nothing,
}

/// The action that each of Laravel's mailers needs: they hand over a message that is written already.
pub const OF_LARAVEL: &str = "ses:SendRawEmail";

/// What the user's policies say of a sender by this action; `None` where not all of them could be read, or one says more than
/// we weigh: denies, excludes, or names single resources.
pub fn sending_rights(sender: &Sender, from: &str, action: &str) -> Option<SendingRights> {
    let documents = match inline_documents(sender)? {
        Documents::AllOfSes => return Some(SendingRights::Allowed),
        Documents::These(documents) => documents,
    };
    let mut others = Vec::new();
    for document in documents {
        for pattern in meaning::sending_by(&document, action)? {
            match pattern {
                None => return Some(SendingRights::Allowed),
                Some(pattern) if named_sender::stands_for(&pattern, &literal(from)) => {
                    return Some(SendingRights::Allowed);
                }
                Some(pattern) => others.push(pattern),
            }
        }
    }
    Some(match others.is_empty() {
        true => SendingRights::Nothing,
        false => SendingRights::Others(others),
    })
}

/// What keeps the user from sending for certain, whatever else allows it.
pub fn barred(sender: &Sender) -> Option<SendingBar> {
    let quarantine = sender.attached.present().and_then(|arns| arns.iter().find(|arn| is_quarantine(arn)));
    let denies =
        |text: &str| serde_json::from_str(text).is_ok_and(|it| meaning::denial(&it, OF_LARAVEL) == Denies::All);
    let denied = || sender.inline.present()?.iter().find(|(_, text)| denies(text)).map(|(name, _)| name.clone());
    quarantine.cloned().map(SendingBar::Quarantine).or_else(|| denied().map(SendingBar::Denied))
}

/// What may keep the user from sending and is not weighed here: the names of its permissions boundary, and of inline policies
/// that deny sending under conditions or for some resources.
pub fn unweighed(sender: &Sender) -> Vec<String> {
    let name = |arn: &String| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    let denies =
        |text: &str| serde_json::from_str(text).is_ok_and(|it| meaning::denial(&it, OF_LARAVEL) == Denies::Some);
    let inline = sender.inline.present().into_iter().flatten();
    let inline = inline.filter(|(_, text)| denies(text)).map(|(name, _)| name.clone());
    sender.boundary.iter().map(name).chain(inline).collect()
}

/// Whether any policy of the user allows an action on a resource, under whatever conditions; `None` where not all of them
/// could be read, or one says more than we weigh.
pub fn reaches(sender: &Sender, action: &str, resource: &str) -> Option<bool> {
    match inline_documents(sender)? {
        Documents::AllOfSes => Some(true),
        Documents::These(documents) => {
            let each: Option<Vec<bool>> =
                documents.iter().map(|document| meaning::reaches(document, action, resource)).collect();
            Some(each?.contains(&true))
        }
    }
}

/// The recipients to whom the user's policies limit this action, as they are written; `None` where not all could be read.
pub fn recipients_allowed(sender: &Sender, action: &str) -> Option<Vec<String>> {
    Some(match inline_documents(sender)? {
        Documents::AllOfSes => Vec::new(),
        Documents::These(documents) => {
            documents.iter().flat_map(|document| meaning::recipients_allowed(document, action)).collect()
        }
    })
}

/// What a user's policies come to.
enum Documents {
    AllOfSes,
    These(Vec<Value>),
}

/// The documents of a user, where all of them could be read.
fn inline_documents(sender: &Sender) -> Option<Documents> {
    let nothing = BTreeMap::new();
    let inline = match &sender.inline {
        Fact::Present(inline) => inline,
        Fact::Absent => &nothing,
        Fact::Unknown | Fact::Hidden(_) => return None,
    };
    match &sender.attached {
        Fact::Present(attached) if attached.iter().any(|arn| allows_all_of_ses(arn)) => {
            return Some(Documents::AllOfSes);
        }
        Fact::Present(attached) if !attached.iter().all(|arn| is_quarantine(arn)) => return None,
        Fact::Present(_) | Fact::Absent => {}
        Fact::Unknown | Fact::Hidden(_) => return None,
    }
    let documents: Result<Vec<Value>, _> = inline.values().map(|text| serde_json::from_str(text)).collect();
    documents.ok().map(Documents::These)
}

/// The policy that AWS attaches to the user of a key that it found in public.
pub fn is_quarantine(arn: &str) -> bool {
    arn.rsplit('/').next().is_some_and(|name| name.starts_with("AWSCompromisedKeyQuarantine"))
}

/// AWS's own policies that leave nothing to add.
fn allows_all_of_ses(arn: &str) -> bool {
    [FULL_ACCESS, "AdministratorAccess"].iter().any(|name| arn.ends_with(&format!(":aws:policy/{name}")))
}

/// The app's policy. Where there is one of ours already, its senders stay allowed, and so does what the user's owner added.
///
/// Several set-ups may share a user, here and on other machines, and one policy. What one of them lets in stays for the
/// others; `ses:*` goes once it is not asked for any more, and only by the set-up that had put it there. Else two that
/// want different things would take it away and put it back in turn. The price: where that set-up is gone, `ses:*` stays,
/// and is shown as more than is needed.
pub fn app(choice: PolicyChoice, identity: &IdentityName, before: Option<(&Value, Authorship)>) -> Value {
    let mut joined = Joined::from(before.map(|(before, _)| before));
    match choice {
        PolicyChoice::FullAccess | PolicyChoice::SesStar => joined.open(json!({
            "Sid": EVERYTHING, "Effect": "Allow", "Action": "ses:*", "Resource": "*"})),
        PolicyChoice::SendOnly | PolicyChoice::Sender => {
            if before.is_some_and(|(_, opened)| opened == Authorship::Ours) {
                joined.close(EVERYTHING);
            }
            let ours = send(identity, joined.knows_variables());
            joined.let_send(&identity.senders(), ours);
        }
    }
    if choice == PolicyChoice::Sender {
        joined.let_do(json!({"Sid": READ, "Effect": "Allow", "Action": [
            "ses:GetAccount", "ses:GetSendQuota", "ses:GetEmailIdentity", "ses:ListEmailIdentities",
            "ses:ListIdentities"], "Resource": "*"}));
    }
    joined.in_order(&[EVERYTHING, SEND, READ])
}

// In the sandbox SES also asks about the recipient's identity, and about the configuration set where there is one: a
// Resource with the sender alone would refuse the first test. The condition is what keeps it tight.
fn send(identity: &IdentityName, variables: bool) -> Value {
    let sender = identity.senders();
    // In an older document no letter can be kept from being a wildcard but by an operator that knows none.
    let (operator, sender) = match named_sender::is_escaped(&sender) && !variables {
        true => ("StringEquals", identity.to_string()),
        false => ("StringLike", sender),
    };
    json!({"Sid": SEND, "Effect": "Allow", "Action": SENDING, "Resource": "*",
        "Condition": {operator: {"ses:FromAddress": sender}}})
}

/// The senders that an inline policy of ours allows; empty where it does not limit them.
pub fn senders(document: &str) -> Vec<String> {
    serde_json::from_str(document).map(|document| meaning::senders_allowed(&document)).unwrap_or_default()
}

/// Whether an inline policy allows all of SES, ours or not.
pub fn allows_everything(document: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return false };
    meaning::opens(&document).any(|opening| opening.all_of_ses)
}

/// The trust policy of a role: what the app runs on may assume it.
pub fn trust(runtime: Runtime) -> Value {
    let service = match runtime {
        Runtime::Ec2 => "ec2.amazonaws.com",
        Runtime::Ecs => "ecs-tasks.amazonaws.com",
        Runtime::Lambda => "lambda.amazonaws.com",
    };
    document(vec![json!({"Sid": "SesameRuntime", "Effect": "Allow", "Principal": {"Service": service},
        "Action": "sts:AssumeRole"})])
}

/// Whether an inline policy, ours or not, lets mail leave from any sender: it allows sending, and neither a condition nor a
/// resource says as whom.
pub fn allows_any_sender(document: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return false };
    meaning::opens(&document).any(|opening| opening.sending && opening.any_identity)
}

/// What the wizard itself needs, to be attached to the administrator who runs it.
///
/// IAM's changes are about the app's user alone, and of AWS's own policies only the one that Sesame offers may be attached.
/// What that user may do is still theirs to write ([`Reach`]): where that must have a limit too, it is a permissions boundary,
/// and without it no user is made and no policy written.
///
/// SES's changes are about identities of the account: any may be created, for a recipient of the sandbox is one too; only
/// the set-up's own is changed or deleted, once it is known.
pub fn wizard(intent: &Intent) -> Value {
    let (of_user, others): (Vec<Operation>, Vec<Operation>) =
        operations::of_everything().into_iter().partition(|operation| operation.on == On::User);
    let looks = operations::of_looks();
    let looks_at_users: Vec<&str> =
        operations::actions(&looks.iter().filter(|it| it.on == On::User).copied().collect::<Vec<_>>());
    // A look is about every identity that may be of use.
    let place = |operation: &Operation| if looks.contains(operation) { On::Everything } else { operation.on };
    let on = |wanted: On| {
        let these: Vec<Operation> = others.iter().filter(|it| place(it) == wanted).copied().collect();
        operations::actions(&these)
    };
    let (looks, ses): (Vec<&str>, Vec<&str>) =
        on(On::Everything).into_iter().partition(|action| action.starts_with("iam:"));
    let (attach, of_user): (Vec<&str>, Vec<&str>) =
        operations::actions(&of_user).into_iter().partition(|action| *action == "iam:AttachUserPolicy");
    let (granting, of_user): (Vec<&str>, Vec<&str>) =
        of_user.into_iter().partition(|action| intent.permissions_boundary.is_some() && GRANTING.contains(action));
    let partition = intent.region.map_or(Partition::Aws, |region| region.row().partition).name();
    let account = intent.account.as_ref().map_or("*", |account| account.as_str());
    let users = users(intent, partition, account);
    // Before there is a user, AWS asks about it without its path.
    let pathless = json!(format!("arn:{partition}:iam::{account}:user/{}", literal(intent.user.as_str())));
    let (seen, of_user): (Vec<&str>, Vec<&str>) = of_user
        .into_iter()
        .partition(|action| intent.iam_path.is_some() && users != pathless && looks_at_users.contains(action));
    let identities = format!("arn:{partition}:ses:*:{account}:identity/");
    let own = intent.identity_name().map_or_else(|| "*".to_owned(), |name| literal(&name.to_string()));
    let offered = format!("arn:{partition}:iam::aws:policy/{FULL_ACCESS}");
    let bounded = intent.permissions_boundary.as_ref().map(|arn| json!({"iam:PermissionsBoundary": literal(arn)}));

    let mut statements = vec![allow("SesameIamUser", &of_user, &users)];
    if !seen.is_empty() {
        statements.push(allow("SesameIamSee", &seen, &json!([users, pathless])));
    }
    if let Some(bounded) = &bounded {
        let mut grants = allow("SesameIamGrant", &granting, &users);
        grants["Condition"] = json!({"StringEquals": bounded});
        statements.push(grants);
    }
    let mut attaching = allow("SesameAttach", &attach, &users);
    // The simulator, which is asked beforehand, does not know which policy it will be.
    attaching["Condition"] = json!({"ArnEqualsIfExists": {"iam:PolicyARN": offered}});
    if let Some(bounded) = bounded {
        attaching["Condition"]["StringEquals"] = bounded;
    }
    statements.push(attaching);
    let anything = json!("*");
    statements.push(allow("SesameLook", &looks, &anything));
    statements.push(allow("SesameSes", &ses, &anything));
    statements.push(allow("SesameSesIdentities", &on(On::Identities), &json!(format!("{identities}*"))));
    statements.push(allow("SesameSesIdentity", &on(On::Identity), &json!(format!("{identities}{own}"))));
    document(statements)
}

/// What decides on what a user may do.
const GRANTING: [&str; 2] = ["iam:CreateUser", "iam:PutUserPolicy"];

/// What a holder of the wizard's document can come to do beyond it: write a policy of any content for the app's user, and
/// make it a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Anything in the account.
    Anything,
    /// What this permissions boundary allows, by its ARN.
    Within(String),
}

/// How far the wizard's document reaches.
pub fn reach(intent: &Intent) -> Reach {
    intent.permissions_boundary.clone().map_or(Reach::Anything, Reach::Within)
}

/// The app's user as a policy names it. One that is adopted may have any path; its name is the account's only one.
fn users(intent: &Intent, partition: &str, account: &str) -> Value {
    let named = |path: &str| format!("arn:{partition}:iam::{account}:user{path}{}", literal(intent.user.as_str()));
    match &intent.iam_path {
        Some(path) => json!(named(&literal(path))),
        None if intent.adopt.as_ref() == Some(&intent.user) => json!([named("/"), named("/*/")]),
        None => json!(named("/")),
    }
}

/// What is enough to look.
pub fn reader() -> Value {
    document(vec![allow("SesameRead", &operations::actions(&operations::of_looks()), &json!("*"))])
}

/// What writing records into zones at Route 53 needs, and taking them away again. A record that stands cannot be replaced with it.
pub fn writing_dns() -> Value {
    let on = |on: On| {
        let these: Vec<Operation> = operations::WRITING_DNS.iter().filter(|it| it.on == on).copied().collect();
        operations::actions(&these)
    };
    let (changes, reads): (Vec<&str>, Vec<&str>) =
        on(On::Zone).into_iter().partition(|action| action.ends_with(":ChangeResourceRecordSets"));
    let within = |sid: &str, actions: &[&str], resource: &str| allow(sid, actions, &json!(resource));
    let zones = "arn:aws:route53:::hostedzone/*";
    let mut change = within("SesameWriteRecords", &changes, zones);
    change["Condition"] = json!({"ForAllValues:StringEquals": {
        "route53:ChangeResourceRecordSetsActions": ["CREATE", "DELETE"],
        "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME", "MX", "TXT"],
    }});
    document(vec![
        within("SesameFindZones", &on(On::Everything), "*"),
        within("SesameReadZones", &reads, zones),
        change,
        within("SesameAskForChange", &on(On::ZoneChange), "arn:aws:route53:::change/*"),
    ])
}

/// The ARN of the app's user.
pub fn user_arn(intent: &Intent, partition: &str, account: &str) -> String {
    format!("arn:{partition}:iam::{account}:user{}{}", intent.iam_path.as_deref().unwrap_or("/"), intent.user)
}

fn allow(sid: &str, actions: &[&str], resource: &Value) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource})
}

/// As it is shown and sent.
pub fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).expect("a JSON value is text")
}

fn document(statements: Vec<Value>) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn weight(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

impl Facts {
    /// The policies of the user that allow more than this sender needs, by name.
    pub fn broader_than_needed(&self) -> Vec<String> {
        let Some(sender) = self.sender.present() else { return Vec::new() };
        let attached = sender.attached.present().into_iter().flatten();
        let attached = attached
            .filter_map(|arn| arn.rsplit('/').next())
            .filter(|name| [FULL_ACCESS, "AdministratorAccess", "PowerUserAccess"].contains(name));
        let inline = sender.inline.present().into_iter().flatten();
        let inline = inline
            .filter(|(_, document)| allows_everything(document) || allows_any_sender(document))
            .map(|(name, _)| name.as_str());
        attached.chain(inline).map(String::from).collect()
    }

    /// The senders that our policy, as it is in AWS, allows; empty where it is not known or does not limit them.
    pub fn allowed_senders(&self) -> Vec<String> {
        let inline = self.sender.present().and_then(|sender| sender.inline.present());
        inline.and_then(|inline| inline.get(INLINE_NAME)).map(|document| senders(document)).unwrap_or_default()
    }
}
