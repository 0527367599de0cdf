//! How a command ended, as the caller is told: the exit codes and what decides between them. Prints nothing.

use crate::{
    diagnosis::{
        Diagnosis, Finding,
        checks::{CheckResult, Verdict},
    },
    setup::{Standing, Step},
    terms::{FailureKind, FailureSort},
};

/// How a command ended, for whoever called it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or all well.
    Well,
    /// Something that the user can act on.
    Finding,
    /// Wrong usage.
    Usage,
    /// Nothing wrong, but the world must move.
    Waiting,
    /// A bug in Sesame.
    Bug,
    /// As the program ended that was run.
    Child(u8),
}

impl Exit {
    /// As the system is told.
    pub fn code(self) -> u8 {
        match self {
            Exit::Well => 0,
            Exit::Finding => 1,
            Exit::Usage => 2,
            Exit::Waiting => 3,
            Exit::Bug => 70,
            Exit::Child(code) => code,
        }
    }

    /// What a failure means for the caller.
    pub fn of(kind: FailureKind) -> Exit {
        match kind.sort() {
            FailureSort::Usage => Exit::Usage,
            FailureSort::Bug => Exit::Bug,
            FailureSort::SignIn
            | FailureSort::Refused
            | FailureSort::Request
            | FailureSort::Lost
            | FailureSort::Here => Exit::Finding,
        }
    }

    /// What the causes of an error mean for the caller: a wait where the surest of them are nothing else.
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Exit {
        let deciding: Vec<&Finding> = diagnosis.deciding().collect();
        let only_waits = !deciding.is_empty() && deciding.iter().all(|finding| finding.cause.is_a_wait());
        match (diagnosis.findings.is_empty(), only_waits) {
            (true, _) => Exit::Well,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Finding,
        }
    }

    /// What the checks mean for the caller. Warnings count for nothing; where no check could tell anything, nothing is
    /// known to be well.
    pub fn of_checks(checks: &[CheckResult]) -> Exit {
        let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
        let blind = checks.iter().all(|check| check.verdict == Verdict::Unknown);
        match (any(Verdict::Fail) || blind, any(Verdict::Waiting)) {
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
    // A step can only be blocked by an earlier one, so this ends.
    let earlier = |by: Step| all.iter().any(|(step, standing)| *step == by && only_waits(standing, all));
    matches!(standing, Standing::Waiting { .. }) || standing.blocked_by().is_some_and(earlier)
}
