//! Sesame's own two folders: what the operator wants, per project and set-up; the ledger; the one backup of each file.
//! Holds no progress and no secret but those that a backed-up file held before.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{ledger::Ledger, private::make_private};
use crate::{
    setup::{FileDigest, Intent, OtherSetup},
    terms::{Failure, FailureKind, SetupName},
};

/// Where Sesame keeps what must outlive a run, for one project and set-up.
#[derive(Debug, Clone)]
pub struct Home {
    config: PathBuf,
    data: PathBuf,
    project: String,
    setup: SetupName,
}

impl Home {
    /// `config` and `data` are Sesame's own folders; they are made when first written to.
    pub fn at(config: PathBuf, data: PathBuf, project: &Path, setup: SetupName) -> Home {
        #[expect(
            clippy::disallowed_methods,
            reason = "it is not shown: by whichever link it is entered, it is one project"
        )]
        let whole = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        let name: String = whole
            .file_name()
            .map(|name| name.to_string_lossy().chars().filter(|c| c.is_alphanumeric() || "-_.".contains(*c)).collect())
            .unwrap_or_default();
        Home { config, data, project: format!("{name}-{}", short_hash(&whole.to_string_lossy())), setup }
    }

    /// What the operator said before, or `None` on the first run.
    pub fn intent(&self) -> Result<Option<Intent>, Failure> {
        let path = self.intent_path();
        let doing = format!("read what you chose before, in {}", path.display());
        match fs::read_to_string(&path) {
            Ok(text) => {
                let intent = toml::from_str(&text).map_err(|e| {
                    Failure::new(FailureKind::File, doing)
                        .because(e.message())
                        .because("mend the file, or move it away and say it again")
                })?;
                Ok(Some(intent))
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Failure::new(FailureKind::File, doing).because(e)),
        }
    }

    /// What is remembered of the project's other set-ups, by name.
    pub fn others(&self) -> Result<Vec<OtherSetup>, Failure> {
        let folder = self.config.join("setups").join(&self.project);
        let failed = |e: io::Error| {
            Failure::new(FailureKind::File, format!("look for other set-ups in {}", folder.display())).because(e)
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(failed(e)),
        };
        let mut others = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()?.parse::<SetupName>().ok());
            let Some(name) = name.filter(|name| *name != self.setup && path.extension().is_some_and(|it| it == "toml"))
            else {
                continue;
            };
            let Some(intent) = Home { setup: name.clone(), ..self.clone() }.intent()? else { continue };
            others.push(OtherSetup { name, account: intent.account, from: intent.from });
        }
        others.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
        Ok(others)
    }

    /// Remembers what the operator said.
    pub fn remember(&self, intent: &Intent) -> Result<(), Failure> {
        let path = self.intent_path();
        let failed =
            |e: &dyn std::fmt::Display| Failure::new(FailureKind::File, format!("write {}", path.display())).because(e);
        let text = toml::to_string_pretty(intent).map_err(|e| failed(&e))?;
        write_whole(&path, text.as_bytes()).map_err(|e| failed(&e))
    }

    /// Keeps a file as it was before our first write to it, with its permission bits; that it was not there is kept too. Later
    /// calls for the same file do nothing. It is kept once its note is there, which comes last.
    pub fn back_up(&self, file: &str, bytes: Option<&[u8]>, mode: Option<u32>) -> Result<(), Failure> {
        let path = self.backup_path(file);
        if self.note_path(file).exists() {
            return Ok(());
        }
        let failed =
            |e: io::Error| Failure::new(FailureKind::File, format!("keep a backup in {}", path.display())).because(e);
        match bytes {
            Some(bytes) => write_whole(&path, bytes),
            None => removed(&path),
        }
        .map_err(failed)?;
        let note = BackupNote { was_there: bytes.is_some(), mode, ..BackupNote::default() };
        self.note(file, &note).map_err(failed)
    }

    /// Remembers what is about to be written. After a run that was killed in the write the file is as it was or as this.
    pub fn note_coming(&self, file: &str, coming: &FileDigest) -> Result<(), Failure> {
        self.renote(file, |note| BackupNote { coming: Some(coming.clone()), ..note })
    }

    /// Remembers that others have written to the file since we did.
    pub fn note_shared(&self, file: &str) -> Result<(), Failure> {
        self.renote(file, |note| BackupNote { shared: true, ..note })
    }

    /// Remembers the values that these lines are about to get, by their digests.
    pub fn note_lines(&self, file: &str, lines: &[(String, String)]) -> Result<(), Failure> {
        self.renote(file, |mut note| {
            let written = note.lines.get_or_insert_default();
            for (name, value) in lines {
                written.entry(name.clone()).or_default().insert(value.clone());
            }
            note
        })
    }

    /// Keeps lines of the file as the user or another program left them after our first write, before ours take their place.
    pub fn keep_theirs(&self, file: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.theirs_path(file);
        write_whole(&path, bytes)
            .map_err(|e| Failure::new(FailureKind::File, format!("keep a backup in {}", path.display())).because(e))
    }

    /// Remembers what was written last, to tell whether the file has changed since.
    pub fn note_written(&self, file: &str, written: &FileDigest) -> Result<(), Failure> {
        self.renote(file, |note| BackupNote { written: Some(written.clone()), coming: None, ..note })
    }

    /// Remembers that the file, of which there is a backup, was taken away.
    pub fn note_removed(&self, file: &str) -> Result<(), Failure> {
        self.renote(file, |note| BackupNote { removed: true, ..note })
    }

    fn renote(&self, file: &str, with: impl FnOnce(BackupNote) -> BackupNote) -> Result<(), Failure> {
        let failed = |e: &dyn std::fmt::Display| {
            Failure::new(FailureKind::File, format!("keep a backup in {}", self.note_path(file).display())).because(e)
        };
        match self.noted(file).map_err(|e| failed(&e))? {
            Some(note) => self.note(file, &with(note)).map_err(|e| failed(&e)),
            None => Ok(()),
        }
    }

    /// The files of the project that we have written to, as each was before, in the order of their paths.
    pub fn backups(&self) -> Result<Vec<Backup>, Failure> {
        let root = self.data.join("backups").join(&self.project);
        let failed = |e: io::Error| {
            Failure::new(FailureKind::File, format!("look at the backups in {}", root.display())).because(e)
        };
        let mut backups = Vec::new();
        for file in files_below(&root).map_err(failed)? {
            let Some(file) = file.strip_suffix(NOTE) else { continue };
            let Some(note) = self.noted(file).map_err(failed)? else { continue };
            let bytes = match fs::read(self.backup_path(file)) {
                Ok(bytes) => Some(Zeroizing::new(bytes)),
                Err(e) if e.kind() == io::ErrorKind::NotFound && !note.was_there => None,
                Err(e) => return Err(failed(e)),
            };
            let theirs = match fs::read(self.theirs_path(file)) {
                Ok(bytes) => Some(Zeroizing::new(bytes)),
                Err(e) if e.kind() == io::ErrorKind::NotFound => None,
                Err(e) => return Err(failed(e)),
            };
            let BackupNote { was_there: _, mode, written, coming, removed, shared, lines } = note;
            let written = written.into_iter().chain(coming).collect();
            let file = file.to_owned();
            backups.push(Backup { file, bytes, theirs, mode, written, removed, shared, lines });
        }
        backups.sort_by(|one, other| one.file.cmp(&other.file));
        Ok(backups)
    }

    /// Removes a backup whose file is as it was. The note goes first: a copy without a note counts as no backup.
    pub fn forget_backup(&self, file: &str) -> Result<(), Failure> {
        for path in [self.note_path(file), self.theirs_path(file), self.backup_path(file)] {
            removed(&path)
                .map_err(|e| Failure::new(FailureKind::File, format!("remove {}", path.display())).because(e))?;
        }
        Ok(())
    }

    fn noted(&self, file: &str) -> io::Result<Option<BackupNote>> {
        match fs::read(self.note_path(file)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::other),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn note(&self, file: &str, note: &BackupNote) -> io::Result<()> {
        write_whole(&self.note_path(file), &serde_json::to_vec(note).map_err(io::Error::other)?)
    }

    fn note_path(&self, file: &str) -> PathBuf {
        self.data.join("backups").join(&self.project).join(format!("{file}{NOTE}"))
    }

    fn theirs_path(&self, file: &str) -> PathBuf {
        self.data.join("backups").join(&self.project).join(format!("{file}{THEIRS}"))
    }

    /// Where the backup of a project's file is, or would be.
    pub fn backup_path(&self, file: &str) -> PathBuf {
        self.data.join("backups").join(&self.project).join(file)
    }

    /// Where the file of secrets under a passphrase is, or would be: one for all projects.
    pub fn sealed_path(&self) -> PathBuf {
        self.data.join("secrets.age")
    }

    /// Keeps other Sesames from changing anything meanwhile. Given back when dropped, and by the system when we die.
    pub fn lock(&self) -> Result<Lock, Failure> {
        let path = self.data.join("lock");
        let doing = "change anything";
        let failed =
            |e: &dyn std::fmt::Display| Failure::new(FailureKind::File, format!("lock {}", path.display())).because(e);
        make_private(&self.data).map_err(|e| failed(&e))?;
        let file = fs::File::options().create(true).truncate(false).write(true).open(&path).map_err(|e| failed(&e))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(fs::TryLockError::WouldBlock) => Err(Failure::new(FailureKind::Conflict, doing)
                .because("another Sesame of yours is at work; wait until it has finished")),
            Err(fs::TryLockError::Error(e)) => Err(failed(&e)),
        }
    }

    /// The ledger of everything that was done from this home.
    pub fn ledger(&self) -> Ledger {
        Ledger::in_file(self.data.join("ledger.jsonl"), self.project.clone(), self.setup.clone())
    }

    fn intent_path(&self) -> PathBuf {
        self.config.join("setups").join(&self.project).join(format!("{}.toml", self.setup))
    }
}

/// What the name of the note beside a backup ends with.
const NOTE: &str = ".note.json";

/// What the name of a backup ends with that has lines as others left them later.
const THEIRS: &str = ".theirs";

/// What is noted beside a backup.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct BackupNote {
    was_there: bool,
    mode: Option<u32>,
    /// The digest of what we wrote last.
    written: Option<FileDigest>,
    /// The digest of what we are about to write.
    #[serde(default)]
    coming: Option<FileDigest>,
    /// That we took the file away.
    #[serde(default)]
    removed: bool,
    /// That others wrote between two writes of ours, so that the backup has not all of what is theirs.
    #[serde(default)]
    shared: bool,
    /// The digests of the values that we gave to lines, by their names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lines: Option<LineDigests>,
}

/// The digests of the values that lines were given, by their names.
pub type LineDigests = BTreeMap<String, BTreeSet<String>>;

/// A file of the project as it was before our first write to it.
#[derive(Clone)]
pub struct Backup {
    /// Its path in the project.
    pub file: String,
    /// What it held; `None` where it was not there.
    pub bytes: Option<Zeroizing<Vec<u8>>>,
    /// The same with the lines that others wrote later, before ours took their place; `None` where there are none.
    pub theirs: Option<Zeroizing<Vec<u8>>>,
    /// Its permission bits, where they are known.
    pub mode: Option<u32>,
    /// What we wrote last, and what we may have been writing when we ended; none where neither is known.
    pub written: Vec<FileDigest>,
    /// Whether we took it away.
    pub removed: bool,
    /// Whether others wrote to it between two writes of ours.
    pub shared: bool,
    /// What we gave to its lines; `None` where that was not noted.
    pub lines: Option<LineDigests>,
}

impl Backup {
    /// Every line as the user or another program left it last.
    pub fn as_theirs(&self) -> Option<&[u8]> {
        self.theirs.as_ref().or(self.bytes.as_ref()).map(|bytes| bytes.as_slice())
    }
}

/// No other run changes anything while it is held.
#[derive(Debug)]
pub struct Lock(fs::File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing would not do while a program that is just being started still has a copy. The system gives it back at the
        // latest when we end.
        let _ = self.0.unlock();
    }
}

/// All or nothing, 0600, in folders that are ours alone.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_private(folder)?;
    let mut sibling = tempfile::NamedTempFile::new_in(folder)?;
    sibling.write_all(bytes)?;
    sibling.as_file().sync_all()?;
    sibling.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Takes a file away, where it is there.
fn removed(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Every file below a folder, by its path there with `/`.
fn files_below(root: &Path) -> io::Result<Vec<String>> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(e) => return Err(e),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(inside) = path.strip_prefix(root) {
                let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
                files.push(parts.join("/"));
            }
        }
    }
    Ok(files)
}

fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
