//! Sign in: by which of the logins that lie at hand, or how to come by one. Does not know how a login is used.

use super::{
    super::{
        choice::{Choice, SignInBy},
        field::{Hidden, Steer},
        form::Field,
        model::Model,
    },
    needed::needs,
};
use crate::{
    setup::{Access, LoginKind, SignIn, Step},
    terms::Fact,
};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    // Nothing else is chosen while the browser is waited for.
    if model.session.browser().is_some() {
        return model.awaits_page_text().then(|| Field::secret_of(Hidden::PageText)).into_iter().collect();
    }
    // There is nothing to choose from before the logins are known.
    let Some(logins) = model.facts.logins.present() else { return Vec::new() };
    if logins.found.is_empty() && model.facts.cli.is_unknown() {
        return Vec::new();
    }
    let options = options(model).into_iter().map(Choice::SignIn);
    let mut fields = vec![Field::choice_of(options, Choice::SignIn(picked(model)))];
    if is_to_be_pasted(model) {
        fields.push(Field::secret_of(Hidden::Credentials));
    }
    if needs(model, Hidden::Passphrase) {
        fields.push(Field::secret_of(Hidden::Passphrase));
    }
    fields
}

/// Nothing was pasted in this run, or AWS does not take it any more.
fn is_to_be_pasted(model: &Model) -> bool {
    let refused = || model.standing(Step::SignIn).refusal().is_some();
    model.intent.sign_in == SignIn::Pasted && (!model.session.held.contains(&SignIn::pasted()) || refused())
}

fn options(model: &Model) -> Vec<SignInBy> {
    let found = model.facts.logins.present().into_iter().flat_map(|logins| &logins.found);
    let mut options: Vec<SignInBy> = found.map(|login| SignInBy::Login(login.by.clone())).collect();
    // One that was named, or that works, stays to be seen, also where it is not there.
    let chosen = SignInBy::Login(model.intent.sign_in.clone());
    let is_named = matches!(model.intent.sign_in, SignIn::Profile(_));
    let seen = is_named || model.facts.caller.present().is_some() || needs(model, Hidden::Passphrase);
    if seen && !options.contains(&chosen) {
        options.insert(0, chosen);
    }
    options.push(SignInBy::Browser);
    if model.can_log_in() {
        options.push(SignInBy::AwsLogin);
    }
    options.push(SignInBy::CloudShell);
    if model.wants_a_key() {
        options.push(SignInBy::Block);
    }
    options.push(SignInBy::Console);
    options
}

fn picked(model: &Model) -> SignInBy {
    let works = model.facts.caller.present().is_some() || needs(model, Hidden::Passphrase);
    let login = |sign_in: &SignIn| works || model.facts.logins.present().is_some_and(|it| it.of(sign_in).is_some());
    let block = model.picked_sign_in() == Some(SignInBy::Block);
    // Where there are profiles, and none is the default one, the first of them can sign in.
    if let (SignIn::Ambient, false, Some(first)) =
        (&model.intent.sign_in, login(&SignIn::Ambient), first_that_lasts(model))
    {
        return SignInBy::Login(first);
    }
    match &model.intent.sign_in {
        SignIn::Pasted if !login(&SignIn::Pasted) || is_to_be_pasted(model) => SignInBy::CloudShell,
        // Two ways that come to the same sign-in: the one that was picked stays.
        SignIn::AppKey if !login(&SignIn::AppKey) && block => SignInBy::Block,
        SignIn::AppKey if !login(&SignIn::AppKey) => SignInBy::Console,
        SignIn::Ambient if !login(&SignIn::Ambient) && model.opens_pages() => SignInBy::Browser,
        SignIn::Ambient if !login(&SignIn::Ambient) && model.can_log_in() => SignInBy::AwsLogin,
        SignIn::Ambient if !login(&SignIn::Ambient) => SignInBy::CloudShell,
        chosen @ (SignIn::Ambient | SignIn::Profile(_) | SignIn::Pasted | SignIn::AppKey) => {
            SignInBy::Login(chosen.clone())
        }
    }
}

fn first_that_lasts(model: &Model) -> Option<SignIn> {
    let found = model.facts.logins.present().into_iter().flat_map(|logins| &logins.found);
    let mut profiles = found.filter(|login| matches!(login.by, SignIn::Profile(_)) && login.renewal().is_none());
    profiles.next().map(|login| login.by.clone())
}

impl Model {
    /// What is picked on the sign-in page; none on another page.
    pub fn picked_sign_in(&self) -> Option<SignInBy> {
        let Choice::SignIn(by) = self.form.field(Steer::SignIn)?.picked()? else { return None };
        Some(by.clone())
    }

    /// Whether a browser can be opened on this machine.
    pub(in crate::wizard) fn opens_pages(&self) -> bool {
        self.facts.machine.present().is_some_and(|machine| machine.without_pages().is_none())
    }

    /// Whether the AWS CLI of this machine has `aws login`.
    pub fn can_log_in(&self) -> bool {
        match &self.facts.cli {
            Fact::Present(version) => version.can_log_in(),
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => false,
        }
    }

    /// Whether the app is to have a key that is still to be made.
    pub(in crate::wizard) fn wants_a_key(&self) -> bool {
        self.intent.access == Access::Key && self.intent.given.is_none()
    }

    /// Whether everything at AWS is done by hand: there is no sign-in but the app's own key, and not even that one yet.
    pub fn is_by_hand(&self) -> bool {
        self.intent.sign_in == SignIn::AppKey && self.facts.caller == Fact::Absent
    }

    /// Logins that AWS can be asked about without running an external program.
    pub(in crate::wizard) fn can_be_asked(&self) -> Vec<SignIn> {
        let found = self.facts.logins.present().into_iter().flat_map(|logins| &logins.found);
        let asked = found
            .filter(|login| !login.runs_a_program() && login.renewal().is_none() && login.kind != LoginKind::Given);
        asked.map(|login| login.by.clone()).collect()
    }
}
