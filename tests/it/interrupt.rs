//! Stop it anywhere, start again: the same usable end. One user, one key that this set-up uses, one identity, and no key
//! that nobody holds.
//!
//! A life is a process of Sesame's. One that goes through is witnessed: before and after each request, each change of the
//! keychain, of the sealed file and of one of the app's, all that outlives a process is kept where it is not what it was.
//! To die is to stop at such a moment; the next life finds account, home and project as they were then.

mod rotation;
mod switching;
mod witness;
mod writing;

use std::{path::PathBuf, sync::Arc, time::Duration};

use aws_credential_types::Credentials;
use open_sesame::{
    aws::{CallLog, Cloud},
    engine::{
        Changes, Held, Ports, hold,
        home::Home,
        ports::VaultEntry,
        settle::{Course, Halt, Patience, Settled, look, settle_on},
        waits_of,
    },
    host::{Folder, Sealed, Tools},
    laravel::dotenv,
    rehearsal::{FaultKind, InjectedFault, Pacing, Scenario, Snapshot, When, World},
    setup::{Facts, IdentityKind, Intent, Scope, Standing, Step, Terms, standings},
    terms::{Keep, Secret, SetupName, Slot},
};

use witness::{Moment, Witness};

/// Everybody does their part, quickly.
const SCENARIO: &str = r#"
region = "ap-northeast-2"
[story]
ko = "빠른 이야기"
en = "a quick story"
[dns]
publish_after = "30s"
[mail]
click_after = "10s"
[review]
after = "2m"
decision = "grant"
"#;

#[tokio::test(start_paused = true)]
async fn a_life_that_ends_anywhere_is_taken_up_by_the_next_for_a_domain() {
    every_death(&intent(IdentityKind::Domain, Keep::Keychain)).await;
}

#[tokio::test(start_paused = true)]
async fn a_life_that_ends_anywhere_is_taken_up_by_the_next_for_an_address() {
    every_death(&intent(IdentityKind::Email, Keep::Keychain)).await;
}

#[tokio::test(start_paused = true)]
async fn a_life_that_ends_anywhere_is_taken_up_by_the_next_with_the_key_in_env_only() {
    every_death(&intent(IdentityKind::Domain, Keep::Project)).await;
}

#[tokio::test(start_paused = true)]
async fn a_life_that_ends_anywhere_is_taken_up_by_the_next_with_the_key_in_the_sealed_file() {
    every_death(&intent(IdentityKind::Domain, Keep::File)).await;
}

mod a_reply_that_is_lost_or_garbled_anywhere_changes_nothing_about_the_end {
    use super::*;

    macro_rules! each {
        ($($name:ident: $kind:ident, $when:ident;)+) => {
            mod for_a_domain {
                use super::*;
                $(
                    #[tokio::test(start_paused = true)]
                    async fn $name() {
                        at_every_change(FaultKind::$kind, When::$when, IdentityKind::Domain).await;
                    }
                )+
            }
            mod for_an_address {
                use super::*;
                $(
                    #[tokio::test(start_paused = true)]
                    async fn $name() {
                        at_every_change(FaultKind::$kind, When::$when, IdentityKind::Email).await;
                    }
                )+
            }
        };
    }

    each! {
        lost_before_it_was_heard: LoseReply, Before;
        lost_after_it_was_heard: LoseReply, After;
        garbled_before_it_was_heard: Garbage, Before;
        garbled_after_it_was_heard: Garbage, After;
        a_failure_before_it_was_heard: Error500, Before;
        a_failure_after_it_was_heard: Error500, After;
        reset_before_it_was_heard: Reset, Before;
        reset_after_it_was_heard: Reset, After;
        // Who is told "too many calls" was not served.
        too_many_calls: Throttle, Before;
    }

    async fn at_every_change(kind: FaultKind, when: When, identity: IdentityKind) {
        for n in 1.. {
            let stage = Stage::set();
            stage.world.inject(InjectedFault::new(kind).on_changes().when(when).skipping(n - 1));
            let intent = intent(identity, Keep::Keychain);
            stage.live(&intent, None).await.expect("it lives");
            stage.ends_well(&intent, &format!("{kind:?} {when:?} at change {n}, {identity:?}")).await;
            if n as usize > stage.world.mutating_requests() {
                assert!(n > 4, "only {n} changes were made");
                break;
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_does_not_leave_a_key_that_nobody_holds() {
    let stage = Stage::set();
    stage.world.inject(InjectedFault::new(FaultKind::LoseReply).on("CreateAccessKey"));
    let intent = intent(IdentityKind::Domain, Keep::Keychain);
    stage.live(&intent, None).await.expect("it lives");
    stage.ends_well(&intent, "the reply of CreateAccessKey lost").await;
    let times = |operation: &str| stage.world.requests().iter().filter(|it| it.operation == operation).count();
    assert_eq!((times("CreateAccessKey"), times("DeleteAccessKey")), (2, 1), "{:#?}", stage.world.requests());
}

mod reads_that_fail_now_and_then_change_nothing_about_the_end {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn among_the_first_requests() {
        after(0..10).await;
    }

    #[tokio::test(start_paused = true)]
    async fn among_the_next() {
        after(10..20).await;
    }

    #[tokio::test(start_paused = true)]
    async fn among_those_after_them() {
        after(20..30).await;
    }

    async fn after(requests: std::ops::Range<u32>) {
        for n in requests {
            let stage = Stage::set();
            stage.world.inject(InjectedFault::new(FaultKind::LoseReply).skipping(n).times(4));
            let intent = intent(IdentityKind::Domain, Keep::Keychain);
            stage.live(&intent, None).await.expect("it lives");
            stage.ends_well(&intent, &format!("four replies lost after {n}")).await;
        }
    }
}

/// Each moment at which a life may have ended.
async fn every_death(intent: &Intent) {
    let mut stage = Stage::set();
    let witness = stage.witness();
    stage.live(intent, Some(&witness)).await.expect("it lives");
    let moments = witness.moments();
    for moment in &moments {
        stage.goes_back_to(moment);
        stage.ends_well(intent, &moment.what).await;
    }
    assert!(moments.len() > 20, "only {} moments to die at", moments.len());
}

pub fn intent(identity: IdentityKind, keep: Keep) -> Intent {
    Intent {
        region: Some("ap-northeast-2".parse().unwrap()),
        from: Some("no-reply@example.co.kr".parse().unwrap()),
        website: Some("https://example.co.kr".parse().unwrap()),
        terms: Terms::Accepted,
        identity,
        keep,
        ..Intent::default()
    }
}

/// What outlives a process.
pub struct Stage {
    pub world: World,
    folder: tempfile::TempDir,
}

/// A process that does not come to its end.
#[derive(Debug)]
pub struct Hangs;

impl Stage {
    fn set() -> Stage {
        Stage::over(SCENARIO)
    }

    /// Another machine of the same account's, on which nothing is remembered.
    pub fn elsewhere(&self) -> Stage {
        Stage { world: self.world.clone(), ..Stage::over(SCENARIO) }
    }

    /// A world of one's own, as TOML.
    pub fn over(story: &str) -> Stage {
        Stage::of(&Scenario::parse("quick", story).unwrap())
    }

    /// The world of a scenario.
    pub fn of(scenario: &Scenario) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app");
        copy(&sample, &folder.path().join("app"));
        Stage { world: World::open(scenario), folder }
    }

    /// Who keeps what there is from here on.
    fn witness(&self) -> Arc<Witness> {
        Witness::of(&self.world, self.folder.path())
    }

    /// What there is now, to go back to.
    fn moment(&self) -> Moment {
        let witness = self.witness();
        witness.sees("now");
        witness.moments().remove(0)
    }

    /// All is as it was then, and goes on from there.
    fn goes_back_to(&mut self, moment: &Moment) {
        self.world = moment.world.fork();
        moment.put_back(self.folder.path());
    }

    /// The ports of a process; a witness sees what becomes of what lies behind them.
    pub fn ports(&self, witness: Option<&Arc<Witness>>) -> Ports {
        let app = self.folder.path().join("app");
        let (id, secret) = self.world.admin();
        let token = self.world.admin_session_token().map(|token| token.reveal().to_owned());
        let keys = Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal");
        let log = CallLog::new(|_| ());
        let clock = self.world.clock(Pacing::Headless);
        let held = Held::default();
        let home = self.home(SetupName::default());
        let http = self.world.http();
        let http = witness.map_or(http.clone(), |witness| witness.at(http));
        let ports = Ports {
            cloud: Cloud::behind(http, self.world.time_source(), keys, log).waiting(waits_of(&clock)),
            vault: self.world.vault(),
            sealed: Arc::new(sealed(&home, &held)),
            desk: self.world.desk(),
            porch: self.world.porch(&clock),
            web: self.world.web(),
            resolver: self.world.resolver(),
            post: self.world.post(),
            place: Arc::new(Folder::at(&app, Tools::Pretended)),
            clock,
            home,
            changes: Changes::Allowed,
            held,
        };
        hold(&ports, Slot::passphrase(), Secret::new(PASSPHRASE));
        match witness {
            Some(witness) => witness.beside(ports),
            None => ports,
        }
    }

    fn home(&self, setup: SetupName) -> Home {
        let folder = |name: &str| self.folder.path().join(name);
        Home::at(folder("config"), folder("data"), &folder("app"), setup)
    }

    /// A process, from its start to its end.
    pub async fn live(&self, intent: &Intent, witness: Option<&Arc<Witness>>) -> Result<(Settled, Ports), Hangs> {
        self.live_on(Course::Setup, intent, witness).await
    }

    async fn live_on(
        &self,
        course: Course,
        intent: &Intent,
        witness: Option<&Arc<Witness>>,
    ) -> Result<(Settled, Ports), Hangs> {
        // Longer than anything that still moves, shorter than the SDK's own limits.
        const HANGS: Duration = Duration::from_secs(3600);
        let ports = Ports { home: self.home(intent.setup.clone()), ..self.ports(witness) };
        let life = async {
            let mut facts = Facts::default();
            look(&ports, intent, &mut facts, Scope::everything(), &mut |_| ()).await;
            let until = ports.clock.now() + jiff::SignedDuration::from_hours(5);
            settle_on(course, &ports, intent, facts, Patience::Until(until), &Halt::default(), |_| ()).await
        };
        match tokio::time::timeout(HANGS, life).await {
            Ok(settled) => Ok((settled, ports)),
            Err(_) => Err(Hangs),
        }
    }

    /// Lives once more, and once more again if that has changed anything: all is there, once, and the last life changed
    /// nothing.
    async fn ends_well(&self, intent: &Intent, what: &str) {
        let before = self.world.mutating_requests();
        let Ok((settled, ports)) = self.live(intent, None).await else { panic!("{what}: the next life hangs") };
        let standings = standings(intent, &settled.facts, ports.clock.now());
        let seen = self.world.state();
        let fail = |why: &str| -> ! {
            panic!("{what}: {why}\n{:?}\n{standings:#?}\n{seen:#?}\n{:#?}", settled.failure, self.world.requests());
        };
        let done = |(step, standing): &(Step, Standing)| *step == Step::Delivery || *standing == Standing::Done;
        if !standings.iter().all(done) {
            fail("not every step is done");
        }
        if let Err(why) = self.usable(intent, &seen) {
            fail(&why);
        }
        let after = self.world.mutating_requests();
        if after == before && settled.failure.is_none() {
            return;
        }
        let Ok((settled, _)) = self.live(intent, None).await else { panic!("{what}: the last life hangs") };
        assert!(settled.failure.is_none(), "{what}: {:?}", settled.failure);
        assert_eq!(self.world.mutating_requests(), after, "{what}: the last life changed something");
    }

    fn usable(&self, intent: &Intent, seen: &Snapshot) -> Result<(), String> {
        let env = std::fs::read(self.folder.path().join("app/.env")).unwrap();
        let env = dotenv::read(&env).unwrap();
        let value = |name: &str| env.get(name).cloned().flatten().unwrap_or_default();
        let is = |what: &str, there: bool| if there { Ok(()) } else { Err(format!("not so: {what}")) };
        is("one user", seen.users.len() == 1 && seen.users.contains_key("mail-user"))?;
        let keys: Vec<_> = seen.keys().collect();
        is("one key", keys.len() == 1)?;
        let id = keys[0].id.parse().unwrap();
        let secret = self.world.secret_of(&id).unwrap();
        is("the key is in .env", value("AWS_ACCESS_KEY_ID") == keys[0].id)?;
        is("its secret is in .env", Secret::new(value("AWS_SECRET_ACCESS_KEY")) == secret)?;
        is("its secret is in the keychain", intent.keep != Keep::Keychain || keys[0].in_vault)?;
        let file = self.folder.path().join("data/secrets.age");
        is("there is a sealed file where it was wanted", file.exists() == (intent.keep == Keep::File))?;
        is("the mailer is switched", value("MAIL_MAILER") == "ses")?;
        let region = &seen.regions["ap-northeast-2"];
        is("one identity", region.identities.len() == 1)?;
        is("production", region.production)?;
        let left: Vec<_> =
            std::fs::read_dir(self.folder.path().join("app")).unwrap().map(|it| it.unwrap().file_name()).collect();
        // A death between two touches may leave a throwaway behind; never a secret, and never `.env` itself half written.
        for name in left.iter().filter(|name| name.to_string_lossy().starts_with(".env.sesame")) {
            let text = std::fs::read_to_string(self.folder.path().join("app").join(name)).unwrap();
            is("what was left behind holds no secret", !text.contains(secret.reveal()))?;
        }
        Ok(())
    }
}

const PASSPHRASE: &str = "a passphrase for every life";

/// The file of secrets in a home, with what is held as its passphrase.
pub fn sealed(home: &Home, held: &Held) -> Sealed {
    let held = held.clone();
    Sealed::of_pretended_secrets(home.sealed_path(), Arc::new(move || held.get(&Slot::passphrase())))
}

pub fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (source, target) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        match source.is_dir() {
            true => copy(&source, &target),
            false => drop(std::fs::copy(&source, &target).unwrap()),
        }
    }
}
