//! Receipt: every step as it stands, what was done, where the app is.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    setup::{Standing, StandingKind, Step},
    view::{sheet::padded, theme},
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    for step in Step::all() {
        let standing = model.standing(step);
        let (mark, style) = theme::mark(StandingKind::from(&standing));
        sheet.line(vec![
            Span::styled(mark, style),
            Span::raw(format!(" {}", padded(text.step_name(step), 18))),
            Span::raw(said(model, text, step, &standing)),
        ]);
    }
    sheet.blank();
    if let Some(project) = model.facts.project.present() {
        sheet.say(&text.screen_receipt_file(project.root.display()), theme::PLAIN);
    }
    if !model.news.is_empty() {
        sheet.say(text.receipt_rehearsal().trim_start_matches("> "), theme::NOTICE);
    }
}

/// What is true of a step; what is still to be said, as a person is asked, not a script.
fn said(model: &Model, text: &Text, step: Step, standing: &Standing) -> String {
    match standing {
        Standing::Undecided { asks } => {
            asks.iter().map(|ask| text.question_way_out(*ask)).collect::<Vec<_>>().join(" ")
        }
        Standing::Unknown if model.looks.any() => text.card_unknown().to_owned(),
        Standing::Unknown
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. }
        | Standing::Refused(_)
        | Standing::Done => text.summary(step, standing, &model.intent, &model.facts),
    }
}
