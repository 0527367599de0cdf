//! Enter on a screen that changes by itself: a key that was on its way to the next page is no yes to a change that has come
//! up meanwhile. Knows no terminal.

use std::time::{Duration, Instant};

use crate::wizard::{Act, Key, Model, Msg, offered};

/// What Enter does, and since when it does something else.
#[derive(Debug, Default)]
pub struct Enter {
    does: Option<Act>,
    /// Since the last drawing the user has done something.
    touched: bool,
    startled: Option<Instant>,
}

/// Long enough to see that the page has changed.
pub const STARTLED: Duration = Duration::from_secs(1);

impl Enter {
    /// The user sees this from now on.
    pub fn drawn(&mut self, model: &Model, now: Instant) {
        let does = offered(model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
        let went_on = matches!(self.does, Some(Act::GoOn | Act::OnTo(_) | Act::ToOpen(_)));
        if went_on && !self.touched && matches!(does, Some(Act::Confirm(_))) {
            self.startled = Some(now + STARTLED);
        }
        (self.does, self.touched) = (does, false);
    }

    /// Whether what came in counts.
    pub fn takes(&mut self, msg: &Msg, now: Instant) -> bool {
        self.touched = true;
        let early = self.startled.is_some_and(|until| now < until);
        !(early && matches!(msg, Msg::Key(Key::Enter)))
    }
}
