//! What to ask DNS about one record: the record itself, and where that is not there, what tells the failures apart.
//! Knows nobody who could answer.
//!
//! A wildcard is told by a name beside the record that nobody made: what it answers, the wildcard answers. One such
//! name is enough, because by RFC 4592 a wildcard covers a whole level; and it is always the same one, so that what is
//! asked follows from the record alone.

use super::{
    Answer, RecordType, Said, Sighting, ZoneCut,
    compare::{RecordStanding, compare},
    records::{Purpose, Record},
};
use crate::terms::Domain;

/// The question to begin with: is the record there?
pub fn first(record: &Record) -> Question {
    Question { name: record.name.clone(), kind: record.kind(), why: Aim::Itself }
}

/// What else to ask once the first question is answered. Nothing where the record is there, or where nobody answered.
pub fn follow_ups(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Vec<Question> {
    match compare(record, seen, zone).standing {
        RecordStanding::Present | RecordStanding::Unknown => return Vec::new(),
        RecordStanding::Missing | RecordStanding::Wrong => {}
    }
    let mut asks = Vec::new();
    if seen.heard(&record.name, record.kind()).iter().any(|said| said.answer != Answer::NoName) {
        let others = other_kinds(record);
        asks.extend(others.iter().map(|&kind| Question { name: record.name.clone(), kind, why: Aim::OtherType }));
        if let Some(beside) = beside(record, &zone.zone) {
            let kinds = others.iter().copied().chain([record.kind()]);
            asks.extend(kinds.map(|kind| Question { name: beside.clone(), kind, why: Aim::Wildcard }));
        }
    }
    let strays = strays(record, &zone.zone).into_iter();
    asks.extend(strays.map(|(stray, name)| Question { name, kind: record.kind(), why: Aim::Stray(stray) }));
    asks.extend(inherited(record).into_iter().map(|name| Question { name, kind: record.kind(), why: Aim::Inherited }));
    asks
}

/// One question about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The whole name, without the last dot.
    pub name: String,
    /// The type.
    pub kind: RecordType,
    /// What the answer tells.
    pub why: Aim,
}

/// What an answer is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// Whether the record is there.
    Itself,
    /// Whether something of another type is in its place.
    OtherType,
    /// Whether a wildcard speaks for it.
    Wildcard,
    /// Whether it was typed under another name.
    Stray(Stray),
    /// Whether a domain above has a DMARC record that holds here too.
    Inherited,
}

/// How a record comes to stand under another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// The whole name was typed where the form adds the zone.
    Doubled,
    /// The form took the underscore away, or made a hyphen of it.
    UnderscoreLost,
    /// The name was taken as relative to the sender's domain, where the zone is one above.
    SubdomainLost,
}

/// What was asked about one record, and what everybody said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sightings(Vec<(Question, Sighting)>);

impl Sightings {
    /// Adds what was said to a question.
    pub fn add(&mut self, question: Question, sighting: Sighting) {
        self.0.push((question, sighting));
    }

    /// What was said to this question, if it was asked.
    pub fn of(&self, name: &str, kind: RecordType) -> Option<&Sighting> {
        self.0.iter().find(|(asked, _)| asked.name == name && asked.kind == kind).map(|(_, said)| said)
    }

    /// The answers to it that decide.
    pub fn heard(&self, name: &str, kind: RecordType) -> Vec<&Said> {
        self.of(name, kind).map(Sighting::heard).unwrap_or_default()
    }

    /// As if only the zone's own servers had been asked.
    pub fn by_the_zone(&self) -> Sightings {
        self.only(|said| Sighting { authoritative: said.authoritative.clone(), public: Vec::new() })
    }

    /// As if only this public resolver had been asked.
    pub fn by_the_public(&self, server: &str) -> Sightings {
        self.only(|said| {
            let public = said.public.iter().filter(|it| it.server == server).cloned().collect();
            Sighting { authoritative: Vec::new(), public }
        })
    }

    /// The public resolvers that were asked, in order.
    pub fn public(&self) -> Vec<&str> {
        let mut servers: Vec<&str> = Vec::new();
        for said in self.0.iter().flat_map(|(_, said)| &said.public) {
            if !servers.contains(&said.server.as_str()) {
                servers.push(&said.server);
            }
        }
        servers
    }

    fn only(&self, part: impl Fn(&Sighting) -> Sighting) -> Sightings {
        self.0.iter().map(|(asked, said)| (asked.clone(), part(said))).collect()
    }

    /// The values it brought, sorted: those of the first deciding server that has any, for two servers that are not at
    /// the same point would look like a duplicate together.
    pub fn values(&self, name: &str, kind: RecordType) -> Vec<String> {
        let heard = self.heard(name, kind);
        let mut values =
            heard.iter().map(|said| said.answer.values()).find(|it| !it.is_empty()).unwrap_or_default().to_vec();
        values.sort();
        values
    }
}

impl FromIterator<(Question, Sighting)> for Sightings {
    fn from_iter<T: IntoIterator<Item = (Question, Sighting)>>(all: T) -> Self {
        Sightings(all.into_iter().collect())
    }
}

/// The types that can be in the record's place, or in its way.
pub(super) fn other_kinds(record: &Record) -> &'static [RecordType] {
    match record.purpose {
        Purpose::Dkim => &[RecordType::A, RecordType::Aaaa, RecordType::Txt],
        Purpose::MailFromMx => &[RecordType::Cname, RecordType::Txt, RecordType::A],
        Purpose::MailFromSpf | Purpose::Dmarc => &[RecordType::Cname],
    }
}

/// A name beside the record that nobody made. None beside the zone itself, which no wildcard covers.
pub(super) fn beside(record: &Record, zone: &str) -> Option<String> {
    let (_, parent) = record.name.split_once('.')?;
    (record.name != zone).then(|| format!("nobody-made-this-name.{parent}"))
}

/// Where the record stands if its name was typed wrongly in one of the usual ways.
pub(super) fn strays(record: &Record, zone: &str) -> Vec<(Stray, String)> {
    let mut strays = vec![(Stray::Doubled, format!("{}.{zone}", record.name))];
    if record.name.contains('_') {
        strays.push((Stray::UnderscoreLost, record.name.replace('_', "")));
        strays.push((Stray::UnderscoreLost, record.name.replace('_', "-")));
    }
    // Only for DKIM: the other two may rightly stand at the domain above, for its own mail.
    if let (Purpose::Dkim, Some((token, domain))) = (record.purpose, record.name.split_once("._domainkey."))
        && domain != zone
    {
        strays.push((Stray::SubdomainLost, format!("{token}._domainkey.{zone}")));
    }
    strays
}

/// The names above at which a DMARC record holds for this one too.
pub(super) fn inherited(record: &Record) -> Vec<String> {
    let domain = match record.purpose {
        Purpose::Dmarc => record.name.strip_prefix("_dmarc.").and_then(|domain| domain.parse::<Domain>().ok()),
        Purpose::Dkim | Purpose::MailFromMx | Purpose::MailFromSpf => None,
    };
    domain.iter().flat_map(Domain::ancestry).skip(1).map(|above| format!("_dmarc.{above}")).collect()
}
