//! Keys as the conversation knows them. Knows no terminal: the face that reads one translates.

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

/// Terminals differ in which function keys they keep for themselves; each that we use has a twin with Ctrl.
///
/// Each does one kind of thing wherever it does something: F1 explains, F2 is the doctor, F3 the log, F4 takes another way, F5
/// looks again, F6 and F7 copy, F8 has the page's whole document (to be read, or as a file), F9 and F10 are for rehearsals, F11
/// puts another in the place of what is there (key, region, session), F12 opens a page of the web.
const TWINS: [(u8, char); 12] = [
    (1, 'g'),
    (2, 'd'),
    (3, 'l'),
    (4, 'o'),
    (5, 'r'),
    (6, 'n'),
    (7, 'v'),
    (8, 'p'),
    (9, 't'),
    (10, 'e'),
    (11, 'x'),
    (12, 'k'),
];

/// What stands on a key in Hangul mode, by the Latin letter on it.
const JAMO: [(char, char); 26] = [
    ('ㅂ', 'q'),
    ('ㅈ', 'w'),
    ('ㄷ', 'e'),
    ('ㄱ', 'r'),
    ('ㅅ', 't'),
    ('ㅛ', 'y'),
    ('ㅕ', 'u'),
    ('ㅑ', 'i'),
    ('ㅐ', 'o'),
    ('ㅔ', 'p'),
    ('ㅁ', 'a'),
    ('ㄴ', 's'),
    ('ㅇ', 'd'),
    ('ㄹ', 'f'),
    ('ㅎ', 'g'),
    ('ㅗ', 'h'),
    ('ㅓ', 'j'),
    ('ㅏ', 'k'),
    ('ㅣ', 'l'),
    ('ㅋ', 'z'),
    ('ㅌ', 'x'),
    ('ㅊ', 'c'),
    ('ㅍ', 'v'),
    ('ㅠ', 'b'),
    ('ㅜ', 'n'),
    ('ㅡ', 'm'),
];

impl Key {
    /// The key that does the same, for terminals that keep this one for themselves.
    pub fn twin(self) -> Option<Key> {
        TWINS.iter().find(|(f, _)| self == Key::F(*f)).map(|(_, letter)| Key::Ctrl(*letter))
    }

    /// The key that this one is the twin of, or itself.
    pub(super) fn untwinned(self) -> Key {
        TWINS.iter().find(|(_, letter)| self == Key::Ctrl(*letter)).map_or(self, |(f, _)| Key::F(*f))
    }

    /// What a letter does outside a text field: the same as with Ctrl, in Hangul mode too. `?` is help, `q` leaves.
    pub(super) fn as_shortcut(self) -> Key {
        let Key::Char(c) = self else { return self };
        let letter = JAMO.iter().find(|(jamo, _)| *jamo == c).map_or(c, |(_, letter)| *letter);
        match letter {
            '?' => Key::F(1),
            'q' => Key::Ctrl('c'),
            letter => {
                let meant = Key::Ctrl(letter).untwinned();
                if meant == Key::Ctrl(letter) { self } else { meant }
            }
        }
    }
}
