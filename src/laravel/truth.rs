//! Which value of a variable counts, and why: in `.env`, in `.env.{APP_ENV}`, in the process, in the cached configuration.
//! Holds no secret. Does not know whether the value that counts is a good one.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    compose::ComposeService,
    config::{AppConfig, Datum, Evaluated},
    config_setting::ConfigSetting,
    env::{EnvFile, MaskedValue},
    environment::{EnvFileUsed, OtherFile, ProcessEnv},
    other_places::{OtherPlace, OtherPlaceKind, PlaceValue},
};

/// A variable in every place that Laravel may read it from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TruthRow {
    /// Its name.
    pub name: String,
    /// In `.env`.
    pub env: Option<MaskedValue>,
    /// In the file that is read in its place.
    pub env_app: Option<MaskedValue>,
    /// In the process.
    pub process: Option<MaskedValue>,
    /// The entry of the cached configuration that is made of it.
    pub cached: Option<ConfigSetting>,
    /// Which of them counts.
    pub wins: Winner,
    /// Why.
    pub why: WhyWins,
    /// The entry of the configuration that reads it first; none where none does.
    pub entry: Option<ConfigSetting>,
    /// What the app would be given where it runs otherwise than from here.
    pub elsewhere: Vec<SaidElsewhere>,
}

/// What a file says of a variable for another place than this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidElsewhere {
    /// The file.
    pub file: String,
    /// The line, from 1, where only one can be meant.
    pub line: Option<usize>,
    /// Which place that is.
    pub place: PlaceOfApp,
    /// What it says.
    pub value: MaskedValue,
}

/// Where an app runs otherwise than from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceOfApp {
    /// This service, which compose runs on this machine.
    Service(String),
    /// A place that only a file tells of, and what it is called there.
    Other(OtherPlaceKind, Option<String>),
}

/// The place whose value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Winner {
    /// `.env`
    Env,
    /// The file in its place.
    EnvApp,
    /// The process.
    Process,
    /// The cached configuration.
    Cached,
    /// What the config files say without it.
    Default,
    /// It cannot be told: the file that Laravel reads cannot be read, by it or by us.
    Unknown,
}

/// Why a place counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyWins {
    /// With a cached configuration no other place is read.
    ConfigIsCached,
    /// The process goes before every file, also with an empty value.
    ProcessGoesFirst,
    /// It is read in the place of `.env`, since `APP_ENV` of the process selects it.
    ReadInstead,
    /// The same, since `bootstrap/app.php` names it.
    NamedInstead,
    /// No other place has it.
    OnlyThere,
    /// No place has it, so that the config file decides.
    NowhereSet,
    /// No config file reads it, wherever it stands.
    NotRead,
    /// A config file reads it in another case than the one that holds now.
    NotAsked,
    /// Whether a config file reads it is only known when it runs.
    PerhapsRead,
    /// The file that Laravel reads lies elsewhere.
    FileElsewhere,
    /// phpdotenv refuses the file that Laravel reads.
    FileRefused,
}

/// Listed whether they are set or not.
const ALWAYS: [&str; 5] =
    ["MAIL_FROM_ADDRESS", "MAIL_FROM_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"];
/// Listed where they are set, as every other name of mail or AWS.
const WHERE_SET: [&str; 2] = ["QUEUE_CONNECTION", "APP_URL"];

/// What a truth table is made from.
pub(super) struct Places<'a> {
    pub env: &'a EnvFile,
    pub env_app: Option<&'a EnvFile>,
    pub used: &'a EnvFileUsed,
    pub process: &'a ProcessEnv,
    /// The config files, as they would be read without a cache.
    pub config: &'a AppConfig,
    /// Whether there is a cached configuration, and which, where it can be read.
    pub cached: Option<Option<&'a AppConfig>>,
    pub mailer_variable: &'a str,
    /// Whether a config file of the app names a variable, in whichever way it may ask for it.
    pub names: &'a dyn Fn(&str) -> bool,
    /// Services of a compose file that run the app.
    pub services: Vec<&'a ComposeService>,
    pub other_places: Vec<&'a OtherPlace>,
}

/// The variables that mail depends on: the mailer's first, then those that every app has, then what else is set.
pub(super) fn table(places: &Places<'_>) -> Vec<TruthRow> {
    let asked = Asked::of(places.config);
    let concerns = |name: &str| name.starts_with("MAIL_") || name.starts_with("AWS_") || WHERE_SET.contains(&name);
    let of_files = [Some(places.env), places.env_app].into_iter().flatten().flat_map(EnvFile::names);
    let of_others = places.other_places.iter().flat_map(|it| it.written.keys().map(String::as_str));
    let of_services = places.services.iter().flat_map(|it| it.written.keys().map(String::as_str));
    let set: BTreeSet<&str> = of_files.chain(places.process.names()).chain(of_others).chain(of_services).collect();
    let read_by_ses =
        asked.entries.iter().filter(|(_, path)| path.starts_with("services.ses.")).map(|(name, _)| name.as_str());
    let others: BTreeSet<&str> = set.into_iter().filter(|name| concerns(name)).chain(read_by_ses).collect();
    let first = [places.mailer_variable].into_iter().chain(ALWAYS);
    let first: Vec<&str> = first.collect();
    let rest = others.into_iter().filter(|name| !first.contains(name));
    first.iter().copied().chain(rest).map(|name| row(places, &asked, name)).collect()
}

fn row(places: &Places<'_>, asked: &Asked, name: &str) -> TruthRow {
    let process = places.process.get(name).map(|text| MaskedValue::of(name, text.to_owned()));
    let env_app = places.env_app.and_then(|file| file.seen(name)).cloned();
    let path = asked.entries.get(name);
    let setting = |config: &AppConfig| path.map(|path| ConfigSetting::at(config, path));
    let cached = places.cached.flatten().and_then(setting);
    let in_file = match (places.used, places.env_app) {
        (EnvFileUsed::Usual, _) => places.env.seen(name).map(|_| Winner::Env),
        (EnvFileUsed::Other { .. } | EnvFileUsed::Moved { .. }, _) => env_app.as_ref().map(|_| Winner::EnvApp),
    };
    let unread = match (places.used, places.env_app.unwrap_or(places.env)) {
        (EnvFileUsed::Moved { .. }, _) => Some(WhyWins::FileElsewhere),
        (EnvFileUsed::Usual | EnvFileUsed::Other { .. }, EnvFile::Refused(_)) => Some(WhyWins::FileRefused),
        (EnvFileUsed::Usual | EnvFileUsed::Other { .. }, EnvFile::Read { .. } | EnvFile::Missing) => None,
    };
    let unasked = match path.is_some() || is_read_elsewhere(name) {
        true => None,
        false if asked.perhaps_more => Some(WhyWins::PerhapsRead),
        false if (places.names)(name) => Some(WhyWins::NotAsked),
        false => Some(WhyWins::NotRead),
    };
    let instead = match places.used {
        EnvFileUsed::Other { why: OtherFile::Named, .. } => WhyWins::NamedInstead,
        EnvFileUsed::Other { why: OtherFile::AppEnv(_), .. } | EnvFileUsed::Usual | EnvFileUsed::Moved { .. } => {
            WhyWins::ReadInstead
        }
    };
    let (wins, why) = match (places.cached, path, &process, unread, in_file) {
        (Some(_), Some(_), ..) => (Winner::Cached, WhyWins::ConfigIsCached),
        // What the SDK reads by itself is in no configuration, and no file is read any more.
        (Some(_), None, None, ..) => (Winner::Default, WhyWins::ConfigIsCached),
        (Some(_), None, Some(_), ..) => (Winner::Process, WhyWins::ProcessGoesFirst),
        (None, _, Some(_), ..) => (Winner::Process, unasked.unwrap_or(WhyWins::ProcessGoesFirst)),
        (None, _, None, Some(why), _) => (Winner::Unknown, why),
        (None, _, None, None, Some(Winner::EnvApp)) => (Winner::EnvApp, unasked.unwrap_or(instead)),
        (None, _, None, None, Some(place)) => (place, unasked.unwrap_or(WhyWins::OnlyThere)),
        (None, _, None, None, None) => (Winner::Default, WhyWins::NowhereSet),
    };
    TruthRow {
        name: name.to_owned(),
        env: places.env.seen(name).cloned(),
        env_app,
        process,
        cached,
        wins,
        why,
        entry: setting(places.config),
        elsewhere: elsewhere(places, name),
    }
}

fn elsewhere(places: &Places<'_>, name: &str) -> Vec<SaidElsewhere> {
    let of_service = |service: &&ComposeService| {
        let value = service.written.get(name)?;
        let place = PlaceOfApp::Service(service.name.clone());
        Some(SaidElsewhere { file: service.giver(name).to_owned(), line: None, place, value: value.clone() })
    };
    let of_other = |other: &&OtherPlace| {
        let PlaceValue { file, line, value } = other.written.get(name)?.clone();
        Some(SaidElsewhere { file, line, place: PlaceOfApp::Other(other.kind, other.name.clone()), value })
    };
    let services = places.services.iter().filter_map(of_service);
    services.chain(places.other_places.iter().filter_map(of_other)).collect()
}

/// Whether another config file than those of mail reads a variable, or the SDK itself does. Of our own names that is known.
fn is_read_elsewhere(name: &str) -> bool {
    WHERE_SET.contains(&name) || name.starts_with("AWS_") && !name.starts_with("AWS_SES_")
}

/// What mail depends on in the configuration.
const PATHS: [&str; 4] = ["services.ses", "mail", "app.url", "queue.default"];

fn parts(path: &str) -> Vec<&str> {
    path.split('.').collect()
}

/// Whether part of it would have to be run, which may read any variable.
fn is_open(value: &Evaluated, depth: usize) -> bool {
    match &value.datum {
        Datum::Unknown(_) => true,
        Datum::Array(array) if depth > 0 => {
            array.whole().is_none() || array.known().iter().any(|(_, inner)| is_open(inner, depth - 1))
        }
        Datum::Array(_) | Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => false,
    }
}

/// Which variables the configuration of mail asks for.
struct Asked {
    /// The first entry that each is read for: of `services.ses`, of `mail`, and of what else mail depends on. A variable that is
    /// not set is read too.
    entries: BTreeMap<String, String>,
    /// Whether others may be read where only PHP can tell.
    perhaps_more: bool,
}

impl Asked {
    fn of(config: &AppConfig) -> Asked {
        let roots = || PATHS.iter().filter_map(|path| Some((*path, config.get_or_null(&parts(path))?)));
        let mut entries = BTreeMap::new();
        roots().for_each(|(path, root)| walk(path, root, DEEPEST, &mut entries));
        Asked { entries, perhaps_more: roots().any(|(_, root)| is_open(root, DEEPEST)) }
    }
}

/// Arrays within arrays.
const DEEPEST: usize = 6;

fn walk(path: &str, value: &Evaluated, depth: usize, found: &mut BTreeMap<String, String>) {
    if let Datum::Array(array) = &value.datum {
        if depth > 0 {
            for (key, inner) in array.known() {
                walk(&format!("{path}.{}", key.written()), inner, depth - 1, found);
            }
        }
        return;
    }
    for name in value.origin.asked() {
        found.entry(name.to_owned()).or_insert_with(|| path.to_owned());
    }
}
