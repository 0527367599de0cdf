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
        sheet.say(&said(model, text, key), theme::PLAIN);
        let notes = notes(model, text, key);
        if !notes.is_empty() {
            sheet.say_indented(&notes.join(" · "), "  ", theme::QUIET);
        }
    }
    if !keys.is_empty() {
        sheet.blank();
    }
}

fn said(model: &Model, text: &Text, key: &AccessKey) -> String {
    let ago = |at: Timestamp| {
        let passed = model.now.duration_since(at).max(jiff::SignedDuration::ZERO).unsigned_abs();
        text.time_ago(text.duration(passed))
    };
    let made = key.created.map(|at| text.date(at)).unwrap_or_default();
    let made = text.screen_key_age(made, &key.id);
    match &key.used {
        Fact::Present(at) => format!("{made}, {}", text.screen_key_used(ago(*at))),
        Fact::Absent => format!("{made}, {}", text.screen_key_never_used()),
        Fact::Unknown | Fact::Hidden(_) => made,
    }
}

/// Where its secret is, as far as it is known, and whether IAM lets it work.
fn notes<'a>(model: &Model, text: &'a Text, key: &AccessKey) -> Vec<&'a str> {
    let kept = model.facts.kept.present().is_some_and(|kept| kept.iter().any(|it| it.id == key.id));
    let own = model.facts.project.present().is_some_and(|project| project.own_keys.contains(&key.id));
    let in_env = model
        .facts
        .project
        .present()
        .is_some_and(|project| project.app.env.text("AWS_ACCESS_KEY_ID").is_some_and(|id| id == key.id.as_str()));
    let mut notes = Vec::new();
    if kept {
        notes.push(text.place(model.intent.keep));
    }
    if in_env || own && !kept {
        notes.push(text.keep_project());
    }
    if !key.active {
        notes.push(text.screen_key_inactive());
    }
    notes.dedup();
    notes
}
