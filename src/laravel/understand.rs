//! From files to an app. Does not know what a set-up wants of it.

use super::{
    app::{App, ConfigCache, MailLayout, Worker},
    composer::{self, Installed, SdkPackage},
    env::EnvFile,
    files::{ARTISAN, CACHED_CONFIGS, COMPOSER_JSON, COMPOSER_LOCK, ENV, Files, MAIL, QUEUE, SERVICES},
    php::{Php, Simple},
    reading_along,
    runner::Runner,
    sharing,
    signup::SignUp,
    sources::{AppFiles, defaults},
    version::Version,
};

/// Reads an app from its files.
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
        runner: Runner::of(files),
        readers: reading_along::readers(files),
        env: app.env,
    })
}

/// The framework's own `config/mail.php` reads `MAIL_SCHEME` from this version on; before, `MAIL_ENCRYPTION`.
const MAIL_SCHEME_SINCE: Version = Version::new(11, 35, 1);

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
