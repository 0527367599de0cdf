//! The steps, in the guide's order, and whose move a wait is. Does not know what can be true of a step, only where it shows.

use std::time::Duration;

use serde::Serialize;

use super::{Part, Scope};

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
    /// The administrator to whom the message was handed.
    Colleague,
}

impl Wait {
    /// How long it usually takes, where that is known well enough to count on.
    pub fn usually(self) -> Option<Duration> {
        match self {
            Wait::Propagation => Some(Duration::from_secs(15)),
            Wait::Review => Some(Duration::from_secs(24 * 60 * 60)),
            Wait::Dns | Wait::Click | Wait::Colleague => None,
        }
    }

    /// How long to leave the world alone before looking again, where it was seen not to move for so long: seconds at first,
    /// then a sixth of that time, and a minute at the most. AWS takes one call a second of each kind.
    pub fn gap(self, still: Duration) -> Duration {
        let (first, longest) = match self {
            Wait::Propagation => (3, 3),
            Wait::Click | Wait::Dns => (5, 60),
            Wait::Review | Wait::Colleague => (20, 60),
        };
        (still / 6).clamp(Duration::from_secs(first), Duration::from_secs(longest))
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
