//! Access keys: two per user at most, their secret shown once. Knows no signature.

use super::request::{arn_of, find, limit, missing, named_user, page};
use crate::rehearsal::{
    account::{IssuedKey, KeyOwner, KeyStatus, Spreading, Told},
    call::CallEffect,
    form::{FormFields, Rules},
    operation::QueryOperation,
    reply::{AwsError, Xml, iso},
    state::ScheduledEvent,
    turn::Turn,
};

/// The operations on access keys.
pub const OPERATIONS: &[QueryOperation] = &[
    QueryOperation { name: "CreateAccessKey", effect: CallEffect::Changes, run: create_access_key },
    QueryOperation { name: "ListAccessKeys", effect: CallEffect::Reads, run: list_access_keys },
    QueryOperation { name: "UpdateAccessKey", effect: CallEffect::Changes, run: update_access_key },
    QueryOperation { name: "DeleteAccessKey", effect: CallEffect::Changes, run: delete_access_key },
    QueryOperation { name: "GetAccessKeyLastUsed", effect: CallEffect::Reads, run: get_access_key_last_used },
];

fn create_access_key(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let name = named_user(turn, form)?;
    turn.allow("iam:CreateAccessKey", &arn_of(turn, &name))?;
    find(turn, &name)?;
    if turn.state.keys_of(&name).len() >= 2 {
        return Err(limit("Cannot exceed quota for AccessKeysPerUser: 2".into()));
    }
    let number = turn.state.count("key");
    let id = turn.state.chance.key_id(number);
    let secret = turn.state.chance.secret(number);
    let shown = Xml::new()
        .text("UserName", &name)
        .text("AccessKeyId", &id)
        .text("Status", "Active")
        .text("SecretAccessKey", &secret)
        .text("CreateDate", iso(turn.now));
    let key = IssuedKey {
        status: Spreading::begun(&id, None, Some(KeyStatus::Active), turn.now),
        id: id.clone(),
        secret,
        owner: KeyOwner::User(name),
        created: turn.now,
        session: None,
        uses: Vec::new(),
        born_of: turn.number,
        told: Told::Told,
    };
    turn.state.keys.insert(id, key);
    let known_everywhere = turn.now + turn.state.scenario.iam.propagation.signed();
    turn.state.schedule(known_everywhere, ScheduledEvent::KeySpread);
    Ok(Some(Xml::new().node("AccessKey", shown)))
}

fn list_access_keys(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let name = named_user(turn, form)?;
    turn.allow("iam:ListAccessKeys", &arn_of(turn, &name))?;
    find(turn, &name)?;
    let keys: Vec<Xml> = turn
        .state
        .keys_of(&name)
        .into_iter()
        .map(|key| {
            Xml::new()
                .text("UserName", &name)
                .text("AccessKeyId", &key.id)
                .maybe("Status", key.status.latest().map(<&str>::from))
                .text("CreateDate", iso(key.created))
        })
        .collect();
    page(form, keys, |xml, keys| xml.members("AccessKeyMetadata", keys))
}

fn update_access_key(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let status = form.need("Status")?;
    let mut rules = Rules::default();
    rules.one_of("status", status, &["Active", "Inactive"]);
    rules.hold()?;
    let status = status.parse::<KeyStatus>().ok();
    let (name, id) = user_and_key(turn, form)?;
    turn.allow("iam:UpdateAccessKey", &arn_of(turn, &name))?;
    let now = turn.now;
    find_key(turn, &name, &id)?.status.change(now, |it| *it = status);
    Ok(None)
}

fn delete_access_key(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let (name, id) = user_and_key(turn, form)?;
    turn.allow("iam:DeleteAccessKey", &arn_of(turn, &name))?;
    let now = turn.now;
    find_key(turn, &name, &id)?.status.change(now, |it| *it = None);
    Ok(None)
}

fn get_access_key_last_used(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let id = key_id(form)?;
    let key = turn.state.keys.get(&id).filter(|key| key.status.latest().is_some()).cloned();
    let key = key.ok_or_else(|| no_such_key(&id))?;
    let name = match &key.owner {
        KeyOwner::User(name) => name.clone(),
        KeyOwner::Root | KeyOwner::Role(_) => return Err(no_such_key(&id)),
    };
    turn.allow("iam:GetAccessKeyLastUsed", &arn_of(turn, &name))?;
    let known = turn.now - turn.state.scenario.iam.last_used_lag.signed();
    let used = match key.uses.iter().rev().find(|(at, _, _)| *at <= known) {
        Some((at, service, region)) => {
            Xml::new().text("LastUsedDate", iso(*at)).text("ServiceName", service).text("Region", region)
        }
        None => Xml::new().text("ServiceName", "N/A").text("Region", "N/A"),
    };
    Ok(Some(Xml::new().text("UserName", name).node("AccessKeyLastUsed", used)))
}

fn user_and_key(turn: &Turn<'_>, form: &FormFields) -> Result<(String, String), AwsError> {
    let id = key_id(form)?;
    Ok((named_user(turn, form)?, id))
}

fn key_id(form: &FormFields) -> Result<String, AwsError> {
    let id = form.need("AccessKeyId")?;
    let mut rules = Rules::default();
    rules.length("accessKeyId", id, 16..=128);
    rules.pattern("accessKeyId", id, r"[\w]+", |c| c.is_ascii_alphanumeric() || c == '_');
    rules.hold()?;
    Ok(id.into())
}

fn find_key<'a>(turn: &'a mut Turn<'_>, user: &str, id: &str) -> Result<&'a mut IssuedKey, AwsError> {
    find(turn, user)?;
    let owner = KeyOwner::User(user.into());
    let key = turn.state.keys.get_mut(id).filter(|key| key.owner == owner && key.status.latest().is_some());
    key.ok_or_else(|| no_such_key(id))
}

fn no_such_key(id: &str) -> AwsError {
    missing(format!("The Access Key with id {id} cannot be found."))
}
