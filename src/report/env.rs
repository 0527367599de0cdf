//! `sesame env`: the lines for `.env`. On stdout a secret is a placeholder; it is real only in the file, with `--write`.

use serde_json::{Map, Value as Json, json};

use super::{Bench, Exit, missing_flags, out::Out, stopped_at_sign_in};
use crate::{
    cli::{self, EnvFormat},
    engine::apply,
    laravel::{
        dotenv,
        plan::{self, AppKey, Guide, LineValue, Switch, Wish},
    },
    setup::{Change, Question, Standing, Step, assess, wish},
    terms::{Failure, FailureKind},
};

pub async fn run(bench: &Bench, flags: &cli::Env) -> Result<Exit, Failure> {
    let (facts, trouble) = bench.look().await;
    let Some(project) = facts.project.present() else {
        let why = trouble.into_iter().find(|it| matches!(it.kind, FailureKind::NotLaravel | FailureKind::File));
        return Err(why.unwrap_or_else(|| Failure::new(FailureKind::NotLaravel, "look at the Laravel app")));
    };
    let region =
        bench.intent.region.ok_or_else(|| missing_flags(&bench.text, "make the lines", &[Question::Region]))?;
    let key = facts.app_key().map_or(AppKey::ToCome, |key| AppKey::Known(key.id.clone()));
    let wish = wish(&bench.intent, project, key, region)
        .ok_or_else(|| missing_flags(&bench.text, "make the lines", &[Question::From]))?;
    if flags.write {
        return write(bench, &facts, &trouble).await;
    }
    // There is nobody to switch it later: what is printed is what the app needs in the end.
    let wish = Wish { guide: if flags.guide { Guide::Follow } else { Guide::Skip }, switch: Switch::Now, ..wish };
    let lines: Vec<(String, Option<String>)> = plan::lines(Some(&project.app), &wish)
        .into_iter()
        .map(|(name, value)| match value {
            LineValue::Plain(text) => (name, Some(text)),
            LineValue::KeyId | LineValue::Secret | LineValue::SmtpPassword => (name, None),
        })
        .collect();
    if bench.out == Out::Json || flags.format == EnvFormat::Json {
        let values: Map<String, Json> = lines.into_iter().map(|(name, value)| (name, json!(value))).collect();
        Out::Json.object(&json!({ "values": values }));
        return Ok(Exit::Well);
    }
    for (name, value) in lines {
        let value = value.unwrap_or_else(|| bench.text.env_placeholder().to_owned());
        bench.out.data(formatted(flags.format, &name, &value)?);
    }
    Ok(Exit::Well)
}

fn formatted(format: EnvFormat, name: &str, value: &str) -> Result<String, Failure> {
    Ok(match format {
        EnvFormat::Dotenv => {
            let line = dotenv::merge(b"", &[(name.to_owned(), value.to_owned())])
                .map_err(|why| Failure::new(FailureKind::EnvUnusable, format!("write {name}")).because(why))?;
            String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned()
        }
        EnvFormat::Shell => format!("export {name}='{}'", value.replace('\'', r"'\''")),
        // Docker takes a value as it stands, to the end of the line.
        EnvFormat::Docker | EnvFormat::Json => format!("{name}={value}"),
    })
}

/// The same change that `setup` would make; nothing else of it.
async fn write(bench: &Bench, facts: &crate::setup::Facts, trouble: &[Failure]) -> Result<Exit, Failure> {
    match assess(Step::Project, &bench.intent, facts, bench.now()) {
        Standing::Open { next: change @ (Change::EditProject { .. } | Change::SwitchMailer { .. }) } => {
            apply(&bench.ports, change).await?;
            bench.out.note(bench.text.env_written(".env"));
            Ok(Exit::Well)
        }
        Standing::Open { .. } | Standing::Done => {
            bench.out.note(bench.text.env_nothing(".env"));
            Ok(Exit::Well)
        }
        Standing::Blocked { by: Step::Identity | Step::Production } => {
            bench.out.note(bench.text.env_nothing(".env"));
            Ok(Exit::Waiting)
        }
        standing @ (Standing::Blocked { .. }
        | Standing::Waiting { .. }
        | Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Refused(_)) => {
            let signed_out = stopped_at_sign_in(&bench.standings(facts), trouble);
            let summary = bench.text.summary(Step::Project, &standing, &bench.intent, facts);
            Err(signed_out.unwrap_or_else(|| Failure::new(FailureKind::Conflict, "write .env").because(summary)))
        }
    }
}
