//! What many pages show: the change with its fixed line, what is waited for, trouble.

use ratatui::text::Span;

use super::{
    RAIL_FROM,
    sheet::{Part, Sheet, pair},
    theme,
};
use crate::{
    setup::{Change, Grant, Standing, Step, by_hand},
    terms::Timestamp,
    wizard::{Model, Way},
    words::{Text, ask},
};

/// What stands between the operator and the next page: the change to confirm, or why there is none.
pub fn action(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    sheet.part(Part::Action, |sheet| act(sheet, model, text, step));
}

fn act(sheet: &mut Sheet, model: &Model, text: &Text, step: Step) {
    if let Some(doing) = &model.doing {
        sheet.anchor();
        sheet.say(&text.change(&doing.change), theme::STRONG);
        sheet.ticking(|sheet| sheet.say(&text.card_doing(ago(text, doing.since, model.now)), theme::NOTICE));
        if model.is_leaving() {
            sheet.say(text.card_leaving(), theme::NOTICE);
        }
        return;
    }
    match model.standing(step) {
        Standing::Open { next } if matches!(model.way(), Some(Way::Console | Way::Colleague)) => {
            other_way(sheet, model, text, &next);
        }
        Standing::Open { next } => {
            ways(sheet, model, text);
            let focused = model.form.focused().is_none();
            let (heading, body) = if focused { (theme::STRONG, theme::STRONG) } else { (theme::QUIET, theme::PLAIN) };
            sheet.change(&next, |sheet| {
                sheet.say(sheet.either(text.card_will(), text.plain_will()), heading);
                sheet.say_indented(&sentence(text, &next), "  ", body);
                details(sheet, text, &next);
                let kind = next.kind();
                let fixed = text.card_fixed(text.change_costs(kind), text.change_undoes(kind));
                sheet.say_indented(&fixed, "  ", theme::QUIET);
            });
            if focused {
                sheet.anchor_above();
            }
        }
        Standing::Waiting { on } => {
            sheet.anchor();
            sheet.say(&format!("◐ {}", summary(text, model, step)), theme::NOTICE);
            let since = model.waiting_since(step).map(|since| text.card_since(ago(text, since, model.now)));
            let normal = text.wait_normal(on);
            if sheet.is_whole() {
                sheet.say(normal, theme::QUIET);
                sheet.ticking(|sheet| since.iter().for_each(|since| sheet.say(since, theme::QUIET)));
            } else {
                sheet.say(&since.map_or_else(|| normal.to_owned(), |since| format!("{normal} {since}")), theme::QUIET);
            }
            sheet.ticking(|sheet| looked(sheet, model, text));
            coming(sheet, model, text);
            match model.way() {
                Some(Way::Colleague) => {
                    ways(sheet, model, text);
                    message(sheet, model, text);
                }
                Some(Way::Console) => ways(sheet, model, text),
                Some(Way::ForMe) | None => sheet.say(text.card_go_on(), theme::QUIET),
            }
        }
        Standing::Done => {
            sheet.anchor();
            sheet.say(&format!("✓ {}", summary(text, model, step)), theme::STRONG);
        }
        Standing::Blocked { .. } => {
            sheet.anchor();
            sheet.say(&format!("○ {}", summary(text, model, step)), theme::NOTICE);
        }
        Standing::Undecided { .. } if !model.form.fields.is_empty() => {
            sheet.say(sheet.either(text.card_decide(), text.plain_decide()), theme::QUIET);
        }
        Standing::Undecided { asks } => {
            sheet.anchor();
            asks.iter().for_each(|ask| sheet.say(text.question_way_out(*ask), theme::NOTICE));
        }
        Standing::Unknown if model.looks.any() => sheet.say(text.card_unknown(), theme::QUIET),
        Standing::Unknown => sheet.say(&format!("? {}", text.say_not_looked()), theme::WRONG),
        Standing::Refused(_) => {
            sheet.anchor();
            sheet.say(&format!("✗ {}", summary(text, model, step)), theme::WRONG);
            if model.way().is_some() {
                sheet.blank();
                ways(sheet, model, text);
                match model.errand().into_iter().next() {
                    Some(change) if model.way() == Some(Way::Console) => clicks(sheet, text, &change),
                    Some(_) | None => message(sheet, model, text),
                }
            }
        }
    }
}

/// The ways that there are, the one that was chosen marked.
fn ways(sheet: &mut Sheet, model: &Model, text: &Text) {
    if sheet.is_whole() {
        if let Some(way) = model.way().filter(|_| model.ways().len() > 1) {
            let others = model.ways().iter().filter(|it| **it != way).map(|it| text.way_name(*it));
            sheet.say(&text.plain_way(others.collect::<Vec<_>>().join(", "), text.way_name(way)), theme::QUIET);
        }
        return;
    }
    let mut spans: Vec<Span<'static>> = Vec::new();
    for way in model.ways() {
        let style = if Some(*way) == model.way() { theme::PICKED } else { theme::QUIET };
        let mark = if Some(*way) == model.way() { "▸" } else { " " };
        spans.push(Span::styled(format!("{mark}{}", text.way_name(*way)), style));
        spans.push(Span::raw("  "));
    }
    if spans.len() > 2 {
        spans.push(Span::styled("F4", theme::STRONG));
    }
    sheet.line(spans);
}

/// The same by somebody's own hands, or a colleague's.
fn other_way(sheet: &mut Sheet, model: &Model, text: &Text, next: &Change) {
    ways(sheet, model, text);
    match model.way() {
        Some(Way::Console) => {
            clicks(sheet, text, next);
            let kind = next.kind();
            let fixed = text.card_fixed(text.change_costs(kind), text.change_undoes(kind));
            sheet.say_indented(&fixed, "  ", theme::QUIET);
            sheet.say(text.card_console_then(), theme::STRONG);
            sheet.anchor_above();
        }
        Some(Way::ForMe | Way::Colleague) | None => message(sheet, model, text),
    }
}

fn clicks(sheet: &mut Sheet, text: &Text, change: &Change) {
    sheet.say_indented(&text.change(change), "  ", theme::STRONG);
    for (at, line) in text.console(change).unwrap_or_default().lines().enumerate() {
        sheet.say_indented(line, &format!("  {}. ", at + 1), theme::PLAIN);
    }
    if let Some(link) = by_hand::console(change) {
        sheet.say_indented(&text.card_link(link), "  ", theme::QUIET);
    }
}

/// The message for whoever may, as it is copied.
fn message(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.anchor();
    sheet.say(sheet.either(text.card_errand(), text.plain_errand()), theme::STRONG);
    if let Some(message) = text.errand(model) {
        sheet.say_indented(&message, "  ", theme::QUIET);
    }
}

fn summary(text: &Text, model: &Model, step: Step) -> String {
    text.summary(step, &model.standing(step), &model.intent, &model.facts)
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
fn details(sheet: &mut Sheet, text: &Text, change: &Change) {
    let Change::AllowSending { grant: Grant::Inline { document, .. }, .. } = change else { return };
    let Ok(document) = serde_json::from_str::<serde_json::Value>(document) else { return };
    for statement in document["Statement"].as_array().into_iter().flatten() {
        let actions = match &statement["Action"] {
            serde_json::Value::Array(actions) => actions.iter().filter_map(|it| it.as_str()).collect(),
            action => action.as_str().into_iter().collect::<Vec<_>>(),
        };
        for action in actions {
            let what = ask::action(text, action).unwrap_or_default();
            sheet.line(pair(&format!("    {action}"), what, 29));
        }
    }
}

/// `14 s ago · again in 6 s`
fn looked(sheet: &mut Sheet, model: &Model, text: &Text) {
    let last = model.looks.last.map(|at| text.card_checked(ago(text, at, model.now)));
    let next = model.looks.next_at().map(|at| text.card_again(ago(text, model.now, at)));
    let line: Vec<String> = last.into_iter().chain(next).collect();
    sheet.say(&line.join(", "), theme::QUIET);
}

/// What a pretend world does next, where no panel beside the page says it.
fn coming(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(coming) = model.coming.as_ref().filter(|_| sheet.is_whole() || model.columns < RAIL_FROM) else { return };
    sheet.ticking(|sheet| sheet.say(&text.coming(coming, model.now), theme::NOTICE));
    if sheet.is_whole() {
        sheet.say(&text.coming_word(text.word_time()), theme::QUIET);
    }
}

fn ago(text: &Text, from: Timestamp, to: Timestamp) -> String {
    text.duration(to.duration_since(from).max(jiff::SignedDuration::ZERO).unsigned_abs())
}

/// What went wrong last: what, why in AWS's own words, what to do.
pub fn trouble(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.part(Part::Trouble, |sheet| failures(sheet, model, text));
}

fn failures(sheet: &mut Sheet, model: &Model, text: &Text) {
    for failure in model.trouble.iter().take(2) {
        sheet.blank();
        sheet.say(text.failure_what(failure.kind), theme::WRONG);
        sheet.say_indented(&failure.to_string(), "  ", theme::QUIET);
        sheet.say_indented(text.failure_hint(failure.kind), "  ", theme::PLAIN);
    }
}
