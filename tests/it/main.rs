//! One test binary, a module per layer: each file directly in `tests/` would link the whole SDK again.

mod aws_cli;
mod diagnosis;
mod dns;
mod dotenv;
mod engine;
mod explain;
mod gallery;
mod headless;
mod interrupt;
mod keychain;
mod laravel;
mod live;
mod place;
mod plain;
mod pty;
mod rehearsal;
mod resolver;
mod sentinel;
mod setup;
mod shell;
mod smtp;
mod terms;
mod tidy;
mod wire;
mod wizard;
mod words;
