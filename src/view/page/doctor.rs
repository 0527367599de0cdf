//! Doctor: the checks, and what is behind the error.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    setup::{StandingKind, Step},
    view::{sheet::padded, theme},
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    for step in Step::all().filter(|step| *step != Step::Delivery) {
        let standing = model.standing(step);
        let (mark, style) = theme::mark(StandingKind::from(&standing));
        sheet.line(vec![
            Span::styled(mark, style),
            Span::raw(format!(" {}", padded(text.step_name(step), 16))),
            Span::raw(text.summary(step, &standing, &model.intent, &model.facts)),
        ]);
    }
    sheet.blank();
}
