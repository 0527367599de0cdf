//! DNS records: which ones SES needs, what was seen, and what the difference means. Knows no socket, no provider's API
//! and no time.

pub mod ask;
pub mod compare;
pub mod dmarc;
pub mod faults;
pub mod mailbox;
pub mod mistakes;
mod places;
pub mod provider;
pub mod records;
mod sightings;
mod slips;
pub mod spf;
pub mod wildcard;
pub mod writing;
pub mod zonefile;

use serde::{Deserialize, Serialize};

/// A record type that is asked for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum RecordType {
    A,
    Aaaa,
    Cname,
    Mx,
    Ns,
    Soa,
    Txt,
}

/// What one server answered to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// NXDOMAIN: the name does not exist.
    NoName,
    /// The name exists, without a record of this type.
    NoData,
    /// The values. CNAME and NS: a host without the last dot, lower case. MX: `10 host`. TXT: pieces joined, unquoted.
    /// A and AAAA: the address. SOA: `mname rname serial …`.
    Found(Vec<String>),
    /// SERVFAIL, REFUSED, or no answer in time; in words.
    Silent(String),
}

/// Why a server is silent that fails at the question.
pub const SERVFAIL: &str = "SERVFAIL";
/// The same of a resolver that has the answer, and does not hand it on because DNSSEC does not vouch for it.
pub const NOT_VOUCHED_FOR: &str = "SERVFAIL (DNSSEC)";

/// How a server begins to say that another one has the name: it is of a zone below this one.
pub const PASSES_ON: &str = "passes the question on to ";

/// One server and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAnswer {
    /// The server: `1.1.1.1`, `amalia.ns.cloudflare.com`.
    pub server: String,
    /// What it answered.
    pub answer: Answer,
    /// For how many seconds a resolver goes on to say that there is nothing, whatever the zone has by then; none where it found
    /// something, or did not say.
    pub absent_for: Option<u32>,
    /// For how many seconds a resolver goes on to hand out the values that it found; none where it found nothing.
    pub held_for: Option<u32>,
}

impl ServerAnswer {
    /// An answer that says nothing of how long it holds.
    pub fn new(server: impl Into<String>, answer: Answer) -> ServerAnswer {
        ServerAnswer { server: server.into(), answer, absent_for: None, held_for: None }
    }
}

/// What all servers answered to one question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sighting {
    /// The zone's own servers, asked directly.
    pub authoritative: Vec<ServerAnswer>,
    /// Public resolvers, which may have an old answer cached.
    pub public: Vec<ServerAnswer>,
}

impl Sighting {
    /// The answers that decide: those of the zone's own servers, and only where none of them answered, the public ones.
    pub fn heard(&self) -> Vec<&ServerAnswer> {
        let own = answered(&self.authoritative);
        if own.is_empty() { answered(&self.public) } else { own }
    }
}

fn answered(all: &[ServerAnswer]) -> Vec<&ServerAnswer> {
    all.iter().filter(|said| !matches!(said.answer, Answer::Silent(_))).collect()
}

impl Answer {
    /// The values; none where there is no record or no answer.
    pub fn values(&self) -> &[String] {
        match self {
            Answer::Found(values) => values,
            Answer::NoName | Answer::NoData | Answer::Silent(_) => &[],
        }
    }
}

/// A host in the form in which hosts are compared: lower case, without the last dot.
fn host(text: &str) -> String {
    text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase()
}

/// The zone that holds a name, and the servers of that zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneCut {
    /// The zone's name, without the last dot. Relative names are relative to it.
    pub zone: String,
    /// Its servers as the parent delegates them, lower case, without the last dot.
    pub servers: Vec<String>,
    /// The primary server that its SOA names, in the same form; it need not be one of the others. None where it was not told.
    pub primary: Option<String>,
}
