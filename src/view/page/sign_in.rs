//! Sign in: by which profile. Who that is, the action says.

use super::{Sheet, known};
use crate::{setup::SignIn, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let SignIn::Profile(profile) = &model.intent.sign_in {
        known(sheet, text.screen_profile(), profile.clone());
        sheet.blank();
    }
}
