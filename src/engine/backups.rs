//! The files that we wrote, as they were before, and whether each can go back. Changes nothing.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::{
    Ports,
    files::{app_of, digest, read_files},
    home::{Backup, LineDigests},
};
use crate::{
    laravel::{
        App,
        dotenv::{self, EnvValue},
    },
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
        // What others wrote between two writes of ours stands nowhere else.
        (_, false) if backup.shared => WayBack::Changed,
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

/// Whether a file that Sesame wrote has been changed since, by the user or another program.
pub(super) fn is_of_others(ports: &Ports, file: &str, now: Option<&[u8]>) -> Result<bool, Failure> {
    let backup = ports.home.backups()?.into_iter().find(|backup| backup.file == file);
    Ok(backup.is_some_and(|backup| {
        let as_before = backup.bytes.as_ref().map(|bytes| bytes.as_slice()) == now;
        let as_left = backup.written.contains(&digest(now)) || backup.removed && now.is_none();
        !(as_before || as_left)
    }))
}

/// A file as it was before our writes, with the lines that others wrote since then; `None` where we never wrote it, or it was
/// not there.
pub(super) fn theirs_of(ports: &Ports, file: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let backup = ports.home.backups()?.into_iter().find(|backup| backup.file == file);
    Ok(backup.and_then(|backup| backup.theirs.or(backup.bytes)))
}

/// What `.env` held before our writes; `None` where we never wrote it.
pub(super) fn env_before(ports: &Ports) -> Result<Option<BTreeMap<String, Option<String>>>, Failure> {
    let backup = ports.home.backups()?.into_iter().find(|backup| backup.file == super::ENV);
    Ok(backup.map(|backup| dotenv::read(backup.as_theirs().unwrap_or_default()).unwrap_or_default()))
}

/// Before these lines are written: keeps what others made of them since we wrote last, and notes what they get now.
pub(super) fn note_lines(
    ports: &Ports,
    file: &str,
    before: &[u8],
    after: &[u8],
    names: &[String],
) -> Result<(), Failure> {
    let (now, then) = (dotenv::read(before).unwrap_or_default(), dotenv::read(after).unwrap_or_default());
    if let Some(backup) = ports.home.backups()?.into_iter().find(|backup| backup.file == file) {
        let stood = backup.as_theirs().unwrap_or_default();
        let theirs = dotenv::read(stood).unwrap_or_default();
        let is_ours = |name: &str, value| {
            let written = backup.lines.as_ref().and_then(|lines| lines.get(name));
            written.is_some_and(|digests| digests.contains(&digest_of(value)))
        };
        let of_others = names.iter().filter(|name| {
            now.get(*name).is_some_and(|value| theirs.get(*name) != Some(value) && !is_ours(name, Some(value)))
        });
        let kept = of_others.fold(Zeroizing::new(stood.to_vec()), |kept, name| {
            Zeroizing::new(with_line_of(&kept, before, name, now[name].as_deref()).unwrap_or(kept.to_vec()))
        });
        if kept.as_slice() != stood {
            ports.home.keep_theirs(file, &kept)?;
        }
    }
    let values = names.iter().map(|name| (name.clone(), digest_of(then.get(name)))).collect::<Vec<_>>();
    ports.home.note_lines(file, &values)
}

/// The file with a line of another, as it stands there.
fn with_line_of(bytes: &[u8], other: &[u8], name: &str, value: Option<&str>) -> Option<Vec<u8>> {
    let names = [name.to_owned()];
    let with_it = match value.map(dotenv::as_env) {
        Some(EnvValue::Null) | None => dotenv::nullify(bytes, &names),
        Some(_) => dotenv::merge(bytes, &[(name.to_owned(), dotenv::as_text(value?))]),
    };
    Some(dotenv::as_it_stood(&with_it.ok()?, other, &names))
}

/// Of the value of a line; of a line that is not there, or says nothing, too.
fn digest_of(value: Option<&Option<String>>) -> String {
    let text = match value {
        Some(Some(text)) => format!("={text}"),
        Some(None) => "null".into(),
        None => String::new(),
    };
    digest(Some(text.as_bytes())).0.unwrap_or_default()
}

/// The app before our writes.
pub struct AppBefore {
    /// As its files were, with what others wrote to its lines since then.
    pub app: App,
    now: BTreeMap<String, Option<String>>,
    written: Option<LineDigests>,
}

/// What has become of a line of `.env` since we wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSince {
    /// It is as we wrote it, as far as is known.
    AsWritten,
    /// The user or another program has changed it, or taken it away.
    Changed,
    /// We never wrote it.
    NeverOurs,
}

impl AppBefore {
    /// What has become of a line.
    pub fn since(&self, name: &str) -> LineSince {
        let Some(written) = &self.written else { return LineSince::AsWritten };
        match written.get(name) {
            None => LineSince::NeverOurs,
            Some(digests) if digests.contains(&digest_of(self.now.get(name))) => LineSince::AsWritten,
            Some(_) => LineSince::Changed,
        }
    }
}

/// The app as its files were before our writes; `None` where we never wrote its `.env`.
pub async fn app_before(ports: &Ports) -> Result<Option<AppBefore>, Failure> {
    let backups = ports.home.backups()?;
    if !backups.iter().any(|backup| backup.file == super::ENV) {
        return Ok(None);
    }
    let mut files = read_files(ports).await?;
    let now = files.get(super::ENV).map(|bytes| dotenv::read(bytes).unwrap_or_default()).unwrap_or_default();
    let mut written = None;
    for backup in backups {
        match backup.as_theirs() {
            Some(bytes) => files.insert(backup.file.clone(), bytes.to_vec()),
            None => files.remove(&backup.file),
        };
        if backup.file == super::ENV {
            written = backup.lines;
        }
    }
    Ok(app_of(ports, &files).await.ok().map(|app| AppBefore { app, now, written }))
}
