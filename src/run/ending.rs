//! What asks this program to end. Knows no command.

/// Ctrl-C, or what else asks a program to end.
pub(super) async fn asked_to_end() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

/// SIGTERM or SIGHUP, where there are such things.
pub(super) async fn terminated() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) {
            tokio::select! { _ = term.recv() => {}, _ = hup.recv() => {} }
            return;
        }
    }
    std::future::pending().await
}
