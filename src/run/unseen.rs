//! A command into which a secret is pasted: a terminal shows nothing of it. Knows no command.

use std::io::{self, IsTerminal as _};

use super::ending::asked_to_end;
use crate::{
    report::{Exit, Stop},
    shell::plain::HiddenTyping,
    terms::{Failure, FailureKind},
};

/// Runs it. Where stdin is a terminal, that shows nothing of what is typed, and is as it was however this ends.
pub(super) async fn unseen(command: impl Future<Output = Result<Exit, Stop>>) -> Result<Exit, Stop> {
    if !io::stdin().is_terminal() {
        return command.await;
    }
    let failed = |e| Failure::new(FailureKind::BadInput, "read what is pasted").because(e);
    // Before the terminal is changed, which nothing would put back after a Ctrl-C that comes too early.
    let asked = asked_to_end();
    let _hidden = HiddenTyping::begin().map_err(failed)?;
    tokio::select! {
        ended = command => ended,
        () = asked => Ok(Exit::Child(BY_CTRL_C)),
    }
}

/// As a shell has it for a program that Ctrl-C has ended.
const BY_CTRL_C: u8 = 130;
