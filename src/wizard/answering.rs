//! Answers, from the keyboard into the intent: which field is next, what must be looked at again, where a door leads.

use super::{Effect, Field, FieldId, FieldValue, Model, Page, answer, page};
use crate::terms::Region;

/// So many options can be gone through one by one.
const FEW: usize = 5;

impl Model {
    /// Takes the field's answer and moves on; one that is none stays, and says why.
    pub(super) fn answer(&mut self) -> Vec<Effect> {
        let Ok(effects) = self.take_focused() else { return Vec::new() };
        // Behind a door there is another page.
        if let Some(page) = self.door() {
            self.turn_to(page);
            return effects;
        }
        self.form.close();
        self.form.focus += 1;
        self.refresh_form();
        self.form.pass_by_extras();
        self.open_if_asked();
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
        if field.id == FieldId::Complaint {
            self.complaint = field.text().to_owned();
            return Ok(self.look_for_causes());
        }
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
                if !touched.is_empty() {
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
        let mut old = std::mem::take(&mut self.form.fields);
        let kept = |new: Field| match old.iter().position(|old| old.id == new.id && same_options(&new, old)) {
            Some(at) => old.swap_remove(at),
            None => new,
        };
        self.form.fields = fresh.into_iter().map(kept).collect();
        let needed = self.form.fields.iter().position(|field| page::needs(self, field.id));
        let end = self.form.fields.len();
        self.form.focus = if on_action { needed.unwrap_or(end) } else { self.form.focus.min(end) };
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
