//! Sign in: who AWS says that we are.

use super::{Sheet, known};
use crate::{setup::SignIn, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, _: &Text) {
    if let SignIn::Profile(profile) = &model.intent.sign_in {
        known(sheet, "profile", profile.clone());
    }
    if let Some(caller) = model.facts.caller.present() {
        known(sheet, "account", caller.account.grouped());
        known(sheet, "arn", caller.arn.clone());
        sheet.blank();
    }
}
