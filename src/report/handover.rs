//! `sesame handover`: the message for the administrator of the DNS zone or of the AWS account, ready to be sent. It
//! goes to stdout; why there is no message, or what is left out of it, goes to stderr. Sends nothing itself.

use serde_json::json;

use super::{
    answers::take_answers,
    bench::Bench,
    columns::in_two_columns,
    exit::Exit,
    keys::keys_to_choose,
    out::Out,
    records::wanted_identity,
    status,
    stop::Stop,
    stops::{lacking, stopped_at_sign_in},
};
use crate::{
    cli::{self, To},
    dns::compare::RecordStanding,
    setup::{ChangeKind, Facts, IdentityName, Question, Standing, handover, letter, wanted_records},
    terms::{Failure, FailureKind},
};

/// Runs the command.
pub async fn run(mut bench: Bench, flags: &cli::HandoverArgs) -> Result<Exit, Stop> {
    flags.tell(&mut bench.intent);
    take_answers(&mut bench, &flags.request)?;
    let bench = &bench;
    // Checked before the look: without these there is nothing to look for.
    let (from, region) = (bench.intent.from.is_none(), bench.intent.region.is_none());
    let missing: Vec<Question> = [(from, Question::From), (region, Question::Region)]
        .into_iter()
        .filter_map(|(is, it)| is.then_some(it))
        .collect();
    if !missing.is_empty() {
        return Err(lacking(bench, &missing, &Facts::default()));
    }
    let (facts, mut trouble) = bench.look().await;
    // This command does not need an app.
    trouble.retain(|it| it.kind != FailureKind::NotLaravel);
    let message = match flags.to {
        To::Dns => to_dns(bench, &facts, &trouble)?,
        To::Aws => to_aws(bench, &facts, &trouble)?,
    };
    let to = match flags.to {
        To::Dns => "dns",
        To::Aws => "aws",
    };
    match (bench.out, message) {
        (Out::Json, message) => bench.out.object(&json!({ "handover": { "to": to, "message": message } })),
        (Out::Text, Some(message)) => bench.out.data(message.trim_end()),
        (Out::Text, None) => {}
    }
    Ok(Exit::Well)
}

/// The message about missing records. Only AWS knows the records, so there must be an identity and a sign-in.
fn to_dns(bench: &Bench, facts: &Facts, trouble: &[Failure]) -> Result<Option<String>, Stop> {
    if let Some(stop) = stopped_at_sign_in(bench, facts, trouble) {
        return Err(bench.stopped_by(stop, trouble));
    }
    let text = &bench.text;
    let (identity, region) = wanted_identity(bench, facts, trouble)?;
    bench.tell(trouble);
    let message = text.errand_dns(&bench.intent, facts);
    let records = wanted_records(&bench.intent, identity, region);
    let in_use = facts.mail_from_in_use(&records);
    if let Some(in_use) = &in_use {
        bench.out.note(match in_use.free {
            Some(label) => text.handover_dns_in_use_free(label, &in_use.name),
            None => text.handover_dns_in_use(&in_use.name),
        });
    }
    if message.is_none() && in_use.is_none() {
        bench.out.note(match &identity.name {
            IdentityName::Email(_) => text.records_none().to_owned(),
            IdentityName::Domain(domain) if records.is_empty() => text.handover_dns_none(domain),
            IdentityName::Domain(_) => {
                match records.iter().all(|it| facts.record_standing(it) == Some(RecordStanding::Present)) {
                    true => text.handover_dns_there(records.len()),
                    false => text.handover_dns_on_its_way().to_owned(),
                }
            }
        });
    }
    Ok(message)
}

/// The message about what is still to be done at AWS. It needs no sign-in; a sign-in to another account stops it.
fn to_aws(bench: &Bench, facts: &Facts, trouble: &[Failure]) -> Result<Option<String>, Stop> {
    let text = &bench.text;
    match facts.caller.present() {
        Some(_) => {
            if let Some(stop) = stopped_at_sign_in(bench, facts, trouble) {
                return Err(bench.stopped_by(stop, trouble));
            }
            bench.tell(trouble);
        }
        None => {
            // Missing credentials are the reason for a handover, not a failure of it.
            let others: Vec<Failure> =
                trouble.iter().filter(|it| it.kind != FailureKind::NoCredentials).cloned().collect();
            bench.tell(&others);
            bench.out.note(text.handover_not_signed_in());
        }
    }
    let changes = handover::errand(&bench.intent, facts, bench.now());
    let open = handover::left_open(&bench.intent, facts, bench.now());
    if !open.is_empty() {
        bench.out.note(text.handover_left_out());
        let (rows, _) = in_two_columns(open.iter().map(|ask| (ask.flag(), text.question_ask(*ask))));
        rows.iter().for_each(|line| bench.out.note(format!("  {line}")));
        if open.contains(&Question::RetireKey) {
            bench.out.note(format!("  {}", text.setup_keys(keys_to_choose(bench, facts))));
        }
    }
    if changes.is_empty() {
        bench.out.note(text.handover_aws_nothing());
        let at_aws = bench.standings(facts).into_iter().filter(|(step, _)| handover::AT_AWS.contains(step));
        for (step, standing) in at_aws.filter(|(_, standing)| *standing != Standing::Done) {
            bench.out.note(format!("  {}", status::line(bench, facts, step, &standing).0));
        }
        return Ok(None);
    }
    let asks = changes.iter().any(|change| change.kind() == ChangeKind::AskForProduction);
    if asks && letter::is_a_guess(&bench.intent) {
        bench.out.note(text.handover_aws_guesses());
    }
    Ok(Some(text.errand_aws(&changes, &bench.intent, facts)))
}
