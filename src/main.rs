//! The binary: parse, run, outcome to exit code. Does not know what a command does.

use std::{env, panic, process::ExitCode};

use open_sesame::{cli, host, report::Exit, run};

fn main() -> ExitCode {
    host::keep_out_of_dumps();
    let cli = match cli::read(env::args_os()) {
        Ok(cli) => cli,
        Err(unread) => return run::refuse(unread),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let Ok(runtime) = runtime else { return ExitCode::from(Exit::Bug.code()) };
    // A script must be able to distinguish a panic from a finding.
    let exit = panic::catch_unwind(panic::AssertUnwindSafe(|| runtime.block_on(run::run(cli))));
    // A call that hangs in a library must not delay the exit.
    runtime.shutdown_background();
    exit.unwrap_or(ExitCode::from(Exit::Bug.code()))
}
