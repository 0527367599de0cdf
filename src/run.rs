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
    sync::Arc,
};

use zeroize::Zeroizing;

use self::{
    exec::exec,
    live::live,
    rehearsed::{rehearsed, scenario},
    serve::serve,
    talk::converse,
};
use crate::{
    aws::CallLog,
    cli::{BadFlag, BadValue, Cli, Command, Global, Lang, RecordsAs, Unread, Whose, WhyUnread},
    engine::{Changes, Held, hold, ports::Place as _},
    host::{Folder, Leaving, Passphrase, Tools},
    rehearsal::Pacing,
    report::{
        self, Bench, Exit, Stop,
        out::{Out, begin_to_share, to_be_hidden},
    },
    setup::Intent,
    shell::Playing,
    terms::{Failure, FailureKind, Secret, Slot, VaultNews},
    words::{Locale, Text},
};

/// Runs what was asked for, to its exit code.
pub async fn run(cli: Cli) -> ExitCode {
    let (text, out) = face(cli.global.lang, cli.global.json);
    if cli.global.share {
        share(&cli.global);
    }
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
    if unread.share {
        begin_to_share();
    }
    let (kind, error) = match unread.why {
        WhyUnread::Help(help) => {
            // A reader that has gone away is no error.
            let _ = help.print();
            return ExitCode::from(Exit::Well.code());
        }
        WhyUnread::Value { flag, bad } => {
            to_be_hidden(|veil| given(&bad).into_iter().for_each(|given| veil.learn_name(given)));
            let said = text.stop_flag(flag, bad_value(&text, &bad));
            out.stop(&text, &Stop::asked(FailureKind::BadInput, said));
            return ExitCode::from(Exit::Usage.code());
        }
        WhyUnread::Missing(error) => (FailureKind::MissingFlag, error),
        WhyUnread::Other(error) => (FailureKind::BadInput, error),
    };
    match out {
        Out::Text if unread.share => out.note(error.to_string().trim_end()),
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

/// What was typed, where it is told and may be anything.
fn given(bad: &BadValue) -> Option<&str> {
    match bad {
        BadValue::Name(bad) => Some(&bad.given),
        BadValue::Region(_) | BadValue::Flag(BadFlag::Duration(_)) => None,
        BadValue::Flag(BadFlag::Tag(given) | BadFlag::IamPath(given) | BadFlag::Boundary(given)) => Some(given),
    }
}

/// `--share`: what this machine and the flags call by a name of the user's is hidden before anything is printed.
fn share(global: &Global) {
    begin_to_share();
    to_be_hidden(|veil| {
        let here = global.project.as_ref().map_or_else(env::current_dir, std::path::absolute);
        here.iter().for_each(|folder| veil.learn_folder(folder));
        env::home_dir().iter().for_each(|home| veil.learn_home(home));
        global.profile.iter().for_each(|name| veil.learn_name(name));
        veil.learn_name(global.setup.as_str());
    });
}

/// Why a command does not go with `--share`: what it prints is there to be used, or it prints nothing.
fn unfit_to_share(text: &Text, command: Option<&Command>) -> Option<Stop> {
    let name = match command {
        None => return Some(Stop::asked(FailureKind::BadInput, text.stop_share_screen())),
        Some(Command::Env(_)) => "sesame env",
        Some(Command::Exec(_)) => "sesame exec",
        Some(Command::Policy(_)) => "sesame policy",
        Some(Command::Handover(_)) => "sesame handover",
        Some(Command::Rehearsal(_)) => "sesame rehearsal",
        Some(Command::Records(flags)) => match flags.form {
            RecordsAs::Table | RecordsAs::Json => return None,
            RecordsAs::Bind => "sesame records --as bind",
            RecordsAs::Cloudflare => "sesame records --as cloudflare",
            RecordsAs::Csv => "sesame records --as csv",
        },
        Some(Command::Setup(_) | Command::Status(_) | Command::Doctor(_) | Command::Explain(_) | Command::Key(_)) => {
            return None;
        }
    };
    Some(Stop::asked(FailureKind::BadInput, text.stop_share(name)).with_hint(text.stop_share_hint()))
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
            // A rehearsal remembers nothing, and the others are no app's.
            let mut intent = match (flags.whose, &global.rehearse) {
                (Whose::App | Whose::Trust | Whose::Wizard, None) => live::remembered(&global, &text)?,
                (Whose::App | Whose::Trust | Whose::Wizard, Some(_)) | (Whose::Reader, _) => Intent::default(),
            };
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
            let given = report::explain::given(&flags)?;
            let opened = open_anywhere(&global, text, out).await?;
            opened.run(async |bench| report::explain::run(report::with_wanted(bench, &flags.wanted), given).await).await
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
    /// Whoever leaves does not wait for a keychain's dialog.
    leaving: Option<Leaving>,
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
    let keychain = move |news| match news {
        VaultNews::Waits => out.note(text.keychain_waits()),
        VaultNews::Answered => {}
    };
    open_with(global, text, out, Hears { log, keychain: Box::new(keychain) }, Pacing::Headless).await
}

async fn open_with(global: &Global, text: Text, out: Out, hears: Hears, pace: Pacing) -> Result<Opened, Stop> {
    let passphrase = global.passphrase_file.as_deref().map(|file| passphrase_of(&text, file)).transpose()?;
    let opened = match &global.rehearse {
        Some(name) => rehearsed(global, scenario(&text, name)?, text, out, hears, pace).await,
        None => live(global, text, out, hears).await,
    }?;
    if let Some(passphrase) = passphrase {
        hold(&opened.bench.ports, Slot::passphrase(), passphrase);
    }
    Ok(opened)
}

/// What is heard on the side while anything is done.
struct Hears {
    log: CallLog,
    keychain: Box<dyn Fn(VaultNews) + Send + Sync>,
}

/// The passphrase, whenever somebody has said it.
fn passphrase_in(held: &Held) -> Passphrase {
    let held = held.clone();
    Arc::new(move || held.get(&Slot::passphrase()))
}

/// The first line of a file. It is all that is read of it, so that it may be a pipe.
fn passphrase_of(text: &Text, file: &Path) -> Result<Secret, Stop> {
    use std::io::{BufRead as _, BufReader, Read as _};
    let failed = |e: std::io::Error| {
        Failure::new(FailureKind::BadInput, format!("read the passphrase in {}", file.display())).because(e)
    };
    // Whoever named a disk image by mistake is not to wait for its first line.
    const LONGEST: u64 = 4096;
    let mut line = Secret::to_be_typed();
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    let opened = std::fs::File::open(file).map_err(failed)?;
    BufReader::with_capacity(1, opened.take(LONGEST)).read_until(b'\n', &mut bytes).map_err(failed)?;
    let said = std::str::from_utf8(&bytes).map_err(|_| failed(std::io::Error::other("its first line is not UTF-8")))?;
    line.push(said.trim_end_matches(['\n', '\r']));
    match line.is_empty() {
        false => Ok(line),
        true => Err(Stop::asked(FailureKind::BadInput, text.stop_no_passphrase(file.display()))),
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
    async fn run_to_a_halt(mut self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let (text, out, halt) = (self.bench.text, self.bench.out, self.bench.halt.clone());
        let leaving = self.leaving.take();
        let ends = tokio::spawn(async move {
            asked_to_end().await;
            out.note(text.setup_halting());
            halt.ask();
            if let Some(leaving) = &leaving {
                leaving.begin();
            }
            // What was begun is heard to its end, and the keychain stays given up.
            std::future::pending::<()>().await;
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
        let Opened { bench, stage: _, leaving: _leaving, rehearsal, project, notes: _ } = self;
        let text = bench.text;
        let before = Folder::at(&project, Tools::Pretended).read(".env").await?;
        // Boxed for the compiler, which takes no deeper futures.
        let ended = Box::pin(command(bench)).await;
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
