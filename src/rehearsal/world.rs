//! A pretend account and everything around it, behind one handle. Knows how its parts are reached, not how they work.
//!
//! `now` is the moment at which the world opened, plus the real time since, plus how far its clock was moved. Whatever
//! is due by then has happened before the world is read: consequences are found on each access, so moving the clock is
//! all it takes to make them come true.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::{SignedDuration, tz::TimeZone};

use super::{
    call::CallEffect,
    dns::Zones,
    fault::InjectedFault,
    scenario::{Decision, Scenario},
    scene,
    snapshot::Snapshot,
    state::{Link, LoggedRequest, Play, Sent, State},
};
use crate::{
    dns::RecordType,
    engine::ports::{Clock, VaultEntry},
    terms::{Domain, KeyId, Offset, Region, Secret, Timestamp, is_public_mailbox},
};

/// A pretend account. A clone is the same world.
#[derive(Clone)]
pub struct World(Arc<Inner>);

struct Inner {
    opened: Timestamp,
    since: Instant,
    state: Mutex<State>,
    /// Apart from the state, which is copied to look ahead; secrets are not.
    vault: Mutex<HashMap<VaultEntry, Secret>>,
}

/// How long our own waiting takes in real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pacing {
    /// None: a wait moves the clock.
    Headless,
    /// A tenth, so that the user can watch.
    Watched,
}

impl World {
    /// Opens the world of a scenario.
    pub fn open(scenario: &Scenario) -> World {
        let opened = scenario.start.unwrap_or_else(Timestamp::now);
        World(Arc::new(Inner {
            opened,
            since: Instant::now(),
            state: Mutex::new(scene::set(scenario, opened)),
            vault: Mutex::new(HashMap::new()),
        }))
    }

    /// Another world that has come as far as this one, and goes its own way from here.
    #[must_use]
    pub fn fork(&self) -> World {
        let secret = |(entry, secret): (&VaultEntry, &Secret)| (entry.clone(), secret.copy());
        let vault = Mutex::new(self.secrets().iter().map(secret).collect());
        let (opened, since) = (self.0.opened, self.0.since);
        World(Arc::new(Inner { opened, since, state: Mutex::new(self.lock().clone()), vault }))
    }

    /// The moment in the world.
    pub fn now(&self) -> Timestamp {
        self.now_of(&self.lock())
    }

    /// Time passes.
    pub fn advance(&self, time: Duration) {
        self.with(|state, now| state.pass(now, SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX)));
    }

    /// A clock for the engine's own waiting.
    pub fn clock(&self, pace: Pacing) -> Arc<dyn Clock> {
        Arc::new(WorldClock { world: self.clone(), pace })
    }

    /// The key that its operator signs in with.
    pub fn admin(&self) -> (KeyId, Secret) {
        let state = self.lock();
        let id = scene::administrators_key(&state.scenario).parse().expect("a well-formed id");
        (id, Secret::new(state.chance.administrators_secret()))
    }

    /// The operator's API token at Cloudflare.
    pub fn cloudflare_token(&self) -> Secret {
        Secret::new(self.lock().chance.cloudflare_token())
    }

    /// What the operator's credentials bring along where they are temporary.
    pub fn admin_session_token(&self) -> Option<Secret> {
        let state = self.lock();
        let key = state.keys.get(scene::administrators_key(&state.scenario))?;
        key.session.as_ref().map(|session| Secret::new(session.token.as_str()))
    }

    /// The secret of a key that this world made up, for tests that look for leaks.
    pub fn secret_of(&self, key: &KeyId) -> Option<Secret> {
        self.lock().keys.get(key.as_str()).map(|key| Secret::new(key.secret.as_str()))
    }

    /// All that its DNS holds, and has held; for another server that is to play the same.
    pub fn zones(&self) -> Zones {
        self.lock().zones.clone()
    }

    /// What it was opened with.
    pub fn scenario(&self) -> Arc<Scenario> {
        self.lock().scenario.clone()
    }

    /// Everything in it, without secrets.
    pub fn state(&self) -> Snapshot {
        let held: Vec<KeyId> = self
            .secrets()
            .keys()
            .filter_map(|entry| match entry {
                VaultEntry::Key(id) => Some(id.clone()),
                VaultEntry::CloudflareToken | VaultEntry::Throwaway(_) => None,
            })
            .collect();
        self.with(|state, now| Snapshot::of(state, now, &held))
    }

    /// Every request that arrived, in order.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.lock().requests.clone()
    }

    /// How many of them were to change something, whether they did or not.
    pub fn mutating_requests(&self) -> usize {
        self.lock().requests.iter().filter(|request| request.effect == CallEffect::Changes).count()
    }

    /// Every message that SES accepted.
    pub fn outbox(&self) -> Vec<Sent> {
        self.lock().outbox.clone()
    }

    /// The verification mails in an inbox.
    pub fn inbox(&self, address: &str) -> Vec<Link> {
        self.with(|state, _| state.links.iter().filter(|link| link.address == address).cloned().collect())
    }

    /// Something goes wrong next.
    pub fn inject(&self, fault: InjectedFault) {
        self.lock().faults.push(fault);
    }

    /// Clicks the link in an inbox, of one region or of all; an error where no living link is there.
    pub fn click(&self, address: &str, region: Option<Region>) -> Result<(), String> {
        self.with(|state, now| state.click(now, address, region.map(Region::code)))
    }

    /// The reviewer decides, with effect at once; an error where nothing lies there to be decided.
    pub fn review(&self, region: Region, decision: Decision) -> Result<(), String> {
        self.with(|state, now| state.decide(now, region.code(), decision, SignedDuration::ZERO))
    }

    /// The password of the console is another one from here on.
    pub fn change_password(&self) {
        self.with(|state, now| state.signin.password_changed = Some(now));
    }

    /// Replaces a record set; without values it is gone. MX values are `10 host`, TXT values unquoted and unsplit.
    pub fn set_dns(&self, name: &str, kind: RecordType, values: &[String], ttl: u32) {
        self.with(|state, now| {
            state.foreseen = None;
            state.zones.set(now, name, kind, values, ttl);
        });
    }

    /// From now on the servers of this zone answer SERVFAIL.
    pub fn break_zone(&self, zone: &str) {
        self.with(|state, _| {
            state.foreseen = None;
            state.zones.break_zone(zone);
        });
    }

    /// Tells the story of the operator's own domain, as long as nothing was changed in the world; of a mailbox provider's
    /// domain no story tells.
    pub fn tell_of(&self, domain: &Domain) {
        if is_public_mailbox(domain) {
            return;
        }
        self.with(|state, now| {
            if state.requests.iter().any(|request| request.effect == CallEffect::Changes) {
                return;
            }
            if let Some(scenario) = state.scenario.told_of(domain) {
                state.change_scene(scene::set(&scenario, now));
            }
        });
    }

    /// What moves DNS, mailboxes and reviewers from here on.
    pub fn play(&self, play: Play) {
        self.with(|state, _| (state.foreseen, state.play) = (None, play));
    }

    /// The state as it is now, with everything that is due.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut State, Timestamp) -> T) -> T {
        let mut state = self.lock();
        let now = self.now_of(&state);
        state.settle(now);
        act(&mut state, now)
    }

    /// What the operator's keychain holds.
    pub(super) fn secrets(&self) -> MutexGuard<'_, HashMap<VaultEntry, Secret>> {
        self.0.vault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_of(&self, state: &State) -> Timestamp {
        let real = SignedDuration::try_from(self.0.since.elapsed()).unwrap_or_default();
        self.0.opened + real + state.moved
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "World({})", self.lock().scenario.name)
    }
}

struct WorldClock {
    world: World,
    pace: Pacing,
}

/// The bounds of a tenth: long enough to be seen, short enough not to bore.
const SHORTEST: Duration = Duration::from_millis(150);
const LONGEST: Duration = Duration::from_secs(3);

#[async_trait]
impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// The world's time is told as this machine tells its own.
    fn offset(&self, at: Timestamp) -> Offset {
        TimeZone::try_system().map_or(Offset::UTC, |zone| zone.to_offset(at))
    }

    async fn sleep(&self, time: Duration) {
        let end = self.now() + SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
        match self.pace {
            Pacing::Headless => tokio::task::yield_now().await,
            Pacing::Watched => tokio::time::sleep((time / 10).clamp(SHORTEST, LONGEST).min(time)).await,
        }
        // Others may have waited meanwhile; time passes for all of them at once.
        self.world.with(|state, now| {
            state.moved += (end.duration_since(now)).max(SignedDuration::ZERO);
            state.settle(now.max(end));
        });
    }
}
