//! Whom SES sends for and to, and what it says to the others.

use std::time::Duration;

use aws_sdk_iam::error::ProvideErrorMetadata as _;
use aws_sdk_sesv2::{
    primitives::Blob,
    types::{EmailContent, RawMessage},
};
use open_sesame::rehearsal::{Scenario, World};

use super::{SEOUL, administrator, app, letter, world};

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
