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
    engine::{
        asking::Young,
        backups::{AppBefore, LineSince, app_before},
    },
    laravel::{
        App, ConfigSetting, Effective, EffectiveMailer, MaskedValue, OwnConfig, SettingValue, Transport,
        plan::{MAIL_FROM_NAME, SMTP_PASSWORD, SMTP_USER, WITH_THE_SWITCH, mailer_variable},
    },
    setup::{
        Change, EditKind, Facts, FileEdit, Project, ProjectFile, Question, Refusal, Standing, Step, Switch, Value,
        assess, keeps_the_mailer, other_file,
    },
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
    if let Some(why) = other_file(&project.app) {
        // What is written to `.env` would have no effect for what is started from here.
        let stop = Stop::asked(FailureKind::Conflict, bench.text.refusal(&Refusal::NotInForce(why)));
        return Err(bench.stopped_by(stop, trouble));
    }
    let variable = mailer_variable(Some(&project.app)).to_owned();
    let before = app_before(&bench.ports).await?;
    let AsBefore { lines, mailer, again, stay } = lines_as_before(&project, &variable, before.as_ref());
    if let Some(change) = edit_of(&project, lines) {
        carry_out(bench, &mut facts, change).await?;
    }
    bench.ports.remember(&bench.intent)?;
    if let Some(why) = facts.project.present().and_then(|project| keeps_the_mailer(&project.app, &mailer)) {
        return Err(Stop::asked(FailureKind::Conflict, bench.text.refusal(&Refusal::NotInForce(why))));
    }
    let then = still_to_run(&assess(Step::Project, &bench.intent, &facts, bench.now()), &facts, true);
    match bench.out {
        Out::Json => {
            bench.out.object(&json!({ "switched": false, "mailer": mailer, "stay": stay, "then": then }));
        }
        Out::Text => {
            bench.out.note(match again {
                Again::AsBefore => bench.text.env_switched_off(&mailer, &variable),
                Again::Log => bench.text.env_switched_to_log(&mailer, &variable),
                Again::Theirs => bench.text.env_switched_by_hand(&mailer, &variable),
            });
            if !stay.is_empty() {
                bench.out.note(format!("! {}", bench.text.env_stay(".env", stay.join(", "))));
            }
            tell_what_to_run(bench, &then);
        }
    }
    Ok(Exit::Well)
}

/// What switches an app off that was so before Sesame; nothing where it is off already.
pub fn switching_off(project: &Project, before: Option<&AppBefore>) -> Option<Change> {
    edit_of(project, lines_as_before(project, mailer_variable(Some(&project.app)), before).lines)
}

fn edit_of(project: &Project, lines: Vec<(String, Value)>) -> Option<Change> {
    let (file, kind) = (ProjectFile(".env".into()), EditKind::Dotenv(lines));
    let is_none = kind == EditKind::Dotenv(Vec::new());
    let edits = vec![FileEdit { file, seen: project.env.clone(), kind }];
    (!is_none).then_some(Change::EditProject { edits })
}

/// The app's lines as they were before Sesame.
struct AsBefore {
    lines: Vec<(String, Value)>,
    mailer: String,
    again: Again,
    /// The lines that the user has changed since, and that stay as they are.
    stay: Vec<String>,
}

/// Which mailer the app has again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// The one from before.
    AsBefore,
    /// None that sends.
    Log,
    /// One that the user has named since.
    Theirs,
}

/// What goes with the switch, as it was in force before Sesame, or as the user left it since then. A line that Sesame added gets
/// what the app had without it, since a patched config asks for it. Without a copy from before, or where that sent by SES too,
/// mail goes to the log. Who names another mailer by hand has gone on, and nothing is put back.
fn lines_as_before(project: &Project, variable: &str, before: Option<&AppBefore>) -> AsBefore {
    let own = before.and_then(|before| match &before.app.own {
        OwnConfig::Read(own) => Some((before, own)),
        OwnConfig::Planned => None,
    });
    let was = own.filter(|(_, own)| !goes_by_ses(own));
    let was = was.and_then(|(_, own)| own.default.text()).filter(|name| !name.is_empty());
    let now = project.app.env.text(variable);
    let since = |name: &str| own.map_or(LineSince::AsWritten, |(before, _)| before.since(name));
    let sends_now = match &project.app.own {
        OwnConfig::Read(own) => goes_by_ses(own),
        OwnConfig::Planned => true,
    };
    let (mailer, again) = match (was, &now) {
        (_, Some(now)) if since(variable) == LineSince::Changed && !sends_now && was != Some(now) => {
            let stay = vec![variable.to_owned()];
            return AsBefore { lines: Vec::new(), mailer: now.clone(), again: Again::Theirs, stay };
        }
        (Some(was), _) => (was, Again::AsBefore),
        (None, _) => ("log", Again::Log),
    };
    let mut lines = Vec::new();
    let mut stay = Vec::new();
    if now.as_deref() != Some(mailer) {
        lines.push((variable.to_owned(), Value::Plain(mailer.to_owned())));
    }
    for (name, (before, own)) in WITH_THE_SWITCH.into_iter().filter_map(|name| Some((name, own?))) {
        let value = match (before.app.env.defines(name), project.app.env.defines(name), before.since(name)) {
            (_, _, LineSince::NeverOurs) | (false, false, _) => continue,
            (_, _, LineSince::Changed) => {
                stay.push(name.to_owned());
                continue;
            }
            (true, _, LineSince::AsWritten) => Some(match asked_since(&project.app, own, name) {
                Some(setting) => without_a_line(setting).unwrap_or(Value::Null),
                None => Value::AsBefore,
            }),
            (false, true, LineSince::AsWritten) => own.made_of(name).and_then(without_a_line),
        };
        let has_it = |value: &Value| match value {
            Value::AsBefore => before.app.env.seen(name) == project.app.env.seen(name),
            Value::Plain(text) => project.app.env.text(name).as_ref() == Some(text),
            Value::Null | Value::KeyId(_) | Value::Of(_) | Value::SmtpPasswordOf { .. } => false,
        };
        lines.extend(value.filter(|value| !has_it(value)).map(|value| (name.to_owned(), value)));
    }
    AsBefore { lines, mailer: mailer.to_owned(), again, stay }
}

/// What an entry came to that did not ask for this variable, where it does now: the line was there, and had no say.
fn asked_since<'a>(now: &App, before: &'a Effective, name: &str) -> Option<&'a ConfigSetting> {
    let asks_now = matches!(&now.own, OwnConfig::Read(own) if own.made_of(name).is_some());
    let of_the_server = |key| before.smtp().and_then(|mailer| mailer.get(key));
    let all = [
        ("MAIL_FROM_ADDRESS", Some(&before.from_address)),
        (MAIL_FROM_NAME, Some(&before.from_name)),
        ("MAIL_HOST", of_the_server("host")),
        ("MAIL_PORT", of_the_server("port")),
        (SMTP_USER, of_the_server("username")),
        (SMTP_PASSWORD, of_the_server("password")),
    ];
    let setting = all.into_iter().find(|(variable, _)| *variable == name).and_then(|(_, setting)| setting);
    setting.filter(|_| asks_now && before.made_of(name).is_none())
}

/// Whether mail leaves by SES, be it behind a mailer that tries others where that fails.
fn goes_by_ses(own: &Effective) -> bool {
    let mut mailers = own.mailers.iter();
    let first = mailers.find(|it| !matches!(it.transport, Transport::Failover | Transport::RoundRobin));
    first.is_some_and(sends_by_ses)
}

fn sends_by_ses(mailer: &EffectiveMailer) -> bool {
    let host = mailer.get("host").and_then(ConfigSetting::text);
    mailer.is_of_ses() || mailer.transport == Transport::Smtp && host.is_some_and(|host| host.starts_with("email-smtp"))
}

/// What an entry came to without a line, as far as that may be written.
fn without_a_line(setting: &ConfigSetting) -> Option<Value> {
    match &setting.value {
        SettingValue::Absent | SettingValue::Null => Some(Value::Null),
        SettingValue::Number(text) | SettingValue::Text(MaskedValue::Plain(text)) => Some(Value::Plain(text.clone())),
        SettingValue::Bool(_)
        | SettingValue::Text(MaskedValue::Hidden { .. })
        | SettingValue::List
        | SettingValue::Unknown(_) => None,
    }
}
