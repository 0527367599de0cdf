//! What an app's config files say, and the framework's defaults where a file is missing. Does not know what an entry is
//! for.

use super::{
    env::EnvFile,
    files::{BOOTSTRAP, Files, MAIL},
    php::{Php, Simple},
    version::Version,
};

/// What applies to an entry that is in no config file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defaults {
    /// The framework's own config (11 and later, unless the app opts out).
    Framework,
    /// Nothing applies.
    None,
}

/// The files of an app that is being read, with what is known of it so far.
pub(super) struct AppFiles<'f> {
    pub files: &'f Files,
    pub version: Option<Version>,
    pub defaults: Defaults,
    pub env: EnvFile,
}

impl<'f> AppFiles<'f> {
    /// A config file, parsed.
    pub fn config(&self, path: &str) -> Option<Php<'f>> {
        self.files.get(path).map(|source| Php::parse(source))
    }

    /// Whether `config/mail.php` reads a variable; where it is missing, whether the framework's does.
    pub fn mail_reads(&self, name: &str, by_default: bool) -> bool {
        match (self.config(MAIL), self.defaults) {
            (Some(mail), _) => mail.env_names().contains(name),
            (None, Defaults::Framework) => by_default,
            (None, Defaults::None) => false,
        }
    }

    /// The value of an entry such as `default` of `config/queue.php`, or of `variable` where the file is missing.
    pub fn choice(&self, path: &str, key: &str, variable: &str) -> Option<String> {
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

/// Whether the framework fills in what the app's config files leave out.
pub(super) fn defaults(files: &Files, version: Option<Version>) -> Defaults {
    let bootstrap = files.get(BOOTSTRAP).map(|source| Php::parse(source));
    let calls = |method| bootstrap.as_ref().is_some_and(|bootstrap| bootstrap.calls_method(method));
    // Without a known version the structure decides: `Application::configure` came with 11.
    let from_11 = version.map_or_else(|| calls("configure"), |version| version.major >= 11);
    if from_11 && !calls("dontMergeFrameworkConfiguration") { Defaults::Framework } else { Defaults::None }
}
