//! Region: how SES stands in the one that is chosen.

use super::{Sheet, known};
use crate::{wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some(account) = model.facts.account.present() else { return };
    let quota = account.quota.map(|quota| text.number(quota.max_24_hour as u64)).unwrap_or_default();
    let state = match account.production {
        true => text.say_production(quota, text.region(account.region)),
        false => text.say_sandbox(text.region(account.region)),
    };
    known(sheet, "SES", state);
    sheet.blank();
}
