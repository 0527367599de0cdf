//! Enter does what the user has seen that it does. What it does may change by a key, which the user has pressed, or by news,
//! which may come in while the key is on its way: then the first Enter is held until what it does now has been on the screen
//! for a moment. Knows no time: the shell says when that moment is over.

use super::{
    keys::Key,
    message::{Act, ActKind, EnterMeaning},
    model::Model,
    offer::offered,
    parts::window::Notice,
};

/// What Enter does now, where that came by news and was not on the screen long enough yet. Said again as
/// [`Msg::Settled`](super::Msg::Settled) it counts.
pub fn unsettled(model: &Model) -> Option<EnterMeaning> {
    model
        .meaning()
        .filter(|meaning| model.window.settled.meaning.as_ref() != Some(meaning) && meaning.act != Act::ReadOn)
}

impl Model {
    pub(super) fn meaning(&self) -> Option<EnterMeaning> {
        let act = offered(self).into_iter().find(|offer| offer.key == Key::Enter)?.act;
        let is_about_it = matches!(act, Act::Confirm(_) | Act::ReadOn);
        Some(EnterMeaning { act, change: self.ready().filter(|_| is_about_it) })
    }

    /// What Enter does now is what the user has seen.
    pub(super) fn settle(&mut self) {
        let meaning = self.meaning();
        self.window.settled.meaning = meaning;
    }

    /// A message was heard; before it Enter did this. What a key has changed its user knows. To read on does no harm, but what
    /// comes in its place by news was not seen.
    pub(super) fn came(&mut self, is_by_the_user: bool, meant: Option<&EnterMeaning>) {
        self.window.settled.is_by_the_user = is_by_the_user;
        let is_other = self.meaning().as_ref() != meant;
        self.settle_or_forget(is_by_the_user && is_other);
    }

    /// The page was drawn, and only now it is known how much of it there was room for. Where a key moved it, who was to read on
    /// has read it; where news made it shorter, what Enter does now is as new as that.
    pub(super) fn drawn(&mut self, was_settled: bool) {
        self.settle_or_forget(was_settled && self.window.settled.is_by_the_user);
    }

    /// What Enter did before another thing came between is not what the user sees, also when it comes back.
    fn settle_or_forget(&mut self, is_known: bool) {
        let meaning = self.meaning();
        let reads_on = meaning.as_ref().is_some_and(|meaning| meaning.act == Act::ReadOn);
        if is_known || reads_on {
            self.window.settled.meaning = meaning;
        } else if self.window.settled.meaning != meaning {
            self.window.settled.meaning = None;
        }
    }

    /// Whether this key is one whose sense has just changed. Says so instead.
    pub(super) fn holds(&mut self, key: Key) -> bool {
        let Some(now) = unsettled(self).filter(|_| key == Key::Enter) else { return false };
        self.window.notice = Some(Notice::Held(ActKind::from(&now.act)));
        true
    }
}
