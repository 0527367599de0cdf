//! The containers of Kubernetes' manifests: their own variables, and those of the ConfigMaps and Secrets that they take, also the
//! ones that Kustomize makes. Knows no cluster and no template: what only those have is unknown, and so is what two manifests say
//! differently, as an overlay does.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value as Json;

use super::{
    hosts::{list, text},
    place::{OtherPlaceKind, PlaceTexts},
};
use crate::laravel::{
    dotenv,
    files::{Files, MANIFESTS, is_manifest},
};

/// The containers, each with the file of its workload.
pub(super) fn places(files: &Files) -> Vec<PlaceTexts> {
    let documents = documents(files);
    let given = Given::of(files, &documents);
    let containers = documents.iter().flat_map(|(file, document)| {
        let workload = document["metadata"]["name"].as_str().unwrap_or_default();
        let containers = pod(document).map(|pod| &pod["containers"]).into_iter().flat_map(list);
        containers.map(move |container| (*file, workload, container))
    });
    containers.map(|(file, workload, container)| place(&given, file, workload, container)).collect()
}

/// The files that Kustomize makes ConfigMaps and Secrets from.
pub(super) fn named(files: &Files) -> Vec<String> {
    let documents = documents(files);
    let generators = documents.iter().flat_map(|(file, document)| generators(document).map(move |it| (*file, it.1)));
    generators.flat_map(|(file, generator)| env_files(file, generator)).collect()
}

/// Every document of the manifests, those of a list each by itself.
fn documents(files: &Files) -> Vec<(&str, Json)> {
    let is_in_a_folder =
        |path: &str| MANIFESTS.iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
    let manifests = files.iter().filter(|(path, _)| is_in_a_folder(path) && is_manifest(path));
    let read = manifests.flat_map(|(path, bytes)| {
        let documents: Vec<Json> = serde_saphyr::from_slice_multiple(bytes).unwrap_or_default();
        documents.into_iter().map(move |document| (path.as_str(), document))
    });
    let each = read.flat_map(|(path, document)| match document["kind"].as_str() {
        Some("List") => list(&document["items"]).map(|item| (path, item.clone())).collect(),
        Some(_) | None => vec![(path, document)],
    });
    each.collect()
}

/// The pod that a workload makes.
fn pod(document: &Json) -> Option<&Json> {
    let spec = &document["spec"];
    match document["kind"].as_str() {
        Some("Pod") => Some(spec),
        Some("CronJob") => Some(&spec["jobTemplate"]["spec"]["template"]["spec"]),
        Some(_) => Some(&spec["template"]["spec"]),
        None => None,
    }
}

/// A container's variables: those that it takes as a whole, the later ones over the earlier, and over them its own.
fn place(given: &Given, file: &str, workload: &str, container: &Json) -> PlaceTexts {
    let name = match container["name"].as_str() {
        Some(name) if name != workload => format!("{workload}/{name}"),
        Some(_) | None => workload.to_owned(),
    };
    let mut place = PlaceTexts::new(OtherPlaceKind::Kubernetes, file, Some(&name));
    let mut take = |name: &str, found: Option<&Taken>| {
        place.set(name, found.and_then(|it| it.text.clone()));
        if let Some(taken) = found.filter(|it| it.file != file) {
            place.given_by.insert(name.to_owned(), taken.file.clone());
        }
    };
    for source in list(&container["envFrom"]) {
        let prefix = source["prefix"].as_str().unwrap_or_default();
        let named = [(Kind::ConfigMap, &source["configMapRef"]), (Kind::Secret, &source["secretRef"])];
        for (kind, of) in named {
            let entries = of["name"].as_str().and_then(|name| given.0.get(&(kind, name.to_owned())));
            entries.into_iter().flatten().for_each(|(name, taken)| take(&format!("{prefix}{name}"), Some(taken)));
        }
    }
    for variable in list(&container["env"]) {
        let Some(name) = variable["name"].as_str() else { continue };
        let from = &variable["valueFrom"];
        let named = [(Kind::ConfigMap, &from["configMapKeyRef"]), (Kind::Secret, &from["secretKeyRef"])];
        let taken = named.into_iter().find_map(|(kind, of)| {
            let entries = given.0.get(&(kind, of["name"].as_str()?.to_owned()))?;
            entries.get(of["key"].as_str()?)
        });
        // `$(NAME)` is another variable's; without anything it is empty.
        let written = match &variable["value"] {
            Json::Null if from.is_null() => Some(String::new()),
            value => text(value).filter(|text| !text.contains("$(")),
        };
        let own = Taken { file: file.to_owned(), text: written };
        take(name, Some(taken.unwrap_or(&own)));
    }
    place
}

/// What a container may take its variables from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    ConfigMap,
    Secret,
}

/// A text that a container may take; none where it is not known which.
struct Taken {
    file: String,
    text: Option<String>,
}

/// ConfigMaps and Secrets by their names.
#[derive(Default)]
struct Given(BTreeMap<(Kind, String), BTreeMap<String, Taken>>);

impl Given {
    fn of(files: &Files, documents: &[(&str, Json)]) -> Given {
        let mut given = Given::default();
        for (file, document) in documents {
            let name = document["metadata"]["name"].as_str().unwrap_or_default();
            let plain = |value: &Json| text(value);
            match document["kind"].as_str() {
                Some("ConfigMap") => given.put(Kind::ConfigMap, name, file, entries(&document["data"], plain)),
                Some("Secret") => {
                    given.put(Kind::Secret, name, file, entries(&document["data"], decoded));
                    given.put(Kind::Secret, name, file, entries(&document["stringData"], plain));
                }
                // A Kustomization may leave its kind out.
                Some(_) | None => given.put_generated(files, file, document),
            }
        }
        given
    }

    /// What Kustomize makes, whose names get an ending that the references to them get as well.
    fn put_generated(&mut self, files: &Files, file: &str, document: &Json) {
        for (kind, generator) in generators(document) {
            let Some(name) = generator["name"].as_str() else { continue };
            let literals = list(&generator["literals"]).filter_map(Json::as_str).filter_map(|it| it.split_once('='));
            let unquoted =
                |text: &str| shlex::split(text).filter(|it| it.len() == 1).map_or(text.to_owned(), |it| it.concat());
            let literals = literals.map(|(name, text)| (name.to_owned(), Some(unquoted(text))));
            self.put(kind, name, file, literals.collect());
            for path in env_files(file, generator) {
                let read = files.get(&path).and_then(|bytes| dotenv::read(bytes).ok()).unwrap_or_default();
                self.put(kind, name, &path, read.into_iter().collect());
            }
        }
    }

    fn put(&mut self, kind: Kind, name: &str, file: &str, entries: Vec<(String, Option<String>)>) {
        let all = self.0.entry((kind, name.to_owned())).or_default();
        for (name, text) in entries {
            match all.get_mut(&name) {
                Some(other) if other.text != text => other.text = None,
                Some(_) => {}
                None => drop(all.insert(name, Taken { file: file.to_owned(), text })),
            }
        }
    }
}

/// What a Kustomization has made, of each kind.
fn generators(document: &Json) -> impl Iterator<Item = (Kind, &Json)> {
    let all = [(Kind::ConfigMap, "configMapGenerator"), (Kind::Secret, "secretGenerator")];
    all.into_iter().flat_map(|(kind, name)| list(&document[name]).map(move |it| (kind, it)))
}

/// The files of variables that one is made from, by their paths in the app.
fn env_files(file: &str, generator: &Json) -> Vec<String> {
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let envs = list(&generator["envs"]).chain([&generator["env"]]).filter_map(Json::as_str);
    envs.map(|path| format!("{folder}/{}", path.trim_start_matches("./"))).collect()
}

fn entries(data: &Json, read: impl Fn(&Json) -> Option<String>) -> Vec<(String, Option<String>)> {
    let entries = data.as_object().into_iter().flatten();
    entries.map(|(name, value)| (name.clone(), read(value))).collect()
}

/// The text of a Secret's entry, which is written in Base64; nothing where a tool has put its cipher text there.
fn decoded(value: &Json) -> Option<String> {
    String::from_utf8(STANDARD.decode(value.as_str()?.trim()).ok()?).ok()
}
