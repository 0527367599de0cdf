//! `sesame doctor`: every check with its result and its remedy. Does not know how a check judges, nor how one is mended: that
//! is `fix`. Its chain of questions is that of `explain`, four long; whether
//! a recipient is on the suppression list is one more.

use super::{
    bench::Bench,
    checkup::{end_of, report_in_parts, tell_report},
    exit::Exit,
    fix,
    looking::{look_at_smtp, look_at_the_recipient, look_for_causes},
    out::Out,
    stop::Stop,
};
use crate::{
    cli,
    diagnosis::{checks::checks, in_order},
};

/// Runs the command.
pub async fn run(mut bench: Bench, flags: &cli::DoctorArgs) -> Result<Exit, Stop> {
    if flags.fix {
        return fix::run(bench, flags).await;
    }
    let mut facts = look_for_causes(&mut bench, None).await;
    look_at_smtp(&bench, &mut facts).await;
    look_at_the_recipient(&bench, &mut facts, flags.to.as_ref()).await;
    let mut checks = in_order(checks(&bench.intent, &facts, bench.now()).0);
    checks.iter_mut().for_each(|check| bench.typed_here(&mut check.findings));
    match bench.out {
        Out::Json => bench.out.object(&report_in_parts(&bench.text, &facts, &checks)),
        Out::Text => tell_report(&bench, &facts, &checks),
    }
    Ok(end_of(&bench, &facts, &checks))
}
