//! Test: what SES said of the last one, of this run or an earlier one, and what the sandbox wants of the next. Does not know
//! whether it arrived.

use crate::{
    setup::{Standing, Step},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Some(delivery) = model.facts.delivery.present() {
        sheet.fact("MessageId", delivery.message_id.clone());
        sheet.blank();
    } else if let Some(proof) = model.facts.proof_of(&model.intent) {
        sheet.say(&text.proof(proof), theme::GOOD);
        sheet.blank();
    }
    let in_sandbox = model.facts.account.present().is_some_and(|account| !account.production);
    if in_sandbox && model.standing(Step::Delivery) != Standing::Done {
        sheet.say(text.screen_test_in_sandbox(), theme::QUIET);
        sheet.blank();
    }
}
