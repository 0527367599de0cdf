//! The world's zones, and what its name servers and the public resolvers say at a given moment. Knows no SES, no socket
//! and no clock: it is asked about a moment, and remembers what stood there before, as a resolver's cache does.
//!
//! Every domain that can be registered counts as registered: each has a zone here, hosted where the scenario says.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    dns::{Answer, RecordType},
    terms::{Domain, Known, Region, Timestamp},
};

/// Everything that DNS holds, and has held.
#[derive(Debug, Clone)]
pub struct Zones {
    /// The name servers of a zone that names no others.
    servers: Vec<String>,
    sets: BTreeMap<(String, RecordType), Vec<Version>>,
    broken: BTreeSet<String>,
    heads: RefCell<Heads>,
}

/// The registrable domain above each name that was asked about: it never changes, and every answer asks for several.
type Heads = BTreeMap<String, Option<String>>;

/// For how many seconds a resolver remembers that there is nothing.
pub const NEGATIVE_TTL: u32 = 300;

/// More names than any story asks about.
const MANY_HEADS: usize = 4000;

/// A record set from some moment on; without values it is gone.
#[derive(Debug, Clone)]
struct Version {
    since: Timestamp,
    set: RecordSet,
}

/// The values of one name and type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    pub values: Vec<String>,
    /// Seconds.
    pub ttl: u32,
}

/// What a server says to one question, CNAMEs followed as far as this world goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The zone of the name at the end.
    pub zone: String,
    /// Name, type and set, in the order of an answer section.
    pub chain: Vec<(String, RecordType, RecordSet)>,
    pub ending: ResponseKind,
}

/// What an answer amounts to, as RFC 2308 tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    Found,
    /// The name exists, without a record of this type.
    NoData,
    /// NXDOMAIN.
    NoName,
    /// SERVFAIL.
    ServerFailed,
}

impl Zones {
    /// Zones without a record, all served by these name servers.
    pub fn new(servers: Vec<String>) -> Self {
        Zones { servers, sets: BTreeMap::new(), broken: BTreeSet::new(), heads: RefCell::default() }
    }

    /// Replaces the whole set of this name and type.
    pub fn set(&mut self, at: Timestamp, name: &str, kind: RecordType, values: &[String], ttl: u32) {
        let values = values.iter().map(|value| written(kind, value)).collect();
        let versions = self.sets.entry((plain(name), kind)).or_default();
        versions.push(Version { since: at, set: RecordSet { values, ttl } });
    }

    /// Removes the whole set of this name and type; what was there before stays known for earlier moments.
    pub fn remove(&mut self, at: Timestamp, name: &str, kind: RecordType) {
        self.set(at, name, kind, &[], 0);
    }

    /// The values that were set for exactly this name and type, without what is implied or comes from a wildcard.
    pub fn own(&self, name: &str, kind: RecordType, at: Timestamp) -> Vec<String> {
        self.standing(&plain(name), kind, at).map_or(Vec::new(), |set| set.values.clone())
    }

    /// Every set of a zone that stands at this moment, by name.
    pub fn all_in(&self, zone: &str, at: Timestamp) -> Vec<(String, RecordType, RecordSet)> {
        let names = self.sets.keys().filter(|(name, _)| self.zone(name) == zone);
        names.filter_map(|(name, kind)| Some((name.clone(), *kind, self.standing(name, *kind, at)?.clone()))).collect()
    }

    /// The zones that were asked about, or that hold something.
    pub fn known_zones(&self) -> Vec<String> {
        let held: Vec<String> = self.sets.keys().map(|(name, _)| self.zone(name)).collect();
        let asked = self.heads.borrow().values().flatten().cloned().collect::<Vec<_>>();
        let all: BTreeSet<String> = held.into_iter().chain(asked).collect();
        all.into_iter().collect()
    }

    /// From now on the servers of this zone fail.
    pub fn break_zone(&mut self, zone: &str) {
        self.broken.insert(plain(zone));
    }

    /// What the zone's own servers say at this moment.
    pub fn answer(&self, name: &str, kind: RecordType, at: Timestamp) -> Answer {
        let told = self.tell(name, kind, at);
        match told.ending {
            ResponseKind::Found => {
                Answer::Found(told.chain.into_iter().next_back().map_or(Vec::new(), |(_, _, set)| set.values))
            }
            ResponseKind::NoData => Answer::NoData,
            ResponseKind::NoName => Answer::NoName,
            ResponseKind::ServerFailed => Answer::Silent("SERVFAIL".into()),
        }
    }

    /// The same, with what a server puts around it.
    pub fn tell(&self, name: &str, kind: RecordType, at: Timestamp) -> Response {
        let mut chain: Vec<(String, RecordType, RecordSet)> = Vec::new();
        let mut name = plain(name);
        loop {
            let zone = self.zone(&name);
            if self.broken.contains(&zone) {
                return Response { zone, chain, ending: ResponseKind::ServerFailed };
            }
            if let Some(set) = self.found(&name, kind, at) {
                chain.push((name, kind, set));
                return Response { zone, chain, ending: ResponseKind::Found };
            }
            match self.found(&name, RecordType::Cname, at) {
                // Only a record set by hand makes a loop; no chain that is meant has eight steps.
                Some(alias) if chain.len() < 8 => {
                    let target = alias.values[0].clone();
                    chain.push((name, RecordType::Cname, alias));
                    name = target;
                }
                Some(_) => return Response { zone, chain, ending: ResponseKind::ServerFailed },
                None => {
                    let there = self.exists(&name, at) || self.wildcard(&name, at).is_some();
                    let ending = if there { ResponseKind::NoData } else { ResponseKind::NoName };
                    return Response { zone, chain, ending };
                }
            }
        }
    }

    /// The zone that holds a name; for a name that cannot be registered, the registry's.
    pub fn zone(&self, name: &str) -> String {
        let name = plain(name);
        self.head(&name).unwrap_or(name)
    }

    /// The shortest domain above a name that can be registered.
    pub fn head(&self, name: &str) -> Option<String> {
        let mut heads = self.heads.borrow_mut();
        if let Some(head) = heads.get(name) {
            return head.clone();
        }
        if heads.len() >= MANY_HEADS {
            heads.clear();
        }
        let head = registrable(name).map(|domain| domain.to_string());
        heads.insert(name.to_owned(), head.clone());
        head
    }

    /// The name servers of a zone, as its parent delegates it.
    pub fn servers(&self, zone: &str, at: Timestamp) -> Vec<String> {
        match self.standing(zone, RecordType::Ns, at) {
            Some(set) => set.values.clone(),
            None if self.head(zone).is_some() => self.servers.clone(),
            None => vec![registry_server(zone)],
        }
    }

    /// `mname rname serial refresh retry expire minimum`.
    pub fn soa(&self, zone: &str, at: Timestamp) -> String {
        let first = self.servers(zone, at).swap_remove(0);
        let host = first.split_once('.').map_or(first.as_str(), |(_, rest)| rest);
        let changes: usize = self.sets.values().map(Vec::len).sum();
        format!("{first} dns.{host} {} 10000 2400 604800 1800", 2_026_110_100 + changes)
    }

    /// Exactly this set, or the wildcard's.
    fn found(&self, name: &str, kind: RecordType, at: Timestamp) -> Option<RecordSet> {
        if let Some(set) = self.standing(name, kind, at) {
            return Some(set.clone());
        }
        if let Some(values) = self.implied(name, kind, at) {
            return Some(RecordSet { values, ttl: 300 });
        }
        let wildcard = self.wildcard(name, at)?;
        self.standing(&wildcard, kind, at).cloned()
    }

    fn standing(&self, name: &str, kind: RecordType, at: Timestamp) -> Option<&RecordSet> {
        let versions = self.sets.get(&(name.to_string(), kind))?;
        let last = versions.iter().rev().find(|version| version.since <= at)?;
        Some(&last.set).filter(|set| !set.values.is_empty())
    }

    /// What is in DNS without having been set: delegations, the addresses of name servers and of SES, and a server for the mail
    /// of each domain, unless an MX was ever set there.
    fn implied(&self, name: &str, kind: RecordType, at: Timestamp) -> Option<Vec<String>> {
        let is_apex = || self.zone(name) == name;
        match kind {
            RecordType::Ns if is_apex() => Some(self.servers(name, at)),
            RecordType::Soa if is_apex() => Some(vec![self.soa(name, at)]),
            RecordType::Mx if self.head(name).as_deref() == Some(name) && !self.was_set(name, kind) => {
                Some(vec![format!("10 mail.{name}")])
            }
            // A served world has one name server for all: this one.
            RecordType::A if self.is_server(name, at) => Some(vec!["127.0.0.1".into()]),
            RecordType::A if is_host_of_ses(name) => Some(vec!["192.0.2.25".into()]),
            RecordType::A
            | RecordType::Aaaa
            | RecordType::Cname
            | RecordType::Mx
            | RecordType::Ns
            | RecordType::Soa
            | RecordType::Txt => None,
        }
    }

    fn was_set(&self, name: &str, kind: RecordType) -> bool {
        self.sets.contains_key(&(name.to_owned(), kind))
    }

    fn is_server(&self, name: &str, at: Timestamp) -> bool {
        let named = |((_, kind), versions): (&(String, RecordType), &Vec<Version>)| {
            let last = versions.iter().rev().find(|version| version.since <= at);
            *kind == RecordType::Ns && last.is_some_and(|last| last.set.values.iter().any(|value| value == name))
        };
        self.servers.iter().any(|server| server == name) || name.starts_with("a.nic.") || self.sets.iter().any(named)
    }

    /// True for a name with records of its own or below it.
    fn exists(&self, name: &str, at: Timestamp) -> bool {
        let below = format!(".{name}");
        let mut there = self.sets.keys().filter(|(it, _)| it == name || it.ends_with(&below));
        there.any(|(it, kind)| self.standing(it, *kind, at).is_some())
            || self.is_server(name, at)
            || is_host_of_ses(name)
            || self.zone(name) == name
    }

    /// The wildcard that answers for a name that does not exist: the one below its closest ancestor that does.
    fn wildcard(&self, name: &str, at: Timestamp) -> Option<String> {
        if self.exists(name, at) {
            return None;
        }
        let mut rest = name;
        while let Some((_, parent)) = rest.split_once('.') {
            if self.exists(parent, at) {
                return Some(format!("*.{parent}")).filter(|wildcard| self.exists(wildcard, at));
            }
            rest = parent;
        }
        None
    }
}

/// The shortest registrable domain above a name, by the public suffix list.
fn registrable(name: &str) -> Option<Domain> {
    let labels: Vec<&str> = name.split('.').collect();
    (2..=labels.len()).find_map(|count| labels[labels.len() - count..].join(".").parse().ok())
}

fn registry_server(zone: &str) -> String {
    format!("a.nic.{zone}")
}

/// AWS has both hosts of every region with SES: the one for SMTP, which Jakarta has not, and the one for the MX of a MAIL FROM.
fn is_host_of_ses(name: &str) -> bool {
    // Every question comes by here.
    let rest = name.strip_prefix("email-smtp.").or_else(|| name.strip_prefix("feedback-smtp."));
    let code = rest.and_then(|rest| rest.split('.').next());
    let region = code.and_then(|code| code.parse::<Region>().ok());
    region.filter(|it| it.row().known != Known::ByItsLooks).is_some_and(|it| {
        let speaks_smtp = it.has_smtp() && it.smtp_host() == name;
        speaks_smtp || it.feedback_host() == name
    })
}

/// A name without its last dot, in lower case.
pub fn plain(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

fn written(kind: RecordType, value: &str) -> String {
    match kind {
        RecordType::Cname | RecordType::Ns | RecordType::Mx => plain(value),
        RecordType::A | RecordType::Aaaa | RecordType::Soa | RecordType::Txt => value.into(),
    }
}
