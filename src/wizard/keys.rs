//! Keys as the conversation knows them. Knows no terminal: whoever reads one translates.

/// A key, with what was held down as far as we care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A character as it arrived, composed by the input method.
    Char(char),
    /// Ctrl with a letter, lower case.
    Ctrl(char),
    F(u8),
    Enter,
    Esc,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Backspace,
    Delete,
}
