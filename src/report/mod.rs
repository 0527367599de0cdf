//! Without a screen: a file per command. Data to stdout, everything else to stderr; nothing prompts, what is missing is
//! named with its flag. Knows neither a terminal nor whether this is a rehearsal.

pub mod doctor;
pub mod env;
pub mod explain;
mod json;
pub mod out;
pub mod policy;
pub mod receipt;
pub mod records;
pub mod setup;
pub mod status;

use out::Out;

use crate::{
    cli,
    diagnosis::{
        Diagnosis, Finding,
        checks::{Check, Verdict},
    },
    engine::{
        Ports,
        settle::{self, Event},
    },
    setup::{Facts, Intent, Question, Scope, Standing, Step, standings},
    terms::{Failure, FailureKind, Timestamp},
    words::Text,
};

/// What every command works on.
pub struct Bench {
    pub ports: Ports,
    pub intent: Intent,
    pub text: Text,
    pub out: Out,
    /// What is to be said above a receipt, where something is.
    pub banner: Option<&'static str>,
}

/// How a command ended, for whoever called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or all well.
    Well = 0,
    /// Something that the user can act on.
    Finding = 1,
    /// Wrong usage.
    Usage = 2,
    /// Nothing wrong, but the world must move.
    Waiting = 3,
    /// A bug in Sesame.
    Bug = 70,
}

impl Exit {
    /// What a failure means for the caller.
    pub fn of(failure: &Failure) -> Exit {
        match failure.kind {
            FailureKind::MissingFlag | FailureKind::BadInput => Exit::Usage,
            FailureKind::Bug => Exit::Bug,
            _ => Exit::Finding,
        }
    }

    /// What the causes of an error mean for the caller: a wait where the surest of them are nothing else.
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Exit {
        let deciding: Vec<&Finding> = diagnosis.deciding().collect();
        match deciding.iter().all(|finding| finding.cause.is_a_wait()) {
            _ if diagnosis.findings.is_empty() => Exit::Well,
            true if !deciding.is_empty() => Exit::Waiting,
            true | false => Exit::Finding,
        }
    }

    /// What the checks mean for the caller. Warnings count for nothing.
    pub fn of_checks(checks: &[Check]) -> Exit {
        let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
        match (any(Verdict::Fail), any(Verdict::Waiting)) {
            (true, _) => Exit::Finding,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Well,
        }
    }

    /// What the standings mean for the caller. Delivery counts for nothing: AWS keeps no trace of a test.
    pub fn of_standings(standings: &[(Step, Standing)]) -> Exit {
        let counted = || standings.iter().filter(|(step, _)| *step != Step::Delivery);
        if counted().all(|(_, standing)| matches!(standing, Standing::Done)) {
            return Exit::Well;
        }
        match counted().all(|(_, standing)| matches!(standing, Standing::Done) || only_waits(standing, standings)) {
            true => Exit::Waiting,
            false => Exit::Finding,
        }
    }
}

/// Waiting, or blocked by something that is.
fn only_waits(standing: &Standing, all: &[(Step, Standing)]) -> bool {
    match standing {
        Standing::Waiting { .. } => true,
        // A step can only be blocked by an earlier one, so this ends.
        Standing::Blocked { by } => all.iter().any(|(step, standing)| step == by && only_waits(standing, all)),
        Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Open { .. }
        | Standing::Refused(_)
        | Standing::Done => false,
    }
}

impl Bench {
    /// Everything there is to see. What could not be seen is told on stderr.
    pub async fn look(&self) -> (Facts, Vec<Failure>) {
        let mut facts = Facts::default();
        let trouble = settle::look(&self.ports, &self.intent, &mut facts, Scope::everything(), &mut |event| {
            if let Event::Trouble(failure) = event {
                self.out.trouble(&self.text, &failure);
            }
        })
        .await;
        (facts, trouble)
    }

    pub fn standings(&self, facts: &Facts) -> Vec<(Step, Standing)> {
        standings(&self.intent, facts, self.now())
    }

    pub fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    /// What only the operator can say and has not said. A test is only ever asked for, and a step whose matter is
    /// somebody else's refusal asks nothing.
    pub fn missing(&self, facts: &Facts) -> Vec<Question> {
        let asks =
            self.standings(facts).into_iter().filter(|(step, _)| *step != Step::Delivery).flat_map(|(_, standing)| {
                match standing {
                    Standing::Undecided { asks } => asks,
                    Standing::Unknown
                    | Standing::Blocked { .. }
                    | Standing::Open { .. }
                    | Standing::Waiting { .. }
                    | Standing::Refused(_)
                    | Standing::Done => Vec::new(),
                }
            });
        let mut missing: Vec<Question> = Vec::new();
        for ask in asks {
            if !missing.contains(&ask) {
                missing.push(ask);
            }
        }
        missing
    }
}

/// A failure that names the flags that are missing.
pub(crate) fn missing_flags(text: &Text, doing: &str, missing: &[Question]) -> Failure {
    let flags: Vec<&str> = missing.iter().map(|ask| ask.flag()).collect();
    let failure = Failure::new(FailureKind::MissingFlag, doing).because(text.setup_missing(flags.join(", ")));
    missing.iter().fold(failure, |failure, ask| failure.because(format!("{}: {}", ask.flag(), text.question_ask(*ask))))
}

/// The sign-in of another account than the set-up's stops everything; so does one that AWS refuses.
pub(crate) fn stopped_at_sign_in(standings: &[(Step, Standing)], trouble: &[Failure]) -> Option<Failure> {
    let (_, standing) = standings.iter().find(|(step, _)| *step == Step::SignIn)?;
    match standing {
        Standing::Refused(denial) if denial.code == "OtherAccount" => {
            Some(Failure::new(FailureKind::OtherAccount, "go on with this set-up").because(&denial.message))
        }
        Standing::Refused(_) | Standing::Unknown => trouble.first().cloned(),
        Standing::Undecided { .. } => trouble.iter().find(|it| it.kind == FailureKind::NoCredentials).cloned(),
        Standing::Blocked { .. } | Standing::Open { .. } | Standing::Waiting { .. } | Standing::Done => None,
    }
}

/// `--from`, `--user` and the like, joined to what was said before. Not remembered here: only `setup` remembers.
pub fn with_wanted(mut bench: Bench, wanted: &cli::Wanted) -> Bench {
    wanted.tell(&mut bench.intent);
    bench
}
