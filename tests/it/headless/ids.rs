//! The lists of `contract` against what is really printed: each is read off the enum that is serialized, off clap, or off one
//! value of each sort. Knows no output; that the objects keep to the lists `check` says of every run.

use std::collections::BTreeSet;

use clap::CommandFactory as _;
use open_sesame::{
    cli::Cli,
    diagnosis::{
        Cause, Certainty, Kind,
        checks::{CheckId, Verdict},
    },
    dns::{
        compare::RecordStanding,
        provider, records,
        writing::{OutlookKind, WriteConflict},
    },
    rehearsal::Scenario,
    report::{AppliedOutcome, Exit, WaitEnding, wait},
    setup::{
        Awaited, Barrier, ChangeKind, DeleteReason, DnsProvider, KeyOrigin, Question, Refusal, StandingKind, Step,
        Wait, letter::Answers, notes::Note,
    },
    terms::{FailureKind, Keep, VaultTrouble},
};
use serde::Serialize;
use strum::{IntoEnumIterator, VariantNames as _};

use super::contract;
use crate::setup::{a, by_hand::every_change, refusal::one_of_each};

/// Every variant, as it is serialized.
fn serialized<T: IntoEnumIterator + Serialize>() -> BTreeSet<String> {
    let text = |it: T| serde_json::to_value(it).expect("an id is JSON").as_str().expect("an id is text").to_owned();
    T::iter().map(text).collect()
}

/// Every variant, as it is spoken of where it is no type of serde's.
fn spoken<T: IntoEnumIterator + Into<&'static str>>() -> BTreeSet<String> {
    T::iter().map(|it| it.into().to_owned()).collect()
}

fn words<'a>(listed: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    listed.into_iter().flat_map(str::split_whitespace).map(str::to_owned).collect()
}

#[track_caller]
fn check(what: &str, printed: BTreeSet<String>, listed: BTreeSet<String>) {
    let lost: Vec<_> = listed.difference(&printed).collect();
    let unlisted: Vec<_> = printed.difference(&listed).collect();
    assert!(
        lost.is_empty() && unlisted.is_empty(),
        "{what}: scripts know {lost:?}, which nothing prints any more; {unlisted:?} is to be listed in contract.rs"
    );
}

#[test]
fn no_word_that_a_script_knows_is_lost() {
    let mut standings = serialized::<StandingKind>();
    // To programs it is a wait, with the causes beside it.
    assert!(standings.remove("wrong"));
    let mut verdicts = spoken::<Verdict>();
    // To programs it is a warning, with `waits` beside it.
    assert!(verdicts.remove("waiting"));
    let questions: BTreeSet<_> = Question::iter().map(|it| format!("{it} {}", it.flag())).collect();
    let asked: BTreeSet<_> = contract::QUESTIONS.iter().map(|(question, flag)| format!("{question} {flag}")).collect();
    let rows = [
        ("step", serialized::<Step>(), contract::STEPS),
        ("standing", standings, contract::STANDINGS),
        ("wait", serialized::<Wait>(), contract::WAITS),
        ("change", serialized::<ChangeKind>(), contract::CHANGES),
        ("why a key goes", serialized::<DeleteReason>(), contract::REASONS),
        ("outcome", spoken::<AppliedOutcome>(), contract::OUTCOMES),
        ("end of a wait", spoken::<WaitEnding>(), contract::ENDED),
        ("why a wait is over", words(wait::reasons().iter().copied()), contract::OVER),
        ("what is waited for", serialized::<Awaited>(), contract::AWAITED),
        ("check", serialized::<CheckId>(), contract::CHECKS),
        ("verdict", verdicts, contract::VERDICTS),
        ("cause", serialized::<Cause>(), contract::CAUSES),
        ("certainty", serialized::<Certainty>(), contract::CERTAINTIES),
        ("complaint", serialized::<Kind>(), contract::COMPLAINTS),
        ("failure", serialized::<FailureKind>(), contract::FAILURES),
        ("vault", spoken::<VaultTrouble>(), contract::VAULTS),
        ("barrier", spoken::<Barrier>(), contract::BARRIERS),
        ("note", words(Note::VARIANTS.iter().copied()), contract::NOTES),
        ("standing of a record", serialized::<RecordStanding>(), contract::RECORDS),
        ("provider of a zone that is written to", serialized::<DnsProvider>(), contract::WRITERS),
        ("outlook", serialized::<OutlookKind>(), contract::OUTLOOKS),
        ("conflict", serialized::<WriteConflict>(), contract::CONFLICTS),
        ("provider", provider::providers().map(|it| it.id.to_owned()).collect(), contract::PROVIDERS),
        ("origin of a key", serialized::<KeyOrigin>(), contract::ORIGINS),
        ("resting place", serialized::<Keep>(), contract::RESTS),
        ("story", Scenario::names().map(str::to_owned).collect(), contract::STORIES),
    ];
    for (what, printed, listed) in rows {
        check(what, printed, words([listed]));
    }
    check("question", questions, asked);
    let exits = [Exit::Well, Exit::Finding, Exit::Usage, Exit::Waiting, Exit::Bug].map(Exit::code);
    assert_eq!(exits, contract::EXITS);
}

#[test]
fn no_purpose_and_no_type_of_a_record_is_lost() {
    let domain = a("example.co.kr");
    let mail_from = a("bounce.example.co.kr");
    let wanted = records::wanted(records::RecordWish {
        domain: &domain,
        tokens: &["abcd".into()],
        signing_zone: "dkim.amazonses.com",
        mail_from: Some(&mail_from),
        region: a("ap-northeast-2"),
        dmarc: records::Dmarc::Wanted,
    });
    check("purpose", wanted.iter().map(|it| it.purpose.to_string()).collect(), words([contract::PURPOSES]));
    check("type", wanted.iter().map(|it| it.kind().to_string()).collect(), words([contract::TYPES]));
}

#[test]
fn no_detail_of_a_change_is_lost() {
    let mut met = BTreeSet::new();
    for change in every_change() {
        let kind = change.kind().to_string();
        let details = serde_json::to_value(&change).expect("a change is JSON");
        let members: BTreeSet<_> = details.as_object().expect("an object").keys().cloned().collect();
        let (_, listed) = contract::DETAILS.iter().find(|(name, _)| *name == kind).expect("a row for each change");
        let optional = |it: &String| listed.split(' ').any(|listed| listed.strip_suffix('?') == Some(it));
        let always = words([*listed]).into_iter().filter(|it| !it.ends_with('?')).collect();
        check(&kind, members.into_iter().filter(|it| !optional(it)).collect(), always);
        met.insert(kind);
    }
    check("details", met, contract::DETAILS.iter().map(|(name, _)| (*name).to_owned()).collect());
}

#[test]
fn no_command_no_flag_and_no_value_is_lost() {
    let sesame = Cli::command();
    let mut met = BTreeSet::new();
    let mut values = BTreeSet::new();
    let mut commands = vec![(String::new(), &sesame)];
    while let Some((path, command)) = commands.pop() {
        let mut flags = BTreeSet::new();
        for arg in command.get_arguments() {
            let long = arg.get_long().map(|long| format!("--{long}"));
            let stands = || arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
            let name = long.or_else(stands).unwrap_or_else(|| arg.get_id().to_string());
            flags.extend(arg.get_short().map(|short| format!("-{short}")));
            let possible: Vec<_> = arg.get_possible_values().iter().map(|it| it.get_name().to_owned()).collect();
            if arg.get_action().takes_values() && !possible.is_empty() {
                values.insert(format!("{name}: {}", possible.join(" ")));
            }
            flags.insert(name);
        }
        let (_, listed) = contract::COMMANDS
            .iter()
            .find(|(name, _)| *name == path)
            .unwrap_or_else(|| panic!("`sesame {path}` is to be listed in contract.rs"));
        check(&format!("sesame {path}"), flags, words([listed.replace('@', contract::WANTED).as_str()]));
        for sub in command.get_subcommands() {
            commands.push((format!("{path} {}", sub.get_name()).trim().to_owned(), sub));
        }
        met.insert(path);
    }
    check("commands", met, contract::COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect());
    check("values", values, contract::VALUES.iter().map(|(name, values)| format!("{name}: {values}")).collect());
    let answers = Answers::names().map(|name| format!("{name}: {}", Answers::values(name).join(" ")));
    let listed = contract::ANSWERS.iter().map(|(name, values)| format!("{name}: {values}"));
    check("answers", answers.collect(), listed.collect());
}

#[test]
fn no_refusal_of_ours_is_lost() {
    let all = one_of_each();
    // A wrong secret is refused in AWS's word.
    let of_aws = |refusal: &Refusal| refusal.by_aws().is_some() || refusal.code() == "SignatureDoesNotMatch";
    let printed = all.iter().filter(|(_, refusal)| !of_aws(refusal)).map(|(_, refusal)| refusal.code().to_owned());
    check("refusal", printed.collect(), words(contract::REFUSALS.into_iter().chain(contract::REFUSALS_ON_REQUEST)));
}
