//! Reads DNS over real sockets. Knows no record of ours and judges nothing.
//!
//! Why not hickory's resolver? It hides what we came for: the authority section of a positive answer, whether an answer
//! has authority, and RD, which it always sets. With its own messages over tokio's sockets an exchange is `exchange`
//! and the few lines around it, and a truncated answer, a forged one and a silent server are each one visible line.
//! The cost: we keep no connection open, which for a handful of small questions is what we want.
//!
//! A server that is asked directly is believed only where it answers with authority. A network that intercepts port 53
//! answers for every server, without it; then only the public resolvers are heard.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    slice::from_ref,
    str::FromStr,
    time::Duration,
};

use async_trait::async_trait;
use futures_util::{
    FutureExt as _,
    future::{join, join_all, select_ok},
};
use hickory_resolver::proto::{
    op::{Edns, Message, MessageType, Query, ResponseCode},
    rr::{Name, RData, Record, RecordType as Wire},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

use crate::{
    dns::{Answer, RecordType, ServerAnswer, Sighting, ZoneCut},
    engine::ports::Resolver,
    terms::{BadName, Domain, Failure, FailureKind, Why},
};

/// How long a server may think, per try.
const PATIENCE: Duration = Duration::from_secs(2);
const TRIES: usize = 2;
/// What an answer over UDP may measure without being cut into fragments on the way.
const UDP_SIZE: u16 = 1232;
const DNS_PORT: u16 = 53;

/// Asks the servers of a zone directly, and some resolvers beside them.
#[derive(Debug, Clone)]
pub struct Dns {
    resolvers: Vec<SocketAddr>,
}

impl Dns {
    /// With the public resolvers 1.1.1.1 and 8.8.8.8.
    pub fn system() -> Dns {
        let public = [Ipv4Addr::new(1, 1, 1, 1), Ipv4Addr::new(8, 8, 8, 8)];
        Dns::at(public.map(|ip| SocketAddr::from((ip, DNS_PORT))).to_vec())
    }

    /// With these in their place; without any, it is [`Dns::system`].
    pub fn at(resolvers: Vec<SocketAddr>) -> Dns {
        if resolvers.is_empty() { Dns::system() } else { Dns { resolvers } }
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
        let zone = self.enclosing(&asked).await.map_err(|why| failed(FailureKind::Dns).because(why))?;
        if is_registry(&zone) {
            return Err(failed(FailureKind::NotFound).because(format!(
                "the answer comes from the registry zone “{}”: the domain is not registered, or not delegated to any \
                 server",
                plain(&zone)
            )));
        }
        let (delegated, own) = join(self.delegation(&zone), self.servers(&zone)).await;
        match delegated.or(own) {
            Ok(servers) => Ok(ZoneCut { zone: plain(&zone), servers }),
            Err(why) => Err(failed(FailureKind::Dns).because(format!("no servers of {}", plain(&zone))).because(why)),
        }
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        let query = match absolute(name) {
            Ok(name) => Query::query(name, wire(kind)),
            Err(bad) => {
                let said =
                    |it: &SocketAddr| ServerAnswer { server: plain_address(*it), answer: Answer::Silent(bad.clone()) };
                return Sighting { authoritative: Vec::new(), public: self.resolvers.iter().map(said).collect() };
            }
        };
        let said = |server, reply: Result<Message, String>| ServerAnswer {
            server,
            answer: reply.map_or_else(Answer::Silent, |message| answer_of(&message, kind)),
        };
        let direct = zone.servers.iter();
        let direct = direct.map(|server| async { said(server.clone(), self.ask_directly(server, &query).await) });
        let public = self.resolvers.iter().map(|resolver| async {
            said(plain_address(*resolver), ask(from_ref(resolver), &query, Recursion::Desired).await)
        });
        let (authoritative, public) = join(join_all(direct), join_all(public)).await;
        Sighting { authoritative, public }
    }
}

impl Dns {
    /// The zone that holds a name, found by asking for its SOA: the zone itself has it as the answer, every name in it
    /// as the authority. What follows a CNAME is about its target, so the walk goes on one level up; so it does where
    /// a level does not answer.
    async fn enclosing(&self, name: &Name) -> Result<Name, String> {
        let mut trouble = None;
        let mut level = name.clone();
        while !level.is_root() {
            match self.ask_resolvers(&Query::query(level.clone(), Wire::SOA)).await {
                Ok(message) => match zone_named(&message, &level) {
                    // That a registry answers for a level that does not is no sign that the domain does not exist.
                    Some(zone) if trouble.is_none() || !is_registry(&zone) => return Ok(zone),
                    Some(_) | None => {}
                },
                Err(why) => trouble = trouble.or(Some(format!("{}: {why}", plain(&level)))),
            }
            level = level.base_name();
        }
        Err(trouble.unwrap_or_else(|| "no level of the name has an SOA record".into()))
    }

    /// The servers that the parent zone delegates it to.
    async fn delegation(&self, zone: &Name) -> Result<Vec<String>, String> {
        let parent = self.enclosing(&zone.base_name()).await?;
        let servers = self.servers(&parent).await?;
        let query = Query::query(zone.clone(), Wire::NS);
        // Two are enough: a parent's servers agree.
        let (referral, _) = select_ok(servers.iter().take(2).map(|server| self.reach(server, &query).boxed())).await?;
        name_servers(referral.answers.iter().chain(&referral.authorities), zone)
    }

    /// The servers that it names itself, as a resolver tells them.
    async fn servers(&self, zone: &Name) -> Result<Vec<String>, String> {
        let message = self.ask_resolvers(&Query::query(zone.clone(), Wire::NS)).await?;
        name_servers(message.answers.iter(), zone)
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
            Some(other) => format!("passes the question on to {other}"),
            None => "answers without authority for the zone".into(),
        })
    }

    /// What a server says when asked directly, whatever its authority.
    async fn reach(&self, server: &str, query: &Query) -> Result<Message, String> {
        let name = absolute(server)?;
        let mut addresses = self.addresses(&name, Wire::A).await;
        if !addresses.as_ref().is_ok_and(|found| !found.is_empty()) {
            addresses = self.addresses(&name, Wire::AAAA).await;
        }
        match addresses?.as_slice() {
            [] => Err("its name has no address".into()),
            some => ask(some, query, Recursion::Off).await,
        }
    }

    /// Where a server listens. On this machine that is a rehearsal or a test, whose port is the first resolver's.
    async fn addresses(&self, server: &Name, kind: Wire) -> Result<Vec<SocketAddr>, String> {
        let message = self.ask_resolvers(&Query::query(server.clone(), kind)).await?;
        let ips = message.answers.iter().filter_map(|record| record.data.ip_addr());
        let port = |ip: &IpAddr| if ip.is_loopback() { self.resolvers[0].port() } else { DNS_PORT };
        Ok(ips.map(|ip| SocketAddr::new(ip, port(&ip))).collect())
    }

    /// What the quickest resolver that can answer says.
    async fn ask_resolvers(&self, query: &Query) -> Result<Message, String> {
        let asked = self.resolvers.iter().map(|resolver| ask(from_ref(resolver), query, Recursion::Desired).boxed());
        select_ok(asked).await.map(|(message, _)| message)
    }
}

/// Whether the server may ask others for us.
#[derive(Debug, Clone, Copy)]
enum Recursion {
    Desired,
    Off,
}

/// Asks a server at its addresses in turn. An error code is no answer; some servers give one to EDNS, so the second try
/// goes without.
async fn ask(addresses: &[SocketAddr], query: &Query, recursion: Recursion) -> Result<Message, String> {
    let mut trouble = None;
    for (attempt, &address) in addresses.iter().cycle().take(TRIES).enumerate() {
        let mut message = Message::query();
        message.add_query(query.clone());
        message.metadata.recursion_desired = match recursion {
            Recursion::Desired => true,
            Recursion::Off => false,
        };
        if attempt == 0 {
            let mut edns = Edns::new();
            edns.set_max_payload(UDP_SIZE);
            message.set_edns(edns);
        }
        let why = match exchange(address, &message).await {
            Ok(reply) => match reply.metadata.response_code {
                ResponseCode::NoError | ResponseCode::NXDomain => return Ok(reply),
                ResponseCode::ServFail => "SERVFAIL".into(),
                ResponseCode::Refused => "REFUSED".into(),
                code => code.to_string(),
            },
            Err(why) => why,
        };
        trouble.get_or_insert(why);
    }
    Err(trouble.unwrap_or_else(|| "it has no address".into()))
}

/// One question, one answer: over UDP, and over TCP where that was cut off.
async fn exchange(server: SocketAddr, message: &Message) -> Result<Message, String> {
    let reply = in_time(over_udp(server, message)).await?;
    if reply.metadata.truncation { in_time(over_tcp(server, message)).await } else { Ok(reply) }
}

async fn in_time(reply: impl Future<Output = io::Result<Message>>) -> Result<Message, String> {
    match timeout(PATIENCE, reply).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(why)) => Err(why.to_string()),
        Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
    }
}

async fn over_udp(server: SocketAddr, message: &Message) -> io::Result<Message> {
    let here: IpAddr = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind((here, 0)).await?;
    // Connected, it takes from this server only, and learns at once that nothing listens there.
    socket.connect(server).await?;
    socket.send(&message.to_vec().map_err(io::Error::other)?).await?;
    let mut buffer = [0; 4096];
    loop {
        let length = socket.recv(&mut buffer).await?;
        // What does not answer our question may be forged; the true answer may still come.
        if let Ok(reply) = read_reply(&buffer[..length], message) {
            return Ok(reply);
        }
    }
}

async fn over_tcp(server: SocketAddr, message: &Message) -> io::Result<Message> {
    let bytes = message.to_vec().map_err(io::Error::other)?;
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), bytes.as_slice()].concat()).await?;
    let mut reply = vec![0; stream.read_u16().await?.into()];
    stream.read_exact(&mut reply).await?;
    read_reply(&reply, message)
}

/// The bytes as the answer to our question. A server that refuses may leave the question out.
fn read_reply(bytes: &[u8], asked: &Message) -> io::Result<Message> {
    let reply = Message::from_vec(bytes).map_err(io::Error::other)?;
    let refuses = !matches!(reply.metadata.response_code, ResponseCode::NoError | ResponseCode::NXDomain);
    let same = reply.queries == asked.queries || (reply.queries.is_empty() && refuses);
    if same && reply.metadata.id == asked.metadata.id && reply.metadata.message_type == MessageType::Response {
        Ok(reply)
    } else {
        Err(io::Error::other("the answer is to another question"))
    }
}

/// An answer as the rest of the program knows it. NXDOMAIN behind a CNAME is about the target; the name itself exists.
fn answer_of(message: &Message, kind: RecordType) -> Answer {
    let of_kind = message.answers.iter().filter(|record| record.record_type() == wire(kind));
    let values: Vec<String> = of_kind.filter_map(|record| value(&record.data)).collect();
    if !values.is_empty() {
        Answer::Found(values)
    } else if message.metadata.response_code == ResponseCode::NXDomain && message.answers.is_empty() {
        Answer::NoName
    } else {
        Answer::NoData
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

fn wire(kind: RecordType) -> Wire {
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
fn zone_named(message: &Message, level: &Name) -> Option<Name> {
    let of_type = |kind| {
        let all = message.answers.iter().chain(&message.authorities);
        all.filter(move |record| record.record_type() == kind)
    };
    let owner = &of_type(Wire::SOA).next()?.name;
    (of_type(Wire::CNAME).next().is_none() && owner.zone_of(level)).then(|| owner.to_lowercase())
}

/// The servers that these records give to the zone.
fn name_servers<'a>(records: impl Iterator<Item = &'a Record>, zone: &Name) -> Result<Vec<String>, String> {
    let mut servers: Vec<String> = records
        .filter(|record| record.name == *zone && record.record_type() == Wire::NS)
        .filter_map(|record| value(&record.data))
        .collect();
    servers.sort();
    servers.dedup();
    if servers.is_empty() { Err("no NS records".into()) } else { Ok(servers) }
}

/// Whether a zone is one under which strangers register: `kr`, `co.kr`, the root.
fn is_registry(zone: &Name) -> bool {
    zone.is_root() || matches!(plain(zone).parse::<Domain>(), Err(BadName { why: Why::NoDot | Why::PublicSuffix, .. }))
}

/// The name as DNS knows it, never relative to anything.
fn absolute(name: &str) -> Result<Name, String> {
    let labels = name.strip_suffix('.').unwrap_or(name).split('.');
    Name::from_labels(labels.map(str::as_bytes)).map_err(|bad| format!("“{name}” is not a name in DNS: {bad}"))
}

/// Lower case, without the last dot.
fn plain(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    match text.strip_suffix('.') {
        Some("") | None => text,
        Some(name) => name.into(),
    }
}

fn plain_address(server: SocketAddr) -> String {
    if server.port() == DNS_PORT { server.ip().to_string() } else { server.to_string() }
}
