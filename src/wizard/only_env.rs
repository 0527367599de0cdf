//! The door "Just the `.env`": a page of its own that asks for the region and, if there is one, the key, shows the lines and
//! lets them be copied. Does not sign in, changes nothing by itself and does not know how a line is quoted.

use super::{
    choice::Door,
    effect::{Effect, ToCopy},
    model::Model,
    parts::window::Notice,
    path::Page,
};
use crate::{
    laravel::{
        Mailer,
        plan::{self, AppKey, LineValue, MailSettings},
    },
    setup::{Intent, Refusal, Value, waits_for_production, wish, wish_without_an_app},
    terms::{Fact, KeyId, Slot},
};

impl Model {
    /// Whether the user came for the lines alone.
    pub fn is_only_env(&self) -> bool {
        self.session.door == Door::OnlyEnv
    }

    /// The lines that `.env` can take for what was answered so far; none before address and region are known.
    pub fn env_lines(&self) -> Vec<(String, LineValue)> {
        let [now, _] = self.env_lines_and_switch();
        now
    }

    /// The lines that switch the app over, as far as they wait for production access.
    pub fn env_lines_later(&self) -> Vec<(String, LineValue)> {
        let [_, later] = self.env_lines_and_switch();
        later
    }

    fn env_lines_and_switch(&self) -> [Vec<(String, LineValue)>; 2] {
        let app = self.facts.project.present().map(|project| &project.app);
        let Some(wish) = self.env_wish() else { return [Vec::new(), Vec::new()] };
        match waits_for_production(&self.intent, &self.facts) {
            true => plan::lines_and_switch(app, &wish),
            false => [plan::lines(app, &wish), Vec::new()],
        }
    }

    /// What is copied: the lines, and those that have to wait.
    pub fn env_lines_to_copy(&self) -> ToCopy {
        ToCopy::Lines { now: self.env_lines(), later: self.env_lines_later() }
    }

    /// What is wrong where the lines name an SMTP server of SES's that DNS does not have.
    pub fn env_host_nowhere(&self) -> Option<Refusal> {
        let wish = self.env_wish().filter(|wish| wish.mailer == Mailer::Smtp)?;
        (!self.facts.may_have_smtp(wish.region)).then_some(Refusal::NoSmtpHost(wish.region))
    }

    fn env_wish(&self) -> Option<MailSettings> {
        let region = self.intent.region?;
        let key = self.env_key().map_or(AppKey::ToCome, |(key, _)| AppKey::Known(key));
        match &self.facts.project {
            Fact::Present(project) => wish(&self.intent, project, key, region),
            // An app that is only just being looked at has a say in its lines.
            Fact::Unknown if self.looks.any() => None,
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => wish_without_an_app(&self.intent, key, region),
        }
    }

    /// The key whose lines they are, and where its secret is: one that was given here, else the one of the set-up.
    fn env_key(&self) -> Option<(KeyId, Slot)> {
        let given = self.intent.given.clone().map(|key| (key.clone(), Intent::given_slot(&key)));
        let given = given.filter(|(_, slot)| self.session.held.contains(slot));
        let kept = || self.facts.app_key().map(|key| (key.id.clone(), Slot::Resting(self.intent.keep, key.id.clone())));
        given.or_else(kept)
    }

    /// The same lines with the secret by the name of its place; none where there is no key.
    pub(super) fn env_lines_with_secret(&self) -> Vec<(String, Value)> {
        let (Some((_, slot)), Some(wish)) = (self.env_key(), self.env_wish()) else { return Vec::new() };
        let value = |value| match value {
            LineValue::Plain(text) => Some(Value::Plain(text)),
            LineValue::Null => Some(Value::Null),
            LineValue::KeyId(id) => id.map(Value::KeyId),
            LineValue::Secret => Some(Value::Of(slot.clone())),
            LineValue::SmtpPassword => Some(Value::SmtpPasswordOf { slot: slot.clone(), region: wish.region }),
        };
        self.env_lines().into_iter().filter_map(|(name, it)| value(it).map(|it| (name, it))).collect()
    }

    /// Whether the lines on the page can be copied as they are shown.
    pub(super) fn has_lines_to_copy(&self) -> bool {
        self.page == Page::Project && self.is_only_env() && self.env_key().is_none() && !self.env_lines().is_empty()
    }

    /// The lines, with a placeholder for the secret.
    pub(super) fn copy_lines(&mut self) -> Vec<Effect> {
        self.copy(self.env_lines_to_copy(), Notice::Lines)
    }
}
