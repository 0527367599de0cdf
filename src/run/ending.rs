//! What asks this process to end: a signal, or a terminal that is gone. Knows no command.
//!
//! Of a terminal that was closed not every program is told: behind a shell that ignores SIGHUP none is sent, and crossterm
//! reads the end of its input again and again, with a whole processor.

use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

/// How often it is looked whether the terminal is still there.
const LOOKED_AT: Duration = Duration::from_secs(5);

/// Ends on Ctrl-C, SIGTERM or SIGHUP.
pub(super) async fn asked_to_end() {
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

/// Ends on SIGTERM or SIGHUP, and once the terminal of the input is gone.
pub(super) async fn terminated() {
    tokio::select! { () = told_to_end() => {}, () = hung_up() => {} }
}

/// Ends once the input is a terminal no longer; never where it was none.
async fn hung_up() {
    if !io::stdin().is_terminal() {
        return std::future::pending().await;
    }
    while io::stdin().is_terminal() {
        tokio::time::sleep(LOOKED_AT).await;
    }
}

/// Ends on SIGTERM or SIGHUP; on Windows never.
async fn told_to_end() {
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
