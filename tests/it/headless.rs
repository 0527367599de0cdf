//! What a script sees: the binary from outside, in both languages and as JSON, with its exit code.
//!
//! Each row is run three times on a machine of its own: in Korean, in English, with `--json`. The three stand in one
//! snapshot, without what differs from run to run; the object is held to the contract besides, and whatever a run leaves
//! is searched for secrets.

use std::{fs, path::PathBuf};

pub mod contract;
mod ids;
mod looking;
pub mod machine;
mod phpdotenv;
mod proposed;
mod refused;
mod setup;
mod waiting;

use contract::Shape;
use machine::Machine;

/// The whole request: who sends, for which site, and the promise.
const FROM: &str = "--from no-reply@example.co.kr";
const ASKED_ONLY: &str = "--from no-reply@example.co.kr --website https://example.co.kr";
const ASKED: &str = "--from no-reply@example.co.kr --website https://example.co.kr --accept-terms";

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A line whose words hold no blanks.
#[track_caller]
fn check(name: &str, shape: Shape, code: i32, line: &str) {
    check_args(name, shape, code, &words(line));
}

#[track_caller]
fn check_args(name: &str, shape: Shape, code: i32, args: &[&str]) {
    let mut said = Vec::new();
    for first in [["--lang", "ko"].as_slice(), &["--lang", "en"], &["--json"]] {
        let machine = Machine::new();
        let app = machine.app();
        let app = app.to_str().expect("a plain path");
        let passphrase = machine.passphrase();
        let passphrase = passphrase.to_str().expect("a plain path");
        let given = |arg: &&str| arg.replace("{app}", app).replace("{passphrase}", passphrase);
        let args: Vec<String> = first.iter().chain(args).map(given).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = machine.sesame(&args).ends(code);
        if first == ["--json"] {
            let object = ran.json();
            let breaches = contract::breaches(shape, &object);
            assert!(breaches.is_empty(), "{breaches:#?}\n{ran}");
        }
        leaves_no_litter(&machine);
        said.push(machine.redacted(&ran.to_string()));
    }
    keep(name, &said.join("\n"));
}

/// As the snapshot of this name has it.
#[track_caller]
fn keep(name: &str, said: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/headless");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, said));
}

/// Of a rehearsal nothing stays but an app that was written to, and nothing at all where its owner's things are.
#[track_caller]
fn leaves_no_litter(machine: &Machine) {
    for folder in ["home", "config", "data"] {
        assert_eq!(fs::read_dir(machine.path(folder)).expect("a folder").count(), 0, "{folder} is not empty");
    }
    let own = fs::read(machine.path("here/app/.env")).expect("the owner's .env");
    assert_eq!(own, fs::read(sample(".env")).expect("the sample's .env"), "the owner's own .env was touched");
    for left in fs::read_dir(machine.path("tmp")).expect("a folder") {
        let env = fs::read(left.expect("an entry").path().join("app/.env")).expect("a rehearsal's .env");
        assert_ne!(env, own, "a copy that was not written to was left behind");
    }
}

fn sample(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app").join(file)
}

/// The one app that a rehearsal left.
#[track_caller]
fn rehearsed_app(machine: &Machine) -> PathBuf {
    let left: Vec<_> = fs::read_dir(machine.path("tmp")).expect("a folder").map(|it| it.expect("an entry")).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    left[0].path().join("app")
}
