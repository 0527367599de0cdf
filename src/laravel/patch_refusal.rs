//! Why a config file of an app is not changed by us. Knows no file system, and not what the change was for.

/// Why a config file cannot be patched. `Display` says what to do by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchRefusal {
    /// It cannot be parsed as PHP.
    #[error("{path}, line {line}: this cannot be read as PHP; `php -l {path}` says where")]
    Unreadable {
        /// The file.
        path: String,
        /// Where that begins, from 1.
        line: usize,
    },
    /// An expression stands where an array should be written out.
    #[error("{path}, line {line}: {entry} is not written out as an array; add {wanted} by hand")]
    NotAnArray {
        /// The file.
        path: String,
        /// Where it stands, from 1.
        line: usize,
        /// Which entry.
        entry: String,
        /// What should be in it.
        wanted: String,
    },
    /// An entry is what another file returns.
    #[error("{path}, line {line}: {entry} comes from {other}; have that file say {wanted}")]
    FromAnotherFile {
        /// The file.
        path: String,
        /// Where it is required, from 1.
        line: usize,
        /// Which entry.
        entry: String,
        /// The other file, as it is written where its path is not known.
        other: String,
        /// What should be in it.
        wanted: String,
    },
    /// The file is missing, and the framework of this app has no defaults for it.
    #[error("{path} is missing, and this version of Laravel does not fill it in; restore it from the skeleton")]
    Missing {
        /// The file.
        path: &'static str,
    },
    /// The app's config files are not in the folder in which they are changed.
    #[error("this app has its config files elsewhere than in config/; have its mail config read the variables by hand")]
    Elsewhere,
    /// This app cannot have the mailer.
    #[error("this app cannot use the mailer ses-v2 (Laravel 9.52 and a config/mail.php with mailers); use ses")]
    NoSesV2,
}
