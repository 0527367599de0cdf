//! Signing in by the browser, as far as a screen and a script need it: the page, how it ended. Knows no code, no token and no
//! file.

use crate::terms::{AccountId, Failure};

/// The page that the browser is to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInPage {
    /// The whole address. It holds no secret.
    pub url: String,
    /// Its host.
    pub host: String,
    /// The environment or the profile names that host, and not AWS.
    pub is_overridden: bool,
    /// The profile that the session will go to.
    pub profile: String,
    /// The file that the profile stands in; none where nothing is written down.
    pub config: Option<String>,
    /// The region that it is begun in.
    pub region: String,
}

/// Where the browser is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserOn {
    /// Here: it comes back to an address of this machine.
    ThisDevice,
    /// Anywhere: its page ends with a text that is pasted here.
    AnotherDevice,
}

/// What is told on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrowserNews {
    /// The page, before it is opened.
    Page(SignInPage),
    /// A browser was asked to open it, or could not be.
    Opened(Result<(), Failure>),
    /// The browser has not come back for a while.
    StillWaiting,
    /// What was pasted is no text of this sign-in's page; another may follow.
    NotThatText,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInEnd {
    /// Signed in; the session is at rest.
    SignedIn(SignedIn),
    /// Signed in, and nothing is written before the user has said yes to this.
    Asked(KeepQuestion),
}

/// What is asked before a session is put at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeepQuestion {
    /// The profile has the session of another principal, whose place it would take.
    OtherPrincipal { profile: String, held: String, arn: String },
    /// Other profiles have a session of the same principal, begun in the regions that stand beside their names. There is one
    /// file for all of them, and only the region that a session was begun in renews it: theirs would end.
    OtherRegion { profile: String, arn: String, region: String, others: Vec<(String, String)> },
}

/// A session at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The profile that names it.
    pub profile: String,
    /// The principal.
    pub arn: String,
    /// Its account.
    pub account: AccountId,
    /// The region that it was begun in, and is renewed in.
    pub region: String,
    /// The file in which the profile stands; none where nothing was written down.
    pub config: Option<String>,
}

/// What came of signing out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EndedLogin {
    /// The profile that was looked at; none where this sign-in goes by no profile.
    pub profile: Option<String>,
    /// The principal whose session is gone; none where there was no session.
    pub arn: Option<String>,
    /// The profiles that have a session of the browser still.
    pub remain: Vec<String>,
    /// How many sessions are there that no profile names.
    pub unnamed: usize,
}

impl SignedIn {
    /// Whether it is the root user.
    pub fn is_root(&self) -> bool {
        self.arn.ends_with(":root")
    }
}
