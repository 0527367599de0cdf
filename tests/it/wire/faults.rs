//! What goes wrong on purpose, and the clock.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_sdk_iam::error::ProvideErrorMetadata as _;
use open_sesame::rehearsal::{FaultKind, InjectedFault, MARKER, Pacing, Scenario, Service, Told, When, World};

use super::{SEOUL, administrator, world};

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
        world.inject(InjectedFault::new(kind).on("CreateAccessKey").when(when));
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
    world.inject(InjectedFault::new(FaultKind::Throttle).of(Service::Sesv2));
    world.inject(InjectedFault::new(FaultKind::Reset).of(Service::Sesv2).skipping(1));
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
        world.inject(InjectedFault::new(FaultKind::LoseReply).on_changes().skipping(lost));
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
    let clock = world.clock(Pacing::Headless);
    let before = clock.now();
    let began = std::time::Instant::now();
    tokio::join!(clock.sleep(Duration::from_secs(3600)), clock.sleep(Duration::from_secs(3600)));
    let passed = clock.now().duration_since(before).as_secs();
    assert!((3600..3610).contains(&passed) && began.elapsed() < Duration::from_secs(10), "{passed}");
}

#[tokio::test]
async fn a_watched_wait_takes_a_tenth_of_its_time() {
    let world = world("fresh");
    let clock = world.clock(Pacing::Watched);
    let (before, began) = (clock.now(), std::time::Instant::now());
    clock.sleep(Duration::from_secs(2)).await;
    let (passed, real) = (clock.now().duration_since(before).as_secs_f64(), began.elapsed().as_secs_f64());
    assert!((1.9..2.5).contains(&passed) && (0.1..1.5).contains(&real), "{passed} in {real}");
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
