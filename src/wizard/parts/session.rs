//! What of signing in belongs to this run alone: secrets in its memory, the login that it began with, a command of the
//! AWS CLI that has the terminal. Holds no secret, only the names of their slots. Does not know what a login is good
//! for.

use std::collections::BTreeSet;

use super::{super::choice::Door, traffic::Ticket};
use crate::{
    setup::{BrowserOn, KeepQuestion, Renewal, SignIn, SignInPage},
    terms::Slot,
};

/// Signing in, as far as this run remembers it.
#[derive(Debug)]
pub struct SignInSession {
    /// Slots of this run's memory that hold a secret.
    pub held: BTreeSet<Slot>,
    /// The login that this run was to use when it began, until the user chooses one.
    begun_with: Option<SignIn>,
    /// The set-up was begun in an earlier run, which remembered it.
    pub(in crate::wizard) remembered: bool,
    /// The door that the user came in by.
    pub(in crate::wizard) door: Door,
    /// The app's key will be made by the block for CloudShell, and not by clicks.
    pub(in crate::wizard) by_block: bool,
    /// A command that begins a session, while it has the terminal.
    beginning: Option<(Ticket, Renewal, SignsIn)>,
    /// A sign-in by the browser that is under way.
    browser: Option<BrowserWait>,
}

/// What becomes of the chosen login where a session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wizard) enum SignsIn {
    /// Whose session it is is chosen.
    ByIt,
    /// It stays: the session is what it begins with.
    AsBefore,
}

/// A sign-in by the browser that is under way.
#[derive(Debug)]
pub struct BrowserWait {
    ticket: Ticket,
    /// What becomes of the chosen login.
    pub(in crate::wizard) signs_in: SignsIn,
    /// The profile that the session is to go to, where one was named.
    pub(in crate::wizard) profile: Option<String>,
    /// Where the browser is.
    pub on: BrowserOn,
    /// The page, once it is known.
    pub page: Option<SignInPage>,
    /// No browser could be asked to open it.
    pub not_opened: bool,
    /// The browser has not come back for a while.
    pub is_long: bool,
    /// A text was pasted, and what comes of it is not known yet.
    pub is_handed: bool,
    /// The text that was pasted was not this page's, or not the whole of it.
    pub is_not_that: bool,
    /// What the user has to say yes to before the session is kept.
    pub asks: Option<KeepQuestion>,
    /// The user has said yes, and it is being kept.
    pub is_kept: bool,
}

impl BrowserWait {
    /// The session is kept under this ticket, now that the user has said yes.
    pub(in crate::wizard) fn keeps(&mut self, ticket: Ticket) {
        (self.ticket, self.asks, self.is_kept) = (ticket, None, true);
    }

    /// Under which what it comes to is told.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }
}

impl SignInSession {
    /// A run that begins with this login.
    pub(in crate::wizard) fn begun_with(sign_in: SignIn) -> SignInSession {
        SignInSession {
            held: BTreeSet::new(),
            begun_with: Some(sign_in),
            remembered: false,
            door: Door::SetUp,
            by_block: false,
            beginning: None,
            browser: None,
        }
    }

    /// The user has chosen a login.
    pub(in crate::wizard) fn choose(&mut self) {
        self.begun_with = None;
    }

    /// Whether credentials were pasted in another run, and nothing was chosen since.
    pub fn has_lost_what_was_pasted(&self) -> bool {
        self.begun_with == Some(SignIn::Pasted)
    }

    /// The sign-in by the browser that is under way.
    pub fn browser(&self) -> Option<&BrowserWait> {
        self.browser.as_ref()
    }

    /// The browser is waited for; what it comes to comes under this ticket.
    pub(in crate::wizard) fn wait_for_browser(
        &mut self,
        ticket: Ticket,
        profile: Option<String>,
        on: BrowserOn,
        signs_in: SignsIn,
    ) {
        self.browser = Some(BrowserWait {
            ticket,
            signs_in,
            profile,
            on,
            page: None,
            not_opened: false,
            is_long: false,
            is_handed: false,
            is_not_that: false,
            asks: None,
            is_kept: false,
        });
    }

    pub(in crate::wizard) fn browser_mut(&mut self) -> Option<&mut BrowserWait> {
        self.browser.as_mut()
    }

    /// The one that this ticket belongs to, if it is under way still.
    pub(in crate::wizard) fn browser_of(&mut self, ticket: Ticket) -> Option<&mut BrowserWait> {
        self.browser.as_mut().filter(|wait| wait.ticket == ticket)
    }

    /// It is over.
    pub(in crate::wizard) fn end_browser(&mut self) {
        self.browser = None;
    }

    /// A command has the terminal; its end comes under this ticket.
    pub(in crate::wizard) fn begin(&mut self, ticket: Ticket, renewal: Renewal, signs_in: SignsIn) {
        self.beginning = Some((ticket, renewal, signs_in));
    }

    /// The command that has ended, and what becomes of the chosen login; none where the answer belongs to another.
    pub(in crate::wizard) fn end(&mut self, ticket: Ticket) -> Option<(Renewal, SignsIn)> {
        self.beginning.take_if(|(begun, ..)| *begun == ticket).map(|(_, renewal, signs_in)| (renewal, signs_in))
    }
}
