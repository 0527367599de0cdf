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

/// What the reviewers look at, row by row: what was seen of it, and the way to what is missing.
pub(super) fn preflight(sheet: &mut Sheet, model: &Model, text: &Text) {
    let rows = model.preflight();
    if rows.is_empty() {
        return;
    }
    sheet.say(text.preflight_title(), theme::PLAIN);
    for row in &rows {
        let (name, state) = (text.preflight_name(row.item()), text.preflight_state(row.state()));
        let (seen, may_look) = (text.preflight(row), model.may_check_site());
        let way = way(row, text).filter(|_| *row != Preflight::SiteUnasked || may_look);
        if sheet.is_whole() {
            sheet.say_indented(&text.preflight_line(name, &seen, state), "  ", theme::PLAIN);
            way.iter().for_each(|way| sheet.say_indented(way, "    ", theme::QUIET));
            continue;
        }
        let mark = match row.state() {
            PreflightState::Ok => "✓",
            PreflightState::Missing => "✗",
            PreflightState::NotChecked => "?",
        };
        let said = match (way, row) {
            (Some(_), Preflight::SiteUnasked) => text.preflight_and_way(seen, text.preflight_way_check_site_key()),
            (Some(way), _) => text.preflight_and_way(seen, way),
            (None, _) => seen,
        };
        sheet.say_pair(&format!("  {mark} {name}"), &said, COLUMNS);
    }
    sheet.blank();
}

/// As a user of lines is told it.
fn way(row: &Preflight, text: &Text) -> Option<String> {
    match row {
        Preflight::SiteUnasked => Some(text.preflight_way_check_site_word(text.word_site())),
        other => text.preflight_way_here(other).map(str::to_owned),
    }
}

/// Where what was seen begins.
const COLUMNS: usize = 21;
