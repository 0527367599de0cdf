//! What the conversation asks of the world. It starts nothing itself.

use std::collections::BTreeSet;

use super::message::Ticket;
use crate::{
    setup::{Around, Change, Intent, Renewal, Scope, SignIn, Step, Value},
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
    /// Look at the ways to sign in, and ask AWS about these.
    LookAtLogins {
        ticket: Ticket,
        intent: Box<Intent>,
        asked: BTreeSet<SignIn>,
    },
    /// Step aside and run the command of the AWS CLI that begins a session.
    BeginSession {
        ticket: Ticket,
        renewal: Renewal,
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
    /// The lines with the secret, to the clipboard. Says only in which slots it is.
    CopySecret {
        ticket: Ticket,
        lines: Vec<(String, Value)>,
    },
    /// Off the clipboard again.
    ClearSecret,
    /// The message for a colleague about this page's matter, to the clipboard.
    CopyMessage,
    /// What is to be pasted into AWS CloudShell, to the clipboard.
    CopyBlock,
    /// The link into the console where this page's matter is, to the clipboard.
    CopyLink,
    /// That page, opened.
    OpenLink,
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
