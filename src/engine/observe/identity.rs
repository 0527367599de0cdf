//! The identity, and what DNS says of its records.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::{Here, News, note};
use crate::{
    dns::{
        RecordType, ZoneCut,
        ask::{Sightings, first, follow_ups},
        records::Record,
    },
    setup::{Facts, Identity, IdentityName, RecordKey, wanted_records},
    terms::{Fact, Failure},
};

pub(super) async fn look(here: &Here<'_>) -> News {
    let Some(name) = here.intent.identity_name() else { return News::default() };
    let mut trouble = Vec::new();
    let identity = note(find(here, &name).await, &mut trouble);
    let mut facts = Facts { identity, ..Facts::default() };
    if let Some(identity) = facts.identity.present() {
        let records = wanted_records(here.intent, identity, here.region);
        if !records.is_empty() {
            match look_at_dns(here, identity.name.domain().as_str(), &records).await {
                Ok((zone, sightings)) => {
                    facts.zone = Fact::Present(zone);
                    facts.records = sightings;
                }
                Err(failure) => trouble.push(failure),
            }
        }
    }
    News { facts, trouble }
}

/// The identity itself, or the nearest domain above it that is verified and so covers it.
async fn find(here: &Here<'_>, name: &IdentityName) -> Result<Fact<Identity>, Failure> {
    let exact = here.session.identity(name).await?;
    if let Fact::Present(mut identity) = exact {
        // Whose it is the tag says; the ledger, since when.
        identity.created = here.ports.home.ledger().created(&here.account, here.region.code(), name)?;
        return Ok(Fact::Present(identity));
    }
    if exact != Fact::Absent {
        return Ok(exact);
    }
    let above = name.domain().ancestry().filter(|domain| match name {
        IdentityName::Domain(own) => domain != own,
        IdentityName::Email(_) => true,
    });
    for domain in above {
        let covering = here.session.identity(&IdentityName::Domain(domain)).await?;
        if covering.present().is_some_and(|it| it.verified) {
            return Ok(covering);
        }
    }
    Ok(Fact::Absent)
}

async fn look_at_dns(
    here: &Here<'_>,
    domain: &str,
    records: &[Record],
) -> Result<(ZoneCut, BTreeMap<RecordKey, Sightings>), Failure> {
    let zone = here.ports.resolver.zone_of(domain).await?;
    let looks = records.iter().map(|record| async {
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        (key, look_at_record(here, record, &zone).await)
    });
    let sightings = join_all(looks).await.into_iter().collect();
    Ok((zone, sightings))
}

/// The record first; where it is not there, whatever tells why.
async fn look_at_record(here: &Here<'_>, record: &Record, zone: &ZoneCut) -> Sightings {
    let resolver = &here.ports.resolver;
    let question = first(record);
    let sighting = resolver.look(&question.name, question.kind, zone).await;
    let mut seen: Sightings = [(question, sighting)].into_iter().collect();
    let more = follow_ups(record, &seen, zone);
    let ask = |name: String, kind: RecordType| async move { resolver.look(&name, kind, zone).await };
    let answers = join_all(more.iter().map(|question| ask(question.name.clone(), question.kind))).await;
    for (question, sighting) in more.into_iter().zip(answers) {
        seen.add(question, sighting);
    }
    seen
}
