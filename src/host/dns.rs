//! Reads DNS over real sockets. Knows no record of ours and judges nothing.
//!
//! Why not hickory's resolver? It hides what we came for: the authority section of a positive answer, whether an answer
//! has authority, and RD, which it always sets. With its own messages over tokio's sockets an exchange is `exchange`
//! and the few lines around it, and a truncated answer, a forged one and a silent server are each one visible line.
//! The cost: we keep no connection open, which for a handful of small questions is what we want.
//!
//! A server that is asked directly is believed only where it answers with authority. A network that intercepts port 53
//! answers for every server, without it; then only the public resolvers are heard, over HTTPS where `SESAME_DOH` says so.
//!
//! # The chain
//!
//! What a look costs is the longest chain of questions of which each needs the answer before it.
//!
//! | | side by side |
//! | --- | --- |
//! | 1 | SOA and NS of the name and of each level above it, at the resolvers |
//! | 2 | the addresses of the zone's servers and of its parent's |
//! | 3 | the delegation, at the parent's servers |
//! | 4 | every record, at every server and resolver |
//! | 5 | what tells why a record is not there |
//!
//! Five for a first look. The zone and the addresses are remembered for five minutes, so a later look is the last two. What
//! leads to another name (an SPF term, a CNAME, a record that may be a wildcard's) takes one more for each step on.

mod reading;
mod wire;

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    slice::from_ref,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use futures_util::{
    FutureExt as _,
    future::{join, join_all, select_ok},
};
use hickory_resolver::proto::{
    op::{Message, Query},
    rr::{Name, RData, RecordType as Wire},
};

pub use self::wire::{BadDoh, Doh};
use self::{
    reading::{
        absent_for, absolute, answer_of, held_for, is_registry, name_servers, plain, primary_named, wire, zone_named,
    },
    wire::{Recursion, ask},
};
use crate::{
    dns::{Answer, NOT_VOUCHED_FOR, PASSES_ON, RecordType, SERVFAIL, ServerAnswer, Sighting, ZoneCut},
    engine::ports::Resolver,
    terms::{Failure, FailureKind},
};

const DNS_PORT: u16 = 53;
/// How long a zone and its servers' addresses are taken for what they were.
const REMEMBERED: Duration = Duration::from_mins(5);

/// Asks the servers of a zone directly, and some resolvers beside them.
#[derive(Clone)]
pub struct Dns {
    resolvers: Vec<Upstream>,
    /// Where servers on this machine listen: that is a rehearsal or a test.
    port_here: u16,
    known: Arc<Mutex<Known>>,
}

/// Whom it asks; what it remembers is no part of what it is.
impl fmt::Debug for Dns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dns").field("resolvers", &self.resolvers).finish()
    }
}

/// A resolver, by the way to it.
#[derive(Clone)]
enum Upstream {
    Plain(SocketAddr),
    Https(Box<Doh>),
}

/// What earlier looks found.
#[derive(Debug, Default)]
struct Known {
    zones: HashMap<String, (Instant, ZoneCut)>,
    addresses: HashMap<String, (Instant, Vec<SocketAddr>)>,
}

impl Dns {
    /// With the public resolvers 1.1.1.1 and 8.8.8.8.
    pub fn system() -> Dns {
        let public = [Ipv4Addr::new(1, 1, 1, 1), Ipv4Addr::new(8, 8, 8, 8)];
        Dns::at(public.map(|ip| SocketAddr::from((ip, DNS_PORT))).to_vec())
    }

    /// With these in their place; without any, it is [`Dns::system`].
    pub fn at(resolvers: Vec<SocketAddr>) -> Dns {
        match resolvers.first() {
            None => Dns::system(),
            Some(first) => Dns {
                port_here: first.port(),
                resolvers: resolvers.into_iter().map(Upstream::Plain).collect(),
                known: Arc::default(),
            },
        }
    }

    /// The same, with a resolver behind HTTPS in the place of those on port 53.
    #[must_use]
    pub fn over_https(self, resolver: Doh) -> Dns {
        Dns { resolvers: vec![Upstream::Https(Box::new(resolver))], ..self }
    }
}

/// As in `SESAME_DNS`: `127.0.0.1:5300`, several with a comma between; port 53 where none is given.
impl FromStr for Dns {
    type Err = BadResolver;
    fn from_str(given: &str) -> Result<Dns, BadResolver> {
        let one = |text: &str| {
            let text = text.trim();
            text.parse().or_else(|_| text.parse().map(|ip: IpAddr| SocketAddr::new(ip, DNS_PORT)))
        };
        let all: Result<Vec<SocketAddr>, _> =
            given.split(',').map(|text| one(text).map_err(|_| BadResolver { given: text.trim().into() })).collect();
        all.map(Dns::at)
    }
}

/// A text that names no resolver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not IP:PORT; write it like 127.0.0.1:5300, several with a comma between")]
pub struct BadResolver {
    /// The part in question.
    pub given: String,
}

#[async_trait]
impl Resolver for Dns {
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure> {
        let failed = |kind| Failure::new(kind, format!("find the zone of {name}"));
        let asked = absolute(name).map_err(|bad| failed(FailureKind::BadInput).because(bad))?;
        if let Some(cut) = self.remembered(|known| known.zones.get(&plain(&asked)).cloned()) {
            return Ok(cut);
        }
        let levels = self.levels(&asked).await;
        let zone = enclosing(&levels).map_err(|why| failed(FailureKind::Dns).because(why))?;
        if is_registry(&zone) {
            return Err(failed(FailureKind::NotFound).because(format!(
                "the answer comes from the registry zone “{}”: the domain is not registered, or not delegated to any \
                 server",
                plain(&zone)
            )));
        }
        let own = servers(&levels, &zone);
        let delegated = join(self.delegation(&levels, &zone), self.find(own.as_deref().unwrap_or_default())).await.0;
        match delegated.or(own) {
            Ok(servers) => {
                let cut = ZoneCut { zone: plain(&zone), servers, primary: primary_of(&levels, &zone) };
                self.remember(|known| known.zones.insert(plain(&asked), (Instant::now(), cut.clone())));
                Ok(cut)
            }
            Err(why) => Err(failed(FailureKind::Dns).because(format!("no servers of {}", plain(&zone))).because(why)),
        }
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        let query = match absolute(name) {
            Ok(name) => Query::query(name, wire(kind)),
            Err(bad) => {
                let said = |it: &Upstream| ServerAnswer::new(it.name(), Answer::Silent(bad.clone()));
                return Sighting { authoritative: Vec::new(), public: self.resolvers.iter().map(said).collect() };
            }
        };
        let said = |server, reply: &Result<Message, String>| {
            let answer = |message| answer_of(message, kind);
            ServerAnswer::new(server, reply.as_ref().map_or_else(|why| Answer::Silent(why.clone()), answer))
        };
        let direct = zone.servers.iter();
        let direct = direct.map(|server| async { said(server.clone(), &self.ask_directly(server, &query).await) });
        let cached = |server, reply: &Result<Message, String>| {
            let of_it = |read: fn(&Message, RecordType) -> Option<u32>| {
                reply.as_ref().ok().and_then(|message| read(message, kind))
            };
            ServerAnswer { absent_for: of_it(absent_for), held_for: of_it(held_for), ..said(server, reply) }
        };
        let public = self.resolvers.iter().map(|resolver| async {
            let reply = resolver.ask(&query).await;
            cached(resolver.name(), &reply)
        });
        let (authoritative, mut public) = join(join_all(direct), join_all(public)).await;
        if is_refused_by_resolvers(&authoritative, &public) {
            // What a resolver tells only where it need not check, DNSSEC does not vouch for.
            let asked = self.resolvers.iter().map(|resolver| async {
                // One that fails for a moment only answers the question after that too.
                resolver.ask_unchecked(&query).await?;
                Some(resolver.ask(&query).await)
            });
            for (seen, again) in public.iter_mut().zip(join_all(asked).await) {
                match again {
                    Some(Err(why)) if why == SERVFAIL => seen.answer = Answer::Silent(NOT_VOUCHED_FOR.into()),
                    Some(reply @ Ok(_)) => *seen = cached(seen.server.clone(), &reply),
                    Some(Err(_)) | None => {}
                }
            }
        }
        Sighting { authoritative, public }
    }
}

/// Whether the zone's servers answer, and every resolver fails with that.
fn is_refused_by_resolvers(authoritative: &[ServerAnswer], public: &[ServerAnswer]) -> bool {
    let is_silent = |said: &ServerAnswer| matches!(said.answer, Answer::Silent(_));
    let fails = |said: &ServerAnswer| matches!(&said.answer, Answer::Silent(why) if why == SERVFAIL);
    authoritative.iter().any(|said| !is_silent(said)) && !public.is_empty() && public.iter().all(fails)
}

/// A name, or a level above it, and what the resolvers say of its SOA and of its servers.
struct Level {
    name: Name,
    soa: Result<Message, String>,
    servers: Result<Message, String>,
}

/// The primary server of the zone, by its SOA in these answers.
fn primary_of(levels: &[Level], zone: &Name) -> Option<String> {
    levels.iter().filter_map(|level| level.soa.as_ref().ok()).find_map(|message| primary_named(message, zone))
}

impl Dns {
    /// The name and each level above it, asked side by side.
    async fn levels(&self, name: &Name) -> Vec<Level> {
        let mut names = Vec::new();
        let mut level = name.clone();
        while !level.is_root() {
            names.push(level.clone());
            level = level.base_name();
        }
        let asks = names.into_iter().map(|name| async {
            let (soa, servers) = (Query::query(name.clone(), Wire::SOA), Query::query(name.clone(), Wire::NS));
            let (soa, servers) = join(self.ask_resolvers(&soa), self.ask_resolvers(&servers)).await;
            Level { name, soa, servers }
        });
        join_all(asks).await
    }

    /// The servers that the parent zone delegates it to.
    async fn delegation(&self, levels: &[Level], zone: &Name) -> Result<Vec<String>, String> {
        let above = levels.iter().position(|level| level.name == *zone).map_or(levels.len(), |at| at + 1);
        let parent = enclosing(&levels[above..])?;
        let servers = servers(levels, &parent)?;
        let query = Query::query(zone.clone(), Wire::NS);
        // Two are enough: a parent's servers agree.
        let (referral, _) = select_ok(servers.iter().take(2).map(|server| self.reach(server, &query).boxed())).await?;
        name_servers(referral.answers.iter().chain(&referral.authorities), zone)
    }

    /// Finds their addresses, for the next question to them.
    async fn find(&self, servers: &[String]) {
        join_all(servers.iter().map(|server| self.addresses(server))).await;
    }

    /// What a server of the zone says with authority.
    async fn ask_directly(&self, server: &str, query: &Query) -> Result<Message, String> {
        let message = self.reach(server, query).await?;
        if message.metadata.authoritative {
            return Ok(message);
        }
        let referral = message.authorities.iter().find_map(|record| match &record.data {
            RData::NS(server) => Some(plain(&server.0)),
            _ => None,
        });
        Err(match referral {
            Some(other) => format!("{PASSES_ON}{other}"),
            None => "answers without authority for the zone".into(),
        })
    }

    /// What a server says when asked directly, whatever its authority.
    async fn reach(&self, server: &str, query: &Query) -> Result<Message, String> {
        match self.addresses(server).await?.as_slice() {
            [] => Err("its name has no address".into()),
            some => ask(some, query, Recursion::Off).await,
        }
    }

    /// Where a server listens.
    async fn addresses(&self, server: &str) -> Result<Vec<SocketAddr>, String> {
        if let Some(known) = self.remembered(|known| known.addresses.get(server).cloned()) {
            return Ok(known);
        }
        let name = absolute(server)?;
        let mut addresses = self.addresses_of_kind(&name, Wire::A).await;
        if !addresses.as_ref().is_ok_and(|found| !found.is_empty()) {
            addresses = self.addresses_of_kind(&name, Wire::AAAA).await;
        }
        let found = addresses?;
        if !found.is_empty() {
            self.remember(|known| known.addresses.insert(server.into(), (Instant::now(), found.clone())));
        }
        Ok(found)
    }

    async fn addresses_of_kind(&self, server: &Name, kind: Wire) -> Result<Vec<SocketAddr>, String> {
        let message = self.ask_resolvers(&Query::query(server.clone(), kind)).await?;
        let ips = message.answers.iter().filter_map(|record| record.data.ip_addr());
        let port = |ip: &IpAddr| if ip.is_loopback() { self.port_here } else { DNS_PORT };
        Ok(ips.map(|ip| SocketAddr::new(ip, port(&ip))).collect())
    }

    /// What the quickest resolver that can answer says.
    async fn ask_resolvers(&self, query: &Query) -> Result<Message, String> {
        let asked = self.resolvers.iter().map(|resolver| resolver.ask(query).boxed());
        select_ok(asked).await.map(|(message, _)| message)
    }

    fn remembered<T>(&self, look: impl Fn(&Known) -> Option<(Instant, T)>) -> Option<T> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        look(&known).filter(|(since, _)| since.elapsed() < REMEMBERED).map(|(_, it)| it)
    }

    fn remember<T>(&self, note: impl FnOnce(&mut Known) -> T) {
        note(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// The zone that holds the first of the levels, found by its SOA: the zone itself has it as the answer, every name in it
/// as the authority. What follows a CNAME is about its target, so the walk goes on one level up; so it does where
/// a level does not answer.
fn enclosing(levels: &[Level]) -> Result<Name, String> {
    let mut trouble = None;
    for level in levels {
        match &level.soa {
            Ok(message) => match zone_named(message, &level.name) {
                // That a registry answers for a level that does not is no sign that the domain does not exist.
                Some(zone) if trouble.is_none() || !is_registry(&zone) => return Ok(zone),
                Some(_) | None => {}
            },
            Err(why) => trouble = trouble.or(Some(format!("{}: {why}", plain(&level.name)))),
        }
    }
    Err(trouble.unwrap_or_else(|| "no level of the name has an SOA record".into()))
}

/// The servers that a zone names itself, as a resolver tells them.
fn servers(levels: &[Level], zone: &Name) -> Result<Vec<String>, String> {
    let level = levels.iter().find(|level| level.name == *zone);
    let message = level.ok_or("no level of the name is the zone")?.servers.as_ref().map_err(String::clone)?;
    name_servers(message.answers.iter(), zone)
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Upstream::Plain(server) => write!(f, "{server}"),
            Upstream::Https(resolver) => write!(f, "{resolver:?}"),
        }
    }
}

impl Upstream {
    async fn ask(&self, query: &Query) -> Result<Message, String> {
        match self {
            Upstream::Plain(address) => ask(from_ref(address), query, Recursion::Desired).await,
            Upstream::Https(resolver) => resolver.ask(query).await,
        }
    }

    /// What it answers where it need not check DNSSEC; none where it does not, or cannot be asked so.
    async fn ask_unchecked(&self, query: &Query) -> Option<Message> {
        match self {
            Upstream::Plain(address) => ask(from_ref(address), query, Recursion::Unchecked).await.ok(),
            Upstream::Https(_) => None,
        }
    }

    /// As it is shown: without the usual port.
    fn name(&self) -> String {
        match self {
            Upstream::Plain(server) if server.port() == DNS_PORT => server.ip().to_string(),
            Upstream::Plain(server) => server.to_string(),
            Upstream::Https(resolver) => resolver.host(),
        }
    }
}
