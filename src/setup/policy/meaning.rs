//! What a policy document says, however it is written: IAM does not care about the order of statements, about names (`Sid`)
//! or about a list with one thing in it, and hands a document back as the console rewrote it. Knows IAM's grammar and none of
//! our own statements, and gives no verdict: two documents mean the same here only where IAM could not tell them apart.
//!
//! A statement about several actions, resources and senders says as much as one statement for each of them together. What
//! cannot be taken apart so (`NotAction`, conditions that exclude) stays whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::named_sender::{self, WITH_VARIABLES, Wording};

/// The condition key by which SES's policies name a sender.
pub(super) const SENDER: &str = "ses:fromaddress";
/// The condition key by which they name recipients.
const RECIPIENTS: &str = "ses:recipients";
/// The operators under which a list means "any of these".
const ANY_OF: [&str; 6] = [
    "StringLike",
    "StringEquals",
    "StringEqualsIgnoreCase",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringEquals",
    "ForAnyValue:StringEqualsIgnoreCase",
];

/// Everything that a document says.
pub(super) fn meaning(document: &Value) -> BTreeSet<Clause> {
    clauses_in_order(document).into_iter().map(|(clause, _)| clause).collect()
}

/// The same in the document's order, with each action as it is written there.
fn clauses_in_order(document: &Value) -> Vec<(Clause, String)> {
    let variables = knows_variables(document);
    written(document).iter().flat_map(|statement| clauses(statement, variables)).collect()
}

/// Whether `${…}` stands for something in it.
pub(super) fn knows_variables(document: &Value) -> bool {
    document["Version"] == WITH_VARIABLES
}

/// The statements of a document; IAM also takes a single one without brackets.
pub(super) fn written(document: &Value) -> &[Value] {
    match &document["Statement"] {
        Value::Array(many) => many,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// Whom a document allows to be the sender of mail, where it names any; in the one form of [`named_sender`].
pub(super) fn senders_allowed(document: &Value) -> Vec<String> {
    let sends = |clause: &Clause| clause.effect == "Allow" && is_of_sending(&clause.action);
    let mut senders = Vec::new();
    for (clause, _) in clauses_in_order(document).into_iter().filter(|(clause, _)| sends(clause)) {
        if !clause.sender.is_empty() && !senders.contains(&clause.sender) {
            senders.push(clause.sender);
        }
    }
    senders
}

/// The sender of each thing that a document allows by this action, none where it is any; `None` where the document says more
/// than that: it denies, excludes, sets other conditions or names resources.
pub(super) fn sending_by(document: &Value, action: &str) -> Option<Vec<Option<String>>> {
    let clauses = clauses_in_order(document);
    let is_plain = |clause: &Clause| clause.effect == "Allow" && !clause.action.is_empty();
    if clauses.iter().any(|(clause, _)| !is_plain(clause)) {
        return None;
    }
    let action = action.to_ascii_lowercase();
    let sending = clauses.into_iter().map(|(clause, _)| clause).filter(|clause| stands_for(&clause.action, &action));
    let sender = |clause: Clause| match clause.resource == "*" && clause.rest.iter().all(|(_, key)| key == SENDER) {
        true => Some(Some(clause.sender).filter(|sender| !sender.is_empty())),
        false => None,
    };
    sending.map(sender).collect()
}

/// Whether a document allows an action on a resource anywhere, under whatever conditions; `None` where it says more than what
/// is allowed: it denies or excludes.
pub(super) fn reaches(document: &Value, action: &str, resource: &str) -> Option<bool> {
    let clauses = clauses_in_order(document);
    let is_plain =
        |clause: &Clause| clause.effect == "Allow" && !clause.action.is_empty() && !clause.resource.is_empty();
    if clauses.iter().any(|(clause, _)| !is_plain(clause)) {
        return None;
    }
    let action = action.to_ascii_lowercase();
    let fits = |clause: &Clause| stands_for(&clause.action, &action) && stands_for(&clause.resource, resource);
    Some(clauses.iter().any(|(clause, _)| fits(clause)))
}

/// The recipients to whom a document limits an action, as they are written; empty where it limits none.
pub(super) fn recipients_allowed(document: &Value, action: &str) -> Vec<String> {
    let action = action.to_ascii_lowercase();
    let sends = |it: &&Value| list(&it["Action"]).iter().any(|it| stands_for(&it.to_ascii_lowercase(), &action));
    let allows = written(document).iter().filter(|it| it["Effect"] == "Allow").filter(sends);
    let operators = allows.flat_map(|it| it["Condition"].as_object().into_iter().flatten());
    let keys = operators.flat_map(|(_, keys)| keys.as_object().into_iter().flatten());
    keys.filter(|(key, _)| key.eq_ignore_ascii_case(RECIPIENTS)).flat_map(|(_, values)| list(values)).collect()
}

/// What a document denies of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Denies {
    Nothing,
    /// Under conditions, for some resources, or by exclusion.
    Some,
    All,
}

/// How far a document denies an action.
pub(super) fn denial(document: &Value, action: &str) -> Denies {
    let action = action.to_ascii_lowercase();
    let of_clause = |clause: &Clause| {
        let is_whole = clause.resource == "*" && clause.sender.is_empty() && clause.rest.is_empty();
        match (clause.action.is_empty(), stands_for(&clause.action, &action)) {
            // By what it excludes.
            (true, _) => Denies::Some,
            (false, false) => Denies::Nothing,
            (false, true) if is_whole => Denies::All,
            (false, true) => Denies::Some,
        }
    };
    let denies = |(clause, _): &(Clause, String)| (clause.effect == "Deny").then(|| of_clause(clause));
    let each: Vec<Denies> = clauses_in_order(document).iter().filter_map(denies).collect();
    let found = [Denies::All, Denies::Some].into_iter().find(|it| each.contains(it));
    found.unwrap_or(Denies::Nothing)
}

/// Whether an action, in small letters and perhaps with wildcards, is one that sends.
fn is_of_sending(action: &str) -> bool {
    action.starts_with("ses:send") || stands_for(action, "ses:sendemail") || stands_for(action, "ses:sendrawemail")
}

/// What a statement allows without a limit to the sender.
pub(super) struct Opening {
    /// All of SES.
    pub(super) all_of_ses: bool,
    /// Sending.
    pub(super) sending: bool,
    /// On any identity.
    pub(super) any_identity: bool,
}

/// The statements of a document that allow, and whose conditions hold for every sender.
pub(super) fn opens(document: &Value) -> impl Iterator<Item = Opening> {
    let variables = knows_variables(document);
    let is_open =
        move |statement: &&Value| statement["Effect"] == "Allow" && !is_limited(&statement["Condition"], variables);
    written(document).iter().filter(is_open).map(|statement| {
        let named = |name: &str| -> Vec<String> {
            list(&statement[name]).into_iter().map(|it| it.to_ascii_lowercase()).collect()
        };
        let (actions, all_but) = (named("Action"), named("NotAction"));
        let stands = |patterns: &[String], action: &str| patterns.iter().any(|pattern| stands_for(pattern, action));
        let is_of_ses = |pattern: &String| stands_for(pattern.split(':').next().unwrap_or_default(), "ses");
        let excludes = statement.get("NotAction").is_some();
        let allows = |action: &str| match excludes {
            true => !stands(&all_but, action),
            false => stands(&actions, action),
        };
        let resources = list(&statement["Resource"]);
        Opening {
            all_of_ses: if excludes { !all_but.iter().any(is_of_ses) } else { allows("ses:*") },
            sending: ["ses:sendemail", "ses:sendrawemail"].into_iter().any(allows),
            any_identity: statement.get("NotResource").is_some()
                || resources.iter().any(|it| stands_for(it, ANY_IDENTITY) || it.ends_with(":identity/*")),
        }
    })
}

/// Any identity of an account in a region.
const ANY_IDENTITY: &str = "arn:aws:ses:ap-northeast-2:123456789012:identity/*";

/// Whether conditions keep some sender out. One that excludes a few, or holds for every address, does not.
fn is_limited(conditions: &Value, variables: bool) -> bool {
    let limits = |operator: &str, key: &str, values: &Value| {
        let operator = operator.to_ascii_lowercase();
        let wording = Wording { wildcards: operator.contains("like"), variables };
        let all = if key.eq_ignore_ascii_case(SENDER) { "*@*" } else { "*" };
        let holds_for_all =
            |value: &String| wording.wildcards && named_sender::stands_for(&wording.in_one_form(value), all);
        // `Null` asks whether a request has a sender at all, and each has one.
        !operator.contains("not") && operator != "null" && !list(values).iter().any(holds_for_all)
    };
    let operators = conditions.as_object().into_iter().flatten();
    operators
        .flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |(key, of)| (operator, key, of)))
        .any(|(operator, key, values)| limits(operator, key, values))
}

/// What a policy that is put in another's place says beyond it, and no longer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// Actions that the other does not name, as they are written.
    pub actions: Vec<String>,
    /// Senders that it does not name.
    pub senders: Vec<String>,
    /// Actions that only it names.
    pub gone: Vec<String>,
}

/// What `after` says beyond `before`, and no longer.
pub fn difference(before: &str, after: &str) -> Difference {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (before, after) = (clauses_in_order(&read(before)), clauses_in_order(&read(after)));
    Difference {
        actions: actions_only_of(&after, &before),
        senders: senders(&after).difference(&senders(&before)).cloned().collect(),
        gone: actions_only_of(&before, &after),
    }
}

fn actions_only_of(these: &[(Clause, String)], those: &[(Clause, String)]) -> Vec<String> {
    let named = |action: &str| those.iter().any(|(clause, _)| clause.action == action);
    let mut only: Vec<String> = Vec::new();
    for (clause, written) in these {
        if !written.is_empty() && !named(&clause.action) && !only.contains(written) {
            only.push(written.clone());
        }
    }
    only
}

fn senders(of: &[(Clause, String)]) -> BTreeSet<String> {
    of.iter().map(|(clause, _)| clause.sender.clone()).filter(|sender| !sender.is_empty()).collect()
}

/// One thing that a document says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Clause {
    /// `Allow` or `Deny`.
    effect: String,
    /// In small letters, for IAM compares it so. Empty where the statement says what is *not* meant.
    action: String,
    /// Empty where the statement says what is *not* meant.
    resource: String,
    /// In the one form of [`named_sender`]. Empty where any sender is.
    sender: String,
    /// The rest of the statement.
    rest: Vec<(String, String)>,
}

fn clauses(statement: &Value, variables: bool) -> Vec<(Clause, String)> {
    let any = |values: Vec<String>| if values.is_empty() { vec![String::new()] } else { values };
    let (senders, conditions) = conditions(&statement["Condition"], variables);
    let mut rest = conditions;
    for (name, value) in statement.as_object().into_iter().flatten() {
        if !["Sid", "Effect", "Action", "Resource", "Condition"].contains(&name.as_str()) {
            let fold = |text: String| if name == "NotAction" { text.to_ascii_lowercase() } else { text };
            rest.push((name.clone(), all_of(list(value).into_iter().map(fold))));
        }
    }
    rest.sort();
    let mut clauses = Vec::new();
    for written in any(list(&statement["Action"])) {
        for resource in any(list(&statement["Resource"])) {
            for sender in any(senders.clone()) {
                let effect = statement["Effect"].as_str().unwrap_or_default().to_owned();
                let (action, resource) = (written.to_ascii_lowercase(), resource.clone());
                clauses.push((Clause { effect, action, resource, sender, rest: rest.clone() }, written.clone()));
            }
        }
    }
    clauses
}

/// The senders that a statement is limited to, and what else it is limited by.
fn conditions(conditions: &Value, variables: bool) -> (Vec<String>, Vec<(String, String)>) {
    let (mut senders, mut rest) = (Vec::new(), Vec::new());
    let operators: BTreeMap<&String, &Value> = conditions.as_object().into_iter().flatten().collect();
    for (operator, keys) in operators {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let (key, values) = (key.to_ascii_lowercase(), list(values));
            // Of two such keys both must hold, so only one of them can be taken apart.
            if key == SENDER && ANY_OF.contains(&operator.as_str()) && senders.is_empty() && !values.is_empty() {
                let wording = Wording { wildcards: operator.ends_with("Like"), variables };
                senders = values.iter().map(|value| wording.in_one_form(value)).collect();
                rest.push((operator.clone(), key));
            } else {
                rest.push((operator.clone(), format!("{key} {}", all_of(values))));
            }
        }
    }
    (senders, rest)
}

/// A list whose order says nothing, so written that two lists never look like one.
fn all_of(values: impl IntoIterator<Item = String>) -> String {
    format!("{:?}", values.into_iter().collect::<BTreeSet<_>>())
}

/// One thing, or several, as IAM takes either.
pub(super) fn list(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().flat_map(list).collect(),
        // IAM takes a number or a truth for its text.
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => vec![value.to_string()],
    }
}

/// Whether an action of a policy stands for another, and where that is a pattern too, for all that it stands for. No variable
/// stands in an action.
pub(super) fn stands_for(pattern: &str, action: &str) -> bool {
    let plain = Wording { wildcards: true, variables: false };
    named_sender::stands_for(&plain.in_one_form(pattern), &plain.in_one_form(action))
}
