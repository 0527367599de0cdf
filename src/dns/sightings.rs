//! What was asked of DNS about one record, and what every server answered. Does not know what a question is for, nor
//! what an answer means for the record.

use super::{Answer, RecordType, ServerAnswer, Sighting, places::Stray};

/// One question about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
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
    /// Whether a wildcard answers for it.
    Wildcard,
    /// Whether it was entered under another name.
    Stray(Stray),
    /// Whether a domain above has a DMARC record that holds here too.
    Inherited,
    /// Whether something answers where a CNAME in the record's place leads.
    Behind,
    /// What an SPF record names elsewhere. The zone's own servers know nothing of it, so a resolver is asked.
    SpfTerm,
    /// Whether another domain agrees to take the reports that a DMARC record asks for. It is of another zone as well.
    Agreement,
}

/// What was asked about one record, and what each server answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sightings(Vec<(Query, Sighting)>);

impl Sightings {
    /// Adds the answers to a question.
    pub fn add(&mut self, question: Query, sighting: Sighting) {
        self.0.push((question, sighting));
    }

    /// How many questions were asked to learn this.
    pub(super) fn asked_for(&self, why: Aim) -> usize {
        self.0.iter().filter(|(asked, _)| asked.why == why).count()
    }

    /// The answers to this question, if it was asked.
    pub fn of(&self, name: &str, kind: RecordType) -> Option<&Sighting> {
        self.0.iter().find(|(asked, _)| asked.name == name && asked.kind == kind).map(|(_, said)| said)
    }

    /// Those of the answers that decide.
    pub fn heard(&self, name: &str, kind: RecordType) -> Vec<&ServerAnswer> {
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
        let part = |asked: &Query, said: &Sighting| match asked.why {
            // Whichever server has the record, this is what its readers find elsewhere.
            Aim::SpfTerm | Aim::Agreement => said.clone(),
            // A domain above may lie in another zone, of which the servers of this one say nothing.
            Aim::Inherited if part(said).heard().is_empty() => said.clone(),
            Aim::Itself | Aim::OtherType | Aim::Wildcard | Aim::Stray(_) | Aim::Inherited | Aim::Behind => part(said),
        };
        self.0.iter().map(|(asked, said)| (asked.clone(), part(asked, said))).collect()
    }

    /// What was answered, in one: the values where a deciding server has any; none where it was not asked.
    pub fn answer(&self, name: &str, kind: RecordType) -> Option<Answer> {
        let said = self.of(name, kind)?;
        let heard = said.heard();
        let first = heard.iter().find(|it| !it.answer.values().is_empty()).or(heard.first());
        let silent = || Answer::Silent(format!("no server answered for {name}"));
        Some(first.map_or_else(silent, |it| it.answer.clone()))
    }

    /// The values in the answers, sorted: those of the first deciding server that has any, because the values of two
    /// servers with different versions of the zone would look like a duplicate.
    pub fn values(&self, name: &str, kind: RecordType) -> Vec<String> {
        let heard = self.heard(name, kind);
        let mut values =
            heard.iter().map(|said| said.answer.values()).find(|it| !it.is_empty()).unwrap_or_default().to_vec();
        values.sort();
        values
    }
}

impl FromIterator<(Query, Sighting)> for Sightings {
    fn from_iter<T: IntoIterator<Item = (Query, Sighting)>>(all: T) -> Self {
        Sightings(all.into_iter().collect())
    }
}
