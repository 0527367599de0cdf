//! The letter to AWS's reviewers in its editor. Knows not what it says: that is `setup::letter`'s.

use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use super::{Effect, Key, Model, Notice, Overlay, form};
use crate::{setup::letter, terms::Secret};

/// So many lines further at once.
const PAGE: usize = 10;

impl Model {
    /// Opens the editor with the letter as it stands.
    pub(super) fn open_letter(&mut self) -> Vec<Effect> {
        let text = letter::letter(&self.intent, &self.facts);
        let mut editor = TextArea::new(text.lines().map(str::to_owned).collect());
        editor.set_wrap_mode(WrapMode::WordOrGlyph);
        self.letter = Some(Box::new(editor));
        self.lay_over(Overlay::Letter)
    }

    pub(super) fn copy_letter(&mut self) -> Vec<Effect> {
        self.notice = Some(Notice::Letter);
        vec![Effect::Copy(match &self.letter {
            Some(open) => open.lines().join("\n") + "\n",
            None => letter::letter(&self.intent, &self.facts),
        })]
    }

    /// False where no editor lies open.
    pub(super) fn typed_in_letter(&mut self, key: Key) -> bool {
        let (Some(Overlay::Letter), Some(letter)) = (self.overlay, &mut self.letter) else { return false };
        // The editor knows no window: it is drawn elsewhere.
        match key {
            Key::PageDown => (0..PAGE).for_each(|_| letter.move_cursor(CursorMove::Down)),
            Key::PageUp => (0..PAGE).for_each(|_| letter.move_cursor(CursorMove::Up)),
            key => drop(letter.input(for_editor(key))),
        }
        true
    }

    /// False where no editor lies open.
    pub(super) fn pasted_in_letter(&mut self, text: &Secret) -> bool {
        let (Some(Overlay::Letter), Some(letter)) = (self.overlay, &mut self.letter) else { return false };
        letter.insert_str(form::composed(text.reveal()));
        true
    }

    /// The letter as it stands in the editor. One that nobody changed goes on following the answers.
    pub(super) fn keep_letter(&mut self) -> Vec<Effect> {
        let Some(open) = self.letter.take() else { return Vec::new() };
        let text = open.lines().join("\n") + "\n";
        let before = self.intent.letter.take();
        self.intent.letter = (text != letter::composed(&self.intent, &self.facts)).then_some(text);
        match self.intent.letter == before {
            true => Vec::new(),
            false => vec![Effect::Remember(Box::new(self.intent.clone()))],
        }
    }
}

/// A key in the editor's words.
fn for_editor(key: Key) -> ratatui_textarea::Input {
    use ratatui_textarea::Key as Editors;
    let (key, ctrl) = match key {
        Key::Char(c) => (Editors::Char(c), false),
        Key::Ctrl(c) => (Editors::Char(c), true),
        Key::F(n) => (Editors::F(n), false),
        Key::Enter => (Editors::Enter, false),
        Key::Esc => (Editors::Esc, false),
        Key::Tab | Key::BackTab => (Editors::Null, false),
        Key::Up => (Editors::Up, false),
        Key::Down => (Editors::Down, false),
        Key::Left => (Editors::Left, false),
        Key::Right => (Editors::Right, false),
        Key::Home => (Editors::Home, false),
        Key::End => (Editors::End, false),
        Key::PageUp => (Editors::PageUp, false),
        Key::PageDown => (Editors::PageDown, false),
        Key::Backspace => (Editors::Backspace, false),
        Key::Delete => (Editors::Delete, false),
    };
    ratatui_textarea::Input { key, ctrl, alt: false, shift: false }
}
