//! What can be had of a running Sesame's memory: no core dump, and no other program of the same user reads it.

#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    process::{Command, Stdio},
};

/// Somebody who is nobody in particular, where the tests are run by root, whom nothing is hidden from.
const NOBODY: u32 = 65_534;

#[test]
fn no_core_dump_is_written_and_no_neighbour_reads_along() {
    // Where everybody may go: the tests may lie in root's home.
    let open_to_all = fs::Permissions::from_mode(0o755);
    let folder = tempfile::Builder::new().permissions(open_to_all).tempdir().expect("a folder");
    let binary = folder.path().join("sesame");
    crate::executable::copied(env!("CARGO_BIN_EXE_sesame"), &binary);
    let mut command = Command::new(binary);
    command.args(["rehearsal", "--listen", "127.0.0.1:0"]).env_clear().current_dir(folder.path());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut child = command.spawn().expect("the binary starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("text").contains("AWS_ACCESS_KEY_ID")), "it never came to serve");

    let proc = format!("/proc/{}", child.id());
    let limits = fs::read_to_string(format!("{proc}/limits")).expect("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("the limit of core dumps");
    let status = fs::read_to_string(format!("{proc}/status")).expect("a status");
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:")).expect("an owner");
    let owner = fs::metadata(format!("{proc}/environ")).expect("an environment").uid();
    child.kill().expect("it ends");
    child.wait().expect("it ends");

    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    // What may not be dumped belongs to root in /proc, whoever runs it: its environment, its memory, the right to trace it.
    assert_ne!(uid.split_whitespace().next(), Some("0"), "run by root, it would say nothing");
    assert_eq!(owner, 0, "{status}");
}
