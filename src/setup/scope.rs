//! Which part of the world a look is about. Knows nothing of what is seen there.

use std::collections::BTreeSet;

/// A part of the world that can be looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Part {
    Caller,
    Permissions,
    Account,
    Sender,
    Keys,
    Accepted,
    Identity,
    Dns,
    Recipient,
    Project,
}

/// What a look is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(BTreeSet<Part>);

impl Scope {
    /// All parts.
    pub fn everything() -> Self {
        Scope(<Part as strum::IntoEnumIterator>::iter().collect())
    }

    /// These parts.
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        Scope(parts.into_iter().collect())
    }

    /// What a look can tell before a region is chosen: AWS names the principal, and no more.
    pub fn without_a_region() -> Self {
        Scope::of([Part::Caller, Part::Project])
    }

    /// Whether this part is looked at.
    pub fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// Each of them, in their order.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        self.0.iter().copied()
    }

    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of these parts that are among `others`.
    #[must_use]
    pub fn within(mut self, others: &Scope) -> Self {
        self.0.retain(|part| others.has(*part));
        self
    }

    /// These parts but for `others`.
    #[must_use]
    pub fn without(mut self, others: &Scope) -> Self {
        self.0.retain(|part| !others.has(*part));
        self
    }

    /// These parts and those.
    #[must_use]
    pub fn and(mut self, other: Scope) -> Self {
        self.0.extend(other.0);
        self
    }
}
