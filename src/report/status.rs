//! `sesame status`: one line per step. Does not know how a standing is found. Its chain of questions is a look's, two
//! long (`engine::observe`), and one more, all other regions together, where the identity is not there yet.

use serde_json::json;
use unicode_width::UnicodeWidthStr as _;

use super::{bench::Bench, columns::padded, exit::Exit, json, out::Out, stop::Stop};
use crate::{
    setup::{Facts, Standing, StandingKind, Step, handover::AT_AWS, sesame},
    words::Text,
};

/// Runs the command.
pub async fn run(bench: &Bench) -> Result<Exit, Stop> {
    let (mut facts, trouble) = bench.look().await;
    bench.tell(&trouble);
    let notes = bench.look_for_notes(&mut facts).await;
    let standings = bench.standings(&facts);
    match bench.out {
        Out::Text => {
            // Data is one line per step, so this goes to stderr.
            bench.set_up().iter().for_each(|name| bench.out.note(name));
            for (step, standing) in &standings {
                let (line, texts) = line(bench, &facts, *step, standing);
                bench.out.says_below(line, texts);
            }
            let identity = facts.identity.present().into_iter();
            let seen = identity.flat_map(|identity| bench.text.seen_by_aws(identity, &facts, bench.now()));
            seen.for_each(|said| bench.out.note(said));
            bench.note(&notes);
            let is_barred = |(step, it): &(Step, Standing)| it.refusal().is_some() && AT_AWS.contains(step);
            if standings.iter().any(is_barred) {
                bench.out.note(bench.text.plan_for_others(bench.command("handover aws")));
            }
            let is_for_the_user =
                |it: &Standing| matches!(StandingKind::from(it), StandingKind::Open | StandingKind::Undecided);
            if standings.iter().any(|(_, standing)| is_for_the_user(standing)) {
                let ask = bench.as_typed_here(&sesame(&bench.intent, ""));
                bench.out.note(match bench.setup_command(&facts) {
                    Some(command) => bench.text.plan_go_on(ask, format!("{command} --plan")),
                    None => bench.text.plan_go_on_asking(ask),
                });
            }
        }
        Out::Json => bench.out.object(&json!({
            "setup": bench.intent.setup,
            "account": facts.caller.present().map(|caller| json!({
                "id": caller.account,
                "arn": caller.arn,
                "region": bench.intent.region,
            })),
            "steps": standings
                .iter()
                .map(|(step, standing)| json::step(&bench.text, *step, standing, &bench.intent, &facts))
                .collect::<Vec<_>>(),
            "notes": json::notes(&bench.text, &notes),
        })),
    }
    Ok(Exit::of_standings(&standings))
}

/// `✓ IAM user   done   mail-user may send as example.co.kr`, and the column that its sentence begins at.
pub(super) fn line(bench: &Bench, facts: &Facts, step: Step, standing: &Standing) -> (String, usize) {
    let text = &bench.text;
    let kind = standing.shown_as(step);
    let summary = text.summary(step, standing, &bench.intent, facts);
    let (name, word) = (text.step_name(step), text.standing_name(kind));
    let head = format!("{} {}{}", mark(kind), padded(name, widest_step(text) + 2), padded(word, widest_word(text) + 2));
    (format!("{head}{summary}"), head.width())
}

/// The mark of a standing, which is understood without color.
pub(super) fn mark(kind: StandingKind) -> &'static str {
    match kind {
        StandingKind::Done => "✓",
        StandingKind::Waiting => "◐",
        StandingKind::Wrong => "!",
        StandingKind::Open | StandingKind::Undecided => "▸",
        StandingKind::Refused => "✗",
        StandingKind::Blocked => "○",
        StandingKind::Unknown => "?",
    }
}

fn widest_step(text: &Text) -> usize {
    Step::all().map(|step| text.step_name(step).width()).max().unwrap_or_default()
}

fn widest_word(text: &Text) -> usize {
    <StandingKind as strum::IntoEnumIterator>::iter().map(|it| text.standing_name(it).width()).max().unwrap_or_default()
}
