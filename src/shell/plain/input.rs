//! What comes in by lines, and Ctrl-C. A thread reads, so that waiting for a line holds nothing up.
//! Does not know what is asked.
//!
//! While a secret is typed the terminal shows nothing of it. Where it cannot be told to, nothing secret is asked for.

use std::io::{self, BufRead as _};

use tokio::sync::mpsc;
use zeroize::{Zeroize as _, Zeroizing};

use super::interrupts::Interrupts;

/// A line of pasted credentials, with its token, is some 1,500 bytes.
const LONGEST: usize = 8192;

/// Where the lines come from.
pub struct Input {
    /// One may be a secret, and no copy of it stays.
    pub(super) lines: mpsc::UnboundedReceiver<Zeroizing<String>>,
    pub(super) breaks: mpsc::UnboundedReceiver<()>,
    hidden: Option<HiddenTyping>,
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
        if let Ok(mut interrupts) = Interrupts::heard() {
            tokio::spawn(async move { while interrupts.next().await.is_some() && interrupt.send(()).is_ok() {} });
        }
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
    pub fn hide(&mut self) -> io::Result<()> {
        if self.hidden.is_none() {
            self.hidden = Some(HiddenTyping::begin()?);
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
pub struct HiddenTyping(#[cfg(unix)] rustix::termios::Termios);

impl HiddenTyping {
    /// From here on. An error where stdin is no terminal, or one that cannot be told to.
    #[cfg(unix)]
    pub fn begin() -> io::Result<HiddenTyping> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin())?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO;
        tcsetattr(io::stdin(), OptionalActions::Now, &silent)?;
        Ok(HiddenTyping(before))
    }

    /// The same, which is always an error here; it says what to do instead.
    #[cfg(not(unix))]
    pub fn begin() -> io::Result<HiddenTyping> {
        let instead = "pipe it in, or answer on the screen, without --plain";
        Err(io::Error::other(format!("this terminal cannot hide what is typed; {instead}")))
    }
}

#[cfg(unix)]
impl Drop for HiddenTyping {
    fn drop(&mut self) {
        // A terminal that is gone shows nothing anyway.
        let _ = rustix::termios::tcsetattr(io::stdin(), rustix::termios::OptionalActions::Now, &self.0);
    }
}
