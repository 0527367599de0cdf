//! A program in our place: our own input, output and folder, the signals that come to us, and its end for our own. Does
//! not know what the variables mean that it is given, and writes nothing down.
//!
//! A terminal sends the signal of a key to every program in the foreground, so the child has had it already; what
//! another process sends to us alone is passed on.

use std::{
    ffi::{OsStr, OsString},
    io,
};

use tokio::process::Command;

use crate::terms::Secret;

#[cfg(not(unix))]
use self::signals::ConsoleSignals as Signals;
#[cfg(unix)]
use self::signals::UnixSignals as Signals;

/// How a program ended, as a shell tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(pub u8);

/// There is no such program.
const NOT_FOUND: Code = Code(127);
/// There is, and it cannot be run.
const NOT_RUN: Code = Code(126);

/// Runs it to its end. An error only where it was never begun, with the code for it.
pub async fn run(
    program: &OsStr,
    args: &[OsString],
    set: Vec<(String, Secret)>,
    remove: &[&str],
) -> Result<Code, (Code, io::Error)> {
    let mut command = Command::new(program);
    command.args(args);
    for name in remove {
        command.env_remove(name);
    }
    for (name, value) in &set {
        command.env(name, value.reveal());
    }
    // Before it is begun, or a signal in between would end us and not it.
    let signals = Signals::listen().map_err(|error| (NOT_RUN, error))?;
    let begun = command.spawn();
    // What it was given is in its environment now, and nowhere else.
    drop((command, set));
    let mut child = begun.map_err(|error| {
        let code = if error.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { NOT_RUN };
        (code, error)
    })?;
    let ended = signals.pass_on_until_ended(&mut child).await.map_err(|error| (NOT_RUN, error))?;
    Ok(code(ended))
}

#[cfg(unix)]
fn code(ended: std::process::ExitStatus) -> Code {
    use std::os::unix::process::ExitStatusExt as _;
    let signal = ended.signal().map(|signal| 128 + signal);
    Code(ended.code().or(signal).and_then(|code| u8::try_from(code).ok()).unwrap_or(u8::MAX))
}

#[cfg(not(unix))]
fn code(ended: std::process::ExitStatus) -> Code {
    Code(ended.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

#[cfg(unix)]
mod signals {
    use std::{fs::File, io, process::ExitStatus};

    use rustix::process::{Pid, Signal, getpgrp, kill_process};
    use tokio::{
        process::Child,
        signal::unix::{SignalKind, signal},
        sync::mpsc,
    };

    /// What can be sent to a program to tell it something.
    const ALL: [(Signal, SignalKind); 7] = [
        (Signal::INT, SignalKind::interrupt()),
        (Signal::QUIT, SignalKind::quit()),
        (Signal::TERM, SignalKind::terminate()),
        (Signal::HUP, SignalKind::hangup()),
        (Signal::USR1, SignalKind::user_defined1()),
        (Signal::USR2, SignalKind::user_defined2()),
        (Signal::WINCH, SignalKind::window_change()),
    ];

    /// The signals that come to this program, from [`listen`](Self::listen) on.
    pub struct UnixSignals(mpsc::UnboundedReceiver<Signal>);

    impl UnixSignals {
        /// Takes every signal of [`ALL`] from its usual effect.
        pub fn listen() -> io::Result<UnixSignals> {
            let (tell, heard) = mpsc::unbounded_channel();
            for (which, kind) in ALL {
                let (mut comes, tell) = (signal(kind)?, tell.clone());
                tokio::spawn(async move { while comes.recv().await.is_some() && tell.send(which).is_ok() {} });
            }
            Ok(UnixSignals(heard))
        }

        /// Waits for the child and hands it what came to us alone.
        pub async fn pass_on_until_ended(mut self, child: &mut Child) -> io::Result<ExitStatus> {
            let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
            loop {
                tokio::select! {
                    ended = child.wait() => return ended,
                    Some(which) = self.0.recv() => {
                        if let Some(pid) = pid.filter(|_| !came_from_the_terminal(which)) {
                            // One that has just ended hears nothing.
                            let _ = kill_process(pid, which);
                        }
                    }
                }
            }
        }
    }

    /// Whether a terminal sends it by itself, and we stand in front of one.
    fn came_from_the_terminal(which: Signal) -> bool {
        let by_a_key = [Signal::INT, Signal::QUIT, Signal::WINCH].contains(&which);
        let in_front = || {
            let terminal = File::open("/dev/tty").ok()?;
            Some(rustix::termios::tcgetpgrp(terminal).ok()? == getpgrp())
        };
        by_a_key && in_front() == Some(true)
    }
}

#[cfg(not(unix))]
mod signals {
    use std::{io, process::ExitStatus};

    use tokio::process::Child;

    /// A console tells every program in it by itself.
    pub struct ConsoleSignals;

    impl ConsoleSignals {
        /// There is nothing to set up.
        pub fn listen() -> io::Result<ConsoleSignals> {
            Ok(ConsoleSignals)
        }

        /// Waits for the child. Ctrl-C has reached it too, and does not end us before it.
        pub async fn pass_on_until_ended(self, child: &mut Child) -> io::Result<ExitStatus> {
            loop {
                tokio::select! {
                    ended = child.wait() => return ended,
                    _ = tokio::signal::ctrl_c() => {}
                }
            }
        }
    }
}
