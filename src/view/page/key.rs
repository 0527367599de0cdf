//! Access key: the keys that the user has.

use super::Sheet;
use crate::{view::theme, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let keys = model.facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    for key in keys {
        let made = key.created.map(|at| text.date(at)).unwrap_or_default();
        sheet.say(&text.screen_key_age(made, &key.id), theme::PLAIN);
    }
    if !keys.is_empty() {
        sheet.blank();
    }
}
