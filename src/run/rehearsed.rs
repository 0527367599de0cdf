//! The ports of a rehearsal: a simulated account, and a folder of its own. Knows no real account.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use aws_credential_types::Credentials;

use super::{
    flags::{Hears, changes_allowed, passphrase_in, require_folder},
    live::region_of_this_machine,
    opened::Opened,
};
use crate::{
    aws::Cloud,
    cli::Global,
    engine::{Held, Ports, chosen, home::Home, waits_of, zones::hold_cloudflare_token},
    host::{Folder, Sealed, Tools, files_below, read_file},
    laravel,
    rehearsal::{Pacing, RegionSaid, Scenario, ScenarioError, World},
    report::{Bench, NextRun, Stop, out::Out},
    setup::Intent,
    shell::Playing,
    terms::{Failure, FailureKind, InEarnest, Programme},
    words::Text,
};

/// Made-up credentials, a connector that owns no socket, a keychain in memory, a desk on which nothing opens, a home
/// and a copy of the app in a folder of their own: nothing real can be reached from here.
pub(super) async fn rehearsed(
    global: &Global,
    scenario: Scenario,
    text: Text,
    out: Out,
    hears: Hears,
    pace: Pacing,
) -> Result<Opened, Stop> {
    let failed = |e: std::io::Error| Failure::new(FailureKind::File, "make a folder for the rehearsal").because(e);
    let folder = tempfile::Builder::new().prefix("sesame-rehearsal-").tempdir().map_err(failed)?;
    let project = folder.path().join("app");
    let real = global.project.as_ref().map(|real| require_folder(&text, real)).transpose()?;
    match &real {
        Some(real) => copy_app(real, &project)?,
        None => sample::unpack(&project).map_err(failed)?,
    }
    let notes = real.iter().map(|real| text.rehearse_copy(real.display(), project.display())).collect();
    let in_earnest =
        InEarnest { command: global.in_earnest.clone(), folder: real.map(|real| real.display().to_string()) };
    let home = Home::at(folder.path().join("config"), folder.path().join("data"), &project, global.setup.clone());
    let world = World::open(&scenario);
    let desk = world.desk();
    let mut intent = Intent { keep: desk.machine().usual_keep(), ..Intent::default() };
    global.tell(&mut intent);
    let unfit_region = region_of_this_machine(&mut intent);
    if unfit_region.is_none() {
        let said = match scenario.region_said {
            RegionSaid::Here => Some(scenario.region),
            RegionSaid::Nowhere => None,
        };
        intent.region = intent.region.or(said);
    }
    let (id, secret) = world.admin();
    let token = world.admin_session_token().map(|token| token.reveal().to_owned());
    let signed_in = !scenario.browser.signed_out;
    let keys = signed_in.then(|| Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal"));
    let clock = world.clock(pace);
    let held = Held::default();
    let ports = Ports {
        cloud: Cloud::behind(world.http(), world.time_source(), keys, hears.log).waiting(waits_of(&clock)),
        vault: world.vault(),
        sealed: Arc::new(Sealed::of_pretended_secrets(home.sealed_path(), passphrase_in(&held))),
        desk,
        porch: world.porch(&clock),
        resolver: world.resolver(),
        post: world.post(),
        web: world.web(),
        place: Arc::new(Folder::at(&project, Tools::Pretended)),
        clock,
        home,
        changes: changes_allowed(global),
        held,
    };
    hold_cloudflare_token(&ports, world.cloudflare_token());
    let bench = Bench {
        unfit_region,
        typed: global.typed.clone(),
        here: global.here(),
        banner: Some(text.receipt_rehearsal()),
        after: Some(text.in_earnest(&in_earnest)),
        next_run: NextRun::BeginsAnew,
        ..Bench::new(ports, intent, text, out)
    };
    let programme = Programme { stories: Scenario::stories(), in_earnest };
    let stage = Some(Playing { stage: world.stage(), programme });
    Ok(Opened { stage, rehearsal: Some(folder), notes, ..Opened::on(bench, project) })
}

/// The scenario of this name, or in this file where the name ends with `.toml`.
pub(super) fn scenario(text: &Text, name: &str) -> Result<Scenario, Stop> {
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

/// Copies the files by which an app is understood, and nothing else of it.
fn copy_app(from: &Path, to: &Path) -> Result<(), Failure> {
    let failed =
        |path: &Path, e: std::io::Error| Failure::new(FailureKind::File, format!("copy {}", path.display())).because(e);
    let mut files = laravel::Files::new();
    let mut wanted: Vec<String> = laravel::FILES.iter().map(|file| (*file).to_owned()).collect();
    for folder in laravel::FOLDERS {
        let path = from.join(folder);
        wanted.extend(chosen(folder, files_below(&path).map_err(|e| failed(&path, e))?));
    }
    let mut asked = BTreeSet::new();
    while !wanted.is_empty() {
        let deciding = laravel::deciding_files(&files, &laravel::ProcessEnv::default());
        let is_needed = |file: &str| laravel::FILES.contains(&file) || deciding.iter().any(|it| it == file);
        for file in wanted.drain(..) {
            let source = from.join(&file);
            match read_file(&source) {
                Ok(bytes) => drop(files.insert(file.clone(), bytes)),
                Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {}
                // The app does without what its files name beside.
                Err(_) if !is_needed(&file) => {}
                Err(e) => return Err(failed(&source, e)),
            }
            asked.insert(file);
        }
        let more = laravel::more_files(&files, &laravel::ProcessEnv::default());
        wanted = more.into_iter().filter(|file| !asked.contains(file)).collect();
    }
    // Checked here, because an error about the copy would name the copy's folder.
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

/// Writes a file that only its owner can read: a copy of `.env` holds secrets.
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::File::options();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// The sample app of rehearsals without `--project`.
mod sample {
    use std::{fs, io, path::Path};

    const FILES: &[(&str, &[u8])] = &[
        (".env", include_bytes!("../../assets/sample-app/.env")),
        (".env.example", include_bytes!("../../assets/sample-app/.env.example")),
        (".gitignore", include_bytes!("../../assets/sample-app/.gitignore")),
        ("app/Models/User.php", include_bytes!("../../assets/sample-app/app/Models/User.php")),
        ("artisan", include_bytes!("../../assets/sample-app/artisan")),
        ("bootstrap/app.php", include_bytes!("../../assets/sample-app/bootstrap/app.php")),
        ("composer.json", include_bytes!("../../assets/sample-app/composer.json")),
        ("composer.lock", include_bytes!("../../assets/sample-app/composer.lock")),
        ("config/mail.php", include_bytes!("../../assets/sample-app/config/mail.php")),
        ("config/services.php", include_bytes!("../../assets/sample-app/config/services.php")),
    ];

    /// Writes its files into a folder.
    pub fn unpack(to: &Path) -> io::Result<()> {
        for (file, bytes) in FILES {
            let path = to.join(file);
            fs::create_dir_all(path.parent().unwrap_or(to))?;
            #[expect(clippy::disallowed_methods, reason = "no secret is in it, and its folder is this run's own")]
            fs::write(path, bytes)?;
        }
        Ok(())
    }
}
