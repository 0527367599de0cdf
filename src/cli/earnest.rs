//! The command line as it was typed, and as it is typed for a real account. Knows only the flags that say which account, which
//! folder and which set-up.

use std::ffi::OsString;

use crate::terms::shell_word;

/// The command line as it was typed, quoted for a shell.
pub(super) fn typed(args: &[OsString]) -> String {
    let words = args.iter().skip(1).map(|arg| shell_word(&arg.to_string_lossy()).into_owned());
    std::iter::once("sesame".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

/// The command line without `--rehearse` and `--project`, quoted for a shell.
pub(super) fn in_earnest(args: &[OsString]) -> String {
    let mut kept = vec!["sesame".to_owned()];
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        if arg == "--project" {
            drop(args.next());
        } else if arg != "--rehearse" && !arg.starts_with("--rehearse=") && !arg.starts_with("--project=") {
            kept.push(shell_word(&arg).into_owned());
        }
    }
    kept.join(" ")
}
