//! The app sends a message itself, in a process of its own. Does not know what it answers.

use std::time::Duration;

use super::Ports;
use crate::{
    laravel::{
        Runner,
        try_out::{AppAnswer, Letter, command},
    },
    terms::{Address, Failure, FailureKind},
};

/// How long the app may take. A message over SMTP that is not taken may take PHP's own minute.
const LIMIT: Duration = Duration::from_secs(120);

/// What the app says of its own message; an error of kind `NoProgram` where PHP is not here.
pub async fn try_out(ports: &Ports, runner: &Runner, letter: Letter, to: &Address) -> Result<AppAnswer, Failure> {
    let doing = "send through the app";
    ports.refuse_if_read_only(doing)?;
    let words = command(runner, letter, to);
    let (program, args) = words.split_first().expect("a command has a program");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let ran = ports.place.run(program, &args, LIMIT).await.map_err(|e| Failure { doing: doing.into(), ..e })?;
    match (ran.status, AppAnswer::read(&ran.output)) {
        (_, Some(answer)) => Ok(answer),
        (None, None) => Err(Failure::new(FailureKind::OutcomeUnknown, doing).because("it did not end in time")),
        (Some(status), None) => {
            let said = ran.output.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            Err(Failure::new(FailureKind::Command, doing)
                .because(format!("PHP ended with {status} before the app was up"))
                .because(said))
        }
    }
}
