//! What is called otherwise on a screen than in the code: keys, and names that each language has of its own. Knows no model.

use crate::{
    wizard::Key,
    words::{Locale, Text},
};

/// As it is printed on the key.
pub fn key_name(key: Key) -> String {
    match key {
        Key::Char(' ') => "Space".into(),
        Key::Char(c) => c.to_string(),
        Key::Ctrl(c) => format!("Ctrl-{}", c.to_ascii_uppercase()),
        Key::F(n) => format!("F{n}"),
        Key::Enter => "Enter".into(),
        Key::Esc => "Esc".into(),
        Key::Tab => "Tab".into(),
        Key::BackTab => "Shift-Tab".into(),
        Key::Up => "↑".into(),
        Key::Down => "↓".into(),
        Key::Left => "←".into(),
        Key::Right => "→".into(),
        Key::Home => "Home".into(),
        Key::End => "End".into(),
        Key::PageUp => "PgUp".into(),
        Key::PageDown => "PgDn".into(),
        Key::Backspace => "⌫".into(),
        Key::Delete => "Del".into(),
    }
}

/// Where the language decides which of two names is read.
pub fn in_language<'a>(text: &Text, english: &'a str, korean: &'a str) -> &'a str {
    match text.locale() {
        Locale::En => english,
        Locale::Ko => korean,
    }
}
