//! The passphrase of the sealed file, from its fields into this run's memory. What was typed is compared here and goes on;
//! nothing of it stays in the model. Does not know how the file is opened.

use super::{
    effect::Effect,
    field::{FieldId, Hidden},
    form::{Entry, Field},
    model::Model,
    page::needed::needs,
    path::Page,
    wrong::Wrong,
};
use crate::{
    setup::{Part, Scope, Seal},
    terms::Slot,
};

impl Model {
    /// Whether an answer was taken and turned out to be none: the question stands as it stood.
    pub fn asks_once_more(&self, id: FieldId) -> bool {
        let wrong = self.facts.sealed.present().is_some_and(|file| file.seal == Seal::Wrong);
        id == Hidden::Passphrase && wrong
    }

    /// Enter where a passphrase, credentials or a key are asked for, and nothing was typed; passing by is always possible.
    pub(super) fn says_nothing(&mut self) -> bool {
        let wants_key = needs(self, Hidden::GivenKey);
        let asked = |field: &&mut Field| match field.id {
            FieldId::Hidden(Hidden::GivenKey) => wants_key,
            FieldId::Hidden(
                Hidden::Passphrase
                | Hidden::PassphraseAgain
                | Hidden::Credentials
                | Hidden::PageText
                | Hidden::DnsToken,
            ) => true,
            FieldId::Steer(_) | FieldId::Wish(_) => false,
        };
        let Some(field) = self.form.focused_mut().filter(asked) else { return false };
        let empty = matches!(&field.entry, Entry::Secret(typed) if typed.is_empty());
        if empty {
            field.wrong = Some(Wrong::Missing);
        }
        empty
    }

    /// What opens the sealed file goes into this run's memory; what is to open a new one, once it was said twice alike.
    pub(super) fn take_passphrase(&mut self) -> Result<Vec<Effect>, ()> {
        let place = |id| self.form.place_of(id);
        let (Some(first), again) = (place(Hidden::Passphrase), place(Hidden::PassphraseAgain)) else {
            return Ok(Vec::new());
        };
        let typed = |at: usize| match &self.form.fields[at].entry {
            Entry::Secret(typed) if !typed.is_empty() => Some(typed),
            Entry::Secret(_) | Entry::Text(_) | Entry::Choice { .. } => None,
        };
        if again.is_some_and(|again| again != self.form.focus) {
            return Ok(Vec::new());
        }
        if typed(self.form.focus).is_none() {
            return Ok(Vec::new());
        }
        if let Some(again) = again {
            let same = typed(first) == typed(again);
            drop(self.form.fields[again].take_secret());
            // Which of the two was mistyped is not known.
            if !same {
                let begin = &mut self.form.fields[first];
                drop(begin.take_secret());
                begin.wrong = Some(Wrong::Different);
                self.form.focus = first;
                return Err(());
            }
        }
        let Some(secret) = self.form.fields[first].take_secret() else { return Ok(Vec::new()) };
        let slot = Slot::passphrase();
        self.session.held.insert(slot.clone());
        self.trouble.forget_resting();
        // The identity behind a login in that file was not seen yet, nor anything else of AWS's.
        let touched = if self.page == Page::SignIn {
            Scope::everything()
        } else {
            Scope::of([Part::Keys, Part::Accepted, Part::Project])
        };
        let mut effects = vec![Effect::Hold { slot, secret }];
        effects.extend(self.look_after(touched));
        Ok(effects)
    }
}
