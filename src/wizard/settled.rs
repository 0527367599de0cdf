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
    model.meaning().filter(|meaning| model.window.settled.as_ref() != Some(meaning) && meaning.act != Act::ReadOn)
}

impl Model {
    pub(super) fn meaning(&self) -> Option<EnterMeaning> {
        let act = offered(self).into_iter().find(|offer| offer.key == Key::Enter)?.act;
        let is_about_it = matches!(act, Act::Confirm(_) | Act::ReadOn);
        Some(EnterMeaning { act, change: self.ready().filter(|_| is_about_it) })
    }

    /// Whether this key is one whose sense has just changed. Says so instead.
    pub(super) fn holds(&mut self, key: Key) -> bool {
        let Some(now) = unsettled(self).filter(|_| key == Key::Enter) else { return false };
        self.window.notice = Some(Notice::Held(ActKind::from(&now.act)));
        true
    }
}
