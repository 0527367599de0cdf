//! A session at rest, in the file in which the AWS CLI and the SDKs look for it. Knows no profile and sends nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::json;
use zeroize::Zeroizing;

use super::{
    super::profiles::{session_file, session_folder},
    exchange::ConsoleSession,
    put::{SIBLING, put_secret},
};
use crate::terms::{Failure, FailureKind, Timestamp};

/// Puts a session there; the folder is made for its owner alone, and the file is never half there.
pub(in crate::aws) fn keep(session: &ConsoleSession) -> Result<PathBuf, Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::new(FailureKind::File, "keep the session").because(why);
    let path =
        session_file(&session.arn).ok_or_else(|| failed(&"neither AWS_LOGIN_CACHE_DIRECTORY nor HOME is set"))?;
    let credentials = &session.credentials;
    let expires = credentials.expiry().and_then(|at| Timestamp::try_from(at).ok()).unwrap_or_default();
    let whole = json!({
        "accessToken": {
            "accessKeyId": credentials.access_key_id(),
            "secretAccessKey": credentials.secret_access_key(),
            "sessionToken": credentials.session_token(),
            "accountId": session.account,
            "expiresAt": expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
        "tokenType": session.token_type,
        "refreshToken": session.refresh.reveal(),
        "idToken": session.id_token.reveal(),
        "clientId": session.client,
        "dpopKey": session.key.to_pem().reveal(),
    });
    let bytes = Zeroizing::new(whole.to_string().into_bytes());
    put_secret(&path, &bytes).map_err(|e| failed(&format!("{}: {e}", path.display())))?;
    Ok(path)
}

/// Removes the session of this principal; whether there was one. What has been handed out for it lives for at most 15
/// minutes: AWS is not told.
pub fn forget_session(arn: &str) -> Result<bool, Failure> {
    match session_file(arn) {
        Some(path) => remove(&path),
        None => Ok(false),
    }
}

/// Removes every session; how many there were.
pub fn forget_all_sessions() -> Result<usize, Failure> {
    let Some(folder) = session_folder() else { return Ok(0) };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(e) => return Err(failed(&folder, &e)),
    };
    let mut gone = 0;
    for entry in entries {
        let path = entry.map_err(|e| failed(&folder, &e))?.path();
        if is_session(&path) && remove(&path)? {
            gone += 1;
        }
    }
    Ok(gone)
}

/// Named after a digest, or half of one that a run of ours was ended over: what else lies there is not ours to remove.
fn is_session(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
    let is_whole = name.is_some_and(|name| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let is_half = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SIBLING));
    (is_whole || is_half) && path.is_file()
}

fn remove(path: &Path) -> Result<bool, Failure> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(failed(path, &e)),
    }
}

fn failed(path: &Path, why: &io::Error) -> Failure {
    Failure::new(FailureKind::File, format!("remove the session in {}", path.display())).because(why)
}
