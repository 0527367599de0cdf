//! What ends a command before its end. Knows no command and prints nothing.

use crate::terms::{Failure, FailureKind};

/// What ends a command before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A failed action, in English, with AWS's words.
    Failed(Failure),
    /// Something that the operator has to say or to correct first, in their language.
    Asked(UserError),
}

/// What the operator has to say or to correct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Decides the hint and the exit code.
    pub kind: FailureKind,
    /// One sentence.
    pub said: String,
    /// Details, a name and a text per line.
    pub more: Vec<(String, String)>,
    /// The remedy, where it is not that of the kind.
    pub hint: Option<String>,
}

impl Stop {
    /// With one sentence, and the remedy of the kind.
    pub fn asked(kind: FailureKind, said: impl Into<String>) -> Stop {
        Stop::Asked(UserError { kind, said: said.into(), more: Vec::new(), hint: None })
    }

    /// The same with a remedy of its own.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Stop {
        match self {
            Stop::Failed(failure) => Stop::Failed(failure),
            Stop::Asked(ask) => Stop::Asked(UserError { hint: Some(hint.into()), ..ask }),
        }
    }

    /// The same with these details.
    #[must_use]
    pub fn with_more(self, more: Vec<(String, String)>) -> Stop {
        match self {
            Stop::Failed(failure) => Stop::Failed(failure),
            Stop::Asked(mut ask) => {
                ask.more.extend(more);
                Stop::Asked(ask)
            }
        }
    }

    /// The kind of failure.
    pub fn kind(&self) -> FailureKind {
        match self {
            Stop::Failed(failure) => failure.kind,
            Stop::Asked(ask) => ask.kind,
        }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failed(failure)
    }
}
