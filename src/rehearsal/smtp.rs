//! SES's SMTP server, as far as a client can tell: greeting, AUTH, MAIL, RCPT, DATA. Knows the
//! conversation; whether a message is taken is found in `ses::dispatch`.
//!
//! SES's own replies: 235 and 250 where it goes well, 535 for a user name, password or region that is wrong, 530 without AUTH,
//! 454 for rate and quota, 554 for policies and verification with the API's sentence behind it.
//!
//! STARTTLS is not offered, though SES asks for it before AUTH: it runs on this machine, in memory or on a loopback
//! port, for which no authority issues a certificate.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use lettre::transport::smtp::client::AsyncTokioStream;
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, Request, request::receiver::DataReceiver};
use tokio::{
    io::{
        AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, BufStream, DuplexStream,
        ReadBuf,
    },
    net::TcpListener,
    task::JoinSet,
};

use super::{
    call::{CallEffect, Service},
    fault::{self, FaultKind},
    reply::{AwsError, Family},
    ses::send::Envelope,
    state::{self, SendApi, State},
    turn::{Requester, Turn, is_switched_on},
    world::World,
};
use crate::{
    engine::ports::{Connection, Post, Privacy},
    setup::{SmtpPort, smtp},
    terms::{Failure, Region, Secret, Timestamp},
};

/// As RFC 5321 has it, with room for AUTH.
const LONGEST_LINE: u64 = 4096;
/// What SES takes over SMTP; more is read to its end and refused.
const LARGEST_MESSAGE: usize = 41_943_040;
const MOST_RECIPIENTS: usize = 100;
/// A client that does not understand us by then never will.
const MOST_MISTAKES: u32 = 20;

impl World {
    /// The engine's port for SMTP, to this world.
    pub fn post(&self) -> std::sync::Arc<dyn Post> {
        std::sync::Arc::new(WorldPost(self.clone()))
    }
}

struct WorldPost(World);

#[async_trait]
impl Post for WorldPost {
    async fn connect(&self, region: Region, _: SmtpPort) -> Result<Connection, Failure> {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        tokio::spawn(converse(theirs, self.0.clone(), region));
        Ok(Connection::Silent { stream: Box::new(InMemory(ours)), privacy: Privacy::OnThisMachine })
    }
}

/// The client's end of a connection in memory.
#[derive(Debug)]
struct InMemory(DuplexStream);

impl AsyncTokioStream for InMemory {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl AsyncRead for InMemory {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for InMemory {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

/// Answers on a port, as the server of one region, until it is dropped.
pub async fn run(listener: TcpListener, world: World, region: Region) {
    let mut conversations = JoinSet::new();
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            conversations.spawn(converse(stream, world.clone(), region));
        }
        while conversations.try_join_next().is_some() {}
    }
}

/// One conversation, to its end. How it ends is the client's business.
async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, world: World, region: Region) {
    let mut talk = Talk {
        stream: BufStream::new(stream),
        world,
        region,
        stage: Stage::Greeted,
        key: None,
        from: None,
        recipients: Vec::new(),
    };
    let _ = talk.run().await;
}

struct Talk<S> {
    stream: BufStream<S>,
    world: World,
    region: Region,
    stage: Stage,
    /// The id of the key, once AUTH went well.
    key: Option<String>,
    from: Option<String>,
    recipients: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The client has not said EHLO yet.
    Greeted,
    Introduced,
}

/// A reply to the client; `code` is what the log of requests shows of an error.
struct Reply {
    status: u16,
    text: String,
    code: Option<String>,
}

/// The connection is over, whichever end has closed it.
struct Ended;

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Self {
        Ended
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<S> {
    async fn run(&mut self) -> Result<(), Ended> {
        self.say(220, "email-smtp.amazonaws.com ESMTP SimpleEmailService-rehearsal").await?;
        let mut mistakes = 0;
        while mistakes < MOST_MISTAKES {
            let line = self.line().await?;
            let request = Request::parse(&mut line.iter()).map(Request::into_owned);
            let well = match request {
                Ok(Request::Quit) => {
                    self.say(221, "Bye").await?;
                    return Ok(());
                }
                Ok(request) => self.answer(request).await?,
                Err(smtp_proto::Error::UnknownCommand) => self.say(500, "Error: command not recognized").await?,
                Err(_) => self.say(501, "Error: syntax error in parameters or arguments").await?,
            };
            mistakes = if well { 0 } else { mistakes + 1 };
        }
        self.say(421, "Too many errors").await?;
        Ok(())
    }

    /// Whether it went well.
    async fn answer(&mut self, request: Request<String>) -> Result<bool, Ended> {
        match request {
            Request::Ehlo { .. } => {
                self.forget();
                self.stage = Stage::Introduced;
                let hello = "250-email-smtp.amazonaws.com\r\n250-8BITMIME\r\n250-SIZE 41943040\r\n\
                             250-AUTH PLAIN LOGIN\r\n250 Ok\r\n";
                self.stream.write_all(hello.as_bytes()).await?;
                self.stream.flush().await?;
                Ok(true)
            }
            Request::Helo { .. } => {
                self.forget();
                self.stage = Stage::Introduced;
                self.say(250, "email-smtp.amazonaws.com").await
            }
            Request::Noop { .. } => self.say(250, "Ok").await,
            Request::Rset => {
                self.forget();
                self.say(250, "Ok").await
            }
            Request::Auth { .. } | Request::Mail { .. } if self.stage == Stage::Greeted => {
                self.say(503, "Bad sequence of commands: say EHLO first").await
            }
            Request::Auth { .. } if self.key.is_some() => self.say(503, "Already authenticated").await,
            Request::Auth { mechanism, initial_response } => self.authenticate(mechanism, initial_response).await,
            Request::Mail { .. } | Request::Rcpt { .. } | Request::Data if self.key.is_none() => {
                self.say(530, "Authentication required").await
            }
            Request::Mail { .. } if self.from.is_some() => self.say(503, "Error: nested MAIL command").await,
            Request::Mail { from } if from.size > LARGEST_MESSAGE => self.say(552, "Message is too large").await,
            Request::Mail { from } => {
                self.from = Some(from.address);
                self.say(250, "Ok").await
            }
            Request::Rcpt { .. } if self.from.is_none() => self.say(503, "Error: need MAIL command").await,
            Request::Rcpt { .. } if self.recipients.len() >= MOST_RECIPIENTS => {
                self.say(452, "Too many recipients").await
            }
            Request::Rcpt { to } => {
                self.recipients.push(to.address);
                self.say(250, "Ok").await
            }
            Request::Data if self.recipients.is_empty() => self.say(503, "Error: need RCPT command").await,
            Request::Data => self.take_message().await,
            Request::StartTls => self.say(502, "STARTTLS is not offered in a rehearsal").await,
            Request::Lhlo { .. }
            | Request::Bdat { .. }
            | Request::Vrfy { .. }
            | Request::Expn { .. }
            | Request::Help { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::Burl { .. }
            | Request::Quit => self.say(502, "Error: command not implemented").await,
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.recipients.clear();
    }

    async fn authenticate(&mut self, mechanism: u64, first: String) -> Result<bool, Ended> {
        let (user, password) = match mechanism {
            AUTH_PLAIN => {
                let said = if first.is_empty() { self.ask("").await? } else { decoded(&first) };
                let said = said.unwrap_or_default();
                let mut parts = said.split('\0').skip(1);
                (parts.next().map(String::from), parts.next().map(Secret::new))
            }
            AUTH_LOGIN => {
                let user = if first.is_empty() { self.ask("Username:").await? } else { decoded(&first) };
                (user, self.ask("Password:").await?.map(Secret::new))
            }
            _ => return self.say(504, "Unrecognized authentication type").await,
        };
        let (Some(user), Some(password)) = (user, password) else {
            return self.say(501, "Cannot decode the response, or it was cancelled").await;
        };
        let region = self.region;
        let reply = self
            .attend("AUTH", CallEffect::Reads, Some(user.clone()), |state, now, number| {
                let switched_on = is_switched_on(state, Service::Smtp, region.code()).is_ok();
                let proved = Requester::over_smtp(state, now, number, &user, region)
                    .is_some_and(|(_, secret)| smtp::password(&secret, region) == password);
                match switched_on && proved {
                    true => Reply::well(235, "Authentication successful."),
                    false => Reply::no(535, "Authentication Credentials Invalid", "535"),
                }
            })
            .await?;
        if reply.status == 235 {
            self.key = Some(user);
        }
        self.tell(reply).await
    }

    /// One challenge, and what is said to it.
    async fn ask(&mut self, challenge: &str) -> Result<Option<String>, Ended> {
        self.say(334, &STANDARD.encode(challenge)).await?;
        let line = self.line().await?;
        Ok(decoded(String::from_utf8_lossy(&line).trim_end()))
    }

    async fn take_message(&mut self) -> Result<bool, Ended> {
        self.say(354, "End data with <CR><LF>.<CR><LF>").await?;
        let Some(mime) = self.message().await? else {
            self.forget();
            return self.say(552, "Message is too large").await;
        };
        let (region, key) = (self.region, self.key.clone().unwrap_or_default());
        let (from, recipients) = (self.from.take(), std::mem::take(&mut self.recipients));
        let for_log = Some(key.clone());
        let reply = self
            .attend("DATA", CallEffect::Changes, for_log, |state, now, number| {
                let Some((caller, _)) = Requester::over_smtp(state, now, number, &key, region) else {
                    return Reply::no(535, "Authentication Credentials Invalid", "535");
                };
                let envelope = Envelope {
                    api: SendApi::Smtp,
                    from: None,
                    bounces: from.filter(|it| !it.is_empty()),
                    recipients,
                    configuration_set: None,
                };
                let mut turn = Turn { state, now, caller, region: region.code().to_owned(), number };
                match envelope.around_message(mime).and_then(|dispatch| dispatch.send(&mut turn)) {
                    Ok(id) => Reply::well(250, format!("Ok {id}")),
                    Err(refusal) => refused(&refusal),
                }
            })
            .await?;
        self.tell(reply).await
    }

    /// The message with its dots as they were; `None` where it is too large.
    async fn message(&mut self) -> Result<Option<String>, Ended> {
        let (mut receiver, mut mime, mut too_large) = (DataReceiver::new(), Vec::new(), false);
        // A dot on the first line is stuffed as on any other.
        receiver.ingest(&mut b"\r\n".iter(), &mut mime);
        mime.clear();
        loop {
            let chunk = self.stream.fill_buf().await?;
            if chunk.is_empty() {
                return Err(Ended);
            }
            let mut left = chunk.iter();
            let whole = receiver.ingest(&mut left, &mut mime);
            let used = chunk.len() - left.len();
            self.stream.consume(used);
            if mime.len() > LARGEST_MESSAGE {
                too_large = true;
                mime.clear();
            }
            if whole {
                return Ok((!too_large).then(|| String::from_utf8_lossy(&mime).into_owned()));
            }
        }
    }

    /// A request of the log: written down, struck by a fault or carried out.
    async fn attend(
        &self,
        operation: &str,
        effect: CallEffect,
        key_id: Option<String>,
        act: impl FnOnce(&mut State, Timestamp, u64) -> Reply,
    ) -> Result<Reply, Ended> {
        let region = self.region.code().to_owned();
        let (number, fault) = self.world.with(|state, _| {
            let number = state.count("request");
            state.requests.push(state::LoggedRequest {
                service: Some(Service::Smtp),
                operation: operation.to_owned(),
                region: Some(region),
                key_id,
                status: None,
                code: None,
                subject: String::new(),
                effect,
                number,
            });
            (number, fault::strike(&mut state.faults, Service::Smtp, operation, effect))
        });
        let carry_out = || self.world.with(|state, now| act(state, now, number));
        let reply = fault::befall(fault, || Ok(carry_out()), |kind, _| spoilt(kind)).await?;
        self.world.with(|state, _| state.replied(number, reply.status, reply.code.clone()));
        Ok(reply)
    }

    async fn line(&mut self) -> Result<Vec<u8>, Ended> {
        let mut line = Vec::new();
        (&mut self.stream).take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
        match line.last() {
            Some(b'\n') => Ok(line),
            Some(_) if line.len() as u64 == LONGEST_LINE => {
                self.say(500, "Line too long").await?;
                Err(Ended)
            }
            Some(_) | None => Err(Ended),
        }
    }

    async fn tell(&mut self, reply: Reply) -> Result<bool, Ended> {
        self.say(reply.status, &reply.text).await
    }

    async fn say(&mut self, status: u16, text: &str) -> Result<bool, Ended> {
        self.stream.write_all(format!("{status} {text}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        Ok(status < 400)
    }
}

impl Reply {
    fn well(status: u16, text: impl Into<String>) -> Reply {
        Reply { status, text: text.into(), code: None }
    }

    fn no(status: u16, text: impl Into<String>, code: &str) -> Reply {
        Reply { status, text: text.into(), code: Some(code.into()) }
    }
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

/// The refusal of a message, as SES words it over SMTP.
fn refused(refusal: &AwsError) -> Reply {
    let code = refusal.code(Family::Query { namespace: "" });
    let text = refusal.text();
    match code {
        "AccessDenied" => Reply::no(554, format!("Access denied: {text}"), code),
        "Throttling" => Reply::no(454, format!("Throttling failure: {text}"), code),
        "InvalidParameterValue" | "ConfigurationSetDoesNotExist" => {
            Reply::no(554, format!("Transaction failed: {text}"), code)
        }
        _ => Reply::no(554, format!("Message rejected: {text}"), code),
    }
}

/// The reply that the client gets in place of the true one.
fn spoilt(kind: FaultKind) -> Result<Reply, Ended> {
    match kind {
        FaultKind::LoseReply | FaultKind::Reset | FaultKind::Delay(_) => Err(Ended),
        FaultKind::Throttle => Ok(Reply::no(454, "Throttling failure: Maximum sending rate exceeded.", "Throttling")),
        FaultKind::Error500 => Ok(Reply::no(451, "Temporary service failure, please try again later", "451")),
        FaultKind::Garbage => Ok(Reply::well(200, "<html>this is not SES</html>")),
    }
}
