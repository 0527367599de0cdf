//! An app's files. Pure: text in, text out. Knows no file system, no process environment and no PHP but as text.
//!
//! [`FILES`] is what to read, [`understand`] says what kind of app it is, [`plan`] decides which lines and patches it
//! needs, [`dotenv`] puts the lines in. An upgraded app keeps its old files, so what a config file reads is asked of that
//! file, and of the framework's defaults (11 and later) only where it is missing.

mod composer;
mod diff;
pub mod dotenv;
mod env;
mod logs;
mod patch;
pub mod php;
pub mod plan;
mod sharing;
mod signup;
mod version;

use std::collections::BTreeMap;

pub use composer::SdkPackage;
pub use diff::{DiffLine, diff};
pub use env::{EnvFile, Seen};
pub use logs::{LOGS, newest_log};
pub use plan::Mailer;
pub use sharing::SharedUse;
pub use signup::SignUp;
pub use version::{NoVersion, Version};

use composer::Installed;
use php::{Php, Simple};

/// The files of an app, by path from its root with `/`; missing ones are not in the map.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What to read before [`understand`]; none of them has to be there.
pub const FILES: &[&str] = &[
    ARTISAN,
    COMPOSER_JSON,
    COMPOSER_LOCK,
    INSTALLED_JSON,
    APPLICATION,
    ENV,
    MAIL,
    SERVICES,
    FILESYSTEMS,
    QUEUE,
    CACHE,
    SESSION,
    BOOTSTRAP,
    CACHED_CONFIG,
    CACHED_CONFIG_IN_DOT_LARAVEL,
    ".gitignore",
    USER,
    USER_BEFORE_8,
];

/// What every app has at its root.
pub const ARTISAN: &str = "artisan";
const COMPOSER_JSON: &str = "composer.json";
const COMPOSER_LOCK: &str = "composer.lock";
const INSTALLED_JSON: &str = "vendor/composer/installed.json";
const APPLICATION: &str = "vendor/laravel/framework/src/Illuminate/Foundation/Application.php";
const ENV: &str = ".env";
const MAIL: &str = "config/mail.php";
const SERVICES: &str = "config/services.php";
const FILESYSTEMS: &str = "config/filesystems.php";
const QUEUE: &str = "config/queue.php";
const CACHE: &str = "config/cache.php";
const SESSION: &str = "config/session.php";
const BOOTSTRAP: &str = "bootstrap/app.php";
const CACHED_CONFIG: &str = "bootstrap/cache/config.php";
const CACHED_CONFIG_IN_DOT_LARAVEL: &str = ".laravel/cache/config.php";
/// Where a cached configuration lies, if there is one.
pub const CACHED_CONFIGS: [&str; 2] = [CACHED_CONFIG, CACHED_CONFIG_IN_DOT_LARAVEL];
const USER: &str = "app/Models/User.php";
const USER_BEFORE_8: &str = "app/User.php";

/// What an app is, as far as mail goes. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Of the framework; `None` where no list and no vendor folder tells it.
    pub version: Option<Version>,
    /// Whether the AWS SDK for PHP is installed.
    pub sdk: SdkPackage,
    /// Whether a cached config wins over `.env`.
    pub config_cache: ConfigCache,
    /// Whether the framework fills in what the config files leave out.
    pub defaults: Defaults,
    /// How `config/mail.php` is built.
    pub mail_layout: MailLayout,
    /// The variable that picks the mailer: `MAIL_MAILER`, or `MAIL_DRIVER` in a file of Laravel 6.
    pub mailer_variable: String,
    /// Whether the mail config asks for `MAIL_SCHEME`.
    pub reads_scheme: bool,
    /// Whether the mail config asks for `MAIL_ENCRYPTION`.
    pub reads_encryption: bool,
    /// Whether the mailer `ses-v2` is defined; no Laravel does that by itself.
    pub ses_v2_defined: bool,
    /// Whether the SES entry asks for `AWS_SES_*` already, by our patch or its owner's.
    pub reads_separate_keys: bool,
    /// What else takes `AWS_ACCESS_KEY_ID` and the others.
    pub aws_keys_shared_with: Vec<SharedUse>,
    /// What holds the configuration from its start and must be restarted after a change.
    pub workers: Vec<Worker>,
    /// Whether sign-up sends a mail to confirm the address.
    pub sign_up: SignUp,
    /// `.env`.
    pub env: EnvFile,
}

/// Whether `config:cache` left its file, which makes `.env` go unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigCache {
    /// There is no such file.
    Absent,
    /// There is one.
    Present,
}

/// What stands for an entry that is in no config file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// The framework's own config (11 and later, unless the app opts out).
    Framework,
    /// Nothing.
    None,
}

/// How `config/mail.php` is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailLayout {
    /// Named mailers, as from Laravel 7.
    Mailers,
    /// One flat mailer with a `driver`, as in Laravel 6; every later version still obeys it.
    Flat,
}

/// A process that holds its configuration from its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worker {
    /// `laravel/horizon` is installed.
    Horizon,
    /// `laravel/octane` is installed.
    Octane,
    /// Queued mail goes over this connection, which needs a worker.
    Queue(String),
}

/// Why a folder is no app that we can set up. `Display` says what is missing and what to do.
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

/// What kind of app these files make.
pub fn understand(files: &Files) -> Result<App, NotAnApp> {
    if !files.contains_key(ARTISAN) {
        return Err(NotAnApp::NoArtisan);
    }
    if !files.contains_key(COMPOSER_JSON) && !files.contains_key(COMPOSER_LOCK) {
        return Err(NotAnApp::NoComposer);
    }
    let installed = Installed::find(files);
    if !composer::names_laravel(files, installed.as_ref()) {
        return Err(NotAnApp::NotLaravel);
    }
    let version = Version::find(files, installed.as_ref());
    let app = AppFiles { files, version, defaults: defaults(files, version), env: EnvFile::of(files.get(ENV)) };
    let mail = app.config(MAIL);
    let mail_layout = match mail.as_ref().and_then(|mail| mail.entry(&["driver"])) {
        Some(_) => MailLayout::Flat,
        None => MailLayout::Mailers,
    };
    let installed = installed.as_ref();
    let framework_reads_scheme = version.is_none_or(|version| version >= MAIL_SCHEME_SINCE);
    Ok(App {
        version,
        sdk: SdkPackage::find(files, installed),
        config_cache: config_cache(files),
        defaults: app.defaults,
        mail_layout,
        mailer_variable: mailer_variable(mail.as_ref(), mail_layout),
        reads_scheme: app.mail_reads("MAIL_SCHEME", framework_reads_scheme),
        reads_encryption: app.mail_reads("MAIL_ENCRYPTION", !framework_reads_scheme),
        ses_v2_defined: mail.as_ref().is_some_and(|mail| mail.entry(&["mailers", "ses-v2"]).is_some()),
        reads_separate_keys: app
            .config(SERVICES)
            .and_then(|services| Some(services.entry(&["ses"])?.env_names()))
            .is_some_and(|names| names.contains("AWS_SES_ACCESS_KEY_ID")),
        aws_keys_shared_with: sharing::shared_uses(&app, installed),
        workers: workers(&app, installed),
        sign_up: SignUp::of(files),
        env: app.env,
    })
}

/// The framework's own `config/mail.php` asks for `MAIL_SCHEME` from here on; before, for `MAIL_ENCRYPTION`.
const MAIL_SCHEME_SINCE: Version = Version::new(11, 35, 1);

/// What answers questions about an app while it is being understood.
struct AppFiles<'f> {
    files: &'f Files,
    version: Option<Version>,
    defaults: Defaults,
    env: EnvFile,
}

impl<'f> AppFiles<'f> {
    fn config(&self, path: &str) -> Option<Php<'f>> {
        self.files.get(path).map(|source| Php::parse(source))
    }

    /// Whether `config/mail.php` asks for a variable; where it is missing, whether the framework's does.
    fn mail_reads(&self, name: &str, by_default: bool) -> bool {
        match (self.config(MAIL), self.defaults) {
            (Some(mail), _) => mail.env_names().contains(name),
            (None, Defaults::Framework) => by_default,
            (None, Defaults::None) => false,
        }
    }

    /// What an entry such as `default` of `config/queue.php` comes to, or `variable` where the file is missing.
    fn choice(&self, path: &str, key: &str, variable: &str) -> Option<String> {
        let Some(config) = self.config(path) else { return self.env.text(variable) };
        self.comes_to(config.entry(&[key])?.simple())
    }

    fn comes_to(&self, simple: Simple) -> Option<String> {
        match simple {
            Simple::Text(text) => Some(text),
            Simple::Env { name, .. } if self.env.defines(&name) => self.env.text(&name),
            Simple::Env { default, .. } => self.comes_to(*default?),
            Simple::Null | Simple::True | Simple::False | Simple::Number(_) | Simple::Computed => None,
        }
    }
}

fn defaults(files: &Files, version: Option<Version>) -> Defaults {
    let bootstrap = files.get(BOOTSTRAP).map(|source| Php::parse(source));
    let calls = |method| bootstrap.as_ref().is_some_and(|bootstrap| bootstrap.calls_method(method));
    // Without a known version the structure tells: `Application::configure` came with 11.
    let from_11 = version.map_or_else(|| calls("configure"), |version| version.major >= 11);
    if from_11 && !calls("dontMergeFrameworkConfiguration") { Defaults::Framework } else { Defaults::None }
}

fn config_cache(files: &Files) -> ConfigCache {
    let cached = CACHED_CONFIGS.iter().any(|path| files.contains_key(*path));
    if cached { ConfigCache::Present } else { ConfigCache::Absent }
}

fn mailer_variable(mail: Option<&Php>, layout: MailLayout) -> String {
    let (key, usual) = match layout {
        MailLayout::Mailers => ("default", "MAIL_MAILER"),
        MailLayout::Flat => ("driver", "MAIL_DRIVER"),
    };
    match mail.and_then(|mail| mail.entry(&[key])).map(|choice| choice.simple()) {
        Some(Simple::Env { name, .. }) => name,
        Some(_) | None => usual.to_owned(),
    }
}

fn workers(app: &AppFiles, installed: Option<&Installed>) -> Vec<Worker> {
    let has = |package| installed.is_some_and(|installed| installed.production(package).is_some());
    let since_11 = app.version.is_some_and(|version| version.major >= 11);
    let connection =
        app.choice(QUEUE, "default", "QUEUE_CONNECTION").or_else(|| since_11.then(|| "database".to_owned()));
    [
        has("laravel/horizon").then_some(Worker::Horizon),
        has("laravel/octane").then_some(Worker::Octane),
        connection.filter(|connection| connection != "sync").map(Worker::Queue),
    ]
    .into_iter()
    .flatten()
    .collect()
}
