//! The first scene: what a scenario says is already there when its world opens. Knows no request; things are put where
//! the services would have put them, with dates in the past.

use std::collections::BTreeMap;

use super::{
    account::{Grants, IamRole, IamUser, IssuedKey, KeyOwner, KeyStatus, Spreading, TemporarySession, Told},
    fault::InjectedFault,
    scenario::{IdentityRow, RoleRow, Scenario, Stands, Synopsis, UserRow},
    ses::{IdentityType, MailFromAttributes, Status},
    state::{ScheduledEvent, State},
};
use crate::{
    dns::RecordType,
    terms::{Region, Timestamp, WorldNews},
};

/// Builds the world of a scenario as it is at `now`.
pub fn set(scenario: &Scenario, now: Timestamp) -> State {
    // Checked when the scenario was read.
    let faults = scenario.faults.iter().filter_map(|order| InjectedFault::try_from(order.clone()).ok()).collect();
    let mut state = State::new(scenario.clone(), faults);
    let spf = "v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 -all".to_string();
    state.zones.set(long_ago(now), "amazonses.com", RecordType::Txt, &[spf], 900);
    for row in &scenario.dns.records {
        state.zones.set(long_ago(now), &row.name, row.kind, &row.values, 300);
    }
    for zone in &scenario.dns.broken {
        state.zones.break_zone(zone);
    }
    administrator(&mut state, now);
    for row in &scenario.users {
        user(&mut state, row, now);
    }
    for row in &scenario.roles {
        role(&mut state, row, now);
    }
    for region in Region::all().filter(|_| !scenario.ses.bounced.is_empty()) {
        let bounced = scenario.ses.bounced.iter().map(|address| (address.clone(), ("BOUNCE".to_owned(), now)));
        state.ses(region.code()).suppressed.extend(bounced);
    }
    for row in &scenario.identities {
        identity(&mut state, row, now);
    }
    // What was there before the curtain rose is no news; the story is.
    let Synopsis { ko, en } = scenario.story.clone();
    state.news = vec![WorldNews::Opened { scenario: scenario.name.clone(), ko, en }];
    state
}

/// Before anything that a public resolver could still remember.
fn long_ago(now: Timestamp) -> Timestamp {
    now - jiff::SignedDuration::from_hours(24 * 365)
}

/// The id of the administrator's key, the same in every world.
pub fn administrators_key(scenario: &Scenario) -> &'static str {
    if scenario.admin.expires_after.is_some() { "ASIAREHEARSALADMIN22" } else { "AKIAREHEARSALADMIN22" }
}

fn administrator(state: &mut State, now: Timestamp) {
    let scenario = state.scenario.clone();
    let grants = Grants {
        attached: scenario.admin.policies.iter().cloned().collect(),
        inline: scenario.admin.policy.iter().map(|document| ("Administrator".into(), document.clone())).collect(),
        boundary: scenario.admin.boundary.clone(),
    };
    let principal = &scenario.admin.principal;
    let owner = match principal.split('/').collect::<Vec<_>>()[..] {
        ["user", name] => {
            put_user(state, name, BTreeMap::new(), grants, long_ago(now));
            KeyOwner::User(name.into())
        }
        ["assumed-role", name, _] => {
            put_role(state, IamRole { grants, ..empty_role(name, long_ago(now)) });
            KeyOwner::Role(principal.clone())
        }
        [..] => KeyOwner::Root,
    };
    let session = scenario
        .admin
        .expires_after
        .map(|after| TemporarySession { token: state.chance.administrators_token(), expires: now + after.signed() });
    let secret = state.chance.administrators_secret();
    let id = administrators_key(&scenario);
    put_key(state, id, secret, owner, KeyStatus::Active, long_ago(now)).session = session;
}

fn user(state: &mut State, row: &UserRow, now: Timestamp) {
    let (name, region) = (row.name.as_str(), state.scenario.region.to_string());
    let grants = Grants {
        inline: row.policies.clone(),
        attached: row.attached.iter().cloned().collect(),
        boundary: row.boundary.clone(),
    };
    let user = put_user(state, name, row.tags.clone(), grants, now - row.age.signed());
    user.path.clone_from(&row.path);
    for key in &row.keys {
        let number = state.count("key");
        let (id, secret) = (state.chance.key_id(number), state.chance.secret(number));
        let made = put_key(state, &id, secret, KeyOwner::User(name.into()), key.status, now - key.age.signed());
        made.uses.extend(key.used.map(|used| (now - used.signed(), "ses", region.clone())));
    }
}

fn role(state: &mut State, row: &RoleRow, now: Timestamp) {
    let grants =
        Grants { inline: row.policies.clone(), attached: row.attached.iter().cloned().collect(), boundary: None };
    let role = IamRole {
        path: row.path.clone(),
        grants,
        trusts: row.trusts.clone(),
        external_id: row.external_id.clone(),
        ..empty_role(&row.name, long_ago(now))
    };
    put_role(state, role);
}

fn empty_role(name: &str, created: Timestamp) -> IamRole {
    let (path, grants) = ("/".into(), Grants::default());
    IamRole { name: name.into(), path, created, grants, trusts: Vec::new(), external_id: None }
}

fn put_role(state: &mut State, role: IamRole) {
    state.roles.insert(role.name.clone(), role);
}

fn put_user<'a>(
    state: &'a mut State,
    name: &str,
    tags: BTreeMap<String, String>,
    grants: Grants,
    created: Timestamp,
) -> &'a mut IamUser {
    let number = state.count("user");
    let user = IamUser {
        name: name.into(),
        path: "/".into(),
        id: state.chance.unique_id("AIDA", number),
        created,
        tags,
        grants: Spreading::settled(name, grants, created),
    };
    state.users.entry(name.into()).insert_entry(user).into_mut()
}

fn put_key<'a>(
    state: &'a mut State,
    id: &str,
    secret: String,
    owner: KeyOwner,
    status: KeyStatus,
    created: Timestamp,
) -> &'a mut IssuedKey {
    let key = IssuedKey {
        id: id.into(),
        secret,
        owner,
        created,
        status: Spreading::settled(id, Some(status), created),
        session: None,
        uses: Vec::new(),
        born_of: 0,
        told: Told::BeforeOurTime,
    };
    state.keys.entry(id.into()).or_insert(key)
}

/// Before the 72 hours are over, after which SES looks no more.
const REMOVED_BEFORE: jiff::SignedDuration = jiff::SignedDuration::from_hours(70);

fn identity(state: &mut State, row: &IdentityRow, now: Timestamp) {
    let region = row.region.unwrap_or(state.scenario.region).to_string();
    let kind = if row.name.contains('@') { IdentityType::EmailAddress } else { IdentityType::Domain };
    let since = now - row.age.signed();
    // What its owner does from here on counts from now, however old the identity is.
    let made = state.begin_identity(&region, &row.name, kind, now);
    made.since = since;
    made.dkim.generated = since;
    made.tags = row.tags.clone();
    let generation = made.generation;
    if let Some(label) = &row.mail_from {
        made.mail_from = Some(MailFromAttributes {
            domain: format!("{label}.{}", made.domain()),
            status: Status::Pending,
            since,
            on_mx_failure: "USE_DEFAULT_VALUE".into(),
            generation,
        });
    }
    let wanted = made.wanted(&region);
    let there = match row.stands {
        Stands::Verified | Stands::Removed => wanted.len(),
        Stands::Pending => row.published.min(3),
    };
    match row.stands {
        Stands::Pending => {}
        Stands::Verified => (made.status, made.checked, made.succeeded) = (Status::Success, Some(since), Some(since)),
        Stands::Removed => {
            (made.status, made.checked, made.succeeded) = (Status::TemporaryFailure, Some(now), Some(since));
            (made.since, made.error) = (now - REMOVED_BEFORE, Some("HOST_NOT_FOUND"));
        }
    }
    if row.stands != Stands::Pending {
        if let Some(mail_from) = &mut made.mail_from {
            mail_from.status = Status::Success;
        }
        state.links.retain(|link| link.address != row.name);
    }
    let is_gone = |kind: RecordType| row.stands == Stands::Removed && kind == RecordType::Cname;
    if row.stands == Stands::Removed {
        state.call_off(|event| matches!(event, ScheduledEvent::Publish { identity, .. } if *identity == row.name));
    }
    for (name, kind, value) in wanted.into_iter().take(there).filter(|(_, kind, _)| !is_gone(*kind)) {
        state.zones.set(long_ago(now), &name, kind, &[value], 300);
    }
    if row.stands != Stands::Removed {
        state.watch_mail_from(&region, &row.name, now);
    }
    if let Some(after) = row.removed_after {
        let identity = row.name.clone();
        state.schedule(now + after.signed(), ScheduledEvent::Remove { region, identity, generation });
    }
}
