//! Answers, from the keyboard into the intent: which field is next, what must be looked at again, where a door leads.

use super::{Effect, Field, FieldId, FieldValue, Model, Page, answer, page};
use crate::{
    setup::{Scope, SignIn},
    terms::Region,
};

/// So many options can be gone through one by one.
const FEW: usize = 5;

impl Model {
    /// Takes the field's answer and moves on; one that is none stays, and says why.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        if self.form.focused().is_some_and(|field| field.id == FieldId::SignIn) {
            return self.answer_sign_in();
        }
        if self.says_nothing() {
            return Vec::new();
        }
        let (at, answered) = (self.form.focus, self.form.focused().map(|field| field.id));
        let Ok(effects) = self.take_focused() else { return Vec::new() };
        // Behind a door there is another page.
        if let Some(page) = self.door() {
            self.turn_to(page);
            return effects;
        }
        self.form.close();
        self.refresh_form();
        // The next one, which the answer may have brought; where the answer took its own field away, another stands there.
        let still = answered.and_then(|id| self.form.place_of(id));
        self.form.focus = still.map_or(at, |at| at + 1).min(self.form.fields.len());
        self.form.pass_by_extras();
        match self.form.focused() {
            Some(_) => self.open_if_asked(),
            None => self.ask_what_is_needed(),
        }
        effects
    }

    /// Only Enter takes a login: whoever passes by runs and changes nothing.
    fn answer_sign_in(&mut self) -> Vec<Effect> {
        let chosen = self.picked_sign_in();
        let effects = self.sign_in();
        self.form.close();
        self.refresh_form();
        // Behind it is where credentials are pasted, or the page's action.
        self.form.focus = self.form.fields.len().min(1);
        // What was chosen stays to be seen, though the intent has one word for two of them.
        if let (Some(chosen), Some(field)) = (chosen, self.form.fields.first_mut()) {
            field.pick(&chosen.id());
        }
        effects
    }

    /// Where the field with the focus leads to, if it is the door and not the one in front of us.
    pub(super) fn door(&mut self) -> Option<Page> {
        let field = self.form.focused().filter(|field| field.id == FieldId::Door)?;
        let page = page::start::behind(field.text())?;
        if page == Page::Doctor {
            self.came_from = Page::Start;
        }
        Some(page)
    }

    pub(super) fn open_if_asked(&mut self) {
        let mut form = std::mem::take(&mut self.form);
        form.open_if_asked(|id| page::needs(self, id));
        self.form = form;
    }

    pub(super) fn take_focused(&mut self) -> Result<Vec<Effect>, ()> {
        let Some(field) = self.form.fields.get_mut(self.form.focus) else { return Ok(Vec::new()) };
        // Whoever passes by signs in by nothing.
        if field.id == FieldId::SignIn {
            return Ok(Vec::new());
        }
        if field.id == FieldId::Complaint && field.text().trim().is_empty() && self.complaint.is_empty() {
            return Err(());
        }
        if field.id == FieldId::Complaint {
            self.complaint = field.text().to_owned();
            return Ok(self.look_for_causes());
        }
        if matches!(field.id, FieldId::Passphrase | FieldId::PassphraseAgain) {
            return self.take_passphrase();
        }
        let given = field.id == FieldId::GivenKey;
        let taken = match &field.value {
            // Passed by, and nothing was said.
            FieldValue::Secret(typed) if typed.is_empty() => return Ok(Vec::new()),
            FieldValue::Secret(typed) => answer::take_secret(&mut self.intent, field.id, typed),
            FieldValue::Text(_) | FieldValue::Choice { .. } => {
                answer::take(&mut self.intent, field.id, field.text()).map(|touched| (touched, Vec::new()))
            }
        };
        match taken {
            Err(wrong) => {
                field.wrong = Some(wrong);
                Err(())
            }
            Ok((touched, secrets)) => {
                field.wrong = None;
                drop(field.take_secret());
                let mut effects = vec![Effect::Remember(Box::new(self.intent.clone()))];
                for (slot, secret) in secrets {
                    self.held.insert(slot.clone());
                    effects.push(Effect::Hold { slot, secret });
                }
                // Somebody else looks from here on, or somebody at all: the key is the app's own, and the only sign-in.
                let with_the_key =
                    given && self.intent.sign_in == SignIn::AppKey && self.facts.caller.present().is_none();
                if with_the_key || self.held.contains(&SignIn::pasted()) && touched == Scope::everything() {
                    effects.extend(self.look_anew());
                } else if !touched.is_empty() {
                    self.forget_trouble_of_resting();
                    self.facts.forget(&touched);
                    effects.extend(self.look_at(touched));
                }
                Ok(effects)
            }
        }
    }

    /// As if that region had been the answer. What was seen in the others is still true.
    pub(super) fn use_region(&mut self, region: Region) -> Vec<Effect> {
        let Ok(touched) = answer::take(&mut self.intent, FieldId::Region, region.code()) else { return Vec::new() };
        self.facts.forget(&touched);
        let mut effects = vec![Effect::Remember(Box::new(self.intent.clone()))];
        effects.extend(self.look_at(touched));
        // The page's answers are to say the same.
        self.turn_to(self.page);
        effects
    }

    pub(super) fn turn_choice(&mut self, forward: bool) -> Vec<Effect> {
        let open = self.form.is_open();
        // One of many is picked with all of them in view.
        if !open && self.form.focused().is_some_and(|field| field.shown().len() > FEW) {
            self.form.open();
            return Vec::new();
        }
        if let Some(field) = self.form.focused_mut() {
            match (open, forward) {
                (true, true) => field.step(1),
                (true, false) => field.step(-1),
                (false, forward) => field.turn(forward),
            }
        }
        Vec::new()
    }

    /// The page may ask more, or less, than before; what was typed stays.
    pub(super) fn refresh_form(&mut self) {
        let fresh = page::fields(self);
        let same = fresh.len() == self.form.fields.len()
            && fresh.iter().zip(&self.form.fields).all(|(new, old)| new.id == old.id && same_options(new, old));
        if same {
            return;
        }
        let on_action = self.form.focused().is_none();
        let choosing = self.form.focused().map(|field| field.id);
        let mut old = std::mem::take(&mut self.form.fields);
        let kept = |mut new: Field| match old.iter().position(|old| old.id == new.id) {
            // How one signs in shows by itself, but while somebody chooses.
            Some(_) if new.id == FieldId::SignIn && choosing != Some(FieldId::SignIn) => new,
            Some(at) if same_options(&new, &old[at]) => old.swap_remove(at),
            // More or fewer to choose from: what was picked stays picked, where it is still there.
            Some(at) => {
                new.pick(old[at].text());
                new
            }
            None => new,
        };
        self.form.fields = fresh.into_iter().map(kept).collect();
        let needed = self.form.fields.iter().position(|field| page::needs(self, field.id));
        let end = self.form.fields.len();
        // Who stands on a field stays on it, whatever comes or goes before it.
        let same = choosing.and_then(|id| self.form.place_of(id));
        self.form.focus = match on_action {
            true => needed.unwrap_or(end),
            false => same.unwrap_or(self.form.focus.min(end)),
        };
        // What has come to be needed shows what there is to choose from.
        if on_action && needed.is_some() {
            self.open_if_asked();
        }
    }

    pub(super) fn needs_an_answer(&self) -> bool {
        self.form.fields.iter().any(|field| page::needs(self, field.id))
    }

    /// Whoever stands on the action is led to what has come to be needed before it.
    pub(super) fn ask_what_is_needed(&mut self) {
        let needed = self.form.fields.iter().position(|field| page::needs(self, field.id));
        if let (None, Some(at)) = (self.form.focused(), needed) {
            self.form.focus = at;
            self.open_if_asked();
        }
    }
}

fn same_options(a: &Field, b: &Field) -> bool {
    match (&a.value, &b.value) {
        (FieldValue::Text(_), FieldValue::Text(_)) | (FieldValue::Secret(_), FieldValue::Secret(_)) => true,
        (FieldValue::Choice { options: a, .. }, FieldValue::Choice { options: b, .. }) => a == b,
        (FieldValue::Text(_), FieldValue::Secret(_) | FieldValue::Choice { .. })
        | (FieldValue::Secret(_), FieldValue::Text(_) | FieldValue::Choice { .. })
        | (FieldValue::Choice { .. }, FieldValue::Text(_) | FieldValue::Secret(_)) => false,
    }
}
