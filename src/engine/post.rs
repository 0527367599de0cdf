//! One message handed over by SMTP, as Laravel's `smtp` mailer does it: TLS as the port wants it, AUTH with the key's id and
//! the password that follows from its secret. Knows the protocol, not what stands at the other end.

use std::time::Duration;

use lettre::transport::smtp::{
    Error,
    authentication::{Credentials, Mechanism},
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::ClientId,
    response::Response,
};

use super::ports::{Connection, Post, Privacy};
use crate::{
    setup::SmtpPort,
    terms::{Address, Failure, FailureKind, KeyId, Region, Secret},
};

/// What is handed over, by whom.
pub(super) struct SmtpMessage<'a> {
    pub key: &'a KeyId,
    /// The SMTP password, not the secret.
    pub password: &'a Secret,
    pub from: &'a Address,
    pub to: &'a Address,
    pub mime: &'a [u8],
}

/// Each of the two halves, before and after the message has left.
const LIMIT: Duration = Duration::from_secs(30);

/// Hands it over, once. The message's id.
pub(super) async fn hand_over(
    post: &dyn Post,
    region: Region,
    port: SmtpPort,
    letter: SmtpMessage<'_>,
) -> Result<String, Failure> {
    let doing = format!("send to {}", letter.to);
    if !region.has_smtp() {
        return Err(Failure::new(FailureKind::RegionUnavailable, doing)
            .because(format!("SES has no SMTP server in {region}; take the mailer ses there, or another region")));
    }
    let late = |kind| Failure::new(kind, &doing).because("SES's SMTP server did not answer in time");
    let opening = async {
        let line = post.connect(region, port).await?;
        open(line, &letter).await.map_err(|error| failure(&doing, &error))
    };
    let mut connection =
        tokio::time::timeout(LIMIT, opening).await.map_err(|_| late(FailureKind::Network)).flatten()?;
    let answer = tokio::time::timeout(LIMIT, connection.message(letter.mime)).await;
    let answer = answer.map_err(|_| late(FailureKind::OutcomeUnknown))?.map_err(|error| {
        let failure = failure(&doing, &error);
        // It had left, and no answer says what became of it.
        match failure.kind == FailureKind::Network {
            true => Failure { kind: FailureKind::OutcomeUnknown, ..failure },
            false => failure,
        }
    })?;
    // Its answer to this changes nothing.
    let _ = tokio::time::timeout(LIMIT, connection.quit()).await;
    Ok(id_in(&answer))
}

/// Everything up to the message itself.
async fn open(line: Connection, letter: &SmtpMessage<'_>) -> Result<AsyncSmtpConnection, Error> {
    let hello = ClientId::default();
    let mut connection = match line {
        Connection::Greeted(connection) => *connection,
        Connection::Silent { stream, privacy } => {
            let mut connection = AsyncSmtpConnection::connect_with_transport(stream, &hello).await?;
            match privacy {
                Privacy::StartTls { host } => {
                    connection.starttls(TlsParameters::builder(host).build_rustls()?, &hello).await?;
                }
                Privacy::OnThisMachine => {}
            }
            connection
        }
    };
    let credentials = Credentials::new(letter.key.to_string(), letter.password.reveal().to_owned());
    connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
    connection.command(Mail::new(Some(envelope(letter.from)), Vec::new())).await?;
    connection.command(Rcpt::new(envelope(letter.to), Vec::new())).await?;
    connection.command(Data).await?;
    Ok(connection)
}

fn envelope(address: &Address) -> lettre::Address {
    lettre::Address::new(address.local(), address.domain().as_str()).expect("ours are stricter")
}

/// `250 Ok 0106019…`
fn id_in(answer: &Response) -> String {
    let mut words = answer.first_line().unwrap_or_default().split_whitespace();
    words.find(|word| !word.eq_ignore_ascii_case("ok")).unwrap_or_default().to_owned()
}

/// SES's replies in our words, with its own beside them.
fn failure(doing: &str, error: &Error) -> Failure {
    let mut causes = Vec::new();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    let Some(code) = error.status().map(|code| code.to_string()) else {
        let kind = match () {
            () if error.is_tls() || error.is_timeout() => FailureKind::Network,
            () if error.is_response() => FailureKind::Garbled,
            () if error.is_client() => FailureKind::RequestRefused,
            () => FailureKind::Network,
        };
        let failure = Failure::new(kind, doing);
        return match causes.is_empty() {
            true => failure.because(error),
            false => causes.into_iter().fold(failure, Failure::because),
        };
    };
    let text = causes.join(" ");
    let kind = match code.as_str() {
        "535" => FailureKind::KeyNotAccepted,
        "530" => FailureKind::RequestRefused,
        "554" if text.starts_with("Access denied") => FailureKind::Denied,
        "554" => FailureKind::Rejected,
        "454" if text.starts_with("Throttling") => FailureKind::Throttled,
        _ if error.is_transient() => FailureKind::ServiceFailed,
        _ => FailureKind::RequestRefused,
    };
    Failure { code: Some(code.clone()), ..Failure::new(kind, doing) }.because(format!("{code} {text}"))
}
