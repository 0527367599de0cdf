//! What the files of hosts say of an app's variables. Knows no account there: what was set by command or on a page is not seen.

use serde_json::Value as Json;

use super::place::{OtherPlaceKind, PlaceTexts};
use crate::laravel::{compose::yaml, files::Files};

/// What is read of a file of a host.
type Reader = fn(&str, &[u8]) -> Vec<PlaceTexts>;

/// The files of hosts, each with what is read of it.
const ALL: [(&str, Reader); 12] = [
    ("fly.toml", fly),
    ("render.yaml", render),
    ("render.yml", render),
    ("app.yaml", app_engine),
    (".do/app.yaml", digital_ocean),
    (".do/app.yml", digital_ocean),
    ("serverless.yml", serverless),
    ("serverless.yaml", serverless),
    ("app.json", heroku),
    ("config/deploy.yml", kamal),
    (".platform.app.yaml", platform),
    (".upsun/config.yaml", upsun),
];

/// Where they stand.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().map(|(path, _)| path)
}

/// The places of each such file.
pub(super) fn places(files: &Files) -> Vec<PlaceTexts> {
    let of_file = |(path, read): (&str, Reader)| files.get(path).map(|bytes| read(path, bytes)).unwrap_or_default();
    ALL.into_iter().flat_map(of_file).collect()
}

/// `[env]` of `fly.toml`. Its secrets are set by command.
fn fly(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let table: toml::Table = toml::from_slice(bytes).unwrap_or_default();
    let mut place = PlaceTexts::new(OtherPlaceKind::Fly, file, None);
    for (name, value) in table.get("env").and_then(toml::Value::as_table).into_iter().flatten() {
        place.set(name, value.as_str().map(str::to_owned).or_else(|| Some(value.to_string())));
    }
    vec![place]
}

/// `envVars` of the services, each with those of the groups that it takes.
fn render(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let group = |name: &str| list(&yaml["envVarGroups"]).find(|it| it["name"].as_str() == Some(name));
    let service = |service: &Json| {
        let mut place = PlaceTexts::new(OtherPlaceKind::Render, file, service["name"].as_str());
        for variable in list(&service["envVars"]) {
            let of_group = variable["fromGroup"].as_str().and_then(group);
            of_group.into_iter().flat_map(|it| list(&it["envVars"])).for_each(|it| keyed(&mut place, it));
            keyed(&mut place, variable);
        }
        place
    };
    list(&yaml["services"]).map(service).collect()
}

/// `key` and `value`; without a value the host has it, and a secret is written in another form than it has.
fn keyed(place: &mut PlaceTexts, variable: &Json) {
    if let Some(name) = variable["key"].as_str() {
        let is_secret = variable["type"].as_str() == Some("SECRET");
        place.set(name, text(&variable["value"]).filter(|it| !is_secret && !is_a_reference(it)));
    }
}

fn app_engine(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let mut place = PlaceTexts::new(OtherPlaceKind::AppEngine, file, None);
    mapped(&mut place, &yaml(bytes).unwrap_or_default()["env_variables"]);
    vec![place]
}

/// `envs` of the whole app, then of each part of it.
fn digital_ocean(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let part = |part: &Json| {
        let mut place = PlaceTexts::new(OtherPlaceKind::DigitalOcean, file, part["name"].as_str());
        list(&yaml["envs"]).chain(list(&part["envs"])).for_each(|it| keyed(&mut place, it));
        place
    };
    list(&yaml["services"]).chain(list(&yaml["workers"])).map(part).collect()
}

/// `environment` of the provider, then of each function.
fn serverless(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let functions = yaml["functions"].as_object().into_iter().flatten();
    let function = |(name, function): (&String, &Json)| {
        let mut place = PlaceTexts::new(OtherPlaceKind::Serverless, file, Some(name));
        mapped(&mut place, &yaml["provider"]["environment"]);
        mapped(&mut place, &function["environment"]);
        place
    };
    functions.map(function).collect()
}

/// `env` of `app.json`: texts, or objects with a `value`. What an account there has since is not seen.
fn heroku(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let json: Json = serde_json::from_slice(bytes).unwrap_or_default();
    let mut place = PlaceTexts::new(OtherPlaceKind::Heroku, file, None);
    for (name, variable) in json["env"].as_object().into_iter().flatten() {
        let value = if variable.is_object() { &variable["value"] } else { variable };
        place.set(name, text(value));
    }
    vec![place]
}

/// `env` of Kamal's `config/deploy.yml`, over it that of each role: its variables, or those under `clear` with the names under
/// `secret`, whose texts are elsewhere.
fn kamal(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let roles = yaml["servers"].as_object().into_iter().flatten();
    let with_their_own = roles.filter(|(_, role)| role["env"].is_object());
    let all =
        std::iter::once((None, &Json::Null)).chain(with_their_own.map(|(name, role)| (Some(name.as_str()), role)));
    let place = |(name, role): (Option<&str>, &Json)| {
        let mut place = PlaceTexts::new(OtherPlaceKind::Kamal, file, name);
        for variables in [&yaml["env"], &role["env"]] {
            let parts = [&variables["clear"], &variables["secret"]];
            match parts.iter().all(|part| part.is_null()) {
                true => mapped(&mut place, variables),
                false => mapped(&mut place, parts[0]),
            }
            // `NAME`, or `NAME:THE_SECRET`.
            let names = list(parts[1]).filter_map(Json::as_str).filter_map(|it| it.split(':').next());
            names.for_each(|name| place.set(name, None));
        }
        place
    };
    all.map(place).collect()
}

/// `variables.env` of an app.
fn platform(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let mut place = PlaceTexts::new(OtherPlaceKind::Upsun, file, yaml["name"].as_str());
    mapped(&mut place, &yaml["variables"]["env"]);
    vec![place]
}

/// The same of each of several.
fn upsun(file: &str, bytes: &[u8]) -> Vec<PlaceTexts> {
    let yaml = yaml(bytes).unwrap_or_default();
    let apps = yaml["applications"].as_object().into_iter().flatten();
    let app = |(name, app): (&String, &Json)| {
        let mut place = PlaceTexts::new(OtherPlaceKind::Upsun, file, Some(name));
        mapped(&mut place, &app["variables"]["env"]);
        place
    };
    apps.map(app).collect()
}

fn mapped(place: &mut PlaceTexts, variables: &Json) {
    for (name, value) in variables.as_object().into_iter().flatten() {
        place.set(name, text(value).filter(|it| !is_a_reference(it)));
    }
}

/// Whether a host, or what makes the file, puts something in its place.
fn is_a_reference(text: &str) -> bool {
    text.contains("${") || text.contains("<%")
}

pub(super) fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

pub(super) fn list(value: &Json) -> impl Iterator<Item = &Json> {
    value.as_array().into_iter().flatten()
}
