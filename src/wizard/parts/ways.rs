//! Which way the user has chosen for each step, and which messages were taken along. Does not know which ways a page has.

use std::collections::{BTreeMap, BTreeSet};

use super::super::path::Page;
use crate::setup::Step;

/// How a page's matter gets done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Way {
    /// Sesame asks AWS.
    ForMe,
    /// The user clicks through the console of AWS, or of the DNS provider.
    Console,
    /// The user sends a message to a colleague with the rights.
    Colleague,
}

/// What was chosen so far.
#[derive(Debug, Default)]
pub struct Ways {
    chosen: BTreeMap<Step, Way>,
    /// Pages whose message the user has taken along.
    handed: BTreeSet<Page>,
}

impl Ways {
    /// The way that was chosen for a step.
    pub(in crate::wizard) fn chosen(&self, step: Step) -> Option<Way> {
        self.chosen.get(&step).copied()
    }

    /// Another way begins anew: its message was not taken along yet.
    pub(in crate::wizard) fn choose(&mut self, step: Step, way: Way, page: Page) {
        self.chosen.insert(step, way);
        self.handed.remove(&page);
    }

    /// The page's message was taken along.
    pub(in crate::wizard) fn hand_over(&mut self, page: Page) {
        self.handed.insert(page);
    }

    /// Whether the page's message was taken along already.
    pub fn is_handed(&self, page: Page) -> bool {
        self.handed.contains(&page)
    }
}
