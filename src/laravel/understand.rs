//! From files to an app. Does not know what a set-up wants of it.

use std::collections::BTreeMap;

use super::{
    app::{App, CachedConfig, Contained, MailLayout, OwnConfig, Placed, Worker},
    at_start,
    compose::{self, ComposeService, Composed},
    composer::{self, Installed, SdkPackage},
    config::{AppConfig, MAIL_SCHEME_SINCE},
    dotenv::Parsed,
    effective::Effective,
    env::EnvFile,
    environment::{CachePlace, EnvFileUsed, EnvFiles, Environment, ProcessEnv, texts_of},
    files::{ARTISAN, COMPOSER_JSON, COMPOSER_LOCK, ENCRYPTED, ENV, Files, MAIL, SERVICES},
    mailers,
    other_places::{self, PlaceTexts},
    php::{Php, Simple},
    reading_along,
    runner::Runner,
    sharing,
    signup::{SignUp, Wiring},
    sources::{AppFiles, ConfigElsewhere, Defaults, defaults},
    surroundings::surroundings,
    truth::{self, Places},
    version::{Version, Versions},
};

/// Reads an app from its files, for a process without variables of its own.
pub fn understand(files: &Files) -> Result<App, NotAnApp> {
    understand_in(files, &ProcessEnv::default())
}

/// Reads an app from its files, as a process with these variables would find it.
pub fn understand_in(files: &Files, process: &ProcessEnv) -> Result<App, NotAnApp> {
    if !files.contains_key(ARTISAN) {
        return Err(NotAnApp::NoArtisan);
    }
    if !files.contains_key(COMPOSER_JSON) && !files.contains_key(COMPOSER_LOCK) {
        return Err(NotAnApp::NoComposer);
    }
    let process = &process.clone().with_those_of_its_scripts(files);
    let installed = Installed::find(files);
    if !composer::names_laravel(files, installed.as_ref()) {
        return Err(NotAnApp::NotLaravel);
    }
    let installed = installed.as_ref();
    let version = Version::find(files, installed);
    let versions = Versions { framework: version, symfony_mailer: Version::of_package(installed, "symfony/mailer") };
    let defaults = defaults(files, version);
    let elsewhere = ConfigElsewhere::of(files, defaults);
    let env_used = EnvFileUsed::of(files, process);
    let places = compose::app_services(files).into_iter().filter(|it| !it.texts.is_empty() || !it.unknown.is_empty());
    let places: Vec<Inside> = places.map(|it| Inside::of(it, files)).collect();
    let elsewhere_in: Vec<(PlaceTexts, ProcessEnv, EnvFileUsed)> = other_places::other_places(files)
        .into_iter()
        .map(|place| {
            let process = ProcessEnv::default().with(&place.texts).with_unknown(&place.unknown);
            let used = EnvFileUsed::of(files, &process);
            (place, process, used)
        })
        .collect();
    let used_there = places.iter().map(|it| &it.used).chain(elsewhere_in.iter().map(|(.., used)| used));
    let texts = texts_of(files, used_there.chain([&env_used]));
    let env_files: EnvFiles = texts.iter().map(|(path, text)| (path.as_str(), Parsed::of(text))).collect();
    let is_here = elsewhere.is_none();
    let parsed = if is_here { AppFiles::parse(files) } else { BTreeMap::new() };
    let within = if is_here { AppFiles::parse_within(files) } else { Vec::new() };
    let app = AppFiles {
        required: AppFiles::parse_required(files, &parsed, &within),
        version,
        defaults,
        env: EnvFile::taken_apart(env_files.get(ENV)),
        parsed,
        within,
        elsewhere,
    };
    let mail = app.config(MAIL);
    let mail_layout = match mail.and_then(|mail| mail.entry(&["driver"])) {
        Some(_) => MailLayout::Flat,
        None => MailLayout::Mailers,
    };
    let framework_reads_scheme = version.is_none_or(|version| version >= MAIL_SCHEME_SINCE);

    let env_app = match &env_used {
        EnvFileUsed::Other { path, .. } => Some(EnvFile::taken_apart(env_files.get(path.as_str()))),
        EnvFileUsed::Usual | EnvFileUsed::Moved { .. } => None,
    };
    // What a worker or a website without this terminal's sign-in would read.
    let without = process.without_the_callers();
    let own = app.together(&Environment::of(&env_used, &env_files, &without));
    let from_here = match without == *process {
        true => None,
        false => Some(app.together(&Environment::of(&env_used, &env_files, process))),
    };
    let from_here = from_here.as_ref().unwrap_or(&own);
    let mailer_variable = mailer_variable(mail, mail_layout, &own);
    let containers: Vec<Contained> = places
        .into_iter()
        .map(|Inside { service, process, used }| {
            let config = app.together(&Environment::of(&used, &env_files, &process));
            Contained { service, effective: Effective::of(&config, versions), env_used: used }
        })
        .collect();
    let other_places: Vec<Placed> = elsewhere_in
        .into_iter()
        .map(|(place, process, used)| {
            let config = app.together(&Environment::of(&used, &env_files, &process));
            Placed { place: place.told(files), effective: Effective::of(&config, versions), env_used: used }
        })
        .collect();
    let cache_place = CachePlace::of(version, files, process);
    let cache = match &cache_place {
        CachePlace::In(path) => files.get(path).map(|source| (path, AppConfig::cached(&Php::parse(source), path))),
        CachePlace::Outside | CachePlace::Nowhere => None,
    };
    let cached = match (&cache_place, &cache) {
        (CachePlace::Outside, _) => CachedConfig::Elsewhere,
        (CachePlace::In(_), None) | (CachePlace::Nowhere, _) => CachedConfig::Absent,
        (CachePlace::In(_), Some((path, None))) => CachedConfig::Unreadable((*path).clone()),
        (CachePlace::In(_), Some((_, Some(config)))) => CachedConfig::Read(Box::new(Effective::of(config, versions))),
    };
    let in_force = match &cached {
        CachedConfig::Read(effective) => (**effective).clone(),
        CachedConfig::Absent => Effective::of(from_here, versions),
        // Laravel takes it and reads no other file: what it says is not known here.
        CachedConfig::Unreadable(path) => Effective::of(&app.unknown(path), versions),
        CachedConfig::Elsewhere => Effective::of(&app.unknown("APP_CONFIG_CACHE"), versions),
    };
    let names = |name: &str| {
        let text = |path: &str| files.get(path).map(Vec::as_slice).unwrap_or_default();
        let quoted = [format!("'{name}'"), format!("\"{name}\"")];
        app.parsed.iter().any(|(path, php)| {
            memchr::memmem::find(text(path), name.as_bytes()).is_some() && quoted.iter().any(|it| php.names(it))
        })
    };
    let places = Places {
        env: &app.env,
        env_app: env_app.as_ref(),
        used: &env_used,
        process,
        config: from_here,
        cached: match &cached {
            CachedConfig::Absent => None,
            CachedConfig::Read(_) | CachedConfig::Unreadable(_) | CachedConfig::Elsewhere => {
                Some(cache.as_ref().and_then(|(_, config)| config.as_ref()))
            }
        },
        mailer_variable: &mailer_variable,
        names: &names,
        services: containers.iter().map(|it| &it.service).collect(),
        other_places: other_places.iter().map(|it| &it.place).collect(),
    };
    Ok(App {
        version,
        sdk: SdkPackage::find(files, installed),
        defaults: app.defaults,
        mail_layout,
        reads_scheme: app.mail_reads("MAIL_SCHEME", framework_reads_scheme),
        reads_encryption: app.mail_reads("MAIL_ENCRYPTION", !framework_reads_scheme),
        smtp_is_implicit: mailers::is_implicit(&own, versions, mail_layout),
        reads_separate_keys: app.config(SERVICES).is_some_and(|services| {
            let ses = services.entry(&["ses"]).unwrap_or(services.root());
            app.reads(ses, SERVICES, "AWS_SES_ACCESS_KEY_ID")
        }),
        aws_keys_shared_with: sharing::shared_uses(&app, env_app.as_ref().unwrap_or(&app.env), &own, installed),
        workers: workers(&own, installed),
        sign_up: SignUp::of(files),
        wiring: Wiring::of(files, version),
        truth: truth::table(&places),
        own: OwnConfig::Read(Box::new(Effective::of(&own, versions))),
        effective: in_force,
        broken: broken(&app),
        // Before 11 such a file only lacks its entries.
        no_arrays: if defaults == Defaults::Framework { app.no_arrays(&own) } else { Vec::new() },
        config_elsewhere: elsewhere,
        is_copied_encrypted: files.contains_key(ENCRYPTED),
        set_at_start: at_start::set_at_start(files),
        surroundings: surroundings(files, installed, process, &env_used),
        clears_env: other_places::clears_env(files),
        containers,
        other_places,
        cached,
        versions,
        env_used,
        env_app,
        mailer_variable,
        runner: Runner::of(files),
        readers: reading_along::readers(files),
        env: app.env,
    })
}

/// The app in another place, before its configuration is put together.
struct Inside {
    service: ComposeService,
    process: ProcessEnv,
    used: EnvFileUsed,
}

impl Inside {
    fn of(Composed { service, texts, unknown }: Composed, files: &Files) -> Inside {
        let process = ProcessEnv::default().with(&texts).with_unknown(&unknown);
        let used = EnvFileUsed::of(files, &process);
        Inside { service, process, used }
    }
}

/// Why a folder is not an app that can be set up. `Display` says what is missing and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnApp {
    /// No `artisan`.
    #[error("there is no file artisan here; go to the folder of a Laravel app, or name it with --project")]
    NoArtisan,
    /// `artisan`, but neither of Composer's files.
    #[error("there is neither composer.json nor composer.lock beside artisan; go to the folder that holds all of them")]
    NoComposer,
    /// Lumen, or something else with a file `artisan`.
    #[error("neither composer.json nor composer.lock names laravel/framework; this is not a Laravel app")]
    NotLaravel,
}

/// By the entry as it is written; of a file that is put together, by what it asks for first.
fn mailer_variable(mail: Option<&Php>, layout: MailLayout, config: &AppConfig) -> String {
    let (key, usual) = match layout {
        MailLayout::Mailers => ("default", "MAIL_MAILER"),
        MailLayout::Flat => ("driver", "MAIL_DRIVER"),
    };
    match mail.map(|mail| (mail, mail.entry(&[key]).map(|choice| choice.simple()))) {
        Some((_, Some(Simple::Env { name, .. }))) => name,
        Some((mail, None)) if mail.returned().is_some_and(|it| !it.is_array() || it.has_spread_after(None)) => {
            // What only decides, the environment say, is not what names it, and is never written to.
            let value = config.get_or_null(&["mail", key]).filter(|it| !it.datum.is_unknown());
            let asked = value.and_then(|it| it.origin.asked().find(|name| name.contains("MAIL")).map(str::to_owned));
            asked.unwrap_or_else(|| usual.to_owned())
        }
        Some((_, Some(_) | None)) | None => usual.to_owned(),
    }
}

fn workers(config: &AppConfig, installed: Option<&Installed>) -> Vec<Worker> {
    let has = |package| installed.is_some_and(|installed| installed.production(package).is_some());
    let connection = config.get(&["queue", "default"]).and_then(|it| it.datum.as_text());
    [
        has("laravel/horizon").then_some(Worker::Horizon),
        has("laravel/octane").then_some(Worker::Octane),
        connection.filter(|it| !needs_no_worker(it)).map(|it| Worker::Queue(it.to_string())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether jobs of a connection run in the process that makes them, or after its answer, or nowhere.
pub fn needs_no_worker(connection: &str) -> bool {
    matches!(connection, "" | "sync" | "null" | "deferred" | "background")
}

/// The config files of the app that PHP cannot read.
fn broken(app: &AppFiles<'_>) -> Vec<(String, usize)> {
    let parsed = app.parsed.iter().map(|(path, php)| (*path, php));
    let all = parsed.chain(app.required.iter().map(|(path, php)| (path.as_str(), php)));
    all.filter_map(|(path, php)| Some((path.to_owned(), php.flaw()?))).collect()
}
