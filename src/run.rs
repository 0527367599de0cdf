//! The composition root: which ports, which face. The only file that knows whether this is a rehearsal.

use std::{
    collections::BTreeMap,
    env,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use aws_credential_types::Credentials;
use serde_json::json;

use crate::{
    aws::{CallLog, Cloud, region_here},
    cli::{self, BadFlag, BadValue, Cli, Command, Global, Lang, Unread, WhyUnread},
    engine::{
        Changes, Held, Ports,
        home::Home,
        ports::{Place as _, Stage},
        waits_of,
    },
    host::{Folder, Keychain, Smtp, SystemClock, Tools, dns::Dns},
    laravel,
    rehearsal::{self, Listen, Pace, Play, Scenario, ScenarioError, World},
    report::{self, Bench, Exit, Stop, out::Out},
    setup::{Intent, SignIn},
    shell::{
        self, Broken, Setting,
        plain::Paper,
        terminal::{self, Screen},
    },
    terms::{BadRegion, Failure, FailureKind},
    view::{Colors, Marks, Theme},
    wizard::Msg,
    words::{Locale, Text},
};

/// Runs what was asked for, to its exit code.
pub async fn run(cli: Cli) -> ExitCode {
    let (text, out) = face(cli.global.lang, cli.global.json);
    let exit = match carry_out(cli, text, out).await {
        Ok(exit) => exit,
        Err(stop) => {
            out.stop(&text, &stop);
            Exit::of(stop.kind())
        }
    };
    ExitCode::from(exit as u8)
}

/// Says why a command line begins nothing, to its exit code.
pub fn refuse(unread: Unread) -> ExitCode {
    let (text, out) = face(unread.lang, unread.json);
    let (kind, error) = match unread.why {
        WhyUnread::Help(help) => {
            // A reader that has gone away is no error.
            let _ = help.print();
            return ExitCode::from(Exit::Well as u8);
        }
        WhyUnread::Value { flag, bad } => {
            let said = text.stop_flag(flag, bad_value(&text, &bad));
            out.stop(&text, &Stop::asked(FailureKind::BadInput, said));
            return ExitCode::from(Exit::Usage as u8);
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
    ExitCode::from(Exit::Usage as u8)
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
    let Some(command) = command else { return converse(&global, text, out).await };
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
            let halt = opened.bench.halt.clone();
            let ends = tokio::spawn(async move {
                asked_to_end().await;
                out.note(text.setup_halting());
                halt.ask();
            });
            let ended = opened.run(async |bench| report::setup::run(bench, &flags).await).await;
            ends.abort();
            ended
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

/// The wizard, where there is somebody to talk to: on a terminal, or by lines where that is asked for.
async fn converse(global: &Global, text: Text, out: Out) -> Result<Exit, Stop> {
    if out == Out::Json || !(global.plain || terminal::is_a_terminal()) {
        return Err(Stop::asked(FailureKind::MissingFlag, text.stop_no_command()));
    }
    let (tell, heard) = tokio::sync::mpsc::unbounded_channel();
    let calls = tell.clone();
    // The log is heard as long as somebody reads it.
    let log = CallLog::new(move |call| drop(calls.send(Msg::Called(call))));
    let mut opened = open_with(global, text, out, log, Pace::Watched).await?.with_ses()?;
    let stage = opened.stage.take();
    opened
        .run(async |bench| {
            let Bench { ports, intent, text, .. } = bench;
            let setting = Setting { ports: Arc::new(ports), stage, tell, heard };
            let failed = |e: std::io::Error| Failure::new(FailureKind::File, "use the terminal").because(e);
            let theme = theme(global);
            let ended = if global.plain || env::var_os("TERM").is_some_and(|term| term == "dumb") {
                let mut paper = Paper::on_stdout(theme);
                shell::converse(&mut paper, setting, intent, &text, terminated()).await
            } else {
                let mut screen = Screen::enter(theme).map_err(failed)?;
                shell::converse(&mut screen, setting, intent, &text, terminated()).await
            };
            match ended {
                Ok(_) => Ok(Exit::Well),
                Err(Broken::Face(e)) => Err(failed(e).into()),
                Err(broken @ Broken::Task(_)) => Err(Failure::new(FailureKind::Bug, "go on").because(broken).into()),
            }
        })
        .await
}

/// What may be drawn with: as the flags say, and <https://no-color.org>.
fn theme(global: &Global) -> Theme {
    let no_color = global.no_color || env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
    Theme {
        marks: if global.ascii { Marks::Ascii } else { Marks::Drawn },
        colors: if no_color { Colors::None } else { Colors::Sixteen },
    }
}

/// The ports of one run, and what must be cleared away behind it.
struct Opened {
    bench: Bench,
    /// The pretend world around a rehearsal.
    stage: Option<Arc<dyn Stage>>,
    /// Its folder.
    rehearsal: Option<tempfile::TempDir>,
    project: PathBuf,
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

/// Where nobody has said a region: what the environment says, then the profile. What is none to send from is told.
async fn region_of_this_machine(intent: &mut Intent) -> Option<BadRegion> {
    if intent.region.is_some() {
        return None;
    }
    match region_here(profile(intent)).await?.parse() {
        Ok(region) => {
            intent.region = Some(region);
            None
        }
        Err(bad) => Some(bad),
    }
}

fn profile(intent: &Intent) -> Option<&str> {
    match &intent.sign_in {
        SignIn::Ambient => None,
        SignIn::Profile(name) => Some(name.as_str()),
    }
}

async fn live(global: &Global, text: Text, out: Out, log: CallLog) -> Result<Opened, Stop> {
    let project = match &global.project {
        Some(folder) => there(&text, folder)?,
        None => {
            env::current_dir().map_err(|e| Failure::new(FailureKind::File, "find the current folder").because(e))?
        }
    };
    let home = Home::at(
        own_folder("XDG_CONFIG_HOME", ".config")?,
        own_folder("XDG_DATA_HOME", ".local/share")?,
        &project,
        global.setup.clone(),
    );
    let mut intent = home.intent()?.unwrap_or_default();
    global.tell(&mut intent);
    let bad_region = region_of_this_machine(&mut intent).await;
    let ports = Ports {
        cloud: Cloud::live(profile(&intent), log).await,
        vault: Arc::new(Keychain),
        resolver: Arc::new(resolver()?),
        post: Arc::new(post()?),
        place: Arc::new(Folder::at(&project, Tools::Allowed)),
        clock: Arc::new(SystemClock),
        home,
        changes: changes(global),
        held: Held::default(),
    };
    Ok(Opened {
        bench: Bench { ports, intent, text, out, process: process(), bad_region, banner: None, halt: Arc::default() },
        stage: None,
        rehearsal: None,
        project,
    })
}

/// Made-up credentials, a connector that owns no socket, a keychain in memory, a home and a copy of the app in a folder of
/// their own: nothing real can be reached from here.
async fn rehearsed(
    global: &Global,
    scenario: Scenario,
    text: Text,
    out: Out,
    log: CallLog,
    pace: Pace,
) -> Result<Opened, Stop> {
    let failed = |e: std::io::Error| Failure::new(FailureKind::File, "make a folder for the rehearsal").because(e);
    let folder = tempfile::Builder::new().prefix("sesame-rehearsal-").tempdir().map_err(failed)?;
    let project = folder.path().join("app");
    match &global.project {
        Some(real) => {
            let real = there(&text, real)?;
            copy_app(&real, &project)?;
            out.note(text.rehearse_copy(project.display(), real.display()));
        }
        None => sample::unpack(&project).map_err(failed)?,
    }
    let home = Home::at(folder.path().join("config"), folder.path().join("data"), &project, global.setup.clone());
    let mut intent = Intent::default();
    global.tell(&mut intent);
    let bad_region = region_of_this_machine(&mut intent).await;
    if bad_region.is_none() {
        intent.region = intent.region.or(Some(scenario.region));
    }
    let world = World::open(&scenario);
    let (id, secret) = world.admin();
    let token = world.admin_session_token().map(|token| token.reveal().to_owned());
    let keys = Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal");
    let clock = world.clock(pace);
    let ports = Ports {
        cloud: Cloud::behind(world.http(), world.time_source(), keys, log).waiting(waits_of(&clock)),
        vault: world.vault(),
        resolver: world.resolver(),
        post: world.post(),
        place: Arc::new(Folder::at(&project, Tools::Pretended)),
        clock,
        home,
        changes: changes(global),
        held: Held::default(),
    };
    let banner = Some(text.receipt_rehearsal());
    Ok(Opened {
        bench: Bench { ports, intent, text, out, process: BTreeMap::new(), bad_region, banner, halt: Arc::default() },
        stage: Some(world.stage()),
        rehearsal: Some(folder),
        project,
    })
}

impl Opened {
    /// Refused where the region that this machine names is none to send from.
    fn with_ses(self) -> Result<Opened, Stop> {
        let Some(bad) = &self.bench.bad_region else { return Ok(self) };
        let text = &self.bench.text;
        let said = text.stop_flag("AWS_REGION, AWS_DEFAULT_REGION, profile", text.bad_region(bad));
        Err(Stop::asked(FailureKind::BadInput, said))
    }

    /// Runs a command on the bench, then clears away what nobody will look at.
    async fn run(self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Stop>) -> Result<Exit, Stop> {
        let Opened { bench, stage: _, rehearsal, project } = self;
        let (text, out) = (bench.text, bench.out);
        let before = Folder::at(&project, Tools::Pretended).read(".env").await?;
        let ended = command(bench).await;
        if let Some(folder) = rehearsal {
            let after = Folder::at(&project, Tools::Pretended).read(".env").await?;
            // An app that was written to is what somebody came for; any other copy goes.
            if after != before {
                let _ = folder.keep();
                out.note(text.rehearse_sample(project.display()));
            }
        }
        ended
    }
}

fn scenario(text: &Text, name: &str) -> Result<Scenario, Stop> {
    let bad = |why: ScenarioError| {
        let said = match &why {
            ScenarioError::Unknown { name } => {
                text.rehearse_unknown(name, Scenario::names().collect::<Vec<_>>().join(", "))
            }
            ScenarioError::Malformed { name, line, text: given, why } => {
                text.rehearse_malformed(line, name, given, why)
            }
            ScenarioError::Contradicts { name, field, why } => text.rehearse_contradicts(field, name, why),
        };
        Stop::asked(FailureKind::BadInput, said)
    };
    if !name.ends_with(".toml") {
        return Scenario::named(name).map_err(bad);
    }
    let source = std::fs::read_to_string(name)
        .map_err(|e| Failure::new(FailureKind::BadInput, format!("read the scenario {name}")).because(e))?;
    Scenario::parse(name, &source).map_err(bad)
}

/// A folder that was named, whole: it is shown, and remembered by.
fn there(text: &Text, folder: &Path) -> Result<PathBuf, Stop> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    match whole.is_dir() {
        true => Ok(whole),
        false => Err(Stop::asked(FailureKind::BadInput, text.stop_no_folder(folder.display()))),
    }
}

/// The files that tell what an app is, and nothing else of it.
fn copy_app(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed =
        |path: &Path, e: std::io::Error| Failure::new(FailureKind::File, format!("copy {}", path.display())).because(e);
    let mut files = laravel::Files::new();
    for file in laravel::FILES {
        let source = from.join(file);
        match std::fs::read(&source) {
            Ok(bytes) => drop(files.insert((*file).to_owned(), bytes)),
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {}
            Err(e) => return Err(failed(&source, e)),
        }
    }
    // The copy would be told by the copy's name, which says nothing to anybody.
    laravel::understand(&files).map_err(|why| {
        Failure::new(FailureKind::NotLaravel, format!("find a Laravel app in {}", from.display())).because(why)
    })?;
    for (file, bytes) in files {
        let target = to.join(file);
        std::fs::create_dir_all(target.parent().unwrap_or(to))
            .and_then(|()| write_private(&target, &bytes))
            .map_err(|e| failed(&target, e))?;
    }
    Ok(())
}

/// A copy of `.env` holds what `.env` holds.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

fn resolver() -> Result<Dns, Failure> {
    match env::var("SESAME_DNS") {
        Ok(servers) => {
            servers.parse().map_err(|why| Failure::new(FailureKind::BadInput, "use SESAME_DNS").because(why))
        }
        Err(_) => Ok(Dns::system()),
    }
}

fn post() -> Result<Smtp, Failure> {
    match env::var("SESAME_SMTP") {
        Ok(end) => end.parse().map_err(|why| Failure::new(FailureKind::BadInput, "use SESAME_SMTP").because(why)),
        Err(_) => Ok(Smtp::OfSes),
    }
}

/// The environment, as far as it may be known: of what may be a secret only what it looks like.
fn process() -> BTreeMap<String, laravel::Seen> {
    let texts = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    texts.map(|(name, value)| (name.clone(), laravel::Seen::of(&name, value))).collect()
}

fn changes(global: &Global) -> Changes {
    if global.read_only { Changes::Refused } else { Changes::Allowed }
}

/// `$XDG_…/sesame`, or its usual place under the home folder.
fn own_folder(variable: &str, usual: &str) -> Result<PathBuf, Failure> {
    let set = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || env::home_dir().map(|home| home.join(usual));
    let base = set.or_else(home).ok_or_else(|| {
        Failure::new(FailureKind::File, "find a folder for Sesame's own files")
            .because(format!("neither {variable} nor HOME is set"))
    })?;
    Ok(base.join("sesame"))
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

/// Serves the pretend account until somebody ends it. The administrator's key goes to stdout for `eval`, the rest aside.
async fn serve(out: Out, text: &Text, scenario: Scenario, flags: &cli::Rehearsal) -> Result<Exit, Stop> {
    let world = World::open(&scenario);
    let play = if flags.auto { Play::ByItself } else { Play::ByHand };
    let listen = Listen { http: flags.listen, dns: flags.dns, smtp: flags.smtp, play };
    let serving = rehearsal::serve(world.clone(), listen).await.map_err(|error| {
        let failure = Failure::new(FailureKind::BadInput, "serve the rehearsal").because(&error);
        match std::error::Error::source(&error) {
            Some(cause) => failure.because(cause),
            None => failure,
        }
    })?;
    let (id, secret) = world.admin();
    match out {
        Out::Text => {
            out.data(format!("export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={}", secret.reveal()));
        }
        Out::Json => out.object(&json!({
            "access_key_id": id,
            "secret_access_key": secret.reveal(),
            "endpoint_url": format!("http://{}", serving.http),
            "dns": serving.dns.map(|dns| dns.to_string()),
            "smtp": serving.smtp.map(|smtp| smtp.to_string()),
        })),
    }
    out.note(text.rehearse_serving(format!("http://{}", serving.http)));
    out.note(format!("  AWS_ENDPOINT_URL=http://{}", serving.http));
    if let Some(dns) = serving.dns {
        out.note(format!("  SESAME_DNS={dns}"));
    }
    if let Some(smtp) = serving.smtp {
        out.note(format!("  SESAME_SMTP={smtp}"));
    }
    tokio::select! {
        never = serving.run() => match never {},
        () = asked_to_end() => {}
    }
    Ok(Exit::Well)
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

/// The app that a rehearsal is played on.
mod sample {
    use std::{fs, io, path::Path};

    const FILES: &[(&str, &[u8])] = &[
        (".env", include_bytes!("../assets/sample-app/.env")),
        (".env.example", include_bytes!("../assets/sample-app/.env.example")),
        (".gitignore", include_bytes!("../assets/sample-app/.gitignore")),
        ("app/Models/User.php", include_bytes!("../assets/sample-app/app/Models/User.php")),
        ("artisan", include_bytes!("../assets/sample-app/artisan")),
        ("bootstrap/app.php", include_bytes!("../assets/sample-app/bootstrap/app.php")),
        ("composer.json", include_bytes!("../assets/sample-app/composer.json")),
        ("composer.lock", include_bytes!("../assets/sample-app/composer.lock")),
        ("config/mail.php", include_bytes!("../assets/sample-app/config/mail.php")),
        ("config/services.php", include_bytes!("../assets/sample-app/config/services.php")),
    ];

    pub fn unpack(to: &Path) -> io::Result<()> {
        for (file, bytes) in FILES {
            let path = to.join(file);
            fs::create_dir_all(path.parent().unwrap_or(to))?;
            fs::write(path, bytes)?;
        }
        Ok(())
    }
}
