//! Programs that a test lays down and runs. Another process writes them: a file that this one had open for writing would for
//! a moment be open in each child of the tests beside it as well, and Linux runs no file that is ("Text file busy").

use std::{
    ffi::OsStr,
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

/// Copies a program to where it may be run from.
pub fn copied(program: impl AsRef<OsStr>, to: &Path) {
    let done = Command::new("cp").arg(program).arg(to).status().expect("cp is there");
    assert!(done.success(), "{}", to.display());
}

/// Writes a shell script that everybody may run, in a folder that is made.
pub fn script(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let mut writer = Command::new("sh");
    writer.args(["-c", r#"cat > "$0" && chmod 755 "$0""#]).arg(path).stdin(Stdio::piped());
    let mut writer = writer.spawn().expect("sh is there");
    writer.stdin.take().expect("piped").write_all(text.as_bytes()).expect("written");
    assert!(writer.wait().expect("it ends").success(), "{}", path.display());
}
