//! What an app is, as far as mail goes. Does not know from which files that was read.

use super::{
    at_start::SetAtStart,
    compose::ComposeService,
    composer::SdkPackage,
    dotenv::{Reader, misreaders, written_for},
    effective::Effective,
    env::{EnvFile, MaskedValue},
    environment::EnvFileUsed,
    mailers::Transport,
    other_places::OtherPlace,
    runner::Runner,
    sharing::SharedUse,
    signup::{SignUp, Wiring},
    sources::{ConfigElsewhere, Defaults},
    surroundings::Surroundings,
    truth::{TruthRow, Winner},
    version::{Version, Versions},
};

pub use super::mail_layout::MailLayout;

/// What an app is, as far as mail goes. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// The framework's version; `None` where neither a list nor the vendor folder tells it.
    pub version: Option<Version>,
    /// Whether the AWS SDK for PHP is installed.
    pub sdk: SdkPackage,
    /// Whether the framework fills in what the config files leave out.
    pub defaults: Defaults,
    /// How `config/mail.php` is built.
    pub mail_layout: MailLayout,
    /// The variable that picks the mailer: `MAIL_MAILER`, or `MAIL_DRIVER` in a file of Laravel 6.
    pub mailer_variable: String,
    /// Whether the mail config reads `MAIL_SCHEME`.
    pub reads_scheme: bool,
    /// Whether the mail config reads `MAIL_ENCRYPTION`.
    pub reads_encryption: bool,
    /// Whether the mailer `smtp` speaks TLS from the first byte whatever `.env` says, as a file with `'scheme' => 'smtps'` has it.
    pub smtp_is_implicit: bool,
    /// Whether the SES entry reads `AWS_SES_*` already, by our patch or the developer's.
    pub reads_separate_keys: bool,
    /// What else in the app reads `AWS_ACCESS_KEY_ID` and the others.
    pub aws_keys_shared_with: Vec<SharedUse>,
    /// The processes that must be restarted after a change.
    pub workers: Vec<Worker>,
    /// Whether sign-up sends a mail to confirm the address.
    pub sign_up: SignUp,
    /// What else is known of how sign-up mail comes about.
    pub wiring: Wiring,
    /// How its commands are run.
    pub runner: Runner,
    /// Which programs beside Laravel read `.env`.
    pub readers: Vec<Reader>,
    /// `.env`.
    pub env: EnvFile,
    /// The file that Laravel reads, started from here.
    pub env_used: EnvFileUsed,
    /// The file that it reads in the place of `.env`, where there is one.
    pub env_app: Option<EnvFile>,
    /// The versions that decide how a mailer is made.
    pub versions: Versions,
    /// What is in force for a process that is started from here: what the cached configuration says where there is one,
    /// else what the files and the process make of it.
    pub effective: Effective,
    /// What the files make of it for a process without the caller's sign-in to AWS and without a cached configuration.
    pub own: OwnConfig,
    /// What the cached configuration says.
    pub cached: CachedConfig,
    /// Every variable of mail in every place.
    pub truth: Vec<TruthRow>,
    /// Config files that PHP cannot read, each with the line.
    pub broken: Vec<(String, usize)>,
    /// Config files that return no array, with which this framework does not start.
    pub no_arrays: Vec<String>,
    /// Why the config files are not where they are read.
    pub config_elsewhere: Option<ConfigElsewhere>,
    /// Whether there is a copy of `.env` that `env:encrypt` made, which a change of `.env` leaves behind.
    pub is_copied_encrypted: bool,
    /// What the app's own code sets in the configuration of mail when it starts.
    pub set_at_start: Vec<SetAtStart>,
    /// Where and how the app runs, as far as its files say it.
    pub surroundings: Surroundings,
    /// The containers that give the app variables, the surest first.
    pub containers: Vec<Contained>,
    /// Where the app may run otherwise, by files that nothing here takes by itself.
    pub other_places: Vec<Placed>,
    /// The file and the line by which php-fpm hides from the app what its container has.
    pub clears_env: Option<(String, usize)>,
}

/// The app in a container that gives it variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contained {
    /// The service of the compose file.
    pub service: ComposeService,
    /// What the files make of the configuration there, without a cached one.
    pub effective: Effective,
    /// The file of variables that Laravel reads there.
    pub env_used: EnvFileUsed,
}

/// The app in another place, as a file of it has that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The place.
    pub place: OtherPlace,
    /// What the files make of the configuration there, without a cached one.
    pub effective: Effective,
    /// The file of variables that Laravel reads there.
    pub env_used: EnvFileUsed,
}

/// What the files of the app make of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnConfig {
    /// As they are.
    Read(Box<Effective>),
    /// A change that is only planned would make of it what is wanted.
    Planned,
}

/// What a cached configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CachedConfig {
    /// No file stands where Laravel looks for it.
    Absent,
    /// This.
    Read(Box<Effective>),
    /// The file there is not one of `config:cache`, at this path.
    Unreadable(String),
    /// `APP_CONFIG_CACHE` of the process names a file outside of the app, which is not read.
    Elsewhere,
}

impl App {
    /// The file of variables that Laravel, started from here, reads; `None` where it lies elsewhere.
    pub fn env_in_force(&self) -> Option<&EnvFile> {
        match &self.env_used {
            EnvFileUsed::Usual => Some(&self.env),
            EnvFileUsed::Other { .. } => self.env_app.as_ref(),
            EnvFileUsed::Moved { .. } => None,
        }
    }

    /// Its name.
    pub fn env_name(&self) -> &str {
        self.env_used.path().unwrap_or(super::files::ENV)
    }

    /// Whether there is a file of `config:cache`, with which `.env` is not read.
    pub fn is_cached(&self) -> bool {
        self.cached != CachedConfig::Absent
    }

    /// Whether its configuration is cached, and not by a developer for once.
    pub fn is_to_be_cached(&self) -> bool {
        let own = match &self.own {
            OwnConfig::Read(own) => own,
            OwnConfig::Planned => &self.effective,
        };
        self.is_cached() && !own.is_of_a_developer()
    }

    /// The address of a server that the SDK of this mailer finds by itself, and the variable that names it: the service's own
    /// one goes first. Of a cached configuration the SDK finds nothing, since no file is read then.
    pub fn endpoint_in_env(&self, transport: &Transport) -> Option<(&str, &MaskedValue)> {
        let own = if *transport == Transport::SesV2 { "AWS_ENDPOINT_URL_SESV2" } else { "AWS_ENDPOINT_URL_SES" };
        [own, "AWS_ENDPOINT_URL"].into_iter().find_map(|name| {
            let row = self.truth.iter().find(|row| row.name == name)?;
            let said = match row.wins {
                Winner::Env => row.env.as_ref()?,
                Winner::EnvApp => row.env_app.as_ref()?,
                Winner::Process | Winner::Cached | Winner::Default | Winner::Unknown => return None,
            };
            Some((row.name.as_str(), said))
        })
    }

    /// The project's other readers of `.env` that take the line for another value, as it will be written.
    pub fn misreaders(&self, name: &str, text: &str) -> Vec<Reader> {
        let stands = self.env.source(name).filter(|_| self.env.text(name).as_deref() == Some(text));
        // A reference is each reader's own to resolve.
        if stands.is_some_and(|source| source.contains("${")) {
            return Vec::new();
        }
        let written = stands.map_or_else(|| written_for(text, &self.readers), str::to_owned);
        misreaders(text, &written, self.readers.iter().copied())
    }
}

/// A process that reads its configuration only when it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worker {
    /// `laravel/horizon` is installed.
    Horizon,
    /// `laravel/octane` is installed.
    Octane,
    /// Queued mail goes over this connection, which needs a worker.
    Queue(String),
}
