//! Looking. A look goes part by part, side by side, so that a slow one holds nothing back.
//!
//! A refusal is a fact (*Hidden*); a network that is down leaves the fact as it was, and is reported beside it.

mod delivery;
mod identity;
mod key;
mod project;
mod region;
mod resting;
mod sender;
mod sign_in;

pub(in crate::engine) use sign_in::unopened;

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};

use super::Ports;
use crate::{
    aws::Session,
    setup::{Caller, Facts, Intent, Part, Scope, SignIn},
    terms::{AccountId, Fact, Failure, Region},
};

/// What one part of a look brought.
#[derive(Default)]
struct News {
    facts: Facts,
    trouble: Vec<Failure>,
}

/// Looks at the parts of the world in `scope`, and tells each as it comes in. Changes nothing, at AWS or here.
pub async fn observe(ports: &Ports, intent: &Intent, scope: Scope, mut news: impl FnMut(Facts, Vec<Failure>)) {
    // Every call says so once a session has run out, and it is the sign-in that is over, not this or that matter.
    let mut news = |facts: Facts, trouble: Vec<Failure>| match facts.expired().cloned() {
        Some(denial) => news(Facts { caller: Fact::Hidden(denial), ..Facts::default() }, trouble),
        None => news(facts, trouble),
    };
    if scope.has(Part::Keys) {
        let found = resting::look(ports).await;
        news(found.facts, found.trouble);
    }
    let here = if OF_AWS.into_iter().any(|part| scope.has(part)) {
        arrive(ports, intent, &scope, &mut news).await
    } else {
        None
    };
    let mut parts: FuturesUnordered<BoxFuture<'_, News>> = FuturesUnordered::new();
    if scope.has(Part::Project) {
        parts.push(Box::pin(project::look(ports, intent)));
    }
    if let Some((here, caller)) = &here {
        if let (true, Some(caller)) = (scope.has(Part::Permissions), caller) {
            parts.push(Box::pin(sign_in::permissions(here, caller)));
        }
        if scope.has(Part::Account) {
            parts.push(Box::pin(region::look(here)));
        }
        if scope.has(Part::Sender) {
            parts.push(Box::pin(sender::look(here)));
        }
        if scope.has(Part::Keys) || scope.has(Part::Accepted) {
            parts.push(Box::pin(key::look(here)));
        }
        if scope.has(Part::Recipient) {
            parts.push(Box::pin(delivery::look(here)));
        }
        if scope.has(Part::Identity) || scope.has(Part::Dns) {
            parts.push(Box::pin(identity::look(here)));
        }
    }
    if let (None, SignIn::AppKey, Some(region)) = (&here, &intent.sign_in, intent.region)
        && (scope.has(Part::Identity) || scope.has(Part::Dns))
    {
        parts.push(Box::pin(identity::look_at_dns_alone(ports, intent, region)));
    }
    while let Some(part) = parts.next().await {
        news(part.facts, part.trouble);
    }
}

const OF_AWS: [Part; 9] = [
    Part::Caller,
    Part::Permissions,
    Part::Account,
    Part::Sender,
    Part::Keys,
    Part::Accepted,
    Part::Identity,
    Part::Dns,
    Part::Recipient,
];

/// Where an AWS part of a look takes place.
struct Here<'a> {
    ports: &'a Ports,
    intent: &'a Intent,
    session: Session,
    account: AccountId,
    region: Region,
}

/// Who we are comes first: the ledger is asked in the account's name. A set-up that is pinned to an account need not ask
/// again at every glance, and then it is not known who exactly. `None` where nothing more can be asked.
async fn arrive<'a>(
    ports: &'a Ports,
    intent: &'a Intent,
    scope: &Scope,
    news: &mut impl FnMut(Facts, Vec<Failure>),
) -> Option<(Here<'a>, Option<Caller>)> {
    let session = match sign_in::session(ports, intent).await {
        Ok(session) => session,
        Err(nobody) => {
            news(nobody.facts, nobody.trouble);
            return None;
        }
    };
    let asks_who = scope.has(Part::Caller) || scope.has(Part::Permissions);
    let (account, caller) = match &intent.account {
        Some(account) if !asks_who => (account.clone(), None),
        Some(_) | None => {
            let look = sign_in::look(&session).await;
            let caller = look.facts.caller.present().cloned();
            news(look.facts, look.trouble);
            (caller.as_ref()?.account.clone(), caller)
        }
    };
    Some((Here { ports, intent, session, account, region: intent.region? }, caller))
}

impl News {
    fn told(facts: Facts) -> News {
        News { facts, trouble: Vec::new() }
    }

    fn of(failure: Failure) -> News {
        News { facts: Facts::default(), trouble: vec![failure] }
    }
}

/// Takes a fact, or notes why there is none.
fn note<T>(read: Result<Fact<T>, Failure>, trouble: &mut Vec<Failure>) -> Fact<T> {
    read.unwrap_or_else(|failure| {
        trouble.push(failure);
        Fact::Unknown
    })
}
