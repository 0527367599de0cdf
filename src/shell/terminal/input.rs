//! The terminal's events in the conversation's words. Does not know what a key does.

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};

use crate::{
    terms::Secret,
    wizard::{Key, Msg},
};

/// What an event means, if anything.
pub(super) fn read(event: Event) -> Option<Msg> {
    match event {
        // Windows also tells when a key comes up.
        Event::Key(key) if key.kind == KeyEventKind::Release => None,
        Event::Key(key) => code(key.code, key.modifiers).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Pasted(Secret::new(with_line_ends(text)))),
        Event::Resize(columns, rows) => Some(Msg::Resized { columns, rows }),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

/// A terminal sends what the Return key sends where a pasted line ends. Replaced in place: it may be a secret.
fn with_line_ends(text: String) -> String {
    let mut bytes = text.into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    String::from_utf8(bytes).expect("one character became another of the same length")
}

fn code(code: KeyCode, held: KeyModifiers) -> Option<Key> {
    Some(match code {
        KeyCode::Char(c) if held.contains(KeyModifiers::CONTROL) => Key::Ctrl(c.to_ascii_lowercase()),
        KeyCode::Char(c) if !held.contains(KeyModifiers::ALT) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab if held.contains(KeyModifiers::SHIFT) => Key::BackTab,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::F(n) => Key::F(n),
        _ => return None,
    })
}
