//! A document that is there, and what it is to allow besides, in one. Whatever was allowed stays allowed and whatever was
//! denied stays denied, for the user's other apps rely on it; and nothing but what is added comes to be allowed, for what
//! was narrowed was narrowed on purpose. Knows IAM's grammar, and evaluates nothing: what it cannot read for certain it
//! leaves alone.
//!
//! A statement takes a sender or an action in only where it then says exactly what was said before and that. Where it would
//! say more, what is added stands beside it as a statement of its own. The price is a longer document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    super::named_sender::{self, WITH_VARIABLES, Wording, is_escaped},
    meaning::{SENDER, knows_variables, list, stands_for, written},
};

/// What sends mail: the one by API v2 and v1's simple call, the other with a message that is written already.
pub(super) const SENDING: [&str; 2] = ["ses:SendEmail", "ses:SendRawEmail"];
/// The operators of which one value that fits is enough and under which a value may have wildcards.
const LIKE: [&str; 2] = ["StringLike", "ForAnyValue:StringLike"];
/// The same without wildcards.
const EQUAL: [&str; 2] = ["StringEquals", "ForAnyValue:StringEquals"];

/// A document on its way to another one.
#[derive(Debug)]
pub(super) struct Joined {
    /// What stands beside the statements: the version, an id.
    top: Map<String, Value>,
    statements: Vec<Value>,
}

impl Joined {
    /// What is there, or nothing.
    pub(super) fn from(before: Option<&Value>) -> Joined {
        let top = before.and_then(Value::as_object).cloned();
        // In another version what stays could mean another thing.
        let top = top.unwrap_or_else(|| Map::from_iter([("Version".to_owned(), json!(WITH_VARIABLES))]));
        Joined { top, statements: before.map(|it| written(it).to_vec()).unwrap_or_default() }
    }

    /// Whether `${…}` stands for something in it.
    pub(super) fn knows_variables(&self) -> bool {
        self.top.get("Version").is_some_and(|version| version == WITH_VARIABLES)
    }

    /// Has these sender's messages allowed; `ours` is the statement that would say so alone.
    pub(super) fn let_send(&mut self, sender: &str, ours: Value) {
        let variables = self.knows_variables();
        let granted = |action: &&str| {
            self.statements.iter().any(|it| grants_sending(it, variables, &ours["Sid"], action, sender))
        };
        if SENDING.iter().all(granted) {
            return;
        }
        let may_take =
            |statement: &&mut Value| Plain::of(statement, variables).is_some_and(|plain| plain.may_take(sender));
        // Without variables a letter that is a wildcard too can only stand where nothing is one.
        let can_be_written = variables || !is_escaped(sender);
        // What the console renamed is as good as ours; of several, ours.
        let (named, others): (Vec<_>, Vec<_>) = self.statements.iter_mut().partition(|it| it["Sid"] == ours["Sid"]);
        match named.into_iter().chain(others).find(may_take).filter(|_| can_be_written) {
            Some(statement) => take(statement, sender),
            None => self.put(ours),
        }
    }

    /// Has these actions allowed on anything; `ours` is the statement that would say so alone.
    pub(super) fn let_do(&mut self, ours: Value) {
        let variables = self.knows_variables();
        let plain = |it: &Value| Plain::of(it, variables).filter(|plain| plain.senders.is_none());
        let wanted = list(&ours["Action"]);
        let granted = |action: &String| {
            let mut several = self.statements.iter().filter(|it| !allows_all_of_ses(it)).filter_map(plain);
            several.any(|plain| plain.has(action))
        };
        if wanted.iter().all(granted) {
            return;
        }
        match self.statements.iter_mut().find(|it| it["Sid"] == ours["Sid"] && plain(it).is_some()) {
            Some(statement) => statement["Action"] = both(&wanted, &list(&statement["Action"])),
            None => self.put(ours),
        }
    }

    /// Has all of SES allowed; `ours` is the statement that would say so alone.
    pub(super) fn open(&mut self, ours: Value) {
        if !self.statements.iter().any(|it| it["Sid"] == ours["Sid"] && allows_all_of_ses(it)) {
            self.put(ours);
        }
    }

    /// Takes back what was opened under that name. What was added to it since, or limits it, stays.
    pub(super) fn close(&mut self, name: &str) {
        let all = |action: &String| action.eq_ignore_ascii_case("ses:*");
        self.statements.retain_mut(|statement| {
            if statement["Sid"] != name || !allows_all_of_ses(statement) {
                return true;
            }
            let left: Vec<String> = list(&statement["Action"]).into_iter().filter(|it| !all(it)).collect();
            statement["Action"] = json!(left);
            !left.is_empty()
        });
    }

    /// A statement beside what is there. Two of one name IAM would not take, and the name is ours.
    fn put(&mut self, ours: Value) {
        for theirs in self.statements.iter_mut().filter(|it| it["Sid"] == ours["Sid"]) {
            if let Some(theirs) = theirs.as_object_mut() {
                theirs.shift_remove("Sid");
            }
        }
        self.statements.push(ours);
    }

    /// The whole, with these names first: what only changed places would be written again and again.
    pub(super) fn in_order(mut self, names: &[&str]) -> Value {
        let place = |it: &Value| names.iter().position(|name| it["Sid"] == *name).unwrap_or(names.len());
        self.statements.sort_by_key(place);
        self.top.insert("Statement".into(), json!(self.statements));
        Value::Object(self.top)
    }
}

/// What a statement allows on any resource, where nothing but a list of senders limits it.
#[derive(Debug)]
struct Plain {
    actions: Vec<String>,
    /// Nothing where it names none.
    senders: Option<Senders>,
}

#[derive(Debug)]
struct Senders {
    /// In the one form of [`named_sender`].
    values: Vec<String>,
    /// Whether another can stand beside them, and they mean what they meant.
    open: bool,
}

impl Plain {
    fn of(statement: &Value, variables: bool) -> Option<Plain> {
        const READ: [&str; 5] = ["Sid", "Effect", "Action", "Resource", "Condition"];
        let knows_all = statement.as_object()?.keys().all(|name| READ.contains(&name.as_str()));
        let actions = list(&statement["Action"]);
        let anything = list(&statement["Resource"]).iter().any(|it| it == "*");
        if !knows_all || statement["Effect"] != "Allow" || actions.is_empty() || !anything {
            return None;
        }
        let senders = match conditions(statement).as_slice() {
            [] => None,
            [(operator, key, values)] if key.eq_ignore_ascii_case(SENDER) && !values.is_empty() => {
                let like = LIKE.contains(operator);
                let are_names = !values.iter().any(|value| value.contains(['*', '?', '$']));
                let wording = Wording { wildcards: like, variables };
                let values = values.iter().map(|value| wording.in_one_form(value)).collect();
                let senders = Some(Senders { values, open: like || are_names });
                return (like || EQUAL.contains(operator)).then_some(Plain { actions, senders });
            }
            [_, ..] => return None,
        };
        Some(Plain { actions, senders })
    }

    fn has(&self, action: &str) -> bool {
        self.actions.iter().any(|it| stands_for(&it.to_ascii_lowercase(), &action.to_ascii_lowercase()))
    }

    /// Whether with this sender it says exactly as much more as it should: our two actions and other senders, or this sender
    /// and other actions.
    fn may_take(&self, sender: &str) -> bool {
        let Some(senders) = self.senders.as_ref().filter(|senders| senders.open) else { return false };
        let folded = |all: &mut dyn Iterator<Item = &str>| all.map(str::to_ascii_lowercase).collect::<BTreeSet<_>>();
        folded(&mut self.actions.iter().map(String::as_str)) == folded(&mut SENDING.into_iter())
            || senders.values.iter().all(|it| it == sender)
    }
}

/// Whether a statement allows this for this sender, by its name. Not what allows all of SES: that may be closed again.
fn grants_sending(statement: &Value, variables: bool, ours: &Value, action: &str, sender: &str) -> bool {
    let Some(plain) = Plain::of(statement, variables) else { return false };
    let covers = match &plain.senders {
        Some(Senders { values, .. }) => values.iter().any(|it| named_sender::stands_for(it, sender)),
        None => statement["Sid"] == *ours && !allows_all_of_ses(statement),
    };
    covers && plain.has(action)
}

/// Whether a statement allows all of SES for any sender.
fn allows_all_of_ses(statement: &Value) -> bool {
    // Of a statement without senders both versions say the same.
    Plain::of(statement, true).is_some_and(|plain| plain.senders.is_none() && plain.has("ses:*"))
}

/// Adds the sender, and the actions that are lacking.
fn take(statement: &mut Value, sender: &str) {
    statement["Action"] = both(&SENDING.map(String::from), &list(&statement["Action"]));
    let conditions = statement["Condition"].as_object().cloned().unwrap_or_default();
    let taken = conditions.into_iter().map(|(operator, keys)| {
        let keys = keys.as_object().cloned().unwrap_or_default();
        let keys: Map<String, Value> = keys
            .into_iter()
            .map(|(key, values)| {
                let mut values = list(&values);
                if !values.iter().any(|it| it == sender) {
                    values.push(sender.to_owned());
                }
                (key, if let [one] = values.as_slice() { json!(one) } else { json!(values) })
            })
            .collect();
        // What has no wildcard means the same under both.
        (operator.replace("StringEquals", "StringLike"), Value::Object(keys))
    });
    statement["Condition"] = Value::Object(taken.collect());
}

/// The actions that are wanted and the others that are there.
fn both(wanted: &[String], there: &[String]) -> Value {
    let mut actions = wanted.to_vec();
    for action in there {
        if !actions.iter().any(|have| have.eq_ignore_ascii_case(action)) {
            actions.push(action.clone());
        }
    }
    json!(actions)
}

/// Operator, key and values of each condition, as they are written.
fn conditions(statement: &Value) -> Vec<(&str, &str, Vec<String>)> {
    let operators = statement["Condition"].as_object().into_iter().flatten();
    let each = operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().into_iter().flatten();
        keys.map(move |(key, values)| (operator.as_str(), key.as_str(), list(values)))
    });
    each.collect()
}

/// What a document limits no longer, because another statement now allows it without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// For these senders.
    pub senders: Vec<String>,
    /// A resource, or a condition's operator and key, as they are written.
    pub limits: Vec<String>,
}

/// What limited a sender in `before` and does so no longer in `after`, although it still stands there.
pub fn lifted(before: &str, after: &str) -> Option<Lifted> {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let (before, after) = (read(before), read(after));
    let variables = knows_variables(&before);
    let may = |document: &Value, sender: &str| {
        let grants = |it: &Value, action: &str| {
            allows_all_of_ses(it) || grants_sending(it, variables, &it["Sid"], action, sender)
        };
        SENDING.iter().all(|action| written(document).iter().any(|it| grants(it, action)))
    };
    let variables_after = knows_variables(&after);
    let named =
        written(&after).iter().filter_map(|it| Plain::of(it, variables_after)?.senders).flat_map(|it| it.values);
    let mut lifted = Lifted { senders: Vec::new(), limits: Vec::new() };
    for sender in named.filter(|it| !may(&before, it)) {
        let limits: Vec<String> = written(&before).iter().flat_map(|it| limits(it, variables, &sender)).collect();
        if !limits.is_empty() && !lifted.senders.contains(&sender) {
            lifted.senders.push(sender);
        }
        for limit in limits {
            if !lifted.limits.contains(&limit) {
                lifted.limits.push(limit);
            }
        }
    }
    (!lifted.limits.is_empty()).then_some(lifted)
}

/// What limits a statement that allows this sender's messages, beside the sender.
fn limits(statement: &Value, variables: bool, sender: &str) -> Vec<String> {
    let actions = list(&statement["Action"]);
    let sends =
        |action: &&str| actions.iter().any(|it| stands_for(&it.to_ascii_lowercase(), &action.to_ascii_lowercase()));
    let names_others = |(operator, key, values): &(&str, &str, Vec<String>)| {
        let is_list = operator.contains("StringLike") || operator.contains("StringEquals");
        let wording = Wording { wildcards: operator.contains("StringLike"), variables };
        let fits =
            |it: &String| named_sender::stands_for(&wording.in_one_form(it).to_lowercase(), &sender.to_lowercase());
        key.eq_ignore_ascii_case(SENDER) && is_list && !values.iter().any(fits)
    };
    let conditions = conditions(statement);
    if statement["Effect"] != "Allow" || !SENDING.iter().any(sends) || conditions.iter().any(names_others) {
        return Vec::new();
    }
    let resources = [list(&statement["Resource"]), list(&statement["NotResource"])].concat();
    let resources = if resources.iter().any(|it| it == "*") { Vec::new() } else { resources };
    let by_sender = |(operator, key, _): &(&str, &str, Vec<String>)| {
        key.eq_ignore_ascii_case(SENDER) && !operator.contains("Not") && !operator.starts_with("ForAllValues")
    };
    let others = conditions.iter().filter(|it| !by_sender(it)).map(|(operator, key, _)| format!("{operator} {key}"));
    resources.into_iter().chain(others).collect()
}
