//! What the policies that we write allow, as the rehearsal reads them: its evaluation is written apart from ours. The app's
//! own key sends, by each of the mailers, in the sandbox and out of it.

use std::time::Duration;

use open_sesame::{
    engine::{Ports, apply},
    laravel::Mailer,
    setup::{Change, IdentityKind, Intent, Optional, PolicyChoice},
    terms::{Fact, FailureKind, Keep, KeyId, Region, Secret, Slot},
};
use strum::IntoEnumIterator as _;

use crate::interrupt::{Stage, intent};

/// Two domains and a reader are verified.
const STORY: &str = "
    region = 'ap-northeast-2'
    story = { ko = '정책', en = 'policies' }
    iam.propagation = '0s'
    [[identity]]
    name = 'example.co.kr'
    age = '30d'
    stands = 'verified'
    [[identity]]
    name = 'blog.kr'
    age = '30d'
    stands = 'verified'
    [[identity]]
    name = 'reader@naver.com'
    age = '30d'
    stands = 'verified'
";
const SIMULATOR: &str = "success@simulator.amazonses.com";
const READER: &str = "reader@naver.com";

/// Where the account is.
#[derive(Debug, Clone, Copy)]
enum World {
    Sandbox,
    Production,
}

/// The app of a set-up that is done.
struct App {
    stage: Stage,
    ports: Ports,
    key: KeyId,
}

fn seoul() -> Region {
    "ap-northeast-2".parse().unwrap()
}

fn wanted(policy: PolicyChoice, from: &str) -> Intent {
    Intent {
        from: Some(from.parse().unwrap()),
        policy,
        mail_from: Optional::Declined,
        dmarc: Optional::Declined,
        website: None,
        ..intent(IdentityKind::Domain, Keep::Keychain)
    }
}

impl App {
    async fn of(world: World, intents: &[Intent]) -> App {
        let production = match world {
            World::Sandbox => "",
            World::Production => "production = ['ap-northeast-2']",
        };
        let stage = Stage::over(&format!("{production}\n{STORY}"));
        let mut ports = stage.ports(None);
        for intent in intents {
            (_, ports) = stage.live(intent, None).await.expect("it lives");
        }
        let seen = stage.world.state();
        let [key] = &seen.keys().collect::<Vec<_>>()[..] else { panic!("not one key: {seen:#?}") };
        let key = key.id.parse().unwrap();
        App { stage, ports, key }
    }

    /// Whether the policy lets a message leave; any refusal but the policy's is a mistake in the test.
    async fn may_send(&self, mailer: Mailer, from: &str, to: &str) -> bool {
        // The sandbox takes one a second.
        self.stage.world.advance(Duration::from_secs(2));
        let change = Change::SendTest {
            region: seoul(),
            mailer,
            key: self.key.clone(),
            secret: Slot::Resting(Keep::Keychain, self.key.clone()),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            options: Default::default(),
        };
        match apply(&self.ports, change).await {
            Ok(_) => true,
            Err(failure) if failure.kind == FailureKind::Denied => false,
            Err(failure) => panic!("{mailer}, {from} to {to}: {failure}"),
        }
    }

    fn secret(&self) -> Secret {
        self.stage.world.secret_of(&self.key).unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn each_policy_lets_the_app_send_as_its_sender_by_every_mailer() {
    for policy in PolicyChoice::iter() {
        for world in [World::Sandbox, World::Production] {
            let app = App::of(world, &[wanted(policy, "no-reply@example.co.kr")]).await;
            let narrow = matches!(policy, PolicyChoice::Sender | PolicyChoice::SendOnly);
            for mailer in Mailer::iter() {
                let rows = [
                    ("no-reply@example.co.kr", true),
                    ("No-Reply@example.co.kr", true),
                    ("support+shop@example.co.kr", true),
                    // Below the domain, or beside it, is another sender.
                    ("no-reply@mail.example.co.kr", !narrow),
                    ("me@blog.kr", !narrow),
                ];
                for (from, allowed) in rows {
                    for to in [SIMULATOR, READER] {
                        let may = app.may_send(mailer, from, to).await;
                        assert_eq!(may, allowed, "{policy:?}, {world:?}, {mailer}: {from} to {to}");
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_tells_upper_case_from_lower_and_the_sender_is_written_in_lower() {
    let app = App::of(World::Production, &[wanted(PolicyChoice::Sender, "No-Reply@Example.CO.KR")]).await;
    assert!(app.may_send(Mailer::SesV2, "no-reply@example.co.kr", SIMULATOR).await);
    // An app that writes the domain otherwise in a message of its own is another sender to IAM.
    let session = app.ports.cloud.with_key(&app.key, &app.secret(), seoul());
    let mime = format!("From: no-reply@EXAMPLE.co.kr\r\nTo: {SIMULATOR}\r\n\r\nHi\r\n").into_bytes();
    let refused = session.send_v2(&SIMULATOR.parse().unwrap(), None, mime).await.expect_err("it is refused");
    assert_eq!(refused.kind, FailureKind::Denied, "{refused}");

    // An address stands for itself, as it is written before the @.
    let one = Intent { identity: IdentityKind::Email, ..wanted(PolicyChoice::SendOnly, READER) };
    let app = App::of(World::Production, &[one]).await;
    assert!(app.may_send(Mailer::Ses, READER, SIMULATOR).await);
    for other in ["Reader@naver.com", "writer@naver.com", "no-reply@example.co.kr"] {
        let session = app.ports.cloud.with_key(&app.key, &app.secret(), seoul());
        let mime = format!("From: {other}\r\nTo: {SIMULATOR}\r\n\r\nHi\r\n").into_bytes();
        let refused = session.send_v2(&SIMULATOR.parse().unwrap(), None, mime).await.expect_err("it is refused");
        assert_eq!(refused.kind, FailureKind::Denied, "{other}: {refused}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_domain_in_hangul_is_written_as_mail_has_it() {
    let story = STORY.replace("blog.kr", "xn--bj0bj06e.kr");
    let stage = Stage::over(&format!("production = ['ap-northeast-2']\n{story}"));
    let (_, ports) = stage.live(&wanted(PolicyChoice::Sender, "hi@한글.kr"), None).await.expect("it lives");
    let seen = stage.world.state();
    let key: KeyId = seen.keys().next().expect("a key").id.parse().unwrap();
    assert!(seen.users["mail-user"].policies["SesameSend"].contains("*@xn--bj0bj06e.kr"), "{seen:#?}");
    let app = App { stage, ports, key };
    for mailer in Mailer::iter() {
        assert!(app.may_send(mailer, "hi@한글.kr", SIMULATOR).await, "{mailer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_second_sender_joins_the_first() {
    for policy in [PolicyChoice::Sender, PolicyChoice::SendOnly] {
        let first = wanted(policy, "no-reply@example.co.kr");
        let second = wanted(policy, "me@blog.kr");
        let below = wanted(policy, "no-reply@mail.example.co.kr");
        let app = App::of(World::Sandbox, &[first, second, below]).await;
        for mailer in Mailer::iter() {
            for from in ["no-reply@example.co.kr", "me@blog.kr", "no-reply@mail.example.co.kr"] {
                assert!(app.may_send(mailer, from, READER).await, "{policy:?}, {mailer}: {from}");
            }
            assert!(!app.may_send(mailer, "no-reply@shop.example.co.kr", READER).await, "{policy:?}, {mailer}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_usual_policy_reads_its_own_status_and_changes_nothing() {
    let present = |fact: Fact<_>| matches!(fact, Fact::Present(_));
    for (policy, reads, deletes) in [
        (PolicyChoice::Sender, true, false),
        (PolicyChoice::SendOnly, false, false),
        (PolicyChoice::FullAccess, true, true),
        (PolicyChoice::SesStar, true, true),
    ] {
        let app = App::of(World::Sandbox, &[wanted(policy, "no-reply@example.co.kr")]).await;
        let session = app.ports.cloud.with_key(&app.key, &app.secret(), seoul());
        assert_eq!(present(session.account().await.unwrap()), reads, "{policy:?}");
        let identity = session.identity(&"example.co.kr".parse().unwrap()).await.unwrap();
        assert_eq!(identity.present().is_some(), reads, "{policy:?}");
        // Nothing of IAM, whatever it is.
        let keys = session.keys(&"mail-user".parse().unwrap()).await.unwrap();
        assert!(matches!(keys, Fact::Hidden(_)), "{policy:?}: {keys:?}");
        let made = session.create_identity(&"other.kr".parse().unwrap(), &[]).await;
        assert_eq!(made.is_ok(), deletes, "{policy:?}: {made:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_boundary_a_path_and_tags_go_with_what_is_created() {
    let with = |boundary: &str| Intent {
        permissions_boundary: Some(format!("arn:aws:iam::aws:policy/{boundary}")),
        iam_path: Some("/apps/shop/".into()),
        tags: vec![("team".into(), "web".into())],
        ..wanted(PolicyChoice::Sender, "no-reply@example.co.kr")
    };
    for (boundary, allowed) in [("AmazonSESFullAccess", true), ("AmazonSESReadOnlyAccess", false)] {
        let app = App::of(World::Production, &[with(boundary)]).await;
        let may = app.may_send(Mailer::Ses, "no-reply@example.co.kr", SIMULATOR).await;
        assert_eq!(may, allowed, "what {boundary} does not allow, no policy allows");
        let seen = app.stage.world.state();
        let user = &seen.users["mail-user"];
        assert_eq!(user.path, "/apps/shop/");
        for (key, value) in [("managed-by", "sesame"), ("team", "web")] {
            assert_eq!(user.tags.get(key).map(String::as_str), Some(value), "{key}");
        }
        // Found again by its name, whatever its path.
        let before = app.stage.world.mutating_requests();
        app.stage.live(&with(boundary), None).await.expect("it lives");
        assert_eq!(app.stage.world.mutating_requests(), before, "the second run changed something");
    }
    let stage = Stage::over(&STORY.replace("name = 'example.co.kr'", "name = 'example.net'"));
    stage.live(&with("AmazonSESFullAccess"), None).await.expect("it lives");
    let seen = stage.world.state();
    let identity = seen.identity("ap-northeast-2", "example.co.kr").expect("it was created");
    assert_eq!(identity.tags.get("team").map(String::as_str), Some("web"), "{seen:#?}");
}
