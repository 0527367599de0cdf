//! What to ask DNS about one record: the record itself, and where that is not there, what tells the failures apart.
//! Knows no server.

use super::{
    Answer, ZoneCut,
    compare::{RecordStanding, compare},
    places::{beside, inherited, other_kinds, strays},
    records::Record,
};

pub use super::{
    places::Stray,
    sightings::{Aim, Query, Sightings},
};

/// The first question: is the record there?
pub fn first(record: &Record) -> Query {
    Query { name: record.name.clone(), kind: record.kind(), why: Aim::Itself }
}

/// The further questions, once the first is answered. None where the record is there, or where no server answered.
pub fn follow_ups(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Vec<Query> {
    match compare(record, seen, zone).standing {
        RecordStanding::Present | RecordStanding::Unknown => return Vec::new(),
        RecordStanding::Missing | RecordStanding::Wrong => {}
    }
    let mut asks = Vec::new();
    if seen.heard(&record.name, record.kind()).iter().any(|said| said.answer != Answer::NoName) {
        let others = other_kinds(record);
        asks.extend(others.iter().map(|&kind| Query { name: record.name.clone(), kind, why: Aim::OtherType }));
        if let Some(beside) = beside(record, &zone.zone) {
            let kinds = others.iter().copied().chain([record.kind()]);
            asks.extend(kinds.map(|kind| Query { name: beside.clone(), kind, why: Aim::Wildcard }));
        }
    }
    let strays = strays(record, &zone.zone).into_iter();
    asks.extend(strays.map(|(stray, name)| Query { name, kind: record.kind(), why: Aim::Stray(stray) }));
    asks.extend(inherited(record).into_iter().map(|name| Query { name, kind: record.kind(), why: Aim::Inherited }));
    asks
}
