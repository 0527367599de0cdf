//! What went wrong, as long as it is worth reading. Does not know what was being done.

use crate::terms::{Failure, FailureKind};

/// Failures that stand on the screen.
#[derive(Debug, Default)]
pub struct Trouble {
    /// Why the last change did not go through; it stays until the user does something about it.
    pub change: Option<Failure>,
    /// What could not be seen, or failed on the side; gone with the next look that goes right.
    pub others: Vec<Failure>,
}

impl Trouble {
    /// All of it, that of the change first.
    pub fn all(&self) -> impl Iterator<Item = &Failure> {
        self.change.iter().chain(&self.others)
    }

    /// Nothing of it stands any more.
    pub(in crate::wizard) fn forget(&mut self) {
        *self = Trouble::default();
    }

    /// The same failure stands there once.
    pub(in crate::wizard) fn add(&mut self, failure: Failure) {
        if !self.others.contains(&failure) {
            self.others.push(failure);
        }
    }

    /// What was said of one resting place does not hold for another, nor for the same one once it was opened.
    pub(in crate::wizard) fn forget_resting(&mut self) {
        self.others.retain(|failure| failure.kind != FailureKind::Vault);
        self.change.take_if(|failure| failure.kind == FailureKind::Vault);
    }
}
