//! Who else may read `.env`: git, the other users of this machine, the visitors of the site. What cannot be seen is no leak. Changes nothing.

use std::time::Duration;

use crate::{
    engine::{ENV, Ports},
    setup::Leak,
};

/// Every way by which `.env` reaches others now.
pub(super) async fn look(ports: &Ports) -> Vec<Leak> {
    let mut leaks = Vec::new();
    if is_tracked(ports).await {
        leaks.push(Leak::Tracked);
    }
    if let Ok(Some(mode)) = ports.place.open_to_others(ENV).await {
        leaks.push(Leak::Readable { mode });
    }
    let listed = ports.place.list(PUBLIC).await.unwrap_or_default();
    let mut files: Vec<String> = listed
        .iter()
        .filter(|file| Leak::is_public(&file.name))
        .map(|file| format!("{PUBLIC}/{}", file.name))
        .collect();
    if !files.is_empty() {
        files.sort();
        leaks.push(Leak::Public { files });
    }
    leaks
}

/// What the web server hands out of an app.
const PUBLIC: &str = "public";

async fn is_tracked(ports: &Ports) -> bool {
    // Without a repository here there is nothing to ask; one further up is found by git itself.
    let args = ["ls-files", "--error-unmatch", "--", ENV];
    matches!(ports.place.run("git", &args, Duration::from_secs(5)).await, Ok(run) if run.status == Some(0))
}
