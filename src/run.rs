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
    cli::{self, Cli, Command, Global, Lang},
    engine::{Changes, Held, Ports, home::Home, ports::Place as _},
    host::{Folder, Keychain, SystemClock, Tools, dns::Dns},
    rehearsal::{self, Listen, Pace, Play, Scenario, ScenarioError, World},
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
        return Err(
            Failure::new(FailureKind::MissingFlag, "begin").because("name a command; `sesame --help` lists them")
        );
    };
    match command {
        Command::Rehearsal(flags) => {
            let scenario = scenario(&flags.scenario)?;
            serve(out, &text, scenario, &flags).await
        }
        Command::Policy(flags) => {
            let mut intent = Intent::default();
            flags.wanted.tell(&mut intent);
            report::policy::run(out, &text, &intent, flags.whose)
        }
        Command::Setup(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::setup::run(bench, &flags).await).await
        }
        Command::Status(wanted) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::status::run(&report::with_wanted(bench, &wanted)).await).await
        }
        Command::Doctor(wanted) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::doctor::run(report::with_wanted(bench, &wanted)).await).await
        }
        Command::Explain(flags) => {
            // Before anything is opened: whoever pipes it in may be waiting to be read.
            let pasted = report::explain::pasted(&flags)?;
            let opened = open(&global, text, out).await?;
            let explain =
                async |bench| report::explain::run(report::with_wanted(bench, &flags.wanted), pasted.as_deref()).await;
            opened.run(explain).await
        }
        Command::Env(flags) => {
            let opened = open(&global, text, out).await?;
            opened.run(async |bench| report::env::run(&report::with_wanted(bench, &flags.wanted), &flags).await).await
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
    /// The folder of a rehearsal.
    rehearsal: Option<tempfile::TempDir>,
    project: PathBuf,
}

async fn open(global: &Global, text: Text, out: Out) -> Result<Opened, Failure> {
    match &global.rehearse {
        Some(name) => rehearsed(global, scenario(name)?, text, out),
        None => live(global, text, out).await,
    }
}

async fn live(global: &Global, text: Text, out: Out) -> Result<Opened, Failure> {
    let project = match &global.project {
        Some(folder) => folder.clone(),
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
    let profile = match &intent.sign_in {
        crate::setup::SignIn::Ambient => None,
        crate::setup::SignIn::Profile(name) => Some(name.as_str()),
    };
    if intent.region.is_none()
        && let Some(code) = region_here(profile).await
    {
        let region = code.parse().map_err(|bad: crate::terms::BadRegion| {
            Failure::new(FailureKind::BadInput, "take the region of the environment or the profile").because(bad)
        })?;
        intent.region = Some(region);
    }
    let ports = Ports {
        cloud: Cloud::live(profile, call_log(global, out)).await,
        vault: Arc::new(Keychain),
        resolver: Arc::new(resolver()?),
        place: Arc::new(Folder::at(&project, Tools::Allowed)),
        clock: Arc::new(SystemClock),
        home,
        changes: changes(global),
        held: Held::default(),
    };
    Ok(Opened { bench: Bench { ports, intent, text, out, banner: None }, rehearsal: None, project })
}

/// Made-up credentials, a connector that owns no socket, a keychain in memory, a home and a copy of the app in a folder of
/// their own: nothing real can be reached from here.
fn rehearsed(global: &Global, scenario: Scenario, text: Text, out: Out) -> Result<Opened, Failure> {
    let failed = |e: std::io::Error| Failure::new(FailureKind::File, "make a folder for the rehearsal").because(e);
    let folder = tempfile::Builder::new().prefix("sesame-rehearsal-").tempdir().map_err(failed)?;
    let project = folder.path().join("app");
    match &global.project {
        Some(real) => {
            copy_app(real, &project)?;
            out.note(text.rehearse_copy(project.display(), real.display()));
        }
        None => sample::unpack(&project).map_err(failed)?,
    }
    let home = Home::at(folder.path().join("config"), folder.path().join("data"), &project, global.setup.clone());
    let mut intent = Intent { region: Some(scenario.region), ..Intent::default() };
    global.tell(&mut intent);
    let world = World::open(&scenario);
    let (id, secret) = world.admin();
    let token = world.admin_session_token().map(|token| token.reveal().to_owned());
    let keys = Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal");
    let ports = Ports {
        cloud: Cloud::behind(world.http(), world.time_source(), keys, call_log(global, out)),
        vault: world.vault(),
        resolver: world.resolver(),
        place: Arc::new(Folder::at(&project, Tools::Refused)),
        clock: world.clock(Pace::Headless),
        home,
        changes: changes(global),
        held: Held::default(),
    };
    let banner = Some(text.receipt_rehearsal());
    Ok(Opened { bench: Bench { ports, intent, text, out, banner }, rehearsal: Some(folder), project })
}

impl Opened {
    /// Runs a command on the bench, then clears away what nobody will look at.
    async fn run(self, command: impl AsyncFnOnce(Bench) -> Result<Exit, Failure>) -> Result<Exit, Failure> {
        let Opened { bench, rehearsal, project } = self;
        let (text, out) = (bench.text, bench.out);
        let before = Folder::at(&project, Tools::Refused).read(".env").await?;
        let ended = command(bench).await;
        if let Some(folder) = rehearsal {
            let after = Folder::at(&project, Tools::Refused).read(".env").await?;
            // An app that was written to is what somebody came for; any other copy goes.
            if after != before {
                let _ = folder.keep();
                out.note(text.rehearse_sample(project.display()));
            }
        }
        ended
    }
}

fn scenario(name: &str) -> Result<Scenario, Failure> {
    let bad = |why: ScenarioError| Failure::new(FailureKind::BadInput, "begin the rehearsal").because(why);
    if !name.ends_with(".toml") {
        return Scenario::named(name).map_err(bad);
    }
    let text = std::fs::read_to_string(name)
        .map_err(|e| Failure::new(FailureKind::BadInput, format!("read the scenario {name}")).because(e))?;
    Scenario::parse(name, &text).map_err(bad)
}

/// The files that tell what an app is, and nothing else of it.
fn copy_app(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed =
        |path: &Path, e: std::io::Error| Failure::new(FailureKind::File, format!("copy {}", path.display())).because(e);
    for file in crate::laravel::FILES {
        let source = from.join(file);
        let bytes = match std::fs::read(&source) {
            Ok(bytes) => bytes,
            Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => continue,
            Err(e) => return Err(failed(&source, e)),
        };
        let target = to.join(file);
        std::fs::create_dir_all(target.parent().unwrap_or(to))
            .and_then(|()| std::fs::write(&target, bytes))
            .map_err(|e| failed(&target, e))?;
    }
    Ok(())
}

fn resolver() -> Result<Dns, Failure> {
    match env::var("SESAME_DNS") {
        Ok(servers) => {
            servers.parse().map_err(|why| Failure::new(FailureKind::BadInput, "use SESAME_DNS").because(why))
        }
        Err(_) => Ok(Dns::system()),
    }
}

fn call_log(global: &Global, out: Out) -> CallLog {
    match global.verbose {
        true => CallLog::new(move |call| out.call(&call)),
        false => CallLog::new(|_| ()),
    }
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

fn locale(global: &Global) -> Locale {
    let flag = global.lang.map(|lang| match lang {
        Lang::Ko => Locale::Ko,
        Lang::En => Locale::En,
    });
    // Scripts read English unless they ask for something else.
    let flag = flag.or(global.json.then_some(Locale::En));
    let values = ["LC_ALL", "LC_MESSAGES", "LANG"].map(|name| env::var(name).ok());
    Locale::from_env(flag, [values[0].as_deref(), values[1].as_deref(), values[2].as_deref()])
}

/// Serves the pretend account until somebody ends it. The administrator's key goes to stdout for `eval`, the rest aside.
async fn serve(out: Out, text: &Text, scenario: Scenario, flags: &cli::Rehearsal) -> Result<Exit, Failure> {
    let world = World::open(&scenario);
    let play = if flags.auto { Play::ByItself } else { Play::ByHand };
    let listen = Listen { http: flags.listen, dns: flags.dns, play };
    let serving = rehearsal::serve(world.clone(), listen).await.map_err(|error| {
        let failure = Failure::new(FailureKind::BadInput, "serve the rehearsal").because(&error);
        match std::error::Error::source(&error) {
            Some(cause) => failure.because(cause),
            None => failure,
        }
    })?;
    let (id, secret) = world.admin();
    out.data(format!("export AWS_ACCESS_KEY_ID={id}\nexport AWS_SECRET_ACCESS_KEY={}", secret.reveal()));
    out.note(text.rehearse_serving(format!("http://{}", serving.http)));
    out.note(format!("  AWS_ENDPOINT_URL=http://{}", serving.http));
    if let Some(dns) = serving.dns {
        out.note(format!("  SESAME_DNS={dns}"));
    }
    tokio::select! {
        never = serving.run() => match never {},
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
    Ok(Exit::Well)
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
