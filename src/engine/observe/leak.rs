//! Who else may read the files with the app's variables: git, the other users of this machine, the visitors of the site. What
//! cannot be seen is no leak. Changes nothing.

use std::time::Duration;

use crate::{
    engine::{ENV, Ports},
    laravel::{App, Files, holds_secret_of_mail},
    setup::Leak,
};

/// Every way by which the variables reach others now: those of `.env`, of the file that is read in its place, and of copies
/// that were put aside with a secret of the mailer in them.
pub(super) async fn look(ports: &Ports, app: &App, files: &Files) -> Vec<Leak> {
    let in_force = app.env_used.path();
    let mut held: Vec<String> = [Some(ENV), in_force]
        .into_iter()
        .flatten()
        .filter(|path| files.contains_key(*path))
        .map(str::to_owned)
        .collect();
    for listed in ports.place.list(ROOT).await.unwrap_or_default() {
        if Leak::is_of_variables(&listed.name)
            && !held.contains(&listed.name)
            && listed.size <= MOST
            && let Ok(Some(bytes)) = ports.place.read(&listed.name).await
            && holds_secret_of_mail(&bytes)
        {
            held.push(listed.name);
        }
    }
    held.sort();
    held.dedup();
    let mut leaks = Vec::new();
    let tracked = tracked(ports, &held).await;
    if !tracked.is_empty() {
        leaks.push(Leak::Tracked { files: tracked });
    }
    for file in held {
        if let Ok(Some(mode)) = ports.place.open_to_others(&file).await {
            leaks.push(Leak::Readable { file, mode });
        }
    }
    let listed = ports.place.list(PUBLIC).await.unwrap_or_default();
    let mut handed_out: Vec<String> = listed
        .iter()
        .filter(|file| Leak::is_of_variables(&file.name))
        .map(|file| format!("{PUBLIC}/{}", file.name))
        .collect();
    if !handed_out.is_empty() {
        handed_out.sort();
        leaks.push(Leak::Public { files: handed_out });
    }
    leaks
}

/// The folder of the app itself.
const ROOT: &str = ".";
/// What the web server hands out of an app.
const PUBLIC: &str = "public";
/// A bigger file is no copy of `.env`.
const MOST: u64 = 1024 * 1024;

/// Those that git tracks.
async fn tracked(ports: &Ports, held: &[String]) -> Vec<String> {
    // Without a repository here there is nothing to ask; one further up is found by git itself.
    let args: Vec<&str> = ["ls-files", "-z", "--"].into_iter().chain(held.iter().map(String::as_str)).collect();
    match ports.place.run("git", &args, Duration::from_secs(5)).await {
        Ok(run) if run.status == Some(0) && !held.is_empty() => {
            let names: Vec<&str> = run.output.split('\0').collect();
            held.iter().filter(|file| names.contains(&file.as_str())).cloned().collect()
        }
        Ok(_) | Err(_) => Vec::new(),
    }
}
