//! Where the app may run otherwise than from here, as files of the project have it, and the variables that it would get there:
//! an image, a compose file that is given by name, php-fpm, supervisor, a shell with direnv, a host, a cluster. Runs nothing, and does
//! not know whether the app runs there: what such a place says never counts here.

mod hosts;
mod images;
mod ini;
mod kubernetes;
mod place;
mod procfile;
mod shell;

use super::{
    compose::{self, Composed},
    files::{Files, is_in_app},
};
use images::DOCKERFILES;

pub(super) use place::PlaceTexts;
pub use place::{OtherPlace, OtherPlaceKind, PlaceValue};

/// Every place that a file of the project has variables for.
pub(super) fn other_places(files: &Files) -> Vec<PlaceTexts> {
    let by_name = COMPOSE_BY_NAME.iter().filter(|path| files.contains_key(**path));
    let composed = by_name.flat_map(|path| {
        compose::services_by_name(files, path).into_iter().map(|Composed { service, texts, unknown }| PlaceTexts {
            texts,
            unknown,
            given_by: service.given_by,
            ..PlaceTexts::new(OtherPlaceKind::ComposeFile, path, Some(&service.name))
        })
    });
    let all = images::images(files)
        .chain(composed)
        .chain(ini::places(files))
        .chain(shell::place(files))
        .chain(procfile::places(files))
        .chain(hosts::places(files))
        .chain(kubernetes::places(files));
    all.filter(|place| !place.is_empty()).take(MOST_PLACES).collect()
}

/// Places that are looked at.
const MOST_PLACES: usize = 12;

/// Files of which one tells of another place, and those that they name. None of them has to be there.
pub(super) fn more_files(files: &Files) -> Vec<String> {
    let usual = [&DOCKERFILES[..], &COMPOSE_BY_NAME, &ini::USUAL].concat().into_iter().chain(hosts::paths());
    let by_name = COMPOSE_BY_NAME.iter().filter(|path| files.contains_key(**path));
    let composed = by_name.flat_map(|path| compose::named_by(files, path));
    let named =
        ini::named(files).into_iter().chain(shell::named(files)).chain(kubernetes::named(files)).chain(composed);
    usual.map(str::to_owned).chain(named).filter(|path| is_in_app(path)).collect()
}

/// Whether php-fpm hides from the app what its container has, by the word of a pool: the file and the line. Nothing where no pool
/// says it: images of PHP leave it off, and php-fpm by itself has it on.
pub(super) fn clears_env(files: &Files) -> Option<(String, usize)> {
    ini::clears_env(files)
}

/// Compose files that no command takes by itself.
const COMPOSE_BY_NAME: [&str; 10] = [
    "compose.prod.yaml",
    "compose.prod.yml",
    "compose.production.yaml",
    "compose.production.yml",
    "docker-compose.prod.yaml",
    "docker-compose.prod.yml",
    "docker-compose.production.yaml",
    "docker-compose.production.yml",
    "compose.staging.yaml",
    "docker-compose.staging.yml",
];
