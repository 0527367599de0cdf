//! The clipboard: this computer's where there is one that can be read, else the terminal's by OSC 52, which works over SSH
//! and which cannot be read. Does not know what is copied, only whether it was a secret.

use std::{env, io};

use crossterm::{clipboard::CopyToClipboard, execute};

use crate::{
    terms::{Fingerprint, Secret},
    wizard::{Clipboard, History},
};

/// What takes a secret's place where there is no clearing: some terminals ignore an empty text.
const NOTHING: &str = " ";

/// The clipboard that is reached from here, and what secret we put there.
pub(super) struct Clip {
    system: Option<arboard::Clipboard>,
    /// The secret that was put there last.
    secret: Option<Fingerprint>,
}

impl Clip {
    /// The computer's, where it can be reached, else the terminal's.
    pub fn open() -> Clip {
        // Over SSH the clipboard of the other machine is not the user's.
        let far_away = ["SSH_CONNECTION", "SSH_TTY"].iter().any(|name| env::var_os(name).is_some());
        let system = if far_away { None } else { arboard::Clipboard::new().ok() };
        Clip { system, secret: None }
    }

    /// Which of them it is.
    pub fn kind(&self) -> Clipboard {
        match self.system {
            Some(_) => Clipboard::System(history()),
            None => Clipboard::Terminal,
        }
    }

    /// A text that is no secret. Where another program holds the computer's clipboard, by the terminal; an error is the
    /// terminal's.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let taken = self.system.as_mut().is_some_and(|system| system.set_text(text).is_ok());
        if !taken {
            by_terminal(text)?;
        }
        // On a clipboard that took nothing, what lay there lies there still.
        if taken || self.system.is_none() {
            self.forget_secret();
        }
        Ok(())
    }

    /// Puts a secret there, and remembers its fingerprint.
    pub fn copy_secret(&mut self, secret: &Secret) -> io::Result<()> {
        match &mut self.system {
            Some(system) => set_unkept(system, secret.reveal()).map_err(io::Error::other)?,
            None => by_terminal(secret.reveal())?,
        }
        self.secret = Some(secret.fingerprint());
        Ok(())
    }

    /// Something else lies there now, which came there by another way.
    pub fn forget_secret(&mut self) {
        self.secret = None;
    }

    /// Takes the secret away, unless something else lies there now.
    pub fn clear_secret(&mut self) -> io::Result<()> {
        let Some(ours) = &self.secret else { return Ok(()) };
        match &mut self.system {
            Some(system) => match system.get_text().map(Secret::new) {
                Ok(there) if there.fingerprint() != *ours => {}
                // A picture, or nothing.
                Err(arboard::Error::ContentNotAvailable) => {}
                // Where it cannot be read, it may be ours.
                Ok(_) | Err(_) => system.clear().map_err(io::Error::other)?,
            },
            None => by_terminal(NOTHING)?,
        }
        self.forget_secret();
        Ok(())
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
