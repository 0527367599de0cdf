//! Without a conversation: the next change until none is left, then waiting as long as is allowed. Asks nothing; what
//! only the operator can say stays *Undecided* and ends it.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use jiff::SignedDuration;
use tokio::sync::Notify;

use super::{
    Ports, apply,
    asking::{Asking, Young},
    mend, observe,
    zones::plan_records,
};
use crate::{
    setup::{
        self, Change, DeleteReason, DnsRest, DnsWish, Facts, Intent, Move, Part, PlannedWriting, Receipt, Scope,
        Standing, Step, Wait, rotation,
    },
    terms::{Failure, FailureKind, KeyId, Timestamp},
};

/// What is told on the way.
#[derive(Debug, Clone)]
pub enum Event {
    Changing(Change),
    Changed(Receipt),
    /// The change that was last begun did not go through, as far as we heard.
    NotChanged(Failure),
    /// What becomes of each record that is to be written.
    Writing(Box<PlannedWriting>),
    /// A look that did not get through.
    Trouble(Failure),
    /// From here on we wait, at most until then.
    Waiting {
        on: Wait,
        step: Step,
        until: Timestamp,
        /// What is known at that moment: it may be for the operator to move the world.
        facts: Box<Facts>,
    },
}

/// Where it ended.
#[derive(Debug)]
pub struct Settled {
    pub facts: Facts,
    /// What ended it early. What it means for the rest the standings say.
    pub failure: Option<Failure>,
}

/// What is gone for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// All steps, and nothing that is made by request only.
    Setup,
    /// The same, and once the identity waits for DNS its records are written there.
    SetupWriting(DnsWish),
    /// A second key in the place of the first, and so far with the first.
    Rotation(Until),
    /// The end of this key.
    Retirement(KeyId),
    /// A key for a server, in this file.
    ServerKey(PathBuf),
}

/// How far a rotation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The second key has sent a message; the first still works.
    Proven,
    /// The first is deactivated, which can be undone.
    Deactivated,
    /// The first is deleted.
    Deleted,
}

impl Course {
    fn standings(&self, intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<(Step, Standing)> {
        match self {
            Course::Setup | Course::SetupWriting(_) => setup::standings(intent, facts, now),
            Course::Rotation(_) => vec![(Step::Key, setup::assess(Step::Key, intent, facts, now))],
            Course::ServerKey(file) => vec![(Step::Key, setup::servers_key(intent, facts, now, file))],
            Course::Retirement(key) => vec![(Step::Key, rotation::retirement(intent, facts, key))],
        }
    }

    /// Whether a change lies on it.
    fn has(&self, change: &Change) -> bool {
        match self {
            Course::Setup | Course::SetupWriting(_) => !change.is_by_request(),
            Course::Rotation(until) => until.has(change),
            Course::Retirement(_) | Course::ServerKey(_) => true,
        }
    }
}

impl Until {
    /// Whether a rotation that goes so far makes this change.
    pub fn has(self, change: &Change) -> bool {
        let deletes = matches!(change, Change::DeleteKey { why: DeleteReason::Replaced, .. });
        let deactivates = matches!(change, Change::DeactivateKey { why: DeleteReason::Replaced, .. });
        match self {
            Until::Proven => !deletes && !deactivates,
            Until::Deactivated => !deletes,
            Until::Deleted => true,
        }
    }
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
/// A look that did not get through is begun this often in all; the SDK has tried each call several times by then.
const LOOKS: u32 = 2;

/// Looks as one does who may change something then: again where the look itself did not get through, for what is unknown
/// holds everything up, and of a young key several times. What could not be seen is told once, and stays as it was known
/// before.
pub async fn look(
    ports: &Ports,
    intent: &Intent,
    facts: &mut Facts,
    scope: Scope,
    tell: &mut impl FnMut(Event),
) -> Vec<Failure> {
    look_as(Young::InARow, ports, intent, facts, scope, tell).await
}

/// The same, and of a young key as often as is said.
pub async fn look_as(
    young: Young,
    ports: &Ports,
    intent: &Intent,
    facts: &mut Facts,
    scope: Scope,
    tell: &mut impl FnMut(Event),
) -> Vec<Failure> {
    for tries in 0.. {
        let mut trouble = Vec::new();
        let asking = Asking::of(young);
        let look = observe(ports, &asking, intent, scope.clone(), |news, more| {
            facts.learn(news);
            trouble.extend(more);
        });
        // Boxed, as are the others that hold a look: the program's own future is as deep as the compiler takes.
        Box::pin(look).await;
        if tries + 1 < LOOKS && trouble.iter().any(passes) {
            ports.clock.sleep(pause(tries)).await;
            continue;
        }
        for failure in &trouble {
            tell(Event::Trouble(failure.clone()));
        }
        return trouble;
    }
    Vec::new()
}

/// Finishes what an earlier run left undone, and looks anew at what that touched.
pub async fn mended(ports: &Ports, intent: &Intent, facts: &mut Facts, tell: &mut impl FnMut(Event)) {
    match mend(ports, intent, facts).await {
        Ok(false) => {}
        Ok(true) => {
            let scope = Scope::of([Part::Keys, Part::Accepted, Part::Project]);
            look(ports, intent, facts, scope, tell).await;
        }
        Err(failure) => tell(Event::Trouble(failure)),
    }
}

/// Goes on from `facts`, as far as the world and the operator's words allow, or until `halt`, between two changes.
pub async fn settle(
    ports: &Ports,
    intent: &Intent,
    facts: Facts,
    patience: Patience,
    halt: &Halt,
    tell: impl FnMut(Event),
) -> Settled {
    settle_on(Course::Setup, ports, intent, facts, patience, halt, tell).await
}

/// The same on another course.
pub async fn settle_on(
    course: Course,
    ports: &Ports,
    intent: &Intent,
    facts: Facts,
    patience: Patience,
    halt: &Halt,
    tell: impl FnMut(Event),
) -> Settled {
    let dns = match &course {
        Course::SetupWriting(wish) => Some(wish.clone()),
        Course::Setup | Course::Rotation(_) | Course::Retirement(_) | Course::ServerKey(_) => None,
    };
    let mut run = Run {
        dns,
        course,
        ports,
        intent,
        facts,
        patience,
        halt,
        tell,
        last: None,
        waiting: None,
        dns_rest: DnsRest::default(),
        iam_asked: None,
        passed_over: Vec::new(),
        deactivated: Vec::new(),
        failure: None,
    };
    run.mend().await;
    while !halt.is_asked() {
        if let Some(wish) = run.writes_now() {
            run.write(&wish).await;
            continue;
        }
        match run.next() {
            None => break,
            Some(Move::Make(change)) => run.make(change).await,
            Some(Move::Wait { on, step }) => run.wait(on, step).await,
        }
    }
    Settled { facts: run.facts, failure: run.failure }
}

/// A wish to end. The change under way is not cancelled.
#[derive(Debug, Default)]
pub struct Halt {
    asked: AtomicBool,
    told: Notify,
}

impl Halt {
    /// Wishes it.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::SeqCst);
        self.told.notify_waiters();
    }

    /// Whether it was wished.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}

struct Run<'a, T> {
    course: Course,
    /// The wish to have records written, until it was followed.
    dns: Option<DnsWish>,
    ports: &'a Ports,
    intent: &'a Intent,
    facts: Facts,
    /// What is left of it: when the time is up, whatever can be done now is still done.
    patience: Patience,
    halt: &'a Halt,
    tell: T,
    /// The last change, and what has been done about it since.
    last: Option<Attempt>,
    /// What is waited for, and since when.
    waiting: Option<((Wait, Step), Timestamp)>,
    /// When DNS was last asked while something was waited for.
    dns_rest: DnsRest,
    /// When we began to wait for IAM.
    iam_asked: Option<Timestamp>,
    /// Changes that were refused in this run, by AWS or by the user; what does not need them goes on.
    passed_over: Vec<Change>,
    /// Keys that were deactivated in this run to see whether they are missed, which cannot be seen yet.
    deactivated: Vec<KeyId>,
    /// The first thing that did not go through and was given up.
    failure: Option<Failure>,
}

struct Attempt {
    change: Change,
    tries: u32,
    /// After it was taken; none where it was not.
    looks: u32,
    /// Why it was not taken.
    failure: Option<Failure>,
}

impl<T: FnMut(Event)> Run<'_, T> {
    /// With patience the guide's order, but for AWS's reviewers, who are not waited for before the app is prepared; without
    /// it, whatever can be done now.
    fn next(&self) -> Option<Move> {
        let now = self.ports.clock.now();
        let mut later = None;
        for (step, standing) in self.course.standings(self.intent, &self.facts, now) {
            match standing {
                Standing::Open { next } if !self.course.has(&next) => {}
                Standing::Open { next } if self.passed_over.contains(&next) || self.is_too_soon(&next) => {}
                Standing::Open { next } => return Some(Move::Make(next)),
                Standing::Waiting { on: Wait::Propagation } | Standing::Wrong { on: Wait::Propagation } => {
                    let wait = Move::Wait { on: Wait::Propagation, step };
                    match self.patience {
                        Patience::Until(_) => return Some(wait),
                        Patience::None => later = Some(wait),
                    }
                }
                Standing::Waiting { on } | Standing::Wrong { on } => match (self.patience, on) {
                    (Patience::None, _) => {}
                    (Patience::Until(_), Wait::Review) => later = later.or(Some(Move::Wait { on, step })),
                    (Patience::Until(_), Wait::Dns | Wait::Click | Wait::Colleague | Wait::Propagation) => {
                        return Some(Move::Wait { on, step });
                    }
                },
                Standing::Unknown
                | Standing::Undecided { .. }
                | Standing::Blocked { .. }
                | Standing::Refused(_)
                | Standing::Done => {}
            }
        }
        let iam_is_late = |asked: Timestamp| now.duration_since(asked) >= IAM_LIMIT;
        later.filter(|wait| {
            !(matches!(wait, Move::Wait { on: Wait::Propagation, .. }) && self.iam_asked.is_some_and(iam_is_late))
        })
    }

    /// The wish to have records written, once the identity waits for DNS and nothing of ours is left to do for it.
    fn writes_now(&mut self) -> Option<DnsWish> {
        let now = self.ports.clock.now();
        let waits = match setup::assess(Step::Identity, self.intent, &self.facts, now) {
            Standing::Waiting { on } | Standing::Wrong { on } => on == Wait::Dns,
            Standing::Unknown
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Open { .. }
            | Standing::Refused(_)
            | Standing::Done => false,
        };
        self.dns.take_if(|_| waits)
    }

    /// Writes what is not there yet. What was sent is looked for before anything is sent again.
    async fn write(&mut self, wish: &DnsWish) {
        let (Some(identity), Some(region)) = (self.facts.identity.present().cloned(), self.intent.region) else {
            return;
        };
        let planned = plan_records(self.ports, self.intent, &self.facts, &identity, region, wish);
        let planned = match Box::pin(planned).await {
            Ok(planned) => planned,
            Err(failure) => {
                (self.tell)(Event::Trouble(failure.clone()));
                self.failure.get_or_insert(failure);
                return;
            }
        };
        (self.tell)(Event::Writing(Box::new(planned.clone())));
        let Some(change) = planned.change() else { return };
        for tries in 0..TRIES {
            (self.tell)(Event::Changing(change.clone()));
            match apply(self.ports, change.clone()).await {
                Ok(receipt) => {
                    (self.tell)(Event::Changed(receipt));
                    break;
                }
                Err(failure) => {
                    (self.tell)(Event::NotChanged(failure.clone()));
                    if !passes(&failure) || tries + 1 == TRIES {
                        self.give_up(change.clone(), failure);
                        break;
                    }
                    self.ports.clock.sleep(pause(tries)).await;
                }
            }
        }
        self.look_anew(change.kind().touches()).await;
    }

    async fn make(&mut self, change: Change) {
        self.iam_asked = None;
        let kind = change.kind();
        let (tries, looks, before) = match self.last.take() {
            Some(last) if last.change == change => (last.tries, last.looks, last.failure),
            Some(_) | None => (0, 0, None),
        };
        // Taken, and not to be seen yet: IAM answers from many machines.
        if (1..LOOKS_AFTER_A_CHANGE).contains(&looks) {
            self.ports.clock.sleep(Duration::from_secs(looks.into())).await;
            self.last = Some(Attempt { change, tries, looks: looks + 1, failure: None });
            self.look_anew(kind.touches()).await;
            return;
        }
        if tries >= TRIES || looks >= LOOKS_AFTER_A_CHANGE {
            let unseen = || {
                Failure::new(FailureKind::OutcomeUnknown, format!("finish {kind}"))
                    .because("AWS took it, and it does not show; start again later, nothing is done twice")
            };
            self.give_up(change, before.unwrap_or_else(unseen));
            return;
        }
        (self.tell)(Event::Changing(change.clone()));
        let failure = match apply(self.ports, change.clone()).await {
            Ok(receipt) => {
                if let Change::DeactivateKey { key, .. } = &change {
                    self.deactivated.push(key.clone());
                }
                if let Some(learned) = &receipt.learned {
                    self.facts.learn((**learned).clone());
                }
                (self.tell)(Event::Changed(receipt));
                None
            }
            Err(failure) => {
                (self.tell)(Event::NotChanged(failure.clone()));
                Some(failure)
            }
        };
        self.look_anew(kind.touches()).await;
        match failure {
            Some(failure) if !passes(&failure) => self.give_up(change, failure),
            Some(failure) => {
                self.last = Some(Attempt { change, tries: tries + 1, looks: 0, failure: Some(failure) });
                self.ports.clock.sleep(pause(tries)).await;
            }
            None => self.last = Some(Attempt { change, tries: tries + 1, looks: 1, failure: None }),
        }
    }

    /// The deletion of a key that made room, in the run that has deactivated it. In a rotation or a retirement the operator has asked for it.
    fn is_too_soon(&self, change: &Change) -> bool {
        let by_name = matches!(self.course, Course::Retirement(_));
        matches!(change, Change::DeleteKey { key, why: DeleteReason::Chosen, .. } if !by_name && self.deactivated.contains(key))
    }

    fn give_up(&mut self, change: Change, failure: Failure) {
        self.passed_over.push(change);
        self.failure.get_or_insert(failure);
    }

    async fn wait(&mut self, on: Wait, step: Step) {
        let now = self.ports.clock.now();
        let until = match (on, self.patience) {
            (Wait::Propagation, _) => *self.iam_asked.get_or_insert(now) + IAM_LIMIT,
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::Until(until)) => until,
            (Wait::Dns | Wait::Click | Wait::Review | Wait::Colleague, Patience::None) => now,
        };
        if now >= until {
            self.patience = Patience::None;
            return;
        }
        (self.tell)(Event::Waiting { on, step, until, facts: Box::new(self.facts.clone()) });
        let left = until.duration_since(now).unsigned_abs();
        let since = match self.waiting {
            Some((what, since)) if what == (on, step) => since,
            Some(_) | None => now,
        };
        self.waiting = Some(((on, step), since));
        let still = now.duration_since(since).unsigned_abs();
        tokio::select! {
            () = self.ports.clock.sleep(on.gap(still).min(left)) => {}
            () = self.halt.told.notified() => return,
        }
        let now = self.ports.clock.now();
        let still = now.duration_since(since).unsigned_abs();
        let scope = self.dns_rest.spare(on.shows_in(), self.intent, &self.facts, still, now);
        look(self.ports, self.intent, &mut self.facts, scope, &mut self.tell).await;
        self.mend().await;
    }

    async fn look_anew(&mut self, scope: Scope) {
        self.facts.forget(&scope);
        look(self.ports, self.intent, &mut self.facts, scope, &mut self.tell).await;
        self.mend().await;
    }

    /// What an earlier run left undone, or a reply that was lost in this one, before anything else is decided.
    async fn mend(&mut self) {
        mended(self.ports, self.intent, &mut self.facts, &mut self.tell).await;
    }
}

/// How long IAM may take before we say that it is late.
const IAM_LIMIT: SignedDuration = SignedDuration::from_secs(2 * setup::PROPAGATION.as_secs());

/// Trouble on the way, or too many calls: the same again may well go through.
fn passes(failure: &Failure) -> bool {
    failure.may_have_happened() || failure.kind == FailureKind::Throttled
}

fn pause(tries: u32) -> Duration {
    Duration::from_secs(1 << tries.min(5))
}
