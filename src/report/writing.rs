//! `sesame records --write-dns` and `--unwrite`: records into a zone, and out of it again. What is done is shown first; nothing that
//! stands is replaced. Does not know how a provider is asked.

use serde_json::{Value, json};

use super::{
    bench::Bench,
    columns::padded,
    exit::Exit,
    out::{Out, error},
    stop::Stop,
    stops::refused_as_read_only,
};
use crate::{
    cli::{RecordsArgs, WriteDnsArgs},
    dns::writing::{OutlookKind, PlannedRecord, RecordOutlook, WritePlan, ZoneObstacle},
    engine::{
        apply,
        zones::{TakenRecord, TakenState, plan_records, takings},
    },
    setup::{Change, DnsHost, DnsWish, Facts, HostedZone, Identity, Outcome, PlannedWriting, SignIn, WrittenRecord},
    terms::{Failure, Region},
    words::{Text, all_as_seen},
};
use unicode_width::UnicodeWidthStr as _;

/// The wish that these flags express, if they express one.
pub(super) fn wish(bench: &Bench, flags: &WriteDnsArgs) -> Option<DnsWish> {
    let sign_in = flags.dns_profile.clone().map_or_else(|| bench.intent.sign_in.clone(), SignIn::Profile);
    flags.write_dns.map(|provider| DnsWish { provider, sign_in })
}

/// Writes what is not there yet, or with `--plan` shows what would be written.
pub(super) async fn write(
    bench: &Bench,
    facts: &Facts,
    identity: &Identity,
    region: Region,
    flags: &RecordsArgs,
    wish: &DnsWish,
) -> Result<Exit, Stop> {
    let planned = plan_records(&bench.ports, &bench.intent, facts, identity, region, wish).await?;
    let change = planned.change();
    if bench.out == Out::Text {
        print_plan(bench, &planned);
    }
    let mut applied = Vec::new();
    let mut failure = None;
    if flags.yes
        && let Some(change) = change
    {
        if let Some(stop) = refused_as_read_only(bench, &change) {
            return Err(stop);
        }
        failure = carry_out(bench, change, &mut applied).await;
    } else if flags.plan && bench.out == Out::Text {
        bench.out.data("");
        bench.out.says(bench.text.plan_unchanged());
    }
    let stop = failure.map(Stop::Failed);
    if bench.out == Out::Json {
        let mut object = written(&planned);
        object["applied"] = applied.into();
        object["error"] = stop.as_ref().map_or(Value::Null, |stop| error(&bench.text, stop));
        bench.out.object(&object);
    }
    match stop {
        Some(stop) => {
            if bench.out == Out::Text {
                bench.out.stop(&bench.text, &stop);
            }
            Ok(Exit::of(stop.kind()))
        }
        None if planned.plan.has_obstacles() => Ok(Exit::Finding),
        None => Ok(Exit::Well),
    }
}

/// What a set-up would write at the end of its plan, as far as it can be told before there is an identity.
pub(super) async fn show(bench: &Bench, facts: &Facts, wish: &DnsWish, exit: Exit) -> Result<Exit, Stop> {
    bench.out.data("");
    let (Some(identity), Some(region)) = (facts.identity.present(), bench.intent.region) else {
        bench.out.says(bench.text.writing_later(wish.provider.name()));
        return Ok(exit);
    };
    let planned = plan_records(&bench.ports, &bench.intent, facts, identity, region, wish).await?;
    print_plan(bench, &planned);
    Ok(exit)
}

/// Takes away what was written, or with `--plan` shows what would be taken away.
pub(super) async fn unwrite(bench: &Bench, flags: &RecordsArgs) -> Result<Exit, Stop> {
    let all = takings(&bench.ports).await?;
    if bench.out == Out::Text {
        match all.as_slice() {
            [] => bench.out.says(bench.text.writing_nothing_written()),
            some => taken_lines(&bench.text, some).iter().for_each(|line| bench.out.data(line)),
        }
    }
    let mut applied = Vec::new();
    let mut unseen: Vec<&Failure> = Vec::new();
    for one in &all {
        if let TakenState::Unseen { why } = &one.state
            && !unseen.contains(&why)
        {
            unseen.push(why);
        }
    }
    if bench.out == Out::Text {
        unseen.iter().for_each(|failure| bench.out.trouble(&bench.text, failure));
    }
    let mut failure = None;
    // One change for each zone, in the order in which they were written.
    let mut zones: Vec<(&DnsHost, &HostedZone, Vec<WrittenRecord>)> = Vec::new();
    for one in all.iter().filter(|it| matches!(it.state, TakenState::Stands | TakenState::Gone)) {
        match zones.iter_mut().find(|(at, zone, _)| **at == one.at && **zone == one.zone) {
            Some((_, _, records)) => records.push(one.written.clone()),
            None => zones.push((&one.at, &one.zone, vec![one.written.clone()])),
        }
    }
    if flags.yes {
        for (at, zone, records) in zones {
            let change = Change::RemoveRecords { at: at.clone(), zone: zone.clone(), records };
            if let Some(stop) = refused_as_read_only(bench, &change) {
                return Err(stop);
            }
            failure = carry_out(bench, change, &mut applied).await;
            if failure.is_some() {
                break;
            }
        }
    } else if bench.out == Out::Text && !all.is_empty() {
        bench.out.data("");
        bench.out.says(bench.text.plan_unchanged());
    }
    let stop = failure.map(Stop::Failed);
    if bench.out == Out::Json {
        let rows: Vec<Value> = all.iter().map(taken_row).collect();
        let said = stop.clone().or_else(|| unseen.first().map(|failure| Stop::Failed((*failure).clone())));
        let error = said.as_ref().map_or(Value::Null, |stop| error(&bench.text, stop));
        bench.out.object(&json!({ "written": rows, "applied": applied, "error": error }));
    }
    match stop {
        Some(stop) => {
            if bench.out == Out::Text {
                bench.out.stop(&bench.text, &stop);
            }
            Ok(Exit::of(stop.kind()))
        }
        None if all.iter().any(|it| matches!(it.state, TakenState::Changed { .. } | TakenState::Unseen { .. })) => {
            Ok(Exit::Finding)
        }
        None => Ok(Exit::Well),
    }
}

async fn carry_out(bench: &Bench, change: Change, applied: &mut Vec<Value>) -> Option<Failure> {
    let (text, out, kind) = (&bench.text, bench.out, change.kind());
    out.note(format!("▸ {}", text.setup_doing(text.change(&change))));
    let mut done = |outcome: &str| {
        applied.push(json!({ "change": kind, "step": kind.step(), "outcome": outcome }));
    };
    match apply(&bench.ports, change).await {
        Ok(receipt) => {
            done(receipt.outcome.into());
            let said = match receipt.outcome {
                Outcome::Done => text.setup_done(),
                Outcome::Already => text.setup_already(),
            };
            out.note(format!("  {said}"));
            None
        }
        Err(failure) => {
            if failure.may_have_happened() {
                done("unknown");
            }
            Some(failure)
        }
    }
}

/// Prints what becomes of each record.
fn print_plan(bench: &Bench, planned: &PlannedWriting) {
    let text = &bench.text;
    bench.out.says(text.writing_of(planned));
    if let Some(obstacle) = &planned.plan.obstacle {
        bench.out.says(format!("  ! {}", text.zone_obstacle(planned, obstacle)));
    }
    lines(text, &planned.plan).iter().for_each(|line| bench.out.data(format!("  {line}")));
}

/// The same on the side, in a command that goes on.
pub(super) fn note_plan(bench: &Bench, planned: &PlannedWriting) {
    let text = &bench.text;
    bench.out.note(text.writing_of(planned));
    if let Some(obstacle) = &planned.plan.obstacle {
        bench.out.note(format!("  ! {}", text.zone_obstacle(planned, obstacle)));
    }
    lines(text, &planned.plan).iter().for_each(|line| bench.out.note(format!("  {line}")));
}

/// The rows as aligned lines, each with its sign; what cannot be created is explained below its line.
fn lines(text: &Text, plan: &WritePlan) -> Vec<String> {
    let rows = &plan.rows;
    let cells =
        |row: &PlannedRecord| [row.record.kind().to_string(), row.record.name.clone(), row.record.value.to_string()];
    let widths: Vec<usize> =
        (0..3).map(|at| rows.iter().map(|row| cells(row)[at].width()).max().unwrap_or_default()).collect();
    let mut lines = Vec::new();
    for row in rows {
        let sign = match &row.outlook {
            RecordOutlook::Create if plan.obstacle.is_some() => "·",
            RecordOutlook::Create => "+",
            RecordOutlook::There => "=",
            RecordOutlook::Merge { .. } => "~",
            RecordOutlook::Conflict { .. } => "!",
        };
        let aligned: String = cells(row).iter().zip(&widths).map(|(cell, width)| padded(cell, width + 2)).collect();
        lines.push(format!("{sign} {aligned}{}", text.record_outlook(row, plan)));
        lines.extend(text.outlook_explained(&row.outlook).map(|said| format!("    {said}")));
    }
    lines
}

fn taken_lines(text: &Text, all: &[TakenRecord]) -> Vec<String> {
    let line = |one: &TakenRecord| {
        let record = &one.written.record;
        let what = format!("{} {} {}", record.kind(), record.name, record.value);
        match &one.state {
            TakenState::Stands => format!("- {what}"),
            TakenState::Gone => format!("  {what}  {}", text.writing_gone()),
            TakenState::Unseen { .. } => format!("? {what}  {}", text.writing_unseen()),
            TakenState::Changed { stands } => {
                format!("! {what}  {}", text.writing_changed(all_as_seen(stands, " · ")))
            }
        }
    };
    all.iter().map(line).collect()
}

/// The plan, for programs.
fn written(planned: &PlannedWriting) -> Value {
    let row = |row: &PlannedRecord| {
        let (stands, why, instead, reason) = match &row.outlook {
            RecordOutlook::Create | RecordOutlook::There => (Vec::new(), None, None, None),
            RecordOutlook::Merge { stands, instead, why } => {
                (vec![stands.clone()], None, Some(instead), Some(why.to_string()))
            }
            RecordOutlook::Conflict { stands, why } => (stands.clone(), Some(*why), None, None),
        };
        let record = &row.record;
        json!({
            "purpose": record.purpose,
            "type": record.kind(),
            "name": record.name,
            "value": record.value.value_text(),
            "priority": record.value.priority(),
            "outlook": OutlookKind::from(&row.outlook),
            "conflict": why,
            "stands": stands,
            "instead": instead,
            "reason": reason,
        })
    };
    let obstacle = planned.plan.obstacle.as_ref().map(|it| match it {
        ZoneObstacle::NotActive(_) => "not-active",
        ZoneObstacle::NotWhole(_) => "not-whole",
        ZoneObstacle::ServedElsewhere { .. } => "served-elsewhere",
        ZoneObstacle::DelegationUnseen => "delegation-unseen",
    });
    json!({
        "provider": planned.at.provider(),
        "zone": { "id": planned.zone.id, "name": planned.zone.name },
        "obstacle": obstacle,
        "records": planned.plan.rows.iter().map(row).collect::<Vec<_>>(),
    })
}

fn taken_row(one: &TakenRecord) -> Value {
    let record = &one.written.record;
    json!({
        "provider": one.at.provider(),
        "zone": one.zone.name,
        "purpose": record.purpose,
        "type": record.kind(),
        "name": record.name,
        "value": record.value.value_text(),
        "priority": record.value.priority(),
        "state": <&str>::from(&one.state),
    })
}
