//! One request that has been let in: its principal, its region, its moment, and what the principal is allowed. Knows no
//! operation.

use super::{
    account::{Ear, Grants, IssuedKey, KeyOwner, KeyStatus, Spreading, Told},
    call::{Arrival, Service, Visit},
    policy::{self, Context, Rights, Ruling},
    reply::AwsError,
    ses::SesRegion,
    sigv4::Claim,
    state::State,
};
use crate::terms::{Partition, Region, Secret, Timestamp};

/// What an operation is given to work with.
pub struct Turn<'a> {
    pub state: &'a mut State,
    pub now: Timestamp,
    pub caller: Requester,
    pub region: String,
    /// The number of the request.
    pub number: u64,
}

/// The principal whose key has signed the request.
pub struct Requester {
    pub arn: String,
    pub key_id: String,
    pub owner: KeyOwner,
    rights: Rights,
}

impl Turn<'_> {
    /// Passes where the policies allow a control call; else the refusal, in AWS's words.
    pub fn allow(&self, action: &str, resource: &str) -> Result<(), AwsError> {
        self.allow_with(action, resource, Context::new())
    }

    /// The same, with more known of the request.
    pub fn allow_with(&self, action: &str, resource: &str, known: Context) -> Result<(), AwsError> {
        let Some(why) = self.ruling(action, resource, known).why(action) else { return Ok(()) };
        // AWS shows an ARN even where the operation knows no resource.
        let shown = match (resource, action.split_once(':')) {
            ("*", Some((vendor, _))) => format!("arn:aws:{vendor}:{}:{}:*", self.region, self.state.account()),
            (_, Some(_) | None) => resource.to_string(),
        };
        Err(denied(format!(
            "User: {} is not authorized to perform: {action} on resource: {shown} {why}",
            self.caller.arn
        )))
    }

    /// What the policies of the caller say.
    pub fn ruling(&self, action: &str, resource: &str, mut known: Context) -> Ruling {
        let mut know = |key: &str, value: String| drop(known.insert(key.into(), vec![value]));
        know("aws:principalarn", self.caller.arn.clone());
        know("aws:requestedregion", self.region.clone());
        know("aws:currenttime", self.now.to_string());
        know("aws:securetransport", "true".into());
        know("aws:sourceip", "127.0.0.1".into());
        know("aws:principalaccount", self.state.account());
        if let KeyOwner::User(name) = &self.caller.owner {
            know("aws:username", name.clone());
        }
        self.caller.rights.rule(action, resource, &known)
    }

    /// SES in the region of this request.
    pub fn ses(&mut self) -> &mut SesRegion {
        self.state.ses(&self.region)
    }

    /// `arn:aws:ses:{region}:{account}:identity/{name}`
    pub fn identity_arn(&self, name: &str) -> String {
        format!("arn:aws:ses:{}:{}:identity/{name}", self.region, self.state.account())
    }
}

/// A refusal by policy; the text differs from call to call.
pub fn denied(message: impl Into<String>) -> AwsError {
    AwsError::split((403, "AccessDeniedException"), (403, "AccessDenied"), message).in_front()
}

/// Passes where this service answers the account in this region.
pub fn is_switched_on(state: &State, service: Service, region: &str) -> Result<(), AwsError> {
    if matches!(service, Service::Iam | Service::Route53) {
        return Ok(());
    }
    let opted_in = state.scenario.opted_in.iter().any(|it| it == region);
    let off = match region.parse::<Region>() {
        Ok(region) => region.row().partition != Partition::Aws || (region.row().opt_in && !opted_in),
        // Every region without SES is one to opt into.
        Err(_) => !opted_in,
    };
    if off {
        return Err(unknown_key());
    }
    if matches!(service, Service::Ses | Service::Sesv2 | Service::Smtp) && !state.scenario.ses.activated {
        let text = "The AWS Access Key Id needs a subscription for the service";
        return Err(AwsError::new(403, "OptInRequired", text).in_front());
    }
    Ok(())
}

/// The key does not exist, is inactive, is not known here yet, or may not be used in this region.
pub fn unknown_key() -> AwsError {
    let codes = ((403, "UnrecognizedClientException"), (403, "InvalidClientTokenId"));
    AwsError::split(codes.0, codes.1, "The security token included in the request is invalid.").in_front()
}

impl Requester {
    /// Believes the claim, or says which part of it is not true.
    pub fn prove(
        state: &mut State,
        now: Timestamp,
        visit: &Visit<'_>,
        claim: &Claim,
        service: Service,
    ) -> Result<Requester, AwsError> {
        let chance = state.chance.clone();
        let ear = Ear { chance: &chance, service, now, visit: visit.number };
        let longest = state.scenario.iam.propagation;
        let key = state.keys.get(&claim.key_id).ok_or_else(unknown_key)?;
        if *key.status.heard_by(&ear, longest.signed()) != Some(KeyStatus::Active)
            || !key.brings(claim.token.as_deref())
        {
            return Err(unknown_key());
        }
        let at_aws = |here| state.scenario.clock.at_aws(here);
        match visit.way {
            Arrival::InProcess => claim.is_fresh(&[at_aws(now)])?,
            Arrival::Served => claim.is_fresh(&[at_aws(Timestamp::now()), at_aws(now)])?,
        }
        claim.is_proved_by(&key.secret, visit.request)?;
        if key.session.as_ref().is_some_and(|session| session.expires <= now) {
            let codes = ((403, "ExpiredTokenException"), (403, "ExpiredToken"));
            let text = "The security token included in the request is expired";
            return Err(AwsError::split(codes.0, codes.1, text).in_front());
        }
        Ok(Requester::with(state, &ear, &claim.key_id, &claim.region))
    }

    /// The principal of this key, and its secret, as SMTP knows them; nothing for temporary credentials.
    pub fn over_smtp(
        state: &mut State,
        now: Timestamp,
        visit: u64,
        key_id: &str,
        region: Region,
    ) -> Option<(Requester, Secret)> {
        let chance = state.chance.clone();
        let ear = Ear { chance: &chance, service: Service::Smtp, now, visit };
        let key = state.keys.get(key_id).filter(|key| key.session.is_none())?;
        let status = key.status.heard_by(&ear, state.scenario.iam.propagation.signed());
        let secret = (*status == Some(KeyStatus::Active)).then(|| Secret::new(key.secret.as_str()))?;
        Some((Requester::with(state, &ear, key_id, region.code()), secret))
    }

    /// The principal of a key that was proved; the use is noted.
    fn with(state: &mut State, ear: &Ear<'_>, key_id: &str, region: &str) -> Requester {
        let longest = state.scenario.iam.propagation;
        let owner = state.keys.get(key_id).map(|key| key.owner.clone()).expect("it was proved");
        // Other changes are known a little sooner than keys.
        let rights = rights_of(state, &owner, |grants| grants.heard_by(ear, longest.part(2, 3).signed()).clone());
        let caller = Requester { arn: state.arn_of(&owner), key_id: key_id.to_owned(), owner, rights };
        if let Some(key) = state.keys.get_mut(key_id) {
            key.uses.push((ear.now, ear.service.signing_name(), region.to_owned()));
        }
        caller
    }
}

/// What a principal may do; `heard` says which of a user's grants are known by now.
fn rights_of(state: &State, owner: &KeyOwner, heard: impl FnOnce(&Spreading<Grants>) -> Grants) -> Rights {
    let organization = state.scenario.organization.as_deref();
    match owner {
        KeyOwner::Root => Rights {
            identity: policy::managed("arn:aws:iam::aws:policy/AdministratorAccess").into_iter().collect(),
            ..Grants::default().rights(organization)
        },
        KeyOwner::Role(session) => {
            let role = session.split('/').nth(1).and_then(|name| state.roles.get(name));
            role.map_or_else(Rights::default, |role| role.grants.rights(organization))
        }
        KeyOwner::User(name) => {
            let user = state.users.get(name);
            user.map_or_else(Rights::default, |user| heard(&user.grants).rights(organization))
        }
    }
}

/// Passes where the policies of a principal, who has no key yet, allow this; else AWS's sentence. The root user needs no
/// permission to sign in.
pub fn may(state: &State, owner: &KeyOwner, action: &str, resource: &str) -> Result<(), String> {
    if *owner == KeyOwner::Root {
        return Ok(());
    }
    let arn = state.arn_of(owner);
    let known = Context::from([("aws:principalarn".to_owned(), vec![arn.clone()])]);
    let rights = rights_of(state, owner, |grants| grants.latest().clone());
    match rights.rule(action, resource, &known).why(action) {
        None => Ok(()),
        Some(why) => Err(format!("User: {arn} is not authorized to perform: {action} on resource: {resource} {why}")),
    }
}

impl IssuedKey {
    /// Temporary credentials need their token, and only they may bring one.
    fn brings(&self, token: Option<&str>) -> bool {
        self.session.as_ref().map(|session| session.token.as_str()) == token
    }
}

impl State {
    /// The reply to this request was lost, and with it the secret of a key that it made.
    pub fn reply_was_lost(&mut self, number: u64) {
        for key in self.keys.values_mut().filter(|key| key.born_of == number) {
            key.told = Told::Lost;
        }
    }
}
