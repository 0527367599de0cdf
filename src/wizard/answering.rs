//! Answers, from the keyboard or said whole, into the intent: which field is next, what must be looked at again, where
//! a door leads. Does not know what an answer means; its row does.

use super::{
    answer,
    choice::{Choice, YesNo},
    effect::Effect,
    field::{FieldId, Hidden, Steer, Wish},
    form::{Entry, Field, FieldValue},
    model::Model,
    page::{self, needed::needs},
    path::Page,
    wrong::Wrong,
};
use crate::{
    setup::{Scope, SignIn},
    terms::Region,
};

impl Model {
    /// What a field of the page holds before the user types: the last valid answer, or the default.
    pub fn last_answer(&self, id: FieldId) -> String {
        let fresh = page::fields(self);
        fresh.iter().find(|field| field.id == id).map(|field| field.text().into_owned()).unwrap_or_default()
    }

    /// Takes an answer that was said whole, as if it had been typed and Enter pressed. Nothing happens where the page has no
    /// such field, where the field takes no such answer, or where something lies over the page.
    pub(super) fn answered(&mut self, id: FieldId, said: FieldValue) -> Vec<Effect> {
        let Some(at) = self.form.place_of(id).filter(|_| self.window.overlay.is_none()) else { return Vec::new() };
        // A list that lies open is only looked through.
        self.form.take_back();
        if !self.form.fields[at].put(said) {
            return Vec::new();
        }
        self.window.notice = None;
        self.form.focus = at;
        self.answer()
    }

    /// Takes the field's answer and moves on; an invalid one stays, and says why.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        self.window.follow();
        // What was picked before it was typed is not what is meant: the whole list stands again.
        if let Some(field) = self.form.focused_mut().filter(|field| field.finds_nothing()) {
            field.look_anew();
            return Vec::new();
        }
        if self.form.focused().is_some_and(|field| field.id == Steer::SignIn) {
            return self.answer_sign_in();
        }
        if self.form.focused().is_some_and(|field| field.id == Hidden::PageText) {
            return self.hand_in_page_text();
        }
        if self.form.focused().is_some_and(|field| field.id == Hidden::DnsToken) {
            return self.hand_in_token();
        }
        if self.says_nothing() {
            return Vec::new();
        }
        let (at, answered) = (self.form.focus, self.form.focused().map(|field| field.id));
        let not_now = self.says_not_now();
        let Ok(mut effects) = self.take_focused() else {
            self.miss_an_error();
            return Vec::new();
        };
        // Behind a door there is another page.
        if let Some(page) = self.door() {
            self.turn_to(page);
            return effects;
        }
        if not_now {
            effects.extend(self.go_on_to(self.page.after()));
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
        // With the last answer the page turns to what Enter does, which is read from its first line.
        if self.form.focused().is_none() {
            self.window.begin_at_the_top();
        }
        // With its last answer the first page has nothing left to show.
        if self.page == Page::Start
            && answered == Some(Wish::RunsOn.into())
            && self.form.focused().is_none()
            && let Some(act) = self.onward()
        {
            effects.extend(self.act(act));
        }
        effects
    }

    /// Enter on the doctor's empty field says what is wanted there.
    fn miss_an_error(&mut self) {
        if let Some(field) = self.form.focused_mut().filter(|field| field.id == Steer::Complaint) {
            field.wrong = Some(Wrong::Missing);
        }
    }

    /// Only Enter takes a login: passing by runs nothing and changes nothing.
    fn answer_sign_in(&mut self) -> Vec<Effect> {
        let chosen = self.picked_sign_in();
        let effects = self.sign_in();
        self.form.close();
        self.refresh_form();
        // Behind it is where credentials are pasted, or the page's action.
        self.form.focus = self.form.fields.len().min(1);
        // What was chosen stays to be seen, though the intent has one word for two of them.
        if let (Some(chosen), Some(field)) = (chosen, self.form.fields.first_mut()) {
            field.pick(&Choice::SignIn(chosen));
        }
        effects
    }

    /// Where the field with the focus leads to, if it is the door and not the one in front of us.
    pub(super) fn door(&mut self) -> Option<Page> {
        let Some(&Choice::Door(door)) = self.form.focused().and_then(Field::picked) else { return None };
        self.session.door = door;
        let page = door.leads_to()?;
        if page == Page::Doctor {
            self.doctor.came_from = Page::Start;
        }
        Some(page)
    }

    /// Shows all options of a choice that must be made.
    pub(super) fn open_if_asked(&mut self) {
        let mut form = std::mem::take(&mut self.form);
        form.open_if_asked(|id| needs(self, id));
        self.form = form;
    }

    /// Takes what stands in the field with the focus. `Err` where it is no answer: the field says why.
    pub(super) fn take_focused(&mut self) -> Result<Vec<Effect>, ()> {
        let Some(field) = self.form.fields.get_mut(self.form.focus) else { return Ok(Vec::new()) };
        // Passing by signs in to nothing.
        if field.id == Steer::SignIn {
            return Ok(Vec::new());
        }
        if field.id == Steer::Complaint && field.text().trim().is_empty() && self.doctor.complaint.is_empty() {
            return Err(());
        }
        if field.id == Steer::Complaint {
            self.doctor.complaint = field.text().into_owned();
            return Ok(self.look_for_causes());
        }
        if field.id == Steer::Headers {
            self.doctor.received = field.text().into_owned();
            return Ok(Vec::new());
        }
        if let Some(Choice::KeepToken(keeps)) = field.picked() {
            self.work.writing.keeps_token = *keeps == YesNo::Yes;
            return Ok(Vec::new());
        }
        // Passing by hands nothing in.
        if field.id == Hidden::DnsToken {
            return Ok(Vec::new());
        }
        if matches!(field.id, FieldId::Hidden(Hidden::Passphrase | Hidden::PassphraseAgain)) {
            return self.take_passphrase();
        }
        let given = field.id == Hidden::GivenKey;
        let nothing_hidden = |touched| (touched, Vec::new());
        let taken = match (&field.entry, field.id) {
            // Passed by, and nothing was said.
            (Entry::Secret(typed), _) if typed.is_empty() => return Ok(Vec::new()),
            (Entry::Secret(typed), FieldId::Hidden(id)) => answer::take_secret(&mut self.intent, id, typed),
            (Entry::Text(typed), FieldId::Wish(wish)) => {
                wish.take_text(&mut self.intent, typed.value()).map(nothing_hidden)
            }
            (Entry::Choice { .. }, FieldId::Wish(wish)) => {
                let touched = field.picked().map(|choice| wish.take_choice(&mut self.intent, choice));
                Ok(nothing_hidden(touched.unwrap_or_default()))
            }
            (Entry::Text(_) | Entry::Secret(_) | Entry::Choice { .. }, _) => Ok(nothing_hidden(Scope::default())),
        };
        match taken {
            Err(wrong) => {
                field.wrong = Some(wrong);
                Err(())
            }
            Ok((touched, secrets)) => {
                field.wrong = None;
                drop(field.take_secret());
                self.bind_answers();
                let mut effects = vec![Effect::Remember(self.intent.boxed())];
                for (slot, secret) in secrets {
                    self.session.held.insert(slot.clone());
                    effects.push(Effect::Hold { slot, secret });
                }
                // Another sign-in looks from here on, or the first one: the key is the app's own, and there is no other.
                let with_the_key =
                    given && self.intent.sign_in == SignIn::AppKey && self.facts.caller.present().is_none();
                if with_the_key || self.session.held.contains(&SignIn::pasted()) && touched == Scope::everything() {
                    effects.extend(self.look_anew());
                } else if !touched.is_empty() {
                    self.trouble.forget_resting();
                    effects.extend(self.look_after(touched));
                }
                Ok(effects)
            }
        }
    }

    /// What was answered about what belongs to one account holds for the one that is signed in to.
    pub(super) fn bind_answers(&mut self) {
        if let Some(caller) = self.facts.caller.present() {
            self.intent.bind_answers(&caller.account);
        }
    }

    /// As if that region had been the answer. What was seen in the others is still true.
    pub(super) fn use_region(&mut self, region: Region) -> Vec<Effect> {
        let touched = Wish::Region.take_choice(&mut self.intent, &Choice::Region(region));
        let mut effects = vec![Effect::Remember(self.intent.boxed())];
        effects.extend(self.look_after(touched));
        // The page's answers are to say the same.
        self.turn_to(self.page);
        effects
    }

    /// The option before or after the one that is picked; of many all are shown first.
    pub(super) fn turn_choice(&mut self, forward: bool) -> Vec<Effect> {
        self.window.follow();
        let open = self.form.is_open();
        // One of many is picked with all of them in view.
        if !open && self.form.focused().is_some_and(|field| field.is_long()) {
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
            // How the user signs in shows by itself, except while they choose.
            Some(_) if new.id == Steer::SignIn && choosing != Some(Steer::SignIn.into()) => new,
            Some(at) if same_options(&new, &old[at]) => old.swap_remove(at),
            // More or fewer to choose from: what was picked stays picked, where it is still there.
            Some(at) => {
                if let Some(picked) = old[at].picked() {
                    new.pick(picked);
                }
                new
            }
            None => new,
        };
        self.form.fields = fresh.into_iter().map(kept).collect();
        let needed = self.form.fields.iter().position(|field| needs(self, field.id));
        let end = self.form.fields.len();
        // The focus stays on its field, whatever comes or goes before it.
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

    /// Whether a field of the page must be answered before its matter can go on.
    pub(super) fn needs_an_answer(&self) -> bool {
        self.form.fields.iter().any(|field| needs(self, field.id))
    }

    /// Whether something has to be typed or pasted before the page's matter can go on, and nothing stands there yet.
    pub(super) fn lacks_an_answer(&self) -> bool {
        self.form.fields.iter().any(|field| field.is_empty() && needs(self, field.id))
    }

    /// From the action the focus moves to what has come to be needed before it.
    pub(super) fn ask_what_is_needed(&mut self) {
        let wrong = self.form.fields.iter().position(|field| field.wrong.is_some());
        let needed = wrong.or_else(|| self.form.fields.iter().position(|field| needs(self, field.id)));
        if let (None, Some(at)) = (self.form.focused(), needed) {
            self.form.focus = at;
            self.open_if_asked();
        }
    }
}

fn same_options(a: &Field, b: &Field) -> bool {
    match (&a.entry, &b.entry) {
        (Entry::Text(_), Entry::Text(_)) | (Entry::Secret(_), Entry::Secret(_)) => true,
        (Entry::Choice { options: a, .. }, Entry::Choice { options: b, .. }) => a == b,
        (Entry::Text(_), Entry::Secret(_) | Entry::Choice { .. })
        | (Entry::Secret(_), Entry::Text(_) | Entry::Choice { .. })
        | (Entry::Choice { .. }, Entry::Text(_) | Entry::Secret(_)) => false,
    }
}
