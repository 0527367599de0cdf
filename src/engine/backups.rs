//! The files that we wrote, as they were before, and whether each can go back. Changes nothing.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::{
    Ports,
    files::{app_of, digest, read_files},
    home::Backup,
};
use crate::{
    laravel::{App, dotenv},
    terms::Failure,
};

/// What becomes of a file that is to be as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WayBack {
    /// It gets its old content and mode.
    Restore,
    /// It was not there, and goes.
    Remove,
    /// It is as it was.
    Already,
    /// It has changed since we wrote it, and stays.
    Changed,
    /// What we wrote last is not known, and it stays.
    Unknown,
}

/// A file that we wrote, and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undoing {
    /// Its path in the project.
    pub file: String,
    /// What would become of it.
    pub way: WayBack,
    /// Where the copy is.
    pub backup: std::path::PathBuf,
}

/// Every file that we wrote.
pub async fn undoings(ports: &Ports) -> Result<Vec<Undoing>, Failure> {
    let mut undoings = Vec::new();
    for backup in ports.home.backups()? {
        let now = ports.place.read(&backup.file).await?;
        let way = way_back(&backup, now.as_deref());
        undoings.push(Undoing { way, backup: ports.home.backup_path(&backup.file), file: backup.file });
    }
    Ok(undoings)
}

/// What becomes of a file that holds this now.
pub(super) fn way_back(backup: &Backup, now: Option<&[u8]>) -> WayBack {
    let before = backup.bytes.as_ref().map(|bytes| bytes.as_slice());
    match (backup.written.as_slice(), before == now) {
        (_, true) => WayBack::Already,
        ([], false) if backup.removed => {
            if now.is_none() {
                WayBack::Restore
            } else {
                WayBack::Changed
            }
        }
        ([], false) => WayBack::Unknown,
        (written, false) if !written.contains(&digest(now)) => WayBack::Changed,
        ([..], false) if before.is_none() => WayBack::Remove,
        ([..], false) => WayBack::Restore,
    }
}

/// A file as it was before our first write to it; `None` where we never wrote it, or it was not there.
pub(super) fn backup_of(ports: &Ports, file: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    Ok(ports.home.backups()?.into_iter().find(|backup| backup.file == file).and_then(|backup| backup.bytes))
}

/// What `.env` held before our first write to it; `None` where we never wrote it.
pub(super) fn env_before(ports: &Ports) -> Result<Option<BTreeMap<String, Option<String>>>, Failure> {
    let backup = ports.home.backups()?.into_iter().find(|backup| backup.file == super::ENV);
    Ok(backup.map(|backup| {
        let bytes = backup.bytes.as_ref().map(|bytes| bytes.as_slice()).unwrap_or_default();
        dotenv::read(bytes).unwrap_or_default()
    }))
}

/// The app as its files were before our first write to each; `None` where we never wrote its `.env`.
pub async fn app_before(ports: &Ports) -> Result<Option<App>, Failure> {
    let backups = ports.home.backups()?;
    if !backups.iter().any(|backup| backup.file == super::ENV) {
        return Ok(None);
    }
    let mut files = read_files(ports).await?;
    for Backup { file, bytes, .. } in backups {
        match bytes {
            Some(bytes) => files.insert(file, bytes.to_vec()),
            None => files.remove(&file),
        };
    }
    Ok(app_of(ports, &files).await.ok())
}
