//! `sesame send --through-app`: a message that the app sends itself, with its own mailer and configuration; what it answers is
//! explained. Asks AWS nothing before that. Does not know how a cause is found.

use serde_json::json;

use super::{
    bench::Bench,
    exit::Exit,
    explain::{self, Given},
    out::Out,
    stop::Stop,
};
use crate::{
    cli,
    diagnosis::Reading,
    engine::{settle, try_out::try_out},
    laravel::{
        Runner,
        try_out::{AppAnswer, Letter, LinkFlaw, line},
    },
    setup::{Facts, Part, Scope},
    terms::{Fact, Failure, FailureKind},
};

/// Runs the command.
pub async fn run(bench: Bench, flags: &cli::SendArgs) -> Result<Exit, Stop> {
    let letter = if flags.sign_up { Letter::Verification } else { Letter::Plain };
    let mut facts = Facts::default();
    let scope = Scope::of([Part::Project]);
    let trouble = settle::look(&bench.ports, &bench.intent, &mut facts, scope, &mut |_| {}).await;
    let Fact::Present(project) = &facts.project else {
        let why = trouble.iter().find(|it| matches!(it.kind, FailureKind::NotLaravel | FailureKind::File)).cloned();
        let why = why.unwrap_or_else(|| Failure::new(FailureKind::NotLaravel, "look at the Laravel app"));
        return Err(bench.stopped_by(why.into(), &trouble));
    };
    let typed = line(&project.app.runner, letter, &flags.to);
    let answer = match try_out(&bench.ports, &project.app.runner, letter, &flags.to).await {
        Ok(answer) => answer,
        Err(failure) if failure.kind == FailureKind::NoProgram => {
            // On a machine where PHP runs the app neither Sail nor Docker need be there.
            let there = line(&Runner::Php, letter, &flags.to);
            return Err(without_program(&bench, &project.app.runner, &there));
        }
        Err(failure) => {
            if bench.out == Out::Text {
                bench.out.note(bench.text.send_by_hand());
                bench.out.note(format!("  {typed}"));
            }
            return Err(failure.into());
        }
    };
    if let [outermost, ..] = answer.errors.as_slice() {
        bench.out.note(format!("! {}", bench.text.send_refused()));
        bench.out.note(format!("  {outermost}"));
        let text = answer.errors.join("\n");
        // That it was not sent is a finding, also where no cause is known.
        return Ok(match explain::run(bench, Given::Text(Reading::in_text(&text))).await? {
            Exit::Well => Exit::Finding,
            other => other,
        });
    }
    let is_sent = !matches!(answer.mailer.as_deref(), Some("log" | "array") | None);
    let flaw = answer.link_flaw();
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "sent": is_sent,
            "mailer": answer.mailer,
            "from": answer.from,
            "to": flags.to,
            "link": answer.link,
            "link_flaw": flaw.as_ref().map(word),
        })),
        Out::Text => tell_answer(&bench, &answer, is_sent, flaw.as_ref()),
    }
    Ok(if is_sent && flaw.is_none() { Exit::Well } else { Exit::Finding })
}

/// What runs the app is not on this machine: what brings it, or the line for a machine where the app runs.
fn without_program(bench: &Bench, runner: &Runner, there: &str) -> Stop {
    let text = &bench.text;
    let (program, brings) = match runner {
        Runner::Php => ("php", text.send_no_program_php()),
        Runner::Sail => ("./vendor/bin/sail", text.send_no_program_sail()),
        Runner::Compose { .. } => ("docker", text.send_no_program_docker()),
    };
    let stop = Stop::asked(FailureKind::NoProgram, text.send_no_program(program));
    stop.with_hint(format!("{brings} {}", text.send_no_program_hint(there)))
}

fn tell_answer(bench: &Bench, answer: &AppAnswer, is_sent: bool, flaw: Option<&LinkFlaw>) {
    let text = &bench.text;
    let mailer = answer.mailer.clone().unwrap_or_default();
    bench.out.note(match is_sent {
        true => text.send_taken(&mailer),
        false => text.send_nowhere(&mailer),
    });
    if let Some(link) = &answer.link {
        bench.out.note(text.send_link(link));
    }
    match flaw {
        Some(LinkFlaw::NoHost) => bench.out.note(format!("! {}", text.send_link_no_host())),
        Some(LinkFlaw::ThisMachine(host)) => bench.out.note(format!("! {}", text.send_link_here(host))),
        Some(LinkFlaw::NotHttps) => bench.out.note(format!("! {}", text.send_link_http())),
        None => {}
    }
}

fn word(flaw: &LinkFlaw) -> &'static str {
    match flaw {
        LinkFlaw::NoHost => "no-host",
        LinkFlaw::ThisMachine(_) => "this-machine",
        LinkFlaw::NotHttps => "not-https",
    }
}
