//! What is true of each step, kept until something that it was concluded from is another: a page, its footer and the way on ask
//! for the same standing some hundred times. Does not know how a standing comes about.

use std::{cell::RefCell, collections::BTreeMap, fmt};

use crate::{
    setup::{self, Facts, Intent, Standing, Step},
    terms::Timestamp,
};

/// The standings that were asked for since the last change.
#[derive(Default)]
pub struct Standings(RefCell<Kept>);

#[derive(Default)]
struct Kept {
    of: Option<(Intent, Facts, Timestamp)>,
    standings: BTreeMap<Step, Standing>,
}

impl Standings {
    pub(in crate::wizard) fn assess(&self, step: Step, intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
        let mut kept = self.0.borrow_mut();
        if !matches!(&kept.of, Some((of, seen, at)) if of == intent && seen == facts && *at == now) {
            *kept = Kept { of: Some((intent.clone(), facts.clone(), now)), standings: BTreeMap::new() };
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
