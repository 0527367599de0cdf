//! The composition root: runs a command on its ports. Does not know what the ports stand for; `open` decides whether a
//! run is live or rehearsed.

mod ending;
mod exec;
mod flags;
mod live;
mod open;
mod opened;
mod rehearsed;
mod serve;
mod share;
mod talk;
mod token;
mod unseen;

use std::{env, process::ExitCode};

use self::{
    exec::exec,
    open::{open, open_anywhere},
    rehearsed::scenario,
    serve::serve,
    share::{share, unfit_to_share},
    talk::converse,
    token::keep_token,
    unseen::unseen,
};
use crate::{
    cli::{self, BadFlag, BadValue, Cli, Command, KeyCommand, Lang, Unread, UsageError, Whose, WhyUnread},
    report::{
        self, Exit, Stop,
        out::{Out, begin_to_share, name_commands_with, to_be_hidden},
    },
    setup::Intent,
    terms::FailureKind,
    words::{Locale, Text},
};

/// Runs a command; returns its exit code.
pub async fn run(cli: Cli) -> ExitCode {
    let (text, out) = face(cli.global.lang, cli.global.json);
    if cli.global.share {
        share(&cli.global);
    }
    name_commands_with(cli.global.here());
    // Boxed: all commands together are too deep a future for the compiler.
    let exit = match Box::pin(carry_out(cli, text, out)).await {
        Ok(exit) => exit,
        Err(stop) => {
            out.stop(&text, &stop);
            Exit::of(stop.kind())
        }
    };
    ExitCode::from(exit.code())
}

/// Prints why a command line starts no command; returns its exit code.
pub fn refuse(unread: Unread) -> ExitCode {
    let (text, out) = face(unread.lang, unread.json);
    if unread.share {
        begin_to_share();
    }
    match unread.why {
        WhyUnread::Help(help) => {
            // A closed pipe is not an error.
            let help = cli::help(&unread.args, &|english| text.help(english)).unwrap_or(help);
            let _ = help.print();
            // It was not asked for where a command is missing.
            return ExitCode::from(if help.use_stderr() { Exit::Usage } else { Exit::Well }.code());
        }
        WhyUnread::Value { flag, bad } => {
            to_be_hidden(|veil| given(&bad).into_iter().for_each(|given| veil.learn_name(given)));
            let said = text.stop_flag(flag, bad_value(&text, &bad));
            out.stop(&text, &Stop::asked(FailureKind::BadInput, said));
        }
        WhyUnread::BadUsage(usage) => {
            let (kind, said) = usage_error(&text, &usage.error);
            out.stop(&text, &Stop::asked(kind, said));
            if out == Out::Text {
                let similar = usage.similar.iter().map(|it| text.usage_similar(it));
                let line = Some(&usage.usage).filter(|it| !it.is_empty()).map(|it| text.usage_line(it));
                similar.chain(line).for_each(|line| out.note(format!("  {line}")));
            }
        }
    }
    ExitCode::from(Exit::Usage.code())
}

fn usage_error(text: &Text, error: &UsageError) -> (FailureKind, String) {
    let listed = |words: &[String]| words.join(", ");
    match error {
        UsageError::Missing(flags) => (FailureKind::MissingFlag, text.usage_missing(listed(flags))),
        UsageError::MissingCommand { of, one_of } => {
            (FailureKind::MissingFlag, text.usage_missing_command(listed(one_of), of))
        }
        UsageError::UnknownFlag(given) => (FailureKind::BadInput, text.usage_unknown_flag(given)),
        UsageError::UnknownCommand(given) => (FailureKind::BadInput, text.usage_unknown_command(given)),
        UsageError::NotInList { flag, given, allowed } => {
            (FailureKind::BadInput, text.usage_not_in_list(listed(allowed), flag, given))
        }
        UsageError::NoValue { flag, allowed } if allowed.is_empty() => {
            (FailureKind::BadInput, text.usage_no_value(flag))
        }
        UsageError::NoValue { flag, allowed } => (FailureKind::BadInput, text.usage_no_value_of(listed(allowed), flag)),
        UsageError::Needless { flag, given } => (FailureKind::BadInput, text.usage_needless(flag, given)),
        UsageError::NoEquals(flag) => (FailureKind::BadInput, text.usage_no_equals(flag)),
        UsageError::Conflict { flag, with } => (FailureKind::BadInput, text.usage_conflict(flag, listed(with))),
        UsageError::Repeated(flag) => (FailureKind::BadInput, text.usage_repeated(flag)),
        UsageError::Other(said) => (FailureKind::BadInput, said.clone()),
    }
}

/// What was typed, where the message repeats it and it may be anything.
fn given(bad: &BadValue) -> Option<&str> {
    match bad {
        BadValue::Name(bad) => Some(&bad.given),
        BadValue::Region(_) | BadValue::Flag(BadFlag::Duration(_)) => None,
        BadValue::Flag(BadFlag::Tag(given) | BadFlag::IamPath(given) | BadFlag::Boundary(given)) => Some(given),
    }
}

fn bad_value(text: &Text, bad: &BadValue) -> String {
    match bad {
        BadValue::Name(bad) => text.bad_name(bad),
        BadValue::Region(bad) => text.bad_region(bad),
        BadValue::Flag(BadFlag::Duration(given)) => text.stop_duration(given),
        BadValue::Flag(BadFlag::Tag(given)) => text.stop_tag(given),
        BadValue::Flag(BadFlag::IamPath(given)) => text.stop_iam_path(given),
        BadValue::Flag(BadFlag::Boundary(given)) => text.stop_boundary(given),
    }
}

async fn carry_out(cli: Cli, text: Text, out: Out) -> Result<Exit, Stop> {
    let Cli { global, command } = cli;
    if global.share
        && let Some(stop) = unfit_to_share(&text, command.as_ref())
    {
        return Err(stop);
    }
    let Some(command) = command else { return Box::pin(converse(&global, text, out)).await };
    match command {
        Command::Rehearsal(flags) => {
            let scenario = scenario(&text, &flags.scenario)?;
            serve(out, &text, scenario, &flags).await
        }
        Command::Policy(flags) => {
            // A rehearsal has no remembered intent, and the reader's policy does not depend on one.
            let mut intent = match (flags.whose, &global.rehearse) {
                (Whose::App | Whose::Trust | Whose::Wizard, None) => live::remembered(&global, &text)?,
                (Whose::App | Whose::Trust | Whose::Wizard, Some(_)) | (Whose::Reader | Whose::Dns, _) => {
                    Intent::default()
                }
            };
            flags.tell(&mut intent);
            report::policy::run(out, &text, &intent, flags.whose)
        }
        Command::Radar(flags) => {
            let opened = open_anywhere(&global, text, out).await?.naming_the_server();
            opened.run(async |bench| report::radar::run(&bench, &flags).await).await
        }
        Command::Setup(flags) => {
            let opened = open(&global, text, out).await?.telling_of(&flags.wanted);
            opened.run_to_a_halt(async |bench| report::setup::run(bench, &flags).await).await
        }
        Command::Key(key) => {
            let opened = match key {
                // It sends nothing, and no line of it names a region.
                KeyCommand::List(_) => open_anywhere(&global, text, out).await?.with_any_region().naming_the_server(),
                KeyCommand::Issue(_) | KeyCommand::Rotate(_) | KeyCommand::Retire(_) => {
                    open(&global, text, out).await?
                }
            };
            opened.run_to_a_halt(async |bench| report::key::run(bench, &key).await).await
        }
        Command::Login(flags) => {
            let opened = open_anywhere(&global, text, out).await?;
            opened
                .run(async |bench| match flags.remote {
                    false => report::login::run(bench, &flags, &global).await,
                    // The text of the page holds a code.
                    true => unseen(report::login::run(bench, &flags, &global)).await,
                })
                .await
        }
        Command::Logout(flags) => {
            let opened = open_anywhere(&global, text, out).await?;
            opened.run(async |bench| report::logout::run(&bench, &flags, global.profile.as_deref()).await).await
        }
        Command::Exec(flags) => {
            // What it prints is the program's.
            let opened = open_anywhere(&global, text, out).await?.with_ses()?;
            opened.run(async |bench| exec(bench, &flags).await).await
        }
        Command::Status(wanted) => {
            let opened = open(&global, text, out).await?.telling_of(&wanted);
            opened.run(async |bench| report::status::run(&report::with_wanted(bench, &wanted)).await).await
        }
        Command::Wait(flags) => {
            let opened = open(&global, text, out).await?.telling_of(&flags.wanted);
            opened.run(async |bench| report::wait::run(report::with_wanted(bench, &flags.wanted), &flags).await).await
        }
        Command::Doctor(flags) => {
            let opened = open_anywhere(&global, text, out).await?.telling_of(&flags.wanted);
            opened.run(async |bench| report::doctor::run(report::with_wanted(bench, &flags.wanted), &flags).await).await
        }
        Command::Explain(flags) => {
            // Before anything is opened: the process at the other end of the pipe may be waiting.
            let given = report::explain::given(&flags)?;
            let opened = open_anywhere(&global, text, out).await?.telling_of(&flags.wanted);
            opened.run(async |bench| report::explain::run(report::with_wanted(bench, &flags.wanted), given).await).await
        }
        Command::Env(flags) => {
            let opened = open(&global, text, out).await?.telling_of(&flags.wanted);
            opened.run(async |bench| report::env::run(&report::with_wanted(bench, &flags.wanted), &flags).await).await
        }
        Command::Switch(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::switch::run(bench, &flags).await).await
        }
        Command::Send(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::send::run(report::with_wanted(bench, &flags.wanted), &flags).await).await
        }
        Command::Undo(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::undo::run(&bench, &flags).await).await
        }
        Command::Handover(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::handover::run(bench, &flags).await).await
        }
        Command::Records(flags) => {
            let opened = open(&global, text, out).await?.telling_of(&flags.wanted);
            if flags.keep_token {
                keep_token(&opened.bench.ports, &text, out).await?;
            }
            opened
                .run(async |bench| report::records::run(&report::with_wanted(bench, &flags.wanted), &flags).await)
                .await
        }
    }
}

/// The language and the form of the output.
fn face(lang: Option<Lang>, json: bool) -> (Text, Out) {
    let flag = lang.map(|lang| match lang {
        Lang::Ko => Locale::Ko,
        Lang::En => Locale::En,
    });
    // Scripts get English unless they ask for another language.
    let flag = flag.or(json.then_some(Locale::En));
    let values = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| env::var(name).ok());
    let locale = Locale::from_env(flag, [values[0].as_deref(), values[1].as_deref(), values[2].as_deref()]);
    (Text::new(locale), if json { Out::Json } else { Out::Text })
}
