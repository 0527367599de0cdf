//! The service of a compose file that runs the app, and the variables that it gets. Runs nothing: a value that compose
//! would put together from elsewhere is unknown.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    dotenv,
    env::MaskedValue,
    files::{COMPOSE_FILES, ENV, Files},
};

/// A service of a compose file that runs the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeService {
    /// The compose file.
    pub file: String,
    /// Its name there.
    pub name: String,
    /// What stands under `environment`.
    pub environment: BTreeMap<String, ComposeValue>,
    /// The files under `env_file`, by their paths as written.
    pub env_files: Vec<String>,
    /// What of its variables is written out: in its `env_file`s, the later ones first, and before those under `environment`.
    pub written: BTreeMap<String, MaskedValue>,
}

/// A service with the texts of its variables, secrets among them. Never printed.
pub(super) struct Composed {
    pub service: ComposeService,
    pub texts: BTreeMap<String, String>,
}

/// The value of a variable in a compose file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ComposeValue {
    /// It is written there.
    Written(MaskedValue),
    /// It is put together from variables, whose names these are.
    From(Vec<String>),
    /// It is handed on from the shell that runs compose.
    Handed,
}

/// The service that runs the app, where a compose file shows one.
pub(super) fn app_service(files: &Files) -> Option<ComposeService> {
    app_services(files).into_iter().next().map(|it| it.service)
}

/// The services that run the app, the surest first: by Sail's name, because they mount or build it, or because they have an
/// image of its own and a name of an app, or its `.env`. Workers among them.
pub(super) fn app_services(files: &Files) -> Vec<Composed> {
    let found = COMPOSE_FILES.into_iter().find(|path| files.contains_key(*path));
    let Some((file, (stem, end))) = found.and_then(|file| Some((file, file.rsplit_once('.')?))) else {
        return Vec::new();
    };
    let read = |path: &str| -> Option<Json> { serde_saphyr::from_slice(files.get(path)?).ok() };
    let services = |yaml: Option<Json>| match yaml.and_then(|mut yaml| yaml.get_mut("services").map(Json::take)) {
        Some(Json::Object(services)) => services,
        Some(_) | None => serde_json::Map::new(),
    };
    let base = services(read(file));
    let over = services(read(&format!("{stem}.override.{end}")));
    let mut ranked: Vec<_> =
        base.iter().filter_map(|(name, service)| Some((rank(name, service)?, name, service))).collect();
    // Of equals the last one, which is first then.
    ranked.reverse();
    ranked.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
    let read_service = |(_, name, service): (u8, &String, &Json)| {
        let mut texts = variables(&service["environment"]);
        let mut env_files = paths(&service["env_file"]);
        if let Some(service) = over.get(name) {
            texts.extend(variables(&service["environment"]));
            env_files.extend(paths(&service["env_file"]));
        }
        service_of(files, file, name, texts, env_files)
    };
    ranked.into_iter().take(MOST_SERVICES).map(read_service).collect()
}

/// Services that are looked at.
const MOST_SERVICES: usize = 6;

fn service_of(
    files: &Files,
    file: &str,
    name: &str,
    variables: BTreeMap<String, Option<String>>,
    env_files: Vec<String>,
) -> Composed {
    let environment: BTreeMap<String, ComposeValue> = variables
        .iter()
        .map(|(name, text)| (name.clone(), text.as_deref().map_or(ComposeValue::Handed, |text| value_of(name, text))))
        .collect();
    let mut texts = BTreeMap::new();
    for path in env_files.iter().filter_map(|path| in_the_app(path)).filter(|path| *path != ENV) {
        let values = dotenv::read(files.get(path).map(Vec::as_slice).unwrap_or_default()).unwrap_or_default();
        texts.extend(values.into_iter().filter_map(|(name, value)| Some((name, value?))));
    }
    for (name, text) in variables {
        match text.filter(|text| is_written_out(text)) {
            Some(text) => texts.insert(name, text.replace("$$", "$")),
            // It goes before the files, and what it is the shell says.
            None => texts.remove(&name),
        };
    }
    let written = texts.iter().map(|(name, text)| (name.clone(), MaskedValue::of(name, text.clone()))).collect();
    let service = ComposeService { file: file.to_owned(), name: name.to_owned(), environment, env_files, written };
    Composed { service, texts }
}

/// The `env_file`s of the services that run the app, by their paths in it.
pub(super) fn env_files(files: &Files) -> Vec<String> {
    let named = app_services(files).into_iter().flat_map(|it| it.service.env_files);
    named.filter_map(|path| in_the_app(&path).map(str::to_owned)).collect()
}

fn in_the_app(path: &str) -> Option<&str> {
    let path = path.trim_start_matches("./");
    let odd = |part: &str| matches!(part, "" | "." | "..");
    (!path.contains(['\\', '$']) && !path.split('/').any(odd)).then_some(path)
}

/// How sure it is that a service runs the app; `None` where it does not.
fn rank(name: &str, service: &Json) -> Option<u8> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let image = text(&service["image"]).unwrap_or_default();
    let context = text(&service["build"]).or_else(|| text(&service["build"]["context"]));
    let builds =
        context.is_some_and(|context| matches!(context.trim_end_matches('/'), "." | "") || context.contains("sail"));
    let mounts = list(&service["volumes"]).any(|volume| {
        let source = text(volume).and_then(|it| it.split(':').next().map(str::to_owned));
        let source = source.or_else(|| text(&volume["source"]));
        source.is_some_and(|source| matches!(source.as_str(), "." | "./" | "${PWD}"))
    });
    let is_php = ["php", "laravel", "sail", "frankenphp"].iter().any(|word| image.contains(word));
    let serves_others = OTHER_IMAGES.iter().any(|it| image.contains(it));
    let is_of_its_own = !image.is_empty() && !image.contains("phpmyadmin");
    let has_its_env = paths(&service["env_file"]).iter().any(|path| in_the_app(path) == Some(ENV));
    match (name, builds || mounts) {
        ("laravel.test", _) => Some(6),
        (_, _) if serves_others && !is_php => None,
        ("app" | "php" | "web" | "laravel", true) => Some(5),
        (_, true) if is_php => Some(4),
        (_, true) => Some(3),
        ("app" | "php" | "web" | "laravel", false) if is_of_its_own => Some(2),
        (_, false) if is_of_its_own && has_its_env => Some(1),
        (_, false) => None,
    }
}

/// Images of what stands beside an app.
const OTHER_IMAGES: [&str; 22] = [
    "nginx",
    "mysql",
    "mariadb",
    "postgres",
    "redis",
    "valkey",
    "node",
    "caddy",
    "traefik",
    "httpd",
    "memcached",
    "mongo",
    "meilisearch",
    "typesense",
    "elasticsearch",
    "rabbitmq",
    "minio",
    "mailpit",
    "mailhog",
    "selenium",
    "soketi",
    "localstack",
];

fn list(value: &Json) -> impl Iterator<Item = &Json> {
    value.as_array().into_iter().flatten()
}

/// `environment`, as a mapping or as a list of `NAME=value`; `None` for a name alone.
fn variables(value: &Json) -> BTreeMap<String, Option<String>> {
    let of_mapping = value.as_object().into_iter().flatten().map(|(name, value)| {
        let text = match value {
            Json::Null => None,
            Json::String(text) => Some(text.clone()),
            Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => Some(value.to_string()),
        };
        (name.clone(), text)
    });
    let of_list = list(value).filter_map(Json::as_str).map(|line| match line.split_once('=') {
        Some((name, text)) => (name.to_owned(), Some(text.to_owned())),
        None => (line.to_owned(), None),
    });
    of_mapping.chain(of_list).collect()
}

fn is_written_out(text: &str) -> bool {
    !text.replace("$$", "").contains('$')
}

/// `$$` is a dollar; any other one begins a reference.
fn value_of(name: &str, text: &str) -> ComposeValue {
    let without_pairs = text.replace("$$", "");
    if !without_pairs.contains('$') {
        return ComposeValue::Written(MaskedValue::of(name, text.replace("$$", "$")));
    }
    let references = without_pairs.split('$').skip(1).map(|part| {
        let part = part.trim_start_matches('{');
        part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    });
    ComposeValue::From(references.filter(|name| !name.is_empty()).collect())
}

/// `env_file`, as a path, a list of paths, or of mappings with a path.
fn paths(value: &Json) -> Vec<String> {
    let path = |it: &Json| it.as_str().or_else(|| it["path"].as_str()).map(str::to_owned);
    value.as_str().map(str::to_owned).into_iter().chain(list(value).filter_map(path)).collect()
}
