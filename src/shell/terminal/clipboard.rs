//! The clipboard: this computer's where there is one that can be read; else by a program that takes the text; else the
//! terminal's by OSC 52, which works over SSH and says nothing of what became of it. Does not know what is copied, only
//! whether it was a secret.
//!
//! A terminal without the focus may drop what it is sent (Alacritty does), which is when a secret's time is most likely to
//! end: so what was cleared without the focus is cleared again when the focus returns. In GNU screen nothing is copied:
//! it hands nothing on.

use std::{env, io};

use crossterm::{clipboard::CopyToClipboard, execute};

use super::programs::ClipProgram;
use crate::{
    terms::{Fingerprint, Secret},
    wizard::{Clipboard, History},
};

/// What takes a secret's place where there is no clearing: some terminals ignore an empty text.
const NOTHING: &str = " ";

/// The clipboard that is reached from here, and what secret we put there.
pub(super) struct Clip {
    reach: Reach,
    /// The secret that was put there last.
    secret: Option<Fingerprint>,
    focus: Focus,
}

/// How a clipboard is reached.
enum Reach {
    /// This computer's, by ourselves.
    System(Box<arboard::Clipboard>),
    /// This computer's, by a program.
    Program(ClipProgram),
    /// The terminal's.
    Terminal,
}

/// Whether the terminal's window has the focus, as far as it says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    Here,
    Away,
    /// It was not here when a secret was taken away.
    AwayAtClearing,
}

impl Clip {
    /// The computer's, where it can be reached, else the terminal's.
    pub fn open() -> Clip {
        // Over SSH the clipboard of the other machine is not the user's.
        let far_away = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].iter().any(|name| env::var_os(name).is_some());
        let reach = match far_away {
            true => Reach::Terminal,
            false => match (arboard::Clipboard::new(), ClipProgram::find()) {
                (Ok(system), _) => Reach::System(Box::new(system)),
                (Err(_), Some(program)) => Reach::Program(program),
                (Err(_), None) => Reach::Terminal,
            },
        };
        Clip { reach, secret: None, focus: Focus::Here }
    }

    /// Which of them it is.
    pub fn kind(&self) -> Clipboard {
        let said = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        match &self.reach {
            Reach::System(_) => Clipboard::System(history()),
            Reach::Program(program) => Clipboard::Program(program.name()),
            // The innermost of the two is the one that is spoken to: it has set its variable over the other's.
            Reach::Terminal if said("TMUX") => Clipboard::Tmux,
            Reach::Terminal if said("STY") => Clipboard::None,
            Reach::Terminal => Clipboard::Terminal,
        }
    }

    /// A text that is no secret. Where another program holds the computer's clipboard, by the terminal; an error is the
    /// terminal's.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let taken = match &mut self.reach {
            Reach::System(system) => system.set_text(text).is_ok(),
            Reach::Program(program) => program.take(text).is_ok(),
            Reach::Terminal => false,
        };
        if !taken {
            by_terminal(text)?;
        }
        // On a clipboard that took nothing, what lay there lies there still.
        if taken || matches!(self.reach, Reach::Terminal) {
            self.forget_secret();
        }
        Ok(())
    }

    /// Puts a secret there, and remembers its fingerprint.
    pub fn copy_secret(&mut self, secret: &Secret) -> io::Result<()> {
        match &mut self.reach {
            Reach::System(system) => set_unkept(system, secret.reveal()).map_err(io::Error::other)?,
            Reach::Program(program) => program.take_secret(secret.reveal())?,
            Reach::Terminal => by_terminal(secret.reveal())?,
        }
        self.secret = Some(secret.fingerprint());
        self.has_been_copied_to();
        Ok(())
    }

    /// Something else lies there now, which came there by another way.
    pub fn forget_secret(&mut self) {
        self.secret = None;
        self.has_been_copied_to();
    }

    /// Takes the secret away, unless something else lies there now and that can be seen.
    pub fn clear_secret(&mut self) -> io::Result<()> {
        let Some(ours) = &self.secret else { return Ok(()) };
        match &mut self.reach {
            Reach::System(system) => match system.get_text().map(Secret::new) {
                Ok(there) if there.fingerprint() != *ours => {}
                // A picture, or nothing.
                Err(arboard::Error::ContentNotAvailable) => {}
                // Where it cannot be read, it may be ours.
                Ok(_) | Err(_) => system.clear().map_err(io::Error::other)?,
            },
            Reach::Program(program) => program.clear()?,
            Reach::Terminal => by_terminal(NOTHING)?,
        }
        self.secret = None;
        if matches!(self.reach, Reach::Terminal) && self.focus == Focus::Away {
            self.focus = Focus::AwayAtClearing;
        }
        Ok(())
    }

    /// The window has lost the focus.
    pub fn focus_goes(&mut self) {
        if self.focus == Focus::Here {
            self.focus = Focus::Away;
        }
    }

    /// The window has the focus again: what may have been dropped is said once more.
    pub fn focus_returns(&mut self) -> io::Result<()> {
        let before = std::mem::replace(&mut self.focus, Focus::Here);
        if before == Focus::AwayAtClearing { by_terminal(NOTHING) } else { Ok(()) }
    }

    /// What lies there now is not what was cleared.
    fn has_been_copied_to(&mut self) {
        if self.focus == Focus::AwayAtClearing {
            self.focus = Focus::Away;
        }
    }
}

/// Whichever way the conversation ends.
impl Drop for Clip {
    fn drop(&mut self) {
        // Nothing can be done about a terminal that is gone.
        let _ = self.clear_secret();
    }
}

/// Whether the terminal takes it is not known.
fn by_terminal(text: &str) -> io::Result<()> {
    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
}

/// With the wish that no history keeps it, which the systems that have one obey.
fn set_unkept(system: &mut arboard::Clipboard, text: &str) -> Result<(), arboard::Error> {
    let set = system.set();
    #[cfg(target_os = "linux")]
    let set = arboard::SetExtLinux::exclude_from_history(set);
    #[cfg(target_os = "macos")]
    let set = arboard::SetExtApple::exclude_from_history(set);
    #[cfg(windows)]
    let set = arboard::SetExtWindows::exclude_from_cloud(arboard::SetExtWindows::exclude_from_history(set));
    set.text(text)
}

/// Windows keeps one where its owner wants it, KDE always.
fn history() -> History {
    let kde = env::var("XDG_CURRENT_DESKTOP").is_ok_and(|desktop| desktop.to_ascii_uppercase().contains("KDE"));
    let windows = cfg!(windows) || env::var_os("WSL_DISTRO_NAME").is_some();
    if kde || windows { History::Kept } else { History::NotSeen }
}
