//! What many pages show: the form, the change with its fixed line, what is waited for, trouble.

use ratatui::text::Span;
use unicode_width::UnicodeWidthStr as _;

use super::{
    sheet::{Sheet, padded},
    theme,
};
use crate::{
    setup::{Change, Grant, Standing, Step},
    terms::Timestamp,
    wizard::{Field, FieldId, FieldValue, Model, Wrong},
    words::{Text, ask},
};

/// The fields, the one with the focus open to the keyboard and explained below it.
pub fn form(sheet: &mut Sheet, model: &Model, text: &Text) {
    let labels = model.form.fields.iter().map(|field| text.field_name(field.id).width()).max().unwrap_or_default() + 2;
    for (at, field) in model.form.fields.iter().enumerate() {
        let focused = at == model.form.focus;
        let label =
            Span::styled(padded(text.field_name(field.id), labels), if focused { theme::STRONG } else { theme::QUIET });
        let mark = Span::raw(if focused { "▸ " } else { "  " });
        let room = sheet.width().saturating_sub(labels + 2);
        match &field.value {
            FieldValue::Text(input) => {
                let scroll = input.visual_scroll(room.saturating_sub(1));
                if focused {
                    sheet.cursor_at(2 + labels + input.visual_cursor().saturating_sub(scroll));
                }
                let shown = scrolled(input.value(), scroll);
                let style = if focused { theme::STRONG } else { theme::PLAIN };
                sheet.line(vec![mark, label, Span::styled(shown, style)]);
            }
            FieldValue::Choice { .. } => {
                if focused {
                    sheet.anchor();
                }
                let shown = option(text, field);
                let shown = if focused { format!("◂ {shown} ▸") } else { shown };
                let style = if focused { theme::PICKED } else { theme::PLAIN };
                sheet.line(vec![mark, label, Span::styled(shown, style)]);
            }
        }
        if let Some(wrong) = &field.wrong {
            let why = match wrong {
                Wrong::Missing => text.wrong_missing().to_owned(),
                Wrong::Name(bad) => text.bad_name(bad),
            };
            sheet.say_indented(&why, "    ", theme::WRONG);
        } else if focused {
            sheet.say_indented(text.field_hint(field.id), "    ", theme::QUIET);
        }
    }
    if !model.form.fields.is_empty() {
        sheet.blank();
    }
}

/// From the column where the visible part of an input begins.
fn scrolled(value: &str, columns: usize) -> String {
    let mut passed = 0;
    value
        .chars()
        .skip_while(|c| {
            let hidden = passed < columns;
            passed += unicode_width::UnicodeWidthChar::width(*c).unwrap_or_default();
            hidden
        })
        .collect()
}

/// The picked option as a person reads it.
fn option(text: &Text, field: &Field) -> String {
    let id = field.text();
    match field.id == FieldId::Region {
        true => id.parse().map_or_else(|_| id.to_owned(), |region| text.region(region)),
        false => ask::option(text, id),
    }
}

/// What stands between the operator and the next page: the change to confirm, or why there is none.
pub fn action(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    if let Some(doing) = &model.doing {
        sheet.anchor();
        sheet.say(&text.change(&doing.change), theme::STRONG);
        sheet.say(&text.card_doing(ago(text, doing.since, model.now)), theme::NOTICE);
        if model.is_leaving() {
            sheet.say(text.card_leaving(), theme::NOTICE);
        }
        return;
    }
    match model.standing(step) {
        Standing::Open { next } => {
            let focused = model.form.focused().is_none();
            sheet.say(text.card_will(), if focused { theme::STRONG } else { theme::QUIET });
            sheet.say_indented(&sentence(text, &next), "  ", if focused { theme::STRONG } else { theme::PLAIN });
            details(sheet, &next);
            let kind = next.kind();
            sheet.say_indented(&text.card_fixed(text.change_costs(kind), text.change_undoes(kind)), "  ", theme::QUIET);
            if focused {
                sheet.anchor_above();
            }
        }
        Standing::Waiting { on } => {
            sheet.anchor();
            sheet.say(&text.card_waiting(text.wait_name(on)), theme::NOTICE);
            looked(sheet, model, text);
            sheet.say(text.card_go_on(), theme::QUIET);
        }
        Standing::Done => {
            sheet.anchor();
            let summary = text.summary(step, &Standing::Done, &model.intent, &model.facts);
            sheet.say(&format!("✓ {summary}"), theme::STRONG);
        }
        Standing::Blocked { by } => {
            sheet.anchor();
            sheet.say(&text.card_blocked(text.step_name(by)), theme::NOTICE);
        }
        Standing::Undecided { .. } => sheet.say(text.card_decide(), theme::QUIET),
        Standing::Unknown if model.looks.any() => sheet.say(text.card_unknown(), theme::QUIET),
        Standing::Unknown => sheet.say(text.say_not_looked(), theme::WRONG),
        Standing::Refused(denial) => {
            sheet.anchor();
            sheet.say(&format!("✗ {}: {}", denial.code, denial.message), theme::WRONG);
        }
    }
}

/// What the change does. The lines of a file stand above it, so they are not named again.
fn sentence(text: &Text, change: &Change) -> String {
    match change {
        Change::EditProject { edits } => {
            let files: Vec<&str> = edits.iter().map(|edit| edit.file.0.as_str()).collect();
            text.change_write_these(files.join(", "))
        }
        other => text.change(other),
    }
}

/// Of a change that says more than its sentence: what the policy allows, action by action.
fn details(sheet: &mut Sheet, change: &Change) {
    let Change::AllowSending { grant: Grant::Inline { document, .. }, .. } = change else { return };
    let Ok(document) = serde_json::from_str::<serde_json::Value>(document) else { return };
    for statement in document["Statement"].as_array().into_iter().flatten() {
        let actions = match &statement["Action"] {
            serde_json::Value::Array(actions) => actions.iter().filter_map(|it| it.as_str()).collect(),
            action => action.as_str().into_iter().collect::<Vec<_>>(),
        };
        sheet.say_indented(&actions.join(", "), "    ", theme::QUIET);
    }
}

/// `14 s ago · again in 6 s`
fn looked(sheet: &mut Sheet, model: &Model, text: &Text) {
    let last = model.looks.last.map(|at| text.card_checked(ago(text, at, model.now)));
    let next = model.looks.next_at().map(|at| text.card_again(ago(text, model.now, at)));
    let line: Vec<String> = last.into_iter().chain(next).collect();
    sheet.say(&line.join(", "), theme::QUIET);
}

fn ago(text: &Text, from: Timestamp, to: Timestamp) -> String {
    text.duration(to.duration_since(from).max(jiff::SignedDuration::ZERO).unsigned_abs())
}

/// What went wrong last: what, why in AWS's own words, what to do.
pub fn trouble(sheet: &mut Sheet, model: &Model, text: &Text) {
    for failure in model.trouble.iter().take(2) {
        sheet.blank();
        sheet.say(text.failure_what(failure.kind), theme::WRONG);
        sheet.say_indented(&failure.to_string(), "  ", theme::QUIET);
        sheet.say_indented(text.failure_hint(failure.kind), "  ", theme::PLAIN);
    }
}
