//! `sesame records`: the DNS records that the identity needs, in the wanted form, and their state in DNS. Does not know
//! what can be wrong with a record. Its chain of questions is a look's, two long (`engine::observe`).

use std::io;

use serde_json::{Value, json};

use super::{
    bench::{Bench, NextRun},
    columns::padded,
    exit::Exit,
    out::{Out, width},
    stop::Stop,
    stops::{lacking, stopped_at_sign_in},
    writing,
};
use crate::{
    cli::{self, RecordsAs},
    dns::{
        Answer, ServerAnswer,
        compare::{Comparison, RecordStanding},
        faults::by_cause,
        mistakes::Mistake,
        provider::Detected,
        records::Record,
        zonefile,
    },
    setup::{
        Facts, Identity, IdentityName, Intent, Question, RecordKey, ToAdd, about, records_beside_dkim, sesame,
        wanted_records,
    },
    terms::{Fact, Failure, FailureKind, Region, in_both},
    words::{Text, as_seen, to_be_typed},
};
use unicode_width::UnicodeWidthStr as _;

/// Runs the command.
pub async fn run(bench: &Bench, flags: &cli::RecordsArgs) -> Result<Exit, Stop> {
    if flags.unwrite {
        return writing::unwrite(bench, flags).await;
    }
    let (facts, mut trouble) = bench.look().await;
    // This command does not need an app.
    trouble.retain(|it| it.kind != FailureKind::NotLaravel);
    if let Some(stop) = stopped_at_sign_in(bench, &facts, &trouble) {
        return Err(bench.stopped_by(stop, &trouble));
    }
    let (identity, region) = wanted_identity(bench, &facts, &trouble)?;
    bench.tell(&trouble);
    if let Some(wish) = writing::wish(bench, &flags.writing) {
        return writing::write(bench, &facts, identity, region, flags, &wish).await;
    }
    let mut rows = compared(&bench.intent, &facts, identity, region);
    let all = |is: RecordStanding| rows.iter().all(|(_, it)| standing(it) == is);
    let removed = rows.iter().any(|(record, _)| facts.was_removed(record));
    let exit = match removed || rows.iter().flat_map(|(_, it)| it).any(Comparison::is_to_be_mended) {
        true => Exit::Finding,
        false if all(RecordStanding::Present) => Exit::Well,
        false => Exit::Waiting,
    };
    if flags.missing {
        rows.retain(|(_, it)| standing(it) != RecordStanding::Present);
    }
    let zone = facts.zone.present().map(|cut| cut.zone.clone()).unwrap_or_else(|| identity.name.domain().to_string());
    let records: Vec<Record> = rows.iter().map(|(record, _)| record.clone()).collect();
    let ToAdd { file, by_hand, in_use } = facts.to_be_added(&records);
    match (bench.out, flags.form) {
        (Out::Json, _) | (_, RecordsAs::Json) => Out::Json.object(&json!({
            "domain": identity.name.domain(),
            "zone": zone,
            "provider": detected(&facts).map(|it| provider_id(&it)),
            "records": rows.iter().map(|(record, it)| row(&facts, record, it)).collect::<Vec<_>>(),
            "remarks": remarks(bench, &facts, identity, &zone, &rows),
            "left_over": facts.left_over().iter().map(|it| it.name.clone()).collect::<Vec<_>>(),
            "aws": {
                "status": identity.verification.word(),
                "error": identity.error,
                "checked_at": identity.checked,
                "zone_server": identity.zone_server,
            },
        })),
        (Out::Text, RecordsAs::Bind) => {
            bench.out.data((zonefile::bind(&file) + &zonefile::remarks(&by_hand)).trim_end());
            say_what_is_left_out(bench, &in_use, &by_hand);
        }
        (Out::Text, RecordsAs::Csv) => {
            bench.out.data(zonefile::csv(&file).trim_end());
            say_what_is_left_out(bench, &in_use, &by_hand);
        }
        (Out::Text, RecordsAs::Cloudflare) => {
            let rows = serde_json::to_string_pretty(&zonefile::cloudflare(&file, &zone));
            bench.out.data(rows.expect("rows of a form are JSON"));
            say_what_is_left_out(bench, &in_use, &by_hand);
        }
        (Out::Text, RecordsAs::Table) => table(bench, &facts, identity, &zone, &rows),
    }
    Ok(exit)
}

/// Prints, beside a file to import, what it does not hold because something stands in its place.
fn say_what_is_left_out(bench: &Bench, in_use: &[Record], by_hand: &[Record]) {
    // They stand at one name.
    if let Some(record) = in_use.first() {
        bench.out.note(format!("! {}", bench.text.records_name_in_use(&record.name)));
    }
    for record in by_hand {
        let (kind, name, value) = (record.kind(), &record.name, record.value.to_string());
        bench.out.note(format!("! {}", bench.text.records_by_hand(kind, name, to_be_typed(&value))));
    }
}

/// The identity that the records are for, or what stops the command without one.
pub(super) fn wanted_identity<'f>(
    bench: &Bench,
    facts: &'f Facts,
    trouble: &[Failure],
) -> Result<(&'f Identity, Region), Stop> {
    let missing = |question| bench.stopped_by(lacking(bench, &[question], facts), trouble);
    let name = bench.intent.identity_name().ok_or_else(|| missing(Question::From))?;
    let region = bench.intent.region.ok_or_else(|| missing(Question::Region))?;
    match &facts.identity {
        Fact::Present(identity) => Ok((identity, region)),
        Fact::Absent => {
            Err(Stop::asked(FailureKind::NotFound, bench.text.records_no_identity(in_both(&name.to_string())))
                .with_more(known_already(bench, facts, &name, region))
                .with_hint(match bench.next_run {
                    NextRun::GoesOn => set_up_first(bench, facts),
                    // In that story the identity is there.
                    NextRun::BeginsAnew => {
                        let words = format!("--rehearse=half-done records{}", about(&bench.intent));
                        bench.text.records_too_early_rehearsed(sesame(&bench.intent, &words))
                    }
                }))
        }
        Fact::Hidden(denial) => {
            let failure = Failure::new(FailureKind::Denied, format!("look at the identity {name}"));
            Err(bench.stopped_by(failure.because(&denial.message).into(), trouble))
        }
        Fact::Unknown => {
            let none = || Failure::new(FailureKind::Bug, format!("look at the identity {name}"));
            let failure = trouble.first().cloned().unwrap_or_else(none);
            Err(bench.stopped_by(failure.into(), trouble))
        }
    }
}

/// The command that comes first.
pub(super) fn set_up_first(bench: &Bench, facts: &Facts) -> String {
    match bench.setup_command(facts) {
        Some(command) => bench.text.records_too_early(command),
        None => bench.text.records_too_early_asks(bench.as_typed_here(&sesame(&bench.intent, ""))),
    }
}

/// What can be said before SES has made the names of DKIM: the records that do not depend on them.
fn known_already(bench: &Bench, facts: &Facts, name: &IdentityName, region: Region) -> Vec<(String, String)> {
    let line = |record: Record| {
        let value = to_be_typed(&record.value.to_string());
        (record.kind().to_string(), format!("{}  {value}", record.name))
    };
    let records = records_beside_dkim(&bench.intent, name, region).into_iter().map(line);
    let domain = name.domain().to_string();
    let zone = facts.zone.present().map_or(domain.as_str(), |cut| cut.zone.as_str());
    let served = served_by(&bench.text, facts, zone).map(|served| ("DNS".to_owned(), served));
    served.into_iter().chain(records).collect()
}

/// A record's standing, as far as DNS was asked.
pub(super) fn standing(comparison: &Option<Comparison>) -> RecordStanding {
    comparison.as_ref().map_or(RecordStanding::Unknown, |it| it.standing)
}

/// Whether it simply is not there.
fn is_missing(comparison: &Option<Comparison>) -> bool {
    comparison.as_ref().is_some_and(|it| it.standing == RecordStanding::Missing)
}

fn detected(facts: &Facts) -> Option<Detected> {
    facts.provider()
}

fn provider_id(detected: &Detected) -> Value {
    match detected {
        Detected::One(provider) => json!(provider.id),
        Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_) => Value::Null,
    }
}

fn row(facts: &Facts, record: &Record, comparison: &Option<Comparison>) -> Value {
    let key = RecordKey { name: record.name.clone(), kind: record.kind() };
    let seen = facts.records.get(&key).and_then(|it| it.of(&record.name, record.kind()));
    let said = |all: Option<&Vec<ServerAnswer>>| -> Vec<Value> {
        all.into_iter()
            .flatten()
            .map(|it| {
                let silent = match &it.answer {
                    Answer::Silent(why) => Some(as_seen(why)),
                    Answer::NoName | Answer::NoData | Answer::Found(_) => None,
                };
                let values = it.answer.values();
                json!({ "server": it.server, "values": values, "absent_for": it.absent_for, "held_for": it.held_for, "silent": silent })
            })
            .collect()
    };
    json!({
        "purpose": record.purpose,
        "type": record.kind(),
        "name": record.name,
        "value": facts.to_type(record).value.value_text(),
        "priority": record.value.priority(),
        "standing": standing(comparison),
        "causes": comparison.iter().flat_map(|it| it.mistakes.iter().map(|m| m.cause())).collect::<Vec<_>>(),
        "seen": {
            "authoritative": said(seen.map(|it| &it.authoritative)),
            "public": said(seen.map(|it| &it.public)),
        },
    })
}

/// A wanted record and its state in DNS, as far as it was asked.
pub(super) type ComparedRecord = (Record, Option<Comparison>);

/// The records that an identity needs, each with its state in DNS.
pub(super) fn compared(intent: &Intent, facts: &Facts, identity: &Identity, region: Region) -> Vec<ComparedRecord> {
    let compare = |record: Record| {
        let comparison = facts.record_comparison(&record);
        (record, comparison)
    };
    wanted_records(intent, identity, region).into_iter().map(compare).collect()
}

/// The records of the set-up's identity with their state in DNS; none where there is no identity yet.
pub(super) fn rows(bench: &Bench, facts: &Facts) -> Vec<ComparedRecord> {
    match (facts.identity.present(), bench.intent.region) {
        (Some(identity), Some(region)) => compared(&bench.intent, facts, identity, region),
        (Some(_), None) | (None, _) => Vec::new(),
    }
}

fn table(bench: &Bench, facts: &Facts, identity: &Identity, zone: &str, rows: &[ComparedRecord]) {
    let text = &bench.text;
    if rows.is_empty() {
        bench.out.note(text.records_none());
        return;
    }
    if let Some(served) = served_by(text, facts, zone) {
        bench.out.note(served);
    }
    lines(text, facts, rows, width(&io::stdout())).iter().for_each(|line| bench.out.data(line));
    remarks_beside(bench, facts, identity, rows).iter().for_each(|said| bench.out.note(said));
}

/// All that is said beside the records.
fn remarks(bench: &Bench, facts: &Facts, identity: &Identity, zone: &str, rows: &[ComparedRecord]) -> Vec<String> {
    let served = served_by(&bench.text, facts, zone).filter(|_| !rows.is_empty());
    let beside = remarks_beside(bench, facts, identity, rows);
    served.into_iter().chain(beside.into_iter().filter(|_| !rows.is_empty())).collect()
}

/// What is said below the records.
fn remarks_beside(bench: &Bench, facts: &Facts, identity: &Identity, rows: &[ComparedRecord]) -> Vec<String> {
    let text = &bench.text;
    let mut said = Vec::new();
    if rows.iter().all(|(_, it)| is_missing(it)) {
        if let Some(Detected::One(provider)) = facts.provider() {
            said.push(text.records_other_screen(text.provider(provider)));
        }
        said.extend(text.one_first(facts).map(str::to_owned));
    }
    said.extend(text.seen_by_aws(identity, facts, bench.now()));
    said.extend(faults(text, facts, rows).into_iter().map(|fault| format!("! {fault}")));
    said.extend(text.records_left_over(facts));
    said
}

/// Where the zone is edited, by its servers.
pub(super) fn served_by(text: &Text, facts: &Facts, zone: &str) -> Option<String> {
    let cut = facts.zone.present()?;
    Some(match facts.provider()? {
        Detected::One(provider) => text.records_zone(text.provider(provider), in_both(zone)),
        other @ (Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_)) => text.served_elsewhere(&other, cut),
    })
}

/// So many columns of a value the others are aligned to.
const WIDEST_VALUE: usize = 72;

/// The records as aligned lines under a line of headings; where these are wider than the terminal, as two lines each, so that
/// a name or a value stays in one piece to be copied.
pub(super) fn lines(text: &Text, facts: &Facts, rows: &[ComparedRecord], width: Option<usize>) -> Vec<String> {
    let cells = cells(text, facts, rows);
    let lines = in_a_table(&cells);
    match width.is_some_and(|width| lines.iter().any(|line| line.width() > width)) {
        true => in_two_lines_each(&cells),
        false => lines,
    }
}

/// Kind, name, value and standing of each record, below what these are called.
fn cells(text: &Text, facts: &Facts, rows: &[ComparedRecord]) -> Vec<[String; 4]> {
    let mut lines = vec![[
        text.records_column_type().to_owned(),
        text.records_column_name().to_owned(),
        text.records_column_value().to_owned(),
        text.records_column_standing().to_owned(),
    ]];
    for (record, it) in rows {
        let value = to_be_typed(&facts.to_type(record).value.to_string());
        let wrong = it.iter().flat_map(|it| &it.mistakes).find(|mistake| mistake.is_to_be_mended());
        let said = wrong.map_or(text.record_standing(standing(it)), |mistake| text.mistake_in_short(mistake));
        lines.push([record.kind().to_string(), record.name.clone(), value, said.to_owned()]);
    }
    lines
}

fn in_two_lines_each(cells: &[[String; 4]]) -> Vec<String> {
    let widest = |at: usize| cells.iter().map(|line| line[at].width()).max().unwrap_or_default() + 2;
    let (standings, kinds) = (widest(3), widest(0));
    let both = |[kind, name, value, standing]: &[String; 4]| {
        let head = format!("{}{}", padded(standing, standings), padded(kind, kinds));
        [format!("{head}{name}"), format!("{}{value}", " ".repeat(head.width()))]
    };
    cells.iter().flat_map(both).collect()
}

fn in_a_table(lines: &[[String; 4]]) -> Vec<String> {
    // One long text does not push the last column away from all others.
    let wide = |line: &[String; 4], at: usize| Some(line[at].width()).filter(|width| at < 2 || *width <= WIDEST_VALUE);
    let widths: Vec<usize> =
        (0..3).map(|at| lines.iter().filter_map(|line| wide(line, at)).max().unwrap_or_default()).collect();
    let aligned = |line: &[String; 4]| {
        let cells = line.iter().zip(&widths).map(|(cell, width)| padded(cell, *width) + "  ");
        format!("{}{}", cells.collect::<String>(), line[3])
    };
    lines.iter().map(aligned).collect()
}

/// A sentence for each cause that is wrong with the records, except that they are not there yet.
pub(super) fn faults(text: &Text, facts: &Facts, rows: &[ComparedRecord]) -> Vec<String> {
    let worth_saying = |mistake: &&Mistake| !matches!(mistake, Mistake::Missing { clue: None, .. });
    let mistakes = rows.iter().flat_map(|(record, it)| {
        let mistakes = it.iter().flat_map(|it| it.mistakes.iter().chain(&it.remark)).filter(worth_saying);
        mistakes.map(move |mistake| (record, mistake.clone()))
    });
    let records: Vec<Record> = rows.iter().map(|(record, _)| record.clone()).collect();
    let gone = text.records_gone(&records, facts);
    let others =
        gone.into_iter().chain(text.records_refused(&records, facts)).chain(text.records_silent(&records, facts));
    by_cause(mistakes, &records).iter().map(|fault| text.fault(fault, facts)).chain(others).collect()
}
