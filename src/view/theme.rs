//! Styles by what they mean, and what becomes of them where a terminal shows less. Sixteen colors at most, on a ground that
//! may be light or dark, and nothing by color alone. Knows no page.
//!
//! What is drawn is drawn one way, and fitted afterwards, cell by cell: so no page can forget a mark or a color. The price
//! is that every drawn character has one ASCII character, for they change places in cells.

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier, Style},
};

use crate::setup::StandingKind;

/// What the terminal can show, or is asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Theme {
    /// Which characters the marks are made of.
    pub marks: Marks,
    /// Whether there are colors.
    pub colors: Colors,
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
const ASCII: [(&str, char); 14] = [
    ("─━═╌–—−·", '-'),
    ("│┃║", '|'),
    ("┌┐└┘├┤┬┴┼╭╮╰╯", '+'),
    ("✓", '+'),
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

/// What is being said.
pub const PLAIN: Style = Style::new();
/// The name of the page, what has the focus.
pub const STRONG: Style = Style::new().add_modifier(Modifier::BOLD);
/// Reasons and hints.
pub const QUIET: Style = Style::new().add_modifier(Modifier::DIM);
/// The field or row that is picked.
pub const PICKED: Style = Style::new().add_modifier(Modifier::REVERSED);
/// Something is wrong.
pub const WRONG: Style = Style::new().fg(Color::Red);
/// Something turned, or is to be noticed.
pub const NOTICE: Style = Style::new().fg(Color::Yellow);

/// A step's mark on the rail, understood without color.
pub fn mark(kind: StandingKind) -> (&'static str, Style) {
    match kind {
        StandingKind::Done => ("✓", Style::new().fg(Color::Green)),
        StandingKind::Waiting => ("◐", Style::new().fg(Color::Yellow)),
        StandingKind::Wrong => ("!", WRONG),
        StandingKind::Open | StandingKind::Undecided => ("→", STRONG),
        StandingKind::Refused => ("✗", WRONG),
        StandingKind::Blocked => ("○", QUIET),
        StandingKind::Unknown => ("?", QUIET),
    }
}
