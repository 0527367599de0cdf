//! What IAM's operations have in common: the user that a request names, the page of a list, the refusals. Knows no operation.

use crate::rehearsal::{
    account::{IamUser, KeyOwner},
    form::{FormFields, Rules, is_iam_name},
    policy::Context,
    reply::{AwsError, Xml},
    turn::Turn,
};

/// The user that a request names, or whose key it is signed with.
pub fn named_user(turn: &Turn<'_>, form: &FormFields) -> Result<String, AwsError> {
    match (form.get("UserName"), &turn.caller.owner) {
        (Some(name), _) => {
            check_name("UserName", name, 128)?;
            Ok(name.into())
        }
        (None, KeyOwner::User(name)) => Ok(name.clone()),
        (None, KeyOwner::Root | KeyOwner::Role(_)) => {
            Err(AwsError::new(400, "ValidationError", "Must specify userName when calling with non-User credentials"))
        }
    }
}

/// A name of IAM's, of at most so many characters.
pub fn check_name(member: &str, name: &str, longest: usize) -> Result<(), AwsError> {
    let mut rules = Rules::default();
    rules.length(member, name, 1..=longest);
    rules.pattern(member, name, r"[\w+=,.@-]+", is_iam_name);
    rules.hold()
}

/// The ARN that a policy is asked about, also for a user that is not there.
pub fn arn_of(turn: &Turn<'_>, name: &str) -> String {
    turn.state.arn_of(&KeyOwner::User(name.into()))
}

/// What is known of a request about a principal with this permissions boundary.
pub fn bounded_by(boundary: Option<&str>) -> Context {
    boundary.map(|arn| ("iam:permissionsboundary".to_owned(), vec![arn.to_owned()])).into_iter().collect()
}

/// The same by the name of a user; nothing where the account has no such user.
pub fn boundary_of(turn: &Turn<'_>, name: &str) -> Context {
    let user = turn.state.users.get(name);
    bounded_by(user.and_then(|user| user.grants.latest().boundary.as_deref()))
}

/// The user, or NoSuchEntity.
pub fn find<'a>(turn: &'a mut Turn<'_>, name: &str) -> Result<&'a mut IamUser, AwsError> {
    turn.state.users.get_mut(name).ok_or_else(|| missing(format!("The user with name {name} cannot be found.")))
}

/// NoSuchEntity.
pub fn missing(message: String) -> AwsError {
    AwsError::new(404, "NoSuchEntity", message)
}

/// LimitExceeded.
pub fn limit(message: String) -> AwsError {
    AwsError::new(409, "LimitExceeded", message)
}

/// One page of a list: `MaxItems` of it after `Marker`, with AWS's two members that say whether there is more.
pub fn page<T>(form: &FormFields, all: Vec<T>, show: impl FnOnce(Xml, Vec<T>) -> Xml) -> Result<Option<Xml>, AwsError> {
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
        Some(Err(_)) => return Err(AwsError::new(400, "InvalidInput", "Invalid Marker")),
    };
    let more = all.len() > from + size;
    let part: Vec<T> = all.into_iter().skip(from).take(size).collect();
    Ok(Some(show(Xml::new(), part).text("IsTruncated", more).maybe("Marker", more.then_some(from + size))))
}
