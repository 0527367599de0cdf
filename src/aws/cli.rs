//! The AWS CLI of this machine: whether there is one, and which. Knows nothing of what it is for.

use std::{process::Stdio, time::Duration};

use tokio::process::Command;

use crate::{setup::CliVersion, terms::Fact};

/// Python starts slowly on a machine that has much to do.
const LIMIT: Duration = Duration::from_secs(10);

/// As `aws --version` says, which reaches no network and changes nothing. Unknown where it does not say in time.
pub(super) async fn version() -> Fact<CliVersion> {
    let mut command = Command::new("aws");
    without_empty_profile(&mut command);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    match tokio::time::timeout(LIMIT, command.output()).await {
        Err(_) => Fact::Unknown,
        Ok(Err(_)) => Fact::Absent,
        Ok(Ok(said)) => {
            // Version 1 says it on the one, version 2 on the other.
            let said = [said.stdout, said.stderr].concat();
            CliVersion::read(&String::from_utf8_lossy(&said)).map_or(Fact::Absent, Fact::Present)
        }
    }
}

/// The AWS CLI, of either version, stops at an `AWS_PROFILE` that is set and empty; for everything else here it names none.
fn without_empty_profile(command: &mut Command) {
    for name in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        if std::env::var_os(name).is_some_and(|value| value.is_empty()) {
            command.env_remove(name);
        }
    }
}
