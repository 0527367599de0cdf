//! Production: where the request is, after a refusal where AWS waits for an answer and what to answer, and what an account out
//! of the sandbox has to keep to. Does not know what the letter says.

use crate::{
    setup::{Refusal, ReviewStatus, Step},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(account) = model.facts.account.present() else { return };
    let standing = model.standing(Step::Production);
    let review = account.review.as_ref();
    let link = review.and_then(|it| it.link());
    if let Some(Refusal::ReviewDenied { .. }) = standing.refusal() {
        sheet.say(text.screen_denied(), theme::PLAIN);
    } else if account.production {
        // Of an account that is stopped the refusal says all.
        if account.stop().is_none() {
            sheet.say(text.wait_in_production(), theme::PLAIN);
            sheet.blank();
        }
        return;
    } else {
        match review.map(|it| &it.status) {
            Some(ReviewStatus::Failed) => sheet.say(text.screen_not_received(), theme::NOTICE),
            // What is waited for says it below; here is where AWS asks meanwhile.
            Some(ReviewStatus::Pending) if link.is_some() => sheet.say(text.screen_pending(), theme::QUIET),
            Some(ReviewStatus::Pending | ReviewStatus::Granted | ReviewStatus::Denied | ReviewStatus::Other(_))
            | None => {
                return;
            }
        }
    }
    if let Some(link) = link {
        sheet.link(text.card_link("").trim_end(), &link);
    }
    sheet.blank();
}
