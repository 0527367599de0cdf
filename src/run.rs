//! The composition root: which ports, which face. The only file that knows whether this is a rehearsal.

mod exec;
mod live;
mod rehearsed;
mod serve;
mod talk;

use std::{
    env,
    path::{Path, PathBuf},
    process::ExitCode,
};

use self::{
    exec::exec,
    live::live,
    rehearsed::{rehearsed, scenario},
    serve::serve,
    talk::converse,
};
use crate::{
    aws::CallLog,
    cli::{BadFlag, BadValue, Cli, Command, Global, Lang, Unread, WhyUnread},
    engine::{Changes, ports::Place as _},
    host::{Folder, Tools},
    rehearsal::Pace,
    report::{self, Bench, Exit, Stop, out::Out},
    setup::Intent,
    shell::Playing,
    terms::FailureKind,
    words::{Locale, Text},
};

/// Runs what was asked for, to its exit code.
pub async fn run(cli: Cli) -> ExitCode {
    let (text, out) = face(cli.global.lang, cli.global.json);
    // A future of its own: all commands together are too deep a one for the compiler.
    let exit = match Box::pin(carry_out(cli, text, out)).await {
        Ok(exit) => exit,
        Err(stop) => {
            out.stop(&text, &stop);
            Exit::of(stop.kind())
        }
    };
    ExitCode::from(exit.code())
}

/// Says why a command line begins nothing, to its exit code.
pub fn refuse(unread: Unread) -> ExitCode {
    let (text, out) = face(unread.lang, unread.json);
    let (kind, error) = match unread.why {
        WhyUnread::Help(help) => {
            // A reader that has gone away is no error.
            let _ = help.print();
            return ExitCode::from(Exit::Well.code());
        }
        WhyUnread::Value { flag, bad } => {
            let said = text.stop_flag(flag, bad_value(&text, &bad));
            out.stop(&text, &Stop::asked(FailureKind::BadInput, said));
            return ExitCode::from(Exit::Usage.code());
        }
        WhyUnread::Missing(error) => (FailureKind::MissingFlag, error),
        WhyUnread::Other(error) => (FailureKind::BadInput, error),
    };
    match out {
        Out::Text => drop(error.print()),
        // What clap says before it comes to the usage.
        Out::Json => {
            let said = error.to_string();
            let said = said.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            out.stop(&text, &Stop::asked(kind, said));
        }
    }
    ExitCode::from(Exit::Usage.code())
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
    let Some(command) = command else { return Box::pin(converse(&global, text, out)).await };
    match command {
        Command::Rehearsal(flags) => {
            let scenario = scenario(&text, &flags.scenario)?;
            serve(out, &text, scenario, &flags).await
        }
        Command::Policy(flags) => {
            let mut intent = Intent::default();
            flags.wanted.tell(&mut intent);
            report::policy::run(out, &text, &intent, flags.whose)
        }
        Command::Setup(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run_to_a_halt(async |bench| report::setup::run(bench, &flags).await).await
        }
        Command::Key(key) => {
            let opened = open(&global, text, out).await?;
            opened.run_to_a_halt(async |bench| report::key::run(bench, &key).await).await
        }
        Command::Exec(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| exec(bench, &flags).await).await
        }
        Command::Status(wanted) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::status::run(&report::with_wanted(bench, &wanted)).await).await
        }
        Command::Doctor(wanted) => {
            let opened = open_anywhere(&global, text, out).await?;
            opened.run(async |bench| report::doctor::run(report::with_wanted(bench, &wanted)).await).await
        }
        Command::Explain(flags) => {
            // Before anything is opened: whoever pipes it in may be waiting to be read.
            let pasted = report::explain::pasted(&flags)?;
            let opened = open_anywhere(&global, text, out).await?;
            let explain =
                async |bench| report::explain::run(report::with_wanted(bench, &flags.wanted), pasted.as_deref()).await;
            opened.run(explain).await
        }
        Command::Env(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::env::run(&report::with_wanted(bench, &flags.wanted), &flags).await).await
        }
        Command::Handover(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::handover::run(bench, &flags).await).await
        }
        Command::Records(flags) => {
            let opened = open(&global, text, out).await?;
            opened
                .run(async |bench| report::records::run(&report::with_wanted(bench, &flags.wanted), &flags).await)
                .await
        }
    }
}

/// The ports of one run, and what must be cleared away behind it.
struct Opened {
    bench: Bench,
    /// The pretend world around a rehearsal.
    stage: Option<Playing>,
    /// Its folder.
    rehearsal: Option<tempfile::TempDir>,
    project: PathBuf,
    /// What is to be said before anything is done.
    notes: Vec<String>,
}

async fn open(global: &Global, text: Text, out: Out) -> Result<Opened, Stop> {
    open_anywhere(global, text, out).await?.with_ses()
}

/// The same for a command that says itself what is wrong with the region.
async fn open_anywhere(global: &Global, text: Text, out: Out) -> Result<Opened, Stop> {
    let log = match global.verbose {
        true => CallLog::new(move |call| out.call(&call)),
        false => CallLog::new(|_| ()),
    };
    open_with(global, text, out, log, Pace::Headless).await
}

async fn open_with(global: &Global, text: Text, out: Out, log: CallLog, pace: Pace) -> Result<Opened, Stop> {
    match &global.rehearse {
        Some(name) => rehearsed(global, scenario(&text, name)?, text, out, log, pace).await,
        None => live(global, text, out, log).await,
    }
}

impl Opened {
    /// Refused where the region that this machine names is none to send from.
    fn with_ses(self) -> Result<Opened, Stop> {
        let Some(bad) = &self.bench.bad_region else { return Ok(self) };
        let text = &self.bench.text;
        let said = text.stop_flag("AWS_REGION, AWS_DEFAULT_REGION, profile", text.bad_region(bad));
        Err(Stop::asked(FailureKind::BadInput, said))
    }

    /// The same for a command that makes one change after another: whoever asks it to end has it end between two.
    async fn run_to_a_halt(self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let (text, out, halt) = (self.bench.text, self.bench.out, self.bench.halt.clone());
        let ends = tokio::spawn(async move {
            asked_to_end().await;
            out.note(text.setup_halting());
            halt.ask();
        });
        let ended = self.run(command).await;
        ends.abort();
        ended
    }

    /// Runs a command on the bench; on the side it says what it plays on, and what it left there.
    async fn run(self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let out = self.bench.out;
        self.notes.iter().for_each(|note| out.note(note));
        let (ended, left) = self.play(command).await?;
        left.iter().for_each(|note| out.note(note));
        ended
    }

    /// The same in silence: then clears away what nobody will look at, and says what it left.
    async fn play<T>(self, command: impl AsyncFnOnce(Bench) -> T) -> Result<(T, Option<String>), Stop> {
        let Opened { bench, stage: _, rehearsal, project, notes: _ } = self;
        let text = bench.text;
        let before = Folder::at(&project, Tools::Pretended).read(".env").await?;
        let ended = command(bench).await;
        let Some(folder) = rehearsal else { return Ok((ended, None)) };
        let after = Folder::at(&project, Tools::Pretended).read(".env").await?;
        // An app that was written to is what somebody came for; any other copy goes.
        let left = (after != before).then(|| {
            let _ = folder.keep();
            text.rehearse_sample(project.display())
        });
        Ok((ended, left))
    }
}

/// A folder that was named, whole: it is shown, and remembered by.
fn there(text: &Text, folder: &Path) -> Result<PathBuf, Stop> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    match whole.is_dir() {
        true => Ok(whole),
        false => Err(Stop::asked(FailureKind::BadInput, text.stop_no_folder(folder.display()))),
    }
}

fn changes(global: &Global) -> Changes {
    if global.read_only { Changes::Refused } else { Changes::Allowed }
}

/// Which language, and for whom.
fn face(lang: Option<Lang>, json: bool) -> (Text, Out) {
    let flag = lang.map(|lang| match lang {
        Lang::Ko => Locale::Ko,
        Lang::En => Locale::En,
    });
    // Scripts read English unless they ask for something else.
    let flag = flag.or(json.then_some(Locale::En));
    let values = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| env::var(name).ok());
    let locale = Locale::from_env(flag, [values[0].as_deref(), values[1].as_deref(), values[2].as_deref()]);
    (Text::new(locale), if json { Out::Json } else { Out::Text })
}

/// Ctrl-C, or what else asks a program to end.
async fn asked_to_end() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

/// SIGTERM or SIGHUP, where there are such things.
async fn terminated() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! { _ = term.recv() => {}, _ = hup.recv() => {} }
            return;
        }
    }
    std::future::pending().await
}
