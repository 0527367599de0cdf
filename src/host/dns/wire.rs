//! One question and its answer over a socket: UDP, TCP where that is cut off, or HTTPS. Does not know whom to ask, nor what an
//! answer means.

use std::{
    fmt, io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use bytes::Bytes;
use hickory_resolver::proto::op::{Edns, Message, MessageType, Query, ResponseCode};
use http::{Request, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpStream, UdpSocket},
    time::timeout,
};

use crate::{dns::SERVFAIL, terms::is_private};

/// How long a server may think, per try.
const PATIENCE: Duration = Duration::from_secs(2);
const TRIES: usize = 2;
/// What an answer over UDP may measure without being cut into fragments on the way.
const UDP_SIZE: u16 = 1232;
/// The most that an answer can measure.
const LARGEST: usize = 65_535;

/// Whether the server may ask others for us.
#[derive(Debug, Clone, Copy)]
pub(super) enum Recursion {
    Desired,
    /// It may, and hands on what DNSSEC does not vouch for (CD, RFC 4035).
    Unchecked,
    Off,
}

/// A resolver behind HTTPS (RFC 8484), as in `SESAME_DOH`: `https://1.1.1.1/dns-query`. On this machine `http` will do.
#[derive(Clone)]
pub struct Doh {
    url: Uri,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl fmt::Debug for Doh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Doh({})", self.url)
    }
}

/// A text that names no resolver behind HTTPS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not https://HOST/PATH; write it like https://1.1.1.1/dns-query")]
pub struct BadDoh {
    /// As it was given.
    pub given: String,
}

impl FromStr for Doh {
    type Err = BadDoh;
    fn from_str(given: &str) -> Result<Doh, BadDoh> {
        let bad = || BadDoh { given: given.trim().into() };
        let url: Uri = given.trim().parse().map_err(|_| bad())?;
        if !is_private(&url) {
            return Err(bad());
        }
        let roots = hyper_rustls::HttpsConnectorBuilder::new().with_native_roots().map_err(|_| bad())?;
        let connector = roots.https_or_http().enable_http1().build();
        Ok(Doh { url, client: Client::builder(TokioExecutor::new()).build(connector) })
    }
}

impl Doh {
    /// The host, to be shown.
    pub(super) fn host(&self) -> String {
        self.url.host().unwrap_or_default().into()
    }

    /// What it answers.
    pub(super) async fn ask(&self, query: &Query) -> Result<Message, String> {
        let mut message = asked(query, Recursion::Desired);
        // RFC 8484, 4.1: so that caches on the way take equal questions for equal.
        message.metadata.id = 0;
        checked(in_time(self.exchange(&message)).await?)
    }

    async fn exchange(&self, message: &Message) -> io::Result<Message> {
        let body = Full::new(Bytes::from(message.to_vec().map_err(io::Error::other)?));
        let request = Request::post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/dns-message")
            .header(header::ACCEPT, "application/dns-message")
            .body(body)
            .map_err(io::Error::other)?;
        let reply = self.client.request(request).await.map_err(io::Error::other)?;
        if !reply.status().is_success() {
            return Err(io::Error::other(format!("{} says {}", self.host(), reply.status())));
        }
        let body = Limited::new(reply.into_body(), LARGEST).collect().await.map_err(io::Error::other)?;
        read_reply(&body.to_bytes(), message)
    }
}

/// Asks a server at its addresses in turn. An error code is no answer; some servers give one to EDNS, so the second try
/// goes without.
pub(super) async fn ask(addresses: &[SocketAddr], query: &Query, recursion: Recursion) -> Result<Message, String> {
    let mut trouble = None;
    for (attempt, &address) in addresses.iter().cycle().take(TRIES).enumerate() {
        let mut message = asked(query, recursion);
        if attempt == 0 {
            let mut edns = Edns::new();
            edns.set_max_payload(UDP_SIZE);
            message.set_edns(edns);
        }
        match exchange(address, &message).await.and_then(checked) {
            Ok(reply) => return Ok(reply),
            Err(why) => {
                trouble.get_or_insert(why);
            }
        }
    }
    Err(trouble.unwrap_or_else(|| "it has no address".into()))
}

fn asked(query: &Query, recursion: Recursion) -> Message {
    let mut message = Message::query();
    message.add_query(query.clone());
    message.metadata.recursion_desired = match recursion {
        Recursion::Desired | Recursion::Unchecked => true,
        Recursion::Off => false,
    };
    message.metadata.checking_disabled = match recursion {
        Recursion::Unchecked => true,
        Recursion::Desired | Recursion::Off => false,
    };
    message
}

/// A reply that answers.
fn checked(reply: Message) -> Result<Message, String> {
    match reply.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => Ok(reply),
        ResponseCode::ServFail => Err(SERVFAIL.into()),
        ResponseCode::Refused => Err("REFUSED".into()),
        code => Err(code.to_string()),
    }
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
