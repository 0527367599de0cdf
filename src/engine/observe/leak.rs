//! Who else may read `.env`: git, and the other users of this machine. What cannot be seen is no leak. Changes nothing.

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
    leaks
}

async fn is_tracked(ports: &Ports) -> bool {
    // Without a repository here there is nothing to ask; one further up is found by git itself.
    let args = ["ls-files", "--error-unmatch", "--", ENV];
    matches!(ports.place.run("git", &args, Duration::from_secs(5)).await, Ok(run) if run.status == Some(0))
}
