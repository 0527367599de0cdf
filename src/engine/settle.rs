//! Without a conversation: the next change until there is none, then waiting as long as is allowed. Asks nothing; what
//! only the operator can say stays *Undecided* and ends it.

use std::time::Duration;

use super::{Ports, apply, observe};
use crate::{
    setup::{self, Change, Facts, Intent, Part, Receipt, Scope, Standing, Step, Wait},
    terms::{Failure, FailureKind, Timestamp},
};

/// What is told on the way.
#[derive(Debug, Clone)]
pub enum Event {
    Changing(Change),
    Changed(Receipt),
    /// A look or a change that did not go through; what follows from it is told separately.
    Trouble(Failure),
    /// From here on we wait, at most until then.
    Waiting { on: Wait, step: Step, until: Timestamp },
}

/// Where it ended.
#[derive(Debug)]
pub struct Settled {
    pub facts: Facts,
    /// What ended it early. What it means for the rest the standings say.
    pub failure: Option<Failure>,
}

/// How long the world may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Only for IAM, which takes seconds.
    None,
    /// For DNS, clicks and reviews too.
    Until(Timestamp),
}

/// A change that AWS took, and that does not show yet, is looked for this often before we say so.
const LOOKS_AFTER_A_CHANGE: u32 = 8;
/// A change whose outcome is not known is tried this often in all.
const TRIES: u32 = 4;

/// Looks at everything, once.
pub async fn look(ports: &Ports, intent: &Intent, facts: &mut Facts, scope: Scope, tell: &mut impl FnMut(Event)) -> Vec<Failure> {
    let mut all = Vec::new();
    observe(ports, intent, scope, |news, trouble| {
        facts.learn(news);
        all.extend(trouble);
    })
    .await;
    for failure in &all {
        tell(Event::Trouble(failure.clone()));
    }
    all
}

/// Goes on from `facts`, as far as the world and the operator's words allow.
pub async fn settle(
    ports: &Ports,
    intent: &Intent,
    mut facts: Facts,
    patience: Patience,
    mut tell: impl FnMut(Event),
) -> Settled {
    let iam_until = |now: Timestamp| now + jiff::SignedDuration::from_secs(2 * setup::PROPAGATION);
    let mut last: Option<(Change, u32, u32)> = None;
    let mut propagation_since = None;
    loop {
        let now = ports.clock.now();
        if let Some(change) = setup::next_change(intent, &facts, now) {
            let kind = change.kind();
            let (looks, tries) = match &last {
                Some((before, looks, tries)) if *before == change => (*looks, *tries),
                Some(_) | None => (0, 0),
            };
            // Taken, and not to be seen yet: IAM answers from many machines.
            if looks > 0 && looks < LOOKS_AFTER_A_CHANGE {
                ports.clock.sleep(Duration::from_secs(u64::from(looks))).await;
                facts.forget(&kind.touches());
                look(ports, intent, &mut facts, kind.touches(), &mut tell).await;
                last = Some((change, looks + 1, tries));
                continue;
            }
            if tries >= TRIES || looks >= LOOKS_AFTER_A_CHANGE {
                let failure = Failure::new(FailureKind::OutcomeUnknown, format!("finish {kind}"))
                    .because("AWS took it, and it does not show; start again later, nothing is done twice");
                return Settled { facts, failure: Some(failure) };
            }
            tell(Event::Changing(change.clone()));
            let applied = apply(ports, change.clone()).await;
            facts.forget(&kind.touches());
            let failure = match applied {
                Ok(receipt) => {
                    if let Some(learned) = &receipt.learned {
                        facts.learn((**learned).clone());
                    }
                    tell(Event::Changed(receipt));
                    last = Some((change, 1, tries + 1));
                    None
                }
                Err(failure) => {
                    tell(Event::Trouble(failure.clone()));
                    last = Some((change, 0, tries + 1));
                    Some(failure)
                }
            };
            look(ports, intent, &mut facts, kind.touches(), &mut tell).await;
            match failure {
                Some(failure) if !failure.may_have_happened() && failure.kind != FailureKind::Throttled => {
                    return Settled { facts, failure: Some(failure) };
                }
                Some(_) => ports.clock.sleep(Duration::from_secs(1 << tries.min(4))).await,
                None => {}
            }
            continue;
        }
        let Some((step, on)) = shortest_wait(intent, &facts, now) else { return Settled { facts, failure: None } };
        let until = match (on, patience) {
            (Wait::Propagation, _) => iam_until(*propagation_since.get_or_insert(now)),
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::Until(until)) => until,
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::None) => {
                return Settled { facts, failure: None };
            }
        };
        if now >= until {
            return Settled { facts, failure: None };
        }
        tell(Event::Waiting { on, step, until });
        let left = until.duration_since(now).unsigned_abs();
        ports.clock.sleep(gap(on).min(left)).await;
        let scope = looks_for(on);
        look(ports, intent, &mut facts, scope, &mut tell).await;
    }
}

/// Of all that we wait for, what moves soonest.
fn shortest_wait(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<(Step, Wait)> {
    let waits = setup::standings(intent, facts, now).into_iter().filter_map(|(step, standing)| match standing {
        Standing::Waiting { on } => Some((step, on)),
        Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Refused(_)
        | Standing::Done => None,
    });
    waits.min_by_key(|(_, on)| gap(*on))
}

/// How long to leave the world alone before looking again.
pub fn gap(on: Wait) -> Duration {
    Duration::from_secs(match on {
        Wait::Propagation => 3,
        Wait::Click => 15,
        Wait::Dns => 20,
        Wait::Review | Wait::Colleague => 60,
    })
}

/// Where an end of that waiting would show.
pub fn looks_for(on: Wait) -> Scope {
    match on {
        Wait::Propagation => Scope::of([Part::Keys, Part::Accepted]),
        Wait::Click | Wait::Dns | Wait::Colleague => Scope::of([Part::Identity, Part::Dns]),
        Wait::Review => Scope::of([Part::Account]),
    }
}
