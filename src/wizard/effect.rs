//! What the conversation asks of the world. It starts nothing itself.

use super::message::Ticket;
use crate::{
    setup::{Around, Change, Intent, Scope, Step},
    terms::{Secret, Slot, Timestamp},
};

/// Something to be done, and answered under its ticket.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Look at this much of the world.
    Look {
        ticket: Ticket,
        intent: Box<Intent>,
        scope: Scope,
    },
    /// Look beyond the set-up's own matters, for the doctor.
    LookAround {
        ticket: Ticket,
        intent: Box<Intent>,
        around: Box<Around>,
    },
    /// Carry out what was shown and confirmed.
    Apply {
        ticket: Ticket,
        change: Box<Change>,
    },
    /// Keep a secret in this run's memory; what comes later names the slot.
    Hold {
        slot: Slot,
        secret: Secret,
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
    /// The message for a colleague about this page's matter, to the clipboard.
    CopyMessage,
    /// The link into the console where this page's matter is, to the clipboard.
    CopyLink,
    /// What was waited for has come.
    Ring {
        step: Step,
    },
    /// A rehearsal's world moves on to its next event.
    LetTimePass,
    /// This conversation ends, and the story of this name begins.
    Play(String),
    Leave,
}
