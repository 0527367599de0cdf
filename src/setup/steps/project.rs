//! Project: the Laravel app's own files say what this set-up needs.
//!
//! In the sandbox everything but `MAIL_MAILER` is prepared and switched on after approval: until then a stranger's
//! sign-up would end in HTTP 500.

use super::super::{
    Change, EditKind, EnvFile, Facts, FileDigest, FileEdit, Intent, Project, ProjectFile, Question, Seen, Standing, Step,
    Tool, Value,
};
use crate::{
    laravel::plan::{self, LineValue, Mailer, Wish},
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
    let Some(wish) = wish(intent, project, region) else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    if let Fact::Present(EnvFile { values: Err(why), .. }) = &project.env {
        return Standing::Refused(Denial { code: "EnvUnusable".into(), message: why.clone() });
    }
    if let Some(why) = &project.unpatchable {
        return Standing::Refused(Denial { code: "ConfigUnusable".into(), message: why.clone() });
    }
    let Some(key) = facts.app_key().map(|key| key.id.clone()) else {
        return if facts.kept.is_unknown() { Standing::Unknown } else { Standing::Blocked { by: Step::Key } };
    };
    let lacking = |wish: &Wish| lacking_lines(intent, facts, project, wish, &key, region);
    let prepared = Wish { switch: plan::Switch::Leave, ..wish.clone() };
    let mut edits = dotenv_edit(project, lacking(&prepared));
    edits.extend(project.patches.iter().map(|(file, seen)| FileEdit {
        file: file.clone(),
        seen: seen.clone(),
        kind: EditKind::Config(wish.mailer),
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
    if project.app.config_cached() {
        return Standing::Open { next: Change::RunTool { tool: Tool::ConfigClear } };
    }
    Standing::Done
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
pub fn wish(intent: &Intent, project: &Project, region: Region) -> Option<Wish> {
    Some(Wish {
        mailer: mailer(intent, project),
        from: intent.from.clone()?,
        from_name: intent.from_name.clone().unwrap_or_else(|| plan::from_name(&project.app)),
        region,
        guide: plan::Guide::Off,
        switch: plan::Switch::On,
    })
}

fn mailer(intent: &Intent, project: &Project) -> Mailer {
    intent.mailer.unwrap_or_else(|| plan::default_mailer(&project.app))
}

/// Those of the wanted lines that `.env` does not have yet.
fn lacking_lines(
    intent: &Intent,
    facts: &Facts,
    project: &Project,
    wish: &Wish,
    key: &KeyId,
    region: Region,
) -> Vec<(String, Value)> {
    let seen = project.env.present().and_then(|env| env.values.as_ref().ok());
    let slot = Slot::Resting(intent.keep, key.clone());
    plan::lines(&project.app, wish)
        .into_iter()
        .filter_map(|(name, value)| {
            let there = seen.and_then(|seen| seen.get(&name));
            let (value, has_it) = match value {
                LineValue::Plain(text) => {
                    let has_it = matches!(there, Some(Seen::Plain(old)) if *old == text);
                    (Value::Plain(text), has_it)
                }
                LineValue::KeyId => {
                    let has_it = matches!(there, Some(Seen::Plain(old)) if old == key.as_str());
                    (Value::Plain(key.to_string()), has_it)
                }
                LineValue::Secret => {
                    let print = facts.app_key().map(|kept| &kept.print);
                    let has_it = matches!((there, print), (Some(Seen::Hidden { print: old, .. }), Some(new)) if old == new);
                    (Value::Of(slot.clone()), has_it)
                }
                LineValue::SmtpPassword => {
                    let print = facts.app_key().and_then(|kept| kept.smtp_print.as_ref());
                    let has_it = matches!((there, print), (Some(Seen::Hidden { print: old, .. }), Some(new)) if old == new);
                    (Value::SmtpPasswordOf { slot: slot.clone(), region }, has_it)
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
    let seen = project.env.present().map_or(FileDigest(None), |env| env.digest.clone());
    vec![FileEdit { file: ProjectFile(".env".into()), seen, kind: EditKind::Dotenv(lines) }]
}
