//! The binary: parse, run, outcome to exit code.

use std::process::ExitCode;

use clap::Parser as _;
use open_sesame::{cli::Cli, report::Exit, run};

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    match runtime {
        // A call that hangs in another's library must not keep us from leaving.
        Ok(runtime) => {
            let exit = runtime.block_on(run::run(cli));
            runtime.shutdown_background();
            exit
        }
        Err(_) => ExitCode::from(Exit::Bug as u8),
    }
}
