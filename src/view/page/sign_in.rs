//! Sign in: by which profile, and which account is whose where it is not the set-up's. Who that is, the action says.

use super::{Sheet, known};
use crate::{setup::SignIn, view::theme, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let accounts = text.accounts(&model.intent, &model.facts);
    if let (SignIn::Profile(profile), true) = (&model.intent.sign_in, accounts.is_empty()) {
        known(sheet, text.screen_profile(), profile.clone());
        sheet.blank();
    }
    if !accounts.is_empty() {
        accounts.into_iter().for_each(|(label, value)| known(sheet, label, value));
        sheet.blank();
    }
}

/// Below the refusal: the ways out of it.
pub(super) fn ways_out(sheet: &mut Sheet, model: &Model, text: &Text) {
    for way in text.out_of_another_account(&model.intent, &model.facts) {
        sheet.say_indented(&way, "→ ", theme::PLAIN);
    }
}
