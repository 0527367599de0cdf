//! Test: what SES said of the last one, of this run or an earlier one, what its receiver wrote above it, and what the sandbox
//! wants of the next. Does not know whether it arrived.

use crate::{
    diagnosis::Complaint,
    setup::{Simulator, Standing, Step},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Some(delivery) = model.facts.delivery.present() {
        sheet.fact("MessageId", delivery.message_id.clone());
        if let Some(simulator) = Simulator::behind(&delivery.to) {
            sheet.say(text.simulator_then(simulator), theme::QUIET);
        }
        sheet.blank();
        header(sheet, model, text);
    } else if let Some(proof) = model.facts.proof_of(&model.intent) {
        sheet.say(&text.proof(proof), theme::GOOD);
        sheet.blank();
    }
    let in_sandbox = model.facts.account.present().is_some_and(|account| !account.production);
    if in_sandbox && model.standing(Step::Delivery) != Standing::Done {
        sheet.say(text.screen_test_in_sandbox(), theme::QUIET);
        sheet.blank();
    }
    if model.standing(Step::Delivery) != Standing::Done {
        sheet.say(text.screen_test_simulators(), theme::QUIET);
        sheet.blank();
    }
}

/// What the receiver's header says, once it was pasted.
fn header(sheet: &mut Sheet, model: &Model, text: &Text) {
    if model.doctor.received.is_empty() {
        return;
    }
    match Complaint::read(&model.doctor.received).and_then(|complaint| complaint.received) {
        Some(received) => text.received(&received).iter().for_each(|line| sheet.say(line, theme::PLAIN)),
        None => sheet.say(text.screen_test_no_header(), theme::NOTICE),
    }
    sheet.blank();
}
