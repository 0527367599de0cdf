//! What the conversation asks of the world. It starts nothing itself.

use std::collections::BTreeSet;

use super::parts::traffic::Ticket;
use crate::{
    diagnosis::Complaint,
    laravel::plan::LineValue,
    setup::{Around, BrowserOn, Change, DnsProvider, Facts, Intent, Renewal, Scope, SignIn, Standing, Step, Value},
    terms::{Region, Secret, Slot, Timestamp, WebsiteUrl},
};

/// Something to be done, and answered under its ticket.
#[derive(Debug, PartialEq)]
pub enum Effect {
    /// Look at this much of the world.
    Look { ticket: Ticket, intent: Box<Intent>, scope: Scope },
    /// Look beyond the set-up's own matters, for the doctor.
    LookAround { ticket: Ticket, intent: Box<Intent>, around: Box<Around> },
    /// Look at the ways to sign in, and ask AWS about these.
    LookAtLogins { ticket: Ticket, intent: Box<Intent>, asked: BTreeSet<SignIn> },
    /// Step aside and run the command of the AWS CLI that begins a session.
    BeginSession { ticket: Ticket, renewal: Renewal },
    /// Sign in by the browser, to this profile or to one of our own; what it comes to is told bit by bit.
    SignInByBrowser { ticket: Ticket, profile: Option<String>, region: Option<Region>, on: BrowserOn },
    /// What the page on another device showed, for the sign-in that is under way.
    PasteForBrowser { text: Secret },
    /// Wait for the browser no longer.
    StopBrowser,
    /// Keep the session that takes another principal's place.
    KeepSession { ticket: Ticket },
    /// Carry out what was shown and confirmed, by what is wanted and known now.
    Apply { ticket: Ticket, change: Box<Change>, intent: Box<Intent>, facts: Box<Facts> },
    /// Read the zone at this provider and say what writing the records would do; a token that is good is kept in the keychain
    /// where that is wished.
    PlanRecords { ticket: Ticket, provider: DnsProvider, intent: Box<Intent>, facts: Box<Facts>, keeps_token: bool },
    /// Look at this website once.
    LookAtSite { ticket: Ticket, website: WebsiteUrl },
    /// Keep a secret in this run's memory; what comes later names the slot.
    Hold { slot: Slot, secret: Secret },
    /// Remember what the operator wants.
    Remember(Box<Intent>),
    /// Say so at that time: for the next look while something is waited for, or for redrawing a relative time.
    WakeAt { ticket: Ticket, at: Timestamp },
    /// To the clipboard.
    Copy(ToCopy),
    /// The lines with the secret, to the clipboard. Says only in which slots it is.
    CopySecret { ticket: Ticket, lines: Vec<(String, Value)> },
    /// Off the clipboard again.
    ClearSecret,
    /// A file of this name in the app's folder, with this text.
    Save { name: String, text: String },
    /// The page behind this link, opened.
    OpenLink(String),
    /// What was waited for has come: how the step stands now.
    Ring { step: Step, standing: Standing },
    /// A rehearsal's world moves on to its next event.
    LetTimePass,
    /// This conversation ends, and the story of this name begins.
    Play(String),
    /// The conversation ends, and the program with it.
    Leave,
}

/// What is put on the clipboard; nothing secret. `words` has the text of each.
#[derive(Debug, PartialEq)]
pub enum ToCopy {
    /// A text as it stands: a record's name or value, a policy, the letter, a link.
    Text(String),
    /// Lines for `.env`, without the secret; those that have to wait for production access as comments.
    Lines { now: Vec<(String, LineValue)>, later: Vec<(String, LineValue)> },
    /// The line for AWS CloudShell that prints temporary credentials.
    Line,
    /// The block for AWS CloudShell that makes user, policy and key of this intent.
    Block(Box<Intent>),
    /// The message for a colleague.
    Message { about: Handover, intent: Box<Intent>, facts: Box<Facts> },
    /// What the doctor found: of the error, where there is one, and by its checks.
    Report { complaint: Option<Box<Complaint>>, intent: Box<Intent>, facts: Box<Facts>, now: Timestamp },
}

/// What a colleague is asked to do.
#[derive(Debug, PartialEq)]
pub enum Handover {
    /// Add the identity's records to DNS.
    Records,
    /// Carry these out at AWS.
    Changes(Vec<Change>),
}
