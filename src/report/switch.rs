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
    engine::{asking::Young, backups::app_before},
    laravel::{
        App, ConfigSetting, EffectiveMailer, MaskedValue, OwnConfig, SettingValue, Transport,
        plan::{MAIL_FROM_NAME, mailer_variable},
    },
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
    let before = app_before(&bench.ports).await?;
    let AsBefore { lines, mailer, again } = lines_as_before(&project, &variable, before.as_ref());
    if let Some(change) = edit_of(&project, lines) {
        carry_out(bench, &mut facts, change).await?;
    }
    bench.ports.remember(&bench.intent)?;
    let then = still_to_run(&assess(Step::Project, &bench.intent, &facts, bench.now()), &facts, true);
    match bench.out {
        Out::Json => bench.out.object(&json!({ "switched": false, "mailer": mailer, "then": then })),
        Out::Text => {
            bench.out.note(match again {
                true => bench.text.env_switched_off(&mailer, &variable),
                false => bench.text.env_switched_to_log(&mailer, &variable),
            });
            tell_what_to_run(bench, &then);
        }
    }
    Ok(Exit::Well)
}

/// What switches an app off that was so before Sesame; nothing where it is off already.
pub fn switching_off(project: &Project, before: Option<&App>) -> Option<Change> {
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
    /// Whether that mailer is the one from before.
    again: bool,
}

/// What goes with the switch, as it was in force before Sesame. A line that Sesame added gets what the app had without it, since
/// a patched config asks for it. Without a copy from before, or where that sent by SES too, mail goes to the log.
fn lines_as_before(project: &Project, variable: &str, before: Option<&App>) -> AsBefore {
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
    let own = before.and_then(|app| match &app.own {
        OwnConfig::Read(own) => Some((app, own)),
        OwnConfig::Planned => None,
    });
    let was = own.and_then(|(_, own)| own.default.text()).filter(|name| !name.is_empty());
    let sent_otherwise = own.filter(|(_, own)| !own.mailer().is_some_and(sends_by_ses));
    let now = project.app.env.text(variable);
    let mailers_line = |mailer: &str| {
        let differs = now.as_deref() != Some(mailer);
        differs.then(|| (variable.to_owned(), Value::Plain(mailer.to_owned())))
    };
    let (Some(mailer), Some((before, own))) = (was, sent_otherwise) else {
        return AsBefore { lines: mailers_line("log").into_iter().collect(), mailer: "log".into(), again: false };
    };
    let only_noted = |name: &str| matches!(name, "log" | "array");
    let leaves = own.mailer().is_none_or(|it| !matches!(&it.transport, Transport::Other(name) if only_noted(name)));
    let restored = WITH_THE_SWITCH.into_iter().filter(|_| leaves).filter_map(|name| {
        let value = match (before.env.defines(name), project.app.env.defines(name)) {
            (true, _) => Value::AsBefore,
            (false, true) => without_a_line(own.made_of(name)?)?,
            (false, false) => return None,
        };
        Some((name.to_owned(), value))
    });
    let lines = mailers_line(mailer).into_iter().chain(restored).collect();
    AsBefore { lines, mailer: mailer.to_owned(), again: true }
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
