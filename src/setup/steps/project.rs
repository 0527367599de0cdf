//! Project: the Laravel app's own files say what this set-up needs.
//!
//! In the sandbox everything but `MAIL_MAILER` is prepared and switched on after approval: until then a stranger's
//! sign-up would end in HTTP 500. Does not know how a file is read or patched: that is `laravel`.

use super::{
    super::{
        Access, Change, EditKind, EnvFlaw, Facts, FileEdit, Intent, KeptKey, NotInForce, Patch, Project, ProjectFile,
        Question, Refusal, Standing, Step, Switch, Value, WhyNot,
    },
    identity,
    in_force::{self, Cache},
    keys::{none_at_hand, taken},
    needs::needs,
    production,
};
use crate::{
    laravel::{
        App, EnvFile, Mailer, MaskedValue, Origin, OwnConfig,
        dotenv::{EnvValue, as_env},
        plan::{self, AppKey, Guide, LineValue, MailSettings, SwitchLine},
    },
    terms::{Fact, Fingerprint, Keep, KeyId, Region, Slot, Timestamp},
};

/// The usual file of variables, and the only one that is written.
const ENV: &str = ".env";

/// What is true of the app.
pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let project = match &facts.project {
        Fact::Unknown => return Standing::Unknown,
        Fact::Absent => return Standing::Undecided { asks: vec![Question::Project] },
        Fact::Hidden(denial) => return Standing::hidden(denial),
        Fact::Present(project) => project,
    };
    let Some(region) = intent.region else { return Standing::Blocked { by: Step::Region } };
    let Some(wish) = wish(intent, project, AppKey::ToCome, region) else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    // That of the file which is read; where that lies elsewhere, of the one that would be written.
    let (file, read) = match project.app.env_in_force() {
        Some(read) => (project.app.env_name(), read),
        None => (ENV, &project.app.env),
    };
    if let EnvFile::Refused(why) = read {
        let (file, why) = (ProjectFile(file.to_owned()), why.clone());
        return Standing::Refused(Refusal::Env(EnvFlaw::Unreadable { file, why }));
    }
    if let Some(why) = &project.unpatchable {
        return Standing::Refused(Refusal::Config(why.clone()));
    }
    if wish.mailer == Mailer::Smtp && !facts.may_have_smtp(region) {
        return Standing::Refused(Refusal::NoSmtpHost(region));
    }
    let (key, signs_in) = match intent.access {
        Access::Key => {
            let Some(key) = facts.app_key() else { return none_at_hand(facts) };
            if let Err(standing) = until_taken(project, intent, facts, key, now) {
                return standing;
            }
            (Some(key), AppKey::Known(key.id.clone()))
        }
        Access::Role(_) if wish.mailer == Mailer::Smtp => return Standing::Refused(Refusal::SmtpWithoutKey),
        Access::Role(_) => (None, AppKey::Role),
    };
    let wish = MailSettings { key: signs_in, ..wish };
    if let Some(other) = in_force::other_file(&project.app) {
        // What is written to `.env` would have no effect for what is started from here.
        return match in_force::hindrance(&project.app, &wish, key) {
            Some(_) => Standing::Refused(Refusal::NotInForce(other)),
            None => cache_or_done(project, &wish, key),
        };
    }
    let prepared = MailSettings { switch: SwitchLine::Later, ..wish.clone() };
    let mut edits = config_edits(&project.patches, &prepared, key);
    let lines =
        lacking_lines(intent, project, &prepared, key).into_iter().chain(line_of_the_fixed(intent, project, &wish));
    // What was switched off is as it was before, and stays so until it is switched on again.
    let is_off = intent.switch == Switch::Off;
    let lines = lines.filter(|(name, _)| !is_off || !plan::WITH_THE_SWITCH.contains(&name.as_str()));
    edits.extend(dotenv_edit(project, lines.collect()));
    if !edits.is_empty() {
        return unless_swallowed(project, closed_first(project, Change::EditProject { edits }));
    }
    // The configuration first: it changes nothing while `.env` names the mailer that is in force, and then one write does all.
    let mut switch = config_edits(&project.switch_patches, &wish, key);
    switch.extend(dotenv_edit(project, lacking_lines(intent, project, &wish, key)));
    if !switch.is_empty() && intent.switch != Switch::Off {
        return match may_switch(intent, facts, now) {
            Ok(()) => {
                let change = Change::SwitchMailer { mailer: wish.mailer, edits: switch };
                unless_swallowed(project, closed_first(project, change))
            }
            Err(standing) => standing,
        };
    }
    // A mailer that was switched off again is another one by the user's wish.
    if project.switched_off(intent).is_some() {
        return Standing::Done;
    }
    match in_force::hindrance(&project.app, &wish, key) {
        Some(why) => Standing::Refused(Refusal::NotInForce(why)),
        None => cache_or_done(project, &wish, key),
    }
}

/// The mailer that is fixed in `config/mail.php`, where `.env` names another one, or none.
fn of_the_fixed(app: &App) -> Option<&str> {
    let own = match &app.own {
        OwnConfig::Read(own) => own,
        OwnConfig::Planned => &app.effective,
    };
    let asks = |origin: &Origin| origin.asked().any(|name| name == app.mailer_variable);
    let fixed = own.default.text().filter(|_| !own.default.origin.as_ref().is_some_and(asks))?;
    (app.env.text(&app.mailer_variable).as_deref() != Some(fixed)).then_some(fixed)
}

/// The line that says what is fixed, before the switch has the file ask for it: so no death between two files changes the mailer.
fn line_of_the_fixed(intent: &Intent, project: &Project, wish: &MailSettings) -> Option<(String, Value)> {
    let wanted: &str = wish.mailer.into();
    let fixed = of_the_fixed(&project.app).filter(|fixed| *fixed != wanted && intent.switch != Switch::Off)?;
    let is_asked_then = project.switch_patches.iter().any(|patch| patch.file.0 != "config/services.php");
    is_asked_then.then(|| (project.app.mailer_variable.clone(), Value::Plain(fixed.to_owned())))
}

/// A cached configuration that says the same is as good as none; another one is made anew.
fn cache_or_done(project: &Project, wish: &MailSettings, key: Option<&KeptKey>) -> Standing {
    match in_force::cache(project, wish, key) {
        Cache::Right => Standing::Done,
        Cache::Stale => Standing::Open { next: in_force::renewal(project) },
        Cache::Elsewhere => Standing::Refused(Refusal::NotInForce(NotInForce {
            setting: "APP_CONFIG_CACHE".into(),
            why: WhyNot::CacheElsewhere,
        })),
    }
}

/// A key that the app has and that works is not written over with one that AWS does not take yet.
fn until_taken(
    project: &Project,
    intent: &Intent,
    facts: &Facts,
    key: &KeptKey,
    now: Timestamp,
) -> Result<(), Standing> {
    let keys = facts.keys.present().map(Vec::as_slice).unwrap_or_default();
    let works = |id: &KeyId| *id != key.id && keys.iter().any(|listed| listed.id == *id && listed.active);
    match project.keys().iter().any(works) {
        true => needs(Step::Key, taken(intent, facts, key, now).err().unwrap_or(Standing::Done)),
        false => Ok(()),
    }
}

/// Before a secret goes into `.env`, what others can read of it is closed.
pub(super) fn closed_first(project: &Project, change: Change) -> Change {
    let holds_a_secret = |edit: &FileEdit| match &edit.kind {
        EditKind::Dotenv(lines) => {
            lines.iter().any(|(_, value)| matches!(value, Value::Of(_) | Value::SmtpPasswordOf { .. }))
        }
        EditKind::Config(_) => false,
    };
    let keeps_it_there = change.keeps().is_some_and(|(_, keep)| keep == Keep::Project);
    let writes_a_secret = keeps_it_there || change.edits().iter().any(holds_a_secret);
    match writes_a_secret && !project.leaks.is_empty() {
        true => Change::MendLeak { leaks: project.leaks.clone() },
        false => change,
    }
}

/// A file whose quotes hide lines is read by phpdotenv, and not written to by us; nor is one that cannot take the lines.
fn unless_swallowed(project: &Project, next: Change) -> Standing {
    let writes_env = next.edits().iter().any(|edit| matches!(edit.kind, EditKind::Dotenv(_)));
    if let Some(why) = project.unfit.as_ref().filter(|_| writes_env) {
        return Standing::Refused(Refusal::Env(EnvFlaw::Unfit(why.clone())));
    }
    match &project.app.env {
        EnvFile::Read { swallow: Some(swallow), .. } => {
            Standing::Refused(Refusal::Env(EnvFlaw::Swallows(swallow.clone())))
        }
        EnvFile::Read { swallow: None, .. } | EnvFile::Missing | EnvFile::Refused(_) => Standing::Open { next },
    }
}

/// Whether `MAIL_MAILER` may be switched, or else the standing of the switch.
pub fn may_switch(intent: &Intent, facts: &Facts, now: Timestamp) -> Result<(), Standing> {
    if intent.switch == Switch::Off {
        return Err(Standing::Done);
    }
    if intent.switches_in_the_sandbox() {
        return Ok(());
    }
    // Mail leaves once the sender is verified and AWS has let the account out; what else is wanted of the identity is for
    // delivery, and no sign-up in the app waits for it.
    let verified = facts.identity.present().is_some_and(|identity| identity.verified);
    if verified && facts.account.present().is_some_and(|account| account.production && account.stop().is_none()) {
        return Ok(());
    }
    needs(Step::Identity, identity::assess(intent, facts, now))?;
    needs(Step::Production, production::assess(intent, facts, now))
}

/// Whether the lines that switch the app over have to wait until AWS grants production access: in the sandbox they would make the
/// mail to everyone else fail.
pub fn waits_for_production(intent: &Intent, facts: &Facts) -> bool {
    facts.account.present().is_some_and(|account| !account.production) && !intent.switches_in_the_sandbox()
}

/// The lines that the same app needs on another machine, each with where its value comes from. Nothing before there is a key.
pub fn server_lines(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<Vec<(String, Value)>> {
    let key = facts.app_key()?;
    let wish = wish_for_a_server(intent, facts, now, AppKey::ToCome)?;
    let app = facts.project.present().map(|project| &project.app);
    let mut lines = lines_with_key(app, &wish, &key.id, &Slot::Resting(intent.keep, key.id.clone()));
    // A name that was not said yet is not carried to a machine where it may be said.
    let unsaid = app.and_then(plan::unsaid_name).filter(|_| intent.from_name.is_none());
    lines.retain(|(name, _)| unsaid.is_none() || name != plan::MAIL_FROM_NAME);
    Some(lines)
}

/// What the same app's configuration is to say on another machine. Of an app that is not here we cannot see whether it has
/// the SDK package, and `smtp` needs none.
pub(super) fn wish_for_a_server(intent: &Intent, facts: &Facts, now: Timestamp, key: AppKey) -> Option<MailSettings> {
    let region = intent.region?;
    let wish = match facts.project.present() {
        Some(project) => wish(intent, project, key, region)?,
        None => wish_without_an_app(intent, key, region)?,
    };
    let switch = match may_switch(intent, facts, now) {
        Ok(()) => SwitchLine::Now,
        Err(_) => SwitchLine::Later,
    };
    Some(MailSettings { switch, ..wish })
}

/// The lines of a wish with this key, whose secret is in this slot.
pub fn lines_with_key(app: Option<&App>, wish: &MailSettings, key: &KeyId, slot: &Slot) -> Vec<(String, Value)> {
    let valued = |(name, value): (String, LineValue)| match value {
        LineValue::Plain(text) => (name, Value::Plain(text)),
        LineValue::Null => (name, Value::Null),
        LineValue::KeyId(_) => (name, Value::KeyId(key.clone())),
        LineValue::Secret => (name, Value::Of(slot.clone())),
        LineValue::SmtpPassword => (name, Value::SmtpPasswordOf { slot: slot.clone(), region: wish.region }),
    };
    let known = match wish.key {
        AppKey::ToCome | AppKey::Known(_) => AppKey::Known(key.clone()),
        AppKey::Role => AppKey::Role,
    };
    plan::lines(app, &MailSettings { key: known, ..wish.clone() }).into_iter().map(valued).collect()
}

/// The same for an app that is not here. A role has no password for `smtp`.
pub fn wish_without_an_app(intent: &Intent, key: AppKey, region: Region) -> Option<MailSettings> {
    let from = intent.from.clone()?;
    let key = match intent.access {
        Access::Key => key,
        Access::Role(_) => AppKey::Role,
    };
    Some(MailSettings {
        mailer: intent.mailer_without_an_app(),
        from_name: intent.from_name.clone().unwrap_or_else(|| from.domain().unicode()),
        from,
        key,
        own_keys: Vec::new(),
        region,
        guide: Guide::Skip,
        switch: SwitchLine::Now,
    })
}

/// What the app's configuration is to say, as far as the intent goes. An app with a role has no key, whichever is given.
pub fn wish(intent: &Intent, project: &Project, key: AppKey, region: Region) -> Option<MailSettings> {
    let from = intent.from.clone()?;
    let key = match intent.access {
        Access::Key => key,
        Access::Role(_) => AppKey::Role,
    };
    let name = intent.from_name.clone().or_else(|| plan::from_name(&project.app));
    Some(MailSettings {
        mailer: intent.mailer_of(&project.app),
        from_name: name.unwrap_or_else(|| from.domain().unicode()),
        from,
        key,
        own_keys: project.own_keys.clone(),
        region,
        guide: Guide::Skip,
        switch: SwitchLine::Now,
    })
}

/// The configuration files that a wish needs changed. They go before `.env`: without its lines they change nothing.
fn config_edits(patches: &[Patch], wish: &MailSettings, key: Option<&KeptKey>) -> Vec<FileEdit> {
    let needed = patches.iter().filter(|patch| key.is_none_or(|key| patch.unless.as_ref() != Some(&key.id)));
    let edit = |patch: &Patch| FileEdit {
        file: patch.file.clone(),
        seen: patch.seen.clone(),
        kind: EditKind::Config(Box::new(wish.clone())),
    };
    needed.map(edit).collect()
}

/// Those of the wanted lines that `.env` does not have yet.
fn lacking_lines(
    intent: &Intent,
    project: &Project,
    wish: &MailSettings,
    key: Option<&KeptKey>,
) -> Vec<(String, Value)> {
    let env = &project.app.env;
    let slot = |key: &KeptKey| Slot::Resting(intent.keep, key.id.clone());
    let lacking = |(name, value): (String, LineValue)| {
        let (has_it, value) = match (value, key) {
            (LineValue::Plain(text), _) => (has_text(env, &name, &text), Value::Plain(text)),
            (LineValue::Null, _) => (is_null(env, &name), Value::Null),
            (LineValue::KeyId(_), Some(key)) => (has_text(env, &name, key.id.as_str()), Value::KeyId(key.id.clone())),
            (LineValue::Secret, Some(key)) => (has_secret(env, &name, Some(&key.print)), Value::Of(slot(key))),
            (LineValue::SmtpPassword, Some(key)) => (
                has_secret(env, &name, key.smtp_print.as_ref()),
                Value::SmtpPasswordOf { slot: slot(key), region: wish.region },
            ),
            // A role has no line of its own.
            (LineValue::KeyId(_) | LineValue::Secret | LineValue::SmtpPassword, None) => return None,
        };
        (!has_it).then_some((name, value))
    };
    plan::lines(Some(&project.app), wish).into_iter().filter_map(lacking).collect()
}

/// Whether a name has this text; of a name off the closed list only the fingerprint can tell.
fn has_text(env: &EnvFile, name: &str, text: &str) -> bool {
    match env.seen(name) {
        Some(MaskedValue::Plain(_)) => env.text(name).as_deref() == Some(text),
        Some(MaskedValue::Hidden { print, .. }) => *print == Fingerprint::of(text),
        None => false,
    }
}

fn is_null(env: &EnvFile, name: &str) -> bool {
    matches!(env.seen(name), Some(MaskedValue::Plain(value)) if as_env(value) == EnvValue::Null)
}

fn has_secret(env: &EnvFile, name: &str, wanted: Option<&Fingerprint>) -> bool {
    match env.seen(name) {
        Some(MaskedValue::Hidden { print, .. }) => Some(print) == wanted,
        Some(MaskedValue::Plain(_)) | None => false,
    }
}

fn dotenv_edit(project: &Project, lines: Vec<(String, Value)>) -> Vec<FileEdit> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![FileEdit { file: ProjectFile(".env".into()), seen: project.env.clone(), kind: EditKind::Dotenv(lines) }]
}
