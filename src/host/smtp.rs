//! SES's SMTP servers over the network. Knows no word of SMTP.
//!
//! `SESAME_SMTP` puts an end on this machine in their place. It is spoken to without TLS: no authority issues a
//! certificate for it, and nothing that is said leaves the machine. That is why it takes a loopback address and no
//! other.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use async_trait::async_trait;
use tokio::{net::TcpStream, time::timeout};

use crate::{
    engine::ports::{Connection, Post, Privacy},
    terms::{Failure, FailureKind, Region},
};

/// Where STARTTLS is spoken, and what hosts block less often than 25.
const PORT: u16 = 587;
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
    async fn connect(&self, region: Region) -> Result<Connection, Failure> {
        let (name, privacy) = match self {
            Smtp::OfSes => {
                let host = region.smtp_host();
                (format!("{host}:{PORT}"), Privacy::StartTls { host })
            }
            Smtp::At(address) => (address.to_string(), Privacy::OnThisMachine),
        };
        let failed = || Failure::new(FailureKind::Network, format!("reach {name}"));
        match timeout(LIMIT, TcpStream::connect(&name)).await {
            Ok(Ok(stream)) => Ok(Connection { stream: Box::new(stream), privacy }),
            Ok(Err(error)) => Err(failed().because(error)),
            Err(_) => Err(failed().because("no answer; the host of this machine may block the port")),
        }
    }
}
