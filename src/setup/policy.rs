//! Policy documents: the app's, the wizard's and the reader's. Written by us, never evaluated here; the rehearsal has its
//! own reading of them, or both would agree by construction.

use serde_json::{Map, Value, json};

use super::{
    Facts, Grant, IdentityName, Intent, PolicyChoice, Sender,
    operations::{self, Operation},
};
use crate::terms::{Fact, Failure, FailureKind, Region};

/// The name of the inline policy that we write.
pub const INLINE_NAME: &str = "SesameSend";
/// AWS's own policy of the guide.
pub const FULL_ACCESS: &str = "AmazonSESFullAccess";

const SEND: &str = "SesameSend";
const READ: &str = "SesameReadStatus";
const EVERYTHING: &str = "SesameEverything";
/// IAM's limit on all inline policies of a user together, in characters that are not white space.
const INLINE_LIMIT: usize = 2048;

/// What a user still lacks to be what the intent wants, or `None` where nothing is missing.
/// Fails where the policies already there cannot be read or added to.
pub fn lacking(intent: &Intent, sender: &Sender, region: Region) -> Result<Option<Grant>, Failure> {
    let Some(identity) = intent.identity_name() else { return Ok(None) };
    let doing = format!("allow {} to send", sender.name);
    let unreadable = || {
        Failure::new(FailureKind::Denied, &doing)
            .because("its policies cannot be read, and writing blindly could take away what is there")
    };
    if sender.attached.present().is_some_and(|attached| attached.iter().any(|arn| allows_all_of_ses(arn))) {
        return Ok(None);
    }
    if intent.policy == PolicyChoice::FullAccess {
        return match &sender.attached {
            Fact::Unknown | Fact::Hidden(_) => Err(unreadable()),
            Fact::Absent | Fact::Present(_) => {
                let arn = format!("arn:{}:iam::aws:policy/{FULL_ACCESS}", region.row().partition.name());
                Ok(Some(Grant::Managed { arn }))
            }
        };
    }
    let inline = match &sender.inline {
        Fact::Present(inline) => inline,
        Fact::Absent => &Default::default(),
        Fact::Unknown | Fact::Hidden(_) => return Err(unreadable()),
    };
    let before = match inline.get(INLINE_NAME) {
        None => None,
        Some(text) => Some(serde_json::from_str::<Value>(text).map_err(|e| {
            Failure::new(FailureKind::Conflict, &doing)
                .because(format!("its policy {INLINE_NAME} is not JSON ({e}); delete it in the IAM console"))
        })?),
    };
    let document = app(intent.policy, &identity, before.as_ref());
    if before.as_ref() == Some(&document) {
        return Ok(None);
    }
    let text = pretty(&document);
    let others: usize = inline.iter().filter(|(name, _)| *name != INLINE_NAME).map(|(_, text)| weight(text)).sum();
    if others + weight(&text) > INLINE_LIMIT {
        return Err(Failure::new(FailureKind::LimitExceeded, doing).because(format!(
            "the inline policies of a user may have {INLINE_LIMIT} characters together; use another --user for this sender"
        )));
    }
    Ok(Some(Grant::Inline { name: INLINE_NAME.into(), document: text }))
}

/// AWS's own policies that leave nothing to add.
fn allows_all_of_ses(arn: &str) -> bool {
    [FULL_ACCESS, "AdministratorAccess"].iter().any(|name| arn.ends_with(&format!(":aws:policy/{name}")))
}

/// The app's policy. Where there is one of ours already, its senders stay allowed; `ses:*` of ours goes once it is not
/// asked for any more.
pub fn app(choice: PolicyChoice, identity: &IdentityName, before: Option<&Value>) -> Value {
    let statements = match choice {
        PolicyChoice::FullAccess | PolicyChoice::SesStar => {
            vec![json!({"Sid": EVERYTHING, "Effect": "Allow", "Action": "ses:*", "Resource": "*"})]
        }
        PolicyChoice::SendOnly => vec![send(identity, before)],
        PolicyChoice::Sender => vec![
            send(identity, before),
            json!({"Sid": READ, "Effect": "Allow", "Action": [
                "ses:GetAccount", "ses:GetSendQuota", "ses:GetEmailIdentity", "ses:ListEmailIdentities",
                "ses:ListIdentities"], "Resource": "*"}),
        ],
    };
    // What somebody added to our document stays.
    let ours = |statement: &Value| {
        statement["Sid"] == EVERYTHING || statements.iter().any(|new| new["Sid"] == statement["Sid"])
    };
    let kept: Vec<Value> =
        before.map(written).unwrap_or_default().iter().filter(|statement| !ours(statement)).cloned().collect();
    document(statements.into_iter().chain(kept).collect())
}

// In the sandbox SES also asks about the recipient's identity, and about the configuration set where there is one: a
// Resource with the sender alone would refuse the first test. The condition is what keeps it tight.
fn send(identity: &IdentityName, before: Option<&Value>) -> Value {
    let mut senders = before.map(allowed_senders).unwrap_or_default();
    let sender = identity.senders();
    if !senders.contains(&sender) {
        senders.push(sender);
    }
    let senders = if senders.len() == 1 { json!(senders[0]) } else { json!(senders) };
    json!({"Sid": SEND, "Effect": "Allow", "Action": ["ses:SendEmail", "ses:SendRawEmail"], "Resource": "*",
        "Condition": {"StringLike": {"ses:FromAddress": senders}}})
}

/// Whom a document of ours allows to be the sender.
fn allowed_senders(document: &Value) -> Vec<String> {
    let ours = written(document).iter().find(|statement| statement["Sid"] == SEND);
    match ours.map(|statement| &statement["Condition"]["StringLike"]["ses:FromAddress"]) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(|it| it.as_str().map(String::from)).collect(),
        Some(_) | None => Vec::new(),
    }
}

/// The statements of a document; IAM also takes a single one without brackets.
fn written(document: &Value) -> &[Value] {
    match &document["Statement"] {
        Value::Array(many) => many,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// Whom an inline policy of ours allows as sender; empty where it limits nobody.
pub fn senders(document: &str) -> Vec<String> {
    serde_json::from_str(document).map(|document| allowed_senders(&document)).unwrap_or_default()
}

/// Whether an inline policy allows all of SES, whoever wrote it.
pub fn allows_everything(document: &str) -> bool {
    let Ok(document) = serde_json::from_str::<Value>(document) else { return false };
    let all = |action: &Value| action.as_str().is_some_and(|it| it == "*" || it.eq_ignore_ascii_case("ses:*"));
    written(&document).iter().any(|statement| {
        let actions = match &statement["Action"] {
            Value::Array(many) => many.iter().any(all),
            one => all(one),
        };
        statement["Effect"] == "Allow" && actions && statement.get("Condition").is_none()
    })
}

/// What the wizard itself needs, to be attached to whoever runs it.
pub fn wizard() -> Value {
    let (iam, ses) = by_service(&operations::of_everything());
    document(vec![allow("SesameIamUser", &iam), allow("SesameSes", &ses)])
}

/// What is enough to look.
pub fn reader() -> Value {
    document(vec![allow("SesameRead", &operations::actions(&operations::of_looks()))])
}

fn by_service(needed: &[Operation]) -> (Vec<&'static str>, Vec<&'static str>) {
    operations::actions(needed).into_iter().partition(|action| action.starts_with("iam:"))
}

fn allow(sid: &str, actions: &[&str]) -> Value {
    json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"})
}

/// As it is shown and sent.
pub fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).expect("a JSON value is text")
}

fn document(statements: Vec<Value>) -> Value {
    let mut top = Map::new();
    top.insert("Version".into(), json!("2012-10-17"));
    top.insert("Statement".into(), json!(statements));
    Value::Object(top)
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
        let inline = inline.filter(|(_, document)| allows_everything(document)).map(|(name, _)| name.as_str());
        attached.chain(inline).map(String::from).collect()
    }

    /// Whom our policy, as it is in AWS, allows as sender; empty where it is not known or limits nobody.
    pub fn allowed_senders(&self) -> Vec<String> {
        let inline = self.sender.present().and_then(|sender| sender.inline.present());
        inline.and_then(|inline| inline.get(INLINE_NAME)).map(|document| senders(document)).unwrap_or_default()
    }
}
