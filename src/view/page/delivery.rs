//! Test: what SES said of the last one of this run. Does not know whether it arrived.

use crate::{view::sheet::Sheet, wizard::Model, words::Text};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, _: &Text) {
    if let Some(delivery) = model.facts.delivery.present() {
        sheet.fact("MessageId", delivery.message_id.clone());
        sheet.blank();
    }
}
