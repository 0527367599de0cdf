//! The files that tell what the app is, as they are, and which of the keys in them are ours. Below looks and changes alike;
//! knows neither what is to be written nor why it is read.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::{Ports, ports::Listed};
use crate::{
    laravel::{self, App, Files, NotAnApp, ProcessEnv, plan::KeyNames},
    setup::FileDigest,
    terms::{Failure, Keep, KeyId, Slot},
};

/// Files that are read of a folder.
const MOST_OF_A_FOLDER: usize = 60;

/// The files of a folder that are read, by their paths in the app.
pub(crate) fn chosen(folder: &str, mut listed: Vec<Listed>) -> impl Iterator<Item = String> {
    listed.retain(|it| laravel::is_of_a_folder(folder, &it.name, it.size));
    listed.sort_by(|one, other| one.name.cmp(&other.name));
    listed.into_iter().take(MOST_OF_A_FOLDER).map(move |it| format!("{folder}/{}", it.name))
}

/// How often files may name further files.
const ROUNDS: usize = 4;

/// Every file that tells what the app is.
pub(super) async fn read_files(ports: &Ports) -> Result<Files, Failure> {
    let mut files = Files::new();
    for path in laravel::FILES {
        if let Some(bytes) = ports.place.read(path).await? {
            files.insert((*path).to_owned(), bytes);
        }
    }
    for folder in laravel::FOLDERS {
        let listed = ports.place.list_below(folder).await?;
        for path in chosen(folder, listed) {
            if !files.contains_key(&path) {
                files.extend(beside(ports, &path).await.map(|bytes| (path, bytes)));
            }
        }
    }
    // What is read may name further ones: a compose file another, and that one its variables.
    let mut asked = BTreeSet::new();
    for _ in 0..ROUNDS {
        let more = laravel::more_files(&files, &environment(ports)).into_iter();
        let more: Vec<String> = more.filter(|path| asked.insert(path.clone())).collect();
        if more.is_empty() {
            break;
        }
        let deciding = laravel::deciding_files(&files, &environment(ports));
        for path in more {
            let bytes = match deciding.iter().position(|it| *it == path) {
                // What everything is read from; the others are passed by where they are no file.
                Some(0) => ports.place.read(&path).await?,
                Some(_) => unless_a_folder(ports, &path).await?,
                None => beside(ports, &path).await,
            };
            files.extend(bytes.map(|bytes| (path, bytes)));
        }
    }
    Ok(files)
}

/// A file that Laravel takes only where it is one: a folder of that name is passed by.
async fn unless_a_folder(ports: &Ports, path: &str) -> Result<Option<Vec<u8>>, Failure> {
    let read = ports.place.read(path).await;
    match read {
        Err(_) if ports.place.is_folder(path).await => Ok(None),
        read => read,
    }
}

/// A file that the app's own may do without: one that cannot be read, a folder in its place too, is as if it were not there.
async fn beside(ports: &Ports, path: &str) -> Option<Vec<u8>> {
    ports.place.read(path).await.ok().flatten()
}

/// The app that these files are, as a process that is started in its folder finds it. To read PHP takes milliseconds of a
/// processor, so it is done beside the questions to AWS.
pub(super) async fn app_of(ports: &Ports, files: &Files) -> Result<App, NotAnApp> {
    let (files, environment) = (files.clone(), environment(ports));
    match tokio::task::spawn_blocking(move || laravel::understand_in(&files, &environment)).await {
        Ok(app) => app,
        // It is never cancelled: it panicked, and that goes on here.
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// The environment of what is started in the app's folder, with paths into the folder as paths of the app.
pub(super) fn environment(ports: &Ports) -> ProcessEnv {
    ports.place.environment().seen_from(&ports.place.root())
}

/// Keys that we made or were given, and one in `.env` that a place of ours holds although the ledger does not know it. That a
/// key stands in `.env` with its secret does not make it ours.
pub(super) async fn own_keys(ports: &Ports, app: &App) -> Result<Vec<KeyId>, Failure> {
    let mut own = ports.home.ledger().keys_kept()?;
    let names = [KeyNames::Standard, KeyNames::Separate];
    for id in names.iter().filter_map(|names| app.env.text(names.id())?.parse::<KeyId>().ok()) {
        for place in [Keep::Keychain, Keep::File] {
            // A place that does not answer is reported by the look at the keys.
            if !own.contains(&id) && matches!(ports.secret_of(&Slot::Resting(place, id.clone())).await, Ok(Some(_))) {
                own.push(id.clone());
            }
        }
    }
    Ok(own)
}

/// SHA-256 of a file as it is.
pub(super) fn digest(bytes: Option<&[u8]>) -> FileDigest {
    FileDigest(bytes.map(|bytes| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()))
}
