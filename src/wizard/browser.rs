//! Signing in by the browser, from the conversation's side: it is begun, waited for, and ends. Knows no code and no token.

use super::{effect::Effect, model::Model, parts::traffic::Ticket};
use crate::{
    setup::{BrowserNews, LoginKind, SignIn, SignInEnd, SignInPage},
    terms::Failure,
};

impl Model {
    /// Begins it: for the profile whose session of the console was chosen, else for one of our own.
    pub(super) fn sign_in_by_browser(&mut self) -> Vec<Effect> {
        let profile = match &self.intent.sign_in {
            chosen @ SignIn::Profile(name) => {
                let logins = self.facts.logins.present();
                let is_console = logins.and_then(|it| it.of(chosen)).is_some_and(|it| it.kind == LoginKind::Console);
                is_console.then(|| name.clone())
            }
            SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
        };
        self.begin_browser(profile)
    }

    /// The same for this profile.
    pub(super) fn begin_browser(&mut self, profile: Option<String>) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        self.session.wait_for_browser(ticket);
        self.trouble.change = None;
        self.refresh_form();
        vec![Effect::SignInByBrowser { ticket, profile, region: self.intent.region }]
    }

    /// The page that the browser is to open, while it is waited for.
    pub fn browser_page(&self) -> Option<&SignInPage> {
        self.session.browser()?.page.as_ref()
    }

    /// What happens on the way. Of one that was stopped nothing is heard any more.
    pub(super) fn browser_told(&mut self, ticket: Ticket, news: BrowserNews) -> Vec<Effect> {
        let Some(wait) = self.session.browser_of(ticket) else { return Vec::new() };
        match news {
            BrowserNews::Page(page) => wait.page = Some(page),
            BrowserNews::Opened(opened) => wait.not_opened = opened.is_err(),
            BrowserNews::StillWaiting => wait.is_long = true,
        }
        Vec::new()
    }

    /// It has ended. Whoever signs in means to use that login.
    pub(super) fn browser_ended(&mut self, ticket: Ticket, ended: Result<SignInEnd, Failure>) -> Vec<Effect> {
        let Some(wait) = self.session.browser_of(ticket) else { return Vec::new() };
        match ended {
            Ok(SignInEnd::SignedIn(signed_in)) => {
                self.session.end_browser();
                self.sign_in_by(SignIn::Profile(signed_in.profile))
            }
            Ok(SignInEnd::OtherPrincipal { held, arn, .. }) => {
                wait.other = Some((held, arn));
                Vec::new()
            }
            Err(failure) => {
                self.session.end_browser();
                self.trouble.change = Some(failure);
                self.refresh_form();
                Vec::new()
            }
        }
    }

    /// The user waits no longer.
    pub(super) fn stop_browser(&mut self) -> Vec<Effect> {
        self.session.end_browser();
        self.refresh_form();
        vec![Effect::StopBrowser]
    }

    /// The session takes the place of the other principal's.
    pub(super) fn replace_session(&mut self) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        self.session.wait_for_browser(ticket);
        vec![Effect::KeepSession { ticket }]
    }
}
