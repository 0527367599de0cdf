//! What stands around a page: how wide rail and page are, and the marks on the rules above and below. Knows no model.

use ratatui::{
    Frame,
    layout::Rect,
    text::Line,
    widgets::{Clear, Paragraph},
};
use unicode_width::UnicodeWidthStr as _;

use super::theme;
use crate::wizard::Shown;

/// Columns of the rail at the least.
const RAIL: u16 = 20;
/// The same at the most.
const WIDEST_RAIL: u16 = 40;
/// Columns of the narrowest window that has a rail.
pub const RAIL_FROM: u16 = 70;
/// Rows of a window in which nothing has to be left out.
pub const ROOMY: u16 = 30;
/// Columns of a page at most: a longer line is hard to read.
pub const WIDEST: u16 = 92;

/// Columns of the rail in a window that has one: what the page leaves.
pub fn rail(width: u16) -> u16 {
    width.saturating_sub(WIDEST + 1).clamp(RAIL, WIDEST_RAIL)
}

/// A notice on a rule.
pub fn on_rule(frame: &mut Frame, rule: Rect, what: &str) {
    let said = format!(" {what} ");
    let area = Rect { x: rule.x + 2, width: (said.width() as u16).min(rule.width.saturating_sub(5)), ..rule };
    // What a wide character covers must not be taken for the rule when it goes.
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(Line::styled(said, theme::NOTICE)), area);
}

/// On the lines around a text: whether it goes on above and below.
pub fn mark_more(frame: &mut Frame, shown: &Shown, right: u16, top: u16, bottom: u16) {
    for (hidden, mark, y) in [(shown.above, "▴", top), (shown.below, "▾", bottom)] {
        if hidden > 0 {
            frame.buffer_mut().set_string(right.saturating_sub(3), y, mark, theme::STRONG);
        }
    }
}
