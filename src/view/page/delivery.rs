//! Test: what SES said of the last one of this run.

use crate::{view::sheet::Sheet, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, _: &Text) {
    if let Some(delivery) = model.facts.delivery.present() {
        sheet.fact("MessageId", delivery.message_id.clone());
        sheet.blank();
    }
}
