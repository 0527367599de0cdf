//! `sesame switch`: the app's mailer, on once it may send, and back to what it was. Does not know when it may: that is for
//! `setup`.

use serde_json::json;

use super::{
    bench::{Bench, with_wanted},
    env::{carry_out, end_of, still_to_run, tell_what_to_run, write_lines},
    exit::Exit,
    out::Out,
    stop::Stop,
    stops::{missing_flags, refused_app, stopped_at_sign_in, unusable_env, wrong_passphrase},
};
use crate::{
    cli,
    engine::{asking::Young, backups::names_before},
    laravel::plan::{MAIL_FROM_NAME, mailer_variable},
    setup::{Change, EditKind, Facts, FileEdit, Project, ProjectFile, Question, Standing, Step, Switch, Value, assess},
    terms::{Fact, Failure, FailureKind},
};

/// Runs the command.
pub async fn run(bench: Bench, flags: &cli::SwitchArgs) -> Result<Exit, Stop> {
    let mut bench = with_wanted(bench, &flags.wanted);
    bench.intent.switch = match (flags.to, flags.now, bench.intent.switch) {
        (cli::SwitchTo::Off, ..) => Switch::Off,
        (cli::SwitchTo::On, true, _) => Switch::Now,
        (cli::SwitchTo::On, false, Switch::Off) => Switch::WhenGranted,
        (cli::SwitchTo::On, false, before) => before,
    };
    let (facts, trouble) = bench.look_as(Young::InARow).await;
    if !matches!(facts.project, Fact::Present(_)) {
        let why = trouble.iter().find(|it| matches!(it.kind, FailureKind::NotLaravel | FailureKind::File)).cloned();
        let why = why.unwrap_or_else(|| Failure::new(FailureKind::NotLaravel, "look at the Laravel app"));
        return Err(bench.stopped_by(why.into(), &trouble));
    }
    match flags.to {
        cli::SwitchTo::On => on(&bench, facts, &trouble).await,
        cli::SwitchTo::Off => off(&bench, facts, &trouble).await,
    }
}

async fn on(bench: &Bench, mut facts: Facts, trouble: &[Failure]) -> Result<Exit, Stop> {
    let stop = stopped_at_sign_in(bench, &facts, trouble).or_else(|| unusable_env(bench, &facts));
    if let Some(stop) = stop.or_else(|| refused_app(bench, &facts)).or_else(|| wrong_passphrase(trouble)) {
        return Err(bench.stopped_by(stop, trouble));
    }
    bench.tell(trouble);
    let written = write_lines(bench, &mut facts).await?;
    let standing = assess(Step::Project, &bench.intent, &facts, bench.now());
    let exit = end_of(bench, &facts, &standing)?;
    bench.ports.remember(&bench.intent)?;
    let then = still_to_run(&standing, &facts, written > 0);
    let mailer = facts.project.present().map(|project| bench.intent.mailer_of(&project.app));
    match bench.out {
        Out::Json => bench.out.object(&json!({ "switched": exit == Exit::Well, "mailer": mailer, "then": then })),
        Out::Text => {
            bench.out.note(match (&standing, mailer) {
                (Standing::Blocked { by }, _) => bench.text.switched_after(*by),
                (_, Some(mailer)) => bench.text.env_switched_on(<&str>::from(mailer)),
                (_, None) => bench.text.env_nothing(".env"),
            });
            tell_what_to_run(bench, &then);
        }
    }
    Ok(exit)
}

async fn off(bench: &Bench, mut facts: Facts, trouble: &[Failure]) -> Result<Exit, Stop> {
    if let Some(stop) = unusable_env(bench, &facts) {
        return Err(bench.stopped_by(stop, trouble));
    }
    let Some(project) = facts.project.present().cloned() else {
        return Err(missing_flags(&bench.text, &[Question::Project]));
    };
    let variable = mailer_variable(Some(&project.app)).to_owned();
    let before = names_before(&bench.ports, &variable).await?;
    let (lines, mailer) = lines_as_before(&project, &variable, before);
    if !lines.is_empty() {
        let (file, kind) = (ProjectFile(".env".into()), EditKind::Dotenv(lines));
        let edits = vec![FileEdit { file, seen: project.env.clone(), kind }];
        carry_out(bench, &mut facts, Change::EditProject { edits }).await?;
    }
    bench.ports.remember(&bench.intent)?;
    let then = still_to_run(&assess(Step::Project, &bench.intent, &facts, bench.now()), &facts, true);
    match bench.out {
        Out::Json => bench.out.object(&json!({ "switched": false, "mailer": mailer, "then": then })),
        Out::Text => {
            bench.out.note(bench.text.env_switched_off(&mailer, &variable));
            tell_what_to_run(bench, &then);
        }
    }
    Ok(Exit::Well)
}

/// What goes with the switch, as it was before Sesame; and the mailer. Without a copy from before, or where that sent by SES
/// too, mail goes to the log.
fn lines_as_before(
    project: &Project,
    variable: &str,
    before: Option<(Vec<String>, Option<String>)>,
) -> (Vec<(String, Value)>, String) {
    const WITH_THE_SWITCH: [&str; 9] = [
        "MAIL_HOST",
        "MAIL_PORT",
        "MAIL_USERNAME",
        "MAIL_PASSWORD",
        "MAIL_ENCRYPTION",
        "MAIL_SCHEME",
        "MAIL_URL",
        "MAIL_FROM_ADDRESS",
        MAIL_FROM_NAME,
    ];
    let (names, mailer) = before.unwrap_or_default();
    let mailer = mailer.filter(|mailer| !matches!(mailer.as_str(), "" | "ses" | "ses-v2"));
    let sent = mailer.as_deref().is_some_and(|mailer| !matches!(mailer, "log" | "array"));
    let mailer = mailer.unwrap_or_else(|| "log".into());
    let mut lines = Vec::new();
    if project.app.env.text(variable).as_deref() != Some(mailer.as_str()) {
        lines.push((variable.to_owned(), Value::Plain(mailer.clone())));
    }
    let held = WITH_THE_SWITCH.iter().filter(|name| sent && names.iter().any(|it| it == *name));
    lines.extend(held.map(|name| ((*name).to_owned(), Value::AsBefore)));
    (lines, mailer)
}
