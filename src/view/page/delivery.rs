//! Test: what SES said of the last one of this run.

use super::{Sheet, known};
use crate::{wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, _: &Text) {
    if let Some(delivery) = model.facts.delivery.present() {
        known(sheet, "MessageId", delivery.message_id.clone());
        sheet.blank();
    }
}
