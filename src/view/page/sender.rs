//! IAM user: of one that Sesame did not make, what it may do already; of a role, the two documents that it needs.
//! Does not know what is wanted of it.

use crate::{
    setup::{Access, Authorship, ChangeKind, Sender, policy, policy::INLINE_NAME},
    view::{sheet::Sheet, theme},
    wizard::Model,
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    if let Access::Role(runtime) = model.intent.access {
        sheet.say(&text.role_how(INLINE_NAME, text.runtime(runtime)), theme::PLAIN);
        match model.intent.role_documents() {
            Some([rights, trust]) if sheet.is_whole() => {
                for (title, document) in [(text.role_rights(), rights), (text.role_trust(), trust)] {
                    sheet.say(title, theme::STRONG);
                    sheet.say(&policy::pretty(&document), theme::PLAIN);
                }
            }
            Some(_) => sheet.say(text.role_show(), theme::QUIET),
            None => {}
        }
        return sheet.blank();
    }
    // What was made a moment ago is told where it was done.
    let made_now = model.work.done.iter().any(|(change, _)| change.kind() == ChangeKind::CreateSender);
    if let Some(sender) = model.facts.sender.present().filter(|_| !made_now) {
        sheet.say(&text.screen_there(text.user_there(sender, model.now)), theme::PLAIN);
    }
    match model.facts.sender.present() {
        Some(sender) if sender.made != Authorship::Ours => found(sheet, model, text, sender),
        Some(_) | None => {}
    }
}

/// A user that is asked about is shown first.
fn found(sheet: &mut Sheet, model: &Model, text: &Text, sender: &Sender) {
    sheet.say(&sender.arn, theme::PLAIN);
    let attached = sender.attached.present().into_iter().flatten().map(|arn| arn.rsplit('/').next().unwrap_or(arn));
    let inline = sender.inline.present().into_iter().flatten().map(|(name, _)| name.as_str());
    let policies: Vec<&str> = attached.chain(inline).collect();
    let keys = model.facts.keys.present().map(Vec::len);
    let policies = if policies.is_empty() { text.screen_no_policies().to_owned() } else { policies.join(", ") };
    let said = match keys {
        Some(keys) => text.screen_user_has_keys(keys, policies),
        None => text.screen_user_has(policies),
    };
    sheet.say_indented(&said, "  ", theme::QUIET);
    let broad = model.facts.broader_than_needed();
    if !broad.is_empty() {
        sheet.say_indented(&text.screen_user_broad(broad.join(", ")), "  ", theme::NOTICE);
    }
    sheet.blank();
}
