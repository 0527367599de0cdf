//! Production: where the request is, after a refusal where AWS waits for an answer and what to answer, and what an account out
//! of the sandbox has to keep to. Does not know what the letter says.

use crate::{
    setup::{Preflight, PreflightState, Refusal, ReviewStatus, Step},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(account) = model.facts.account.present() else { return };
    if account.production {
        // Of an account that is stopped the refusal says all.
        if account.stop().is_none() {
            sheet.say(text.wait_in_production(), theme::PLAIN);
            sheet.say(text.screen_granted(), theme::PLAIN);
            sheet.blank();
        }
        return;
    }
    let review = account.review.as_ref();
    let link = review.and_then(|it| it.link());
    match review.map(|it| &it.status) {
        // There is nothing to be seen at what AWS has not received.
        Some(ReviewStatus::Failed) => sheet.say(text.screen_not_received(), theme::NOTICE),
        // What is waited for says it below; here is where AWS asks meanwhile.
        Some(ReviewStatus::Pending) if let Some(link) = link => {
            sheet.say(text.screen_pending(), theme::QUIET);
            sheet.link(text.card_link("").trim_end(), &link);
        }
        // First what AWS said, and then what to do about it.
        Some(ReviewStatus::Pending | ReviewStatus::Granted | ReviewStatus::Denied | ReviewStatus::Other(_)) | None => {
            return;
        }
    }
    sheet.blank();
}

/// After a refusal, below AWS's answer: what to do about it, and where.
pub(super) fn way_out(sheet: &mut Sheet, model: &Model, text: &Text) {
    if !matches!(model.standing(Step::Production).refusal(), Some(Refusal::ReviewDenied { .. })) {
        return;
    }
    sheet.blank();
    sheet.say(text.screen_denied(), theme::PLAIN);
    let review = model.facts.account.present().and_then(|account| account.review.as_ref());
    if let Some(link) = review.and_then(|it| it.link()) {
        sheet.link(text.card_link("").trim_end(), &link);
    }
}

/// What the reviewers look at: what was seen of it, and the way to what is missing. On a screen, where all of it and what is
/// sent to AWS are to be seen at once, what is well is one line, and so is what is alike.
pub(super) fn preflight(sheet: &mut Sheet, model: &Model, text: &Text) {
    let rows = model.preflight();
    if rows.is_empty() {
        return;
    }
    sheet.say(text.preflight_title(), theme::PLAIN);
    match sheet.is_whole() {
        true => row_by_row(sheet, model, text, &rows),
        false => in_short(sheet, model, text, &rows),
    }
    sheet.blank();
}

fn row_by_row(sheet: &mut Sheet, model: &Model, text: &Text, rows: &[Preflight]) {
    for row in rows {
        let (name, state) = (text.preflight_name(row.item()), text.preflight_state(row.state()));
        sheet.say_indented(&text.preflight_line(name, text.preflight(row), state), "  ", theme::PLAIN);
        let way = way(row, text).filter(|_| *row != Preflight::SiteUnasked || model.may_check_site());
        way.iter().for_each(|way| sheet.say_indented(way, "    ", theme::QUIET));
    }
}

fn in_short(sheet: &mut Sheet, model: &Model, text: &Text, rows: &[Preflight]) {
    let (well, others): (Vec<&Preflight>, Vec<&Preflight>) =
        rows.iter().partition(|row| row.state() == PreflightState::Ok);
    let name = |row: &&Preflight| text.preflight_name(row.item()).to_owned();
    if !well.is_empty() {
        sheet.say_pair("  ✓", &well.iter().map(name).collect::<Vec<_>>().join(" · "), MARKED);
    }
    // The key that looks at the site stands below, with the others.
    let way = |row: &Preflight| text.preflight_way_here(row).filter(|_| *row != Preflight::SiteUnasked);
    let seen = |row: &Preflight| match row {
        Preflight::SiteUnasked | Preflight::PrivacyUnasked if model.may_check_site() => {
            text.preflight_unseen_yet().into()
        }
        other => text.preflight(other),
    };
    for (at, alike) in others.chunk_by(|a, b| seen(a) == seen(b)).enumerate() {
        let mark = match alike[0].state() {
            PreflightState::Ok => "✓",
            PreflightState::Missing => "✗",
            PreflightState::NotChecked => "?",
        };
        let names = alike.iter().map(name).collect::<Vec<_>>().join(" · ");
        sheet.say_pair(&format!("  {mark}"), &format!("{names}: {}", seen(alike[0])), MARKED);
        // Once where the next has the same.
        let next = others.chunk_by(|a, b| seen(a) == seen(b)).nth(at + 1);
        let way_on = alike.iter().find_map(|row| way(row));
        if way_on != next.and_then(|next| next.iter().find_map(|row| way(row))) {
            way_on.iter().for_each(|way| sheet.say_indented(way, "    ", theme::QUIET));
        }
    }
}

/// Where what stands behind a mark begins.
const MARKED: usize = 4;

/// As a user of lines is told it.
fn way(row: &Preflight, text: &Text) -> Option<String> {
    match row {
        Preflight::SiteUnasked => Some(text.preflight_way_check_site_word(text.word_site())),
        other => text.preflight_way_here(other).map(str::to_owned),
    }
}
