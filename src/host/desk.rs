//! The desk: what this machine is like, its browser, and the clipboard of the Windows around it. Decides nothing:
//! [`Machine`] does.

use std::{
    env, fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use async_trait::async_trait;

use crate::{
    engine::ports::Desk,
    setup::{Machine, Signs, System},
    terms::{Failure, FailureKind},
};

/// A launcher that fails does so at once; one that is still at it has been handed the page.
const HANDED_OVER: Duration = Duration::from_secs(1);

/// This one.
#[derive(Debug, Clone, Copy)]
pub struct ThisDesk {
    machine: Machine,
}

impl ThisDesk {
    /// As the environment has it.
    pub fn of_this_machine() -> ThisDesk {
        let said = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let ssh = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].into_iter().any(said);
        let machine = if cfg!(target_os = "macos") {
            Machine { system: System::MacOs, bus: true, display: true, ssh }
        } else if cfg!(windows) {
            Machine { system: System::Windows, bus: true, display: true, ssh }
        } else {
            let kernel = fs::read_to_string("/proc/version").unwrap_or_default();
            Machine::of_unix(&Signs {
                wsl_name: said("WSL_DISTRO_NAME"),
                kernel: &kernel,
                interop: Path::new("/proc/sys/fs/binfmt_misc/WSLInterop").exists(),
                bus_named: said("DBUS_SESSION_BUS_ADDRESS"),
                bus_there: env::var_os("XDG_RUNTIME_DIR").is_some_and(|it| Path::new(&it).join("bus").exists()),
                display: ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(said),
                ssh,
            })
        };
        ThisDesk { machine }
    }
}

#[async_trait]
impl Desk for ThisDesk {
    fn machine(&self) -> Machine {
        self.machine
    }

    async fn open(&self, link: &str) -> Result<(), Failure> {
        let (page, failed) = (link.to_owned(), Failure::new(FailureKind::File, format!("open {link}")));
        match tokio::task::spawn_blocking(move || open::that_detached_with_timeout(page, HANDED_OVER)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(failed.because(error)),
            Err(error) => Err(failed.because(error)),
        }
    }

    fn copy(&self, text: &str) -> bool {
        match self.machine.system {
            System::Wsl => clip(text),
            System::Unix | System::MacOs | System::Windows => false,
        }
    }
}

/// Windows takes UTF-16 with its mark for what it is; without one it would read Korean in the code page of the day.
fn clip(text: &str) -> bool {
    let bytes: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let mut command = Command::new("clip.exe");
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else { return false };
    let Some(mut stdin) = child.stdin.take() else { return false };
    // Crossing over to Windows takes a moment, and nothing waits for it.
    std::thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
        drop(stdin);
        let _ = child.wait();
    });
    true
}
