//! `sesame exec`: a program with the app's key in its environment. Writes nothing, asks AWS nothing, and does not know
//! what the program does.

use crate::{
    cli,
    engine::lend::{Endpoint, lend},
    host::child,
    report::{Bench, Exit, Stop, missing_flags, with_wanted},
    setup::{Access, Question},
    terms::{Failure, FailureKind},
};

/// Runs the program; its exit code is the command's.
pub(super) async fn exec(bench: Bench, flags: &cli::ExecArgs) -> Result<Exit, Stop> {
    let bench = with_wanted(bench, &flags.wanted);
    let region = bench.intent.region.ok_or_else(|| missing_flags(&bench.text, &[Question::Region]))?;
    match bench.intent.access {
        Access::Key => {}
        Access::Role(_) => return Err(Stop::asked(FailureKind::Conflict, bench.text.exec_role())),
    }
    let endpoint = if flags.smtp { Endpoint::Smtp } else { Endpoint::Api };
    let loan = lend(&bench.ports, &bench.intent, region, endpoint).await?;
    let Some((program, args)) = flags.command.split_first() else { return Ok(Exit::Usage) };
    match child::run(program, args, loan.set, &loan.remove).await {
        Ok(child::Code(code)) => Ok(Exit::Child(code)),
        Err((child::Code(code), error)) => {
            let failure = Failure::new(FailureKind::File, format!("run {}", program.display())).because(error);
            bench.out.stop(&bench.text, &failure.into());
            Ok(Exit::Child(code))
        }
    }
}
