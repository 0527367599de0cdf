//! The website, opened once where the operator asks for it: what AWS's reviewers look for is shown beside the request. Does not
//! know what is found there.

use super::{effect::Effect, model::Model, parts::ways::Way, path::Page};
use crate::setup::{Change, Preflight, Standing, Step, preflight};

impl Model {
    /// What AWS's reviewers look for, as far as it is seen; nothing where the page has no request ahead.
    pub fn preflight(&self) -> Vec<Preflight> {
        let is_ahead = match self.standing(Step::Production) {
            Standing::Open { next: Change::AskForProduction { .. } | Change::SuppressBounces { .. } }
            | Standing::Blocked { .. } => true,
            Standing::Open { .. }
            | Standing::Undecided { .. }
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Refused(_)
            | Standing::Done
            | Standing::Unknown => false,
        };
        match is_ahead && self.page == Page::Production && self.intent.website.is_some() {
            true => preflight(&self.intent, &self.facts),
            false => Vec::new(),
        }
    }

    /// Whether the website may be opened from here. Who is in the console has a browser at hand.
    pub fn may_check_site(&self) -> bool {
        self.work.doing.is_none() && self.way() != Some(Way::Console) && !self.preflight().is_empty()
    }

    pub(super) fn check_site(&mut self) -> Vec<Effect> {
        let Some(website) = self.intent.website.clone() else { return Vec::new() };
        let ticket = self.traffic.ticket();
        self.looks.begin(ticket);
        vec![Effect::LookAtSite { ticket, website }]
    }
}
