//! The service of a compose file that runs the app, and the variables that it gets: its own, those of what it extends and of
//! included files, before them what the Dockerfile of its image says, references resolved from the `.env` beside it. Runs nothing:
//! what only the shell has is unknown.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::{
    dockerfile::{Build, Image},
    dotenv,
    env::MaskedValue,
    files::{COMPOSE_FILES, COMPOSE_OVERRIDES, ENV, Files},
    references::{Expands, expanded},
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
    /// What of its variables is written out: under `environment`, else in its `env_file`s, of which the later ones go first, else
    /// in the Dockerfile that it is built by.
    pub written: BTreeMap<String, MaskedValue>,
    /// The files that give it what `file` does not, by the names of the variables: a Dockerfile, an `env_file`, an override.
    pub given_by: BTreeMap<String, String>,
}

impl ComposeService {
    /// The file that gives it a variable.
    pub fn giver(&self, name: &str) -> &str {
        self.given_by.get(name).unwrap_or(&self.file)
    }
}

/// A service with the texts of its variables, secrets among them. Never printed.
pub(super) struct Composed {
    pub service: ComposeService,
    pub texts: BTreeMap<String, String>,
    /// Variables that it is given from what only the shell that runs compose has.
    pub unknown: BTreeSet<String>,
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
    let Some((file, [base, over])) = put_together(files, &mut Vec::new()) else { return Vec::new() };
    services_that_run_it(files, (file, &base), (override_file(files).unwrap_or(file), &over))
}

/// The same of a file that compose takes only where it is named, over the usual one; of the variables those that this file or what
/// it names says.
pub(super) fn services_by_name(files: &Files, path: &str) -> Vec<Composed> {
    let mut named = Vec::new();
    let over = Yard { files, named: &mut named }.services(path, 0);
    let usual = COMPOSE_FILES.into_iter().find(|path| files.contains_key(*path));
    let mut base = usual.map(|file| Yard { files, named: &mut named }.services(file, 0)).unwrap_or_default();
    for (name, service) in &over {
        base.entry(name.clone()).or_insert_with(|| service.clone());
    }
    let mut all = services_that_run_it(files, (path, &base), (path, &over));
    for Composed { service, texts, unknown } in &mut all {
        let own = over.get(&service.name).cloned().unwrap_or_default();
        let (said, files) = (variables(&own["environment"]), paths(&own["env_file"]));
        let is_its_own = |name: &String| {
            said.contains_key(name) || service.given_by.get(name).is_some_and(|giver| files.contains(giver))
        };
        texts.retain(|name, _| is_its_own(name));
        unknown.retain(|name| is_its_own(name));
    }
    all
}

/// The files that such a file names.
pub(super) fn named_by(files: &Files, path: &str) -> Vec<String> {
    let mut named = Vec::new();
    let services = Yard { files, named: &mut named }.services(path, 0);
    let with_variables = services.iter().flat_map(|(_, service)| paths(&service["env_file"]));
    let with_variables: Vec<String> = with_variables.filter_map(|path| in_the_app(&path).map(str::to_owned)).collect();
    named.into_iter().chain(with_variables).collect()
}

fn services_that_run_it(files: &Files, base: (&str, &Services), over: (&str, &Services)) -> Vec<Composed> {
    let ((file, base), (override_file, over)) = (base, over);
    let variables = dotenv::read(files.get(ENV).map(Vec::as_slice).unwrap_or_default()).unwrap_or_default();
    let mut ranked: Vec<_> =
        base.iter().filter_map(|(name, service)| Some((rank(name, service)?, name, service))).collect();
    // Of equals the last one, which is first then.
    ranked.reverse();
    ranked.sort_by_key(|(rank, ..)| std::cmp::Reverse(*rank));
    let read_service = |(_, name, service): (u8, &String, &Json)| {
        let over = over.get(name);
        let service = over.map_or_else(|| service.clone(), |over| merged(service, over));
        let mut composed = service_of(files, file, name, &service, &variables);
        let of_the_override = over.map(|over| self::variables(&over["environment"])).unwrap_or_default();
        let of_the_override = of_the_override.into_keys().map(|name| (name, override_file.to_owned()));
        composed.service.given_by.extend(of_the_override);
        composed
    };
    ranked.into_iter().take(MOST_SERVICES).map(read_service).collect()
}

/// Services that are looked at.
const MOST_SERVICES: usize = 6;
/// Files that name further ones, and services that extend others.
const DEEPEST: usize = 6;

/// The file that compose takes, and its services, with those of the override beside it. The files that are named for that are
/// noted, whether they are there or not.
fn put_together(files: &Files, named: &mut Vec<String>) -> Option<(&'static str, [Services; 2])> {
    let file = COMPOSE_FILES.into_iter().find(|path| files.contains_key(*path))?;
    let mut yard = Yard { files, named };
    let base = yard.services(file, 0);
    let over = override_file(files).map(|over| yard.services(over, 0));
    Some((file, [base, over.unwrap_or_default()]))
}

/// The file that goes over the one that compose takes.
fn override_file(files: &Files) -> Option<&'static str> {
    COMPOSE_OVERRIDES.into_iter().find(|path| files.contains_key(*path))
}

/// YAML 1.2, in which `yes` is a word; none where it cannot be read.
pub(super) fn yaml(bytes: &[u8]) -> Option<Json> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_slice_with_options(bytes, options).ok()
}

/// Services by name, with every path in them as one from the root of the app.
type Services = serde_json::Map<String, Json>;

struct Yard<'f, 'n> {
    files: &'f Files,
    named: &'n mut Vec<String>,
}

impl Yard<'_, '_> {
    fn read(&self, path: &str) -> Option<Json> {
        yaml(self.files.get(path)?)
    }

    /// Those of a file, and of what it includes.
    fn services(&mut self, path: &str, depth: usize) -> Services {
        let mut all = Services::new();
        let Some(yaml) = self.read(path).filter(|_| depth < DEEPEST) else { return all };
        for included in yaml["include"].as_array().into_iter().flatten() {
            let one = included.as_str().or_else(|| included["path"].as_str());
            for other in one.into_iter().chain(list(&included["path"]).filter_map(Json::as_str)) {
                if let Some(other) = joined(folder_of(path), other) {
                    self.named.push(other.clone());
                    all.extend(self.services(&other, depth + 1));
                }
            }
        }
        let own = yaml["services"].as_object().into_iter().flatten();
        all.extend(own.filter_map(|(name, _)| Some((name.clone(), self.service(path, &yaml, name, depth)?))));
        all
    }

    /// A service over the one that it extends.
    fn service(&mut self, path: &str, yaml: &Json, name: &str, depth: usize) -> Option<Json> {
        let said = yaml["services"].get(name)?;
        let own = normal(said, folder_of(path));
        let extends = &said["extends"];
        let Some(other) = extends.as_str().or_else(|| extends["service"].as_str()).filter(|_| depth < DEEPEST) else {
            return Some(own);
        };
        let base = match extends["file"].as_str() {
            None => self.service(path, yaml, other, depth + 1),
            Some(file) => joined(folder_of(path), file).and_then(|file| {
                self.named.push(file.clone());
                let yaml = self.read(&file)?;
                self.service(&file, &yaml, other, depth + 1)
            }),
        };
        Some(base.map_or_else(|| own.clone(), |base| merged(&base, &own)))
    }
}

/// A service with its variables as a mapping, its `env_file`s as a list of paths, and these, like what it builds and mounts, from
/// the root of the app.
fn normal(service: &Json, folder: &str) -> Json {
    let mut normal = service.as_object().cloned().unwrap_or_default();
    let from_root = |path: &str| match joined(folder, path).filter(|_| !folder.is_empty()) {
        Some(root) if root.is_empty() => ".".to_owned(),
        Some(path) => path,
        None => path.to_owned(),
    };
    normal.insert("environment".into(), json!(variables(&service["environment"])));
    normal.insert(
        "env_file".into(),
        json!(paths(&service["env_file"]).iter().map(|it| from_root(it)).collect::<Vec<_>>()),
    );
    let build = &service["build"];
    if let Some(context) = build.as_str().or_else(|| build["context"].as_str()) {
        let mut whole = build.as_object().cloned().unwrap_or_default();
        whole.insert("context".into(), json!(from_root(context)));
        normal.insert("build".into(), json!(whole));
    }
    if build["args"].is_array() {
        normal["build"]["args"] = json!(variables(&build["args"]));
    }
    let mounted = list(&service["volumes"]).filter_map(|volume| {
        let source = volume.as_str().and_then(|it| it.split(':').next()).or_else(|| volume["source"].as_str())?;
        Some(if source.starts_with('.') { from_root(source) } else { source.to_owned() })
    });
    normal.insert("volumes".into(), json!(mounted.collect::<Vec<_>>()));
    Json::Object(normal)
}

/// One service over another: variables and what an image is built by by name, lists one behind the other.
fn merged(base: &Json, own: &Json) -> Json {
    let mut both = base.as_object().cloned().unwrap_or_default();
    for (key, value) in own.as_object().into_iter().flatten() {
        let merged = match (both.get(key), value) {
            (Some(Json::Object(base)), Json::Object(own)) if matches!(key.as_str(), "environment" | "args") => {
                Json::Object(base.clone().into_iter().chain(own.clone()).collect())
            }
            (Some(base @ Json::Object(_)), own @ Json::Object(_)) if key == "build" => merged(base, own),
            (Some(Json::Array(base)), Json::Array(own)) if matches!(key.as_str(), "env_file" | "volumes") => {
                Json::Array(base.iter().chain(own).cloned().collect())
            }
            (Some(_) | None, value) => value.clone(),
        };
        both.insert(key.clone(), merged);
    }
    Json::Object(both)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path as one from the root of the app; `None` where it leads out of it.
fn joined(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~', '$']) || path.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn service_of(files: &Files, file: &str, name: &str, service: &Json, env: &Variables) -> Composed {
    let variables = variables(&service["environment"]);
    let env_files: Vec<String> =
        paths(&service["env_file"]).into_iter().map(|path| resolved(&path, env).unwrap_or(path)).collect();
    let environment: BTreeMap<String, ComposeValue> = variables
        .iter()
        .map(|(name, text)| (name.clone(), text.as_deref().map_or(ComposeValue::Handed, |text| value_of(name, text))))
        .collect();
    let (mut texts, mut unknown, mut given_by) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    if let Some((dockerfile, image)) = image_of(files, service, env) {
        given_by.extend(image.texts.keys().map(|name| (name.clone(), dockerfile.clone())));
        (texts, unknown) = (image.texts, image.unknown);
    }
    for path in env_files.iter().filter_map(|path| in_the_app(path)).filter(|path| *path != ENV) {
        let values = dotenv::read(files.get(path).map(Vec::as_slice).unwrap_or_default()).unwrap_or_default();
        for (name, value) in values.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            unknown.remove(&name);
            given_by.insert(name.clone(), path.to_owned());
            texts.insert(name, value);
        }
    }
    for (name, text) in variables {
        unknown.remove(&name);
        given_by.remove(&name);
        match text.map(|text| resolved(&text, env)) {
            Some(Some(text)) => drop(texts.insert(name, text)),
            // It goes before the files, and what it is the shell says.
            Some(None) => {
                texts.remove(&name);
                unknown.insert(name);
            }
            None => drop(texts.remove(&name)),
        }
    }
    let written = texts.iter().map(|(name, text)| (name.clone(), MaskedValue::of(name, text.clone()))).collect();
    let service =
        ComposeService { file: file.to_owned(), name: name.to_owned(), environment, env_files, written, given_by };
    Composed { service, texts, unknown }
}

/// What the image of a service has, and by which Dockerfile.
fn image_of(files: &Files, service: &Json, env: &Variables) -> Option<(String, Image)> {
    let path = dockerfile_of(&service["build"])?;
    let text = String::from_utf8_lossy(files.get(&path)?);
    let args = variables(&service["build"]["args"]).into_iter().filter_map(|(name, text)| {
        let text = text.map_or_else(|| env.get(&name).cloned().flatten(), |text| resolved(&text, env));
        Some((name, text?))
    });
    let build = Build { target: service["build"]["target"].as_str(), args: args.collect() };
    Some((path, Image::of(&text, &build)))
}

/// The Dockerfile of a build, from the root of the app.
fn dockerfile_of(build: &Json) -> Option<String> {
    let context = build["context"].as_str().filter(|_| build["dockerfile_inline"].is_null())?;
    joined(context, build["dockerfile"].as_str().unwrap_or("Dockerfile"))
}

/// Files that the compose file names: others of its kind, and those with variables of the services that run the app.
pub(super) fn more_files(files: &Files) -> Vec<String> {
    let mut named = Vec::new();
    let put_together = put_together(files, &mut named);
    let services = put_together.iter().flat_map(|(_, both)| both.iter().flat_map(|services| services.iter()));
    let runs_the_app = services.filter(|(name, service)| rank(name, service).is_some());
    let dockerfiles: Vec<String> = runs_the_app.filter_map(|(_, service)| dockerfile_of(&service["build"])).collect();
    named.extend(dockerfiles);
    let with_variables = app_services(files).into_iter().flat_map(|it| it.service.env_files);
    named.extend(with_variables.filter_map(|path| in_the_app(&path).map(str::to_owned)));
    named
}

/// The Dockerfiles that services are built by.
pub(super) fn dockerfiles(files: &Files) -> Vec<String> {
    services(files).iter().filter_map(|service| dockerfile_of(&service["build"])).collect()
}

/// The files of the app that services mount.
pub(super) fn mounted(files: &Files) -> Vec<String> {
    let all = services(files);
    let sources = all.iter().flat_map(|service| list(&service["volumes"]).filter_map(Json::as_str));
    sources.filter_map(|source| joined("", source)).collect()
}

/// Every service of the files that compose takes.
fn services(files: &Files) -> Vec<Json> {
    let put_together = put_together(files, &mut Vec::new());
    put_together
        .into_iter()
        .flat_map(|(_, both)| both)
        .flat_map(|services| services.into_iter().map(|(_, it)| it))
        .collect()
}

/// What compose itself reads from the `.env` beside its file.
type Variables = BTreeMap<String, Option<String>>;

/// A text with its references resolved as compose does in a shell without variables of its own; `None` where only the shell can
/// tell, or compose stops.
fn resolved(text: &str, env: &Variables) -> Option<String> {
    expanded(text, Expands::Compose, &|name| Some(env.get(name).cloned().flatten()))
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
    let context = text(&service["build"]["context"]);
    let builds =
        context.is_some_and(|context| matches!(context.trim_end_matches('/'), "." | "") || context.contains("sail"));
    let mounts = list(&service["volumes"]).any(|source| matches!(source.as_str(), Some("." | "./" | "${PWD}")));
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
