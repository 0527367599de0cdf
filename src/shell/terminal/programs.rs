//! The clipboard by another program, where the desktop's own cannot be reached: each takes the text from its standard
//! input and clears it in the same way. Reads no clipboard, and does not know what is copied.
//!
//! | program | where | tried |
//! | --- | --- | --- |
//! | `xclip` | X11 | against Xvfb |
//! | `wl-copy` | Wayland | *not tried* |
//! | `clip.exe` | Windows around WSL | *not tried* |

use std::{
    env, io,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A program that takes a text into the clipboard, as it was found here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClipProgram {
    /// Of Wayland; whether it can ask that no history keeps the text.
    WlCopy { knows_sensitive: bool },
    /// Of X11.
    Xclip,
    /// Of the Windows around WSL.
    ClipExe,
}

/// One that has not ended by then has the text, or never will.
const PATIENCE: Duration = Duration::from_secs(2);

impl ClipProgram {
    /// The first that belongs to a display of this environment and is on PATH.
    pub fn find() -> Option<ClipProgram> {
        let said = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        if said("WAYLAND_DISPLAY") && is_on_path("wl-copy") {
            return Some(ClipProgram::WlCopy { knows_sensitive: names_sensitive() });
        }
        if said("DISPLAY") && is_on_path("xclip") {
            return Some(ClipProgram::Xclip);
        }
        (["WSL_DISTRO_NAME", "WSL_INTEROP"].into_iter().any(said) && is_on_path("clip.exe"))
            .then_some(ClipProgram::ClipExe)
    }

    /// As it is called.
    pub fn name(self) -> &'static str {
        match self {
            ClipProgram::WlCopy { .. } => "wl-copy",
            ClipProgram::Xclip => "xclip",
            ClipProgram::ClipExe => "clip.exe",
        }
    }

    /// Hands it a text that is no secret.
    pub fn take(self, text: &str) -> io::Result<()> {
        self.run(&self.args(), text)
    }

    /// The same with the wish that no history keeps it, where the program can pass that on.
    pub fn take_secret(self, text: &str) -> io::Result<()> {
        let mut args = self.args();
        if self == (ClipProgram::WlCopy { knows_sensitive: true }) {
            args.push("--sensitive");
        }
        self.run(&args, text)
    }

    /// Clears it, whatever is in it.
    pub fn clear(self) -> io::Result<()> {
        match self {
            ClipProgram::WlCopy { .. } => self.run(&["--clear"], ""),
            ClipProgram::Xclip | ClipProgram::ClipExe => self.take(""),
        }
    }

    fn args(self) -> Vec<&'static str> {
        match self {
            ClipProgram::Xclip => vec!["-selection", "clipboard", "-i"],
            ClipProgram::WlCopy { .. } | ClipProgram::ClipExe => Vec::new(),
        }
    }

    fn run(self, args: &[&str], text: &str) -> io::Result<()> {
        let mut command = Command::new(self.name());
        // What stays behind to serve the text must not hold our output open.
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&self.bytes(text))?;
        }
        let (ended, hear) = mpsc::channel();
        // The receiver may have lost its patience.
        thread::spawn(move || drop(ended.send(child.wait())));
        match hear.recv_timeout(PATIENCE) {
            Ok(status) => match status? {
                status if status.success() => Ok(()),
                status => Err(io::Error::other(format!("{} ended with {status}", self.name()))),
            },
            Err(_) => Ok(()),
        }
    }

    /// Windows takes UTF-16 with its mark for what it is; without one it would read Korean in the code page of the day.
    fn bytes(self, text: &str) -> Vec<u8> {
        match self {
            ClipProgram::ClipExe if text.is_empty() => Vec::new(),
            ClipProgram::ClipExe => {
                std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
            }
            ClipProgram::WlCopy { .. } | ClipProgram::Xclip => text.as_bytes().to_vec(),
        }
    }
}

fn is_on_path(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| Path::new(&folder).join(name).is_file())
}

/// Older ones end with an error at a flag that they do not know.
fn names_sensitive() -> bool {
    let help = Command::new("wl-copy").arg("--help").stdin(Stdio::null()).output();
    help.is_ok_and(|it| [it.stdout, it.stderr].iter().any(|said| String::from_utf8_lossy(said).contains("--sensitive")))
}
