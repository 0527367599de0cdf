//! What the conversation asks of the world. It starts nothing itself.

use super::message::Ticket;
use crate::{
    setup::{Change, Intent, Scope},
    terms::Timestamp,
};

/// Something to be done, and answered under its ticket.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Look at this much of the world.
    Look {
        ticket: Ticket,
        intent: Box<Intent>,
        scope: Scope,
    },
    /// Carry out what was shown and confirmed.
    Apply {
        ticket: Ticket,
        change: Box<Change>,
    },
    /// Remember what the operator wants.
    Remember(Box<Intent>),
    /// Say so at that time: for the next look while something is waited for, or for redrawing a relative time.
    WakeAt {
        ticket: Ticket,
        at: Timestamp,
    },
    /// To the clipboard; nothing secret.
    Copy(String),
    /// What was waited for has come.
    Ring,
    /// A rehearsal's world moves on to its next event.
    LetTimePass,
    Leave,
}
