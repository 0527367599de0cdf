//! Enter does what the user has seen that it does. What it does may change by a key, which the user has pressed, or by news,
//! which may come in while the key is on its way: then the first Enter is held until what it does now has been on the screen
//! for a moment. Knows no time: whoever shows the conversation says when that moment is over.

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

    /// A message was heard; before it Enter did this. What a key has changed its user knows. To read on harms nobody, but what
    /// comes in its place by news was not seen.
    pub(super) fn came(&mut self, is_by_the_user: bool, meant: Option<&EnterMeaning>) {
        self.window.settled.is_by_the_user = is_by_the_user;
        let meaning = self.meaning();
        let reads_on = meaning.as_ref().is_some_and(|meaning| meaning.act == Act::ReadOn);
        if reads_on || is_by_the_user && meaning.as_ref() != meant {
            self.settle();
        }
    }

    /// The page was drawn, and only now it is known how much of it there was room for. Where a key moved it, who was to read on
    /// has read it; where news made it shorter, what Enter does now is as new as that.
    pub(super) fn drawn(&mut self, was_settled: bool) {
        let reads_on = self.meaning().is_some_and(|meaning| meaning.act == Act::ReadOn);
        if reads_on || was_settled && self.window.settled.is_by_the_user {
            self.settle();
        }
    }

    /// Whether this key is one whose sense has just changed. Says so instead.
    pub(super) fn holds(&mut self, key: Key) -> bool {
        let Some(now) = unsettled(self).filter(|_| key == Key::Enter) else { return false };
        self.window.notice = Some(Notice::Held(ActKind::from(&now.act)));
        true
    }
}
