//! IAM user: the one that is there already, and whose work it is.

use super::Sheet;
use crate::{setup::ChangeKind, view::theme, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    // What was made a moment ago is told where it was done.
    let made_now = model.done.iter().any(|(change, _)| change.kind() == ChangeKind::CreateSender);
    let Some(sender) = model.facts.sender.present().filter(|_| !made_now) else { return };
    sheet.say(&text.screen_there(text.user_there(sender, model.now)), theme::PLAIN);
    sheet.blank();
}
