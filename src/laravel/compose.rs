//! The service of a compose file that runs the app, and the variables that it gets. Runs nothing: a value that compose
//! would put together from elsewhere is unknown.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    env::MaskedValue,
    files::{COMPOSE, Files},
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

/// The service that runs the app, where a compose file shows one: by Sail's name, or because it mounts or builds the app.
pub(super) fn app_service(files: &Files) -> Option<ComposeService> {
    let file = COMPOSE.into_iter().find(|path| files.contains_key(*path))?;
    let (stem, end) = file.rsplit_once('.')?;
    let read = |path: &str| -> Option<Json> { serde_saphyr::from_slice(files.get(path)?).ok() };
    let services = |yaml: Option<Json>| match yaml.and_then(|mut yaml| yaml.get_mut("services").map(Json::take)) {
        Some(Json::Object(services)) => services,
        Some(_) | None => serde_json::Map::new(),
    };
    let base = services(read(file));
    let over = services(read(&format!("{stem}.override.{end}")));
    let (name, service) = base
        .iter()
        .filter_map(|(name, service)| Some((rank(name, service)?, name, service)))
        .max_by_key(|(rank, ..)| *rank)
        .map(|(_, name, service)| (name, service))?;
    let mut environment = variables(&service["environment"]);
    let mut env_files = paths(&service["env_file"]);
    if let Some(service) = over.get(name) {
        environment.extend(variables(&service["environment"]));
        env_files.extend(paths(&service["env_file"]));
    }
    Some(ComposeService { file: file.to_owned(), name: name.clone(), environment, env_files })
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
    let serves_others =
        ["nginx", "mysql", "mariadb", "postgres", "redis", "node", "caddy"].iter().any(|it| image.contains(it));
    match (name, builds || mounts) {
        ("laravel.test", _) => Some(4),
        (_, _) if serves_others && !is_php => None,
        ("app" | "php" | "web" | "laravel", true) => Some(3),
        (_, true) if is_php => Some(2),
        (_, true) => Some(1),
        (_, false) => None,
    }
}

fn list(value: &Json) -> impl Iterator<Item = &Json> {
    value.as_array().into_iter().flatten()
}

/// `environment`, as a mapping or as a list of `NAME=value`.
fn variables(value: &Json) -> BTreeMap<String, ComposeValue> {
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
    let valued = |(name, text): (String, Option<String>)| {
        let value = text.map_or(ComposeValue::Handed, |text| value_of(&name, &text));
        (name, value)
    };
    of_mapping.chain(of_list).map(valued).collect()
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
