//! What the flags that every command takes mean for the ports of a run. Knows no command.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use zeroize::Zeroizing;

use crate::{
    aws::CallLog,
    cli::Global,
    engine::{Changes, Held},
    host::Passphrase,
    report::Stop,
    terms::{Failure, FailureKind, Secret, Slot, VaultNews},
    words::Text,
};

/// Where the calls to AWS and the news of the keychain are reported.
pub(super) struct Hears {
    /// Each call to AWS.
    pub log: CallLog,
    /// Whether the keychain waits for the user.
    pub keychain: Box<dyn Fn(VaultNews) + Send + Sync>,
}

/// The absolute path of a folder that a flag names; it is shown, and the set-up is remembered under it.
pub(super) fn require_folder(text: &Text, folder: &Path) -> Result<PathBuf, Stop> {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    match whole.is_dir() {
        true => Ok(whole),
        false => Err(Stop::asked(FailureKind::BadInput, text.stop_no_folder(folder.display()))),
    }
}

/// Whether this run may change anything.
pub(super) fn changes_allowed(global: &Global) -> Changes {
    if global.read_only { Changes::Refused } else { Changes::Allowed }
}

/// Reads the passphrase from what this run holds, at the time when it is needed.
pub(super) fn passphrase_in(held: &Held) -> Passphrase {
    let held = held.clone();
    Arc::new(move || held.get(&Slot::passphrase()))
}

/// The passphrase in the first line of a file. Nothing else of it is read, so that it may be a pipe.
pub(super) fn read_passphrase(text: &Text, file: &Path) -> Result<Secret, Stop> {
    use std::io::{BufRead as _, BufReader, Read as _};
    let failed = |e: std::io::Error| {
        Failure::new(FailureKind::BadInput, format!("read the passphrase in {}", file.display())).because(e)
    };
    // In bytes. A file named by mistake, such as a disk image, may have no line end for long.
    const LONGEST: u64 = 4096;
    let mut line = Secret::to_be_typed();
    let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    let opened = std::fs::File::open(file).map_err(failed)?;
    BufReader::with_capacity(1, opened.take(LONGEST)).read_until(b'\n', &mut bytes).map_err(failed)?;
    let said = std::str::from_utf8(&bytes).map_err(|_| failed(std::io::Error::other("its first line is not UTF-8")))?;
    // What an editor puts before a text is no part of the passphrase.
    line.push(said.trim_start_matches('\u{feff}').trim_end_matches(['\n', '\r']));
    match line.is_empty() {
        false => Ok(line),
        true => Err(Stop::asked(FailureKind::BadInput, text.stop_no_passphrase(file.display()))),
    }
}
