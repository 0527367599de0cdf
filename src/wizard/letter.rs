//! The letter to AWS's reviewers: opened, copied, and kept when it is closed. Does not know what it says: that is
//! `setup::letter`'s.

use super::{
    effect::{Effect, ToCopy},
    form,
    keys::Key,
    model::Model,
    parts::{draft::Draft, overlay::Overlay, window::Notice},
};
use crate::{
    setup::{Intent, guessed_website, letter},
    terms::Secret,
};

impl Model {
    /// The letter as it stands.
    pub fn letter(&self) -> String {
        letter::letter(&self.as_proposed(), &self.facts)
    }

    /// With the website that the page proposes, as long as none is answered.
    fn as_proposed(&self) -> Intent {
        let website = self.intent.website.clone().or_else(|| guessed_website(&self.intent, &self.facts));
        Intent { website, ..self.intent.clone() }
    }

    /// Opens the letter as it stands.
    pub(super) fn open_letter(&mut self) -> Vec<Effect> {
        let text = self.letter();
        self.window.draft = Some(Box::new(Draft::new(&text)));
        self.lay_over(Overlay::Letter)
    }

    /// Copies the letter, as it is in the editor where that is open.
    pub(super) fn copy_letter(&mut self) -> Vec<Effect> {
        let text = match &self.window.draft {
            Some(draft) => draft.text(),
            None => self.letter(),
        };
        self.copy(ToCopy::Text(text), Notice::Letter)
    }

    /// False where the letter is not open.
    pub(super) fn typed_in_letter(&mut self, key: Key) -> bool {
        self.open_draft().map(|draft| draft.edit(key)).is_some()
    }

    /// False where the letter is not open.
    pub(super) fn pasted_in_letter(&mut self, text: &Secret) -> bool {
        self.open_draft().map(|draft| draft.insert(&form::composed(text.reveal()))).is_some()
    }

    fn open_draft(&mut self) -> Option<&mut Draft> {
        let is_open = self.window.overlay == Some(Overlay::Letter);
        self.window.draft.as_deref_mut().filter(|_| is_open)
    }

    /// The letter as it was edited. One that was not changed goes on following the answers.
    pub(super) fn keep_letter(&mut self) -> Vec<Effect> {
        let Some(draft) = self.window.draft.take() else { return Vec::new() };
        let text = draft.text();
        let before = self.intent.letter.take();
        self.intent.letter = (text != letter::composed(&self.as_proposed(), &self.facts)).then_some(text);
        match self.intent.letter == before {
            true => Vec::new(),
            false => vec![Effect::Remember(self.intent.boxed())],
        }
    }
}
