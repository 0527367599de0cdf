//! What keeps a sign-in from doing something, read off AWS's own sentences. Does not know what a set-up needs.

use std::collections::BTreeMap;

use crate::terms::Denial;

/// What kind of policy says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Barrier {
    /// No policy of the principal allows it.
    NotAllowed,
    /// A policy of the principal denies it.
    Denied,
    /// Its permissions boundary.
    Boundary,
    /// The policy of its session.
    Session,
    /// A policy of the organization, which binds the root user too.
    Organization,
}

/// Actions that are not allowed, and by whom.
pub type Barred = BTreeMap<String, Barrier>;

impl Barrier {
    /// Out of AWS's sentence; none where it does not say.
    pub fn of(sentence: &str) -> Option<Barrier> {
        let says = |words: &str| sentence.contains(words);
        if says("service control policy") || says("resource control policy") {
            Some(Barrier::Organization)
        } else if says("permissions boundary") {
            Some(Barrier::Boundary)
        } else if says("session policy") {
            Some(Barrier::Session)
        } else if says("explicit deny") {
            Some(Barrier::Denied)
        } else if says("no identity-based policy") {
            Some(Barrier::NotAllowed)
        } else {
            None
        }
    }
}

/// What a refusal says that may not be done: `iam:GetUser`.
pub fn refused_action(denial: &Denial) -> Option<&str> {
    let (_, rest) = denial.message.split_once("not authorized to perform: ")?;
    let action = rest.split_whitespace().next()?;
    action.contains(':').then_some(action)
}
