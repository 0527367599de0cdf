//! The images that Dockerfiles of the project build, which no compose file of this machine does.

use super::place::{OtherPlaceKind, PlaceTexts};
use crate::laravel::{
    compose,
    dockerfile::{Build, Image, copied},
    files::Files,
};

/// Where a Dockerfile of an app stands.
pub(super) const DOCKERFILES: [&str; 5] =
    ["Dockerfile", "Dockerfile.prod", "Dockerfile.production", "docker/Dockerfile", "docker/php/Dockerfile"];

/// The images of Dockerfiles that no compose file of this machine builds by.
pub(super) fn images(files: &Files) -> impl Iterator<Item = PlaceTexts> {
    let built = compose::dockerfiles(files);
    let own = DOCKERFILES.into_iter().filter(move |path| !built.iter().any(|it| it == path));
    own.filter_map(|path| {
        let image = Image::of(&String::from_utf8_lossy(files.get(path)?), &Build::default());
        let place = PlaceTexts::new(OtherPlaceKind::Image, path, None);
        Some(PlaceTexts { texts: image.texts, unknown: image.unknown, ..place })
    })
}

/// The files of the app that its Dockerfiles copy into an image.
pub(super) fn copied_into_images(files: &Files) -> Vec<String> {
    let built = compose::dockerfiles(files);
    let paths = DOCKERFILES.into_iter().map(str::to_owned).chain(built);
    paths.filter_map(|path| files.get(&path)).flat_map(|bytes| copied(&String::from_utf8_lossy(bytes))).collect()
}
