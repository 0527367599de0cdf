//! Styles by what they mean, and what becomes of them where a terminal shows less. Sixteen colors at most, on a ground that
//! may be light or dark, and nothing by color alone. Knows no page.
//!
//! What is drawn is drawn one way, and fitted afterwards, cell by cell: so no page can forget a mark or a color. The price
//! is that every drawn character has one ASCII character, for they change places in cells.

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier, Style},
};

use crate::{setup::StandingKind, wizard::Key};

/// What the terminal can show, or is asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// Which characters the marks are made of.
    pub marks: Marks,
    /// Whether there are colors.
    pub colors: Colors,
    /// Which function keys get to the program.
    pub function_keys: FunctionKeys,
}

/// Which function keys a terminal hands to its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FunctionKeys {
    /// All of them, but for F11.
    #[default]
    All,
    /// All but F10, which opens a menu in the terminals built on VTE.
    Vte,
}

impl FunctionKeys {
    /// The key to be named: its twin where the terminal keeps it for itself.
    pub(super) fn reaching(self, key: Key) -> Key {
        match (self, key) {
            (FunctionKeys::Vte, Key::F(10)) => key.twin().unwrap_or(key),
            // Most desktops fill the screen by it, or show what is below the windows.
            (FunctionKeys::Vte | FunctionKeys::All, Key::F(11)) => key.twin().unwrap_or(key),
            (FunctionKeys::Vte | FunctionKeys::All, _) => key,
        }
    }
}

/// Of what marks, rules, arrows and boxes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    #[default]
    Drawn,
    /// For terminals that draw ambiguous characters wide.
    Ascii,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colors {
    #[default]
    Sixteen,
    /// Bold, dim and reverse stay.
    None,
}

/// Each mark that we draw, and its ASCII character. Letters of any script are not marks, and stay.
const ASCII: [(&str, char); 16] = [
    ("─━═╌–—−·", '-'),
    ("│┃║", '|'),
    ("┌┐└┘├┤┬┴┼╭╮╰╯", '+'),
    ("✓", '+'),
    ("█", '#'),
    ("░", '.'),
    ("◐…", '~'),
    ("▸→", '>'),
    ("◂←⌫", '<'),
    ("✗×", 'x'),
    ("○", 'o'),
    ("●•", '*'),
    ("↑▴", '^'),
    ("↓▾", 'v'),
    ("“”", '"'),
    ("‘’", '\''),
];

fn ascii(c: char) -> Option<char> {
    ASCII.iter().find(|(drawn, _)| drawn.contains(c)).map(|(_, ascii)| *ascii)
}

impl Theme {
    /// Replaces what the terminal cannot show.
    pub(super) fn fit(self, buffer: &mut Buffer) {
        if self.colors == Colors::None {
            for cell in &mut buffer.content {
                (cell.fg, cell.bg) = (Color::Reset, Color::Reset);
            }
        }
        if self.marks == Marks::Drawn {
            return;
        }
        let (cells, width) = (buffer.content.len(), usize::from(buffer.area.width));
        for at in 0..cells {
            let mut chars = buffer.content[at].symbol().chars();
            let (Some(c), None) = (chars.next(), chars.next()) else { continue };
            let row_ends = (at / width + 1) * width;
            let free = |at: usize| at < row_ends && buffer.content[at].symbol() == " ";
            if c == '…' && free(at + 1) && free(at + 2) {
                for cell in &mut buffer.content[at..at + 3] {
                    cell.set_char('.');
                }
            } else if let Some(ascii) = ascii(c) {
                buffer.content[at].set_char(ascii);
            }
        }
    }

    /// The same for a line that is printed.
    pub fn line(self, text: &str) -> String {
        match self.marks {
            Marks::Drawn => text.to_owned(),
            Marks::Ascii => text.replace('…', "...").chars().map(|c| ascii(c).unwrap_or(c)).collect(),
        }
    }
}

/// What is being said, and what is there to be copied.
pub const PLAIN: Style = Style::new();
/// The name of the page, what has the focus.
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Reasons and hints; never what is to be copied.
pub const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// *Here*: the number of the step, what Enter does, where the cursor is. Magenta is the one of the sixteen that can be
/// read on a light ground and on a dark one, and that says neither good nor bad.
pub const ACCENT: Style = Style::new().fg(Color::Magenta).add_modifier(Modifier::BOLD);
/// The answer that is picked: one on a screen, so that two bars never compete.
pub const PICKED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// Something is wrong, or a line goes.
pub const WRONG: Style = Style::new().fg(Color::Red);
/// It is so, or a line comes.
pub const GOOD: Style = Style::new().fg(Color::Green);
/// What cannot be undone.
pub const FINAL: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
/// Something turned, or is to be noticed. Its mark is yellow and its words are not: on a light ground a sentence in yellow
/// cannot be read.
pub const NOTICE: Style = Style::new().add_modifier(Modifier::BOLD);
const WAITING: Style = Style::new().fg(Color::Yellow);

/// How the mark is drawn that a line begins with, where the rest of the line has this style; none where it is no mark.
pub fn leading_mark(mark: char, style: Style) -> Option<Style> {
    let marks = [("✓", GOOD, true), ("▸", ACCENT, true), ("◐●!○", WAITING, style == NOTICE)];
    marks.iter().find(|(marks, _, drawn)| *drawn && marks.contains(mark)).map(|(_, of_mark, _)| *of_mark)
}

/// A step's mark on the rail, understood without color.
pub fn mark(kind: StandingKind) -> (&'static str, Style) {
    match kind {
        StandingKind::Done => ("✓", GOOD),
        StandingKind::Waiting => ("◐", WAITING),
        StandingKind::Wrong => ("!", WRONG),
        StandingKind::Open | StandingKind::Undecided => ("→", ACCENT),
        StandingKind::Refused => ("✗", WRONG),
        StandingKind::Blocked => ("○", QUIET),
        StandingKind::Unknown => ("?", QUIET),
    }
}
