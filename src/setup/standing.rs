//! What can be true of a step. Knows neither how a standing is found nor how it looks.

use serde::Serialize;

use super::{Change, Question, Refusal, Step, Wait};
use crate::terms::Denial;

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
    /// The same, and what the world shows is wrong: it stays so until it is mended there, and is looked at until then.
    /// To programs it is *waiting*, with the causes beside it; their operator has something to act on.
    Wrong { on: Wait },
    /// It cannot go on: AWS, this machine or the set-up itself says no.
    Refused(Refusal),
    /// It is as the intent wants it.
    Done,
}

impl Standing {
    /// What it means for a step that AWS, or a resting place, did not let us see its matter.
    pub(super) fn hidden(by: &Denial) -> Standing {
        Standing::Refused(by.clone().into())
    }

    /// The kind by which a reader is told of a step: an app that is prepared, and waits for its switch alone, waits; of what
    /// waits for a step before it nothing was done yet.
    pub fn shown_as(&self, step: Step) -> StandingKind {
        let is_prepared = step == Step::Project && matches!(self.blocked_by(), Some(Step::Identity | Step::Production));
        if is_prepared { StandingKind::Waiting } else { StandingKind::from(self) }
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
