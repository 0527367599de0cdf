//! Production: after a refusal, where AWS waits for an answer and what to answer. Does not know what the letter says.

use crate::{
    setup::{Refusal, Step},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let standing = model.standing(Step::Production);
    let Some(Refusal::ReviewDenied { .. }) = standing.refusal() else { return };
    sheet.say(text.screen_denied(), theme::PLAIN);
    if let Some(link) = model.case_link() {
        sheet.link(text.card_link("").trim_end(), &link);
    }
    sheet.blank();
}
