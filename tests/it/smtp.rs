//! Mail by SMTP: the app's test through the engine, the conversation line by line, and a client that is not ours.
//!
//! Outside part of the last: `python3` in PATH. Without it that test fails; `tests/all` installs it.

use std::{net::Ipv4Addr, sync::Arc};

use async_trait::async_trait;
use open_sesame::{
    engine::{
        Ports, apply,
        ports::{Connection, Post, Privacy},
    },
    host::Smtp,
    laravel::plan::Mailer,
    rehearsal::{FaultKind, InjectedFault, Listen, Play, Scenario, SendApi, Service, When, World, serve},
    setup::{Change, IdentityKind, SmtpPort, smtp},
    terms::{Failure, FailureKind, Keep, KeyId, Region, Secret, Slot},
};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream};

use crate::interrupt::{Stage, intent};

/// The sender is verified and the account is out of the sandbox; IAM knows a new key at once.
const STORY: &str = r#"
region = "ap-northeast-2"
production = ["ap-northeast-2"]
iam.propagation = "0s"
[story]
ko = "보낼 수 있는 계정"
en = "an account that may send"
[[identity]]
name = "example.co.kr"
age = "30d"
stands = "verified"
"#;
const FROM: &str = "no-reply@example.co.kr";
const TO: &str = "guest@naver.com";

fn seoul() -> Region {
    "ap-northeast-2".parse().unwrap()
}

/// A set-up that is done, and the test that is asked for.
async fn done(story: &str) -> (Stage, Ports, KeyId) {
    let stage = Stage::over(story);
    let intent = intent(IdentityKind::Domain, Keep::Keychain);
    let (_, ports) = stage.live(&intent, None).await.expect("it lives");
    let state = stage.world.state();
    let key = state.keys().next().expect("a key").id.parse().expect("a key's id");
    (stage, ports, key)
}

fn test_to(to: &str, from: &str, key: &KeyId) -> Change {
    Change::SendTest {
        region: seoul(),
        mailer: Mailer::Smtp,
        key: key.clone(),
        secret: Slot::Resting(Keep::Keychain, key.clone()),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        options: Box::default(),
    }
}

fn smtp_requests(world: &World) -> Vec<(String, Option<u16>, Option<String>)> {
    let requests = world.requests().into_iter().filter(|it| it.service == Some(Service::Smtp));
    requests.map(|it| (it.operation, it.status, it.code)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_test_of_the_smtp_mailer_goes_by_smtp() {
    let (stage, ports, key) = done(STORY).await;
    let receipt = apply(&ports, test_to(TO, FROM, &key)).await.expect("it is taken");
    let id = receipt.made.expect("an id");
    assert!(id.len() > 20 && !id.contains(' '), "{id:?}");
    let [sent] = &stage.world.outbox()[..] else { panic!("{:#?}", stage.world.outbox()) };
    assert_eq!((sent.api, sent.from.as_str(), &sent.to[..]), (SendApi::Smtp, FROM, &[TO.to_owned()][..]));
    assert_eq!((sent.key_id.as_str(), sent.region.as_str()), (key.as_str(), "ap-northeast-2"));
    assert!(sent.mime.contains("Subject: Sesame: a test through Amazon SES\r\n"), "{}", sent.mime);
    let requests = [("AUTH".to_owned(), Some(235), None), ("DATA".to_owned(), Some(250), None)];
    assert_eq!(smtp_requests(&stage.world), requests);
    // The other two mailers keep to the API.
    for (mailer, api) in [(Mailer::Ses, SendApi::V1), (Mailer::SesV2, SendApi::V2)] {
        let Change::SendTest { region, key, secret, from, to, options, .. } = test_to(TO, FROM, &key) else {
            unreachable!()
        };
        apply(&ports, Change::SendTest { region, mailer, key, secret, from, to, options }).await.expect("it is taken");
        assert_eq!(stage.world.outbox().last().map(|sent| sent.api), Some(api));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_by_smtp_says_what_it_is() {
    let (stage, ports, key) = done(STORY).await;
    let check = async |what: &str, ports: &Ports, from: &str, kind: FailureKind, code: &str, words: &str| {
        let before = stage.world.outbox().len();
        let failure: Failure = apply(ports, test_to(TO, from, &key)).await.expect_err(what);
        assert_eq!((failure.kind, failure.code.as_deref()), (kind, Some(code)), "{what}: {failure}");
        assert!(failure.in_full().contains(words), "{what}: {failure}");
        assert_eq!(stage.world.outbox().len(), before, "{what}");
    };
    let stranger = "me@example.com";
    let not_verified = "Message rejected: Email address is not verified. The following identities failed the check in region \
         AP-NORTHEAST-2: me@example.com";
    let denied = "554 Access denied: User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform \
                  `ses:SendRawEmail' on resource `arn:aws:ses:ap-northeast-2:123456789012:identity/me@example.com'";
    check("outside the policy", &ports, stranger, FailureKind::Denied, "554", denied).await;
    allow_everything(&stage.world).await;
    check("not verified", &ports, stranger, FailureKind::Rejected, "554", not_verified).await;

    let throttled = InjectedFault::new(FaultKind::Throttle).of(Service::Smtp).on("DATA");
    stage.world.inject(throttled);
    check("too fast", &ports, FROM, FailureKind::Throttled, "454", "Maximum sending rate exceeded").await;
    stage.world.inject(InjectedFault::new(FaultKind::Error500).of(Service::Smtp).on("AUTH"));
    check("SES is ill", &ports, FROM, FailureKind::ServiceFailed, "451", "451 ").await;

    // The password of one region is none in another.
    let abroad = Ports { post: Arc::new(Abroad(stage.world.clone())), ..stage.ports(None) };
    let invalid = "535 Authentication Credentials Invalid";
    check("of another region", &abroad, FROM, FailureKind::KeyNotAccepted, "535", invalid).await;
    let last = smtp_requests(&stage.world).pop();
    assert_eq!(last, Some(("AUTH".to_owned(), Some(535), Some("535".to_owned()))));
}

#[tokio::test(start_paused = true)]
async fn a_message_whose_answer_was_lost_may_have_been_taken() {
    for (when, taken) in [(When::Before, 0), (When::After, 1)] {
        let (stage, ports, key) = done(STORY).await;
        stage.world.inject(InjectedFault::new(FaultKind::LoseReply).of(Service::Smtp).on("DATA").when(when));
        let failure = apply(&ports, test_to(TO, FROM, &key)).await.expect_err("no answer");
        assert!(failure.may_have_happened(), "{failure:?}");
        assert_eq!(stage.world.outbox().len(), taken, "{when:?}");
        assert_eq!(smtp_requests(&stage.world).len(), 2, "it is sent once");
    }
}

#[tokio::test(start_paused = true)]
async fn a_region_without_smtp_is_said_to_be_one() {
    let (stage, ports, key) = done(STORY).await;
    let Change::SendTest { mailer, key, secret, from, to, options, .. } = test_to(TO, FROM, &key) else {
        unreachable!()
    };
    let region = "ap-southeast-3".parse().unwrap();
    let failure =
        apply(&ports, Change::SendTest { region, mailer, key, secret, from, to, options }).await.expect_err("none");
    assert_eq!(failure.kind, FailureKind::RegionUnavailable, "{failure}");
    assert_eq!(smtp_requests(&stage.world), []);
}

/// SMTP as the server of another region answers it.
struct Abroad(World);

#[async_trait]
impl Post for Abroad {
    async fn connect(&self, _: Region, port: SmtpPort) -> Result<Connection, Failure> {
        self.0.post().connect("us-east-1".parse().unwrap(), port).await
    }
}

#[tokio::test(start_paused = true)]
async fn no_password_is_said_where_strangers_may_listen() {
    let (stage, ports, key) = done(STORY).await;
    let ports = Ports { post: Arc::new(Stripped(stage.world.clone())), ..ports };
    let failure = apply(&ports, test_to(TO, FROM, &key)).await.expect_err("nobody offers STARTTLS");
    assert!(failure.in_full().contains("STARTTLS is not supported"), "{failure}");
    assert_eq!(smtp_requests(&stage.world), []);
}

/// A server over the network from whose greeting somebody has taken STARTTLS.
struct Stripped(World);

#[async_trait]
impl Post for Stripped {
    async fn connect(&self, region: Region, port: SmtpPort) -> Result<Connection, Failure> {
        let Connection::Silent { stream, .. } = self.0.post().connect(region, port).await? else { unreachable!() };
        Ok(Connection::Silent { stream, privacy: Privacy::StartTls { host: region.smtp_host() } })
    }
}

#[test]
fn an_end_of_ones_own_is_on_this_computer() {
    for (text, good) in [
        ("127.0.0.1:2525", true),
        ("localhost:2525", true),
        ("[::1]:2525", true),
        ("10.0.0.1:2525", false),
        ("0.0.0.0:2525", false),
        ("mail.example.co.kr:587", false),
        ("127.0.0.1", false),
    ] {
        assert_eq!(text.parse::<Smtp>().is_ok(), good, "{text}");
    }
}

async fn allow_everything(world: &World) {
    let (key, secret) = world.admin();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(world.http())
        .time_source(world.time_source())
        .region(aws_config::Region::new("us-east-1"))
        .credentials_provider(aws_credential_types::Credentials::new(
            key.as_str(),
            secret.reveal(),
            None,
            None,
            "rehearsal",
        ))
        .load()
        .await;
    let all = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ses:*","Resource":"*"}]}"#;
    let put = aws_sdk_iam::Client::new(&config).put_user_policy().user_name("mail-user").policy_name("All");
    put.policy_document(all).send().await.expect("allowed");
}

// ---- the conversation ----------------------------------------------------------------------------------------------

/// Lines are said one by one; each is answered, after DATA only the last.
struct Client(BufStream<Box<dyn lettre::transport::smtp::client::AsyncTokioStream>>);

impl Client {
    async fn connect(world: &World) -> Client {
        let line = world.post().connect(seoul(), SmtpPort::default()).await;
        let Ok(Connection::Silent { stream, .. }) = line else { panic!("no connection") };
        let mut client = Client(BufStream::new(stream));
        assert!(client.heard().await.starts_with("220 email-smtp.amazonaws.com ESMTP"));
        client
    }

    /// The last line of the reply; nothing once the connection is over.
    async fn heard(&mut self) -> String {
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).await.unwrap_or_default() == 0 {
                return String::new();
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn says(&mut self, bytes: &[u8]) -> String {
        if self.0.write_all(bytes).await.is_err() || self.0.flush().await.is_err() {
            return String::new();
        }
        self.heard().await
    }

    async fn talks(&mut self, rows: &[(&str, &str)]) {
        for (line, reply) in rows {
            let said = self.says(format!("{line}\r\n").as_bytes()).await;
            assert!(said.starts_with(reply), "{line:.80} → {said}, not {reply}");
        }
    }
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test(start_paused = true)]
async fn the_conversation_keeps_its_order_and_its_limits() {
    let (stage, _, key) = done(STORY).await;
    let password = smtp::password(&stage.world.secret_of(&key).expect("its secret"), seoul());
    let plain = format!("AUTH PLAIN {}", base64(&format!("\0{key}\0{}", password.reveal())));
    let wrong = format!("AUTH PLAIN {}", base64(&format!("\0{key}\0{}", "B".repeat(44))));

    let mut client = Client::connect(&stage.world).await;
    client
        .talks(&[
            ("MAIL FROM:<no-reply@example.co.kr>", "503 "),
            ("EHLO shop.example.co.kr", "250 Ok"),
            ("MAIL FROM:<no-reply@example.co.kr>", "530 Authentication required"),
            ("RCPT TO:<guest@naver.com>", "530 "),
            ("DATA", "530 "),
            ("STARTTLS", "502 "),
            ("AUTH CRAM-MD5", "504 "),
            ("AUTH PLAIN %%%", "501 "),
            (&wrong, "535 Authentication Credentials Invalid"),
            ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
            (&base64(key.as_str()), "334 UGFzc3dvcmQ6"),
            ("*", "501 "),
            ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
            (&base64(key.as_str()), "334 UGFzc3dvcmQ6"),
            (&base64(password.reveal()), "235 Authentication successful."),
            (&plain, "503 Already authenticated"),
            ("RCPT TO:<guest@naver.com>", "503 "),
            ("DATA", "503 "),
            ("NOOP", "250 Ok"),
            ("VRFY guest", "502 "),
            ("SING", "500 "),
            ("MAIL FROM:<no-reply@example.co.kr> SIZE=99999999", "552 "),
            ("MAIL FROM:<no-reply@example.co.kr>", "250 Ok"),
            ("MAIL FROM:<no-reply@example.co.kr>", "503 "),
            ("RCPT TO:<guest@naver.com>", "250 Ok"),
            ("RSET", "250 Ok"),
            ("DATA", "503 "),
            ("MAIL FROM:<no-reply@example.co.kr>", "250 Ok"),
            ("RCPT TO:<guest@naver.com>", "250 Ok"),
            ("DATA", "354 "),
        ])
        .await;
    let message = "From: no-reply@example.co.kr\r\nTo: guest@naver.com\r\n\r\nA dot:\r\n..\r\n..two\r\n.\r\n";
    assert!(client.says(message.as_bytes()).await.starts_with("250 Ok "));
    client.talks(&[("QUIT", "221 ")]).await;
    assert_eq!(client.heard().await, "", "it hangs up");
    let sent = stage.world.outbox().pop().expect("a message");
    assert!(sent.mime.ends_with("\r\n\r\nA dot:\r\n.\r\n.two\r\n"), "{:?}", sent.mime);

    let mut client = Client::connect(&stage.world).await;
    client.talks(&[(&format!("EHLO {}", "x".repeat(5000)), "500 Line too long")]).await;
    assert_eq!(client.heard().await, "", "it hangs up");

    let mut client = Client::connect(&stage.world).await;
    client.talks(&[("SING", "500 "); 20]).await;
    assert_eq!(client.heard().await, "421 Too many errors");

    // More than SES takes is read to its end, kept by nobody and refused.
    let mut client = Client::connect(&stage.world).await;
    client
        .talks(&[
            ("EHLO shop", "250 Ok"),
            (&plain, "235 "),
            ("MAIL FROM:<no-reply@example.co.kr>", "250 Ok"),
            ("RCPT TO:<guest@naver.com>", "250 Ok"),
            ("DATA", "354 "),
        ])
        .await;
    let mut large = b"From: no-reply@example.co.kr\r\n\r\n".to_vec();
    large.extend(b"0123456789012345678901234567890123456789012345678901234567\r\n".repeat(700_000));
    large.extend(b".\r\n");
    assert_eq!(client.says(&large).await, "552 Message is too large");
    client.talks(&[("NOOP", "250 Ok")]).await;
}

// ---- a client that is not ours -------------------------------------------------------------------------------------

const PROGRAM: &str = r#"
import smtplib, sys
from email.message import EmailMessage
port, user, password, sender, to = sys.argv[1:]
message = EmailMessage()
message["From"], message["To"], message["Subject"] = sender, to, "Hi"
message.set_content(".\nA dot, and 안녕.\n")
try:
    with smtplib.SMTP("127.0.0.1", int(port), timeout=20) as smtp:
        smtp.login(user, password)
        smtp.send_message(message)
    print("sent")
except smtplib.SMTPResponseException as no:
    print(no.smtp_code, no.smtp_error.decode())
"#;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs python3; tests/all runs it"]
async fn pythons_smtplib_sends_through_the_served_account() {
    let world = World::open(&Scenario::parse("test", STORY).expect("a good scenario"));
    let loopback = (Ipv4Addr::LOCALHOST, 0).into();
    let listen = Listen { http: loopback, dns: None, smtp: Some(loopback), play: Play::ByHand };
    let serving = serve(world.clone(), listen).await.expect("free ports");
    let port = serving.smtp.expect("it was asked for").port().to_string();
    tokio::spawn(serving.run());
    let (key, secret) = world.admin();
    let password = |region: &str| smtp::password(&Secret::new(secret.reveal()), region.parse().unwrap());
    let rows = [
        ("ap-northeast-2", FROM, "sent"),
        ("us-east-1", FROM, "535 Authentication Credentials Invalid"),
        (
            "ap-northeast-2",
            "me@example.com",
            "554 Message rejected: Email address is not verified. The following identities failed the check in region \
             AP-NORTHEAST-2: me@example.com",
        ),
    ];
    for (region, from, expected) in rows {
        let mut python = std::process::Command::new("python3");
        python.args(["-c", PROGRAM, &port, key.as_str(), password(region).reveal(), from, TO]);
        let ran = tokio::task::spawn_blocking(move || python.output()).await.expect("it ran");
        let ran = ran.unwrap_or_else(|missing| panic!("this test needs python3: {missing}"));
        let said = String::from_utf8_lossy(&ran.stdout);
        assert_eq!(said.trim_end(), expected, "{region} {from}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    let [sent] = &world.outbox()[..] else { panic!("{:#?}", world.outbox()) };
    assert_eq!(sent.api, SendApi::Smtp);
}
