//! What an answer of DNS says, in the words of the rest of the program. Opens no socket, and judges no record.

use hickory_resolver::proto::{
    op::{Message, ResponseCode},
    rr::{Name, RData, Record, RecordType as Wire},
};

use crate::{
    dns::{Answer, RecordType},
    terms::{BadName, Domain, Why},
};

/// An answer as the rest of the program knows it. NXDOMAIN behind a CNAME is about the target; the name itself exists. Records
/// of names that were not asked about, and that no CNAME leads to, are not an answer.
pub(super) fn answer_of(message: &Message, kind: RecordType) -> Answer {
    let mut names: Vec<&Name> = message.queries.iter().map(|asked| asked.name()).collect();
    // A chain has an end, and its records may come in any order.
    for _ in 0..message.answers.len() {
        let led = message.answers.iter().find_map(|record| match &record.data {
            RData::CNAME(target) if names.contains(&&record.name) && !names.contains(&&target.0) => Some(&target.0),
            _ => None,
        });
        match led {
            Some(target) => names.push(target),
            None => break,
        }
    }
    let of_kind = message.answers.iter().filter(|it| it.record_type() == wire(kind) && names.contains(&&it.name));
    let values: Vec<String> = of_kind.filter_map(|record| value(&record.data)).collect();
    if !values.is_empty() {
        Answer::Found(values)
    } else if message.metadata.response_code == ResponseCode::NXDomain && message.answers.is_empty() {
        Answer::NoName
    } else {
        Answer::NoData
    }
}

/// For how many seconds a resolver goes on to say that there is nothing (RFC 2308, 5); none where it found something, or does
/// not say.
pub(super) fn absent_for(message: &Message, kind: RecordType) -> Option<u32> {
    match answer_of(message, kind) {
        Answer::NoName | Answer::NoData => {}
        Answer::Found(_) | Answer::Silent(_) => return None,
    }
    message.authorities.iter().find_map(|record| match &record.data {
        RData::SOA(soa) => Some(record.ttl.min(soa.minimum)),
        _ => None,
    })
}

/// For how many seconds a resolver goes on to hand out what it found: as long as the first part of it lasts, CNAMEs on the way
/// included. None where it found nothing.
pub(super) fn held_for(message: &Message, kind: RecordType) -> Option<u32> {
    match answer_of(message, kind) {
        Answer::Found(_) => message.answers.iter().map(|record| record.ttl).min(),
        Answer::NoName | Answer::NoData | Answer::Silent(_) => None,
    }
}

fn value(data: &RData) -> Option<String> {
    match data {
        RData::A(ip) => Some(ip.to_string()),
        RData::AAAA(ip) => Some(ip.to_string()),
        RData::CNAME(host) => Some(plain(&host.0)),
        RData::NS(host) => Some(plain(&host.0)),
        RData::MX(mx) => Some(format!("{} {}", mx.preference, plain(&mx.exchange))),
        RData::SOA(soa) => Some(soa.to_string()),
        RData::TXT(txt) => Some(txt.to_string()),
        _ => None,
    }
}

/// The type as hickory names it.
pub(super) fn wire(kind: RecordType) -> Wire {
    match kind {
        RecordType::A => Wire::A,
        RecordType::Aaaa => Wire::AAAA,
        RecordType::Cname => Wire::CNAME,
        RecordType::Mx => Wire::MX,
        RecordType::Ns => Wire::NS,
        RecordType::Soa => Wire::SOA,
        RecordType::Txt => Wire::TXT,
    }
}

/// The zone that an answer about `level` comes from, unless it is about something else.
pub(super) fn zone_named(message: &Message, level: &Name) -> Option<Name> {
    let of_type = |kind| {
        let all = message.answers.iter().chain(&message.authorities);
        all.filter(move |record| record.record_type() == kind)
    };
    let owner = &of_type(Wire::SOA).next()?.name;
    (of_type(Wire::CNAME).next().is_none() && owner.zone_of(level)).then(|| owner.to_lowercase())
}

/// The primary server that an SOA of this zone names.
pub(super) fn primary_named(message: &Message, zone: &Name) -> Option<String> {
    let mut all = message.answers.iter().chain(&message.authorities).filter(|record| record.name == *zone);
    all.find_map(|record| {
        let RData::SOA(soa) = &record.data else { return None };
        Some(plain(&soa.mname))
    })
}

/// The servers that these records give to the zone.
pub(super) fn name_servers<'a>(records: impl Iterator<Item = &'a Record>, zone: &Name) -> Result<Vec<String>, String> {
    let mut servers: Vec<String> = records
        .filter(|record| record.name == *zone && record.record_type() == Wire::NS)
        .filter_map(|record| value(&record.data))
        .collect();
    servers.sort();
    servers.dedup();
    if servers.is_empty() { Err("no NS records".into()) } else { Ok(servers) }
}

/// Whether a zone is one under which strangers register: `kr`, `co.kr`, the root.
pub(super) fn is_registry(zone: &Name) -> bool {
    zone.is_root() || matches!(plain(zone).parse::<Domain>(), Err(BadName { why: Why::NoDot | Why::PublicSuffix, .. }))
}

/// The name as DNS knows it, never relative to anything.
pub(super) fn absolute(name: &str) -> Result<Name, String> {
    let labels = name.strip_suffix('.').unwrap_or(name).split('.');
    Name::from_labels(labels.map(str::as_bytes)).map_err(|bad| format!("“{name}” is not a name in DNS: {bad}"))
}

/// Lower case, without the last dot.
pub(super) fn plain(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    match text.strip_suffix('.') {
        Some("") | None => text,
        Some(name) => name.into(),
    }
}
