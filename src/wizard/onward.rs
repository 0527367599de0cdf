//! Where Enter leads once a page has nothing to answer, to confirm or to look at. Does not know what a page asks.
//!
//! Two rules. Enter passes by no page that was not seen, but for those that an earlier run has brought to green: starting
//! again leads to the first step that is open. And Enter leaves no open step without saying so; the receipt leads back.

use super::{effect::Effect, message::Act, model::Model, page::needed::needs, parts::window::Notice, path::Page};
use crate::setup::{Standing, Step, notes::is_unsaid_whose};

impl Model {
    /// What Enter does here to go on; none where there is nothing to go on to.
    pub(super) fn onward(&self) -> Option<Act> {
        match self.page {
            Page::Receipt => self.onward_from_the_end(),
            Page::Project if self.is_only_env() => Some(Act::Leave),
            Page::Start
            | Page::SignIn
            | Page::Region
            | Page::Sender
            | Page::Key
            | Page::Identity
            | Page::Production
            | Page::Project
            | Page::Delivery
            | Page::Doctor => Some(self.onward_on_the_path()),
        }
    }

    fn onward_on_the_path(&self) -> Act {
        let after = Page::path().skip_while(|page| *page != self.page).skip(1);
        let wanted = after.into_iter().find(|page| !self.passes_by(*page)).unwrap_or(Page::Receipt);
        if wanted == self.page.after() {
            return Act::GoOn;
        }
        match self.page == Page::Start && wanted != Page::Receipt && self.is_resumed() {
            true => Act::ToOpen(wanted),
            false => Act::OnTo(wanted),
        }
    }

    /// At the end of the path: to what is open, else on through what the window has no room for; with all done, out.
    fn onward_from_the_end(&self) -> Option<Act> {
        let below = self.window.seen.below.then_some(Act::ReadOn);
        if self.is_passing() {
            return below;
        }
        let is_done = || Step::all().all(|step| self.standing(step) == Standing::Done);
        let last = || if is_done() { Act::Leave } else { Act::LookAgain };
        Some(self.open_page().map(Act::ToOpen).or(below).unwrap_or_else(last))
    }

    /// The page where the user has something to do: what is next, else what was refused, is wrong or was not seen.
    pub(super) fn open_page(&self) -> Option<Page> {
        let stuck = |step: &Step| {
            self.is_unsaid(*step)
                || match self.standing(*step) {
                    Standing::Refused(_) | Standing::Wrong { .. } => true,
                    Standing::Unknown => self.is_unseen(*step),
                    Standing::Open { .. }
                    | Standing::Undecided { .. }
                    | Standing::Waiting { .. }
                    | Standing::Blocked { .. }
                    | Standing::Done => false,
                }
        };
        self.next_step().or_else(|| Step::all().find(stuck)).map(Page::about)
    }

    /// Whether Enter passes this page by: all is done there, and the user has seen it in this run or in an earlier one. Of
    /// the sign-in Start tells whose it is, and how to take another.
    fn passes_by(&self, page: Page) -> bool {
        let is_done = page.step().is_some_and(|step| self.standing(step) == Standing::Done);
        let told = || page == Page::SignIn && self.page == Page::Start;
        is_done && (self.window.visited.contains(&page) || self.is_resumed() || told())
    }

    /// Whether this run goes on with what an earlier one has begun.
    fn is_resumed(&self) -> bool {
        let begun = |step| match self.standing(step) {
            Standing::Done | Standing::Waiting { .. } | Standing::Wrong { .. } => true,
            Standing::Open { .. }
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Refused(_)
            | Standing::Unknown => false,
        };
        self.session.remembered && [Step::Sender, Step::Key, Step::Identity].into_iter().any(begun)
    }

    /// To another page, and what is left open on this one.
    pub(super) fn go_on_to(&mut self, page: Page) -> Vec<Effect> {
        let left = self.page.step();
        let effects = self.leave_page_for(page);
        // An answer that was taken along may have closed it.
        self.window.notice = left.filter(|step| self.is_left_open(*step)).map(Notice::Left);
        effects
    }

    /// Whether the user has something to do about a step, and nothing else must move before.
    fn is_left_open(&self, step: Step) -> bool {
        self.is_unsaid(step)
            || match self.standing(step) {
                Standing::Open { .. } | Standing::Undecided { .. } | Standing::Refused(_) | Standing::Wrong { .. } => {
                    true
                }
                Standing::Unknown => !self.is_by_hand() || self.is_made_by_hand(step),
                Standing::Waiting { .. } | Standing::Blocked { .. } | Standing::Done => false,
            }
    }

    /// Whether a question about a step stands that the step itself does not wait for.
    fn is_unsaid(&self, step: Step) -> bool {
        step == Step::Identity && is_unsaid_whose(&self.intent, &self.facts)
    }

    /// Whether what is picked in the field with the focus says "not now" to what the page cannot do without.
    pub(super) fn says_not_now(&self) -> bool {
        let Some(field) = self.form.focused() else { return false };
        field.picked().is_some_and(|choice| choice.is_not_now()) && needs(self, field.id)
    }
}
