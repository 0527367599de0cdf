//! `sesame send --to`: one message with the app's own key, through the call that the app's mailer makes. What the sandbox
//! would refuse is said before; what SES refuses goes through the causes of `explain`. Does not know whether it arrives.
//!
//! A sign-in is not needed. The region is looked at first: two questions long (who signs in; the account and the recipient's
//! identity, together), then whether the recipient's domain takes mail, by DNS. Without a sign-in the app's own key asks, and sees what it may.

use serde_json::{Value, json};

use super::{
    bench::{Bench, NextRun},
    exit::Exit,
    explain::{cause, diagnosed, diagnosis_in_parts},
    findings::Findings,
    out::Out,
    stop::Stop,
    stops::{lacking, stopped_at_sign_in},
    through_app,
};
use crate::{
    cli,
    diagnosis::{
        Api, AppsTest, Cause, Certainty, Complaint, Finding, InForce, NoTest, apps_test, fill_in, refused_recipient,
    },
    dns::mailbox::NoMail,
    engine::{
        apply,
        asking::{Asking, Young},
        lend::key_of_the_app,
        no_mail,
        regions::look_around,
        settle,
    },
    laravel::Mailer,
    setup::{Around, Change, Facts, IdentityName, Intent, Part, Question, Refusal, Scope, SignIn, Simulator},
    terms::{Address, Fact, Failure, FailureKind, FailureSort, KeyId, in_both},
};

/// Runs the command.
pub async fn run(mut bench: Bench, flags: &cli::SendArgs) -> Result<Exit, Stop> {
    if flags.through_app {
        return through_app::run(bench, flags).await;
    }
    let mut facts = Facts::default();
    let scope = Scope::of([Part::Project, Part::Caller]);
    let trouble = settle::look(&bench.ports, &bench.intent, &mut facts, scope, &mut |_| {}).await;
    let quiet = [FailureKind::NoCredentials, FailureKind::NotLaravel];
    trouble.iter().filter(|it| !quiet.contains(&it.kind)).for_each(|it| bench.out.trouble(&bench.text, it));
    let now = bench.now();
    let mut test =
        apps_test(&bench.intent, &facts, now, flags.wanted.from.as_ref()).map_err(|no| no_test(&bench, &facts, no))?;
    test.mailer = flags.wanted.mailer.unwrap_or(test.mailer);
    fill_in(&mut bench.intent, None, &facts, now);
    bench.learn(&facts);
    let Some((key, secret)) = key_of_the_app(&bench.ports, &bench.intent, test.key.as_ref()).await? else {
        return Err(no_key(&bench, &facts, test.key.as_ref()));
    };
    look_at_both_ends(&bench, &mut facts, &test, &flags.to).await;
    tell_what_is_sent(&bench, &test, &key, &flags.to);
    if let Some((evidence, commands)) = refused_recipient(&bench.intent, &facts, now, &test, &flags.to) {
        let mut finding =
            Finding { cause: Cause::RecipientInSandbox, certainty: Certainty::Proven, evidence, commands };
        bench.typed_here(std::slice::from_mut(&mut finding));
        return Ok(not_sent(&bench, &test, &key, &flags.to, &finding));
    }
    stop_before_a_bounce(&bench, &flags.to).await?;
    let change = Change::SendTest {
        region: test.region,
        mailer: test.mailer,
        key: key.clone(),
        secret,
        from: test.from.clone(),
        to: flags.to.clone(),
        options: Box::new(test.options.clone()),
    };
    match apply(&bench.ports, change).await {
        Ok(receipt) => Ok(sent(&bench, &test, &key, &flags.to, &receipt.made.unwrap_or_default())),
        Err(failure) => refused(bench, &test, &key, &flags.to, failure).await,
    }
}

fn no_test(bench: &Bench, facts: &Facts, no: NoTest) -> Stop {
    match no {
        NoTest::Region => lacking(bench, &[Question::Region], facts),
        NoTest::From => lacking(bench, &[Question::From], facts),
        NoTest::Role(_) => Stop::asked(FailureKind::Conflict, bench.text.refusal(&Refusal::NoKeyHere)),
    }
}

fn no_key(bench: &Bench, facts: &Facts, named: Option<&KeyId>) -> Stop {
    let said = match named {
        Some(key) => bench.text.send_no_secret(key),
        None => bench.text.send_no_key().to_owned(),
    };
    let makes_it = bench.that_makes_it(facts);
    Stop::asked(FailureKind::NotFound, said).with_hint(match bench.next_run {
        NextRun::GoesOn => bench.text.send_no_key_hint(makes_it),
        // Its test is a part of the same run.
        NextRun::BeginsAnew if bench.setup_command(facts).is_some() => {
            bench.text.send_no_key_rehearsed(format!("{makes_it} --send-test success@simulator.amazonses.com"))
        }
        NextRun::BeginsAnew => bench.text.send_no_key_rehearsed(makes_it),
    })
}

/// The account, and what covers sender and recipient, where there is a sign-in to the right account.
async fn look_at_both_ends(bench: &Bench, facts: &mut Facts, test: &AppsTest, to: &Address) {
    let mut sign_in = bench.intent.sign_in.clone();
    if facts.caller == Fact::Absent && sign_in == SignIn::Ambient {
        sign_in = SignIn::AppKey;
        let intent = Intent { sign_in: sign_in.clone(), ..bench.intent.clone() };
        facts.forget(&Scope::of([Part::Caller]));
        // What AWS says of the key, it says of the message too.
        drop(settle::look(&bench.ports, &intent, facts, Scope::of([Part::Caller]), &mut |_| {}).await);
    }
    if facts.caller.present().is_none() {
        return;
    }
    if stopped_at_sign_in(bench, facts, &[]).is_some() {
        bench.out.note(bench.text.explain_other_account());
        return;
    }
    let covering = |address: &Address| {
        let domains = address.domain().ancestry().map(IdentityName::Domain);
        std::iter::once(IdentityName::Email(address.clone())).chain(domains).collect::<Vec<_>>()
    };
    let names = covering(&test.from).into_iter().chain(covering(to)).collect();
    let around = Around { identities: [(test.region, names)].into(), ..Around::default() };
    let mut failures = Vec::new();
    let learn = |news, trouble: Vec<Failure>| {
        facts.learn(news);
        failures.extend(trouble);
    };
    let asking = Asking::of(Young::Once);
    let looked = Box::pin(look_around(&bench.ports, &asking, &sign_in, &around, learn)).await;
    failures.extend(looked.err());
    failures.iter().for_each(|failure| bench.out.trouble(&bench.text, failure));
}

/// Stops where DNS says that the message would come back, for AWS counts what comes back. A domain without servers for its
/// mail is named: it may still be handed to one.
async fn stop_before_a_bounce(bench: &Bench, to: &Address) -> Result<(), Stop> {
    if Simulator::behind(to).is_some() {
        return Ok(());
    }
    let domain = in_both(to.domain().as_str());
    match no_mail(&bench.ports, to).await {
        None => Ok(()),
        Some(NoMail::NoServer) => {
            bench.out.note(format!("! {}", bench.text.send_no_server(domain)));
            Ok(())
        }
        Some(NoMail::NullMx) => Err(Stop::asked(FailureKind::Conflict, bench.text.send_null_mx(domain))),
        Some(NoMail::NoDomain) => Err(Stop::asked(FailureKind::Conflict, bench.text.send_no_domain(domain))),
    }
}

fn tell_what_is_sent(bench: &Bench, test: &AppsTest, key: &KeyId, to: &Address) {
    let (text, out) = (&bench.text, bench.out);
    out.note(format!("▸ {}", text.send_as_the_app(&test.from, key, <&str>::from(test.mailer), test.region, to)));
    if test.in_force == InForce::Later {
        out.note(format!("  {}", text.send_not_switched()));
    }
    if let Some(simulator) = Simulator::behind(to) {
        out.note(format!("  {}", text.simulator_what(simulator)));
    }
}

/// SES took it.
fn sent(bench: &Bench, test: &AppsTest, key: &KeyId, to: &Address, id: &str) -> Exit {
    let text = &bench.text;
    match bench.out {
        Out::Json => {
            let mut object = in_parts(test, key, to);
            object["sent"] = json!(true);
            object["message_id"] = json!(id);
            bench.out.object(&object);
        }
        Out::Text => {
            bench.out.says(format!("✓ {}", text.send_sent(id)));
            bench.out.says(format!(
                "  {}",
                match Simulator::behind(to) {
                    Some(simulator) => text.simulator_then(simulator),
                    None => text.send_look_in_the_inbox(),
                }
            ));
        }
    }
    Exit::Well
}

/// The sandbox would refuse it, so it is not sent.
fn not_sent(bench: &Bench, test: &AppsTest, key: &KeyId, to: &Address, finding: &Finding) -> Exit {
    let text = &bench.text;
    match bench.out {
        Out::Json => {
            let mut object = in_parts(test, key, to);
            object["causes"] = json!([cause(text, finding)]);
            bench.out.object(&object);
        }
        Out::Text => {
            bench.out.says(format!("✗ {}", text.send_sandbox(to)));
            Findings::new(bench).tell_details(finding, 0);
        }
    }
    Exit::Finding
}

/// What SES, or the way to it, said no to.
async fn refused(mut bench: Bench, test: &AppsTest, key: &KeyId, to: &Address, failure: Failure) -> Result<Exit, Stop> {
    let Some(complaint) = complaint_in(&failure, test) else { return Err(failure.into()) };
    let said = failure.causes().collect::<Vec<_>>().join(": ");
    if bench.out == Out::Text {
        bench.out.says(format!("✗ {}", bench.text.send_refused_by_ses()));
        bench.out.says(format!("  {said}"));
        if let Some(id) = &failure.request_id {
            bench.out.says(format!("  {}", bench.text.send_request_id(id)));
        }
        bench.out.data("");
    }
    let diagnosis = diagnosed(&mut bench, Some(&complaint)).await.1;
    match bench.out {
        Out::Json => {
            let mut object = in_parts(test, key, to);
            object["refusal"] = json!({ "code": failure.code, "message": said, "request_id": failure.request_id });
            let explained = diagnosis_in_parts(&bench.text, Some(&complaint), &diagnosis);
            for member in ["complaint", "causes", "ruled_out"] {
                object[member] = explained[member].clone();
            }
            bench.out.object(&object);
        }
        Out::Text => Findings::new(&bench).tell(Some(&complaint), &diagnosis),
    }
    // That it was not sent is a finding, also where no cause is known.
    Ok(match Exit::of_diagnosis(&diagnosis) {
        Exit::Well => Exit::Finding,
        other => other,
    })
}

/// A refusal as `explain` reads one, with what we know of the message. `None` where it is no refusal, or not understood.
fn complaint_in(failure: &Failure, test: &AppsTest) -> Option<Complaint> {
    match failure.kind.sort() {
        FailureSort::SignIn | FailureSort::Refused | FailureSort::Request => {}
        FailureSort::Lost if failure.kind == FailureKind::Network => {}
        FailureSort::Lost | FailureSort::Usage | FailureSort::Here | FailureSort::Bug => return None,
    }
    let said = failure.causes().collect::<Vec<_>>().join("\n");
    let mut complaint = Complaint::read(&said)?;
    complaint.region.get_or_insert_with(|| test.region.code().to_owned());
    complaint.request_id = complaint.request_id.or_else(|| failure.request_id.clone());
    complaint.api = complaint.api.or(Some(match test.mailer {
        Mailer::Ses => Api::V1,
        Mailer::SesV2 => Api::V2,
        Mailer::Smtp => Api::Smtp,
    }));
    Some(complaint)
}

/// The message as programs get it, before anything is known of it.
fn in_parts(test: &AppsTest, key: &KeyId, to: &Address) -> Value {
    json!({
        "sent": false,
        "mailer": test.mailer,
        "region": test.region,
        "key": key,
        "from": test.from,
        "from_name": test.options.from_name,
        "configuration_set": test.options.configuration_set,
        "to": to,
        "simulator": Simulator::behind(to).map(<&str>::from),
        "message_id": null,
        "refusal": null,
        "complaint": null,
        "causes": [],
        "ruled_out": [],
    })
}
