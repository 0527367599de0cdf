//! Project: the Laravel app's own files say what this set-up needs.
//!
//! In the sandbox everything but `MAIL_MAILER` is prepared and switched on after approval: until then a stranger's
//! sign-up would end in HTTP 500.

use super::super::{
    Change, EditKind, Facts, FileEdit, Intent, Project, ProjectFile, Question, Standing, Step, Tool, Value,
};
use crate::{
    laravel::{
        ConfigCache, EnvFile, Seen,
        plan::{self, AppKey, Guide, LineValue, Switch, Wish},
    },
    terms::{Denial, Fact, KeyId, Region, Slot, Timestamp},
};

pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let project = match &facts.project {
        Fact::Unknown => return Standing::Unknown,
        Fact::Absent => return Standing::Undecided { asks: vec![Question::Project] },
        Fact::Hidden(denial) => return Standing::Refused(denial.clone()),
        Fact::Present(project) => project,
    };
    let Some(region) = intent.region else { return Standing::Blocked { by: Step::Region } };
    if intent.from.is_none() {
        return Standing::Undecided { asks: vec![Question::From] };
    }
    if let EnvFile::Refused(why) = &project.app.env {
        return Standing::Refused(Denial { code: "EnvUnusable".into(), message: why.to_string() });
    }
    if let Some(why) = &project.unpatchable {
        return Standing::Refused(Denial { code: "ConfigUnusable".into(), message: why.clone() });
    }
    let Some(key) = facts.app_key().map(|key| key.id.clone()) else {
        return if facts.kept.is_unknown() { Standing::Unknown } else { Standing::Blocked { by: Step::Key } };
    };
    let Some(wish) = wish(intent, project, AppKey::Known(key.clone()), region) else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    let lacking = |wish: &Wish| lacking_lines(intent, facts, project, wish, &key);
    let prepared = Wish { switch: Switch::Later, ..wish.clone() };
    let mut edits = dotenv_edit(project, lacking(&prepared));
    edits.extend(project.patches.iter().map(|(file, seen)| FileEdit {
        file: file.clone(),
        seen: seen.clone(),
        kind: EditKind::Config(Box::new(prepared.clone())),
    }));
    if !edits.is_empty() {
        return Standing::Open { next: Change::EditProject { edits } };
    }
    let switch = dotenv_edit(project, lacking(&wish));
    if !switch.is_empty() {
        return match may_switch(intent, facts, now) {
            Ok(()) => Standing::Open { next: Change::SwitchMailer { mailer: wish.mailer, edits: switch } },
            Err(standing) => standing,
        };
    }
    match project.app.config_cache {
        ConfigCache::Present => Standing::Open { next: Change::RunTool { tool: Tool::ConfigClear } },
        ConfigCache::Absent => Standing::Done,
    }
}

/// Whether `MAIL_MAILER` may be switched, or the step in the way.
pub fn may_switch(intent: &Intent, facts: &Facts, now: Timestamp) -> Result<(), Standing> {
    if intent.switches_in_the_sandbox() {
        return Ok(());
    }
    for (step, standing) in [
        (Step::Identity, super::identity::assess(intent, facts, now)),
        (Step::Production, super::production::assess(intent, facts, now)),
    ] {
        match standing {
            Standing::Done => {}
            Standing::Unknown => return Err(Standing::Unknown),
            // A pause in the bounce list does not keep mail from leaving.
            Standing::Open { next: Change::SuppressBounces { .. } }
                if facts.account.present().is_some_and(|account| account.production) => {}
            Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Open { .. }
            | Standing::Waiting { .. }
            | Standing::Refused(_) => return Err(Standing::Blocked { by: step }),
        }
    }
    Ok(())
}

/// What the app's configuration is to say, as far as the intent goes.
pub fn wish(intent: &Intent, project: &Project, key: AppKey, region: Region) -> Option<Wish> {
    let from = intent.from.clone()?;
    let name = intent.from_name.clone().or_else(|| plan::from_name(&project.app));
    Some(Wish {
        mailer: intent.mailer.unwrap_or_else(|| plan::default_mailer(&project.app)),
        from_name: name.unwrap_or_else(|| from.domain().unicode()),
        from,
        key,
        own_keys: project.own_keys.clone(),
        region,
        guide: Guide::Skip,
        switch: Switch::Now,
    })
}

/// Those of the wanted lines that `.env` does not have yet.
fn lacking_lines(intent: &Intent, facts: &Facts, project: &Project, wish: &Wish, key: &KeyId) -> Vec<(String, Value)> {
    let env = &project.app.env;
    let slot = Slot::Resting(intent.keep, key.clone());
    let kept = facts.app_key();
    let print_is = |name: &str, print| matches!((env.seen(name), print), (Some(Seen::Hidden { print: old, .. }), Some(new)) if old == new);
    let lines = plan::lines(Some(&project.app), wish).into_iter();
    lines
        .filter_map(|(name, value)| {
            let (value, has_it) = match value {
                LineValue::Plain(text) => {
                    let has_it = env.text(&name).as_ref() == Some(&text);
                    (Value::Plain(text), has_it)
                }
                LineValue::KeyId => {
                    let has_it = env.text(&name).as_deref() == Some(key.as_str());
                    (Value::Plain(key.to_string()), has_it)
                }
                LineValue::Secret => {
                    let has_it = print_is(&name, kept.map(|kept| &kept.print));
                    (Value::Of(slot.clone()), has_it)
                }
                LineValue::SmtpPassword => {
                    let has_it = print_is(&name, kept.and_then(|kept| kept.smtp_print.as_ref()));
                    (Value::SmtpPasswordOf { slot: slot.clone(), region: wish.region }, has_it)
                }
            };
            (!has_it).then_some((name, value))
        })
        .collect()
}

fn dotenv_edit(project: &Project, lines: Vec<(String, Value)>) -> Vec<FileEdit> {
    if lines.is_empty() {
        return Vec::new();
    }
    vec![FileEdit { file: ProjectFile(".env".into()), seen: project.env.clone(), kind: EditKind::Dotenv(lines) }]
}
