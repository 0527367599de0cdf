//! The lines for the server, with the secret, on their way to the clipboard: asked for by name, after the page has said where
//! they go and for how long. The secret itself never comes here: an effect names its slot, and what comes back is that it
//! is there.

use super::{Effect, Model, Overlay, Page, message::Ticket};
use crate::{
    setup::{Access, Standing, Step, Value, server_lines},
    terms::{Failure, Timestamp},
};

/// Where a copied secret would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clipboard {
    /// There is none here.
    #[default]
    None,
    /// This computer's, which can be looked into: what somebody else has put there stays.
    System(History),
    /// The terminal's (OSC 52): nobody can look, so that whatever is there is cleared.
    Terminal,
}

/// Whether a system keeps what was on its clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// It does, and is asked not to keep this.
    Kept,
    /// Nothing says that it does.
    NotSeen,
}

/// A secret is on the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// When it is cleared.
    pub until: Timestamp,
    ticket: Ticket,
}

/// So long it may lie there.
const LASTS: std::time::Duration = std::time::Duration::from_secs(45);

impl Model {
    /// The lines that the server's `.env` needs; none before there is a key that AWS takes, or where no clipboard is.
    pub fn secret_lines(&self) -> Vec<(String, Value)> {
        let asks = match self.page {
            Page::Receipt => true,
            Page::Project => !matches!(self.standing(Step::Project), Standing::Open { .. }),
            Page::Start
            | Page::SignIn
            | Page::Region
            | Page::Sender
            | Page::Key
            | Page::Identity
            | Page::Production
            | Page::Delivery
            | Page::Doctor => false,
        };
        let has_key = self.intent.access == Access::Key && self.standing(Step::Key) == Standing::Done;
        match asks && has_key {
            true => server_lines(&self.intent, &self.facts, self.now).unwrap_or_default(),
            false => Vec::new(),
        }
    }

    /// Shows what would be copied, and where to.
    pub(super) fn ask_to_copy_secret(&mut self) -> Vec<Effect> {
        self.lay_over(Overlay::Secret { down: 0 })
    }

    pub(super) fn copy_secret(&mut self) -> Vec<Effect> {
        self.overlay = None;
        let lines = self.secret_lines();
        if lines.is_empty() || self.clipboard == Clipboard::None {
            return Vec::new();
        }
        self.trouble.clear();
        let ticket = self.ticket();
        self.copying = Some(ticket);
        vec![Effect::CopySecret { ticket, lines }]
    }

    /// It is there, or it is not.
    pub(super) fn copied(&mut self, ticket: Ticket, outcome: Result<(), Failure>) -> Vec<Effect> {
        if self.copying.take_if(|asked| *asked == ticket).is_none() {
            return Vec::new();
        }
        match outcome {
            Ok(()) => {
                let (ticket, until) = (self.ticket(), self.now + LASTS);
                self.copied = Some(Copied { until, ticket });
                vec![Effect::WakeAt { ticket, at: until }]
            }
            Err(failure) => {
                self.trouble = vec![failure];
                Vec::new()
            }
        }
    }

    /// Its time is over.
    pub(super) fn clear_when_due(&mut self, ticket: Ticket) -> Vec<Effect> {
        match self.copied.take_if(|copied| copied.ticket == ticket) {
            Some(_) => vec![Effect::ClearSecret],
            None => Vec::new(),
        }
    }

    /// Something else has been copied since: nothing of ours is left to be cleared.
    pub(super) fn forget_if_copied_over(&mut self, effects: &[Effect]) {
        let copies = |effect: &Effect| {
            matches!(effect, Effect::Copy(_) | Effect::CopyMessage | Effect::CopyLink | Effect::CopyBlock)
        };
        if effects.iter().any(copies) {
            self.copied = None;
        }
    }
}
