//! Mail by SMTP under TLS, from the first byte and by STARTTLS: with a server of the tests' own before the pretend one, and a
//! certificate that only the program under test is told to trust.

use std::{fs, io, net::SocketAddr, sync::Arc, thread};

use open_sesame::{host::Smtp, laravel::SmtpManner};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivatePkcs8KeyDer},
};

use crate::live::{ASKED, Account, QUICK};

/// A server with a certificate for `localhost`, before one without. Ends with the test.
pub struct Ending {
    pub port: u16,
    /// As PEM.
    pub certificate: String,
    _until: oneshot::Sender<()>,
}

impl Ending {
    pub fn before(server: SocketAddr, manner: SmtpManner) -> Ending {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key.into()).expect("it fits its key");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("as tokio takes it");
        let port = listener.local_addr().expect("bound").port();
        let (until, ended) = oneshot::channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::from_std(listener).expect("it listens");
                tokio::select! {
                    _ = ended => {}
                    () = accept(&listener, &acceptor, server, manner) => {}
                }
            });
        });
        Ending { port, certificate: made.cert.pem(), _until: until }
    }
}

async fn accept(listener: &TcpListener, acceptor: &TlsAcceptor, server: SocketAddr, manner: SmtpManner) {
    while let Ok((stream, _)) = listener.accept().await {
        // A client that does not trust the certificate hangs up.
        let _ = converse(stream, acceptor, server, manner).await;
    }
}

async fn converse(stream: TcpStream, acceptor: &TlsAcceptor, server: SocketAddr, manner: SmtpManner) -> io::Result<()> {
    let mut behind = BufStream::new(TcpStream::connect(server).await?);
    let stream = match manner {
        SmtpManner::Upgraded => {
            behind.read_line(&mut String::new()).await?;
            upgraded(stream).await?
        }
        SmtpManner::Implicit | SmtpManner::Plain => stream,
    };
    copy_bidirectional(&mut acceptor.accept(stream).await?, &mut behind).await.map(drop)
}

/// In the clear up to STARTTLS.
async fn upgraded(stream: TcpStream) -> io::Result<TcpStream> {
    let mut stream = BufStream::new(stream);
    for answer in ["220 localhost ESMTP", "250-localhost\r\n250 STARTTLS", "220 ready"] {
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.flush().await?;
        if answer != "220 ready" {
            stream.read_line(&mut String::new()).await?;
        }
    }
    Ok(stream.into_inner())
}

#[test]
fn a_password_goes_only_to_a_server_whose_certificate_is_trusted() {
    let account = Account::serve(&format!("production = ['ap-northeast-2']{QUICK}"));
    let setup = format!("setup {ASKED} --keep project --mailer smtp --yes");
    account.sesame(&setup).ends(3);
    account.advance("2h");
    let rows = [("smtps", SmtpManner::Implicit), ("smtp", SmtpManner::Upgraded)];
    let sent = |ending: &Ending, scheme: &str, host: &str, trusted: &str| {
        let file = account.machine.path("trusted.pem");
        fs::write(&file, trusted).expect("written");
        let mut command = account.command(&format!("{setup} --send-test success@simulator.amazonses.com"));
        command.env("SESAME_SMTP", format!("{scheme}://{host}:{}", ending.port)).env("SSL_CERT_FILE", file);
        account.machine.finish(command)
    };
    let said = || {
        let requests = account.server_requests();
        requests.iter().filter(|it| it["service"] == "smtp").count()
    };
    for (scheme, manner) in rows {
        let (ending, other) = (Ending::before(account.smtp(), manner), Ending::before(account.smtp(), manner));
        let before = said();
        let ran = sent(&ending, scheme, "localhost", &other.certificate).ends(1);
        assert!(ran.stderr.to_lowercase().contains("certificate"), "{scheme}: {ran}");
        let ran = sent(&ending, scheme, "127.0.0.1", &ending.certificate).ends(1);
        assert!(ran.stderr.to_lowercase().contains("certificate"), "{scheme}: {ran}");
        assert_eq!(said(), before, "{scheme}: something was said to a server that is not trusted");
        let ran = sent(&ending, scheme, "localhost", &ending.certificate).ends(0);
        assert!(ran.stdout.contains("SES took it; the simulator has no inbox"), "{scheme}: {ran}");
        assert_eq!(said(), before + 2, "{scheme}: AUTH and DATA");
    }
    let apis: Vec<_> = account.outbox().iter().map(|it| it["api"].clone()).collect();
    assert_eq!(apis, [json!("smtp"), json!("smtp")]);
}

#[test]
fn a_server_of_ones_own_is_on_this_machine() {
    for text in ["127.0.0.1:2525", "localhost:2525", "smtp://localhost:587", "smtps://[::1]:465"] {
        assert!(matches!(text.parse(), Ok(Smtp::Here(_))), "{text}");
    }
    for text in
        ["", "2525", "localhost", "smtp://", "smtps://localhost", "ssl://localhost:465", "smtps://192.0.2.1:465"]
    {
        let refused = text.parse::<Smtp>().expect_err(text);
        assert!(refused.contains("127.0.0.1:2525"), "{text}: {refused}");
    }
}
