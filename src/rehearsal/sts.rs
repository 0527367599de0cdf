//! STS: GetCallerIdentity, which no policy can forbid, and AssumeRole. Knows no region.

use jiff::SignedDuration;

use super::{
    account::{IamRole, IssuedKey, KeyOwner, KeyStatus, Spreading, TemporarySession, Told},
    call::CallEffect,
    form::{FormFields, Rules, is_iam_name},
    operation::QueryOperation,
    policy::{Context, Ruling, Sort},
    reply::{AwsError, Xml, iso},
    turn::{Turn, denied},
};

/// The version of the query API.
pub const VERSION: &str = "2011-06-15";

/// Everything that STS does here.
pub const OPERATIONS: &[QueryOperation] = &[
    QueryOperation { name: "GetCallerIdentity", effect: CallEffect::Reads, run: get_caller_identity },
    // It hands out credentials and leaves the account as it was.
    QueryOperation { name: "AssumeRole", effect: CallEffect::Reads, run: assume_role },
];

fn get_caller_identity(turn: &mut Turn<'_>, _: &FormFields) -> Result<Option<Xml>, AwsError> {
    let account = turn.state.account();
    let id = match &turn.caller.owner {
        KeyOwner::Root => account.clone(),
        KeyOwner::User(name) => turn.state.users.get(name).map_or_else(|| "AIDAGONE".into(), |user| user.id.clone()),
        KeyOwner::Role(name) => {
            let mut parts = name.split('/').skip(1);
            let (role, session) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            format!("{}:{session}", turn.state.chance.role_id(role))
        }
    };
    Ok(Some(Xml::new().text("Arn", &turn.caller.arn).text("UserId", id).text("Account", account)))
}

/// Seconds that a session lasts where the request names no duration.
const USUAL: u64 = 3600;
/// The most seconds that a role may allow.
const LONGEST: u64 = 43_200;
/// The most seconds that one assumed from another role lasts.
const LONGEST_IN_A_CHAIN: u64 = 3600;

fn assume_role(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let arn = form.need("RoleArn")?.to_owned();
    let session = form.need("RoleSessionName")?.to_owned();
    let lasts = match form.get("DurationSeconds").map(str::parse::<u64>) {
        None => USUAL,
        Some(seconds) => seconds.unwrap_or_default(),
    };
    let mut rules = Rules::default();
    rules.length("roleArn", &arn, 20..=2048);
    rules.length("roleSessionName", &session, 2..=64);
    rules.pattern("roleSessionName", &session, r"[\w+=,.@-]*", is_iam_name);
    if !(900..=LONGEST).contains(&lasts) {
        rules.broken("durationSeconds", "Member must have value between 900 and 43200");
    }
    rules.hold()?;
    let role = assumable_role(turn, &arn, form.get("ExternalId"))?;
    if matches!(turn.caller.owner, KeyOwner::Role(_)) && lasts > LONGEST_IN_A_CHAIN {
        let text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
        return Err(AwsError::new(400, "ValidationError", text));
    }

    let number = turn.state.count("session");
    let (id, secret) = (turn.state.chance.temporary_key_id(number), turn.state.chance.temporary_secret(number));
    let (token, expires) = (turn.state.chance.session_token(number), turn.now + seconds(lasts));
    let owner = KeyOwner::Role(format!("assumed-role/{}/{session}", role.name));
    let credentials = Xml::new()
        .text("AccessKeyId", &id)
        .text("SecretAccessKey", &secret)
        .text("SessionToken", &token)
        .text("Expiration", iso(expires));
    let who = Xml::new()
        .text("AssumedRoleId", format!("{}:{session}", turn.state.chance.role_id(&role.name)))
        .text("Arn", turn.state.arn_of(&owner));
    let key = IssuedKey {
        // Temporary credentials can be used at once.
        status: Spreading::settled(&id, Some(KeyStatus::Active), turn.now),
        id: id.clone(),
        secret,
        owner,
        created: turn.now,
        session: Some(TemporarySession { token, expires }),
        uses: Vec::new(),
        born_of: turn.number,
        told: Told::Told,
    };
    turn.state.keys.insert(id, key);
    Ok(Some(Xml::new().node("Credentials", credentials).node("AssumedRoleUser", who)))
}

/// The role, where the caller may assume it: the role trusts the caller by name, and no policy denies it, or it trusts
/// the account, and a policy allows it.
fn assumable_role(turn: &Turn<'_>, arn: &str, external_id: Option<&str>) -> Result<IamRole, AwsError> {
    let action = "sts:AssumeRole";
    let no = || denied(format!("User: {} is not authorized to perform: {action} on resource: {arn}", turn.caller.arn));
    if turn.caller.owner == KeyOwner::Root {
        return Err(denied("Roles may not be assumed by root accounts."));
    }
    let account = turn.state.account();
    let role = turn.state.roles.values().find(|role| role.arn(&account) == arn).ok_or_else(no)?;
    if role.external_id.as_deref().is_some_and(|wanted| external_id != Some(wanted)) {
        return Err(no());
    }
    let by_name = role.trusts.contains(&turn.caller.arn);
    let by_account = role.trusts.contains(&format!("arn:aws:iam::{account}:root"));
    match turn.ruling(action, arn, Context::new()) {
        Ruling::Allowed if by_name || by_account => Ok(role.clone()),
        Ruling::NotAllowed(Sort::Identity) if by_name => Ok(role.clone()),
        Ruling::Allowed | Ruling::NotAllowed(_) | Ruling::Denied(_) => Err(no()),
    }
}

fn seconds(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}
