//! The lines for the server, with the secret, on their way to the clipboard: asked for by name, after the page has said
//! where they go and for how long. The secret itself never comes here: an effect names its slot, and what comes back is
//! that it is there. Does not know where the clipboard is.

use super::{
    effect::Effect,
    model::Model,
    parts::{copying::Clipboard, overlay::Overlay, traffic::Ticket},
    path::Page,
};
use crate::{
    setup::{Access, Standing, Step, Value, server_lines},
    terms::Failure,
};

/// So long it may lie there.
const LASTS: std::time::Duration = std::time::Duration::from_secs(45);

impl Model {
    /// The lines that the server's `.env` needs; none before there is a key that AWS takes, or where no clipboard is.
    pub fn secret_lines(&self) -> Vec<(String, Value)> {
        if self.page == Page::Project && self.is_only_env() {
            return self.env_lines_with_secret();
        }
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

    /// Asks for the lines on the clipboard.
    pub(super) fn copy_secret(&mut self) -> Vec<Effect> {
        self.window.overlay = None;
        let lines = self.secret_lines();
        if lines.is_empty() || self.copying.clipboard == Clipboard::None {
            return Vec::new();
        }
        self.trouble.others.clear();
        let ticket = self.traffic.ticket();
        self.copying.ask(ticket);
        vec![Effect::CopySecret { ticket, lines }]
    }

    /// It is there, or it is not.
    pub(super) fn copied(&mut self, ticket: Ticket, outcome: Result<(), Failure>) -> Vec<Effect> {
        if !self.copying.answers(ticket) {
            return Vec::new();
        }
        match outcome {
            Ok(()) => {
                let (ticket, until) = (self.traffic.ticket(), self.now + LASTS);
                self.copying.put(until, ticket);
                vec![Effect::WakeAt { ticket, at: until }]
            }
            Err(failure) => {
                self.trouble.others = vec![failure];
                Vec::new()
            }
        }
    }

    /// Its time is over.
    pub(super) fn clear_when_due(&mut self, ticket: Ticket) -> Vec<Effect> {
        match self.copying.is_due(ticket) {
            true => vec![Effect::ClearSecret],
            false => Vec::new(),
        }
    }
}
