//! `sesame records`: the DNS records that the identity needs, in the form that somebody wants, and how DNS has them.

use serde_json::{Value, json};

use super::{Bench, Exit, missing_flags, out::Out, status::padded, stopped_at_sign_in};
use crate::{
    cli::{self, RecordsAs},
    dns::{
        Said,
        compare::{Comparison, RecordStanding},
        provider::{self, Detected},
        records::Record,
        zonefile,
    },
    setup::{Facts, Question, wanted_records},
    terms::{Fact, Failure, FailureKind},
    words::check,
};
use unicode_width::UnicodeWidthStr as _;

pub async fn run(bench: &Bench, flags: &cli::Records) -> Result<Exit, Failure> {
    let (facts, trouble) = bench.look().await;
    if let Some(failure) = stopped_at_sign_in(&bench.standings(&facts), &trouble) {
        return Err(failure);
    }
    let doing = "list the DNS records";
    let name = bench.intent.identity_name().ok_or_else(|| missing_flags(&bench.text, doing, &[Question::From]))?;
    let region = bench.intent.region.ok_or_else(|| missing_flags(&bench.text, doing, &[Question::Region]))?;
    let identity = match &facts.identity {
        Fact::Present(identity) => identity,
        Fact::Absent => {
            return Err(Failure::new(FailureKind::NotFound, doing).because(bench.text.records_no_identity(&name)));
        }
        Fact::Hidden(denial) => {
            return Err(
                Failure::new(FailureKind::Denied, doing).because(format!("{}: {}", denial.code, denial.message))
            );
        }
        Fact::Unknown => {
            return Err(trouble.into_iter().next().unwrap_or_else(|| Failure::new(FailureKind::Bug, doing)));
        }
    };
    let mut rows: Vec<(Record, Option<Comparison>)> = wanted_records(&bench.intent, identity, region)
        .into_iter()
        .map(|record| {
            let comparison = facts.record_comparison(&record);
            (record, comparison)
        })
        .collect();
    let whole = rows.iter().all(|(_, it)| standing(it) == RecordStanding::Present);
    if flags.missing {
        rows.retain(|(_, it)| standing(it) != RecordStanding::Present);
    }
    let zone = facts.zone.present().map(|cut| cut.zone.clone()).unwrap_or_else(|| identity.name.domain().to_string());
    let records: Vec<Record> = rows.iter().map(|(record, _)| record.clone()).collect();
    match (bench.out, flags.form) {
        (Out::Json, _) | (_, RecordsAs::Json) => Out::Json.object(&json!({
            "domain": identity.name.domain(),
            "zone": zone,
            "provider": detected(&facts).map(|it| provider_id(&it)),
            "records": rows.iter().map(|(record, it)| row(&facts, record, it)).collect::<Vec<_>>(),
            "aws": {
                "status": check(&identity.verification),
                "error": identity.error,
                "checked_at": identity.checked,
            },
        })),
        (Out::Text, RecordsAs::Bind) => bench.out.data(zonefile::bind(&records).trim_end()),
        (Out::Text, RecordsAs::Csv) => bench.out.data(zonefile::csv(&records).trim_end()),
        (Out::Text, RecordsAs::Cloudflare) => {
            let rows = serde_json::to_string_pretty(&zonefile::cloudflare(&records, &zone));
            bench.out.data(rows.expect("rows of a form are JSON"));
        }
        (Out::Text, RecordsAs::Table) => table(bench, &facts, &zone, &rows),
    }
    Ok(if whole { Exit::Well } else { Exit::Waiting })
}

fn standing(comparison: &Option<Comparison>) -> RecordStanding {
    comparison.as_ref().map_or(RecordStanding::Unknown, |it| it.standing)
}

fn detected(facts: &Facts) -> Option<Detected> {
    facts.zone.present().map(|cut| provider::detect(&cut.servers))
}

fn provider_id(detected: &Detected) -> Value {
    match detected {
        Detected::One(provider) => json!(provider.id),
        _ => Value::Null,
    }
}

fn row(facts: &Facts, record: &Record, comparison: &Option<Comparison>) -> Value {
    let key = crate::setup::RecordKey { name: record.name.clone(), kind: record.kind() };
    let seen = facts.records.get(&key).and_then(|it| it.of(&record.name, record.kind()));
    let said = |all: Option<&Vec<Said>>| -> Vec<Value> {
        all.into_iter().flatten().map(|it| json!({ "server": it.server, "values": it.answer.values() })).collect()
    };
    json!({
        "purpose": record.purpose,
        "type": record.kind(),
        "name": record.name,
        "value": record.value.value_text(),
        "priority": record.value.priority(),
        "standing": standing(comparison),
        "causes": comparison.iter().flat_map(|it| it.mistakes.iter().map(|m| m.cause())).collect::<Vec<_>>(),
        "seen": {
            "authoritative": said(seen.map(|it| &it.authoritative)),
            "public": said(seen.map(|it| &it.public)),
        },
    })
}

fn table(bench: &Bench, facts: &Facts, zone: &str, rows: &[(Record, Option<Comparison>)]) {
    let text = &bench.text;
    if rows.is_empty() {
        bench.out.note(text.records_none());
        return;
    }
    if let Some(cut) = facts.zone.present() {
        bench.out.note(match detected(facts) {
            Some(Detected::One(provider)) => {
                let name = match text.locale() {
                    crate::words::Locale::En => provider.english,
                    crate::words::Locale::Ko => provider.korean,
                };
                text.records_zone(name, zone)
            }
            _ => text.records_zone_unknown(cut.servers.join(", "), zone),
        });
    }
    let mut lines = vec![[
        text.records_column_type().to_owned(),
        text.records_column_name().to_owned(),
        text.records_column_value().to_owned(),
        text.records_column_standing().to_owned(),
    ]];
    for (record, it) in rows {
        let value = match record.value.priority() {
            Some(priority) => format!("{priority} {}", record.value.value_text()),
            None => record.value.value_text().to_owned(),
        };
        lines.push([
            record.kind().to_string(),
            record.name.clone(),
            value,
            text.record_standing(standing(it)).to_owned(),
        ]);
    }
    let widths: Vec<usize> =
        (0..3).map(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or_default()).collect();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| padded(cell, width + 2));
        bench.out.data(format!("{}{}", cells.collect::<String>(), line[3]));
    }
    for mistake in rows.iter().filter_map(|(_, it)| it.as_ref()).flat_map(|it| &it.mistakes) {
        bench.out.note(format!("! {}: {mistake}", mistake.cause()));
    }
}
