//! The steps, in the guide's order, and what can be true of one. Knows neither how a standing is found nor how it looks.

use std::time::Duration;

use serde::Serialize;

use super::{Change, Part, Question, Refusal, Scope};
use crate::terms::Denial;

/// The path from nothing to delivered mail. The order is meaning: a step may wait only for those before it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Step {
    SignIn,
    Region,
    Sender,
    Key,
    Identity,
    Production,
    Project,
    Delivery,
}

/// What is true of a step, derived from intent and facts whenever it is asked. Nothing stores it.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(StandingKind), doc = "Which standing, without its details.")]
#[strum_discriminants(derive(Hash, Serialize, strum::IntoStaticStr, strum::Display, strum::EnumIter))]
#[strum_discriminants(serde(rename_all = "kebab-case"), strum(serialize_all = "kebab-case"))]
pub enum Standing {
    /// We have not looked, or could not.
    Unknown,
    /// The operator has not said yet.
    Undecided { asks: Vec<Question> },
    /// Nothing to do before that other step is done.
    Blocked { by: Step },
    /// This is the next change.
    Open { next: Change },
    /// The world must move.
    Waiting { on: Wait },
    /// The same, and what the world shows is wrong: it stays so until somebody mends it there, and is looked at until then.
    /// To programs it is *waiting*, with the causes beside it; whoever runs them has something to act on.
    Wrong { on: Wait },
    /// Somebody who may say no has said no.
    Refused(Refusal),
    /// It is as the intent wants it.
    Done,
}

/// Whose move it is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Wait {
    /// DNS: the operator's provider, then SES looking.
    Dns,
    /// A click in a mail that AWS sent.
    Click,
    /// A person at AWS.
    Review,
    /// IAM telling its other machines.
    Propagation,
    /// Somebody to whom the message was handed.
    Colleague,
}

impl Standing {
    /// What it means for a step that AWS, or a resting place, did not let us see its matter.
    pub(super) fn hidden(by: &Denial) -> Standing {
        Standing::Refused(by.clone().into())
    }

    /// Why it is refused, where it is.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Standing::Refused(refusal) => Some(refusal),
            Standing::Unknown
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Open { .. }
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Done => None,
        }
    }
}

impl Wait {
    /// How long to leave the world alone before looking again.
    pub fn gap(self) -> Duration {
        Duration::from_secs(match self {
            Wait::Propagation => 3,
            Wait::Click => 15,
            Wait::Dns => 20,
            Wait::Review | Wait::Colleague => 60,
        })
    }

    /// Where an end of the waiting would show.
    pub fn shows_in(self) -> Scope {
        match self {
            Wait::Propagation => Scope::of([Part::Keys, Part::Accepted]),
            Wait::Click => Scope::of([Part::Identity, Part::Recipient]),
            Wait::Dns => Scope::of([Part::Identity, Part::Dns]),
            Wait::Colleague => Scope::everything(),
            Wait::Review => Scope::of([Part::Account]),
        }
    }
}

impl Step {
    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Step> {
        <Step as strum::IntoEnumIterator>::iter()
    }
}
