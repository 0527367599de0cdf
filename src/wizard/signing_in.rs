//! Signing in, from the conversation's side: which login is taken, what is run or pasted for one, who is asked about which.
//! Knows no credentials.

use std::collections::BTreeSet;

use super::{
    choice::SignInBy,
    effect::Effect,
    field::Hidden,
    model::Model,
    parts::{session::SignsIn, traffic::Ticket, ways::Way},
    path::Page,
};
use crate::{
    setup::{Lasts, Refusal, Renewal, Review, Scope, SignIn, Step, by_hand},
    terms::{Fact, Failure, Secret},
};

impl Model {
    /// Takes what is picked on the sign-in page.
    pub(super) fn sign_in(&mut self) -> Vec<Effect> {
        self.session.by_block = self.picked_sign_in() == Some(SignInBy::Block);
        match self.picked_sign_in() {
            Some(SignInBy::Login(sign_in)) => self.sign_in_by(sign_in),
            Some(SignInBy::Browser) => self.sign_in_by_browser(),
            Some(SignInBy::AwsLogin) => {
                self.begin_session(Renewal::Console { profile: self.new_session() }, SignsIn::ByIt)
            }
            Some(SignInBy::CloudShell) => self.sign_in_by(SignIn::Pasted),
            Some(SignInBy::Block | SignInBy::Console) => self.sign_in_by(SignIn::AppKey),
            None => Vec::new(),
        }
    }

    /// From here on the administrator's calls are signed so. What another saw says nothing.
    pub(super) fn sign_in_by(&mut self, sign_in: SignIn) -> Vec<Effect> {
        // Pasted anew: what was held before is not meant any more.
        let mut effects = Vec::new();
        if sign_in == SignIn::Pasted && self.session.held.remove(&SignIn::pasted()) {
            effects.push(Effect::Hold { slot: SignIn::pasted(), secret: Secret::new("") });
        }
        let region = self.facts.logins.present().and_then(|logins| logins.of(&sign_in)?.region);
        if let (None, Some(region)) = (self.intent.region, region) {
            self.intent.move_to(region);
        }
        self.intent.sign_in = sign_in;
        self.session.choose();
        effects.push(Effect::Remember(self.intent.boxed()));
        effects.extend(self.look_anew());
        effects
    }

    /// Everything, by other eyes.
    pub(super) fn look_anew(&mut self) -> Vec<Effect> {
        self.look_anew_and_ask(BTreeSet::new())
    }

    fn look_anew_and_ask(&mut self, asked: BTreeSet<SignIn>) -> Vec<Effect> {
        self.trouble.forget();
        self.work.writing.forget();
        self.facts.forget_sign_in();
        self.looks.drop_all();
        let mut effects = self.look_at(Scope::everything());
        effects.extend(self.look_at_logins(asked));
        effects
    }

    /// What lies at hand, and what AWS says of these.
    pub(super) fn look_at_logins(&mut self, asked: BTreeSet<SignIn>) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        self.looks.begin(ticket);
        vec![Effect::LookAtLogins { ticket, intent: self.intent.boxed(), asked }]
    }

    /// Looks again, and asks about every login that can be asked without an external program.
    pub(super) fn ask_about_all(&mut self) -> Vec<Effect> {
        let asked = self.can_be_asked().into_iter().collect();
        self.look_anew_and_ask(asked)
    }

    /// What begins the session of the chosen login anew, where that is what it needs.
    pub fn renewal(&self) -> Option<Renewal> {
        let refused = self.standing(Step::SignIn).refusal().is_some();
        let logins = self.facts.logins.present()?;
        match &logins.of(&self.intent.sign_in)?.lasts {
            Lasts::Over { renewal, .. } => Some(renewal.clone()),
            Lasts::Until(_) | Lasts::NoEnd if refused => logins.of(&self.intent.sign_in)?.anew.clone(),
            Lasts::Until(_) | Lasts::NoEnd => None,
        }
    }

    /// Whether that can be begun from here: by the AWS CLI, or, of a session of the console, by the browser.
    pub fn can_renew(&self) -> bool {
        match self.renewal() {
            Some(Renewal::Console { .. }) => true,
            Some(Renewal::Sso { .. } | Renewal::SsoSession { .. }) => self.facts.cli != Fact::Absent,
            None => false,
        }
    }

    /// Begins the session of the chosen login anew, also where it is another's that it begins with; it stays chosen. Nothing where
    /// it needs none.
    pub(super) fn renew(&mut self) -> Vec<Effect> {
        match self.renewal() {
            // What the AWS CLI would do, where this machine has no AWS CLI that can.
            Some(Renewal::Console { profile }) if !self.can_log_in() => {
                self.begin_browser(Some(profile.unwrap_or_else(|| "default".into())), SignsIn::AsBefore)
            }
            Some(renewal) => self.begin_session(renewal, SignsIn::AsBefore),
            None => Vec::new(),
        }
    }

    /// Not one that holds something else already.
    fn new_session(&self) -> Option<String> {
        let taken = self.facts.logins.present().is_some_and(|logins| logins.of(&SignIn::Ambient).is_some());
        taken.then(|| "sesame".to_owned())
    }

    fn begin_session(&mut self, renewal: Renewal, signs_in: SignsIn) -> Vec<Effect> {
        let ticket = self.traffic.ticket();
        self.session.begin(ticket, renewal.clone(), signs_in);
        vec![Effect::BeginSession { ticket, renewal }]
    }

    /// The command has ended, well or not; in any case everybody is asked again.
    pub(super) fn session_begun(&mut self, ticket: Ticket, ended: Result<(), Failure>) -> Vec<Effect> {
        let Some((renewal, signs_in)) = self.session.end(ticket) else { return Vec::new() };
        let by = match (renewal, signs_in, &ended) {
            // The user who signs in by another login means to use it.
            (Renewal::Console { profile }, SignsIn::ByIt, Ok(())) => {
                Some(profile.map_or(SignIn::Ambient, SignIn::Profile)).filter(|by| *by != self.intent.sign_in)
            }
            (Renewal::Console { .. } | Renewal::Sso { .. } | Renewal::SsoSession { .. }, _, _) => None,
        };
        let effects = match by {
            Some(by) => self.sign_in_by(by),
            None => self.look_anew(),
        };
        self.trouble.change = ended.err();
        effects
    }

    /// Whether the block that makes user, policy and key belongs on this page.
    pub fn has_block(&self) -> bool {
        if self.intent.from.is_none() || !self.wants_a_key() {
            return false;
        }
        match self.page {
            Page::SignIn => self.picked_sign_in() == Some(SignInBy::Block),
            Page::Sender | Page::Key => self.is_made_by_block(),
            Page::Start
            | Page::Region
            | Page::Identity
            | Page::Production
            | Page::Project
            | Page::Delivery
            | Page::Receipt
            | Page::Doctor => false,
        }
    }

    /// Whether the block for CloudShell makes the user, its policy and its key.
    fn is_made_by_block(&self) -> bool {
        self.is_by_hand() && self.session.by_block
    }

    /// Whether the user has to bring a step about by hand. Of what the block makes only the key has to be brought here.
    pub(super) fn is_made_by_hand(&self, step: Step) -> bool {
        match step {
            Step::Sender => !self.is_made_by_block(),
            Step::Key | Step::Identity | Step::Production => true,
            Step::SignIn | Step::Region | Step::Project | Step::Delivery => false,
        }
    }

    /// Whether the one line for CloudShell belongs on this page.
    pub fn has_line(&self) -> bool {
        self.page == Page::SignIn && self.form.place_of(Hidden::Credentials).is_some()
    }

    /// All of the page's links, of which a copy takes every one: one is opened, and the next may be needed after it.
    pub fn links(&self) -> Vec<String> {
        let mut links: Vec<String> = self.link().into_iter().collect();
        if !self.has_block() && !self.has_line() {
            links.extend(self.errand().iter().filter_map(by_hand::console));
        }
        let mut known = BTreeSet::new();
        links.retain(|link| known.insert(link.clone()));
        links
    }

    /// Where in the browser the page's matter is.
    pub fn link(&self) -> Option<String> {
        if let Some(page) = self.browser_page() {
            return Some(page.url.clone());
        }
        match self.has_block() || self.has_line() {
            true => Some(by_hand::CLOUD_SHELL.to_owned()),
            false => {
                let by_hand = self.errand().first().and_then(by_hand::console);
                by_hand.or_else(|| self.providers_console()).or_else(|| self.token_page()).or_else(|| self.case_link())
            }
        }
    }

    /// Where the case is in which AWS denied production access, on the page about it.
    pub fn case_link(&self) -> Option<String> {
        let standing = self.standing(Step::Production);
        let Some(Refusal::ReviewDenied { .. }) = standing.refusal() else { return None };
        let review = self.facts.account.present().and_then(|account| account.review.as_ref());
        review.and_then(Review::link).filter(|_| self.page == Page::Production)
    }

    /// Where the DNS provider's console is, while its records are put there by hand.
    pub(super) fn providers_console(&self) -> Option<String> {
        let by_hand = self.page == Page::Identity && self.way() == Some(Way::Console) && !self.records().is_empty();
        self.provider().form().url.filter(|_| by_hand).map(str::to_owned)
    }
}
