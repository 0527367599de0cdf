//! The exit codes, and what decides between them. Prints nothing and knows no command.

use crate::{
    diagnosis::{
        Diagnosis, Finding,
        checks::{CheckResult, Verdict},
    },
    setup::{Standing, Step},
    terms::{FailureKind, FailureSort},
};

/// How a command ended, for its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to report.
    Well,
    /// Something that the user can act on.
    Finding,
    /// Wrong usage.
    Usage,
    /// Nothing is wrong; DNS, a click or AWS is waited for.
    Waiting,
    /// A bug in Sesame.
    Bug,
    /// The exit code of the program that `exec` ran, or a shell's for the signal that ended a command.
    Child(u8),
}

impl Exit {
    /// The exit code of the process.
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

    /// What the causes of an error mean for the caller: waiting where all of the surest are waits.
    pub fn of_diagnosis(diagnosis: &Diagnosis) -> Exit {
        let deciding: Vec<&Finding> = diagnosis.deciding().collect();
        let only_waits = !deciding.is_empty() && deciding.iter().all(|finding| finding.cause.is_a_wait());
        match (diagnosis.findings.is_empty(), only_waits) {
            (true, _) => Exit::Well,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Finding,
        }
    }

    /// What the checks mean for the caller. Warnings do not count; where every check is unknown, that is a finding.
    pub fn of_checks(checks: &[CheckResult]) -> Exit {
        let any = |verdict| checks.iter().any(|check| check.verdict == verdict);
        let blind = checks.iter().all(|check| check.verdict == Verdict::Unknown);
        match (any(Verdict::Fail) || blind, any(Verdict::Waiting)) {
            (true, _) => Exit::Finding,
            (false, true) => Exit::Waiting,
            (false, false) => Exit::Well,
        }
    }

    /// What the standings mean for the caller. Delivery does not count: AWS keeps no trace of a test message.
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

/// Whether a step waits, or is blocked by one that does.
fn only_waits(standing: &Standing, all: &[(Step, Standing)]) -> bool {
    // A step can only be blocked by an earlier one, so this ends.
    let earlier = |by: Step| all.iter().any(|(step, standing)| *step == by && only_waits(standing, all));
    matches!(standing, Standing::Waiting { .. }) || standing.blocked_by().is_some_and(earlier)
}
