//! Signing in by the browser, from the conversation's side: it is begun, waited for, and ends. Knows no code and no token.

use super::{
    effect::Effect,
    model::Model,
    parts::{session::SignsIn, traffic::Ticket, window::Notice},
    wrong::Wrong,
};
use crate::{
    setup::{BrowserNews, BrowserOn, LoginKind, SignIn, SignInEnd, SignInPage},
    terms::Failure,
};

impl Model {
    /// Begins it: for the profile that was named, where it has a session of the console or is not there yet, else for one of
    /// our own.
    pub(super) fn sign_in_by_browser(&mut self) -> Vec<Effect> {
        let profile = match &self.intent.sign_in {
            chosen @ SignIn::Profile(name) => {
                let there = self.facts.logins.present().and_then(|it| it.of(chosen));
                there.is_none_or(|it| it.kind == LoginKind::Console).then(|| name.clone())
            }
            SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
        };
        self.begin_browser(profile, SignsIn::ByIt)
    }

    /// The same for this profile. Where no page can be opened here, the browser is on another device.
    pub(super) fn begin_browser(&mut self, profile: Option<String>, signs_in: SignsIn) -> Vec<Effect> {
        let is_known = self.facts.machine.present().is_some();
        let is_elsewhere = is_known && !self.opens_pages() && !self.scene.is_staged();
        let on = if is_elsewhere { BrowserOn::AnotherDevice } else { BrowserOn::ThisDevice };
        self.begin_browser_on(profile, on, signs_in)
    }

    fn begin_browser_on(&mut self, profile: Option<String>, on: BrowserOn, signs_in: SignsIn) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        self.session.wait_for_browser(ticket, profile.clone(), on, signs_in);
        self.trouble.change = None;
        self.refresh_form();
        vec![Effect::SignInByBrowser { ticket, profile, region: self.intent.region, on }]
    }

    /// The page that is waited for is left, and one begins whose text is pasted.
    pub(super) fn browse_elsewhere(&mut self) -> Vec<Effect> {
        let Some(wait) = self.session.browser() else { return Vec::new() };
        self.begin_browser_on(wait.profile.clone(), BrowserOn::AnotherDevice, wait.signs_in)
    }

    /// Whether the text of a page on another device is waited for.
    pub(super) fn awaits_page_text(&self) -> bool {
        let wait = self.session.browser();
        wait.is_some_and(|it| {
            let is_open = it.page.is_some() && it.asks.is_none() && !it.is_kept;
            it.on == BrowserOn::AnotherDevice && is_open && !it.is_handed
        })
    }

    /// Hands in the text that was pasted.
    pub(super) fn hand_in_page_text(&mut self) -> Vec<Effect> {
        let Some(field) = self.form.focused_mut() else { return Vec::new() };
        if field.is_empty() {
            field.wrong = Some(Wrong::Missing);
            return Vec::new();
        }
        let Some(text) = field.take_secret() else { return Vec::new() };
        if let Some(wait) = self.session.browser_mut() {
            (wait.is_handed, wait.is_not_that) = (true, false);
        }
        self.refresh_form();
        vec![Effect::PasteForBrowser { text }]
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
            BrowserNews::NotThatText => (wait.is_handed, wait.is_not_that) = (false, true),
            BrowserNews::Opened(opened) => wait.not_opened = opened.is_err(),
            BrowserNews::StillWaiting => wait.is_long = true,
        }
        self.refresh_form();
        Vec::new()
    }

    /// It has ended. The user who signs in means to use that login, but for one who began its session anew.
    pub(super) fn browser_ended(&mut self, ticket: Ticket, ended: Result<SignInEnd, Failure>) -> Vec<Effect> {
        let Some(wait) = self.session.browser_of(ticket) else { return Vec::new() };
        match ended {
            Ok(SignInEnd::SignedIn(signed_in)) => {
                let signs_in = wait.signs_in;
                self.session.end_browser();
                let effects = match signs_in {
                    SignsIn::ByIt => self.sign_in_by(SignIn::Profile(signed_in.profile.clone())),
                    SignsIn::AsBefore => self.look_anew(),
                };
                if let Some(config) = signed_in.config {
                    self.window.notice = Some(Notice::SignedIn { profile: signed_in.profile, config });
                }
                effects
            }
            Ok(SignInEnd::Asked(question)) => {
                (wait.asks, wait.is_kept) = (Some(question), false);
                self.refresh_form();
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

    /// The session is kept, whatever it was that was asked about.
    pub(super) fn replace_session(&mut self) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        let Some(wait) = self.session.browser_mut() else { return Vec::new() };
        wait.keeps(ticket);
        vec![Effect::KeepSession { ticket }]
    }
}
