//! What each page shows, top to bottom: its title and reason, what was read, the form, the action, trouble. Does not
//! know how large the window is, but for the narrow one that has no rail.

mod delivery;
mod doctor;
pub(super) mod identity;
pub(super) mod key;
mod production;
pub(super) mod project;
mod receipt;
mod region;
mod sender;
pub(super) mod sign_in;
mod start;

use ratatui::text::Span;

use super::{around::RAIL_FROM, form, parts, sheet::Sheet, theme};
use crate::{
    setup::IdentityName,
    wizard::{Clipboard, Model, Page},
    words::Text,
};

pub(super) use receipt::{is_complete, so_far};

/// The receipt, whatever page is shown.
pub(super) fn fill_receipt(sheet: &mut Sheet, model: &Model, text: &Text) {
    receipt::headline(sheet, model, text);
    receipt::read(sheet, model, text);
}

/// Writes the page that the model shows.
pub(super) fn fill(sheet: &mut Sheet, model: &Model, text: &Text) {
    title(sheet, model, text);
    match model.page {
        Page::Start => start::read(sheet, model, text),
        Page::SignIn => sign_in::read(sheet, model, text),
        Page::Sender => sender::read(sheet, model, text),
        Page::Key => key::read(sheet, model, text),
        Page::Identity => identity::read(sheet, model, text),
        Page::Project => project::read(sheet, model, text),
        Page::Delivery => delivery::read(sheet, model, text),
        Page::Receipt => receipt::read(sheet, model, text),
        Page::Region => region::read(sheet, model, text),
        Page::Production => production::read(sheet, model, text),
        Page::Doctor => {}
    }
    form::fields(sheet, model, text);
    if model.page == Page::Production {
        production::preflight(sheet, model, text);
    }
    // What stands in the way of a set-up does not stand in the way of its lines.
    let is_about_lines = model.page == Page::Project && model.is_only_env() && model.ready().is_none();
    // Nothing else is to be done while the browser is waited for.
    let is_waiting = model.page == Page::SignIn && model.session.browser().is_some();
    if let Some(step) = model.page.step().filter(|_| !is_about_lines && !is_waiting) {
        parts::action(sheet, model, text, step);
    }
    if model.page == Page::Region {
        region::account(sheet, model, text);
    }
    if model.page == Page::Production {
        production::way_out(sheet, model, text);
    }
    if model.page == Page::SignIn {
        sign_in::ways_out(sheet, model, text);
        sign_in::below(sheet, model, text);
    }
    if model.page == Page::Doctor {
        doctor::causes(sheet, model, text);
        doctor::checks_below(sheet, model, text);
        doctor::values_below(sheet, model, text);
    }
    parts::trouble(sheet, model, text);
    if model.page == Page::Delivery && model.trouble.change.is_some() {
        doctor::causes(sheet, model, text);
    }
}

/// Where a secret is, as far as is known: what went to a terminal may have arrived.
fn lies_there(model: &Model, text: &Text, left: String) -> String {
    match model.copying.clipboard {
        Clipboard::Terminal | Clipboard::Tmux => text.secret_sent(left),
        Clipboard::System(_) | Clipboard::Program(_) | Clipboard::None => text.secret_copied(left),
    }
}

fn title(sheet: &mut Sheet, model: &Model, text: &Text) {
    let name = text.page_name(model.page);
    match model.page.number() {
        Some(number) if model.window.columns < RAIL_FROM => {
            sheet.say(&text.screen_step_of(name, number), theme::ACCENT)
        }
        Some(number) => {
            let number = Span::styled(format!("{number}  "), theme::ACCENT);
            sheet.line(vec![number, Span::styled(name, theme::STRONG)]);
        }
        None => sheet.say(name, theme::ACCENT),
    }
    sheet.title_above();
    // On a screen it stands on the rule above the keys.
    if let Some(step) = model.looks.turned.filter(|_| sheet.is_whole()) {
        let now = text.summary(step, &model.standing(step), &model.intent, &model.facts);
        sheet.say(&format!("● {}", text.card_turned(now, text.step_name(step))), theme::NOTICE);
    }
    if let Some(copied) = model.copying.copied {
        let left = copied.until.duration_since(model.now).max(jiff::SignedDuration::ZERO).unsigned_abs();
        sheet.ticking(|sheet| sheet.say(&lies_there(model, text, text.duration(left)), theme::NOTICE));
    }
    if model.traffic.waits_for_keychain() {
        sheet.say(&format!("● {}", text.keychain_waits()), theme::NOTICE);
    }
    if model.page == Page::Receipt {
        return receipt::headline(sheet, model, text);
    }
    // Of the sandbox nothing needs to be said to who is out of it.
    let is_out = model.page == Page::Production && model.facts.account.present().is_some_and(|it| it.production);
    if sheet.is_terse() || is_out {
        return;
    }
    // Once there are records they say it better, and need the room.
    if model.facts.identity.present().is_none() || model.records().is_empty() {
        let address = matches!(model.intent.identity_name(), Some(IdentityName::Email(_)));
        let why =
            if model.page == Page::Identity && address { text.card_why_address() } else { text.page_why(model.page) };
        sheet.say(why, theme::QUIET);
        sheet.blank();
    } else if sheet.is_whole() || model.page != Page::Identity {
        sheet.blank();
    }
}
