//! One test binary, a module per layer: each file directly in `tests/` would link the whole SDK again.

#![allow(
    clippy::disallowed_methods,
    reason = "a test is a program of its own: it polls another one and lays out files"
)]

#[cfg(unix)]
mod app_files;
mod aws_cli;
mod boto3;
// A shell, and links that only a Unix has.
#[cfg(unix)]
mod cloud_shell;
mod diagnosis;
mod dns;
mod dotenv;
mod engine;
mod exec;
#[cfg(unix)]
mod executable;
mod explain;
mod fix;
mod gallery;
mod handover;
mod headless;
mod in_app;
mod in_keychain;
mod interrupt;
// Its other side is spoken to as on Linux.
#[cfg(all(unix, not(target_os = "macos")))]
mod keychain;
mod keys;
mod laravel;
mod live;
// Links, modes and owners that only a Unix has.
#[cfg(unix)]
mod login;
mod looks;
mod memory;
mod mended;
mod operations;
mod place;
mod plain;
mod policies;
mod profile_files;
mod proofs;
mod property;
// Its other side is a Unix terminal with a desk of shell scripts.
#[cfg(unix)]
mod pty;
mod radar;
// A program of a shell in PATH.
#[cfg(unix)]
mod readme;
mod rehearsal;
mod resolver;
mod sealed;
mod send;
mod sentinel;
mod setup;
mod share;
mod shell;
mod site;
mod smtp;
mod smtp_tls;
mod switched_off;
mod terms;
mod tidy;
mod waiting;
mod walks;
mod wire;
mod wizard;
mod words;
