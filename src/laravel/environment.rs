//! What `env()` finds: the process's variables, then those of exactly one file. Knows no file system: which files are to
//! be read, [`more_files`] says.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::Path,
};

use super::{
    at_start,
    bootstrap::EnvSource,
    compose,
    config::{EnvAnswer, EnvPlace, required_files},
    dotenv::{self, EnvValue, Parsed, ReadError, as_env},
    env::MaskedValue,
    files::{CACHED_CONFIG, CACHED_CONFIG_IN_DOT_LARAVEL, DOT_LARAVEL, ENV, Files, is_in_app},
    other_places,
    version::Version,
};

/// The environment of a process that runs the app: texts by name, secrets among them. Never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProcessEnv {
    variables: BTreeMap<String, String>,
    /// Files that they name, by their whole paths, and that are not there.
    lacking: BTreeSet<String>,
    /// Names of variables that it has, or may have, with texts that are not known.
    unknown: BTreeSet<String>,
}

impl fmt::Debug for ProcessEnv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.variables.keys()).finish()
    }
}

impl FromIterator<(String, String)> for ProcessEnv {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        ProcessEnv { variables: variables.into_iter().collect(), ..ProcessEnv::default() }
    }
}

/// With these a caller signs in to AWS, or names a region. A website does not have them because a terminal has.
const CALLERS: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
];

impl ProcessEnv {
    /// The text of a variable, which may be empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.variables.keys().map(String::as_str)
    }

    /// Of what is started in this folder: it is where that works, and the path of a cached config in it is one of the app.
    #[must_use]
    pub fn seen_from(mut self, root: &Path) -> ProcessEnv {
        if let Some(path) = self.variables.get_mut("APP_CONFIG_CACHE")
            && let Ok(inside) = Path::new(path.as_str()).strip_prefix(root)
            && let Some(inside) = inside.to_str()
        {
            *path = inside.replace('\\', "/");
        }
        self.variables.insert("PWD".into(), root.display().to_string());
        self
    }

    /// With these variables in the place of its own.
    pub(super) fn with(mut self, variables: &BTreeMap<String, String>) -> ProcessEnv {
        self.variables.extend(variables.iter().map(|(name, text)| (name.clone(), text.clone())));
        self
    }

    /// With variables of these names, whose texts are not known.
    pub(super) fn with_unknown(mut self, names: &BTreeSet<String>) -> ProcessEnv {
        self.unknown.extend(names.iter().cloned());
        self
    }

    /// As the app's own scripts leave it before Laravel reads it: what they set is not known without running them.
    pub(super) fn with_those_of_its_scripts(self, files: &Files) -> ProcessEnv {
        let set = at_start::variables_set(files).into_iter().map(|it| it.path);
        self.with_unknown(&set.collect())
    }

    /// Every variable, masked where it may be a secret.
    pub fn masked(&self) -> impl Iterator<Item = (&str, MaskedValue)> {
        self.variables.iter().map(|(name, text)| (name.as_str(), MaskedValue::of(name, text.clone())))
    }

    /// Without what signs the caller in to AWS.
    #[must_use]
    pub fn without_the_callers(&self) -> ProcessEnv {
        let mut without = self.clone();
        without.variables.retain(|name, _| !is_the_callers(name));
        without
    }

    /// With the word that there is no file at a whole path.
    #[must_use]
    pub fn lacking(mut self, path: String) -> ProcessEnv {
        self.lacking.insert(path);
        self
    }
}

/// Whether a variable signs a caller in to AWS, and says nothing of the app on its own.
pub fn is_the_callers(name: &str) -> bool {
    CALLERS.contains(&name) || name.starts_with("AWS_ENDPOINT_URL")
}

/// Which file Laravel reads its variables from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvFileUsed {
    /// `.env`
    Usual,
    /// Another one.
    Other {
        /// Its path in the app.
        path: String,
        /// Why it is read.
        why: OtherFile,
    },
    /// `bootstrap/app.php` moves it, and to where is not known without running it.
    Moved {
        /// The line in `bootstrap/app.php`.
        line: usize,
    },
}

/// Why another file than `.env` is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherFile {
    /// The process has this `APP_ENV`, and the file of that name is there.
    AppEnv(String),
    /// `bootstrap/app.php` names it.
    Named,
}

impl EnvFileUsed {
    /// Its path in the app, where it is known.
    pub fn path(&self) -> Option<&str> {
        match self {
            EnvFileUsed::Usual => Some(ENV),
            EnvFileUsed::Other { path, .. } => Some(path),
            EnvFileUsed::Moved { .. } => None,
        }
    }

    /// By `APP_ENV` of the process alone: that of the file comes too late.
    pub(super) fn of(files: &Files, process: &ProcessEnv) -> EnvFileUsed {
        let (base, by_hand) = match EnvSource::of(files) {
            EnvSource::Moved { line } => return EnvFileUsed::Moved { line },
            EnvSource::At(base) => (base, None),
            EnvSource::ByHandBefore { line } => (ENV.to_owned(), Some(line)),
        };
        let of_the_file = || by_hand.and_then(|_| of_its_own_app_env(files));
        let selected = of_app_env(&base, process).or_else(of_the_file).filter(|(path, _)| files.contains_key(path));
        if let (Some(line), Some(_)) = (by_hand, &selected) {
            // Two files are read, and which of them has a value first is told by neither.
            return EnvFileUsed::Moved { line };
        }
        match selected {
            Some((path, said)) => EnvFileUsed::Other { path, why: OtherFile::AppEnv(said) },
            None if base == ENV => EnvFileUsed::Usual,
            None => EnvFileUsed::Other { path: base, why: OtherFile::Named },
        }
    }
}

/// Files without which it is not known what the app reads, where they are there: those of variables, and the cached config.
pub fn deciding_files(files: &Files, process: &ProcessEnv) -> Vec<String> {
    let cache = match CachePlace::of(None, files, process) {
        CachePlace::In(path) => Some(path),
        CachePlace::Outside | CachePlace::Nowhere => None,
    };
    files_of_variables(files, process).into_iter().chain(cache).collect()
}

/// The files of which Laravel reads its variables from the last that is there.
fn files_of_variables(files: &Files, process: &ProcessEnv) -> Vec<String> {
    let (base, its_own) = match EnvSource::of(files) {
        EnvSource::At(base) => (base, None),
        EnvSource::ByHandBefore { .. } => (ENV.to_owned(), of_its_own_app_env(files)),
        EnvSource::Moved { .. } => return Vec::new(),
    };
    let selected = of_app_env(&base, process).or(its_own).map(|(path, _)| path);
    [base].into_iter().chain(selected).collect()
}

/// Files that must be read besides [`FILES`](super::FILES) to tell what the app reads: paths in the app. But for
/// [`deciding_files`] the app is understood without one that cannot be read.
pub fn more_files(files: &Files, process: &ProcessEnv) -> Vec<String> {
    let of_variables = files_of_variables(files, process);
    let base = of_variables.first();
    // A container may have another `APP_ENV`.
    let of_containers = compose::app_services(files).into_iter().filter_map(|it| {
        let inside = ProcessEnv::default().with(&it.texts);
        base.and_then(|base| of_app_env(base, &inside)).map(|(path, _)| path)
    });
    let of_containers: Vec<String> = compose::more_files(files)
        .into_iter()
        .chain(of_containers)
        .chain(at_start::named_providers(files))
        .chain(required_files(files))
        .chain(other_places::more_files(files))
        .collect();
    let all = deciding_files(files, process).into_iter().chain(of_containers);
    let mut more: Vec<String> = Vec::new();
    for path in all.filter(|path| !files.contains_key(path)) {
        if !more.contains(&path) {
            more.push(path);
        }
    }
    more
}

/// `.env.production` and `production`.
fn of_app_env(base: &str, process: &ProcessEnv) -> Option<(String, String)> {
    selected_by(base, process.get("APP_ENV")?)
}

/// By the `APP_ENV` of `.env` itself, which counts where that is read before Laravel selects a file.
fn of_its_own_app_env(files: &Files) -> Option<(String, String)> {
    selected_by(ENV, &dotenv::read(files.get(ENV)?).ok()?.remove("APP_ENV")??)
}

fn selected_by(base: &str, app_env: &str) -> Option<(String, String)> {
    let said = match as_env(app_env) {
        EnvValue::Text(said) => said,
        EnvValue::True | EnvValue::False | EnvValue::Null | EnvValue::Empty => return None,
    };
    let plain = !said.is_empty() && !said.contains(['/', '\\']) && said != "." && said != "..";
    plain.then(|| (format!("{base}.{said}"), said))
}

/// Where a cached config would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CachePlace {
    /// At this path in the app.
    In(String),
    /// Elsewhere on the machine, where we do not read.
    Outside,
    /// Elsewhere on the machine, and not there.
    Nowhere,
}

impl CachePlace {
    /// `APP_CONFIG_CACHE` of the process or of the file that is read, else the folder `.laravel` where there is one (10 and
    /// later), else the usual place. In the file it counts where no cached config stands at that place: one that does keeps
    /// Laravel from reading the file, unless the app itself has read it before.
    pub fn of(version: Option<Version>, files: &Files, process: &ProcessEnv) -> CachePlace {
        let has_folder = files.keys().any(|path| path.starts_with(DOT_LARAVEL));
        let reads_folder = version.is_none_or(|version| version.major >= 10);
        let usual = if has_folder && reads_folder { CACHED_CONFIG_IN_DOT_LARAVEL } else { CACHED_CONFIG };
        let is_read_first = matches!(EnvSource::of(files), EnvSource::ByHandBefore { .. });
        let is_passed_by = files.contains_key(usual) && !is_read_first;
        let of_the_file = || if is_passed_by { None } else { in_the_file(files, process) };
        let said = process.get(CACHE_VARIABLE).map(str::to_owned).or_else(of_the_file);
        let said = said.as_deref().map(as_env);
        if let Some(EnvValue::Text(said)) = said {
            return match process.lacking.contains(&said) {
                true => CachePlace::Nowhere,
                false if is_in_app(&said) => CachePlace::In(said),
                false => CachePlace::Outside,
            };
        }
        CachePlace::In(usual.into())
    }
}

const CACHE_VARIABLE: &str = "APP_CONFIG_CACHE";

/// Where the file of variables says that the cached config is.
fn in_the_file(files: &Files, process: &ProcessEnv) -> Option<String> {
    let used = EnvFileUsed::of(files, process);
    let bytes = files.get(used.path()?)?;
    // Read only where it can matter.
    memchr::memmem::find(bytes, CACHE_VARIABLE.as_bytes())?;
    dotenv::read(bytes).ok()?.remove(CACHE_VARIABLE)?
}

/// What `env()` finds under each name.
pub(super) struct Environment<'p> {
    process: &'p ProcessEnv,
    file: EnvFileRead,
}

enum EnvFileRead {
    /// The file and its values; none where it is missing.
    At(String, BTreeMap<String, Option<String>>),
    /// No file that can be read here.
    Unknown,
}

/// Files of variables, each taken apart once, by their paths; those that are missing are not there.
pub(super) type EnvFiles<'t> = BTreeMap<&'t str, Result<Parsed<'t>, ReadError>>;

/// What stands in those of these files that are there, to be taken apart.
pub(super) fn texts_of<'f, 'u>(
    files: &'f Files,
    used: impl IntoIterator<Item = &'u EnvFileUsed>,
) -> BTreeMap<String, Cow<'f, str>> {
    let paths = used.into_iter().filter_map(EnvFileUsed::path).chain([ENV]);
    paths.filter_map(|path| Some((path.to_owned(), dotenv::text_of(files.get(path)?)))).collect()
}

impl<'p> Environment<'p> {
    /// Of this file, which may be missing. A file that phpdotenv refuses stops the app before it reads any config.
    pub fn of(used: &EnvFileUsed, files: &EnvFiles<'_>, process: &'p ProcessEnv) -> Environment<'p> {
        let of_the_process = |name: &str| process.get(name).map(str::to_owned);
        let file = match used.path().map(|path| (path, files.get(path))) {
            Some((path, None)) => EnvFileRead::At(path.to_owned(), BTreeMap::new()),
            Some((path, Some(Ok(parsed)))) => EnvFileRead::At(path.to_owned(), parsed.values_within(of_the_process)),
            Some((_, Some(Err(_)))) | None => EnvFileRead::Unknown,
        };
        Environment { process, file }
    }

    /// What `env()` finds: an empty value is a value, a bare name is not.
    pub fn answer(&self, name: &str) -> EnvAnswer {
        if self.process.unknown.contains(name) {
            return EnvAnswer::Unknown;
        }
        if let Some(text) = self.process.get(name) {
            return EnvAnswer::Value(text.to_owned(), EnvPlace::Process);
        }
        match &self.file {
            EnvFileRead::Unknown => EnvAnswer::Unknown,
            EnvFileRead::At(path, values) => match values.get(name) {
                Some(Some(text)) => EnvAnswer::Value(text.clone(), EnvPlace::File(path.clone())),
                Some(None) | None => EnvAnswer::Absent,
            },
        }
    }
}
