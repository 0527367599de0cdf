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

    /// The change that is next, where one is.
    pub fn open(&self) -> Option<&Change> {
        self.sides().open
    }

    /// What the operator has not said yet; nothing where it is not that which is waited for.
    pub fn asks(&self) -> &[Question] {
        self.sides().asks
    }

    /// The step that has to be done first, where one has.
    pub fn blocked_by(&self) -> Option<Step> {
        self.sides().blocked_by
    }

    /// Whose move it is, where the world must move: whether time alone may bring it, or what it shows is wrong.
    pub fn waits_on(&self) -> Option<Wait> {
        self.sides().waits_on
    }

    /// Why it is refused, where it is.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.sides().refusal
    }

    fn sides(&self) -> Sides<'_> {
        let mut sides = Sides::default();
        match self {
            Standing::Unknown | Standing::Done => {}
            Standing::Undecided { asks } => sides.asks = asks,
            Standing::Blocked { by } => sides.blocked_by = Some(*by),
            Standing::Open { next } => sides.open = Some(next),
            Standing::Waiting { on } | Standing::Wrong { on } => sides.waits_on = Some(*on),
            Standing::Refused(why) => sides.refusal = Some(why),
        }
        sides
    }
}

/// What a standing says to each question with one answer. The only place where a new standing has to answer them.
#[derive(Default)]
struct Sides<'a> {
    open: Option<&'a Change>,
    asks: &'a [Question],
    blocked_by: Option<Step>,
    waits_on: Option<Wait>,
    refusal: Option<&'a Refusal>,
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
    /// The parts of the world that tell what is true of it, with those of the steps that it needs.
    pub fn shows_in(self) -> Scope {
        match self {
            Step::SignIn => Scope::of([Part::Caller]),
            Step::Region => Scope::of([Part::Caller, Part::Account]),
            Step::Sender => Scope::of([Part::Caller, Part::Sender]),
            // While one key takes the place of another it is also about the lines of `.env` and a message.
            Step::Key => {
                Scope::of([Part::Caller, Part::Sender, Part::Keys, Part::Accepted, Part::Identity, Part::Project])
            }
            Step::Identity => Scope::of([Part::Caller, Part::Identity, Part::Dns]),
            Step::Production => Scope::of([Part::Caller, Part::Account, Part::Identity, Part::Dns]),
            Step::Project => Scope::of([
                Part::Caller,
                Part::Account,
                Part::Keys,
                Part::Accepted,
                Part::Identity,
                Part::Dns,
                Part::Project,
            ]),
            Step::Delivery => {
                Scope::of([Part::Account, Part::Keys, Part::Accepted, Part::Identity, Part::Recipient, Part::Project])
            }
        }
    }

    /// All of them, in order.
    pub fn all() -> impl Iterator<Item = Step> {
        <Step as strum::IntoEnumIterator>::iter()
    }
}
