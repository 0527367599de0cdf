//! The real SDK against the pretend account, in process: does it mean what we meant, and does the world bear it out?

mod account;
mod faults;
mod sending;

use std::{net::Ipv4Addr, time::Duration};

use aws_credential_types::Credentials;
use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_sesv2::{
    primitives::Blob,
    types::{
        Body, Content, Destination, DkimStatus, EmailContent, MailFromDomainStatus, MailType, Message, RawMessage,
    },
};
use aws_smithy_types::retry::RetryConfig;
use open_sesame::rehearsal::{Listen, Play, Scenario, SendApi, World, serve};

const SEOUL: &str = "ap-northeast-2";
const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"SesameSend","Effect":"Allow",
    "Action":["ses:SendRawEmail","ses:SendEmail"],"Resource":"*",
    "Condition":{"StringLike":{"ses:FromAddress":"*@example.co.kr"}}}]}"#;

/// The SDK's clients for one key, each call sent once.
struct Clients {
    iam: aws_sdk_iam::Client,
    sts: aws_sdk_sts::Client,
    ses: aws_sdk_sesv2::Client,
    ses_v1: aws_sdk_ses::Client,
}

fn world(scenario: &str) -> World {
    World::open(&Scenario::named(scenario).expect("it comes with Sesame"))
}

async fn clients(world: &World, region: &str, key: &str, secret: &str) -> Clients {
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(world.http())
        .time_source(world.time_source())
        .retry_config(RetryConfig::disabled())
        .region(aws_config::Region::new(region.to_string()))
        .credentials_provider(Credentials::new(key, secret, None, None, "rehearsal"))
        .load()
        .await;
    Clients {
        iam: aws_sdk_iam::Client::new(&config),
        sts: aws_sdk_sts::Client::new(&config),
        ses: aws_sdk_sesv2::Client::new(&config),
        ses_v1: aws_sdk_ses::Client::new(&config),
    }
}

async fn administrator(world: &World) -> Clients {
    let (key, secret) = world.admin();
    clients(world, SEOUL, key.as_str(), secret.reveal()).await
}

/// A key of `mail-user` under the policy, known everywhere.
async fn app(world: &World) -> Clients {
    let admin = administrator(world).await;
    admin.iam.create_user().user_name("mail-user").send().await.expect("the user");
    let policy = admin.iam.put_user_policy().user_name("mail-user").policy_name("SesameSend").policy_document(POLICY);
    policy.send().await.expect("the policy");
    let made = admin.iam.create_access_key().user_name("mail-user").send().await.expect("the key");
    let key = made.access_key.expect("a key");
    world.advance(Duration::from_secs(15));
    clients(world, SEOUL, &key.access_key_id, &key.secret_access_key).await
}

fn letter(to: &str) -> EmailContent {
    let mime = format!("From: Sesame <no-reply@example.co.kr>\r\nTo: {to}\r\nSubject: =?UTF-8?B?7Jik?=\r\n\r\nOpen");
    EmailContent::builder().raw(RawMessage::builder().data(Blob::new(mime)).build().expect("data")).build()
}

#[tokio::test]
async fn a_new_account_gets_from_nothing_to_mail_that_is_accepted() {
    let world = world("fresh");
    let app = app(&world).await;
    let admin = administrator(&world).await;
    let whoami = app.sts.get_caller_identity().send().await.expect("who am I");
    assert_eq!(whoami.arn(), Some("arn:aws:iam::123456789012:user/mail-user"));

    let made = admin.ses.create_email_identity().email_identity("example.co.kr").send().await.expect("the identity");
    let dkim = made.dkim_attributes.expect("DKIM");
    assert_eq!((dkim.status, dkim.tokens.as_ref().map(Vec::len)), (Some(DkimStatus::Pending), Some(3)));
    let mail_from = admin.ses.put_email_identity_mail_from_attributes().email_identity("example.co.kr");
    mail_from.mail_from_domain("bounce.example.co.kr").send().await.expect("MAIL FROM");

    let early = app.ses.send_email().content(letter("guest@naver.com")).send().await.expect_err("nothing is verified");
    assert_eq!(early.code(), Some("MessageRejected"));
    assert_eq!(
        early.message(),
        Some(
            "Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: \
             no-reply@example.co.kr, guest@naver.com"
        )
    );

    world.advance(Duration::from_secs(300));
    let seen = admin.ses.get_email_identity().email_identity("example.co.kr").send().await.expect("the identity");
    assert!(seen.verified_for_sending_status());
    assert_eq!(seen.dkim_attributes().and_then(|it| it.status()), Some(&DkimStatus::Success));
    let mail_from = seen.mail_from_attributes().map(|it| it.mail_from_domain_status().clone());
    assert_eq!(mail_from, Some(MailFromDomainStatus::Success));
    let error = seen.verification_info().and_then(|info| info.error_type()).map(|it| it.as_str());
    assert_eq!(error, Some("HOST_NOT_FOUND"), "AWS leaves the last error there");

    let details = admin.ses.put_account_details().mail_type(MailType::Transactional);
    let details = details.website_url("https://example.co.kr").production_access_enabled(true);
    details.clone().send().await.expect("the request");
    let again = details.send().await.expect_err("it is under review");
    assert_eq!((again.code(), again.message()), (Some("ConflictException"), None));
    world.advance(Duration::from_secs(41 * 60));
    let account = admin.ses.get_account().send().await.expect("the account");
    assert!(account.production_access_enabled());
    assert_eq!(account.send_quota().map(|quota| quota.max24_hour_send()), Some(50_000.0));

    app.ses.send_email().content(letter("guest@naver.com")).send().await.expect("accepted");
    let raw = aws_sdk_ses::types::RawMessage::builder();
    let raw = raw.data(aws_sdk_ses::primitives::Blob::new("From: no-reply@example.co.kr\r\nTo: a@daum.net\r\n\r\nHi"));
    let sent = app.ses_v1.send_raw_email().source("Sesame <no-reply@example.co.kr>").destinations("a@daum.net");
    sent.raw_message(raw.build().expect("data")).send().await.expect("accepted");
    let simple = Message::builder()
        .subject(Content::builder().data("Hi").build().expect("data"))
        .body(Body::builder().text(Content::builder().data("Hi").build().expect("data")).build());
    let simple = app
        .ses
        .send_email()
        .from_email_address("no-reply@example.co.kr")
        .destination(Destination::builder().to_addresses("b@daum.net").build())
        .content(EmailContent::builder().simple(simple.build()).build());
    simple.send().await.expect("accepted");
    let outbox: Vec<_> = world.outbox().into_iter().map(|sent| (sent.api, sent.to)).collect();
    assert_eq!(
        outbox,
        [
            (SendApi::V2, vec!["guest@naver.com".to_string()]),
            (SendApi::V1, vec!["a@daum.net".to_string()]),
            (SendApi::V2, vec!["b@daum.net".to_string()])
        ]
    );

    let denied = app.ses.get_account().send().await.expect_err("the key may send and no more");
    assert_eq!(denied.code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn the_sdk_finds_a_served_world_and_follows_its_moved_clock() {
    let world = world("fresh");
    let listen = Listen { http: (Ipv4Addr::LOCALHOST, 0).into(), dns: None, smtp: None, play: Play::ByHand };
    let serving = serve(world.clone(), listen).await.expect("a free port");
    let endpoint = format!("http://{}", serving.http);
    tokio::spawn(serving.run());
    let (key, secret) = world.admin();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .region(aws_config::Region::new(SEOUL))
        .credentials_provider(Credentials::new(key.as_str(), secret.reveal(), None, None, "rehearsal"))
        .load()
        .await;
    let (sts, iam) = (aws_sdk_sts::Client::new(&config), aws_sdk_iam::Client::new(&config));
    for _ in 0..3 {
        sts.get_caller_identity().send().await.expect("signed with real time, or corrected by the last answer");
        world.advance(Duration::from_secs(24 * 3600));
    }
    // With an endpoint of one's own IAM is signed for the region at hand, not for us-east-1.
    iam.create_user().user_name("mail-user").send().await.expect("the user");
    assert_eq!(world.requests().last().and_then(|last| last.region.clone()).as_deref(), Some(SEOUL));
}
