//! Start: the app that was found, and what will work tonight.

use super::Sheet;
use crate::{terms::Fact, view::theme, wizard::Model, words::Text};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    match &model.facts.project {
        Fact::Present(project) => sheet.say(&text.screen_project(project.root.display()), theme::PLAIN),
        Fact::Absent => sheet.say(text.screen_no_project(), theme::NOTICE),
        Fact::Unknown | Fact::Hidden(_) => {}
    }
    if let Some(account) = model.facts.account.present() {
        let tonight = if account.production { text.screen_production_tonight() } else { text.screen_sandbox_tonight() };
        sheet.say(tonight, theme::PLAIN);
    }
    sheet.blank();
}
