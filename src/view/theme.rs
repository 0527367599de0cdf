//! Styles by what they mean. Sixteen colors at most, on a ground that may be light or dark, and nothing by color alone.

use ratatui::style::{Color, Modifier, Style};

use crate::setup::StandingKind;

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
        StandingKind::Open | StandingKind::Undecided => ("▸", STRONG),
        StandingKind::Refused => ("✗", WRONG),
        StandingKind::Blocked => ("○", QUIET),
        StandingKind::Unknown => ("?", QUIET),
    }
}
