//! What an app's config files say, and the framework's defaults where a file is missing. Does not know what an entry is
//! for.

use std::collections::BTreeMap;

use super::{
    config::{AppConfig, Below, Required, Within, named_in, parse_required, required_by},
    env::EnvFile,
    environment::Environment,
    files::{APP, AWS, BOOTSTRAP, CACHE, FILESYSTEMS, Files, MAIL, QUEUE, SERVICES, SESSION},
    php::{Expr, Php},
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

/// Why the config files are not read from `config/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigElsewhere {
    /// `bootstrap/app.php` names another folder, on this line.
    Named(usize),
    /// None of the files is there, and this framework does not start without one.
    NotThere,
}

impl ConfigElsewhere {
    /// By the files of an app whose framework fills in nothing, or by its own word.
    pub(super) fn of(files: &Files, defaults: Defaults) -> Option<ConfigElsewhere> {
        let named = files.get(BOOTSTRAP).and_then(|source| {
            memchr::memmem::find(source, b"useConfigPath")?;
            Php::parse(source).method_call("useConfigPath").map(|call| ConfigElsewhere::Named(call.line()))
        });
        let has_any = CONFIGS.iter().any(|(_, path)| files.contains_key(*path));
        named.or_else(|| (defaults == Defaults::None && !has_any).then_some(ConfigElsewhere::NotThere))
    }
}

/// The files of an app that is being read, with what is known of it so far.
pub(super) struct AppFiles<'f> {
    pub version: Option<Version>,
    pub defaults: Defaults,
    pub env: EnvFile,
    /// The config files, each parsed once.
    pub parsed: BTreeMap<&'static str, Php<'f>>,
    /// Those in folders of `config/`, by the entry that they are, in the order in which Laravel loads them.
    pub within: Vec<Within<'f>>,
    /// What these require, wherever it lies in the app.
    pub required: Required<'f>,
    pub elsewhere: Option<ConfigElsewhere>,
}

/// The config files that tell how mail is sent, and what else uses its variables.
const CONFIGS: [(&str, &str); 8] = [
    ("app", APP),
    ("aws", AWS),
    ("cache", CACHE),
    ("filesystems", FILESYSTEMS),
    ("mail", MAIL),
    ("queue", QUEUE),
    ("services", SERVICES),
    ("session", SESSION),
];

impl<'f> AppFiles<'f> {
    /// The config files, each parsed once.
    pub fn parse(files: &'f Files) -> BTreeMap<&'static str, Php<'f>> {
        let parse = |(_, path): (&'static str, &'static str)| Some((path, Php::parse(files.get(path)?)));
        CONFIGS.into_iter().filter_map(parse).collect()
    }

    /// Those in folders of `config/`.
    pub fn parse_within(files: &'f Files) -> Vec<Within<'f>> {
        let parse = |(path, source): (&'f String, &'f Vec<u8>)| {
            let entry = path.strip_prefix("config/")?.strip_suffix(".php")?;
            let is_one = entry.contains('/') && CONFIGS.iter().any(|(name, _)| entry.split('/').next() == Some(name));
            is_one.then(|| Within { entry: entry.replace('/', "."), path, php: Php::parse(source) })
        };
        files.iter().filter_map(parse).collect()
    }

    /// What those require.
    pub fn parse_required(
        files: &'f Files,
        parsed: &BTreeMap<&'static str, Php<'f>>,
        within: &[Within<'f>],
    ) -> Required<'f> {
        let own = parsed.iter().map(|(path, php)| (*path, php));
        parse_required(files, own.chain(within.iter().map(|it| (it.path, &it.php))))
    }

    /// A config file, parsed.
    pub fn config(&self, path: &str) -> Option<&Php<'f>> {
        self.parsed.get(path)
    }

    /// All of them together, as far as [`CONFIGS`] goes, with these variables.
    pub fn together(&self, environment: &Environment<'_>) -> AppConfig {
        let names = CONFIGS.map(|(name, _)| name);
        match self.elsewhere {
            Some(ConfigElsewhere::Named(line)) => return AppConfig::unknown(&names, BOOTSTRAP, line),
            Some(ConfigElsewhere::NotThere) => return AppConfig::unknown(&names, "config/", 1),
            None => {}
        }
        let below = match self.defaults {
            Defaults::Framework => Below::Framework(self.version),
            Defaults::None => Below::Nothing,
        };
        let own = CONFIGS.into_iter().filter_map(|(name, path)| Some((name, (path, self.parsed.get(path)?))));
        AppConfig::load(&own.collect(), &self.within, &self.required, &names, &below, &|name| environment.answer(name))
    }

    /// All of them, where a file that takes their place is not known.
    pub fn unknown(&self, file: &str) -> AppConfig {
        AppConfig::unknown(&CONFIGS.map(|(name, _)| name), file, 1)
    }

    /// Those whose config is no array.
    pub fn no_arrays(&self, config: &AppConfig) -> Vec<String> {
        let those =
            CONFIGS.into_iter().filter(|(name, path)| self.parsed.contains_key(path) && config.is_no_array(name));
        those.map(|(_, path)| path.to_owned()).collect()
    }

    /// Whether an expression of a config file reads a variable, also in what it requires.
    pub fn reads(&self, expr: Expr<'_>, file: &str, name: &str) -> bool {
        let within = || expr.descendants().filter_map(|it| required_by(it, file));
        let of_file = |path: &String| self.required.get(path).is_some_and(|php| self.required_reads(php, path, name));
        expr.env_names().contains(name) || within().any(|path| of_file(&path))
    }

    /// The same of a file that is required, with those that it requires.
    fn required_reads(&self, php: &Php<'_>, path: &str, name: &str) -> bool {
        let asks = |path: &String| self.required.get(path).is_some_and(|php| php.env_names().contains(name));
        php.env_names().contains(name) || named_in(php, path).iter().any(asks)
    }

    /// Whether `config/mail.php` reads a variable; where it is missing, whether the framework's does.
    pub fn mail_reads(&self, name: &str, by_default: bool) -> bool {
        match (self.config(MAIL), self.defaults) {
            (Some(mail), _) => self.reads(mail.root(), MAIL, name),
            (None, Defaults::Framework) => by_default,
            (None, Defaults::None) => false,
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
