//! Looking. A look goes part by part, side by side, so that a slow one holds nothing back.
//!
//! A refusal is a fact (*Hidden*); a network that is down leaves the fact as it was, and is reported beside it. Knows no step,
//! and no caller.
//!
//! # The chain
//!
//! What a look costs is the longest chain of questions of which each needs the answer before it. Who we are decides whose
//! account the answers are about, so nothing is told before it is known; but nothing waits for it to be asked.
//!
//! | | side by side |
//! | --- | --- |
//! | 1 | GetCallerIdentity, GetAccount, GetUser, ListUserPolicies, ListAttachedUserPolicies, ListAccessKeys, GetEmailIdentity |
//! | 2 | GetUserPolicy, GetAccessKeyLastUsed, the app's own GetCallerIdentity and GetAccount, SimulatePrincipalPolicy or GetRole, GetEmailIdentity of a domain above |
//! | 3 | SimulatePrincipalPolicy of a role |
//!
//! Two for a user and three for a role ([`CHAIN`]); one more for each further domain above a name that is not there. `status`,
//! `records`, `env` and `key list` are one look. `setup --plan` asks the other regions besides where there is no identity yet,
//! which is one more. On the wire the connections of each rank are opened together, one round for all of them.

mod delivery;
mod here;
mod hosts;
mod identity;
mod key;
mod leak;
mod news;
mod project;
mod region;
mod renewed;
mod resting;
mod sender;
mod sign_in;

pub(in crate::engine) use sign_in::unopened;

use futures_util::{
    FutureExt as _, StreamExt,
    future::{BoxFuture, OptionFuture},
    stream::FuturesUnordered,
};

use self::{here::Here, news::News};
use super::{Ports, asking::Asking};
use crate::{
    dns::mailbox::NoMail,
    setup::{Facts, IdentityName, Intent, Part, Scope, SignIn},
    terms::{Address, Fact, Failure},
};

/// So many questions of a look at everything need the answer to another, the first among them, for an IAM user who signs in.
pub const CHAIN: usize = 2;

/// Why mail to an address arrives nowhere, as DNS says; `None` where it may, and where DNS did not say.
pub async fn no_mail(ports: &Ports, to: &Address) -> Option<NoMail> {
    let seen = identity::look_at_the_mailbox(ports, to.domain()).await;
    seen.facts.no_mail(&IdentityName::Email(to.clone()))
}

/// Looks at the parts of the world in `scope`, and tells each as it comes in. Changes nothing, at AWS or here.
pub async fn observe(
    ports: &Ports,
    asking: &Asking,
    intent: &Intent,
    scope: Scope,
    mut news: impl FnMut(Facts, Vec<Failure>),
) {
    // Every call says so once a session has run out, and it is the sign-in that is over, not this or that matter.
    let mut news = |News { facts, trouble }: News| match facts.expired().cloned() {
        Some(denial) => news(Facts { caller: Fact::Hidden(denial), ..Facts::default() }, trouble),
        None => news(facts, trouble),
    };
    if scope.has(Part::Keys) {
        news(resting::look(ports).await);
    }
    if scope.has(Part::Recipient) {
        news(delivery::look_back(ports));
    }
    // What failed here comes after what failed at AWS, however long either took.
    let mut last = Vec::new();
    let mut here_alone: FuturesUnordered<BoxFuture<'_, News>> = FuturesUnordered::new();
    if scope.has(Part::Project) {
        here_alone.push(project::look(ports, intent).boxed());
        // Begun before AWS is asked: what it has to compute is done meanwhile.
        if let Some(Some(part)) = here_alone.next().now_or_never() {
            news(News::told(part.facts));
            last.extend(part.trouble);
        }
    }
    let session = match OF_AWS.into_iter().any(|part| scope.has(part)) {
        true => match sign_in::session(ports, intent).await {
            Ok(session) => Some(asking.through(session)),
            Err(nobody) => {
                news(nobody);
                here_alone.extend(dns_alone(ports, intent, &scope));
                None
            }
        },
        false => None,
    };
    let asks_who = scope.has(Part::Caller) || scope.has(Part::Permissions);
    let pinned = intent.account.clone().filter(|_| !asks_who);
    let mut who =
        session.as_ref().filter(|_| pinned.is_none()).map(|session| sign_in::look(ports, intent, session).boxed());
    let here = match (session.clone(), intent.region) {
        (Some(session), Some(region)) => Some(Here { ports, intent, asking, session, pinned, region }),
        (Some(_), None) | (None, _) => None,
    };
    let mut of_aws = here.as_ref().map(|here| questions(here, &scope)).unwrap_or_default();
    let mut untold = Vec::new();
    loop {
        let is_asked = who.is_some();
        let caller = OptionFuture::from(who.as_mut());
        tokio::select! {
            biased;
            Some(caller) = caller, if is_asked => {
                who = None;
                let is_known = caller.facts.caller.present().is_some();
                news(caller);
                match is_known {
                    true => untold.drain(..).for_each(&mut news),
                    false => {
                        untold.clear();
                        of_aws.clear();
                        here_alone.extend(dns_alone(ports, intent, &scope));
                    }
                }
            }
            Some(part) = of_aws.next() => match who {
                Some(_) => untold.push(part),
                None => news(part),
            },
            Some(part) = here_alone.next() => {
                news(News::told(part.facts));
                last.extend(part.trouble);
            }
            else => break,
        }
    }
    if !last.is_empty() {
        news(News { facts: Facts::default(), trouble: last });
    }
}

/// What is asked under a sign-in in the region, part by part.
fn questions<'a>(here: &'a Here<'_>, scope: &Scope) -> FuturesUnordered<BoxFuture<'a, News>> {
    let parts = FuturesUnordered::new();
    if scope.has(Part::Permissions) {
        parts.push(sign_in::permissions(here).boxed());
    }
    if scope.has(Part::Account) {
        parts.push(region::look(here).boxed());
    }
    if scope.has(Part::Sender) {
        parts.push(sender::look(here).boxed());
    }
    if scope.has(Part::Keys) || scope.has(Part::Accepted) {
        parts.push(key::look(here).boxed());
    }
    if scope.has(Part::Recipient) {
        parts.push(delivery::look(here).boxed());
    }
    match (scope.has(Part::Identity), scope.has(Part::Dns)) {
        // Which records there are says the identity.
        (_, true) => parts.push(identity::look(here).boxed()),
        (true, false) => parts.push(identity::look_at_ses_alone(here).boxed()),
        (false, false) => {}
    }
    parts
}

/// What DNS can still tell where AWS tells nothing because the app has no key yet.
fn dns_alone<'a>(ports: &'a Ports, intent: &'a Intent, scope: &Scope) -> Option<BoxFuture<'a, News>> {
    let asks = scope.has(Part::Identity) || scope.has(Part::Dns);
    match (&intent.sign_in, intent.region) {
        (SignIn::AppKey, Some(region)) if asks => Some(identity::look_at_dns_alone(ports, intent, region).boxed()),
        (SignIn::AppKey | SignIn::Ambient | SignIn::Profile(_) | SignIn::Pasted, _) => None,
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
