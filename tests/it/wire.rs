//! The real SDK against the pretend account, in process: does it mean what we meant, and does the world bear it out?

use aws_credential_types::Credentials;
use aws_sdk_iam::error::ProvideErrorMetadata;
use aws_sdk_sesv2::{
    primitives::Blob,
    types::{Body, Content, Destination, DkimStatus, EmailContent, MailFromDomainStatus},
    types::{MailType, Message, RawMessage},
};
use aws_smithy_types::retry::RetryConfig;
use open_sesame::rehearsal::{
    Api, Decision, Fault, FaultKind, MARKER, Pace, Play, Scenario, Service, Status, Told, When, World,
};
use std::time::Duration;

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
            (Api::V2, vec!["guest@naver.com".to_string()]),
            (Api::V1, vec!["a@daum.net".to_string()]),
            (Api::V2, vec!["b@daum.net".to_string()])
        ]
    );

    let denied = app.ses.get_account().send().await.expect_err("the key may send and no more");
    assert_eq!(denied.code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn a_new_key_is_known_bit_by_bit_and_then_everywhere() {
    let world = world("fresh");
    let admin = administrator(&world).await;
    admin.iam.create_user().user_name("mail-user").send().await.expect("the user");
    admin
        .iam
        .put_user_policy()
        .user_name("mail-user")
        .policy_name("P")
        .policy_document(POLICY)
        .send()
        .await
        .expect("set");
    let made = admin.iam.create_access_key().user_name("mail-user").send().await.expect("the key");
    let key = made.access_key.expect("a key");
    let app = clients(&world, SEOUL, &key.access_key_id, &key.secret_access_key).await;
    let mut known = Vec::new();
    for _ in 0..30 {
        known.push(app.sts.get_caller_identity().send().await.map_err(|no| no.code().unwrap_or_default().to_string()));
        world.advance(Duration::from_millis(500));
    }
    let refused: Vec<&String> = known.iter().filter_map(|it| it.as_ref().err()).collect();
    assert!(known[0].is_err() && refused.iter().all(|code| *code == "InvalidClientTokenId"), "{refused:?}");
    let first_yes = known.iter().position(Result::is_ok).expect("known in time");
    assert!(known[first_yes..].iter().any(Result::is_err), "one node in three is late: {known:?}");
    for _ in 0..9 {
        app.sts.get_caller_identity().send().await.expect("after fifteen seconds every node knows");
        let known_but_not_allowed = app.ses.get_account().send().await.expect_err("the policy is for sending");
        assert_eq!(known_but_not_allowed.code(), Some("AccessDeniedException"));
    }

    admin
        .iam
        .update_access_key()
        .user_name("mail-user")
        .access_key_id(&key.access_key_id)
        .status(aws_sdk_iam::types::StatusType::Inactive)
        .send()
        .await
        .expect("deactivated");
    app.sts.get_caller_identity().send().await.expect("not everybody has heard of it");
    world.advance(Duration::from_secs(15));
    let refused = app.sts.get_caller_identity().send().await.expect_err("now they have");
    assert_eq!(refused.code(), Some("InvalidClientTokenId"));
    let refused = app.ses.get_account().send().await.expect_err("SES says it otherwise");
    assert_eq!(refused.code(), Some("UnrecognizedClientException"));
}

#[tokio::test]
async fn a_key_whose_reply_was_lost_is_there_and_nobody_holds_it() {
    let world = world("fresh");
    let admin = administrator(&world).await;
    admin.iam.create_user().user_name("mail-user").send().await.expect("the user");
    for (kind, when, keys) in [
        (FaultKind::LoseReply, When::After, 1),
        (FaultKind::Reset, When::Before, 1),
        (FaultKind::Garbage, When::After, 2),
        (FaultKind::Error500, When::Before, 2),
    ] {
        world.inject(Fault::new(kind).on("CreateAccessKey").when(when));
        let lost = admin.iam.create_access_key().user_name("mail-user").send().await.expect_err("nothing was heard");
        assert_eq!(format!("{lost:?}").contains(MARKER), kind == FaultKind::Garbage, "only what is cut off can leak");
        let state = world.state();
        assert!(state.keys().all(|key| key.secret == Told::Lost), "{state:#?}");
        assert_eq!(state.keys().count(), keys, "{kind:?} {when:?}");
    }
    let listed = admin.iam.list_access_keys().user_name("mail-user").send().await.expect("listed");
    assert_eq!(listed.access_key_metadata().len(), 2);
}

#[tokio::test]
async fn the_sdk_sends_a_read_again_after_a_fault_and_each_attempt_is_logged() {
    let world = world("fresh");
    let (key, secret) = world.admin();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(world.http())
        .time_source(world.time_source())
        .region(aws_config::Region::new(SEOUL))
        .credentials_provider(Credentials::new(key.as_str(), secret.reveal(), None, None, "rehearsal"))
        .load()
        .await;
    world.inject(Fault::new(FaultKind::Throttle).of(Service::Sesv2));
    world.inject(Fault::new(FaultKind::Reset).of(Service::Sesv2).skipping(1));
    let ses = aws_sdk_sesv2::Client::new(&config);
    ses.get_account().send().await.expect("the third attempt");
    let attempts: Vec<_> = world.requests().into_iter().map(|it| (it.operation, it.status)).collect();
    let expected = [Some(429), None, Some(200)].map(|status| ("GetAccount".to_string(), status));
    assert_eq!(attempts, expected);
    assert_eq!(world.mutating_requests(), 0);
}

#[tokio::test]
async fn the_nth_change_can_be_lost_whatever_it_is() {
    for lost in 0..3 {
        let world = world("fresh");
        let admin = administrator(&world).await;
        world.inject(Fault::new(FaultKind::LoseReply).on_changes().skipping(lost));
        let user = admin.iam.create_user().user_name("mail-user").send().await.is_ok();
        admin.iam.list_access_keys().user_name("mail-user").send().await.expect("a read is not a change");
        let key = admin.iam.create_access_key().user_name("mail-user").send().await.is_ok();
        let identity = admin.ses.create_email_identity().email_identity("example.co.kr").send().await.is_ok();
        let heard: Vec<bool> = vec![user, key, identity];
        let expected: Vec<bool> = (0..3).map(|number| number != lost).collect();
        assert_eq!(heard, expected);
        let state = world.state();
        assert!(state.keys().count() == 1 && state.identity(SEOUL, "example.co.kr").is_some(), "all of it was done");
        assert_eq!(world.mutating_requests(), 3);
    }
}

#[tokio::test]
async fn a_wait_of_ours_moves_the_world_and_waits_side_by_side_move_it_once() {
    let world = world("fresh");
    let clock = world.clock(Pace::Headless);
    let before = clock.now();
    let began = std::time::Instant::now();
    tokio::join!(clock.sleep(Duration::from_secs(3600)), clock.sleep(Duration::from_secs(3600)));
    let passed = clock.now().duration_since(before).as_secs();
    assert!((3600..3610).contains(&passed) && began.elapsed() < Duration::from_secs(10), "{passed}");
}

#[tokio::test]
async fn a_watched_wait_takes_a_tenth_of_its_time() {
    let world = world("fresh");
    let clock = world.clock(Pace::Watched);
    let (before, began) = (clock.now(), std::time::Instant::now());
    clock.sleep(Duration::from_secs(2)).await;
    let (passed, real) = (clock.now().duration_since(before).as_secs_f64(), began.elapsed().as_secs_f64());
    assert!((1.9..2.5).contains(&passed) && (0.1..1.5).contains(&real), "{passed} in {real}");
}

#[tokio::test]
async fn regions_know_nothing_of_each_other() {
    let world = world("wrong-region");
    let (key, secret) = world.admin();
    let clients_in = async |region: &str| clients(&world, region, key.as_str(), secret.reveal()).await;
    let rows = [
        ("us-east-1", None),
        (SEOUL, Some("NotFoundException")),
        ("ap-southeast-3", Some("UnrecognizedClientException")),
        ("us-gov-west-1", Some("UnrecognizedClientException")),
    ];
    for (region, code) in rows {
        let seen = clients_in(region).await.ses.get_email_identity().email_identity("example.co.kr").send().await;
        assert_eq!(seen.err().and_then(|no| no.code().map(str::to_string)).as_deref(), code, "{region}");
    }
    for region in ["ap-east-1", "mars-north-1"] {
        let nobody = clients_in(region).await.ses.get_account().send().await.expect_err("there is no such host");
        assert!(matches!(&nobody, aws_sdk_sesv2::error::SdkError::DispatchFailure(why) if why.is_io()), "{nobody:?}");
    }
    let gone = clients_in("ap-east-1").await.sts.get_caller_identity().send().await.expect_err("switched off");
    assert_eq!(gone.code(), Some("InvalidClientTokenId"));
}

/// What stands between a message and its acceptance. Each row begins in production with `example.co.kr` verified.
#[tokio::test]
async fn a_send_is_refused_for_the_reason_that_aws_would_give() {
    let scenario = |more: &str| {
        let text = format!(
            "production = [\"{SEOUL}\"]\n[story]\nko = \"\"\nen = \"\"\n[[identity]]\nname = \"example.co.kr\"\n\
             stands = \"verified\"\nage = \"9d\"\n{more}"
        );
        World::open(&Scenario::parse("test", &text).expect("a good scenario"))
    };
    let rows: [(&str, &str, &str, &str, &str); 7] = [
        ("", "no-reply@example.co.kr", "a@naver.com", "", ""),
        ("", "no-reply@mail.example.co.kr", "a@naver.com", "", ""),
        ("", "no-reply@example.com", "a@naver.com", "MessageRejected", "AP-NORTHEAST-2: no-reply@example.com"),
        ("", "no-reply@example.co.kr", "nobody", "BadRequestException", "Missing final '@domain'"),
        (
            "",
            "안녕@example.co.kr",
            "a@naver.com",
            "BadRequestException",
            "Local address contains control or whitespace",
        ),
        ("[ses]\nsending = false", "no-reply@example.co.kr", "a@naver.com", "SendingPausedException", "Sending paused"),
        ("[ses]\nenforcement = \"SHUTDOWN\"", "no-reply@example.co.kr", "a@naver.com", "AccountSuspendedException", ""),
    ];
    for (more, from, to, code, part) in rows {
        let world = scenario(more);
        let admin = administrator(&world).await;
        let mime = format!("From: \"Kim, M\" <{from}>\r\nTo: {to}\r\n\r\nHi");
        let raw = RawMessage::builder().data(Blob::new(mime)).build().expect("data");
        let sent = admin.ses.send_email().content(EmailContent::builder().raw(raw).build()).send().await;
        let (got, said) = match &sent {
            Ok(_) => ("", ""),
            Err(no) => (no.code().unwrap_or_default(), no.message().unwrap_or_default()),
        };
        assert!(got == code && said.contains(part), "{from} to {to} {more}: {got} {said}");
    }
    let world = scenario("");
    let admin = administrator(&world).await;
    let send = |set: &str| admin.ses.send_email().content(letter("a@naver.com")).configuration_set_name(set).send();
    let missing = send("marketing").await.expect_err("no such set");
    assert_eq!(
        (missing.code(), missing.message()),
        (Some("NotFoundException"), Some("Configuration set <marketing> does not exist."))
    );
    let reject = admin.ses.put_email_identity_mail_from_attributes().email_identity("example.co.kr");
    let reject = reject.mail_from_domain("bounce.example.co.kr");
    reject.behavior_on_mx_failure("REJECT_MESSAGE".into()).send().await.expect("set");
    let early = admin.ses.send_email().content(letter("a@naver.com")).send().await.expect_err("its MX is missing");
    assert_eq!(early.code(), Some("MailFromDomainNotVerifiedException"));
}

#[tokio::test]
async fn the_policy_of_a_key_decides_who_it_may_send_as() {
    let world = world("fresh");
    let app = app(&world).await;
    let admin = administrator(&world).await;
    admin.ses.create_email_identity().email_identity("example.com").send().await.expect("the identity");
    let mime = Blob::new("From: a@example.com\r\nTo: success@simulator.amazonses.com\r\n\r\nHi");
    let raw = RawMessage::builder().data(mime).build().expect("data");
    let sent =
        app.ses.send_email().content(EmailContent::builder().raw(raw).build()).send().await.expect_err("not as her");
    assert_eq!(sent.code(), Some("AccessDeniedException"));
    assert_eq!(
        sent.message(),
        Some(
            "User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform `ses:SendRawEmail' on \
             resource `arn:aws:ses:ap-northeast-2:123456789012:identity/example.com'"
        )
    );
    let quarantine = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
    admin.iam.attach_user_policy().user_name("mail-user").policy_arn(quarantine).send().await.expect("attached");
    world.advance(Duration::from_secs(310));
    let sent =
        app.ses.send_email().content(letter("success@simulator.amazonses.com")).send().await.expect_err("quarantined");
    assert_eq!(sent.code(), Some("AccessDeniedException"));
}

#[tokio::test]
async fn the_sandbox_takes_one_a_second_and_two_hundred_a_day() {
    let world = world("fresh");
    let admin = administrator(&world).await;
    admin.ses.create_email_identity().email_identity("example.co.kr").send().await.expect("the identity");
    world.advance(Duration::from_secs(300));
    let send = |to: &str| admin.ses.send_email().content(letter(to)).send();
    send("a@example.co.kr").await.expect("accepted");
    let quick = send("a@example.co.kr").await.expect_err("too soon");
    assert_eq!(
        (quick.code(), quick.message()),
        (Some("TooManyRequestsException"), Some("Maximum sending rate exceeded."))
    );
    for _ in 1..200 {
        world.advance(Duration::from_secs(1));
        send("a@example.co.kr").await.expect("accepted");
    }
    world.advance(Duration::from_secs(1));
    let full = send("a@example.co.kr").await.expect_err("the day is full");
    assert_eq!((full.code(), full.message()), (Some("LimitExceededException"), Some("Daily message quota exceeded.")));
    world.advance(Duration::from_secs(1));
    send("success@simulator.amazonses.com").await.expect("the simulator does not count for the day");
    world.advance(Duration::from_secs(24 * 3600));
    send("a@example.co.kr").await.expect("the window rolls");
}

#[tokio::test]
async fn a_denied_request_stays_denied_and_a_failed_one_may_be_sent_again() {
    let world = world("denied");
    let admin = administrator(&world).await;
    let ask =
        || admin.ses.put_account_details().mail_type(MailType::Transactional).website_url("https://example.co.kr");
    ask().production_access_enabled(true).send().await.expect("asked");
    world.advance(Duration::from_secs(6 * 3600));
    let account = admin.ses.get_account().send().await.expect("the account");
    let status = account.details().and_then(|it| it.review_details()).and_then(|it| it.status()).map(|it| it.as_str());
    assert_eq!((account.production_access_enabled(), status), (false, Some("DENIED")));
    let again = ask().production_access_enabled(true).send().await.expect_err("answer the case");
    assert_eq!(again.code(), Some("ConflictException"));

    let world = self::world("fresh");
    let admin = administrator(&world).await;
    let ask =
        || admin.ses.put_account_details().mail_type(MailType::Transactional).website_url("https://example.co.kr");
    ask().production_access_enabled(true).send().await.expect("asked");
    world.review(SEOUL.parse().expect("a region"), Decision::Fail).expect("it lies there");
    ask().production_access_enabled(true).send().await.expect("AWS never received the first");
}

#[tokio::test]
async fn a_verification_mail_is_clicked_or_dies_after_a_day() {
    let world = world("fresh");
    world.play(Play::ByHand);
    let admin = administrator(&world).await;
    let create = || admin.ses.create_email_identity().email_identity("Me@Naver.com").send();
    create().await.expect("the identity");
    let again = create().await.expect_err("and no second mail");
    assert_eq!(again.code(), Some("AlreadyExistsException"));
    assert_eq!(world.inbox("Me@naver.com").len(), 1);
    world.advance(Duration::from_secs(25 * 3600));
    world.click("Me@naver.com", None).expect_err("the link is dead");
    let status = || world.state().identity(SEOUL, "Me@naver.com").map(|it| it.status);
    assert_eq!(status(), Some(Status::Failed));
    admin.ses.delete_email_identity().email_identity("Me@naver.com").send().await.expect("deleted");
    create().await.expect("again");
    world.click("Me@naver.com", Some("us-east-1".parse().expect("a region"))).expect_err("not in this region");
    world.click("Me@naver.com", None).expect("clicked");
    assert_eq!(status(), Some(Status::Success));
}

#[tokio::test]
async fn control_calls_are_throttled_per_action_and_recover() {
    let text = "[ses]\nburst = 2\n[story]\nko = \"\"\nen = \"\"\n";
    let world = World::open(&Scenario::parse("test", text).expect("a good scenario"));
    let admin = administrator(&world).await;
    for _ in 0..2 {
        admin.ses.get_account().send().await.expect("within the burst");
    }
    let refused = admin.ses.get_account().send().await.expect_err("too many");
    assert_eq!((refused.code(), refused.message()), (Some("TooManyRequestsException"), Some("Rate exceeded")));
    admin.ses.list_email_identities().send().await.expect("another action");
    world.advance(Duration::from_secs(1));
    admin.ses.get_account().send().await.expect("a second later");
}

#[tokio::test]
async fn an_operator_without_iam_is_told_so_in_awss_words() {
    let world = world("no-permission");
    let admin = administrator(&world).await;
    admin.ses.get_account().send().await.expect("SES is allowed");
    let denied = admin.iam.create_user().user_name("mail-user").send().await.expect_err("IAM is not");
    assert_eq!(denied.code(), Some("AccessDenied"));
    assert_eq!(
        denied.message(),
        Some(
            "User: arn:aws:iam::123456789012:user/developer is not authorized to perform: iam:CreateUser on resource: \
             arn:aws:iam::123456789012:user/mail-user because no identity-based policy allows the iam:CreateUser action"
        )
    );
}

#[tokio::test]
async fn two_keys_are_told_apart_by_their_last_use() {
    let world = world("two-keys");
    let admin = administrator(&world).await;
    let listed = admin.iam.list_access_keys().user_name("mail-user").send().await.expect("listed");
    let mut ages = Vec::new();
    for key in listed.access_key_metadata() {
        let id = key.access_key_id().expect("an id");
        let used = admin.iam.get_access_key_last_used().access_key_id(id).send().await.expect("known");
        let at = used.access_key_last_used().and_then(|it| it.last_used_date()).expect("used once").secs();
        ages.push((world.now().as_second() - at) / 3600);
    }
    assert_eq!(ages, [410 * 24, 3]);
    let third = admin.iam.create_access_key().user_name("mail-user").send().await.expect_err("both places are taken");
    assert_eq!(third.code(), Some("LimitExceeded"));
}

#[tokio::test]
async fn a_half_done_set_up_is_finished_by_its_provider() {
    let world = world("half-done");
    let seen = |world: &World| world.state().identity(SEOUL, "example.co.kr").map(|it| it.status);
    assert_eq!(seen(&world), Some(Status::Pending));
    world.advance(Duration::from_secs(300));
    assert_eq!(seen(&world), Some(Status::Success));
}

#[tokio::test]
async fn suppression_calls_are_refused_where_the_story_says_so() {
    for (answered, code) in [("accepted", None), ("refused", Some("BadRequestException"))] {
        let text = format!(
            "[ses]\nsuppression_in_sandbox = \"{answered}\"\nsuppressed_reasons = []\n[story]\nko = \"\"\nen = \"\"\n"
        );
        let world = World::open(&Scenario::parse("test", &text).expect("a good scenario"));
        let admin = administrator(&world).await;
        let put = admin.ses.put_account_suppression_attributes().suppressed_reasons("BOUNCE".into()).send().await;
        assert_eq!(put.err().and_then(|no| no.code().map(str::to_string)).as_deref(), code);
        assert_eq!(world.state().regions[SEOUL].suppressed_reasons.is_empty(), code.is_some());
    }
}

/// Who may be written to from the sandbox. `example.co.kr` and `me@naver.com` are verified, `you@naver.com` is not yet.
#[tokio::test]
async fn the_sandbox_sends_to_what_is_verified_here_and_to_the_simulator() {
    let world = world("fresh");
    let admin = administrator(&world).await;
    for name in ["example.co.kr", "me@naver.com"] {
        admin.ses.create_email_identity().email_identity(name).send().await.expect("the identity");
    }
    world.advance(Duration::from_secs(300));
    admin.ses.create_email_identity().email_identity("you@naver.com").send().await.expect("the identity");
    let rows = [
        ("me@naver.com", ""),
        ("me@NAVER.com", ""),
        ("me+label@naver.com", ""),
        ("anybody@example.co.kr", ""),
        ("anybody@mail.example.co.kr", ""),
        ("bounce+1@simulator.amazonses.com", ""),
        ("Me@naver.com", "Me@naver.com"),
        ("you@naver.com", "you@naver.com"),
        ("anybody@naver.com", "anybody@naver.com"),
        ("me@naver.com, \"Kim, M\" <kim@daum.net>, lee@daum.net", "kim@daum.net, lee@daum.net"),
    ];
    for (to, failing) in rows {
        world.advance(Duration::from_secs(5));
        let sent = admin.ses.send_email().content(letter(to)).send().await;
        let said = sent.err().and_then(|no| no.message().map(str::to_string)).unwrap_or_default();
        let listed = said.rsplit_once("AP-NORTHEAST-2: ").map_or(said.as_str(), |(_, list)| list);
        assert_eq!(listed, failing, "{to}");
    }
}

#[tokio::test]
async fn a_policy_is_known_a_little_after_it_is_put() {
    let world = world("fresh");
    let app = app(&world).await;
    let admin = administrator(&world).await;
    let wider = POLICY.replace("\"ses:SendEmail\"]", "\"ses:SendEmail\",\"ses:GetAccount\"]").replace(
        r#""StringLike":{"ses:FromAddress":"*@example.co.kr"}"#,
        r#""StringLikeIfExists":{"ses:FromAddress":"*@example.co.kr"}"#,
    );
    let put = admin.iam.put_user_policy().user_name("mail-user").policy_name("SesameSend").policy_document(wider);
    put.send().await.expect("the policy");
    let early = app.ses.get_account().send().await.expect_err("not everybody has heard of it");
    assert_eq!(early.code(), Some("AccessDeniedException"));
    world.advance(Duration::from_secs(10));
    app.ses.get_account().send().await.expect("now they have");
}

#[tokio::test]
async fn the_first_version_of_ses_keeps_the_same_identities_and_sends_its_mail_again() {
    let world = world("fresh");
    world.play(Play::ByHand);
    let admin = administrator(&world).await;
    for _ in 0..2 {
        admin.ses_v1.verify_email_identity().email_address("me@naver.com").send().await.expect("asked");
    }
    assert_eq!(world.inbox("me@naver.com").len(), 2);
    let seen = admin.ses.get_email_identity().email_identity("me@naver.com").send().await.expect("the identity");
    assert_eq!(seen.verification_status().map(|it| it.as_str()), Some("PENDING"));
}
