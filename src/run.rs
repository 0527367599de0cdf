//! The composition root: which ports, which face. The only file that knows whether this is a rehearsal.

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use aws_credential_types::Credentials;

use crate::{
    aws::{CallLog, Cloud, region_here},
    cli::{Cli, Command, Global, Lang},
    engine::{Changes, Held, Ports, home::Home, ports::Place as _},
    host::{Folder, Keychain, SystemClock, Tools, dns::Dns},
    rehearsal::{Pace, Scenario, ScenarioError, World},
    report::{self, Bench, Exit, out::Out},
    setup::Intent,
    terms::{Failure, FailureKind},
    words::{Locale, Text},
};

/// Runs what was asked for, to its exit code.
pub async fn run(cli: Cli) -> ExitCode {
    let text = Text::new(locale(&cli.global));
    let out = if cli.global.json { Out::Json } else { Out::Text };
    let exit = match carry_out(cli, text, out).await {
        Ok(exit) => exit,
        Err(failure) => {
            out.failure(&text, &failure);
            Exit::of(&failure)
        }
    };
    ExitCode::from(exit as u8)
}

async fn carry_out(cli: Cli, text: Text, out: Out) -> Result<Exit, Failure> {
    let Cli { global, command } = cli;
    let Some(command) = command else {
        return Err(Failure::new(FailureKind::MissingFlag, "begin").because("name a command; `sesame --help` lists them"));
    };
    match command {
        Command::Rehearsal(flags) => {
            let scenario = scenario(&flags.scenario)?;
            report::rehearsal::run(out, &text, scenario, &flags).await
        }
        Command::Policy(flags) => {
            let mut intent = Intent::default();
            flags.wanted.tell(&mut intent);
            report::policy::run(out, &text, &intent, flags.whose)
        }
        Command::Setup(flags) => {
            let stage = open(&global, text, out).await?;
            stage.end(report::setup::run(stage.bench()?, &flags).await)
        }
        Command::Status(wanted) => {
            let stage = open(&global, text, out).await?;
            stage.end(report::status::run(&report::with_wanted(stage.bench()?, &wanted)).await)
        }
        Command::Env(flags) => {
            let stage = open(&global, text, out).await?;
            stage.end(report::env::run(&report::with_wanted(stage.bench()?, &flags.wanted), &flags).await)
        }
        Command::Records(flags) => {
            let stage = open(&global, text, out).await?;
            stage.end(report::records::run(&report::with_wanted(stage.bench()?, &flags.wanted), &flags).await)
        }
    }
}
