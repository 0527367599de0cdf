//! The ways to sign in that lie at hand, and what AWS says of some of them. Changes nothing, chooses none.
//!
//! What is asked at once and what only when somebody says so is decided in `setup::login`; who is asked comes in here.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};

use super::Ports;
use crate::{
    setup::{Facts, Intent, Lasts, Login, LoginKind, SignIn, Tried},
    terms::{Credentials, Fact, Failure, FailureKind, Region},
};

/// So long may one that was asked about take; the others do not wait for it.
const LIMIT: Duration = Duration::from_secs(15);

/// What lies at hand, then the AWS CLI, then each of `asked` as it answers, side by side.
pub async fn look_at_logins(
    ports: &Ports,
    intent: &Intent,
    asked: &BTreeSet<SignIn>,
    mut news: impl FnMut(Facts, Vec<Failure>),
) {
    let (logins, trouble) = at_hand(ports, intent).await;
    news(Facts { logins: Fact::Present(logins), ..Facts::default() }, trouble);
    let region = intent.region.unwrap_or_else(|| Region::all().next().expect("there are regions"));
    let mut looks: FuturesUnordered<BoxFuture<'_, Facts>> = FuturesUnordered::new();
    looks.push(ports.cloud.cli().map(|cli| Facts { cli, ..Facts::default() }).boxed());
    for sign_in in asked {
        let ask = async move {
            let tried = match tokio::time::timeout(LIMIT, who(ports, sign_in, region)).await {
                Ok(tried) => tried,
                Err(_) => Tried::Fails(
                    Failure::new(FailureKind::OutcomeUnknown, "ask AWS who this is").because("nobody answered in time"),
                ),
            };
            Facts { tried: [(sign_in.clone(), tried)].into(), ..Facts::default() }
        };
        looks.push(ask.boxed());
    }
    while let Some(facts) = looks.next().await {
        news(facts, Vec::new());
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

async fn at_hand(ports: &Ports, intent: &Intent) -> (crate::setup::Logins, Vec<Failure>) {
    let chosen = match &intent.sign_in {
        SignIn::Profile(name) => Some(name.as_str()),
        SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
    };
    let mut logins = ports.cloud.logins(chosen, ports.clock.now()).await;
    let mut trouble = Vec::new();
    match ports.app_credentials().await {
        Ok(key) => {
            logins.found.extend(key.map(|key| held(SignIn::AppKey, LoginKind::AppKey { key: key.id.clone() }, &key)))
        }
        Err(failure) => trouble.push(failure),
    }
    let pasted = ports.pasted();
    logins.found.extend(pasted.map(|it| held(SignIn::Pasted, LoginKind::Pasted { key: it.id.clone() }, &it)));
    (logins, trouble)
}

fn held(by: SignIn, kind: LoginKind, credentials: &Credentials) -> Login {
    Login {
        by,
        profile: None,
        kind,
        account: None,
        principal: None,
        region: None,
        lasts: credentials.expires.map_or(Lasts::NoEnd, Lasts::Until),
    }
}
