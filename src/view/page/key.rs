//! Access key: the keys that the user has, how old each is, when it was used, and where its secret is known to be; what
//! speaks for one resting place or another; of one that takes the place of another, the lines that `.env` gets.
//! Knows no secret.

use crate::{
    setup::{AccessKey, Change, KeyOrigin, RunsOn, Seal, Standing, Step},
    terms::{Fact, Keep, KeyId, Timestamp},
    view::{sheet::Sheet, theme},
    wizard::{FieldId, Model, Wish},
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let keys = model.facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    // Of the only key the form below has the resting place, which need not be said twice.
    let is_below = keys.len() == 1 && model.form.fields.iter().any(|field| field.id == FieldId::from(Wish::Keep));
    for key in keys {
        let made = key.created.map(|at| text.date(at)).unwrap_or_default();
        let age = text.screen_key_age(made, &key.id);
        let notes = notes(model, text, key, is_below);
        // What is said of a key must say of which.
        if sheet.is_whole() {
            sheet.say(&std::iter::once(age).chain(notes).collect::<Vec<_>>().join(", "), theme::PLAIN);
            continue;
        }
        sheet.say(&age, theme::PLAIN);
        if !notes.is_empty() {
            sheet.say_indented(&notes.join(" · "), "  ", theme::QUIET);
        }
    }
    if !keys.is_empty() {
        sheet.blank();
    }
    places(sheet, model, text);
    replacement(sheet, model, text, keys);
}

/// That a key is old, or that another takes its place, and what comes of that.
fn replacement(sheet: &mut Sheet, model: &Model, text: &Text, keys: &[AccessKey]) {
    let is_old = |key: &&AccessKey| model.facts.is_in_use(&key.id) && model.facts.is_old(key, model.now);
    match keys.iter().find(|key| model.intent.rotating.as_ref() == Some(&key.id)) {
        None if keys.iter().any(|key| is_old(&key)) => {
            sheet.say(sheet.either(text.screen_key_old(), text.plain_key_old()), theme::NOTICE);
        }
        None => return,
        Some(old) => {
            sheet.say(&text.screen_replacing(&old.id), theme::PLAIN);
            match model.standing(Step::Key).open() {
                Some(Change::EditProject { edits }) => {
                    return super::project::lines_of(sheet, model, text, edits);
                }
                Some(Change::DeactivateKey { key, .. }) if *key == old.id && model.intent.runs_on != RunsOn::Local => {
                    sheet.say(&text.screen_key_elsewhere(&old.id), theme::NOTICE);
                }
                Some(_) | None => {}
            }
        }
    }
    sheet.blank();
}

/// What is seen of a key.
pub(in crate::view) fn seen(model: &Model, text: &Text, id: &KeyId) -> Option<String> {
    let key = model.facts.keys.present()?.iter().find(|key| key.id == *id)?;
    let made = key.created.map(|at| text.setup_made(text.date(at)));
    Some(made.into_iter().chain(notes(model, text, key, false)).collect::<Vec<_>>().join(", "))
}

/// That there is no keychain here, as long as a place is to be chosen; of the sealed file, which it is and what opens it.
fn places(sheet: &mut Sheet, model: &Model, text: &Text) {
    let mut all = Vec::new();
    let done = model.standing(Step::Key) == Standing::Done;
    if let Some(why) = model.facts.machine.present().and_then(|machine| machine.without_keychain()).filter(|_| !done) {
        all.push(text.no_keychain(why).to_owned());
    }
    if let (Keep::File, Some(file)) = (model.intent.keep, model.facts.sealed.present()) {
        let path = file.path.display();
        all.push(match file.seal {
            Seal::Unmade => text.screen_sealed_new(path),
            Seal::Closed | Seal::Wrong => text.screen_sealed_closed(path),
            Seal::Open => text.screen_sealed_open(path),
        });
    }
    all.iter().for_each(|said| sheet.say(said, theme::PLAIN));
    if !all.is_empty() {
        sheet.blank();
    }
}

/// When it was used, where its secret is, as far as it is known, and whether IAM lets it work. That it is in the chosen place
/// and in no other is left out where the page has that in its form.
fn notes(model: &Model, text: &Text, key: &AccessKey, is_below: bool) -> Vec<String> {
    let ago = |at: Timestamp| {
        let passed = model.now.duration_since(at).max(jiff::SignedDuration::ZERO).unsigned_abs();
        text.time_ago(text.duration(passed))
    };
    let kept = model.facts.kept.present().is_some_and(|kept| kept.iter().any(|it| it.id == key.id));
    let project = model.facts.project.present();
    let own = project.is_some_and(|project| project.own_keys.contains(&key.id));
    let in_env = project.is_some_and(|project| !project.names_of(&key.id).is_empty());
    let mut notes = match &key.used {
        Fact::Present(at) => vec![text.screen_key_used(ago(*at))],
        Fact::Absent => vec![text.screen_key_never_used().to_owned()],
        Fact::Unknown | Fact::Hidden(_) => Vec::new(),
    };
    let mut places = Vec::new();
    if kept {
        places.push(text.place(model.intent.keep));
    } else if model.facts.lost_key() == Some(key) {
        notes.push(text.screen_key_lost(text.place(model.intent.keep)));
    }
    if key.origin == KeyOrigin::ForServer {
        notes.push(text.key_origin(key.origin).to_owned());
    }
    let locked = model.facts.sealed.present().is_some_and(|file| matches!(file.seal, Seal::Closed | Seal::Wrong));
    // Where it was put is known, and that it is still there is not.
    if own && !kept && model.intent.keep == Keep::File && locked {
        notes.push(text.screen_key_locked(text.place(Keep::File)));
    }
    if in_env {
        places.push(text.keep_project());
    }
    places.dedup();
    let is_said = is_below && kept && !in_env;
    if !places.is_empty() && !is_said {
        notes.push(text.key_rests(places.join(", ")));
    }
    if !key.active {
        notes.push(text.screen_key_inactive().to_owned());
    }
    notes.dedup();
    notes
}
