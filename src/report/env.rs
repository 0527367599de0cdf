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
    stops::{lacking, refused_as_read_only, stopped_at_sign_in, unusable_env, wrong_passphrase},
};
use crate::{
    cli::{self, EnvFormat},
    engine::{apply, asking::Young, carry, mend, settle},
    laravel::{
        Mailer,
        dotenv::{self, Reader},
        plan::{self, AppKey, Guide, LineValue, MAIL_FROM_NAME, MailSettings, SwitchLine},
    },
    setup::{
        Access, Change, EditKind, Facts, FileEdit, Intent, Part, Project, ProjectFile, Question, Refusal, Scope,
        Standing, Step, Value, assess, notes::Note, server_lines, waits_for_production, wish, wish_without_an_app,
    },
    terms::{Fact, Failure, FailureKind},
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
    let missing = |question| {
        tell_what_is_known(bench, project, question, flags);
        bench.stopped_by(lacking(bench, &[question], &facts), &trouble)
    };
    let region = bench.intent.region.ok_or_else(|| missing(Question::Region))?;
    let key = facts.app_key().map_or(AppKey::ToCome, |key| AppKey::Known(key.id.clone()));
    let sealed = bench.missing(&facts).contains(&Question::Passphrase);
    if sealed && (flags.write || flags.out.is_some()) {
        if let Some(stop) = wrong_passphrase(&trouble) {
            return Err(bench.stopped_by(stop, &trouble));
        }
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
    let app = project.map(|project| &project.app);
    let mut lines = plan::lines(app, &wish);
    if let Some(name) = flags.only.iter().find(|name| !lines.iter().any(|(other, _)| other == *name)) {
        let names: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).collect();
        let said = bench.text.env_no_such_line(name, names.join(", "));
        return Err(bench.stopped_by(Stop::asked(FailureKind::BadInput, said), &trouble));
    }
    let misread = misread(project, &lines);
    let is_wanted = |name: &str| flags.only.is_empty() || flags.only.iter().any(|it| it == name);
    lines.retain(|(name, _)| is_wanted(name));
    // What would make strangers' sign-ups fail is no line to be pasted yet. One that is asked for by its name is.
    let is_printed = !flags.write && flags.out.is_none() && flags.only.is_empty();
    let mut later = Vec::new();
    if waits_for_production(&bench.intent, &facts) && is_printed {
        [lines, later] = plan::lines_and_switch(app, &wish);
    }
    let known = |(name, value): &(String, LineValue)| match value {
        LineValue::Plain(text) => (name.clone(), json!(text)),
        LineValue::Null => (name.clone(), json!("null")),
        LineValue::KeyId(Some(id)) => (name.clone(), json!(id.as_str())),
        LineValue::KeyId(None) | LineValue::Secret | LineValue::SmtpPassword => (name.clone(), Json::Null),
    };
    let values: Map<String, Json> = lines.iter().chain(&later).map(known).collect();
    let values_later: Map<String, Json> = later.iter().map(known).collect();
    let nowhere = (wish.mailer == Mailer::Smtp && !facts.may_have_smtp(region)).then_some(Refusal::NoSmtpHost(region));
    if let Some(path) = &flags.out {
        nowhere.iter().for_each(|it| bench.out.note(format!("! {}", bench.text.refusal(it))));
        return carry_away(bench, &facts, &trouble, path, flags, values).await;
    }
    if flags.write {
        return write(bench, facts, &trouble, values, misread, guide(flags)).await;
    }
    bench.tell(&trouble);
    tell_misread(bench, &misread);
    nowhere.iter().for_each(|it| bench.out.note(bench.text.refusal(it)));
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
    let variable = plan::mailer_variable(app);
    if !later.is_empty() {
        bench.out.note(bench.text.env_sandbox(bench.text.region(region), variable));
    }
    let unread: Vec<&str> = lines.iter().map(|(name, _)| name.as_str()).filter(|it| !wish.mailer.reads(it)).collect();
    if !unread.is_empty() {
        bench.out.note(bench.text.screen_env_unread(<&str>::from(wish.mailer), unread.join(", ")));
    }
    if bench.out == Out::Json || flags.format == EnvFormat::Json {
        Out::Json.object(&json!({ "values": values, "later": values_later, "misread": misread }));
        return Ok(Exit::Well);
    }
    let form = flags.format.form();
    for (name, value) in lines {
        // The reference that is there stays there.
        let kept = project.filter(|_| unsaid.is_some() && name == MAIL_FROM_NAME && flags.format == EnvFormat::Dotenv);
        match kept.and_then(|project| project.app.env.line_now(&name)) {
            Some(line) => bench.out.data(line),
            None => bench.out.data(printed(bench, form, &name, value)?),
        }
    }
    if !later.is_empty() {
        bench.out.data(format!("# {}", bench.text.env_later()));
    }
    for (name, value) in later {
        bench.out.data(format!("# {}", printed(bench, form, &name, value)?));
    }
    Ok(Exit::Well)
}

/// A line as it is printed, with a placeholder for what is secret or to come.
fn printed(bench: &Bench, form: dotenv::EnvForm, name: &str, value: LineValue) -> Result<String, Failure> {
    let value = match value {
        LineValue::Null => None,
        LineValue::Plain(text) => Some(text),
        LineValue::KeyId(Some(id)) => Some(id.to_string()),
        LineValue::KeyId(None) => Some(bench.text.env_key_placeholder().to_owned()),
        LineValue::Secret | LineValue::SmtpPassword => Some(bench.text.env_placeholder().to_owned()),
    };
    dotenv::elsewhere(form, name, value.as_deref()).map_err(unwritable(name))
}

/// Says, where the sender is missing, which lines do not depend on it.
fn tell_what_is_known(bench: &Bench, project: Option<&Project>, missing: Question, flags: &cli::EnvArgs) {
    let (Question::From, Some(region)) = (missing, bench.intent.region) else { return };
    let intent = Intent { from: "no-reply@example.co.kr".parse().ok(), ..bench.intent.clone() };
    let key = if intent.access == Access::Key { AppKey::ToCome } else { AppKey::Role };
    let wish = match project {
        Some(project) => wish(&intent, project, key, region),
        None => wish_without_an_app(&intent, key, region),
    };
    let Some(wish) = wish else { return };
    let wish = MailSettings { guide: guide(flags), switch: SwitchLine::Later, ..wish };
    let known = plan::lines(project.map(|project| &project.app), &wish).into_iter().filter_map(|(name, value)| {
        let LineValue::Plain(text) = value else { return None };
        let depends = text.contains("example.co.kr") || name == MAIL_FROM_NAME;
        (!depends).then(|| dotenv::elsewhere(flags.format.form(), &name, Some(&text)).ok())?
    });
    let known: Vec<String> = known.collect();
    if !known.is_empty() {
        bench.out.note(bench.text.env_known());
        known.iter().for_each(|line| bench.out.note(format!("  {line}")));
    }
}

/// Writes the lines for another machine into a file of their own.
async fn carry_away(
    bench: &Bench,
    facts: &Facts,
    trouble: &[Failure],
    path: &Path,
    flags: &cli::EnvArgs,
    values: Map<String, Json>,
) -> Result<Exit, Stop> {
    bench.tell(trouble);
    let lines = server_lines(&bench.intent, facts, bench.now())
        .ok_or_else(|| Stop::asked(FailureKind::Conflict, not_yet(bench, facts, Step::Key)))?;
    let lines: Vec<(String, Value)> =
        lines.into_iter().filter(|(name, _)| flags.only.is_empty() || flags.only.contains(name)).collect();
    carry::into_file(&bench.ports, path, &lines, flags.format.form()).await?;
    match bench.out {
        Out::Json => bench.out.object(&json!({ "values": values, "file": path.display().to_string() })),
        Out::Text => bench.out.note(bench.text.env_carried(path.display())),
    }
    if carry::is_open_to_git(&bench.ports, path).await {
        bench.out.note(format!("! {}", bench.text.env_open_to_git(path.display())));
    }
    Ok(Exit::Well)
}

fn guide(flags: &cli::EnvArgs) -> Guide {
    if flags.guide { Guide::Follow } else { Guide::Skip }
}

fn unwritable(name: &str) -> impl FnOnce(dotenv::NotWritable) -> Failure {
    let doing = format!("write {name}");
    move |why| Failure::new(FailureKind::EnvUnusable, doing).because(why)
}

/// Makes the changes of `setup` to the project and no other; with `--guide` also writes the guide's lines.
async fn write(
    bench: &Bench,
    mut facts: Facts,
    trouble: &[Failure],
    values: Map<String, Json>,
    misread: Vec<Misread>,
    guide: Guide,
) -> Result<Exit, Stop> {
    let text = &bench.text;
    let stop = stopped_at_sign_in(bench, &facts, trouble).or_else(|| unusable_env(bench, &facts));
    if let Some(stop) = stop.or_else(|| wrong_passphrase(trouble)) {
        return Err(bench.stopped_by(stop, trouble));
    }
    bench.tell(trouble);
    let mut written = write_lines(bench, &mut facts).await?;
    let standing = assess(Step::Project, &bench.intent, &facts, bench.now());
    // What prevents the other lines prevents the guide's lines too.
    let exit = end_of(bench, &facts, &standing)?;
    match guide {
        Guide::Follow => {
            if let Some(change) = lines_of_the_guide(bench, &facts) {
                carry_out(bench, &mut facts, change).await?;
                written += 1;
            }
        }
        Guide::Skip => {}
    }
    // What was said here is not undone by the next set-up.
    bench.ports.remember(&bench.intent)?;
    let said = match (&standing, written > 0) {
        (Standing::Blocked { by }, _) => text.switched_after(*by),
        (_, true) => text.env_written(".env"),
        (_, false) => text.env_nothing(".env"),
    };
    let then = still_to_run(&standing, &facts, written > 0);
    match bench.out {
        Out::Json => {
            bench.out.object(&json!({ "values": values, "written": written > 0, "misread": misread, "then": then }))
        }
        Out::Text => {
            bench.out.note(said);
            tell_misread(bench, &misread);
            tell_what_to_run(bench, &then);
        }
    }
    Ok(exit)
}

/// A line that a program of the project takes for another value, whichever way it is written.
#[derive(serde::Serialize)]
struct Misread {
    name: String,
    readers: Vec<Reader>,
}

fn misread(project: Option<&Project>, lines: &[(String, LineValue)]) -> Vec<Misread> {
    let Some(project) = project else { return Vec::new() };
    let misread = |(name, value): &(String, LineValue)| {
        let LineValue::Plain(text) = value else { return None };
        let readers = project.app.misreaders(name, text);
        (!readers.is_empty()).then(|| Misread { name: name.clone(), readers })
    };
    lines.iter().filter_map(misread).collect()
}

fn tell_misread(bench: &Bench, misread: &[Misread]) {
    for Misread { name, readers } in misread {
        bench.out.note(format!("! {}", bench.text.env_misread(name, bench.text.readers(readers))));
    }
}

/// First the lines, each with what must be closed before it, then the mailer, where it may be switched already. How many
/// changes that were.
pub(super) async fn write_lines(bench: &Bench, facts: &mut Facts) -> Result<usize, Stop> {
    let mut made = 0;
    while made < 4
        && let Standing::Open {
            next: change @ (Change::EditProject { .. } | Change::SwitchMailer { .. } | Change::MendLeak { .. }),
        } = assess(Step::Project, &bench.intent, facts, bench.now())
    {
        carry_out(bench, facts, change).await?;
        made += 1;
    }
    Ok(made)
}

/// How a command ends that has written what could be written.
pub(super) fn end_of(bench: &Bench, facts: &Facts, standing: &Standing) -> Result<Exit, Stop> {
    let text = &bench.text;
    match standing {
        Standing::Open { .. } | Standing::Done => Ok(Exit::Well),
        Standing::Blocked { by: Step::Identity | Step::Production } => Ok(Exit::Waiting),
        Standing::Blocked { by } => Err(match assess(*by, &bench.intent, facts, bench.now()).asks() {
            [] => Stop::asked(FailureKind::Conflict, not_yet(bench, facts, *by)),
            asks => lacking(bench, asks, facts),
        }),
        Standing::Undecided { asks } => Err(lacking(bench, asks, facts)),
        Standing::Waiting { .. } | Standing::Wrong { .. } | Standing::Unknown | Standing::Refused(_) => {
            let said = text.summary(Step::Project, standing, &bench.intent, facts);
            Err(Stop::asked(FailureKind::Conflict, said))
        }
    }
}

/// That another step comes first, and the command that brings it about.
pub(super) fn not_yet(bench: &Bench, facts: &Facts, by: Step) -> String {
    bench.text.env_not_yet(bench.that_makes_it(facts), bench.text.step_name(by))
}

/// Prints the commands that are left to run.
pub(super) fn tell_what_to_run(bench: &Bench, then: &[String]) {
    if !then.is_empty() {
        bench.out.note(bench.text.env_then());
        then.iter().for_each(|command| bench.out.note(format!("  {command}")));
    }
}

/// The commands with which the app and its workers take up what was written.
pub(super) fn still_to_run(standing: &Standing, facts: &Facts, written: bool) -> Vec<String> {
    let Some(project) = facts.project.present() else { return Vec::new() };
    let renewal = match standing.open() {
        Some(Change::RunTool { tool, runner }) => Some(runner.shown(tool.artisan())),
        Some(_) | None => None,
    };
    let stale = renewal.is_some() || written;
    let restarts = plan::restarts(&project.app).into_iter().filter(|_| stale);
    renewal.into_iter().chain(restarts).collect()
}

/// Makes one change to the project, and looks at it again.
pub(super) async fn carry_out(bench: &Bench, facts: &mut Facts, change: Change) -> Result<(), Stop> {
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
            LineValue::Null => Some((name, Value::Null)),
            LineValue::KeyId(_) | LineValue::Secret | LineValue::SmtpPassword => None,
        })
        .collect();
    let edit = FileEdit { file: ProjectFile(".env".into()), seen: project.env.clone(), kind: EditKind::Dotenv(lines) };
    (edit.kind != EditKind::Dotenv(Vec::new())).then(|| Change::EditProject { edits: vec![edit] })
}
