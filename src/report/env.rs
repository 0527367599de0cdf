//! `sesame env`: the lines for `.env`. On stdout a secret is a placeholder; it is real only in the file, with
//! `--write`. Never knows a secret itself. Without `--write` its chain of questions is a look's, two long
//! (`engine::observe`).

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::{
    bench::Bench,
    exit::Exit,
    out::Out,
    stop::Stop,
    stops::{missing_flags, refused_as_read_only, stopped_at_sign_in, unusable_env, wrong_passphrase},
};
use crate::{
    cli::{self, EnvFormat},
    engine::{apply, asking::Young, carry, mend, settle},
    laravel::{
        dotenv,
        plan::{self, AppKey, Guide, LineValue, MAIL_FROM_NAME, MailSettings, SwitchLine},
    },
    setup::{
        Access, Change, EditKind, Facts, FileEdit, Part, ProjectFile, Question, Scope, Standing, Step, Value, assess,
        notes::Note, server_lines, wish, wish_without_an_app,
    },
    terms::{Fact, Failure, FailureKind, shell_word},
};

/// Runs the command.
pub async fn run(bench: &Bench, flags: &cli::EnvArgs) -> Result<Exit, Stop> {
    let (facts, trouble) = bench.look_as(if flags.write { Young::InARow } else { Young::Once }).await;
    let project = match (&facts.project, flags.write) {
        (Fact::Present(project), _) => Some(project),
        // The lines are useful without a file to put them into.
        (Fact::Absent, false) => None,
        (Fact::Absent | Fact::Hidden(_) | Fact::Unknown, _) => {
            let why = trouble.iter().find(|it| matches!(it.kind, FailureKind::NotLaravel | FailureKind::File)).cloned();
            let why = why.unwrap_or_else(|| Failure::new(FailureKind::NotLaravel, "look at the Laravel app"));
            return Err(bench.stopped_by(why.into(), &trouble));
        }
    };
    let missing = |question| bench.stopped_by(missing_flags(&bench.text, &[question]), &trouble);
    let region = bench.intent.region.ok_or_else(|| missing(Question::Region))?;
    let key = facts.app_key().map_or(AppKey::ToCome, |key| AppKey::Known(key.id.clone()));
    let sealed = bench.missing(&facts).contains(&Question::Passphrase);
    if sealed && (flags.write || flags.out.is_some()) {
        return Err(missing(Question::Passphrase));
    }
    let has_key = facts.app_key().is_some() || bench.intent.access != Access::Key;
    let key = match bench.intent.access {
        Access::Key => key,
        Access::Role(_) => AppKey::Role,
    };
    let wish = match project {
        Some(project) => wish(&bench.intent, project, key, region).ok_or_else(|| missing(Question::From))?,
        None => wish_without_an_app(&bench.intent, key, region).ok_or_else(|| missing(Question::From))?,
    };
    // Sesame does not switch the mailer of printed lines later, so they have what the app needs in the end.
    let wish = MailSettings { guide: guide(flags), switch: SwitchLine::Now, ..wish };
    let lines = plan::lines(project.map(|project| &project.app), &wish);
    let known = |(name, value): &(String, LineValue)| match value {
        LineValue::Plain(text) => (name.clone(), json!(text)),
        LineValue::KeyId(Some(id)) => (name.clone(), json!(id.as_str())),
        LineValue::KeyId(None) | LineValue::Secret | LineValue::SmtpPassword => (name.clone(), Json::Null),
    };
    let values: Map<String, Json> = lines.iter().map(known).collect();
    if let Some(path) = &flags.out {
        return carry_away(bench, &facts, &trouble, path, values).await;
    }
    if flags.write {
        return write(bench, facts, &trouble, values, guide(flags)).await;
    }
    bench.tell(&trouble);
    if project.is_none() && bench.intent.mailer.is_none() {
        bench.out.note(bench.text.env_no_app(<&str>::from(wish.mailer)));
    }
    if sealed {
        bench.out.note(bench.text.env_sealed());
    } else if !has_key {
        bench.out.note(bench.text.env_no_key());
    }
    let unsaid = project.and_then(|project| plan::unsaid_name(&project.app));
    let unsaid = unsaid.filter(|_| bench.intent.from_name.is_none());
    if let Some(name) = unsaid.clone() {
        bench.note(&[Note::FromNameUnsaid { name }]);
    }
    if bench.out == Out::Json || flags.format == EnvFormat::Json {
        Out::Json.object(&json!({ "values": values }));
        return Ok(Exit::Well);
    }
    for (name, value) in lines {
        let value = match value {
            LineValue::Plain(text) => text,
            LineValue::KeyId(Some(id)) => id.to_string(),
            LineValue::KeyId(None) => bench.text.env_key_placeholder().to_owned(),
            LineValue::Secret | LineValue::SmtpPassword => bench.text.env_placeholder().to_owned(),
        };
        // The reference that is there stays there.
        let kept = project.filter(|_| unsaid.is_some() && name == MAIL_FROM_NAME && flags.format == EnvFormat::Dotenv);
        match kept.and_then(|project| project.app.env.line_now(&name)) {
            Some(line) => bench.out.data(line),
            None => bench.out.data(formatted(flags.format, &name, &value)?),
        }
    }
    Ok(Exit::Well)
}

/// Writes the lines for another machine into a file of their own.
async fn carry_away(
    bench: &Bench,
    facts: &Facts,
    trouble: &[Failure],
    path: &Path,
    values: Map<String, Json>,
) -> Result<Exit, Stop> {
    bench.tell(trouble);
    let lines = server_lines(&bench.intent, facts, bench.now())
        .ok_or_else(|| Stop::asked(FailureKind::Conflict, bench.text.env_not_yet(bench.text.step_name(Step::Key))))?;
    carry::into_file(&bench.ports, path, &lines).await?;
    match bench.out {
        Out::Json => bench.out.object(&json!({ "values": values, "file": path.display().to_string() })),
        Out::Text => bench.out.note(bench.text.env_carried(path.display())),
    }
    Ok(Exit::Well)
}

fn guide(flags: &cli::EnvArgs) -> Guide {
    if flags.guide { Guide::Follow } else { Guide::Skip }
}

fn formatted(format: EnvFormat, name: &str, value: &str) -> Result<String, Failure> {
    Ok(match format {
        EnvFormat::Dotenv => {
            let line = dotenv::merge(b"", &[(name.to_owned(), value.to_owned())])
                .map_err(|why| Failure::new(FailureKind::EnvUnusable, format!("write {name}")).because(why))?;
            String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned()
        }
        EnvFormat::Shell => format!("export {name}={}", shell_word(value)),
        // Docker reads a value literally, to the end of the line.
        EnvFormat::Docker | EnvFormat::Json => format!("{name}={value}"),
    })
}

/// Makes the changes of `setup` to the project and no other; with `--guide` also writes the guide's lines.
async fn write(
    bench: &Bench,
    mut facts: Facts,
    trouble: &[Failure],
    values: Map<String, Json>,
    guide: Guide,
) -> Result<Exit, Stop> {
    let text = &bench.text;
    let stop = stopped_at_sign_in(bench, &facts, trouble).or_else(|| unusable_env(bench, &facts));
    if let Some(stop) = stop.or_else(|| wrong_passphrase(trouble)) {
        return Err(bench.stopped_by(stop, trouble));
    }
    bench.tell(trouble);
    let mut written = 0;
    // First the lines, then the mailer, where it may be switched already.
    while written < 2
        && let Standing::Open { next: change @ (Change::EditProject { .. } | Change::SwitchMailer { .. }) } =
            assess(Step::Project, &bench.intent, &facts, bench.now())
    {
        carry_out(bench, &mut facts, change).await?;
        written += 1;
    }
    let standing = assess(Step::Project, &bench.intent, &facts, bench.now());
    // What prevents the other lines prevents the guide's lines too.
    let exit = match &standing {
        Standing::Open { .. } | Standing::Done => Exit::Well,
        Standing::Blocked { by: Step::Identity | Step::Production } => Exit::Waiting,
        Standing::Blocked { by } => {
            return Err(match assess(*by, &bench.intent, &facts, bench.now()).asks() {
                [] => Stop::asked(FailureKind::Conflict, text.env_not_yet(text.step_name(by))),
                asks => missing_flags(text, asks),
            });
        }
        Standing::Waiting { .. }
        | Standing::Wrong { .. }
        | Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Refused(_) => {
            let said = text.summary(Step::Project, &standing, &bench.intent, &facts);
            return Err(Stop::asked(FailureKind::Conflict, said));
        }
    };
    match guide {
        Guide::Follow => {
            if let Some(change) = lines_of_the_guide(bench, &facts) {
                carry_out(bench, &mut facts, change).await?;
                written += 1;
            }
        }
        Guide::Skip => {}
    }
    let said = match (&standing, written > 0) {
        (Standing::Blocked { by }, _) => text.switched_after(*by),
        (_, true) => text.env_written(".env"),
        (_, false) => text.env_nothing(".env"),
    };
    match bench.out {
        Out::Json => bench.out.object(&json!({ "values": values, "written": written > 0 })),
        Out::Text => bench.out.note(said),
    }
    Ok(exit)
}

async fn carry_out(bench: &Bench, facts: &mut Facts, change: Change) -> Result<(), Stop> {
    let text = &bench.text;
    if let Some(stop) = refused_as_read_only(bench, &change) {
        return Err(stop);
    }
    bench.out.note(format!("▸ {}", text.setup_doing(text.change(&change))));
    mend(&bench.ports, &bench.intent, facts).await?;
    apply(&bench.ports, change).await?;
    bench.out.note(format!("  {}", text.setup_done()));
    let scope = Scope::of([Part::Project]);
    facts.forget(&scope);
    let trouble = settle::look(&bench.ports, &bench.intent, facts, scope, &mut |_| {}).await;
    match trouble.into_iter().next() {
        Some(failure) => Err(failure.into()),
        None => Ok(()),
    }
}

/// The lines that only `--guide` writes and that `.env` lacks.
fn lines_of_the_guide(bench: &Bench, facts: &Facts) -> Option<Change> {
    let project = facts.project.present()?;
    let wish = wish(&bench.intent, project, AppKey::ToCome, bench.intent.region?)?;
    let wish =
        |guide| plan::lines(Some(&project.app), &MailSettings { guide, switch: SwitchLine::Later, ..wish.clone() });
    let without = wish(Guide::Skip);
    let lacking = wish(Guide::Follow).into_iter().filter(|line| !without.contains(line));
    let lines: Vec<(String, Value)> = lacking
        .filter_map(|(name, value)| match value {
            LineValue::Plain(text) => Some((name, Value::Plain(text))),
            LineValue::KeyId(_) | LineValue::Secret | LineValue::SmtpPassword => None,
        })
        .collect();
    let edit = FileEdit { file: ProjectFile(".env".into()), seen: project.env.clone(), kind: EditKind::Dotenv(lines) };
    (edit.kind != EditKind::Dotenv(Vec::new())).then(|| Change::EditProject { edits: vec![edit] })
}
