//! Waiting for one thing of the world, hour after hour: how soon it is seen, what it costs, and who looks. Knows no command.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use jiff::SignedDuration;
use open_sesame::{
    dns::{RecordType, Sighting, ZoneCut},
    engine::{
        Ports,
        asking::{Asking, Young},
        ports::Resolver,
        settle::{Halt, Patience, look, settle},
        waiting::{WaitEnd, WaitNews, Waited, wait_for},
        watch,
    },
    setup::{Awaited, Facts, IdentityKind, Intent, Part, PolicyChoice, Scope, SignIn, Wait, WhyOver},
    terms::{Fact, Failure, Keep, Timestamp},
};

use crate::interrupt::{Stage, intent};

/// A pending domain of ours, whose owner does something about it after a while.
fn pending(publish_after: &str) -> String {
    format!(
        "region = 'ap-northeast-2'
        story = {{ ko = '기다림', en = 'a wait' }}
        dns.publish_after = '{publish_after}'
        [[identity]]
        name = 'example.co.kr'
        tags = {{ managed-by = 'sesame' }}"
    )
}

fn of_a_domain() -> Intent {
    intent(IdentityKind::Domain, Keep::Keychain)
}

/// Waits, and returns what came of it with all that was told.
async fn waited(ports: &Ports, intent: Intent, awaited: Awaited, hours: i64) -> (Waited, Told) {
    let mut told = Told::default();
    let until = ports.clock.now() + SignedDuration::from_hours(hours);
    let waited = wait_for(ports, intent, awaited, until, |news| match news {
        WaitNews::Looked { next, .. } => told.next.push(next),
        WaitNews::ByTheAppsKey => told.by_the_apps_key += 1,
        WaitNews::Trouble(_) => told.trouble += 1,
    })
    .await;
    (waited, told)
}

#[derive(Default)]
struct Told {
    next: Vec<Timestamp>,
    by_the_apps_key: usize,
    trouble: usize,
}

#[tokio::test(start_paused = true)]
async fn what_was_published_is_seen_within_ses_own_look_and_a_minute() {
    for (after, minutes) in [("3m", 3), ("40m", 40), ("2h", 120)] {
        let stage = Stage::over(&pending(after));
        let ports = stage.ports(None);
        let began = ports.clock.now();
        let (waited, _) = waited(&ports, of_a_domain(), Awaited::Verified, 72).await;
        assert!(matches!(waited.end, WaitEnd::Done), "{after}: {:?}", waited.end);
        let late = ports.clock.now().duration_since(began) - SignedDuration::from_mins(minutes);
        // SES looks once a minute in this world, and so may we.
        assert!(late <= SignedDuration::from_secs(120), "{after}: {late:#}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_waiting_costs_little() {
    let stage = Stage::over(&pending("400h"));
    let mut ports = stage.ports(None);
    let asked = Arc::new(AtomicUsize::new(0));
    ports.resolver = Arc::new(Counted { inner: ports.resolver.clone(), asked: asked.clone() });
    let (waited, told) = waited(&ports, of_a_domain(), Awaited::Verified, 1).await;
    assert!(matches!(waited.end, WaitEnd::TimedOut(Wait::Dns)), "{:?}", waited.end);
    let requests = stage.world.requests();
    // Who we are is asked once, and then one thing at each look.
    assert_eq!(requests.len(), waited.looks as usize + 1, "{requests:#?}");
    assert!(waited.looks <= 80, "{} looks", waited.looks);
    assert!(asked.load(Ordering::SeqCst) < 4000, "{} questions to DNS", asked.load(Ordering::SeqCst));
    assert!(told.next.windows(2).all(|two| two[1].duration_since(two[0]) >= SignedDuration::from_secs(3)), "too often");
}

/// A set-up that waits asks DNS as seldom: what it costs is what a wait by itself costs, and a little for its own steps.
#[tokio::test(start_paused = true)]
async fn an_hour_of_waiting_in_a_set_up_costs_little() {
    let stage = Stage::over(&pending("400h"));
    let mut ports = stage.ports(None);
    let asked = Arc::new(AtomicUsize::new(0));
    ports.resolver = Arc::new(Counted { inner: ports.resolver.clone(), asked: asked.clone() });
    let (intent, mut facts) = (of_a_domain(), Facts::default());
    look(&ports, &intent, &mut facts, Scope::everything(), &mut |_| ()).await;
    let patience = |minutes| Patience::Until(ports.clock.now() + SignedDuration::from_mins(minutes));
    // What it does first is no wait.
    let facts = settle(&ports, &intent, facts, patience(5), &Halt::default(), |_| ()).await.facts;
    asked.store(0, Ordering::SeqCst);
    let before = stage.world.requests().len();
    settle(&ports, &intent, facts, patience(60), &Halt::default(), |_| ()).await;
    let (dns, aws) = (asked.load(Ordering::SeqCst), stage.world.requests().len() - before);
    writeln!(std::io::stdout(), "an hour of waiting in a set-up: {dns} questions to DNS, {aws} calls to AWS")
        .expect("heard");
    assert!(dns < 4000, "{dns} questions to DNS");
    assert!(aws <= 200, "{aws} calls to AWS");
}

/// Of a look at what is waited for each part is told as it comes in: a slow server of DNS holds back nothing but itself.
#[tokio::test(start_paused = true)]
async fn what_is_seen_is_told_while_the_rest_is_still_looked_for() {
    let stage = Stage::over(&pending("400h"));
    let mut ports = stage.ports(None);
    let slow = std::time::Duration::from_secs(5);
    ports.resolver = Arc::new(Slow { inner: ports.resolver.clone(), by: slow });
    let wish = Intent { account: Some("123456789012".parse().expect("an account")), ..of_a_domain() };
    let began = tokio::time::Instant::now();
    let mut told = Vec::new();
    let scope = Scope::of([Part::Account, Part::Identity, Part::Dns]);
    watch(&ports, &Asking::of(Young::Once), &wish, scope, |facts, _| {
        told.push((facts.account.present().is_some(), facts.identity.present().is_some(), began.elapsed()));
    })
    .await;
    assert!(told.iter().any(|(account, _, at)| *account && *at < slow), "{told:?}");
    assert!(told.iter().any(|(_, identity, at)| *identity && *at >= slow), "{told:?}");
}

/// Once all stands in DNS, only SES is asked.
#[tokio::test(start_paused = true)]
async fn dns_is_left_alone_when_it_has_said_all() {
    let story = pending("1s") + "\n[ses]\nlooks_every = '5h'\n";
    let stage = Stage::over(&story);
    let mut ports = stage.ports(None);
    let asked = Arc::new(AtomicUsize::new(0));
    ports.resolver = Arc::new(Counted { inner: ports.resolver.clone(), asked: asked.clone() });
    let asks = Intent {
        mail_from: open_sesame::setup::Optional::Declined,
        dmarc: open_sesame::setup::Optional::Declined,
        ..of_a_domain()
    };
    let (_, _) = waited(&ports, asks.clone(), Awaited::Verified, 1).await;
    let first = asked.swap(0, Ordering::SeqCst);
    let (second, _) = waited(&ports, asks, Awaited::Verified, 0).await;
    assert!(matches!(second.end, WaitEnd::TimedOut(Wait::Dns)), "{:?}", second.end);
    let a_look = asked.load(Ordering::SeqCst);
    assert!(a_look > 0 && first < 30 * a_look, "{first} questions in an hour, of {a_look} a look");
}

#[tokio::test(start_paused = true)]
async fn it_goes_on_with_the_apps_own_key_when_the_sign_in_is_over() {
    for (policy, sees) in [(PolicyChoice::Sender, true), (PolicyChoice::SendOnly, false)] {
        let stage = Stage::over(
            "region = 'ap-northeast-2'
            story = { ko = '역할', en = 'a role' }
            dns.publish_after = '30s'
            review = { after = '9h', decision = 'grant' }
            [admin]
            principal = 'assumed-role/Ops/me'
            expires_after = '1h'",
        );
        let ports = stage.ports(None);
        let wish = Intent { policy, ..of_a_domain() };
        let mut facts = Facts::default();
        look(&ports, &wish, &mut facts, Scope::everything(), &mut |_| ()).await;
        let patience = Patience::Until(ports.clock.now() + SignedDuration::from_mins(20));
        let settled = settle(&ports, &wish, facts, patience, &Halt::default(), |_| ()).await;
        assert!(settled.failure.is_none(), "{:?}", settled.failure);
        let (waited, told) = waited(&ports, wish, Awaited::Production, 72).await;
        assert_eq!((told.by_the_apps_key, &waited.intent.sign_in), (1, &SignIn::AppKey), "{policy:?}");
        match &waited.end {
            WaitEnd::Done => assert!(sees, "{policy:?}"),
            WaitEnd::Hidden(denial) => assert!(!sees, "{policy:?}: {denial:?}"),
            other => panic!("{policy:?}: {other:?}"),
        }
    }
}

/// As the wizard looks: who is signed in stays as it was, until something else than a wait asks.
#[tokio::test(start_paused = true)]
async fn a_look_at_what_is_waited_for_does_not_end_with_the_sign_in() {
    for (policy, sees) in [(PolicyChoice::Sender, true), (PolicyChoice::SendOnly, false)] {
        let stage = Stage::over(
            "region = 'ap-northeast-2'
            story = { ko = '역할', en = 'a role' }
            dns.publish_after = '30s'
            [admin]
            principal = 'assumed-role/Ops/me'
            expires_after = '1h'",
        );
        let ports = stage.ports(None);
        let wish = Intent { policy, account: Some("123456789012".parse().expect("an account")), ..of_a_domain() };
        let mut facts = Facts::default();
        look(&ports, &wish, &mut facts, Scope::everything(), &mut |_| ()).await;
        let patience = Patience::Until(ports.clock.now() + SignedDuration::from_mins(20));
        settle(&ports, &wish, facts, patience, &Halt::default(), |_| ()).await;
        ports.clock.sleep(std::time::Duration::from_secs(2 * 3600)).await;
        let seen = async |parts: &[Part]| {
            let mut facts = Facts::default();
            let scope = Scope::of(parts.iter().copied());
            watch(&ports, &Asking::of(Young::Once), &wish, scope, |news, _| facts.learn(news)).await;
            facts
        };
        for parts in [&[Part::Account][..], &[Part::Identity, Part::Dns]] {
            let facts = seen(parts).await;
            let is_seen = facts.account.present().is_some() || facts.identity.present().is_some();
            assert_eq!(is_seen, sees, "{policy:?}, {parts:?}: {facts:#?}");
            assert_eq!(facts.caller.is_unknown(), sees, "{policy:?}, {parts:?}");
        }
        // What asks for more finds out.
        let facts = seen(&[Part::Account, Part::Sender]).await;
        assert!(facts.expired().is_some() || matches!(facts.caller, Fact::Hidden(_)), "{facts:#?}");
        // Another account's key looks at another account.
        let elsewhere = Intent { account: Some("999988887777".parse().expect("an account")), ..wish.clone() };
        let mut facts = Facts::default();
        let scope = Scope::of([Part::Account]);
        watch(&ports, &Asking::of(Young::Once), &elsewhere, scope, |news, _| facts.learn(news)).await;
        assert!(facts.account.present().is_none(), "{facts:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_key_of_the_apps_the_end_of_the_sign_in_ends_it() {
    let story = pending("400h") + "\n[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '1h'\n";
    let ports = Stage::over(&story);
    let ports = ports.ports(None);
    let (waited, told) = waited(&ports, of_a_domain(), Awaited::Verified, 72).await;
    assert!(matches!(waited.end, WaitEnd::Unseen), "{:?}", waited.end);
    assert_eq!(told.by_the_apps_key, 0);
}

#[tokio::test(start_paused = true)]
async fn a_look_that_is_lost_ends_nothing_but_the_first() {
    use open_sesame::rehearsal::{FaultKind, InjectedFault};
    let stage = Stage::over(&pending("20m"));
    let ports = stage.ports(None);
    // The first look has got through, and then nothing does for a while.
    stage.world.inject(InjectedFault::new(FaultKind::Error500).on("GetEmailIdentity").skipping(3).times(12));
    let (seen, told) = waited(&ports, of_a_domain(), Awaited::Verified, 72).await;
    assert!(matches!(seen.end, WaitEnd::Done) && told.trouble > 0, "{:?}, {} told", seen.end, told.trouble);

    let stage = Stage::over(&pending("20m"));
    let ports = stage.ports(None);
    stage.world.inject(InjectedFault::new(FaultKind::Error500).times(1000));
    let (unseen, _) = waited(&ports, of_a_domain(), Awaited::Verified, 72).await;
    assert!(matches!(unseen.end, WaitEnd::Unseen), "{:?}", unseen.end);
    assert!(!unseen.trouble.is_empty());
}

/// Verified once, then the records go: SES says so, gives up after 72 hours, and looks no more.
#[tokio::test(start_paused = true)]
async fn records_that_are_removed_come_to_their_end_after_three_days() {
    let story = pending("1m").replace("tags", "stands = 'verified'\nage = '90d'\nremoved_after = '20m'\ntags");
    let stage = Stage::over(&story);
    let ports = stage.ports(None);
    ports.clock.sleep(std::time::Duration::from_secs(2 * 3600)).await;
    let (early, _) = waited(&ports, of_a_domain(), Awaited::Verified, 1).await;
    assert!(matches!(early.end, WaitEnd::TimedOut(Wait::Dns)), "{:?}", early.end);
    let seen = early.facts.identity.present().expect("an identity").verdict();
    assert_eq!(seen, "TEMPORARY_FAILURE · DKIM TEMPORARY_FAILURE", "within an hour SES has noticed");
    // SES has noticed within an hour, and looks for three days.
    ports.clock.sleep(std::time::Duration::from_secs(69 * 3600)).await;
    let (late, _) = waited(&ports, of_a_domain(), Awaited::Verified, 3).await;
    assert!(matches!(late.end, WaitEnd::Over(WhyOver::DkimFailed(_))), "{:?}", late.end);
}

/// Counts what the servers of DNS are asked.
struct Counted {
    inner: Arc<dyn Resolver>,
    asked: Arc<AtomicUsize>,
}

#[async_trait]
impl Resolver for Counted {
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.inner.zone_of(name).await
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        let sighting = self.inner.look(name, kind, zone).await;
        self.asked.fetch_add(sighting.authoritative.len() + sighting.public.len(), Ordering::SeqCst);
        sighting
    }
}

/// Answers as late as this.
struct Slow {
    inner: Arc<dyn Resolver>,
    by: std::time::Duration,
}

#[async_trait]
impl Resolver for Slow {
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure> {
        self.inner.zone_of(name).await
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        tokio::time::sleep(self.by).await;
        self.inner.look(name, kind, zone).await
    }
}
