//! The folder that the app lives in. Knows nothing of what its files say.
//!
//! A path is relative and stays inside, but for symbolic links that the project itself holds: those are followed, so that
//! a shared `.env` of a deployment is written where it is.

use std::{
    env,
    ffi::OsString,
    fs, io,
    io::{Read as _, Write as _},
    path::{Component, Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use async_trait::async_trait;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _},
    process::Command,
};

use super::processes;
use crate::{
    engine::ports::{Listed, Place, Running, ToolRun},
    laravel::{ProcessEnv, is_the_callers},
    terms::{Failure, FailureKind, SIGN_IN_VARIABLES, Timestamp},
};

/// A folder on this machine.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    tools: Tools,
}

/// Whether what is found in the folder may be run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tools {
    Allowed,
    /// A rehearsal's copy: nothing found in it is run, and what Laravel's own command would have done is done to the copy.
    Pretended,
}

/// Bytes that are kept of each of a program's two streams.
const OUTPUT_LIMIT: u64 = 64 * 1024;
/// Folders within folders that are looked into.
const LEVELS: usize = 4;
/// Bytes that are held at a time of a file that is read in pieces.
const PIECE: usize = 64 * 1024;

impl Folder {
    /// The folder at this path; nothing is read yet.
    pub fn at(root: impl Into<PathBuf>, tools: Tools) -> Folder {
        Folder { root: root.into(), tools }
    }

    fn clear_config(&self) -> Result<ToolRun, Failure> {
        for file in crate::laravel::CACHED_CONFIGS {
            let path = self.path(file)?;
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(failed("remove", &path, &e)),
                Ok(()) | Err(_) => {}
            }
        }
        Ok(ToolRun { status: Some(0), output: String::new() })
    }

    fn path(&self, file: &str) -> Result<PathBuf, Failure> {
        let inside = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || file.is_empty() {
            return Err(
                Failure::new(FailureKind::Bug, format!("find {file}")).because("it is not a path inside the project")
            );
        }
        Ok(self.root.join(file))
    }
}

#[async_trait]
impl Place for Folder {
    fn root(&self) -> PathBuf {
        self.root.clone()
    }

    async fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.path(file)?;
        read(&path).map_err(|e| failed("read", &path, &e))
    }

    async fn is_folder(&self, path: &str) -> bool {
        self.path(path).is_ok_and(|path| path.is_dir())
    }

    async fn read_in_pieces(
        &self,
        file: &str,
        take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send),
    ) -> Result<bool, Failure> {
        let path = self.path(file)?;
        read_in_pieces(&path, take).map_err(|e| failed("read", &path, &e))
    }

    async fn list(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        let path = if folder == "." { self.root.clone() } else { self.path(folder)? };
        list(&path).map_err(|e| failed("list", &path, &e))
    }

    async fn list_below(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        let path = self.path(folder)?;
        files_below(&path).map_err(|e| failed("list", &path, &e))
    }

    async fn replace(&self, file: &str, seen: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.path(file)?;
        let target = followed(&path).map_err(|e| failed("write", &path, &e))?;
        unchanged(&target, seen, "write")?;
        write_whole(&target, bytes).map_err(|e| failed("write", &target, &e))
    }

    async fn mode(&self, file: &str) -> Result<Option<u32>, Failure> {
        let path = self.path(file)?;
        mode(&path).map_err(|e| failed("look at", &path, &e))
    }

    async fn open_to_others(&self, file: &str) -> Result<Option<u32>, Failure> {
        let path = self.path(file)?;
        match self.tools {
            Tools::Allowed => {}
            // There is nothing real in a copy.
            Tools::Pretended => return Ok(None),
        }
        let target = followed(&path).map_err(|e| failed("look at", &path, &e))?;
        open_to_others(&target).map_err(|e| failed("look at", &path, &e))
    }

    async fn set_mode(&self, file: &str, mode: u32) -> Result<(), Failure> {
        let path = self.path(file)?;
        set_mode(&path, mode).map_err(|e| failed("set the permissions of", &path, &e))
    }

    async fn remove(&self, file: &str, seen: &[u8]) -> Result<(), Failure> {
        let path = self.path(file)?;
        unchanged(&path, Some(seen), "remove")?;
        fs::remove_file(&path).map_err(|e| failed("remove", &path, &e))
    }

    fn is_a_copy(&self) -> bool {
        self.tools == Tools::Pretended
    }

    fn running(&self) -> Vec<Running> {
        match self.tools {
            Tools::Allowed => processes::of_app(&self.root),
            Tools::Pretended => Vec::new(),
        }
    }

    fn environment(&self) -> ProcessEnv {
        match self.tools {
            Tools::Allowed => {
                let text =
                    |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
                let process: ProcessEnv = env::vars_os().filter_map(text).collect();
                // Laravel reads a cached configuration only where there is one.
                let named = process.get("APP_CONFIG_CACHE").map(str::to_owned);
                let is_lacking = |path: &String| Path::new(path).is_absolute() && !Path::new(path).exists();
                match named.filter(is_lacking) {
                    Some(path) => process.lacking(path),
                    None => process,
                }
            }
            Tools::Pretended => ProcessEnv::default(),
        }
    }

    async fn run(&self, program: &str, args: &[&str], limit: Duration) -> Result<ToolRun, Failure> {
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(FailureKind::File, format!("run {program} {} in {}", args.join(" "), self.root.display()))
                .because(why)
        };
        match (self.tools, program, args) {
            (Tools::Allowed, _, _) => {}
            // What config:cache writes is for PHP to say; it begins by clearing, and a copy is left at that.
            (Tools::Pretended, "php", ["artisan", "config:clear" | "config:cache"]) => return self.clear_config(),
            (Tools::Pretended, _, _) => {
                return Err(failed(&"this is a rehearsal's copy, and nothing found in it is run"));
            }
        }
        let mut command = Command::new(program);
        // The app's own command must not send, or cache, with the caller's sign-in and region: they would go before `.env`.
        let environment = self.environment();
        let callers = environment.names().filter(|name| is_the_callers(name));
        for name in callers.chain(SIGN_IN_VARIABLES.iter().copied()).chain(["CLOUDFLARE_API_TOKEN"]) {
            command.env_remove(name);
        }
        let mut child = command
            .args(args)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| match e.kind() == io::ErrorKind::NotFound {
                true => Failure { kind: FailureKind::NoProgram, ..failed(&e) },
                false => failed(&e),
            })?;
        let (mut output, mut complaints) = (Vec::new(), Vec::new());
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let ended = tokio::time::timeout(limit, async {
            let (out, err) = futures_util::join!(drain(stdout, &mut output), drain(stderr, &mut complaints));
            out.and(err)?;
            child.wait().await
        })
        .await;
        output.extend(complaints);
        let status = match ended {
            Ok(status) => status.map_err(|e| failed(&e))?.code(),
            Err(_) => None,
        };
        Ok(ToolRun { status, output: String::from_utf8_lossy(&output).into_owned() })
    }
}

/// Reads to the end, keeping the beginning: a program that talks on must not block on us.
async fn drain(stream: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) -> io::Result<()> {
    let Some(mut stream) = stream else { return Ok(()) };
    (&mut stream).take(OUTPUT_LIMIT).read_to_end(into).await?;
    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map(drop)
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read_file(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if is_not_there(&e) => Ok(None),
        Err(e) => Err(e),
    }
}

/// The bytes of a file, also of one behind a symbolic link, and of no pipe or device.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Opens a file for reading. A pipe is refused, since reading it would wait until its other end is written to; password managers
/// put `.env` into a project as one.
fn open(path: &Path) -> io::Result<fs::File> {
    let kind = fs::metadata(path)?.file_type();
    match kind.is_file() || kind.is_dir() {
        true => fs::File::open(path),
        false => Err(io::Error::other("it is a pipe or a device, and no file that can be read twice and written")),
    }
}

fn read_in_pieces(path: &Path, take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send)) -> io::Result<bool> {
    let mut file = match open(path) {
        Ok(file) => file,
        Err(e) if is_not_there(&e) => return Ok(false),
        Err(e) => return Err(e),
    };
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(true),
            Ok(length) => take(&piece[..length]),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}

/// The files in a folder and in the folders below it, a few levels deep, by their paths from it; none where it is not there.
pub fn files_below(folder: &Path) -> io::Result<Vec<Listed>> {
    let mut found = Vec::new();
    list_below(folder, "", LEVELS, &mut found)?;
    Ok(found)
}

fn list(folder: &Path) -> io::Result<Vec<Listed>> {
    let mut files = Vec::new();
    list_below(folder, "", 1, &mut files)?;
    Ok(files)
}

/// The files in a folder, and in `levels - 1` levels of folders below it, with their paths from where it began.
fn list_below(folder: &Path, within: &str, levels: usize, files: &mut Vec<Listed>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if is_not_there(&e) => return Ok(()),
        Err(e) => return Err(e),
    };
    for entry in entries {
        let entry = entry?;
        // A file that is gone by now, a link to nowhere, a name that is not UTF-8: an app's own files are not like that.
        let (Ok(metadata), Ok(name)) = (fs::metadata(entry.path()), entry.file_name().into_string()) else { continue };
        let name = format!("{within}{name}");
        if metadata.is_file() {
            let written = Timestamp::try_from(metadata.modified()?).map_err(io::Error::other)?;
            files.push(Listed { name, size: metadata.len(), written });
        } else if metadata.is_dir() && levels > 1 {
            list_below(&entry.path(), &format!("{name}/"), levels - 1, files)?;
        }
    }
    Ok(())
}

fn is_not_there(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
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

fn unchanged(path: &Path, seen: Option<&[u8]>, doing: &str) -> Result<(), Failure> {
    let now = read(path).map_err(|e| failed(doing, path, &e))?;
    if now.as_deref() == seen {
        return Ok(());
    }
    Err(Failure::new(FailureKind::FileChanged, format!("{doing} {}", path.display()))
        .because("it is not as it was when we looked; nothing was written"))
}

/// Through a 0600 sibling: no other program ever sees half a file, and no other user a secret on the way.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let before = fs::metadata(path).ok();
    let mut sibling = tempfile::Builder::new().prefix(".sesame-").tempfile_in(folder)?;
    sibling.write_all(bytes)?;
    if let Some(before) = before {
        keep_owner(sibling.as_file(), &before)?;
        sibling.as_file().set_permissions(before.permissions())?;
    }
    sibling.as_file().sync_all()?;
    sibling.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// A file of the web server's stays the web server's, or is not written: otherwise it could no longer be read there.
#[cfg(unix)]
fn keep_owner(file: &fs::File, before: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let now = file.metadata()?;
    if now.uid() != before.uid() {
        fchown(file, Some(before.uid()), Some(before.gid())).map_err(|_| {
            io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it belongs to another user of this machine; run as that user",
            )
        })?;
    } else if now.gid() != before.gid() {
        fchown(file, None, Some(before.gid())).map_err(|_| {
            io::Error::new(
                io::ErrorKind::PermissionDenied,
                "its group is one that you are not in; run as somebody who is",
            )
        })?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &fs::File, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn mode(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt as _;
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata.permissions().mode() & 0o7777)),
        Err(e) if is_not_there(&e) => Ok(None),
        Err(e) => Err(e),
    }
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(mode) = mode(path)?.filter(|mode| mode & 0o004 != 0) else { return Ok(None) };
    for folder in std::path::absolute(path)?.ancestors().skip(1) {
        if fs::metadata(folder)?.permissions().mode() & 0o001 == 0 {
            return Ok(None);
        }
    }
    Ok(Some(mode))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::File::open(path)?.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn mode(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

fn failed(doing: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(FailureKind::File, format!("{doing} {}", path.display())).because(error)
}
