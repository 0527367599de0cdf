//! Users and their tags. Knows neither what they are allowed nor how they sign in.

use std::collections::BTreeMap;

use super::request::{arn_of, bounded_by, check_name, find, limit, missing, named_user, page};
use crate::rehearsal::{
    account::{Grants, IamUser, KeyOwner, Spreading, user_arn},
    call::CallEffect,
    form::{FormFields, Rules},
    operation::QueryOperation,
    policy,
    reply::{AwsError, Xml, iso},
    turn::Turn,
};

/// The operations on users and their tags.
pub const OPERATIONS: &[QueryOperation] = &[
    QueryOperation { name: "CreateUser", effect: CallEffect::Changes, run: create_user },
    QueryOperation { name: "GetUser", effect: CallEffect::Reads, run: get_user },
    QueryOperation { name: "DeleteUser", effect: CallEffect::Changes, run: delete_user },
    QueryOperation { name: "TagUser", effect: CallEffect::Changes, run: tag_user },
    QueryOperation { name: "ListUserTags", effect: CallEffect::Reads, run: list_user_tags },
];

fn create_user(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let name = form.need("UserName")?;
    check_name("UserName", name, 64)?;
    let path = form.get("Path").unwrap_or("/");
    let tags = form.tags();
    let mut rules = Rules::default();
    rules.length("path", path, 1..=512);
    if !(path.starts_with('/') && path.ends_with('/') && path.chars().all(|c| ('!'..='~').contains(&c))) {
        rules.broken("path", r"Member must satisfy regular expression pattern: (/)|(/[\x21-\x7e]+/)");
    }
    rules.tags(&tags);
    rules.hold()?;

    let arn = user_arn(&turn.state.account(), path, name);
    let boundary = form.get("PermissionsBoundary").map(str::to_string);
    turn.allow_with("iam:CreateUser", &arn, bounded_by(boundary.as_deref()))?;
    if !tags.is_empty() {
        turn.allow("iam:TagUser", &arn)?;
    }
    if let Some(arn) = &boundary
        && policy::managed(arn).is_none()
    {
        return Err(missing(format!("Policy {arn} does not exist or is not attachable.")));
    }
    // IAM keeps the case of a name and does not take a second one that differs only in it.
    if turn.state.users.keys().any(|known| known.eq_ignore_ascii_case(name)) {
        return Err(AwsError::new(409, "EntityAlreadyExists", format!("User with name {name} already exists.")));
    }
    let number = turn.state.count("user");
    let user = IamUser {
        name: name.into(),
        path: path.into(),
        id: turn.state.chance.unique_id("AIDA", number),
        created: turn.now,
        tags: tags.into_iter().collect(),
        grants: Spreading::settled(name, Grants { boundary, ..Grants::default() }, turn.now),
    };
    let shown = shown(turn, &user);
    turn.state.users.insert(name.into(), user);
    Ok(Some(Xml::new().node("User", shown)))
}

fn get_user(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    if form.get("UserName").is_none() && turn.caller.owner == KeyOwner::Root {
        let account = turn.state.account();
        let root = Xml::new().text("UserId", &account).text("Arn", &turn.caller.arn).text("CreateDate", iso(turn.now));
        return Ok(Some(Xml::new().node("User", root)));
    }
    let name = named_user(turn, form)?;
    turn.allow("iam:GetUser", &arn_of(turn, &name))?;
    let user = find(turn, &name)?.clone();
    Ok(Some(Xml::new().node("User", shown(turn, &user))))
}

fn delete_user(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    form.need("UserName")?;
    let name = named_user(turn, form)?;
    turn.allow("iam:DeleteUser", &arn_of(turn, &name))?;
    let grants = find(turn, &name)?.grants.latest().clone();
    let left =
        |what: &str| Err(AwsError::new(409, "DeleteConflict", format!("Cannot delete entity, must {what} first.")));
    if !turn.state.keys_of(&name).is_empty() {
        return left("delete access keys");
    }
    if !grants.inline.is_empty() {
        return left("delete policies");
    }
    if !grants.attached.is_empty() {
        return left("detach all policies");
    }
    turn.state.users.remove(&name);
    Ok(None)
}

fn tag_user(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    form.need("UserName")?;
    let name = named_user(turn, form)?;
    let tags = form.tags();
    let mut rules = Rules::default();
    rules.tags(&tags);
    rules.present("tags", tags.first());
    rules.hold()?;
    turn.allow("iam:TagUser", &arn_of(turn, &name))?;
    let kept: &mut BTreeMap<String, String> = &mut find(turn, &name)?.tags;
    let mut all = kept.clone();
    all.extend(tags);
    if all.len() > 50 {
        return Err(limit("Cannot exceed quota for TagsPerUser: 50".into()));
    }
    *kept = all;
    Ok(None)
}

fn list_user_tags(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    form.need("UserName")?;
    let name = named_user(turn, form)?;
    turn.allow("iam:ListUserTags", &arn_of(turn, &name))?;
    let tags: Vec<(String, String)> = find(turn, &name)?.tags.clone().into_iter().collect();
    page(form, tags, |xml, tags| xml.members("Tags", tags.iter().map(tag)))
}

fn shown(turn: &Turn<'_>, user: &IamUser) -> Xml {
    let xml = Xml::new()
        .text("Path", &user.path)
        .text("UserName", &user.name)
        .text("UserId", &user.id)
        .text("Arn", user.arn(&turn.state.account()))
        .text("CreateDate", iso(user.created));
    let xml = match &user.grants.latest().boundary {
        Some(arn) => xml.node(
            "PermissionsBoundary",
            Xml::new().text("PermissionsBoundaryType", "Policy").text("PermissionsBoundaryArn", arn),
        ),
        None => xml,
    };
    if user.tags.is_empty() {
        return xml;
    }
    let tags: Vec<(String, String)> = user.tags.clone().into_iter().collect();
    xml.members("Tags", tags.iter().map(tag))
}

fn tag((key, value): &(String, String)) -> Xml {
    Xml::new().text("Key", key).text("Value", value)
}
