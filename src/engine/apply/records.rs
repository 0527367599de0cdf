//! Records into a zone, and out of it again. What stands is read anew just before, and after a reply that was lost: what was created
//! then is ours all the same. Writes its own lines in the ledger, which say what was really sent. Does not know what a record is for.

use super::{
    super::{Ports, ledger::Ending, zones::ZoneWriter},
    done::Done,
};
use crate::{
    dns::{
        compare::RecordStanding,
        records::Record,
        writing::{
            HeldRecord, PlannedRecord, RecordOutlook, Seen, WritableZone, ZoneState, names_to_read, plan_writing,
        },
    },
    engine::zones,
    setup::{Change, DnsHost, HostedZone, Outcome, WrittenRecord},
    terms::{Failure, FailureKind},
};

/// What the provider may still be busy with shows after some seconds.
const LOOKS: u32 = 3;

/// Creates them, all or nothing. One that stands already is left as it is.
pub(super) async fn write(ports: &Ports, at: &DnsHost, zone: &HostedZone, records: &[Record]) -> Result<Done, Failure> {
    let zones = ZoneWriter::open(ports, at).await?;
    let missing = missing(&zones, zone, records).await?;
    if missing.is_empty() {
        return Ok(Outcome::Already.into());
    }
    let change = Change::WriteRecords { at: at.clone(), zone: zone.clone(), records: missing.clone() };
    let ledger = ports.home.ledger();
    let line = ledger.open(&change, ports.clock.now(), None, Vec::new())?;
    let close = |ending| ledger.close(line.clone(), ports.clock.now(), ending);
    let failure = match zones.create(zone, &missing).await {
        Ok(ids) => {
            close(Ending::Done { made: numbered(&ids) })?;
            return Ok(Outcome::Done.into());
        }
        Err(failure) => failure,
    };
    if !failure.may_have_happened() {
        close(Ending::Refused)?;
        // Another writer was faster; with the same records all is as it was wanted.
        let is_there = failure.kind == FailureKind::Conflict
            && self::missing(&zones, zone, &missing).await.is_ok_and(|left| left.is_empty());
        return if is_there { Ok(Outcome::Already.into()) } else { Err(failure) };
    }
    for look in 0..LOOKS {
        if look > 0 {
            ports.clock.sleep(std::time::Duration::from_secs(2)).await;
        }
        let Ok(found) = ids_of(&zones, zone, &missing).await else { continue };
        if let Some(ids) = found {
            close(Ending::Done { made: numbered(&ids) })?;
            return Ok(Outcome::Done.into());
        }
    }
    close(Ending::Unknown { left: None })?;
    Err(failure)
}

/// Takes away those that stand as they were written.
pub(super) async fn remove(
    ports: &Ports,
    at: &DnsHost,
    zone: &HostedZone,
    records: &[WrittenRecord],
) -> Result<Done, Failure> {
    let zones = ZoneWriter::open(ports, at).await?;
    let mut standing: Vec<(Record, HeldRecord)> = Vec::new();
    for one in records {
        let held = zones.held(zone, &one.record.name).await?;
        standing.extend(zones::found(one, &held).map(|held| (one.record.clone(), held.clone())));
    }
    let change = Change::RemoveRecords { at: at.clone(), zone: zone.clone(), records: records.to_vec() };
    let ledger = ports.home.ledger();
    let line = ledger.open(&change, ports.clock.now(), None, Vec::new())?;
    let (outcome, removed) = match standing.as_slice() {
        [] => (Outcome::Already, Ok(())),
        some => (Outcome::Done, zones.remove(zone, some).await),
    };
    let ending = match &removed {
        Ok(()) => Ending::Done { made: None },
        Err(failure) if failure.may_have_happened() => Ending::Unknown { left: None },
        Err(_) => Ending::Refused,
    };
    ledger.close(line, ports.clock.now(), ending)?;
    removed.map(|()| outcome.into())
}

/// Those that do not stand yet, by the same judgement as they were shown by. An error of kind `Conflict` where something has come to
/// stand in the place of one since: beside an SPF or a DMARC of another's ours would void both.
async fn missing(zones: &ZoneWriter<'_>, zone: &HostedZone, records: &[Record]) -> Result<Vec<Record>, Failure> {
    let mut held = Vec::new();
    for name in names_to_read(records, &zone.name) {
        held.extend(zones.held(zone, &name).await?);
    }
    let now = WritableZone {
        name: zone.name.clone(),
        servers: Vec::new(),
        state: ZoneState::Active,
        unit: zones.unit(),
        held,
    };
    // When they were shown none of them stood anywhere, and no other zone had a policy above them.
    let seen = Seen { cut: None, standing: &|_| RecordStanding::Missing, answers: &|_, _| None };
    let mut missing = Vec::new();
    for PlannedRecord { record, outlook } in plan_writing(records, &now, &seen).rows {
        if now.held.iter().any(|it| it.is_exactly(&record)) {
            continue;
        }
        let stands = match outlook {
            RecordOutlook::Create => {
                missing.push(record);
                continue;
            }
            RecordOutlook::There => continue,
            RecordOutlook::Merge { stands, .. } => format!("{} {stands}", record.kind()),
            RecordOutlook::Conflict { stands, .. } => stands.join(" and "),
        };
        return Err(Failure::new(FailureKind::Conflict, format!("write records into the zone {}", zone.name))
            .because(format!("at {} there is now {stands}", record.name)));
    }
    Ok(missing)
}

/// The ids of these records where all of them stand; none where one does not.
async fn ids_of(
    zones: &ZoneWriter<'_>,
    zone: &HostedZone,
    records: &[Record],
) -> Result<Option<Vec<Option<String>>>, Failure> {
    let mut ids = Vec::new();
    for record in records {
        let held = zones.held(zone, &record.name).await?;
        let Some(found) = held.iter().find(|it| it.is_exactly(record)) else { return Ok(None) };
        ids.push(found.id.clone());
    }
    Ok(Some(ids))
}

/// As a line of the ledger holds them: in the order of the records, none where the provider has no numbers.
fn numbered(ids: &[Option<String>]) -> Option<String> {
    let ids: Option<Vec<&str>> = ids.iter().map(|id| id.as_deref()).collect();
    ids.map(|ids| ids.join(","))
}
