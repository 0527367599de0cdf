//! A session at rest, in the file in which the AWS CLI and the SDKs look for it. Knows no profile and sends nothing.

use std::{
    borrow::Cow,
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use aws_credential_types::Credentials;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    super::profiles::{session_file, session_folder},
    exchange::ConsoleSession,
    proof::ProofKey,
    put::{SIBLING, put_secret},
};
use crate::terms::{Failure, FailureKind, Secret, Timestamp};

/// A session as it lies there. Where it can, it borrows from what was read, which is zeroed.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cached<'a> {
    #[serde(borrow)]
    access_token: CachedKeys<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    token_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    refresh_token: Cow<'a, str>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    id_token: Option<Cow<'a, str>>,
    #[serde(borrow)]
    client_id: Cow<'a, str>,
    #[serde(borrow)]
    dpop_key: Cow<'a, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CachedKeys<'a> {
    #[serde(borrow)]
    access_key_id: Cow<'a, str>,
    #[serde(borrow)]
    secret_access_key: Cow<'a, str>,
    #[serde(borrow)]
    session_token: Cow<'a, str>,
    #[serde(borrow)]
    account_id: Cow<'a, str>,
    expires_at: String,
}

/// More than a session takes: what a buffer outgrows would not be zeroed.
const ROOM: usize = 64 * 1024;

/// Puts a session there; the folder is made for its owner alone, and the file is never half there.
pub(in crate::aws) fn keep(session: &ConsoleSession) -> Result<PathBuf, Failure> {
    let failed = |why: &dyn std::fmt::Display| Failure::new(FailureKind::File, "keep the session").because(why);
    let path = session_file(&session.arn).map_err(|why| failed(&why))?;
    let credentials = &session.credentials;
    let expires = credentials.expiry().and_then(|at| Timestamp::try_from(at).ok()).unwrap_or_default();
    let key = session.key.to_pem();
    let whole = Cached {
        access_token: CachedKeys {
            access_key_id: credentials.access_key_id().into(),
            secret_access_key: credentials.secret_access_key().into(),
            session_token: credentials.session_token().unwrap_or_default().into(),
            account_id: session.account.as_str().into(),
            expires_at: expires.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        },
        token_type: session.token_type.as_deref().map(Cow::Borrowed),
        refresh_token: session.refresh.reveal().into(),
        id_token: session.id_token.as_ref().map(|token| token.reveal().into()),
        client_id: session.client.as_str().into(),
        dpop_key: key.reveal().into(),
    };
    let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *bytes, &whole).map_err(|e| failed(&e))?;
    put_secret(&path, &bytes).map_err(|e| failed(&format!("{}: {e}", path.display())))?;
    Ok(path)
}

/// The session of this principal, begun in this region. An error of kind `LoginUnusable` where its file is missing or cannot be
/// read.
pub(super) fn held(arn: &str, region: &str) -> Result<ConsoleSession, Failure> {
    let no = |why: &dyn std::fmt::Display| Failure::new(FailureKind::LoginUnusable, "read the session").because(why);
    let path = session_file(arn).map_err(|why| no(&why))?;
    let bytes = Zeroizing::new(fs::read(&path).map_err(|e| no(&format!("{}: {e}", path.display())))?);
    // What the reader says of it could repeat a part of it.
    let garbled = || {
        let why = format!("{} is not what the AWS CLI or Sesame writes there; sign in anew", path.display());
        no(&why)
    };
    let cached: Cached = serde_json::from_slice(&bytes).map_err(|_| garbled())?;
    let Cached { access_token: keys, token_type, refresh_token, id_token, client_id, dpop_key } = cached;
    let pem = Secret::new(dpop_key.into_owned());
    let ends: Timestamp = keys.expires_at.parse().map_err(|_| garbled())?;
    let ends = SystemTime::try_from(ends).map_err(|_| garbled())?;
    let token = Some(keys.session_token.into_owned());
    Ok(ConsoleSession {
        arn: arn.trim().to_owned(),
        account: keys.account_id.parse().map_err(|_| garbled())?,
        credentials: Credentials::new(keys.access_key_id, keys.secret_access_key, token, Some(ends), "AWS Sign-In"),
        token_type: token_type.map(Cow::into_owned),
        refresh: Secret::new(refresh_token),
        id_token: id_token.map(Secret::new),
        client: client_id.into_owned(),
        key: ProofKey::of_pem(&pem).ok_or_else(garbled)?,
        region: region.to_owned(),
    })
}

/// The file of a principal's session as it is, to be put back.
pub(super) struct SessionBefore {
    path: PathBuf,
    bytes: Option<Zeroizing<Vec<u8>>>,
}

impl SessionBefore {
    /// Reads it; one that cannot be read counts as not there.
    pub(super) fn of(arn: &str) -> Option<SessionBefore> {
        let path = session_file(arn).ok()?;
        let bytes = fs::read(&path).ok().map(Zeroizing::new);
        Some(SessionBefore { path, bytes })
    }

    /// Puts it back; removes what has come to be where there was none.
    pub(super) fn put_back(self) -> Result<(), Failure> {
        match self.bytes {
            Some(bytes) => put_secret(&self.path, &bytes).map_err(|e| failed(&self.path, &e)),
            None => remove(&self.path).map(drop),
        }
    }
}

/// Removes the session of this principal; whether there was one. What has been handed out for it lives for at most 15
/// minutes: AWS is not told.
pub fn forget_session(arn: &str) -> Result<bool, Failure> {
    match session_file(arn) {
        Ok(path) => remove(&path),
        Err(_) => Ok(false),
    }
}

/// Removes every session; how many there were.
pub fn forget_all_sessions() -> Result<usize, Failure> {
    let Ok(folder) = session_folder() else { return Ok(0) };
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(e) => return Err(failed(&folder, &e)),
    };
    let mut gone = 0;
    for entry in entries {
        let path = entry.map_err(|e| failed(&folder, &e))?.path();
        if is_session(&path) {
            gone += usize::from(remove(&path)?);
        } else if is_half(&path) {
            remove(&path)?;
        }
    }
    Ok(gone)
}

/// How many sessions lie in this folder; one that cannot be read has none.
pub(super) fn sessions_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter(|entry| is_session(&entry.path())).count()
}

/// Named after a digest: what else lies there is not ours to remove.
fn is_session(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
    let is_digest = name.is_some_and(|name| name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_digest && path.is_file()
}

/// Half of one, of a run of ours that was ended while it wrote.
fn is_half(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(SIBLING)) && path.is_file()
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
