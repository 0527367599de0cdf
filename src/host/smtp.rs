//! SES's SMTP servers over the network. Says no word of SMTP but the greeting, where TLS goes before it.
//!
//! `SESAME_SMTP` puts an end on this machine in their place. It is spoken to without TLS: no authority issues a
//! certificate for it, and nothing that is said leaves the machine. That is why it takes a loopback address and no
//! other.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use async_trait::async_trait;
use lettre::transport::smtp::{
    client::{AsyncSmtpConnection, TlsParameters},
    extension::ClientId,
};
use tokio::{net::TcpStream, time::timeout};

use crate::{
    engine::ports::{Connection, Post, Privacy},
    setup::SmtpPort,
    terms::{Failure, FailureKind, Region},
};

const LIMIT: Duration = Duration::from_secs(10);

/// Where SMTP is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Smtp {
    /// The server of each region.
    OfSes,
    /// This one, for every region.
    At(SocketAddr),
}

impl FromStr for Smtp {
    type Err = String;

    fn from_str(text: &str) -> Result<Smtp, String> {
        let address = text.replacen("localhost:", "127.0.0.1:", 1).parse::<SocketAddr>();
        let address = address.map_err(|_| format!("“{text}” is not HOST:PORT, such as 127.0.0.1:2525"))?;
        match address.ip().is_loopback() {
            true => Ok(Smtp::At(address)),
            false => Err(format!("{address} is not on this computer; it takes a loopback address, as 127.0.0.1:2525")),
        }
    }
}

#[async_trait]
impl Post for Smtp {
    async fn connect(&self, region: Region, port: SmtpPort) -> Result<Connection, Failure> {
        let host = region.smtp_host();
        match (self, port) {
            (Smtp::OfSes, SmtpPort::StartTls(number)) => {
                let stream = reach(&format!("{host}:{number}")).await?;
                Ok(Connection::Silent { stream: Box::new(stream), privacy: Privacy::StartTls { host } })
            }
            (Smtp::OfSes, SmtpPort::Tls(number)) => greeted(&host, number).await,
            (Smtp::At(address), _) => {
                let stream = reach(&address.to_string()).await?;
                Ok(Connection::Silent { stream: Box::new(stream), privacy: Privacy::OnThisMachine })
            }
        }
    }
}

async fn reach(name: &str) -> Result<TcpStream, Failure> {
    match timeout(LIMIT, TcpStream::connect(name)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(failed(name).because(error)),
        Err(_) => Err(failed(name).because(BLOCKED)),
    }
}

/// TLS from the first byte.
async fn greeted(host: &str, number: u16) -> Result<Connection, Failure> {
    let name = format!("{host}:{number}");
    let tls = TlsParameters::builder(host.to_owned()).build_rustls().map_err(|error| failed(&name).because(error))?;
    let hello = ClientId::default();
    let opening = AsyncSmtpConnection::connect_tokio1((host, number), Some(LIMIT), &hello, Some(tls), None);
    match timeout(LIMIT, opening).await {
        Ok(Ok(connection)) => Ok(Connection::Greeted(Box::new(connection))),
        Ok(Err(error)) => {
            let causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
            Err(causes.fold(failed(&name).because(&error), |failure, cause| failure.because(cause)))
        }
        Err(_) => Err(failed(&name).because(BLOCKED)),
    }
}

const BLOCKED: &str = "no answer; the host of this machine may block the port";

fn failed(name: &str) -> Failure {
    Failure::new(FailureKind::Network, format!("reach {name}"))
}
