//! The signals that ask this process to end. Knows no command.

/// Ends on Ctrl-C, SIGTERM or SIGHUP.
pub(super) async fn asked_to_end() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

/// Ends on SIGTERM or SIGHUP; on Windows never.
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
