//! What comes in by lines, and Ctrl-C. A thread reads, so that a line that nobody has typed yet holds nothing up.

use std::io::{self, BufRead as _};

use tokio::sync::mpsc;

/// Where the lines come from.
pub struct Input {
    pub(super) lines: mpsc::UnboundedReceiver<String>,
    pub(super) breaks: mpsc::UnboundedReceiver<()>,
}

impl Input {
    /// Lines from stdin, until it ends.
    pub fn from_stdin() -> Input {
        let (say, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            let mut line = Vec::new();
            while let Ok(1..) = stdin.read_until(b'\n', &mut line) {
                let said = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
                line.clear();
                if say.send(said).is_err() {
                    break;
                }
            }
        });
        let (interrupt, breaks) = mpsc::unbounded_channel();
        tokio::spawn(async move { while tokio::signal::ctrl_c().await.is_ok() && interrupt.send(()).is_ok() {} });
        Input { lines, breaks }
    }

    /// These lines, and no more.
    pub fn of(lines: impl IntoIterator<Item = impl Into<String>>) -> Input {
        let (say, heard) = mpsc::unbounded_channel();
        lines.into_iter().for_each(|line| drop(say.send(line.into())));
        Input { lines: heard, breaks: mpsc::unbounded_channel().1 }
    }
}
