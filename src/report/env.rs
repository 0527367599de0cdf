//! `sesame env`: the lines for `.env`. On stdout a secret is a placeholder; it is real only in the file, with `--write`.

use serde_json::{Map, Value as Json, json};

use super::{Bench, Exit, Stop, missing_flags, out::Out, refused_as_read_only, stopped_at_sign_in, unusable_env};
use crate::{
    cli::{self, EnvFormat},
    engine::{apply, settle},
    laravel::{
        dotenv,
        plan::{self, AppKey, Guide, LineValue, Switch, Wish},
    },
    setup::{Change, Facts, Part, Question, Scope, Standing, Step, assess, wish},
    terms::{Failure, FailureKind},
};

pub async fn run(bench: &Bench, flags: &cli::Env) -> Result<Exit, Stop> {
    let (facts, trouble) = bench.look().await;
    let Some(project) = facts.project.present() else {
        let why = trouble.iter().find(|it| matches!(it.kind, FailureKind::NotLaravel | FailureKind::File)).cloned();
        let why = why.unwrap_or_else(|| Failure::new(FailureKind::NotLaravel, "look at the Laravel app"));
        return Err(bench.stopped_by(why.into(), &trouble));
    };
    let missing = |question| bench.stopped_by(missing_flags(&bench.text, &[question]), &trouble);
    let region = bench.intent.region.ok_or_else(|| missing(Question::Region))?;
    let key = facts.app_key().map_or(AppKey::ToCome, |key| AppKey::Known(key.id.clone()));
    let wish = wish(&bench.intent, project, key, region).ok_or_else(|| missing(Question::From))?;
    // There is nobody to switch it later: what is printed is what the app needs in the end.
    let wish = Wish { guide: if flags.guide { Guide::Follow } else { Guide::Skip }, switch: Switch::Now, ..wish };
    let lines = plan::lines(Some(&project.app), &wish);
    let known = |(name, value): &(String, LineValue)| match value {
        LineValue::Plain(text) => (name.clone(), json!(text)),
        LineValue::KeyId | LineValue::Secret | LineValue::SmtpPassword => (name.clone(), Json::Null),
    };
    let values: Map<String, Json> = lines.iter().map(known).collect();
    if flags.write {
        return write(bench, facts, &trouble, values).await;
    }
    bench.tell(&trouble);
    if bench.out == Out::Json || flags.format == EnvFormat::Json {
        Out::Json.object(&json!({ "values": values }));
        return Ok(Exit::Well);
    }
    for (name, value) in lines {
        let value = match value {
            LineValue::Plain(text) => text,
            LineValue::KeyId => bench.text.env_key_placeholder().to_owned(),
            LineValue::Secret | LineValue::SmtpPassword => bench.text.env_placeholder().to_owned(),
        };
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

/// The same changes that `setup` would make; nothing else of it.
async fn write(bench: &Bench, mut facts: Facts, trouble: &[Failure], values: Map<String, Json>) -> Result<Exit, Stop> {
    let text = &bench.text;
    if let Some(stop) = stopped_at_sign_in(bench, &facts, trouble).or_else(|| unusable_env(bench, &facts)) {
        return Err(bench.stopped_by(stop, trouble));
    }
    bench.tell(trouble);
    let mut written = 0;
    // The lines, and then the mailer, where it may be switched already.
    while written < 2
        && let Standing::Open { next: change @ (Change::EditProject { .. } | Change::SwitchMailer { .. }) } =
            assess(Step::Project, &bench.intent, &facts, bench.now())
    {
        if let Some(stop) = refused_as_read_only(bench, &change) {
            return Err(stop);
        }
        bench.out.note(format!("▸ {}", text.setup_doing(text.change(&change))));
        apply(&bench.ports, change).await?;
        bench.out.note(format!("  {}", text.setup_done()));
        written += 1;
        let scope = Scope::of([Part::Project]);
        facts.forget(&scope);
        let trouble = settle::look(&bench.ports, &bench.intent, &mut facts, scope, &mut |_| {}).await;
        if let Some(failure) = trouble.into_iter().next() {
            return Err(failure.into());
        }
    }
    let standing = assess(Step::Project, &bench.intent, &facts, bench.now());
    let (said, exit) = match &standing {
        Standing::Open { .. } | Standing::Done if written > 0 => (text.env_written(".env"), Exit::Well),
        Standing::Open { .. } | Standing::Done => (text.env_nothing(".env"), Exit::Well),
        Standing::Blocked { by: by @ (Step::Identity | Step::Production) } => {
            (text.say_project_prepared(".env", text.step_name(by)), Exit::Waiting)
        }
        Standing::Blocked { by } => {
            return Err(Stop::asked(FailureKind::Conflict, text.env_not_yet(text.step_name(by))));
        }
        Standing::Waiting { .. } | Standing::Unknown | Standing::Undecided { .. } | Standing::Refused(_) => {
            let said = text.summary(Step::Project, &standing, &bench.intent, &facts);
            return Err(Stop::asked(FailureKind::Conflict, said));
        }
    };
    match bench.out {
        Out::Json => bench.out.object(&json!({ "values": values, "written": written > 0 })),
        Out::Text => bench.out.note(said),
    }
    Ok(exit)
}
