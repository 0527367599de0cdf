//! What was written into zones and may be taken away again: what the ledger holds, against what stands there now. Changes nothing.

use super::{super::Ports, ZoneWriter};
use crate::{
    dns::writing::HeldRecord,
    setup::{DnsHost, HostedZone, WrittenRecord},
    terms::Failure,
};

/// One record that this set-up wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRecord {
    /// Where.
    pub at: DnsHost,
    /// In which zone.
    pub zone: HostedZone,
    /// What was written.
    pub written: WrittenRecord,
    /// How it stands there now.
    pub state: TakenState,
}

/// How a record that we wrote stands now.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TakenState {
    /// As it was written: it can be taken away.
    Stands,
    /// Something else of its name and type stands there, or it was changed since: it stays.
    Changed {
        /// What stands.
        stands: Vec<String>,
    },
    /// It is gone already.
    Gone,
    /// Its zone could not be read: it stays.
    Unseen {
        /// Why.
        why: Failure,
    },
}

/// Every record of the ledger that was not taken away yet, read anew where it was written. A zone that cannot be read holds no other
/// up; where none can, why the first one cannot.
pub async fn takings(ports: &Ports) -> Result<Vec<TakenRecord>, Failure> {
    let (mut all, mut unseen) = (Vec::new(), None);
    for written in ports.home.ledger().written()? {
        let zones = ZoneWriter::open(ports, &written.at).await;
        for one in written.records {
            let held = match &zones {
                Ok(zones) => zones.held(&written.zone, &one.record.name).await,
                Err(failure) => Err(failure.clone()),
            };
            let state = match held {
                Ok(held) => state_of(&one, &held),
                Err(why) => {
                    unseen.get_or_insert_with(|| why.clone());
                    TakenState::Unseen { why }
                }
            };
            all.push(TakenRecord { at: written.at.clone(), zone: written.zone.clone(), written: one, state });
        }
    }
    let is_seen = |one: &TakenRecord| !matches!(one.state, TakenState::Unseen { .. });
    match unseen {
        Some(failure) if !all.iter().any(is_seen) => Err(failure),
        Some(_) | None => Ok(all),
    }
}

/// How it stands among what is held at its name.
pub(in crate::engine) fn state_of(one: &WrittenRecord, held: &[HeldRecord]) -> TakenState {
    let same: Vec<&HeldRecord> = held.iter().filter(|it| it.kind == one.record.kind().to_string()).collect();
    if found(one, held).is_some() {
        return TakenState::Stands;
    }
    match same.as_slice() {
        [] => TakenState::Gone,
        // Without the one of our id the others are not ours.
        some if one.id.is_some() && some.iter().all(|it| it.id != one.id) => TakenState::Gone,
        some => TakenState::Changed { stands: some.iter().map(|it| it.shown()).collect() },
    }
}

/// The one that we wrote, where it stands exactly so. Where the provider numbers records, ours is the one with our number; where it
/// writes whole sets, ours is alone in its set.
pub(in crate::engine) fn found<'h>(one: &WrittenRecord, held: &'h [HeldRecord]) -> Option<&'h HeldRecord> {
    let mut same = held.iter().filter(|it| it.kind == one.record.kind().to_string());
    match &one.id {
        Some(_) => same.find(|it| it.id == one.id && it.is_exactly(&one.record)),
        None if held.iter().any(|it| it.id.is_some()) => same.find(|it| it.is_exactly(&one.record)),
        None => {
            let only = same.next().filter(|it| it.is_exactly(&one.record) && it.ttl == Some(crate::aws::TTL))?;
            same.next().is_none().then_some(only)
        }
    }
}
