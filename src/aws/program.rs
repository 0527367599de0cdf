//! A `credential_process`: a program of the user's that prints credentials. Knows no profile and no AWS.
//!
//! The SDK runs such programs too, without a limit: one that waits for a code to be typed, which cannot be done here,
//! would stop a page for ever. Nothing that it prints is ever quoted but the first line of its complaint, and of that
//! no word that could be a secret.

use std::{
    borrow::Cow,
    process::Stdio,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_credential_types::Credentials;
use serde::Deserialize;
use tokio::{io::AsyncReadExt as _, process::Command};
use zeroize::Zeroizing;

use crate::terms::{Failure, FailureKind, Timestamp};

/// Longer than it takes to confirm a sign-in in a browser window.
pub(super) const LIMIT: Duration = Duration::from_secs(20);
/// More than any credentials.
const OUTPUT_LIMIT: u64 = 64 * 1024;
/// A longer run of letters may be part of a secret.
const LONGEST_WORD: usize = 15;

/// Where it can, it borrows from what was read, which is zeroed.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Printed<'a> {
    version: u32,
    #[serde(borrow)]
    access_key_id: Cow<'a, str>,
    #[serde(borrow)]
    secret_access_key: Cow<'a, str>,
    #[serde(borrow)]
    session_token: Option<Cow<'a, str>>,
    expiration: Option<String>,
}

/// Runs it and reads what it prints. It is ended when its time is up, and when the caller waits no longer.
pub(super) async fn ask(
    profile: &str,
    command: &str,
    limit: Duration,
    now: SystemTime,
) -> Result<Credentials, Failure> {
    let failed = |why: String| {
        Failure::new(FailureKind::LoginUnusable, format!("get credentials from the program of the profile {profile}"))
            .because(why)
    };
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|e| failed(e.to_string()))?;
    let (mut printed, mut complaint) = (Zeroizing::new(Vec::new()), Zeroizing::new(Vec::new()));
    let (stdout, stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    let (mut stdout, mut stderr) = (stdout.take(OUTPUT_LIMIT), stderr.take(OUTPUT_LIMIT));
    let ended = tokio::time::timeout(limit, async {
        let both = futures_util::join!(stdout.read_to_end(&mut printed), stderr.read_to_end(&mut complaint));
        both.0.and(both.1)?;
        child.wait().await
    });
    let status = ended
        .await
        .map_err(|_| failed(format!("it did not answer within {} seconds and was ended", limit.as_secs())))?
        .map_err(|e| failed(e.to_string()))?;
    if !status.success() {
        let said = quotable(&complaint).map(|said| format!(": {said}")).unwrap_or_default();
        return Err(failed(format!("it ended with {status}{said}")));
    }
    let Ok(printed) = serde_json::from_slice::<Printed>(&printed) else {
        return Err(failed("it did not print the JSON that a credential_process prints".into()));
    };
    if printed.version != 1 {
        return Err(failed(format!("it printed Version {}, and 1 is the one there is", printed.version)));
    }
    let expires = match &printed.expiration {
        None => None,
        Some(at) => Some(at.parse::<Timestamp>().map_err(|_| failed("its Expiration is no moment".into()))?),
    };
    if let Some(at) = expires.filter(|at| Timestamp::try_from(now).is_ok_and(|now| *at <= now)) {
        let what = format!("get credentials from the program of the profile {profile}");
        return Err(Failure::new(FailureKind::CredentialsExpired, what)
            .because(format!("what it printed expired at {at}; run its own sign-in, then try again")));
    }
    Ok(Credentials::new(
        printed.access_key_id,
        printed.secret_access_key,
        // An empty one would make AWS not know a good key.
        printed.session_token.filter(|token| !token.trim().is_empty()).map(Cow::into_owned),
        expires.map(|at| UNIX_EPOCH + Duration::from_secs(at.as_second().unsigned_abs())),
        "credential_process",
    ))
}

fn shell(command: &str) -> Command {
    if cfg!(windows) {
        let mut run = Command::new("cmd.exe");
        run.args(["/C", command]);
        return run;
    }
    let mut run = Command::new("sh");
    // The shell gives way to the program where that is all it would run, so that it is the program that is ended.
    let alone = !command.contains(['|', '&', ';', '(', '<', '>', '\n']);
    let sets_nothing = command.split_whitespace().next().is_some_and(|word| !word.contains('='));
    run.args(["-c", &if alone && sets_nothing { format!("exec {command}") } else { command.to_owned() }]);
    run
}

/// The first line of a complaint, without what could be a secret or what a terminal would obey.
fn quotable(complaint: &[u8]) -> Option<String> {
    let text = Zeroizing::new(String::from_utf8_lossy(complaint).into_owned());
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let word = |word: &str| match word.chars().count() > LONGEST_WORD {
        true => "…".to_owned(),
        false => word.escape_debug().to_string(),
    };
    let words: Vec<String> = line.split_whitespace().take(30).map(word).collect();
    Some(words.join(" "))
}
