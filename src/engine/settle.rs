//! Without a conversation: the next change until there is none, then waiting as long as is allowed. Asks nothing; what
//! only the operator can say stays *Undecided* and ends it.

use std::time::Duration;

use super::{Ports, apply, observe};
use crate::{
    setup::{self, Change, Facts, Intent, Move, Receipt, Scope, Step, Wait},
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
    Waiting {
        on: Wait,
        step: Step,
        until: Timestamp,
    },
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
/// A change whose outcome is not known is tried this often in all; a look that did not get through, too.
const TRIES: u32 = 4;

/// Looks once. What could not be seen is told, and stays as it was known before.
pub async fn look(
    ports: &Ports,
    intent: &Intent,
    facts: &mut Facts,
    scope: Scope,
    tell: &mut impl FnMut(Event),
) -> Vec<Failure> {
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
    facts: Facts,
    patience: Patience,
    tell: impl FnMut(Event),
) -> Settled {
    let mut run = Run { ports, intent, facts, tell, last: None, iam_asked: None };
    let failure = loop {
        let now = ports.clock.now();
        let go_on = match next(intent, &run.facts, now, patience) {
            None => break None,
            Some(Move::Make(change)) => run.make(change).await,
            Some(Move::Wait { on, step }) => run.wait(on, step, now, patience).await,
        };
        match go_on {
            Ok(GoOn::Yes) => {}
            Ok(GoOn::TimeIsUp) => break None,
            Err(failure) => break Some(failure),
        }
    };
    Settled { facts: run.facts, failure }
}

/// With patience the guide's order; without it, whatever can be done now comes first.
fn next(intent: &Intent, facts: &Facts, now: Timestamp, patience: Patience) -> Option<Move> {
    match patience {
        Patience::Until(_) => setup::next_move(intent, facts, now),
        Patience::None => match setup::next_change(intent, facts, now) {
            Some(change) => Some(Move::Make(change)),
            None => setup::next_move(intent, facts, now),
        },
    }
}

enum GoOn {
    Yes,
    TimeIsUp,
}

struct Run<'a, T> {
    ports: &'a Ports,
    intent: &'a Intent,
    facts: Facts,
    tell: T,
    /// The last change, and what has been done about it since.
    last: Option<Attempt>,
    /// When we began to wait for IAM.
    iam_asked: Option<Timestamp>,
}

struct Attempt {
    change: Change,
    tries: u32,
    /// After it was taken; none where it was not.
    looks: u32,
}

impl<T: FnMut(Event)> Run<'_, T> {
    async fn make(&mut self, change: Change) -> Result<GoOn, Failure> {
        let kind = change.kind();
        let (tries, looks) = match self.last.take() {
            Some(last) if last.change == change => (last.tries, last.looks),
            Some(_) | None => (0, 0),
        };
        // Taken, and not to be seen yet: IAM answers from many machines.
        if looks > 0 && looks < LOOKS_AFTER_A_CHANGE {
            self.ports.clock.sleep(Duration::from_secs(looks.into())).await;
            self.last = Some(Attempt { change, tries, looks: looks + 1 });
            self.look_anew(kind.touches()).await?;
            return Ok(GoOn::Yes);
        }
        if tries >= TRIES || looks >= LOOKS_AFTER_A_CHANGE {
            return Err(Failure::new(FailureKind::OutcomeUnknown, format!("finish {kind}"))
                .because("AWS took it, and it does not show; start again later, nothing is done twice"));
        }
        (self.tell)(Event::Changing(change.clone()));
        let failure = match apply(self.ports, change.clone()).await {
            Ok(receipt) => {
                if let Some(learned) = &receipt.learned {
                    self.facts.learn((**learned).clone());
                }
                (self.tell)(Event::Changed(receipt));
                None
            }
            Err(failure) => {
                (self.tell)(Event::Trouble(failure.clone()));
                Some(failure)
            }
        };
        self.last = Some(Attempt { change, tries: tries + 1, looks: u32::from(failure.is_none()) });
        self.look_anew(kind.touches()).await?;
        match failure {
            Some(failure) if !passes(&failure) => Err(failure),
            Some(_) => {
                self.ports.clock.sleep(pause(tries)).await;
                Ok(GoOn::Yes)
            }
            None => Ok(GoOn::Yes),
        }
    }

    async fn wait(&mut self, on: Wait, step: Step, now: Timestamp, patience: Patience) -> Result<GoOn, Failure> {
        let until = match (on, patience) {
            (Wait::Propagation, _) => {
                let asked = *self.iam_asked.get_or_insert(now);
                asked + jiff::SignedDuration::from_secs(2 * setup::PROPAGATION)
            }
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::Until(until)) => until,
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::None) => return Ok(GoOn::TimeIsUp),
        };
        if now >= until {
            return Ok(GoOn::TimeIsUp);
        }
        (self.tell)(Event::Waiting { on, step, until });
        let left = until.duration_since(now).unsigned_abs();
        self.ports.clock.sleep(on.gap().min(left)).await;
        look(self.ports, self.intent, &mut self.facts, on.shows_in(), &mut self.tell).await;
        Ok(GoOn::Yes)
    }

    /// Forgets and looks, again where the look itself did not get through: what is unknown holds everything up.
    async fn look_anew(&mut self, scope: Scope) -> Result<(), Failure> {
        self.facts.forget(&scope);
        for tries in 0.. {
            let trouble = look(self.ports, self.intent, &mut self.facts, scope.clone(), &mut self.tell).await;
            let Some(failure) = trouble.into_iter().find(passes) else { return Ok(()) };
            if tries + 1 >= TRIES {
                return Err(failure);
            }
            self.ports.clock.sleep(pause(tries)).await;
        }
        Ok(())
    }
}

/// Trouble on the way, or too many calls: the same again may well go through.
fn passes(failure: &Failure) -> bool {
    failure.may_have_happened() || failure.kind == FailureKind::Throttled
}

fn pause(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.min(5))
}
