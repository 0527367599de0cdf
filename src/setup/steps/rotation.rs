//! From one key to another: a second key, kept, written where the first stood, proven by a message, and only then the first
//! deactivated, and deleted. Pure, and remembers no progress: how far it is stands in the keys that there are, in `.env`,
//! and in what a message of this run showed.
//!
//! At every moment `.env` holds a key that AWS takes: the second goes there only once AWS has taken it, and the first goes
//! only after a message has left with the second.

use jiff::SignedDuration;

use super::{
    super::{
        AccessKey, Change, DeleteReason, EditKind, EnvFlaw, Facts, FileEdit, Intent, KeptKey, KeyOrigin, Project,
        ProjectFile, Question, Refusal, SIMULATOR, Standing, Step, Under, Value, Wait,
    },
    delivery::planned_options,
    in_force, keys,
    needs::{needs, under_whom},
    sender,
};
use crate::{
    laravel::{
        EnvFile, Mailer,
        plan::{KeyNames, SMTP_USER},
    },
    terms::{Fact, KeyId, Slot, Timestamp},
};

/// A key as old as this is better replaced: copies of it that were made by accident have had time to be found.
pub const OLD: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What is true of the key while the second takes the place of `old`.
pub(super) fn standing(intent: &Intent, facts: &Facts, now: Timestamp, under: Under, old: &AccessKey) -> Standing {
    let Some(new) = facts.successor(old) else { return second(intent, facts, now, under, old) };
    if let Err(standing) = keys::taken(intent, facts, new, now) {
        return standing;
    }
    match where_the_first_stands(intent, facts, old, new) {
        Ok(None) => {}
        Ok(Some(next)) => return Standing::Open { next },
        Err(standing) => return standing,
    }
    let (user, key, why) = (intent.user.clone(), old.id.clone(), DeleteReason::Replaced);
    match (old.active, is_proven(facts, new)) {
        (true, false) => proof(intent, facts, &under, new),
        (true, true) => Standing::Open { next: Change::DeactivateKey { under, user, key, why } },
        (false, true | false) => Standing::Open { next: Change::DeleteKey { under, user, key, why } },
    }
}

/// Room for a second key, and the key itself.
fn second(intent: &Intent, facts: &Facts, now: Timestamp, under: Under, old: &AccessKey) -> Standing {
    let keys = facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    if keys::may_still_show(facts, keys, now) {
        return Standing::Waiting { on: Wait::Propagation };
    }
    let user = intent.user.clone();
    let other = keys.iter().find(|key| key.id != old.id);
    let next = match other.filter(|_| keys.len() >= keys::LIMIT) {
        None => {
            let names = keys::resting_names(intent, facts, Some(&old.id));
            Change::IssueKey { under, user, keep: intent.keep, instead_of: Some(old.id.clone()), names }
        }
        Some(other) if intent.retire_key.as_ref() == Some(&other.id) => keys::making_room(under, user, other, now),
        Some(_) => return Standing::Undecided { asks: vec![Question::RetireKey] },
    };
    match needs(Step::Sender, sender::assess(intent, facts)) {
        Ok(()) => Standing::Open { next },
        Err(standing) => standing,
    }
}

/// The change that puts the new key where `.env` has the old one, or that makes the app read it.
fn where_the_first_stands(
    intent: &Intent,
    facts: &Facts,
    old: &AccessKey,
    new: &KeptKey,
) -> Result<Option<Change>, Standing> {
    let project = match &facts.project {
        Fact::Unknown => return Err(Standing::Unknown),
        Fact::Hidden(denial) => return Err(Standing::hidden(denial)),
        // Nothing here reads a key.
        Fact::Absent => return Ok(None),
        Fact::Present(project) => project,
    };
    let lines = lines_in_its_place(intent, project, old, new);
    if !lines.is_empty() {
        return match &project.app.env {
            EnvFile::Refused(why) => {
                let flaw = EnvFlaw::Unreadable { file: ProjectFile(".env".into()), why: why.clone() };
                Err(Standing::Refused(Refusal::Env(flaw)))
            }
            EnvFile::Read { swallow: Some(swallow), .. } => {
                Err(Standing::Refused(Refusal::Env(EnvFlaw::Swallows(swallow.clone()))))
            }
            EnvFile::Read { swallow: None, .. } | EnvFile::Missing => {
                let (file, kind) = (ProjectFile(".env".into()), EditKind::Dotenv(lines));
                Ok(Some(Change::EditProject { edits: vec![FileEdit { file, seen: project.env.clone(), kind }] }))
            }
        };
    }
    // Until it is made anew the app goes on with the old one.
    Ok(in_force::is_cached(project, &old.id).then(|| in_force::renewal(project)))
}

/// The lines of `.env` that stand beside the old key's id, with the new key in them.
fn lines_in_its_place(intent: &Intent, project: &Project, old: &AccessKey, new: &KeptKey) -> Vec<(String, Value)> {
    let slot = || Slot::Resting(intent.keep, new.id.clone());
    let secret = |names: KeyNames| (names.id(), names.secret(), Some(Value::Of(slot())));
    let password = intent.region.map(|region| Value::SmtpPasswordOf { slot: slot(), region });
    [secret(KeyNames::Standard), secret(KeyNames::Separate), (SMTP_USER, "MAIL_PASSWORD", password)]
        .into_iter()
        .filter(|(id, ..)| project.app.env.text(id).as_deref() == Some(old.id.as_str()))
        .filter_map(|(id, secret, value)| {
            Some([(id.to_owned(), Value::KeyId(new.id.clone())), (secret.to_owned(), value?)])
        })
        .flatten()
        .collect()
}

/// A message of this run has left with it.
fn is_proven(facts: &Facts, new: &KeptKey) -> bool {
    facts.delivery.present().is_some_and(|delivery| delivery.key == new.id)
}

/// The message that proves it, or what keeps one from leaving.
fn proof(intent: &Intent, facts: &Facts, under: &Under, new: &KeptKey) -> Standing {
    let Some(from) = intent.from.clone() else { return Standing::Undecided { asks: vec![Question::From] } };
    match &facts.identity {
        Fact::Unknown => return Standing::Unknown,
        Fact::Present(identity) if identity.verified => {}
        Fact::Absent | Fact::Hidden(_) | Fact::Present(_) => return Standing::Blocked { by: Step::Identity },
    }
    let mailer = facts.project.present().map(|project| intent.mailer_of(&project.app));
    let mailer = mailer.or(intent.mailer).unwrap_or(Mailer::Ses);
    let options = Box::new(planned_options(intent, facts, &from, mailer));
    let next = Change::SendTest {
        region: under.region,
        mailer,
        key: new.id.clone(),
        secret: Slot::Resting(intent.keep, new.id.clone()),
        from,
        to: intent.test_to.clone().unwrap_or_else(|| SIMULATOR.parse().expect("an address")),
        options,
    };
    Standing::Open { next }
}

/// What is true of a key that is to go by its name: it is deactivated first, so that whatever still needs it can be helped
/// at once, and then deleted.
pub fn retirement(intent: &Intent, facts: &Facts, key: &KeyId) -> Standing {
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let keys: &[AccessKey] = match &facts.keys {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return Standing::hidden(denial),
        Fact::Absent => &[],
        Fact::Present(keys) => keys,
    };
    let (user, why) = (intent.user.clone(), DeleteReason::Chosen);
    let Some(listed) = keys.iter().find(|listed| listed.id == *key) else { return Standing::Done };
    let key = key.clone();
    let next = match listed.active {
        true => Change::DeactivateKey { under, user, key, why },
        false => Change::DeleteKey { under, user, key, why },
    };
    Standing::Open { next }
}

impl Facts {
    /// The key that has come after another and is at rest: the one that the ledger kept last, else the newest.
    pub fn successor(&self, old: &AccessKey) -> Option<&KeptKey> {
        let new = self.app_key().filter(|kept| kept.id != old.id)?;
        let created = self.keys.present()?.iter().find(|listed| listed.id == new.id)?.created;
        (created? >= old.created?).then_some(new)
    }

    /// Whether the app goes on with it: it is the key of this set-up, or `.env` names it.
    pub fn is_in_use(&self, key: &KeyId) -> bool {
        self.app_key().is_some_and(|app| app.id == *key)
            || self.project.present().is_some_and(|project| !project.names_of(key).is_empty())
    }

    /// Whether the app's key has been there for so long that it is better replaced.
    pub fn is_old(&self, key: &AccessKey, now: Timestamp) -> bool {
        key.origin != KeyOrigin::Orphan && key.created.is_some_and(|created| now.duration_since(created) >= OLD)
    }
}
