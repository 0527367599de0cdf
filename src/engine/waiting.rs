//! Waiting for one thing of the world, with looks that become rarer. Knows neither what is waited for nor who reads of it; when
//! it is so, [`Awaited::outlook`] says.
//!
//! A look asks AWS once, under the sign-in, and under the app's own key once the sign-in is over. So it outlives a session of
//! the administrator's, which ends after hours, while DNS may take three days and a reviewer more than one.

use std::time::Duration;

use super::{Ports, asking::Young, settle};
use crate::{
    dns::compare::RecordStanding,
    setup::{Awaited, DnsRest, Facts, Intent, Outlook, Part, Review, Scope, SignIn, Wait, WhyOver, wanted_records},
    terms::{Denial, Fact, Failure, FailureKind, Timestamp},
};

/// How it ended.
#[derive(Debug)]
pub enum WaitEnd {
    /// It is so.
    Done,
    /// No waiting brings it.
    Over(WhyOver),
    /// The time was up, and this still had to move.
    TimedOut(Wait),
    /// There was nothing to wait for.
    Unbegun,
    /// AWS did not let it be seen.
    Hidden(Denial),
    /// The first look did not get through.
    Unseen,
}

/// What is told on the way.
#[derive(Debug)]
pub enum WaitNews<'a> {
    /// It is not so yet.
    Looked { on: Wait, facts: &'a Facts, next: Timestamp },
    /// The sign-in is over, and the app's own key looks from here on.
    ByTheAppsKey,
    /// A look that did not get through, where the one before it did.
    Trouble(&'a Failure),
}

/// What came of waiting.
#[derive(Debug)]
pub struct Waited {
    /// How it ended.
    pub end: WaitEnd,
    /// What was seen last.
    pub facts: Facts,
    /// As it was asked for, with the sign-in by which the last look was made.
    pub intent: Intent,
    /// How often it was looked at.
    pub looks: u32,
    /// What kept the last look from getting through.
    pub trouble: Vec<Failure>,
}

/// Waits until it is so, no waiting brings it, or `until`.
pub async fn wait_for(
    ports: &Ports,
    mut intent: Intent,
    awaited: Awaited,
    until: Timestamp,
    mut tell: impl FnMut(WaitNews<'_>),
) -> Waited {
    let (mut facts, mut looks, mut last) = (Facts::default(), 0, None);
    let (mut moved, mut seen, mut dns) = (ports.clock.now(), None, DnsRest::default());
    let (end, trouble) = loop {
        let began = ports.clock.now();
        let still = began.duration_since(moved).unsigned_abs();
        let scope = dns.spare(awaited.shows_in(&facts), &intent, &facts, still, began);
        let quiet = &mut |_| ();
        let trouble = Box::pin(settle::look_as(Young::Once, ports, &intent, &mut facts, scope, quiet)).await;
        looks += 1;
        if intent.sign_in != SignIn::AppKey && is_over(&facts.caller) && ports.has_app_key().await {
            intent.sign_in = SignIn::AppKey;
            facts.forget(&Scope::of([Part::Caller]));
            tell(WaitNews::ByTheAppsKey);
            continue;
        }
        let now = ports.clock.now();
        let outlook = awaited.outlook(&intent, &facts, now);
        // From here on it is known whose the sign-in is.
        intent.account = intent.account.or_else(|| facts.caller.present().map(|caller| caller.account.clone()));
        let on = match (outlook, last) {
            (Outlook::So, _) => break (WaitEnd::Done, trouble),
            (Outlook::Over(why), _) => break (WaitEnd::Over(why), trouble),
            (Outlook::Unbegun, _) => break (WaitEnd::Unbegun, trouble),
            (Outlook::Hidden(denial), _) => break (WaitEnd::Hidden(denial), trouble),
            (Outlook::Unseen, Some(on)) if !trouble.is_empty() && trouble.iter().all(passes) => on,
            (Outlook::Unseen, _) => break (WaitEnd::Unseen, trouble),
            (Outlook::Open(on), _) => on,
        };
        last = Some(on);
        trouble.iter().for_each(|failure| tell(WaitNews::Trouble(failure)));
        if now >= until {
            break (WaitEnd::TimedOut(on), trouble);
        }
        let sight = Some(sight(&intent, &facts));
        if seen != sight {
            (moved, seen) = (now, sight);
        }
        let left = until.duration_since(now).unsigned_abs();
        let gap = on.gap(now.duration_since(moved).unsigned_abs());
        // No look stands so close before the last one.
        let gap = if left < gap + Duration::from_secs(3) { left } else { gap };
        tell(WaitNews::Looked { on, facts: &facts, next: now + gap });
        ports.clock.sleep(gap).await;
    };
    Waited { end, facts, intent, looks, trouble }
}

/// Whether the operator is not signed in, or not any more.
fn is_over(caller: &Fact<crate::setup::Caller>) -> bool {
    match caller {
        Fact::Absent => true,
        Fact::Hidden(denial) => denial.kind != FailureKind::Vault,
        Fact::Present(_) | Fact::Unknown => false,
    }
}

fn passes(failure: &Failure) -> bool {
    failure.may_have_happened() || matches!(failure.kind, FailureKind::Throttled | FailureKind::Network)
}

/// What, where it differs, shows that the world has moved.
type Sight = (Option<String>, Option<Review>, Vec<Option<RecordStanding>>);

fn sight(intent: &Intent, facts: &Facts) -> Sight {
    let identity = facts.identity.present();
    let records = match (identity, intent.region) {
        (Some(identity), Some(region)) => wanted_records(intent, identity, region),
        (Some(_), None) | (None, _) => Vec::new(),
    };
    (
        identity.map(|it| it.verdict()),
        facts.account.present().and_then(|account| account.review.clone()),
        records.iter().map(|record| facts.record_standing(record)).collect(),
    )
}
