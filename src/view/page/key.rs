//! Access key: the keys that the user has, how old each is, when it was used, and where its secret is known to be.

use super::Sheet;
use crate::{
    setup::AccessKey,
    terms::{Fact, Timestamp},
    view::theme,
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let keys = model.facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    for key in keys {
        let made = key.created.map(|at| text.date(at)).unwrap_or_default();
        sheet.say(&text.screen_key_age(made, &key.id), theme::PLAIN);
        let notes = notes(model, text, key);
        if !notes.is_empty() {
            sheet.say_indented(&notes.join(" · "), "  ", theme::QUIET);
        }
    }
    if !keys.is_empty() {
        sheet.blank();
    }
}

/// When it was used, where its secret is, as far as it is known, and whether IAM lets it work.
fn notes(model: &Model, text: &Text, key: &AccessKey) -> Vec<String> {
    let ago = |at: Timestamp| {
        let passed = model.now.duration_since(at).max(jiff::SignedDuration::ZERO).unsigned_abs();
        text.time_ago(text.duration(passed))
    };
    let kept = model.facts.kept.present().is_some_and(|kept| kept.iter().any(|it| it.id == key.id));
    let own = model.facts.project.present().is_some_and(|project| project.own_keys.contains(&key.id));
    let in_env = model
        .facts
        .project
        .present()
        .is_some_and(|project| project.app.env.text("AWS_ACCESS_KEY_ID").is_some_and(|id| id == key.id.as_str()));
    let mut notes = match &key.used {
        Fact::Present(at) => vec![text.screen_key_used(ago(*at))],
        Fact::Absent => vec![text.screen_key_never_used().to_owned()],
        Fact::Unknown | Fact::Hidden(_) => Vec::new(),
    };
    if kept {
        notes.push(text.place(model.intent.keep).to_owned());
    }
    if in_env || own && !kept {
        notes.push(text.keep_project().to_owned());
    }
    if !key.active {
        notes.push(text.screen_key_inactive().to_owned());
    }
    notes.dedup();
    notes
}
