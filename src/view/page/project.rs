//! Laravel: the lines that `.env` gets, as far as they are no secret.

use ratatui::text::Span;

use super::Sheet;
use crate::{
    setup::{Change, EditKind, FileEdit, Standing, Step, Value},
    view::theme,
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    match model.standing(Step::Project) {
        Standing::Open { next: Change::EditProject { edits } | Change::SwitchMailer { edits, .. } } => {
            lines(sheet, model, text, &edits);
        }
        Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Refused(_)
        | Standing::Done => {}
    }
}

/// The lines that are taken out, and those that come in their place.
pub(super) fn lines(sheet: &mut Sheet, model: &Model, text: &Text, edits: &[FileEdit]) {
    let Some(project) = model.facts.project.present() else { return };
    for edit in edits {
        let EditKind::Dotenv(lines) = &edit.kind else {
            sheet.line(vec![Span::raw(format!("  ~ {}", edit.file.0))]);
            continue;
        };
        sheet.say(text.screen_env_lines(), theme::QUIET);
        for (name, value) in lines {
            if let Some(old) = project.app.env.text(name).filter(|old| !old.is_empty()) {
                sheet.line(vec![Span::styled(format!("  - {name}={old}"), theme::QUIET)]);
            }
            let new = match value {
                Value::Plain(text) => text.clone(),
                Value::Of(_) | Value::SmtpPasswordOf { .. } => "•••".into(),
            };
            sheet.line(vec![Span::raw(format!("  + {name}={new}"))]);
        }
    }
    if !edits.is_empty() {
        sheet.blank();
    }
}
