//! Start: the app that was found, and what will work tonight. Does not know what the doors lead to.

use crate::{
    setup::{Step, other_account},
    terms::{Fact, is_public_mailbox, is_reserved},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    match &model.facts.project {
        Fact::Present(project) => {
            sheet.say(&text.screen_project(project.root.display()), theme::PLAIN);
            let env = |name| project.app.env.text(name).filter(|value| !value.is_empty());
            if let Some(url) = env("APP_URL") {
                sheet.say(&text.screen_app_url(url), theme::QUIET);
            }
            if let Some(key) = env("AWS_ACCESS_KEY_ID") {
                sheet.say(&text.screen_env_key(key), theme::QUIET);
            }
        }
        Fact::Absent => sheet.say(text.screen_no_project(), theme::NOTICE),
        Fact::Unknown | Fact::Hidden(_) => {}
    }
    let others = text.other_set_ups(&model.facts);
    if !others.is_empty() {
        sheet.say(text.set_up_others(), theme::PLAIN);
        others.iter().for_each(|other| sheet.say_indented(other, "  ", theme::QUIET));
    }
    // The sandbox of another account says nothing about this set-up.
    let ours = other_account(&model.intent, &model.facts).is_none();
    if let Some(account) = model.facts.account.present().filter(|_| ours) {
        let tonight = if account.production { text.screen_production_tonight() } else { text.screen_sandbox_tonight() };
        sheet.say(tonight, theme::PLAIN);
    }
    if let Some(caller) = model.facts.caller.present() {
        let who = caller.arn.rsplit(['/', ':']).next().unwrap_or_default();
        sheet.say(&text.screen_start_account(caller.account.grouped(), who), theme::QUIET);
    }
    // A refusal that is known already is shown before anything is begun; its own page has AWS's words.
    for step in Step::all() {
        let standing = model.standing(step);
        if standing.refusal().is_some() {
            let why = text.brief(step, &standing, &model.intent, &model.facts);
            sheet.say_indented(&format!("{}: {why}", text.step_name(step)), "✗ ", theme::WRONG);
        }
    }
    let from = model.intent.from.as_ref().filter(|from| is_public_mailbox(from.domain()));
    if let Some(from) = from {
        sheet.say(&text.screen_public_mailbox(from.domain()), theme::NOTICE);
    }
    if let Some(from) = model.intent.from.as_ref().filter(|from| is_reserved(from.domain())) {
        sheet.say(&text.screen_example_domain(from.domain()), theme::WRONG);
    }
    sheet.blank();
}
