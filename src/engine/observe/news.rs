//! What one part of a look brought. Knows no part.

use crate::{
    setup::Facts,
    terms::{Fact, Failure},
};

/// What one part of a look brought.
#[derive(Default)]
pub(super) struct News {
    pub(super) facts: Facts,
    pub(super) trouble: Vec<Failure>,
}

impl News {
    /// What was seen.
    pub(super) fn told(facts: Facts) -> News {
        News { facts, trouble: Vec::new() }
    }

    /// Why nothing was seen.
    pub(super) fn of(failure: Failure) -> News {
        News { facts: Facts::default(), trouble: vec![failure] }
    }
}

/// Takes a fact, or notes why it is not to be had.
pub(super) fn note<T>(read: Result<Fact<T>, Failure>, trouble: &mut Vec<Failure>) -> Fact<T> {
    read.unwrap_or_else(|failure| {
        trouble.push(failure);
        Fact::Unknown
    })
}
