//! The ways to sign in that lie at hand, and what AWS says of some of them. Changes nothing, chooses none.
//!
//! What is asked at once and what only when the user says so is decided in `setup::login`.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};

use super::{Ports, observe::unopened};
use crate::{
    setup::{Facts, Intent, Lasts, Login, LoginKind, Logins, SignIn, Tried},
    terms::{Credentials, Fact, Failure, FailureKind, KeyId, Region, Timestamp},
};

/// So long may one that was asked about take; the others do not wait for it.
const LIMIT: Duration = Duration::from_secs(15);

/// The app's own key belongs to the list; where its resting place takes longer to tell, the list does not wait for it.
const SOON: Duration = Duration::from_secs(2);

/// What lies at hand, then the AWS CLI, then each of `asked` as it answers, side by side.
pub async fn look_at_logins(
    ports: &Ports,
    intent: &Intent,
    asked: &BTreeSet<SignIn>,
    mut news: impl FnMut(Facts, Vec<Failure>),
) {
    let logins = of_this_machine(ports, intent).await;
    let mut looks: FuturesUnordered<BoxFuture<'_, (Facts, Vec<Failure>)>> = FuturesUnordered::new();
    let last_kept = ports.home.ledger().keys_kept_here().ok().and_then(|mut kept| kept.pop());
    let with_key = |key| with_the_apps_key(logins.clone(), key, last_kept);
    let mut key = ports.app_credentials().boxed();
    match tokio::time::timeout(SOON, &mut key).await {
        Ok(key) => {
            let (facts, trouble) = with_key(key);
            news(facts, trouble);
        }
        Err(_) => {
            news(Facts { logins: Fact::Present(logins.clone()), ..Facts::default() }, Vec::new());
            looks.push(key.map(with_key).boxed());
        }
    }
    let region = intent.region.unwrap_or_else(|| Region::all().next().expect("there are regions"));
    looks.push(ports.cloud.cli().map(|cli| (Facts { cli, ..Facts::default() }, Vec::new())).boxed());
    for sign_in in asked {
        let ask = async move {
            let tried = match tokio::time::timeout(LIMIT, who(ports, sign_in, region)).await {
                Ok(tried) => tried,
                Err(_) => Tried::Fails(
                    Failure::new(FailureKind::OutcomeUnknown, "ask AWS who this is").because("nobody answered in time"),
                ),
            };
            (Facts { tried: [(sign_in.clone(), tried)].into(), ..Facts::default() }, Vec::new())
        };
        looks.push(ask.boxed());
    }
    while let Some((facts, trouble)) = looks.next().await {
        news(facts, trouble);
    }
}

async fn who(ports: &Ports, sign_in: &SignIn, region: Region) -> Tried {
    let signer = match ports.signer(sign_in).await {
        Ok(signer) => signer,
        Err(failure) => return Tried::Fails(failure),
    };
    match ports.cloud.session(&signer, region).caller().await {
        Ok(caller) => Tried::Works(caller),
        Err(failure) => Tried::Fails(failure),
    }
}

/// The environment's, the profiles' and what was pasted in this run.
async fn of_this_machine(ports: &Ports, intent: &Intent) -> Logins {
    let chosen = match &intent.sign_in {
        SignIn::Profile(name) => Some(name.as_str()),
        SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
    };
    let mut logins = ports.cloud.logins(chosen, ports.clock.now()).await;
    let pasted = ports.pasted();
    logins.found.extend(pasted.map(|it| held(SignIn::Pasted, LoginKind::Pasted { key: it.id }, it.expires)));
    logins
}

fn with_the_apps_key(
    mut logins: Logins,
    key: Result<Option<Credentials>, Failure>,
    last_kept: Option<KeyId>,
) -> (Facts, Vec<Failure>) {
    let mut trouble = Vec::new();
    match key {
        Ok(key) => {
            logins.found.extend(key.map(|key| held(SignIn::AppKey, LoginKind::AppKey { key: key.id }, key.expires)))
        }
        // The user who chooses it is asked to open the file.
        Err(failure) if unopened(&failure).is_some() => {
            logins.found.extend(last_kept.map(|key| held(SignIn::AppKey, LoginKind::AppKey { key }, None)));
        }
        Err(failure) => trouble.push(failure),
    }
    (Facts { logins: Fact::Present(logins), ..Facts::default() }, trouble)
}

fn held(by: SignIn, kind: LoginKind, expires: Option<Timestamp>) -> Login {
    Login {
        by,
        profile: None,
        kind,
        account: None,
        principal: None,
        region: None,
        lasts: expires.map_or(Lasts::NoEnd, Lasts::Until),
        anew: None,
    }
}
