//! When the values of the app were last written, by the file system, and which of its processes may still have those from
//! before. What cannot be seen is left out. Changes nothing.

use crate::{
    engine::Ports,
    laravel::{App, CACHED_CONFIGS, CachedConfig},
    setup::Renewed,
    terms::Timestamp,
};

/// Looks at the files and the processes of the app.
pub(super) async fn look(ports: &Ports, app: &App) -> Renewed {
    let running: Vec<(String, Timestamp)> =
        ports.place.running().into_iter().map(|it| (it.command, it.since)).collect();
    let file = match &app.cached {
        CachedConfig::Absent => app.env_used.path().map(str::to_owned),
        CachedConfig::Read(_) | CachedConfig::Unreadable(_) => cached(ports).await,
        CachedConfig::Elsewhere => None,
    };
    let values = match file {
        Some(file) => written(ports, &file).await.map(|at| (file, at)),
        None => None,
    };
    Renewed { values, restarted: written(ports, MARK).await, running }
}

/// Where Laravel's cache of files keeps `illuminate:queue:restart`: by the SHA-1 of that name.
const MARK: &str = "storage/framework/cache/data/ee/2f/ee2f842aa7bb1f53edf3a2ed2c09a1807ffa6c90";

async fn cached(ports: &Ports) -> Option<String> {
    for file in CACHED_CONFIGS {
        if written(ports, file).await.is_some() {
            return Some((*file).to_owned());
        }
    }
    None
}

/// When a file was last written. A rehearsal's copy was written when it was made, which says nothing.
async fn written(ports: &Ports, file: &str) -> Option<Timestamp> {
    if ports.place.is_a_copy() {
        return None;
    }
    let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
    let listed = ports.place.list(folder).await.ok()?;
    listed.into_iter().find(|it| it.name == name).map(|it| it.written)
}
