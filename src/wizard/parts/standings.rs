//! What is true of each step, kept until something that it was concluded from is another: a page, its footer and the way on ask
//! for the same standing some hundred times. Does not know how a standing comes about.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use super::shared::Shared;
use crate::{
    setup::{self, Facts, Intent, Standing, Step},
    terms::Timestamp,
};

/// The standings that were asked for since the last change.
#[derive(Default)]
pub struct Standings(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    of: Option<(Shared<Intent>, Shared<Facts>, Timestamp)>,
    standings: BTreeMap<Step, Standing>,
}

impl Standings {
    pub(in crate::wizard) fn assess(
        &self,
        step: Step,
        intent: &Shared<Intent>,
        facts: &Shared<Facts>,
        now: Timestamp,
    ) -> Standing {
        let mut kept = self.0.borrow_mut();
        let is_same = |(of, seen, at): &(Shared<Intent>, Shared<Facts>, Timestamp)| {
            intent.is_still(of) && facts.is_still(seen) && *at == now
        };
        if !kept.of.as_ref().is_some_and(is_same) {
            *kept = Kept { of: Some((intent.hold(), facts.hold(), now)), standings: BTreeMap::new() };
        }
        kept.standings.entry(step).or_insert_with(|| setup::assess(step, intent, facts, now)).clone()
    }
}

/// What is kept says nothing that the model does not.
impl fmt::Debug for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Standings").finish_non_exhaustive()
    }
}
