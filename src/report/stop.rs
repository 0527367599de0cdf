//! What ends a command before its end. Knows no command and prints nothing.

use crate::terms::{Failure, FailureKind};

/// What ends a command before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// An act that did not go through, in English, with AWS's words.
    Failed(Failure),
    /// Something that the operator has to say or to mend first, in their language.
    Asked(UserError),
}

/// What the operator has to say or to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Decides the hint and the exit code.
    pub kind: FailureKind,
    /// One sentence.
    pub said: String,
    /// What belongs to it, line by line.
    pub more: Vec<(String, String)>,
    /// The way out, where it is another than that of the kind.
    pub hint: Option<String>,
}

impl Stop {
    pub fn asked(kind: FailureKind, said: impl Into<String>) -> Stop {
        Stop::Asked(UserError { kind, said: said.into(), more: Vec::new(), hint: None })
    }

    /// The same with a way out of its own.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Stop {
        match self {
            Stop::Failed(failure) => Stop::Failed(failure),
            Stop::Asked(ask) => Stop::Asked(UserError { hint: Some(hint.into()), ..ask }),
        }
    }

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
