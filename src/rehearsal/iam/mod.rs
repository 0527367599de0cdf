//! IAM: users, their policies and their keys. Knows no region, because it is one for the whole account.

mod keys;
mod policies;
mod roles;
mod users;

use super::{
    account::{Owner, User},
    form::{Form, Rules, is_iam_name},
    front::QueryOperation,
    reply::{Refusal, Xml},
    turn::Turn,
};

pub const VERSION: &str = "2010-05-08";

/// Everything that IAM does here.
pub fn operations() -> impl Iterator<Item = QueryOperation> {
    [users::OPERATIONS, roles::OPERATIONS, policies::OPERATIONS, keys::OPERATIONS].into_iter().flatten().copied()
}

/// The user that a request names, or whose key it is signed with.
fn named_user(turn: &Turn<'_>, form: &Form) -> Result<String, Refusal> {
    match (form.get("UserName"), &turn.caller.owner) {
        (Some(name), _) => {
            check_name("UserName", name, 128)?;
            Ok(name.into())
        }
        (None, Owner::User(name)) => Ok(name.clone()),
        (None, Owner::Root | Owner::Role(_)) => {
            Err(Refusal::new(400, "ValidationError", "Must specify userName when calling with non-User credentials"))
        }
    }
}

fn check_name(member: &str, name: &str, longest: usize) -> Result<(), Refusal> {
    let mut rules = Rules::default();
    rules.length(member, name, 1..=longest);
    rules.pattern(member, name, r"[\w+=,.@-]+", is_iam_name);
    rules.hold()
}

/// The ARN that a policy is asked about, also for a user that is not there.
fn arn_of(turn: &Turn<'_>, name: &str) -> String {
    turn.state.arn_of(&Owner::User(name.into()))
}

fn find<'a>(turn: &'a mut Turn<'_>, name: &str) -> Result<&'a mut User, Refusal> {
    turn.state.users.get_mut(name).ok_or_else(|| missing(format!("The user with name {name} cannot be found.")))
}

fn missing(message: String) -> Refusal {
    Refusal::new(404, "NoSuchEntity", message)
}

fn limit(message: String) -> Refusal {
    Refusal::new(409, "LimitExceeded", message)
}

/// One page of a list: `MaxItems` of it after `Marker`, with AWS's two members that say whether there is more.
fn page<T>(form: &Form, all: Vec<T>, show: impl FnOnce(Xml, Vec<T>) -> Xml) -> Result<Option<Xml>, Refusal> {
    let size = match form.get("MaxItems").map(str::parse::<usize>) {
        None => 100,
        Some(Ok(size @ 1..=1000)) => size,
        Some(Ok(_) | Err(_)) => {
            let mut rules = Rules::default();
            rules.broken("maxItems", "Member must have value between 1 and 1000");
            return rules.hold().map(|()| None);
        }
    };
    let from: usize = match form.get("Marker").map(str::parse) {
        None => 0,
        Some(Ok(from)) => from,
        Some(Err(_)) => return Err(Refusal::new(400, "InvalidInput", "Invalid Marker")),
    };
    let more = all.len() > from + size;
    let part: Vec<T> = all.into_iter().skip(from).take(size).collect();
    Ok(Some(show(Xml::new(), part).text("IsTruncated", more).maybe("Marker", more.then_some(from + size))))
}
