//! The identity, and what DNS says of its records. Does not judge a record: that is `dns`.

use futures_util::future::join_all;

use super::{
    here::Here,
    news::{News, note},
};
use crate::{
    dns::{
        RecordType, ZoneCut,
        ask::{Sightings, first, follow_ups},
        records::Record,
    },
    engine::Ports,
    setup::{Facts, Identity, IdentityName, Intent, RecordKey, records_unseen, wanted_records},
    terms::{Domain, Fact, Failure, Region},
};

/// Looks at the identity and at DNS.
pub(super) async fn look(here: &Here<'_>) -> News {
    let Some(name) = here.intent.identity_name() else { return News::default() };
    let mut trouble = Vec::new();
    let identity = note(find(here, &name).await, &mut trouble);
    let (domain, records) = match &identity {
        Fact::Present(identity) => (identity.name.domain(), wanted_records(here.intent, identity, here.region)),
        // DNS hides nothing.
        Fact::Hidden(_) => (name.domain(), records_unseen(here.intent, here.region)),
        Fact::Unknown | Fact::Absent => (name.domain(), Vec::new()),
    };
    let dns = look_at_dns(here.ports, domain, &records).await;
    trouble.extend(dns.trouble);
    News { facts: Facts { identity, ..dns.facts }, trouble }
}

/// What DNS alone tells where AWS cannot be asked.
pub(super) async fn look_at_dns_alone(ports: &Ports, intent: &Intent, region: Region) -> News {
    match intent.identity_name() {
        Some(name) => look_at_dns(ports, name.domain(), &records_unseen(intent, region)).await,
        None => News::default(),
    }
}

/// The identity itself, or the nearest domain above it that is verified and so covers it.
async fn find(here: &Here<'_>, name: &IdentityName) -> Result<Fact<Identity>, Failure> {
    let exact = here.session.identity(name).await?;
    if let Fact::Present(mut identity) = exact {
        // Whose it is the tag says; the ledger, since when.
        if let Some(account) = here.account().await {
            identity.created = here.ports.home.ledger().created(&account, here.region.code(), name)?;
        }
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

async fn look_at_dns(ports: &Ports, domain: &Domain, records: &[Record]) -> News {
    if records.is_empty() {
        return News::default();
    }
    let zone = match ports.resolver.zone_of(domain.as_str()).await {
        Ok(zone) => zone,
        Err(failure) => return News::of(failure),
    };
    let looks = records.iter().map(|record| async {
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        (key, look_at_record(ports, record, &zone).await)
    });
    let records = join_all(looks).await.into_iter().collect();
    News::told(Facts { zone: Fact::Present(zone), records, ..Facts::default() })
}

/// The record first; where it is not there, whatever tells why.
async fn look_at_record(ports: &Ports, record: &Record, zone: &ZoneCut) -> Sightings {
    let resolver = &ports.resolver;
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
