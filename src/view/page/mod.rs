//! What each page shows, top to bottom: its title and reason, what was read, the form, the action, trouble.

mod delivery;
mod doctor;
mod identity;
mod key;
mod production;
mod project;
mod receipt;
mod region;
mod sender;
mod sign_in;
mod start;

use super::{
    RAIL_FROM, form, parts,
    sheet::{Sheet, pair},
    theme,
};
use crate::{
    setup::{Standing, StandingKind},
    wizard::{Model, Page},
    words::Text,
};

pub(super) fn fill(sheet: &mut Sheet, model: &Model, text: &Text) {
    title(sheet, model, text);
    match model.page {
        Page::Start => start::read(sheet, model, text),
        Page::SignIn => sign_in::read(sheet, model, text),
        Page::Key => key::read(sheet, model, text),
        Page::Identity => identity::read(sheet, model, text),
        Page::Project => project::read(sheet, model, text),
        Page::Delivery => delivery::read(sheet, model, text),
        Page::Receipt => receipt::read(sheet, model, text),
        Page::Region => region::read(sheet, model, text),
        Page::Production => production::read(sheet, model, text),
        Page::Sender => sender::read(sheet, model, text),
        Page::Doctor => {}
    }
    form::fields(sheet, model, text);
    if let Some(step) = model.page.step() {
        parts::action(sheet, model, text, step);
    }
    if model.page == Page::Doctor {
        doctor::causes(sheet, model, text);
        doctor::checks_below(sheet, model, text);
    }
    parts::trouble(sheet, model, text);
}

fn title(sheet: &mut Sheet, model: &Model, text: &Text) {
    let name = text.page_name(model.page);
    let title = match model.page.number() {
        Some(number) if model.columns < RAIL_FROM => text.screen_step_of(name, number),
        Some(number) => format!("{number}  {name}"),
        None => name.to_owned(),
    };
    sheet.say(&title, theme::STRONG);
    if let Some(step) = model.turned {
        let standing = text.standing_name(StandingKind::from(&model.standing(step)));
        sheet.say(&format!("● {}", text.card_turned(standing, text.step_name(step))), theme::NOTICE);
    }
    let done = model.page.step().is_some_and(|step| model.standing(step) == Standing::Done);
    // Once there are records they say it better, and need the room.
    if !done && model.records().is_empty() {
        sheet.say(text.page_why(model.page), theme::QUIET);
    }
    sheet.blank();
}

/// What is known of a step, as one line.
fn known(sheet: &mut Sheet, label: &str, value: impl Into<String>) {
    sheet.line(pair(label, value, 14));
}
