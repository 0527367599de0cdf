//! The world's DNS on a loopback port, UDP and TCP: every zone's name server and the public resolver in one. Knows the
//! wire format, not what stands in a zone.

use std::{io, net::SocketAddr};

use hickory_resolver::proto::{
    op::{Edns, Message, OpCode, ResponseCode},
    rr::{
        Name, RData, Record, RecordType as WireType,
        rdata::{A, AAAA, CNAME, MX, NS, SOA, TXT},
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream, UdpSocket},
    task::JoinSet,
};

use super::{
    dns::{NEGATIVE_TTL, Response, ResponseKind},
    world::World,
};
use crate::dns::RecordType;

/// The most bytes of an answer over UDP, for a client that offers more than the 512 of RFC 1035.
const UDP_ROOM: u16 = 1232;

/// Both sockets, on one port.
#[derive(Debug)]
pub struct NameServer {
    udp: UdpSocket,
    tcp: TcpListener,
}

impl NameServer {
    /// With port 0 one that is free for both.
    pub async fn bind(address: SocketAddr) -> io::Result<NameServer> {
        let mut tries = 0;
        loop {
            let tcp = TcpListener::bind(address).await?;
            match UdpSocket::bind(tcp.local_addr()?).await {
                Ok(udp) => return Ok(NameServer { udp, tcp }),
                Err(taken) if address.port() != 0 || tries == 16 => return Err(taken),
                Err(_) => tries += 1,
            }
        }
    }

    /// The address of both sockets.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.udp.local_addr()
    }

    /// Answers until it is dropped.
    pub async fn run(self, world: World) {
        tokio::join!(over_udp(self.udp, &world), over_tcp(self.tcp, &world));
    }
}

async fn over_udp(socket: UdpSocket, world: &World) {
    let mut query = vec![0; 4096];
    loop {
        // An error here is of one datagram (a port that was closed again), not of the socket.
        let Ok((length, from)) = socket.recv_from(&mut query).await else { continue };
        if let Some(answer) = respond(world, &query[..length], Room::Datagram) {
            socket.send_to(&answer, from).await.ok();
        }
    }
}

async fn over_tcp(listener: TcpListener, world: &World) {
    let mut conversations = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            conversations.spawn(converse(stream, world.clone()));
        }
        while conversations.try_join_next().is_some() {}
    }
}

async fn converse(mut stream: TcpStream, world: World) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut query = vec![0; usize::from(length)];
        stream.read_exact(&mut query).await?;
        let Some(answer) = respond(&world, &query, Room::Stream) else { return Ok(()) };
        stream.write_u16(u16::try_from(answer.len()).map_err(io::Error::other)?).await?;
        stream.write_all(&answer).await?;
    }
}

/// What an answer may take up.
#[derive(Debug, Clone, Copy)]
enum Room {
    Datagram,
    Stream,
}

fn respond(world: &World, query: &[u8], room: Room) -> Option<Vec<u8>> {
    let query = Message::from_vec(query).ok()?;
    let mut answer = Message::response(query.metadata.id, query.metadata.op_code);
    answer.metadata.recursion_desired = query.metadata.recursion_desired;
    answer.metadata.recursion_available = true;
    answer.metadata.authoritative = true;
    let limit = match (&query.edns, room) {
        (_, Room::Stream) => usize::from(u16::MAX),
        (Some(edns), Room::Datagram) => usize::from(edns.max_payload().clamp(512, UDP_ROOM)),
        (None, Room::Datagram) => 512,
    };
    if query.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(UDP_ROOM);
        answer.set_edns(edns);
    }
    match query.queries.as_slice() {
        [question] if query.metadata.op_code == OpCode::Query => {
            answer.add_query(question.clone());
            let name = question.name().to_ascii();
            world.with(|state, now| {
                let spoken = state.zones.tell(&name, asked(question.query_type()), now);
                let soa = state.zones.soa(&spoken.zone, now);
                fill(&mut answer, spoken, question.query_type(), &soa);
            });
        }
        _ => answer.metadata.response_code = ResponseCode::NotImp,
    }
    let bytes = answer.to_vec().ok()?;
    if bytes.len() <= limit { Some(bytes) } else { answer.truncate().to_vec().ok() }
}

fn fill(answer: &mut Message, spoken: Response, kind: WireType, soa: &str) {
    for (name, record, set) in spoken.chain {
        // Of a type that this world does not keep there is nothing, whatever else the name has.
        if record != RecordType::Cname && wire_type(record) != kind {
            continue;
        }
        for value in &set.values {
            if let (Ok(name), Ok(data)) = (absolute(&name), rdata(record, value)) {
                answer.add_answer(Record::from_rdata(name, set.ttl, data));
            }
        }
    }
    answer.metadata.response_code = match spoken.ending {
        ResponseKind::Found | ResponseKind::NoData => ResponseCode::NoError,
        ResponseKind::NoName => ResponseCode::NXDomain,
        ResponseKind::ServerFailed => ResponseCode::ServFail,
    };
    if matches!(spoken.ending, ResponseKind::NoData | ResponseKind::NoName)
        && let (Ok(zone), Ok(soa)) = (absolute(&spoken.zone), rdata(RecordType::Soa, soa))
    {
        answer.add_authority(Record::from_rdata(zone, NEGATIVE_TTL, soa));
    }
}

/// The type to look for; one that this world does not keep is asked for as one that is seldom there.
fn asked(kind: WireType) -> RecordType {
    match kind {
        WireType::A => RecordType::A,
        WireType::CNAME => RecordType::Cname,
        WireType::MX => RecordType::Mx,
        WireType::NS => RecordType::Ns,
        WireType::SOA => RecordType::Soa,
        WireType::TXT => RecordType::Txt,
        _ => RecordType::Aaaa,
    }
}

fn wire_type(kind: RecordType) -> WireType {
    match kind {
        RecordType::A => WireType::A,
        RecordType::Aaaa => WireType::AAAA,
        RecordType::Cname => WireType::CNAME,
        RecordType::Mx => WireType::MX,
        RecordType::Ns => WireType::NS,
        RecordType::Soa => WireType::SOA,
        RecordType::Txt => WireType::TXT,
    }
}

/// A value as it goes over the wire, or what is wrong with it.
pub fn rdata(kind: RecordType, value: &str) -> Result<RData, String> {
    let host = |text: &str| absolute(text).map_err(|_| format!("“{text}” is not the name of a host"));
    let number = |text: &str| text.parse::<u32>().map_err(|_| format!("“{text}” is not a number"));
    let address = |_| format!("“{value}” is not an address of type {kind}");
    match kind {
        RecordType::A => Ok(RData::A(A(value.parse().map_err(address)?))),
        RecordType::Aaaa => Ok(RData::AAAA(AAAA(value.parse().map_err(address)?))),
        RecordType::Cname => Ok(RData::CNAME(CNAME(host(value)?))),
        RecordType::Ns => Ok(RData::NS(NS(host(value)?))),
        RecordType::Mx => match value.split_once(' ').and_then(|(number, host)| Some((number.parse().ok()?, host))) {
            Some((preference, exchange)) => Ok(RData::MX(MX::new(preference, host(exchange)?))),
            None => Err(format!("“{value}” is not an MX; write it like 10 mail.example.co.kr")),
        },
        RecordType::Txt if value.is_empty() => Ok(RData::TXT(TXT::from_bytes(vec![b""]))),
        RecordType::Txt => Ok(RData::TXT(TXT::from_bytes(value.as_bytes().chunks(255).collect()))),
        RecordType::Soa => match value.split(' ').collect::<Vec<_>>().as_slice() {
            &[mname, rname, serial, refresh, retry, expire, minimum] => Ok(RData::SOA(SOA::new(
                host(mname)?,
                host(rname)?,
                number(serial)?,
                number(refresh)?.cast_signed(),
                number(retry)?.cast_signed(),
                number(expire)?.cast_signed(),
                number(minimum)?,
            ))),
            _ => Err(format!("“{value}” is not an SOA: mname rname serial refresh retry expire minimum")),
        },
    }
}

/// Forms take what no host is called, and so it is served as it was typed.
fn absolute(name: &str) -> Result<Name, hickory_resolver::proto::ProtoError> {
    let typed = || Name::from_labels(name.strip_suffix('.').unwrap_or(name).split('.').map(str::as_bytes));
    let mut name = Name::from_ascii(name).or_else(|refused| typed().map_err(|_| refused))?;
    name.set_fqdn(true);
    Ok(name)
}
