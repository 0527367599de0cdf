//! The lines with the secret on their way to another machine: as text for a clipboard, or as a file that only its owner may
//! read. Knows neither a screen nor which lines they are.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    Ports,
    apply::project::{resolved, with_lines},
    home::write_whole,
};
use crate::{
    laravel::dotenv::{self, EnvForm},
    setup::Value,
    terms::{Failure, FailureKind, KeyId, Secret},
};

/// The lines as `.env` has them.
pub async fn lines(ports: &Ports, lines: &[(String, Value)]) -> Result<Secret, Failure> {
    let text = Zeroizing::new(with_lines(ports, "the lines for the server", b"", lines, &[]).await?);
    Ok(Secret::new(String::from_utf8_lossy(&text)))
}

/// The lines in a file of their own, as its reader takes them. Nothing that is there is written over.
pub async fn into_file(ports: &Ports, path: &Path, wanted: &[(String, Value)], form: EnvForm) -> Result<(), Failure> {
    ports.refuse_if_read_only(&doing(path))?;
    refuse_where_others_read(ports, path).await?;
    let mut text = Zeroizing::new(String::new());
    let values = resolved(ports, "the lines for the server", wanted).await?;
    for (at, (name, value)) in values.iter().enumerate() {
        let line = dotenv::elsewhere(form, name, value.as_ref().map(|value| value.reveal()))
            .map_err(|why| Failure::new(FailureKind::EnvUnusable, format!("write {name}")).because(why))?;
        let (open, close) = match (form, at + 1 == values.len()) {
            (EnvForm::Json, last) => (if at == 0 { "{" } else { "" }, if last { "}\n" } else { ",\n" }),
            (EnvForm::Dotenv | EnvForm::Shell | EnvForm::Docker | EnvForm::Compose, _) => ("", "\n"),
        };
        [open, &line, close].iter().for_each(|part| text.push_str(part));
    }
    Parcel::prepare(path)?.fill(&Secret::new(text.as_str()))
}

/// A file that the web server hands out, or that git keeps, gets no secret.
pub(super) async fn refuse_where_others_read(ports: &Ports, path: &Path) -> Result<(), Failure> {
    let refused = |why: &str| Err(Failure::new(FailureKind::Conflict, doing(path)).because(why));
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = whole.parent().and_then(behind_links);
    let handed_out = behind_links(&ports.place.root().join("public"));
    if let (Some(folder), Some(handed_out)) = (folder, handed_out)
        && folder.starts_with(handed_out)
    {
        return refused("it lies in the folder that the web server hands out; name a file elsewhere");
    }
    match asked_of_git(ports, "ls-files", "--error-unmatch", &whole).await {
        Some(0) => refused("git tracks it; name another file"),
        Some(_) | None => Ok(()),
    }
}

#[expect(clippy::disallowed_methods, reason = "it is compared, and not shown")]
fn behind_links(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// Whether the next `git add` would take the file in.
pub async fn is_open_to_git(ports: &Ports, path: &Path) -> bool {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    asked_of_git(ports, "check-ignore", "--quiet", &whole).await == Some(1)
}

/// The exit code of git: 0 is yes and 1 is no, anything else that the file lies outside of a repository. `None` without git.
async fn asked_of_git(ports: &Ports, command: &str, flag: &str, path: &Path) -> Option<i32> {
    let args = [command, flag, "--", path.to_str()?];
    ports.place.run("git", &args, Duration::from_secs(5)).await.ok()?.status
}

/// Whether the file has this key.
pub(super) fn is_in(path: &Path, id: &KeyId) -> bool {
    let id = id.as_str().as_bytes();
    fs::read(path).map(Zeroizing::new).is_ok_and(|text| text.windows(id.len()).any(|window| window == id))
}

/// A file of its own for lines with a secret, 0600; gone again unless it was filled.
pub(super) struct Parcel<'a> {
    path: &'a Path,
    filled: bool,
}

/// What is in it until then.
const EMPTY: &[u8] = b"# Sesame is about to write a key here\n";

impl Parcel<'_> {
    /// There, written and read back, before anything is asked that cannot be asked twice. Of a file that was there only one
    /// that was never filled is taken.
    pub fn prepare(path: &Path) -> Result<Parcel<'_>, Failure> {
        let failed = |e: io::Error| Failure::new(FailureKind::File, doing(path)).because(e);
        let mut options = fs::File::options();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => file.write_all(EMPTY).and_then(|()| file.sync_all()).map_err(failed)?,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => match fs::read(path) {
                Ok(there) if there == EMPTY => {}
                Ok(_) | Err(_) => {
                    return Err(Failure::new(FailureKind::Conflict, doing(path))
                        .because("it is there already, and nothing is written over it"));
                }
            },
            Err(e) => return Err(failed(e)),
        }
        let parcel = Parcel { path, filled: false };
        parcel.holds(EMPTY)?;
        Ok(parcel)
    }

    /// All or nothing, and read back.
    pub fn fill(mut self, text: &Secret) -> Result<(), Failure> {
        let bytes = text.reveal().as_bytes();
        write_whole(self.path, bytes).map_err(|e| Failure::new(FailureKind::File, doing(self.path)).because(e))?;
        self.holds(bytes)?;
        self.filled = true;
        Ok(())
    }

    fn holds(&self, wanted: &[u8]) -> Result<(), Failure> {
        let failed = || Failure::new(FailureKind::File, doing(self.path));
        let read = Zeroizing::new(fs::read(self.path).map_err(|e| failed().because(e))?);
        match *read == wanted {
            true => Ok(()),
            false => Err(failed().because("what was read back is not what was written")),
        }
    }
}

impl Drop for Parcel<'_> {
    fn drop(&mut self) {
        if !self.filled {
            // Half of it is of no use.
            let _ = fs::remove_file(self.path);
        }
    }
}

fn doing(path: &Path) -> String {
    format!("write {}", path.display())
}
