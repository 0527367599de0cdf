//! SES's SMTP servers over the network. Says no word of SMTP but the greeting, where TLS goes before it.
//!
//! `SESAME_SMTP` puts an end on this machine in their place, and takes a loopback address and no other. `HOST:PORT` is spoken to
//! without TLS: no authority issues a certificate for it, and nothing that is said leaves the machine. A server with one, of an
//! authority that this machine trusts, says `smtp://HOST:PORT` for STARTTLS or `smtps://HOST:PORT` for TLS from the first byte.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use async_trait::async_trait;
use lettre::transport::smtp::{
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::{net::TcpStream, time::timeout};

use crate::{
    engine::ports::{Connection, Post, Privacy},
    laravel::SmtpManner,
    setup::SmtpPort,
    terms::{Failure, FailureKind, Region},
};

const LIMIT: Duration = Duration::from_secs(10);

/// Where SMTP is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Smtp {
    /// The server of each region.
    OfSes,
    /// This one, for every region.
    Here(LocalSmtp),
}

/// A server on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalSmtp {
    /// `localhost` or a loopback address: the name that its certificate must have.
    host: String,
    port: u16,
    manner: SmtpManner,
}

impl FromStr for Smtp {
    type Err = String;

    fn from_str(text: &str) -> Result<Smtp, String> {
        const SCHEMES: [(&str, SmtpManner); 2] =
            [("smtps://", SmtpManner::Implicit), ("smtp://", SmtpManner::Upgraded)];
        let known = SCHEMES.iter().find_map(|(scheme, manner)| Some((text.strip_prefix(scheme)?, *manner)));
        let (rest, manner) = known.unwrap_or((text, SmtpManner::Plain));
        let address = rest.replacen("localhost:", "127.0.0.1:", 1).parse::<SocketAddr>();
        let address = address.map_err(|_| {
            format!("“{text}” is not HOST:PORT, such as 127.0.0.1:2525, nor smtp:// or smtps:// before that")
        })?;
        if !address.ip().is_loopback() {
            return Err(format!("{address} is not on this computer; it takes a loopback address, as 127.0.0.1:2525"));
        }
        let host = if rest.starts_with("localhost:") { "localhost".to_owned() } else { address.ip().to_string() };
        Ok(Smtp::Here(LocalSmtp { host, port: address.port(), manner }))
    }
}

#[async_trait]
impl Post for Smtp {
    async fn connect(&self, region: Region, port: SmtpPort) -> Result<Connection, Failure> {
        match (self, port) {
            (Smtp::OfSes, SmtpPort::StartTls(number)) => upgraded(region.smtp_host(), number).await,
            (Smtp::OfSes, SmtpPort::Tls(number)) => greeted(&region.smtp_host(), number).await,
            (Smtp::Here(LocalSmtp { host, port, manner }), _) => match manner {
                SmtpManner::Implicit => greeted(host, *port).await,
                SmtpManner::Upgraded => upgraded(host.clone(), *port).await,
                SmtpManner::Plain => {
                    let stream = reach(host, *port).await?;
                    Ok(Connection::Silent { stream: Box::new(stream), privacy: Privacy::OnThisMachine })
                }
            },
        }
    }
}

/// TLS by STARTTLS, once the server has greeted.
async fn upgraded(host: String, port: u16) -> Result<Connection, Failure> {
    let stream = reach(&host, port).await?;
    Ok(Connection::Silent { stream: Box::new(stream), privacy: Privacy::StartTls { host } })
}

async fn reach(host: &str, port: u16) -> Result<TcpStream, Failure> {
    match timeout(LIMIT, TcpStream::connect((host, port))).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(failed(host, port).because(error)),
        Err(_) => Err(failed(host, port).because(BLOCKED)),
    }
}

/// TLS from the first byte.
async fn greeted(host: &str, port: u16) -> Result<Connection, Failure> {
    let tls =
        TlsParameters::builder(host.to_owned()).build_rustls().map_err(|error| failed(host, port).because(error))?;
    let hello = ClientId::default();
    let opening = AsyncSmtpConnection::connect_tokio1((host, port), Some(LIMIT), &hello, Some(tls), None);
    match timeout(LIMIT, opening).await {
        Ok(Ok(connection)) => Ok(Connection::Greeted(Box::new(connection))),
        Ok(Err(error)) => {
            let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
            Err(causes.fold(failed(host, port).because(&error), |failure, cause| failure.because(cause)))
        }
        Err(_) => Err(failed(host, port).because(BLOCKED)),
    }
}

const BLOCKED: &str = "no answer; the host of this machine may block the port";

fn failed(host: &str, port: u16) -> Failure {
    Failure::new(FailureKind::Network, format!("reach {host}:{port}"))
}
