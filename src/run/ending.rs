//! What asks this process to end: a signal, or a terminal that is gone. Knows no command.
//!
//! Of a terminal that was closed not every program is told: behind a shell that ignores SIGHUP none is sent, and crossterm
//! reads the end of its input again and again, with a whole processor.

use std::{
    io::{self, IsTerminal as _},
    time::Duration,
};

use crate::shell::plain::Interrupts;

/// How often it is looked whether the terminal is still there.
const LOOKED_AT: Duration = Duration::from_secs(5);

/// Ends on Ctrl-C, SIGTERM or SIGHUP, and once the terminal of the input is gone: also on what comes between this call and
/// the first wait.
pub(super) fn asked_to_end() -> impl Future<Output = ()> + Send + 'static {
    let (interrupts, terminated) = (Interrupts::heard(), terminated());
    async {
        let interrupted = async {
            match interrupts {
                Ok(mut interrupts) => drop(interrupts.next().await),
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupted => {}, () = terminated => {} }
    }
}

/// Ends on SIGTERM or SIGHUP, and once the terminal of the input is gone; as [`asked_to_end`].
pub(super) fn terminated() -> impl Future<Output = ()> + Send + 'static {
    let told = told_to_end();
    async {
        tokio::select! { () = told => {}, () = hung_up() => {} }
    }
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
#[cfg(unix)]
fn told_to_end() -> impl Future<Output = ()> + Send + 'static {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = (signal(SignalKind::terminate()), signal(SignalKind::hangup()));
    async {
        match signals {
            (Ok(mut term), Ok(mut hup)) => tokio::select! { _ = term.recv() => {}, _ = hup.recv() => {} },
            (Err(_), _) | (_, Err(_)) => std::future::pending().await,
        }
    }
}

#[cfg(not(unix))]
fn told_to_end() -> impl Future<Output = ()> + Send + 'static {
    std::future::pending()
}
