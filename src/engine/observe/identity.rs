//! The identity, and what DNS says of its records. Does not judge a record: that is `dns`.

use futures_util::future::{join, join_all};

use super::{
    here::Here,
    hosts,
    news::{News, note},
};
use crate::{
    dns::{
        Answer, RecordType, ServerAnswer, Sighting, ZoneCut,
        ask::{Aim, Query, Sightings, first, follow_ups, servers_for},
        dmarc::OUR_DMARC,
        provider::{Detected, detect, domain_connect},
        records::{Purpose, Record, RecordValue},
    },
    engine::Ports,
    setup::{Facts, Identity, IdentityName, Intent, RecordKey, former_records, records_unseen, wanted_records},
    terms::{Domain, Fact, Failure, FailureKind, Region},
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
        Fact::Absent => (name.domain(), mail_from_to_come(here.intent, here.region)),
        Fact::Unknown => (name.domain(), Vec::new()),
    };
    let also = match identity {
        Fact::Absent => Vec::new(),
        Fact::Present(_) | Fact::Hidden(_) | Fact::Unknown => above_the_from(here.intent, domain, &records),
    };
    let former = identity.present().map(former_records).unwrap_or_default();
    let of_address = match identity.present().map(|identity| &identity.name) {
        Some(IdentityName::Email(address)) => address.domain().ancestry().map(|it| dmarc_of(&it)).collect(),
        Some(IdentityName::Domain(_)) | None => Vec::new(),
    };
    let records = [records, also, former, of_address].concat();
    let dns = async {
        if let (IdentityName::Email(address), Fact::Absent) = (&name, &identity) {
            // Before AWS sends its mail.
            look_at_the_mailbox(here.ports, address.domain()).await
        } else {
            let seen = look_at_dns(here.ports, domain, &records).await;
            match identity {
                // No step depends on DNS yet.
                Fact::Absent => News { trouble: Vec::new(), ..seen },
                Fact::Present(_) | Fact::Hidden(_) | Fact::Unknown => seen,
            }
        }
    };
    let (dns, hosts) = join(dns, hosts::of_feedback(here.ports, here.intent, here.region)).await;
    trouble.extend(dns.trouble);
    News { facts: Facts { identity, hosts, ..dns.facts }, trouble }
}

/// Looks at the identity, where what DNS says is known, or is of no matter.
pub(super) async fn look_at_ses_alone(here: &Here<'_>) -> News {
    let Some(name) = here.intent.identity_name() else { return News::default() };
    let mut trouble = Vec::new();
    let identity = note(find(here, &name).await, &mut trouble);
    News { facts: Facts { identity, ..Facts::default() }, trouble }
}

/// The record at the name of a MAIL FROM that is to be: another service may use the name already.
fn mail_from_to_come(intent: &Intent, region: Region) -> Vec<Record> {
    let mut records = records_unseen(intent, region);
    records.retain(|record| record.purpose == Purpose::MailFromMx);
    records
}

/// The DMARC record of the From's own domain, where a domain above it is the identity: it may want more than that.
fn above_the_from(intent: &Intent, identity: &Domain, records: &[Record]) -> Vec<Record> {
    let from = intent.from.as_ref().map(|from| from.domain()).filter(|from| *from != identity && !records.is_empty());
    from.map(dmarc_of).into_iter().collect()
}

/// The DMARC record of a domain, to be looked at.
fn dmarc_of(domain: &Domain) -> Record {
    let (name, value) = (format!("_dmarc.{domain}"), RecordValue::Txt(OUR_DMARC.into()));
    Record { purpose: Purpose::Dmarc, name, value }
}

/// Whether a domain has servers for its mail, and, where it names none, an address of its own.
pub(super) async fn look_at_the_mailbox(ports: &Ports, domain: &Domain) -> News {
    let key = RecordKey { name: domain.to_string(), kind: RecordType::Mx };
    let asked = |kind, why| Query { name: domain.to_string(), kind, why };
    let zone = match ports.resolver.zone_of(domain.as_str()).await {
        Ok(zone) => zone,
        // The registry does not know the domain, or has not handed it to an owner.
        Err(failure) if failure.kind == FailureKind::NotFound => {
            let said = Sighting { authoritative: vec![ServerAnswer::new("", Answer::NoName)], public: Vec::new() };
            let seen = [(asked(RecordType::Mx, Aim::Itself), said)].into_iter().collect();
            return News::told(Facts { records: [(key, seen)].into(), ..Facts::default() });
        }
        Err(failure) => return News::of(failure),
    };
    let first = ports.resolver.look(domain.as_str(), RecordType::Mx, &zone).await;
    let mut seen: Sightings = [(asked(RecordType::Mx, Aim::Itself), first)].into_iter().collect();
    if matches!(seen.answer(domain.as_str(), RecordType::Mx), Some(Answer::NoData)) {
        let kinds = [RecordType::A, RecordType::Aaaa];
        let looks = join_all(kinds.map(|kind| ports.resolver.look(domain.as_str(), kind, &zone))).await;
        kinds.into_iter().zip(looks).for_each(|(kind, said)| seen.add(asked(kind, Aim::OtherType), said));
    }
    News::told(Facts { zone: Fact::Present(zone), records: [(key, seen)].into(), ..Facts::default() })
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
            let (ledger, region) = (here.ports.home.ledger(), here.region.code());
            identity.created = ledger.created(&account, region, name)?;
            if let IdentityName::Domain(domain) = name {
                identity.former_tokens = ledger.former_tokens(&account, region, domain)?;
            }
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
    let (records, said) = join(join_all(looks), look_at_domain_connect(ports, &zone)).await;
    let records = records.into_iter().chain(said).collect();
    News::told(Facts { zone: Fact::Present(zone), records, ..Facts::default() })
}

/// What the zone says of its provider, where the names of its servers do not tell.
async fn look_at_domain_connect(ports: &Ports, zone: &ZoneCut) -> Option<(RecordKey, Sightings)> {
    match detect(&zone.servers) {
        Detected::One(_) | Detected::Split(_) => None,
        Detected::Shared(_) | Detected::Unknown(_) => {
            let asked = Query { name: domain_connect(&zone.zone), kind: RecordType::Txt, why: Aim::Itself };
            let sighting = ports.resolver.look(&asked.name, asked.kind, zone).await;
            let key = RecordKey { name: asked.name.clone(), kind: asked.kind };
            Some((key, [(asked, sighting)].into_iter().collect()))
        }
    }
}

/// So deep an SPF record may lead: ten look-ups, and the addresses behind the last of them.
const DEEPEST: usize = 14;

/// The record first; where it is not there, whatever tells why.
async fn look_at_record(ports: &Ports, record: &Record, zone: &ZoneCut) -> Sightings {
    let resolver = &ports.resolver;
    let question = first(record);
    let sighting = resolver.look(&question.name, question.kind, zone).await;
    let mut seen: Sightings = [(question, sighting)].into_iter().collect();
    for _ in 0..DEEPEST {
        let more = follow_ups(record, &seen, zone);
        if more.is_empty() {
            break;
        }
        let ask = |question: &Query| {
            let (name, kind, servers) = (question.name.clone(), question.kind, servers_for(question, zone));
            async move { resolver.look(&name, kind, &servers).await }
        };
        let answers = join_all(more.iter().map(ask)).await;
        for (question, sighting) in more.into_iter().zip(answers) {
            seen.add(question, sighting);
        }
    }
    seen
}
