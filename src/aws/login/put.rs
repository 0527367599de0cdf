//! Writes the AWS CLI's config file and cache, each whole or not at all. Does not know what they say.

#[cfg(unix)]
use std::time::Duration;
use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// How a file that is not whole yet is called.
pub(super) const SIBLING: &str = ".sesame-";

/// Folders on the way, for their owner alone; those that are there stay as they are.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Waits until no other run of ours writes in this folder; none begins before what it returns is dropped. Nothing is left of it.
/// Where the file system has no locks (NFS takes none on a folder) there is nothing to wait for: a run that writes the config
/// file compares it with what it read before. An error where another has it for longer than a write takes: it stands still.
#[cfg(unix)]
pub(super) async fn alone_in(folder: &Path) -> io::Result<Option<fs::File>> {
    make_private(folder)?;
    let Ok(alone) = fs::File::open(folder) else { return Ok(None) };
    for _ in 0..TRIES {
        match alone.try_lock() {
            Ok(()) => return Ok(Some(alone)),
            Err(fs::TryLockError::WouldBlock) => tokio::time::sleep(BEFORE_ANOTHER_TRY).await,
            Err(fs::TryLockError::Error(_)) => return Ok(None),
        }
    }
    let why = "another sesame has been writing there for some seconds; end that one, then sign in anew";
    Err(io::Error::new(io::ErrorKind::TimedOut, why))
}

/// Five seconds in all, far longer than a run needs for its two files.
#[cfg(unix)]
const TRIES: u32 = 250;
#[cfg(unix)]
const BEFORE_ANOTHER_TRY: Duration = Duration::from_millis(20);

/// Only makes the folder, which cannot be locked on this system: a run that writes the config file compares it with what it
/// read before.
#[cfg(not(unix))]
pub(super) async fn alone_in(folder: &Path) -> io::Result<()> {
    make_private(folder)
}

/// An error where something stands there that is no file: to put one in the place of a device would take that from every program
/// that uses it.
pub(super) fn refuse_what_is_no_file(path: &Path) -> io::Result<()> {
    match stands(&followed(path)?)? {
        Some(there) if !there.is_file() => Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file")),
        Some(_) | None => Ok(()),
    }
}

/// Why a file may not be written, as far as that shows before.
pub(super) fn refuse_to_write(path: &Path) -> io::Result<()> {
    refuse_what_is_no_file(path)?;
    let target = followed(path)?;
    match stands(&target)? {
        Some(before) => sibling_like(&target, &before).map(drop),
        None => refuse_to_write_in(folder_of(&target)),
    }
}

/// Why nothing may be put in a folder; one that is not there would be made in the last of its parents that is.
pub(super) fn refuse_to_write_in(folder: &Path) -> io::Result<()> {
    let there = folder.ancestors().find(|it| fs::metadata(it).is_ok()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(SIBLING).tempfile_in(there).map(drop)
}

fn stands(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(before) => Ok(Some(before)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Puts `bytes` there through a 0600 sibling. A file that is there keeps its owner and its mode; one that was made
/// read-only, or belongs to another user, is not written.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_what_is_no_file(path)?;
    let target = followed(path)?;
    make_private(folder_of(&target))?;
    let mut sibling = match stands(&target)? {
        Some(before) => sibling_like(&target, &before)?,
        None => sibling(&target)?,
    };
    sibling.write_all(bytes)?;
    sibling.as_file().sync_all()?;
    sibling.persist(&target).map_err(|e| e.error)?;
    Ok(())
}

/// A file beside this one that can take its place: of its owner and with its mode.
fn sibling_like(target: &Path, before: &fs::Metadata) -> io::Result<tempfile::NamedTempFile> {
    let no = |why: &str| Err(io::Error::new(io::ErrorKind::PermissionDenied, why));
    if before.permissions().readonly() {
        return no("it is read-only");
    }
    let sibling = sibling(target)?;
    if !has_owner_of(sibling.as_file(), before)? {
        return no("it belongs to another user of this machine");
    }
    sibling.as_file().set_permissions(before.permissions())?;
    Ok(sibling)
}

fn sibling(target: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(SIBLING).tempfile_in(folder_of(target))
}

/// The folder that a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The same for a secret: 0600, whatever was there.
pub(super) fn put_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_what_is_no_file(path)?;
    make_private(folder_of(path))?;
    let mut sibling = sibling(path)?;
    sibling.write_all(bytes)?;
    sibling.as_file().sync_all()?;
    sibling.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Where a write would end: behind symbolic links, also one whose target is not there yet.
fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    // As many as the kernel follows.
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new(".")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// Whether the new file belongs, or could be given, to the owner of the one before.
#[cfg(unix)]
fn has_owner_of(file: &fs::File, before: &fs::Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let now = file.metadata()?;
    let user = (now.uid() != before.uid()).then_some(before.uid());
    let group = (now.gid() != before.gid()).then_some(before.gid());
    Ok(match (user, group) {
        (None, None) => true,
        (Some(_), _) | (None, Some(_)) => fchown(file, user, group).is_ok(),
    })
}

#[cfg(not(unix))]
fn has_owner_of(_: &fs::File, _: &fs::Metadata) -> io::Result<bool> {
    Ok(true)
}
