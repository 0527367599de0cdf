//! What to ask DNS about one record: the record itself, and where that is not there, what tells the failures apart.
//! Knows no server.

use super::{
    Answer, RecordType, ZoneCut,
    compare::{RecordStanding, agreements, compare, is_of_ses, spf_questions, stands_at},
    places::{OF_A_SERVICE, beside, beside_name, inherited, other_kinds, strays},
    records::{Purpose, Record},
    wildcard::{by_a_wildcard, companion},
};

pub use super::{
    places::Stray,
    sightings::{Aim, Query, Sightings},
};

/// The first question: is the record there?
pub fn first(record: &Record) -> Query {
    Query { name: record.name.clone(), kind: record.kind(), why: Aim::Itself }
}

/// So many questions one SPF record is worth. A record that receivers evaluate has at most ten look-ups, and each of them at most
/// ten mail servers; what leads further was written to lead nowhere, and stays unjudged.
pub const MOST_SPF_QUESTIONS: usize = 150;

/// The further questions, once the ones before are answered: an SPF record leads to names that lead to others. None where
/// the record is there, or where no server answered; and none that was asked.
pub fn follow_ups(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Vec<Query> {
    let spf = spf_questions(record, seen);
    let mut asks = match spf.is_empty() {
        false => spf.into_iter().map(|(name, kind)| Query { name, kind, why: Aim::SpfTerm }).collect(),
        true => why_not(record, seen, zone),
    };
    asks.retain(|asked| seen.of(&asked.name, asked.kind).is_none());
    let room = MOST_SPF_QUESTIONS.saturating_sub(seen.asked_for(Aim::SpfTerm));
    let of_spf = asks.iter().filter(|asked| asked.why == Aim::SpfTerm).count();
    asks.truncate(asks.len() - of_spf.saturating_sub(room));
    asks
}

/// Whom to ask: what an SPF record names, or a CNAME leads to, mostly lies in another zone, whose servers were not looked up.
pub fn servers_for(asked: &Query, zone: &ZoneCut) -> ZoneCut {
    let is_within = asked.name.strip_suffix(&zone.zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    match asked.why {
        Aim::SpfTerm | Aim::Behind | Aim::Agreement if !is_within => {
            ZoneCut { zone: String::new(), servers: Vec::new(), primary: None }
        }
        // Mostly none of them is there, and there are many: a resolver is enough.
        Aim::Stray(Stray::OtherLabel) => ZoneCut { servers: Vec::new(), ..zone.clone() },
        Aim::Itself
        | Aim::OtherType
        | Aim::Wildcard
        | Aim::Stray(_)
        | Aim::Inherited
        | Aim::Behind
        | Aim::SpfTerm
        | Aim::Agreement => zone.clone(),
    }
}

/// What tells why the record is not there.
fn why_not(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Vec<Query> {
    match compare(record, seen, zone).standing {
        RecordStanding::Present => {
            let asked = agreements(record, seen).into_iter();
            let agreed = asked.map(|name| Query { name, kind: RecordType::Txt, why: Aim::Agreement });
            return agreed.chain(of_its_own(record, seen, zone)).collect();
        }
        RecordStanding::Unknown => return Vec::new(),
        RecordStanding::Missing | RecordStanding::Wrong => {}
    }
    if by_a_wildcard(record, seen, zone).is_some() {
        return Vec::new();
    }
    let mut asks = Vec::new();
    let is_mail_from = match record.purpose {
        Purpose::MailFromMx | Purpose::MailFromSpf => true,
        Purpose::Dkim | Purpose::Dmarc => false,
    };
    for target in seen.values(&record.name, RecordType::Cname).into_iter().filter(|it| is_mail_from && !is_of_ses(it)) {
        asks.extend(OF_A_SERVICE.map(|kind| Query { name: target.clone(), kind, why: Aim::Behind }));
    }
    if seen.heard(&record.name, record.kind()).iter().any(|said| said.answer != Answer::NoName) {
        let others = other_kinds(record);
        asks.extend(others.iter().map(|&kind| Query { name: record.name.clone(), kind, why: Aim::OtherType }));
        if let Some(beside) = beside(record, &zone.zone) {
            let kinds = others.iter().copied().chain([record.kind()]);
            asks.extend(kinds.map(|kind| Query { name: beside.clone(), kind, why: Aim::Wildcard }));
        }
    }
    let strays = strays(record, &zone.zone);
    // What stands under another name may be a wildcard's answer.
    for (_, name) in strays.iter().filter(|(stray, name)| stands_at(record, *stray, name, seen)) {
        let beside = beside_name(name, &zone.zone);
        asks.extend(beside.map(|name| Query { name, kind: record.kind(), why: Aim::Wildcard }));
    }
    let strays = strays.into_iter();
    asks.extend(strays.map(|(stray, name)| Query { name, kind: record.kind(), why: Aim::Stray(stray) }));
    asks.extend(inherited(record).into_iter().map(|name| Query { name, kind: record.kind(), why: Aim::Inherited }));
    asks
}

/// What tells whether a record that is there stands at its name, or is a wildcard's: such a one goes as soon as the other record of
/// a MAIL FROM stands there.
fn of_its_own(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Vec<Query> {
    let (Some(other), Some(beside)) = (companion(record), beside_name(&record.name, &zone.zone)) else {
        return Vec::new();
    };
    let own = Query { name: beside, kind: record.kind(), why: Aim::Wildcard };
    let is_the_same = seen.of(&own.name, own.kind).is_some()
        && seen.values(&own.name, own.kind) == seen.values(&record.name, record.kind());
    let other = Query { name: record.name.clone(), kind: other, why: Aim::OtherType };
    [own].into_iter().chain(is_the_same.then_some(other)).collect()
}
