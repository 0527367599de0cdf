//! Ctrl-C, heard from the moment that this is made: one that comes before the first wait for it ends nothing unseen. (The
//! function of tokio that is called for this listens from its first poll on.) Knows no screen.

use std::io;

#[cfg(unix)]
type Source = tokio::signal::unix::Signal;
#[cfg(windows)]
type Source = tokio::signal::windows::CtrlC;

/// Each Ctrl-C since it was made.
pub struct Interrupts(Source);

impl Interrupts {
    /// From here on a Ctrl-C does not end the process. An error where this platform takes no handler for it. Panics outside
    /// a runtime of tokio.
    pub fn heard() -> io::Result<Interrupts> {
        #[cfg(unix)]
        let source = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
        #[cfg(windows)]
        let source = tokio::signal::windows::ctrl_c();
        source.map(Interrupts)
    }

    /// Waits for the next one; `None` where there can be no more.
    pub async fn next(&mut self) -> Option<()> {
        self.0.recv().await
    }
}
