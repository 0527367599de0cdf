//! What comes in by lines, and Ctrl-C. A thread reads, so that waiting for a line holds nothing up.
//! Does not know what is asked.
//!
//! While a secret is typed the terminal shows nothing of it. Where it cannot be told to, nothing secret is asked for.

use std::io::{self, BufRead as _};

use tokio::sync::mpsc;
use zeroize::{Zeroize as _, Zeroizing};

/// A line of pasted credentials, with its token, is some 1,500 bytes.
const LONGEST: usize = 8192;

/// Where the lines come from.
pub struct Input {
    /// One may be a secret, and no copy of it stays.
    pub(super) lines: mpsc::UnboundedReceiver<Zeroizing<String>>,
    pub(super) breaks: mpsc::UnboundedReceiver<()>,
    hidden: Option<Hidden>,
}

impl Input {
    /// Lines from stdin, until it ends.
    pub fn from_stdin() -> Input {
        let (say, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let mut stdin = io::stdin().lock();
            // As long as what is pasted at most, so that it does not grow and leave copies behind.
            let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
            while let Ok(1..) = stdin.read_until(b'\n', &mut line) {
                let said = Zeroizing::new(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned());
                line.zeroize();
                if say.send(said).is_err() {
                    break;
                }
            }
        });
        let (interrupt, breaks) = mpsc::unbounded_channel();
        tokio::spawn(async move { while tokio::signal::ctrl_c().await.is_ok() && interrupt.send(()).is_ok() {} });
        Input { lines, breaks, hidden: None }
    }

    /// These lines, and no more.
    pub fn of(lines: impl IntoIterator<Item = impl Into<String>>) -> Input {
        let (say, heard) = mpsc::unbounded_channel();
        lines.into_iter().for_each(|line| drop(say.send(Zeroizing::new(line.into()))));
        Input { lines: heard, breaks: mpsc::unbounded_channel().1, hidden: None }
    }

    /// One line that is a secret; none where stdin or Ctrl-C ends it.
    pub async fn secret_line(&mut self) -> io::Result<Option<Zeroizing<String>>> {
        self.hide()?;
        let line = tokio::select! {
            line = self.lines.recv() => line,
            _ = self.breaks.recv() => None,
        };
        self.show();
        Ok(line)
    }

    /// From here on the terminal shows nothing of what is typed.
    pub(super) fn hide(&mut self) -> io::Result<()> {
        if self.hidden.is_none() {
            self.hidden = Some(Hidden::begin()?);
        }
        Ok(())
    }

    /// The terminal shows it again.
    pub(super) fn show(&mut self) {
        self.hidden = None;
    }

    /// Whether the terminal shows nothing of what is typed.
    pub(super) fn is_hidden(&self) -> bool {
        self.hidden.is_some()
    }
}

/// A terminal that shows nothing of what is typed; dropped, it is as it was.
#[cfg(unix)]
struct Hidden(rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    fn begin() -> io::Result<Hidden> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO;
        tcsetattr(io::stdin(), OptionalActions::Now, &silent)?;
        Ok(Hidden(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing anyway.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &self.0);
    }
}

#[cfg(not(unix))]
struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    fn begin() -> io::Result<Hidden> {
        Err(io::Error::other("this terminal cannot hide what is typed; answer on the screen instead, without --plain"))
    }
}
