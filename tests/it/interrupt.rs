//! Stop it anywhere, start again: the same usable end. One user, one key that this set-up uses, one identity, and no key
//! that nobody holds.
//!
//! A life is a process of Sesame's. It dies by never getting on: before or after the nth change at AWS has been committed,
//! before or after the nth touch of the keychain, of the sealed file or of one of the app's. The next life finds the same
//! account, home and project.

mod rotation;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use aws_credential_types::Credentials;
use open_sesame::{
    aws::{CallLog, Cloud},
    engine::{
        Changes, Held, Ports, hold,
        home::Home,
        ports::{Listed, Place, SealedVault, ToolRun, Vault, VaultEntry, VaultLabel},
        settle::{Course, Halt, Patience, Settled, look, settle_on},
        waits_of,
    },
    host::{Folder, Sealed, Tools},
    laravel::dotenv,
    rehearsal::{Fault, FaultKind, Pace, Scenario, Snapshot, When, World},
    setup::{Facts, IdentityKind, Intent, Scope, SealedFile, Standing, Step, Terms, standings},
    terms::{Failure, Keep, Secret, SetupName, Slot},
};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// At the nth request that changes something.
    Request(usize, When),
    /// At the nth touch of the keychain or the sealed file.
    Vault(usize, When),
    /// At the nth touch of a file.
    File(usize, When),
}

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

#[tokio::test(start_paused = true)]
async fn a_reply_that_is_lost_or_garbled_anywhere_changes_nothing_about_the_end() {
    let every = [FaultKind::LoseReply, FaultKind::Garbage, FaultKind::Error500, FaultKind::Reset];
    let both = every.map(|kind| [(kind, When::Before), (kind, When::After)]);
    // Who is told "too many calls" was not served.
    let ways = both.as_flattened().iter().copied().chain([(FaultKind::Throttle, When::Before)]);
    for (kind, when) in ways {
        for identity in [IdentityKind::Domain, IdentityKind::Email] {
            for n in 1.. {
                let stage = Stage::set();
                stage.world.inject(Fault::new(kind).on_changes().when(when).skipping(n - 1));
                let intent = intent(identity, Keep::Keychain);
                stage.live(&intent, None).await.expect("it lives");
                stage.ends_well(&intent, &format!("{kind:?} {when:?} at change {n}, {identity:?}")).await;
                if n as usize > stage.world.mutating_requests() {
                    break;
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_reply_does_not_leave_a_key_that_nobody_holds() {
    let stage = Stage::set();
    stage.world.inject(Fault::new(FaultKind::LoseReply).on("CreateAccessKey"));
    let intent = intent(IdentityKind::Domain, Keep::Keychain);
    stage.live(&intent, None).await.expect("it lives");
    stage.ends_well(&intent, "the reply of CreateAccessKey lost").await;
    let times = |operation: &str| stage.world.requests().iter().filter(|it| it.operation == operation).count();
    assert_eq!((times("CreateAccessKey"), times("DeleteAccessKey")), (2, 1), "{:#?}", stage.world.requests());
}

#[tokio::test(start_paused = true)]
async fn reads_that_fail_now_and_then_change_nothing_about_the_end() {
    for n in 0..30 {
        let stage = Stage::set();
        stage.world.inject(Fault::new(FaultKind::LoseReply).skipping(n).times(4));
        let intent = intent(IdentityKind::Domain, Keep::Keychain);
        stage.live(&intent, None).await.expect("it lives");
        stage.ends_well(&intent, &format!("four replies lost after {n}")).await;
    }
}

/// Each way to die, until one is further than a life goes.
async fn every_death(intent: &Intent) {
    let ways: [fn(usize, When) -> Death; 3] = [Death::Request, Death::Vault, Death::File];
    let mut deaths = 0;
    for way in ways {
        for when in [When::Before, When::After] {
            for n in 1.. {
                let stage = Stage::set();
                let death = way(n, when);
                let lived = stage.live(intent, Some(death)).await.is_ok();
                stage.ends_well(intent, &format!("{death:?}")).await;
                if lived {
                    break;
                }
                deaths += 1;
            }
        }
    }
    assert!(deaths > 20, "only {deaths} deaths were died");
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

#[derive(Debug)]
pub struct Dead;

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

    pub fn ports(&self, death: Option<Death>) -> Ports {
        let app = self.folder.path().join("app");
        let (id, secret) = self.world.admin();
        let token = self.world.admin_session_token().map(|token| token.reveal().to_owned());
        let keys = Credentials::new(id.as_str(), secret.reveal(), token, None, "rehearsal");
        let log = CallLog::new(|_| ());
        let clock = self.world.clock(Pace::Headless);
        let held = Held::default();
        let home = self.home(SetupName::default());
        let ports = Ports {
            cloud: Cloud::behind(self.world.http(), self.world.time_source(), keys, log).waiting(waits_of(&clock)),
            vault: Arc::new(Mortal {
                inner: self.world.vault(),
                dies: Dies::at(death, |it| matches!(it, Death::Vault(..))),
            }),
            sealed: Arc::new(Mortal {
                inner: Arc::new(sealed(&home, &held)) as Arc<dyn SealedVault>,
                dies: Dies::at(death, |it| matches!(it, Death::Vault(..))),
            }),
            desk: self.world.desk(),
            resolver: self.world.resolver(),
            post: self.world.post(),
            place: Arc::new(Mortal {
                inner: Arc::new(Folder::at(&app, Tools::Pretended)) as Arc<dyn Place>,
                dies: Dies::at(death, |it| matches!(it, Death::File(..))),
            }),
            clock,
            home,
            changes: Changes::Allowed,
            held,
        };
        hold(&ports, Slot::passphrase(), Secret::new(PASSPHRASE));
        ports
    }

    fn home(&self, setup: SetupName) -> Home {
        let folder = |name: &str| self.folder.path().join(name);
        Home::at(folder("config"), folder("data"), &folder("app"), setup)
    }

    /// A process, from its start to its end or its death.
    pub async fn live(&self, intent: &Intent, death: Option<Death>) -> Result<(Settled, Ports), Dead> {
        self.live_on(Course::Setup, intent, death).await
    }

    async fn live_on(&self, course: Course, intent: &Intent, death: Option<Death>) -> Result<(Settled, Ports), Dead> {
        // Longer than anything that still moves, shorter than the SDK's own limits.
        const HANGS: Duration = Duration::from_secs(3600);
        if let Some(Death::Request(n, when)) = death {
            let skip = u32::try_from(n - 1).unwrap();
            self.world.inject(Fault::new(FaultKind::Delay(HANGS)).on_changes().when(when).skipping(skip));
        }
        let ports = Ports { home: self.home(intent.setup.clone()), ..self.ports(death) };
        let life = async {
            let mut facts = Facts::default();
            look(&ports, intent, &mut facts, Scope::everything(), &mut |_| ()).await;
            let until = ports.clock.now() + jiff::SignedDuration::from_hours(5);
            settle_on(course, &ports, intent, facts, Patience::Until(until), &Halt::default(), |_| ()).await
        };
        let limit = if death.is_some() { Duration::from_secs(10) } else { HANGS };
        match tokio::time::timeout(limit, life).await {
            Ok(settled) => Ok((settled, ports)),
            Err(_) => Err(Dead),
        }
    }

    /// Lives once more, then once more again: all is there, once, and the last life changed nothing.
    async fn ends_well(&self, intent: &Intent, what: &str) {
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
        let before = self.world.mutating_requests();
        let Ok((settled, _)) = self.live(intent, None).await else { panic!("{what}: the last life hangs") };
        assert!(settled.failure.is_none(), "{what}: {:?}", settled.failure);
        assert_eq!(self.world.mutating_requests(), before, "{what}: the last life changed something");
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

/// Something of this machine's that stops answering at the nth touch.
struct Mortal<T: ?Sized> {
    inner: Arc<T>,
    dies: Dies,
}

struct Dies {
    at: Option<(usize, When)>,
    touched: AtomicUsize,
}

impl Dies {
    fn at(death: Option<Death>, ours: impl Fn(&Death) -> bool) -> Dies {
        let at = death.filter(ours).map(|death| match death {
            Death::Request(n, when) | Death::Vault(n, when) | Death::File(n, when) => (n, when),
        });
        Dies { at, touched: AtomicUsize::new(0) }
    }

    async fn touch<T>(&self, work: impl Future<Output = T>) -> T {
        let n = self.touched.fetch_add(1, Ordering::SeqCst) + 1;
        if self.at == Some((n, When::Before)) {
            std::future::pending::<()>().await;
        }
        let done = work.await;
        if self.at == Some((n, When::After)) {
            std::future::pending::<()>().await;
        }
        done
    }
}

#[async_trait]
impl Vault for Mortal<dyn Vault> {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        self.dies.touch(self.inner.put(entry, secret, label)).await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        self.dies.touch(self.inner.get(entry)).await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.dies.touch(self.inner.remove(entry)).await
    }
}

#[async_trait]
impl Vault for Mortal<dyn SealedVault> {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        self.dies.touch(self.inner.put(entry, secret, label)).await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        self.dies.touch(self.inner.get(entry)).await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.dies.touch(self.inner.remove(entry)).await
    }
}

#[async_trait]
impl SealedVault for Mortal<dyn SealedVault> {
    async fn look(&self) -> Result<SealedFile, Failure> {
        self.inner.look().await
    }
}

#[async_trait]
impl Place for Mortal<dyn Place> {
    fn root(&self) -> PathBuf {
        self.inner.root()
    }

    // Reading leaves nothing behind, so nobody need die of it.
    async fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.inner.read(file).await
    }

    async fn read_in_pieces(
        &self,
        file: &str,
        take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send),
    ) -> Result<bool, Failure> {
        self.inner.read_in_pieces(file, take).await
    }

    async fn list(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        self.inner.list(folder).await
    }

    async fn replace(&self, file: &str, seen: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure> {
        self.dies.touch(self.inner.replace(file, seen, bytes)).await
    }

    async fn remove(&self, file: &str, seen: &[u8]) -> Result<(), Failure> {
        self.dies.touch(self.inner.remove(file, seen)).await
    }

    async fn run(&self, program: &str, args: &[&str], limit: Duration) -> Result<ToolRun, Failure> {
        self.inner.run(program, args, limit).await
    }
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
