//! The engine on a pretend account: does a change reach the world as it was meant, and leave alone what is somebody else's?

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, SharedCredentialsProvider, future},
};
use aws_sdk_sesv2::types::BehaviorOnMxFailure;
use open_sesame::{
    aws::{CallLog, Cloud},
    engine::{
        apply,
        settle::{Event, Halt, Patience, look, settle},
    },
    rehearsal::{Scenario, World},
    setup::{Change, Facts, IdentityKind, Intent, PolicyChoice, Scope, SignIn, Standing, Step, Under, assess},
    terms::{Failure, FailureKind, Keep},
};

use crate::interrupt::{Stage, intent};

/// Everybody does their part; the domain has been here for a month.
const STORY: &str = r#"
region = "ap-northeast-2"
production = ["ap-northeast-2"]
dns.publish_after = "30s"
[story]
ko = "이미 있는 도메인"
en = "a domain that is there"
[[identity]]
name = "example.co.kr"
age = "30d"
stands = "verified"
"#;
/// Nothing is there yet.
const NEW: &str = r#"
region = "ap-northeast-2"
dns.publish_after = "30s"
story = { ko = "새 계정", en = "a new account" }
review = { after = "2m", decision = "grant" }
"#;
const OURS: &str = "tags = { managed-by = \"sesame\" }";

#[tokio::test(start_paused = true)]
async fn an_identity_of_somebody_elses_serves_as_it_is() {
    let stage = Stage::over(STORY);
    let intent = intent(IdentityKind::Domain, Keep::Keychain);
    let (settled, ports) = stage.live(&intent, None).await.expect("it lives");
    assert_eq!(assess(Step::Identity, &intent, &settled.facts, ports.clock.now()), Standing::Done);
    assert_eq!(assess(Step::Project, &intent, &settled.facts, ports.clock.now()), Standing::Done);
    assert_eq!(changes_of_identities(&stage.world), [""; 0]);

    // Nor by somebody who asks for it outright.
    for change in [set_mail_from(), Change::RestartDkim { under: under(), domain: domain(), before: Vec::new() }] {
        let refused: Failure = apply(&ports, change).await.expect_err("it is not ours");
        assert_eq!(refused.kind, FailureKind::Conflict, "{refused}");
    }
    assert_eq!(changes_of_identities(&stage.world), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn set_ups_that_share_a_user_take_nothing_from_each_other() {
    use PolicyChoice::{SendOnly, Sender, SesStar};
    let here = |stage: &Stage| stage.elsewhere();
    for (first, second) in
        [(SesStar, Sender), (Sender, SesStar), (SesStar, SendOnly), (SendOnly, Sender), (SesStar, SesStar)]
    {
        // In one project, and on two machines.
        for apart in [None, Some(here)] {
            let stage = Stage::over(NEW);
            let other = apart.map(|elsewhere| elsewhere(&stage));
            let what = format!("{first:?}, then {second:?}, on {} machines", if apart.is_some() { 2 } else { 1 });
            let shop = Intent { policy: first, ..intent(IdentityKind::Domain, Keep::Keychain) };
            let staging = Intent { policy: second, setup: "staging".parse().unwrap(), ..shop.clone() };
            let live = async |intent: &Intent| {
                let at = if intent.setup == staging.setup { other.as_ref().unwrap_or(&stage) } else { &stage };
                at.live(intent, None).await.expect("it lives");
                policies(&stage.world)
            };
            live(&shop).await;
            let (writes, document) = live(&staging).await;
            for intent in [&shop, &staging, &shop] {
                assert_eq!(live(intent).await, (writes, document.clone()), "{what}");
            }
            let open = |document: &str| document.contains("\"ses:*\"");
            assert_eq!(open(&document), first == SesStar || second == SesStar, "{what}: {document}");
            // Who opened it closes it again, and it stays closed unless the other wants it open.
            let shop = Intent { policy: Sender, ..shop.clone() };
            let (_, closed) = live(&shop).await;
            let (writes, document) = live(&staging).await;
            assert_eq!(open(&document), second == SesStar, "{what}: {closed}\n{document}");
            assert_eq!(live(&shop).await, (writes, document), "{what}");
        }
    }
}

/// How often the policy was written, and what it says now.
fn policies(world: &World) -> (usize, String) {
    let writes = world.requests().iter().filter(|it| it.operation == "PutUserPolicy" && it.code.is_none()).count();
    (writes, world.state().users["mail-user"].policies["SesameSend"].clone())
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_mail_without_an_mx_stays_as_somebody_decided_it() {
    for (decided, kept) in [
        (None, BehaviorOnMxFailure::UseDefaultValue),
        (Some(BehaviorOnMxFailure::UseDefaultValue), BehaviorOnMxFailure::UseDefaultValue),
        (Some(BehaviorOnMxFailure::RejectMessage), BehaviorOnMxFailure::RejectMessage),
    ] {
        let stage = Stage::over(&format!("{STORY}{OURS}"));
        let ses = administrator(&stage.world).await;
        if let Some(decided) = &decided {
            let put = ses.put_email_identity_mail_from_attributes().email_identity("example.co.kr");
            let put = put.mail_from_domain("old.example.co.kr").behavior_on_mx_failure(decided.clone());
            put.send().await.expect("set");
        }
        apply(&stage.ports(None), set_mail_from()).await.expect("it is ours");
        let seen = ses.get_email_identity().email_identity("example.co.kr").send().await.expect("the identity");
        let seen = seen.mail_from_attributes().expect("a MAIL FROM");
        assert_eq!(seen.mail_from_domain(), "bounce.example.co.kr");
        assert_eq!(*seen.behavior_on_mx_failure(), kept, "after {decided:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_hears_of_awss_pace() {
    // What AWS lets through at once. How often it says that it is too much depends on the machine; nobody hears of it.
    for burst in [2, 1] {
        let stage = Stage::over(&format!("{NEW}ses.burst = {burst}\n"));
        let (intent, ports) = (intent(IdentityKind::Domain, Keep::Keychain), stage.ports(None));
        let mut facts = Facts::default();
        let mut heard = Vec::new();
        let mut tell = |event| match event {
            Event::Trouble(failure) | Event::NotChanged(failure) => heard.push(failure),
            Event::Changing(_) | Event::Changed(_) | Event::Writing(_) | Event::Waiting { .. } => {}
        };
        look(&ports, &intent, &mut facts, Scope::everything(), &mut tell).await;
        let until = Patience::Until(ports.clock.now() + jiff::SignedDuration::from_hours(5));
        let settled = settle(&ports, &intent, facts, until, &Halt::default(), &mut tell).await;
        assert!(heard.is_empty() && settled.failure.is_none(), "with {burst} at once: {heard:#?}");
        let standing = assess(Step::Project, &intent, &settled.facts, ports.clock.now());
        assert_eq!(standing, Standing::Done, "with {burst} at once");
    }
}

#[tokio::test]
async fn credentials_are_asked_for_once_as_long_as_they_serve() {
    let world = World::open(&Scenario::named("fresh").expect("it comes with Sesame"));
    let (key, secret) = world.admin();
    let good = Credentials::new(key.as_str(), secret.reveal(), None, None, "a program");
    let lasting = |time: u64| {
        let end = SystemTime::try_from(world.now()).expect("a time") + Duration::from_secs(time);
        Credentials::new(key.as_str(), secret.reveal(), None, Some(end), "a program")
    };
    let unknown = Credentials::new("AKIAIOSFODNN7EXAMPLE", secret.reveal(), None, None, "a program");
    let (profile, other) = (Some("a"), Some("b"));

    // What the program says each time it is asked, which sign-in looks, and how often it was asked by then.
    let check = async |what: &str, answers: Vec<Credentials>, looks: &[(Option<&str>, usize)]| {
        let asked = Arc::new(AtomicUsize::new(0));
        let program = Program { answers, asked: asked.clone() };
        let ask = move |_: Option<&str>| SharedCredentialsProvider::new(program.clone());
        let cloud = Cloud::asking(world.http(), world.time_source(), ask, CallLog::new(|_| ()));
        for (n, (sign_in, times)) in looks.iter().enumerate() {
            let signer = cloud.of_this_machine(*sign_in).await.expect("credentials");
            let session = cloud.session(&signer, "ap-northeast-2".parse().unwrap());
            let _ = session.caller().await;
            assert_eq!(asked.load(Ordering::SeqCst), *times, "{what}, look {n}");
        }
    };
    check("for good", vec![good.clone()], &[(profile, 1), (profile, 1), (profile, 1)]).await;
    check("for an hour", vec![lasting(3600)], &[(profile, 1), (profile, 1)]).await;
    check("for a minute", vec![lasting(60)], &[(profile, 1), (profile, 2)]).await;
    let rows = [(profile, 1), (other, 2), (profile, 2), (other, 2), (None, 3), (profile, 3)];
    check("of another", vec![good.clone()], &rows).await;
    check("refused", vec![unknown.clone(), good], &[(profile, 1), (profile, 2), (profile, 2)]).await;
    check("refused for good", vec![unknown], &[(profile, 1), (profile, 2), (profile, 3)]).await;
}

/// Says one thing after the other, then the last for ever.
#[derive(Debug, Clone)]
struct Program {
    answers: Vec<Credentials>,
    asked: Arc<AtomicUsize>,
}

impl ProvideCredentials for Program {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let n = self.asked.fetch_add(1, Ordering::SeqCst);
        future::ProvideCredentials::ready(Ok(self.answers[n.min(self.answers.len() - 1)].clone()))
    }
}

fn changes_of_identities(world: &World) -> Vec<String> {
    let changes = ["CreateEmailIdentity", "DeleteEmailIdentity", "PutEmailIdentity", "TagResource"];
    let operations = world.requests().into_iter().map(|it| it.operation);
    operations.filter(|it| changes.iter().any(|change| it.starts_with(change))).collect()
}

fn set_mail_from() -> Change {
    Change::SetMailFrom {
        under: under(),
        identity: domain(),
        mail_from: "bounce.example.co.kr".parse().unwrap(),
        before: None,
    }
}

fn domain() -> open_sesame::terms::Domain {
    "example.co.kr".parse().unwrap()
}

fn under() -> Under {
    Under {
        sign_in: SignIn::Ambient,
        account: "123456789012".parse().unwrap(),
        region: "ap-northeast-2".parse().unwrap(),
    }
}

/// The SDK's own client of SES, for what Sesame has no call for.
async fn administrator(world: &World) -> aws_sdk_sesv2::Client {
    let (key, secret) = world.admin();
    let config = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .http_client(world.http())
        .time_source(world.time_source())
        .region(aws_config::Region::new("ap-northeast-2"))
        .credentials_provider(Credentials::new(key.as_str(), secret.reveal(), None, None, "rehearsal"))
        .load()
        .await;
    aws_sdk_sesv2::Client::new(&config)
}
