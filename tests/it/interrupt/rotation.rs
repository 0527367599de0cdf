//! Rotation, stopped anywhere: it resumes to one key that works, and at no moment does `.env` hold one that does not.

use open_sesame::{
    engine::{
        mend,
        settle::{Course, Until},
    },
    laravel::Mailer,
    rehearsal::KeyStatus,
    setup::{Optional, assess, smtp},
    terms::{KeyId, Region},
};

use super::*;

/// All is set up but the key, and IAM takes its time.
const STORY: &str = r#"
region = "ap-northeast-2"
production = ["ap-northeast-2"]
[story]
ko = "키만 없는 이야기"
en = "all but the key"
[[user]]
name = "mail-user"
age = "20h"
tags = { managed-by = "sesame" }
policies.SesameSend = '''{"Version":"2012-10-17","Statement":[{"Sid":"SesameSend","Effect":"Allow","Action":["ses:SendEmail","ses:SendRawEmail"],"Resource":"*","Condition":{"StringLike":{"ses:FromAddress":"*@example.co.kr"}}},{"Sid":"SesameReadStatus","Effect":"Allow","Action":["ses:GetAccount","ses:GetSendQuota","ses:GetEmailIdentity","ses:ListEmailIdentities","ses:ListIdentities"],"Resource":"*"}]}'''
[[identity]]
name = "example.co.kr"
age = "20h"
stands = "verified"
tags = { managed-by = "sesame" }
"#;

fn asked(keep: Keep, mailer: Mailer) -> Intent {
    Intent {
        mail_from: Optional::Declined,
        dmarc: Optional::Declined,
        mailer: Some(mailer),
        ..intent(IdentityKind::Domain, keep)
    }
}

fn seoul() -> Region {
    "ap-northeast-2".parse().unwrap()
}

/// With its first key, which is to be replaced.
async fn with_a_key(intent: &Intent) -> (Stage, Intent, KeyId) {
    let stage = Stage::over(STORY);
    stage.live(intent, None).await.expect("it lives");
    let [only] = &stage.world.state().keys().map(|key| key.id.clone()).collect::<Vec<_>>()[..] else {
        panic!("not one key: {:#?}", stage.world.state());
    };
    let old: KeyId = only.parse().unwrap();
    stage.works(intent.mailer.unwrap()).unwrap();
    (stage, Intent { rotating: Some(old.clone()), ..intent.clone() }, old)
}

impl Stage {
    /// The key in `.env` is one that IAM lets work, with its own secret.
    fn works(&self, mailer: Mailer) -> Result<KeyId, String> {
        let env = dotenv::read(&std::fs::read(self.folder.path().join("app/.env")).unwrap()).unwrap();
        let value = |name: &str| env.get(name).cloned().flatten().unwrap_or_default();
        let (id, secret) = match mailer {
            Mailer::Ses | Mailer::SesV2 => (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY")),
            Mailer::Smtp => (value("MAIL_USERNAME"), value("MAIL_PASSWORD")),
        };
        let id: KeyId = id.parse().map_err(|e| format!("{e}: {env:?}"))?;
        let own = self.world.secret_of(&id).ok_or("the key in .env is gone")?;
        let own = match mailer {
            Mailer::Ses | Mailer::SesV2 => own,
            Mailer::Smtp => smtp::password(&own, seoul()),
        };
        let seen = self.world.state();
        let active = seen.keys().any(|key| key.id == id.as_str() && key.status == KeyStatus::Active);
        match (active, own == Secret::new(secret)) {
            (true, true) => Ok(id),
            (false, _) => Err(format!("the key in .env was switched off: {id}")),
            (true, false) => Err(format!("the secret in .env is not that of {id}")),
        }
    }

    /// AWS takes the key that is in `.env` now, whichever machine answers.
    async fn is_taken(&self, mailer: Mailer) -> Result<(), String> {
        let id = self.works(mailer)?;
        let (ports, secret) = (self.ports(None), self.world.secret_of(&id).unwrap());
        for _ in 0..3 {
            ports.cloud.with_key(&id, &secret, seoul()).caller().await.map_err(|e| e.to_string())?;
        }
        Ok(())
    }
}

/// Goes on with a rotation until it is over: one key, and another than before.
async fn ends_well(stage: &Stage, intent: &Intent, old: &KeyId, what: &str) {
    let mailer = intent.mailer.unwrap();
    let Ok((settled, ports)) = stage.live_on(Course::Rotation(Until::Deleted), intent, None).await else {
        panic!("{what}: the next life hangs");
    };
    let seen = stage.world.state();
    let keys: Vec<_> = seen.keys().collect();
    let fail = |why: &str| -> ! {
        panic!("{what}: {why}\n{:?}\n{seen:#?}\n{:#?}", settled.failure, stage.world.requests());
    };
    match stage.works(mailer) {
        Ok(id) if id == *old => fail("the old key is still in .env"),
        Ok(id) if keys.len() == 1 && keys[0].id == id.as_str() => {}
        Ok(_) => fail("not one key"),
        Err(why) => fail(&why),
    }
    if assess(Step::Key, intent, &settled.facts, ports.clock.now()) != Standing::Done {
        fail("the key is not done");
    }
    if intent.keep == Keep::Keychain && !keys[0].in_vault {
        fail("its secret is not in the keychain");
    }
    let gone = VaultEntry::Key(old.clone());
    if ports.vault.get(&gone).await.unwrap().is_some() || ports.sealed.get(&gone).await.unwrap().is_some() {
        fail("the old key's secret was left behind");
    }
    let env = std::fs::read_to_string(stage.folder.path().join("app/.env")).unwrap();
    if env.contains(old.as_str()) {
        fail("the old key is named in .env");
    }
    let before = stage.world.mutating_requests();
    stage.live_on(Course::Rotation(Until::Deleted), intent, None).await.expect("it lives");
    assert_eq!(stage.world.mutating_requests(), before, "{what}: the last life changed something");
}

/// Each moment at which a rotation may have stopped; the app has a key that works, at each of them.
async fn every_death(intent: &Intent) {
    let mailer = intent.mailer.unwrap();
    let (mut stage, intent, old) = with_a_key(intent).await;
    let witness = stage.witness();
    stage.live_on(Course::Rotation(Until::Deleted), &intent, Some(&witness)).await.expect("it lives");
    let moments = witness.moments();
    for moment in &moments {
        stage.goes_back_to(moment);
        stage.works(mailer).unwrap_or_else(|why| panic!("{}: {why}", moment.what));
        ends_well(&stage, &intent, &old, &format!("{}, {mailer}, {}", moment.what, intent.keep)).await;
    }
    assert!(moments.len() > 8, "only {} moments to stop at", moments.len());
}

#[tokio::test(start_paused = true)]
async fn it_is_taken_up_wherever_it_stopped_with_the_key_in_the_keychain() {
    every_death(&asked(Keep::Keychain, Mailer::Ses)).await;
}

#[tokio::test(start_paused = true)]
async fn it_is_taken_up_wherever_it_stopped_with_the_key_in_env_only() {
    every_death(&asked(Keep::Project, Mailer::SesV2)).await;
}

#[tokio::test(start_paused = true)]
async fn it_is_taken_up_wherever_it_stopped_with_the_key_in_the_sealed_file() {
    every_death(&asked(Keep::File, Mailer::Ses)).await;
}

#[tokio::test(start_paused = true)]
async fn it_is_taken_up_wherever_it_stopped_for_an_app_that_speaks_smtp() {
    every_death(&asked(Keep::Keychain, Mailer::Smtp)).await;
}

mod a_reply_that_is_lost_anywhere_does_not_leave_two_keys {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn before_it_was_heard_with_the_key_in_the_keychain() {
        at_every_change(When::Before, Keep::Keychain).await;
    }

    #[tokio::test(start_paused = true)]
    async fn before_it_was_heard_with_the_key_in_env_only() {
        at_every_change(When::Before, Keep::Project).await;
    }

    #[tokio::test(start_paused = true)]
    async fn after_it_was_heard_with_the_key_in_the_keychain() {
        at_every_change(When::After, Keep::Keychain).await;
    }

    #[tokio::test(start_paused = true)]
    async fn after_it_was_heard_with_the_key_in_env_only() {
        at_every_change(When::After, Keep::Project).await;
    }

    async fn at_every_change(when: When, keep: Keep) {
        // What else may become of a reply is told apart in a set-up; here it is known to have been heard, or not.
        let kind = FaultKind::LoseReply;
        let (mut stage, intent, old) = with_a_key(&asked(keep, Mailer::Ses)).await;
        let begun = stage.moment();
        let changes = stage.world.mutating_requests();
        for n in 1.. {
            stage.goes_back_to(&begun);
            stage.world.inject(InjectedFault::new(kind).on_changes().when(when).skipping(n - 1));
            stage.live_on(Course::Rotation(Until::Deleted), &intent, None).await.expect("it lives");
            stage.works(Mailer::Ses).unwrap_or_else(|why| panic!("{kind:?} {when:?} at {n}, {keep}: {why}"));
            ends_well(&stage, &intent, &old, &format!("{kind:?} {when:?} at change {n}, {keep}")).await;
            if n as usize > stage.world.mutating_requests() - changes {
                break;
            }
        }
    }
}

/// Stopped between AWS's deletion and the keychain's: a look sees it, and whoever may change something takes the secret away.
#[tokio::test(start_paused = true)]
async fn a_deleted_keys_secret_is_taken_away_by_the_next_that_may_change_something_and_by_no_look() {
    let (stage, intent, old) = with_a_key(&asked(Keep::Keychain, Mailer::Ses)).await;
    let hangs = InjectedFault::new(FaultKind::Delay(Duration::from_secs(3600))).on("DeleteAccessKey").when(When::After);
    stage.world.inject(hangs);
    let course = stage.live_on(Course::Rotation(Until::Deleted), &intent, None);
    assert!(tokio::time::timeout(Duration::from_secs(10), course).await.is_err(), "it hangs");
    let seen = stage.world.state();
    assert!(seen.keys().all(|key| key.id != old.as_str()), "AWS has deleted it: {seen:#?}");

    for (changes, busy, is_there) in [
        (Changes::Refused, false, true),
        // Another Sesame is at work.
        (Changes::Allowed, true, true),
        (Changes::Allowed, false, false),
    ] {
        let ports = Ports { changes, ..stage.ports(None) };
        let _lock = busy.then(|| ports.home.lock().expect("nobody else is at work"));
        let rests = async || ports.vault.get(&VaultEntry::Key(old.clone())).await.unwrap().is_some();
        let ledger = || std::fs::read(stage.folder.path().join("data/ledger.jsonl")).unwrap();
        let (before, mut facts) = (ledger(), Facts::default());
        look(&ports, &intent, &mut facts, Scope::everything(), &mut |_| ()).await;
        assert!(rests().await && ledger() == before, "a look wrote something: {changes:?}");
        let mended = mend(&ports, &intent, &facts).await.unwrap();
        assert_eq!((mended, rests().await), (!is_there, is_there), "{changes:?}, busy: {busy}");
        assert_eq!(ledger() == before, is_there, "{changes:?}, busy: {busy}");
        // And once is enough.
        assert!(!mend(&ports, &intent, &facts).await.unwrap());
    }
}

/// IAM's machines do not all know a key at once; `.env` gets it when they do.
#[tokio::test(start_paused = true)]
async fn the_new_key_is_written_only_when_aws_takes_it() {
    for keep in [Keep::Keychain, Keep::Project] {
        for mailer in [Mailer::Ses, Mailer::Smtp] {
            let (mut stage, intent, old) = with_a_key(&asked(keep, mailer)).await;
            let witness = stage.witness();
            let course = Course::Rotation(Until::Proven);
            stage.live_on(course, &intent, Some(&witness)).await.expect("it lives");
            let end = stage.moment();
            for moment in witness.moments() {
                stage.goes_back_to(&moment);
                stage.is_taken(mailer).await.unwrap_or_else(|why| panic!("{keep}, {mailer}, {}: {why}", moment.what));
            }
            stage.goes_back_to(&end);
            assert_ne!(stage.works(mailer).unwrap(), old);
            let seen = stage.world.state();
            assert!(seen.keys().all(|key| key.status == KeyStatus::Active), "the first one still works: {seen:#?}");
            assert_eq!(seen.keys().count(), 2);
            ends_well(&stage, &intent, &old, "with the first key let go").await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_message_that_left_the_first_key_stays() {
    let (stage, intent, old) = with_a_key(&asked(Keep::Keychain, Mailer::Ses)).await;
    for operation in ["SendRawEmail", "SendEmail"] {
        stage.world.inject(InjectedFault::new(FaultKind::Garbage).on(operation).when(When::Before).times(100));
    }
    let (settled, _) = stage.live_on(Course::Rotation(Until::Deleted), &intent, None).await.expect("it lives");
    assert!(settled.failure.is_some());
    let seen = stage.world.state();
    let first = seen.keys().find(|key| key.id == old.as_str()).expect("it is there");
    assert_eq!(first.status, KeyStatus::Active);
    stage.is_taken(Mailer::Ses).await.unwrap();
}

// ---- a key of the server's own -------------------------------------------------------------------------------------

/// Two keys: the app's, and the one in the file, with its own secret.
async fn server_has_its_key(stage: &Stage, intent: &Intent, what: &str) {
    let file = stage.folder.path().join("server.env");
    let course = Course::ServerKey(file.clone());
    let (settled, _) = stage.live_on(course.clone(), intent, None).await.unwrap_or_else(|_| panic!("{what}: it hangs"));
    let seen = stage.world.state();
    let keys: Vec<_> = seen.keys().collect();
    assert_eq!(keys.len(), 2, "{what}: {:?}\n{seen:#?}", settled.failure);
    let lines = dotenv::read(&std::fs::read(&file).unwrap_or_else(|e| panic!("{what}: {e}"))).unwrap();
    let value = |name: &str| lines.get(name).cloned().flatten().unwrap_or_else(|| panic!("{what}: {name}"));
    let id: KeyId = value("AWS_ACCESS_KEY_ID").parse().unwrap();
    assert!(stage.world.secret_of(&id) == Some(Secret::new(value("AWS_SECRET_ACCESS_KEY"))), "{what}");
    assert_ne!(stage.works(Mailer::Ses).unwrap_or_else(|why| panic!("{what}: {why}")), id, "{what}");
    let before = stage.world.mutating_requests();
    stage.live_on(course, intent, None).await.expect("it lives");
    stage.live(intent, None).await.expect("it lives");
    assert_eq!(stage.world.mutating_requests(), before, "{what}: the last life changed something");
}

#[tokio::test(start_paused = true)]
async fn a_servers_key_is_in_its_file_wherever_it_was_stopped() {
    let (mut stage, rotating, _) = with_a_key(&asked(Keep::Keychain, Mailer::Ses)).await;
    let intent = Intent { rotating: None, ..rotating };
    let begun = stage.moment();

    let witness = stage.witness();
    let course = Course::ServerKey(stage.folder.path().join("server.env"));
    stage.live_on(course, &intent, Some(&witness)).await.expect("it lives");
    let moments = witness.moments();
    for moment in &moments {
        stage.goes_back_to(moment);
        server_has_its_key(&stage, &intent, &moment.what).await;
    }
    assert!(moments.len() > 2, "only {} moments to stop at", moments.len());

    for when in [When::Before, When::After] {
        for kind in [FaultKind::LoseReply, FaultKind::Garbage, FaultKind::Error500, FaultKind::Reset] {
            stage.goes_back_to(&begun);
            stage.world.inject(InjectedFault::new(kind).on("CreateAccessKey").when(when));
            server_has_its_key(&stage, &intent, &format!("{kind:?} {when:?}")).await;
        }
    }
}
