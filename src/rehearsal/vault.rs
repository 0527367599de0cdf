//! The operator's keychain and desk, as the scenario has them, and the stage. Knows no account: what is kept here never
//! reaches AWS, and no page opens.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use super::{form::FormFields, scenario::VaultState, signin, world::World};
use crate::{
    engine::ports::{
        Callback, CallbackAnswer, CallbackPages, Clock, Desk, Porch, Stage, Vault, VaultEntry, VaultLabel,
    },
    setup::{Machine, System},
    terms::{Coming, Domain, Failure, Secret, VaultTrouble, WorldNews},
};

impl World {
    /// The keychain of its operator.
    pub fn vault(&self) -> Arc<dyn Vault> {
        Arc::new(WorldVault(self.clone()))
    }

    /// The desk that its operator sits at.
    pub fn desk(&self) -> Arc<dyn Desk> {
        Arc::new(WorldDesk(self.clone()))
    }

    /// Where its operator's browser comes back to; waits by this clock.
    pub fn porch(&self, clock: &Arc<dyn Clock>) -> Arc<dyn Porch> {
        Arc::new(WorldPorch { world: self.clone(), clock: clock.clone() })
    }

    /// Its news, and a hand on its clock.
    pub fn stage(&self) -> Arc<dyn Stage> {
        Arc::new(WorldStage(self.clone()))
    }
}

/// A keychain in memory.
#[derive(Debug, Clone)]
struct WorldVault(World);

impl WorldVault {
    fn opened(&self, doing: &str) -> Result<(), Failure> {
        match self.0.scenario().vault {
            VaultState::Open => Ok(()),
            VaultState::Locked => Err(Failure::of_vault(VaultTrouble::Locked, doing)),
            VaultState::Absent => Err(Failure::of_vault(VaultTrouble::NoBus, doing)),
        }
    }
}

#[async_trait]
impl Vault for WorldVault {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, _: &VaultLabel) -> Result<(), Failure> {
        self.opened("write to the keychain")?;
        self.0.secrets().insert(entry.clone(), secret.copy());
        Ok(())
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        match self.0.scenario().vault {
            // A locked keychain does not show what it holds.
            VaultState::Locked if !self.0.secrets().contains_key(entry) => {
                Err(Failure::of_vault(VaultTrouble::Unseen, "read from the keychain"))
            }
            VaultState::Open | VaultState::Locked | VaultState::Absent => {
                self.opened("read from the keychain")?;
                Ok(self.0.secrets().get(entry).map(|secret| secret.copy()))
            }
        }
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.opened("remove from the keychain")?;
        self.0.secrets().remove(entry);
        Ok(())
    }
}

/// The operator's desk in a rehearsal.
#[derive(Debug, Clone)]
struct WorldDesk(World);

#[async_trait]
impl Desk for WorldDesk {
    fn machine(&self) -> Machine {
        let there = match self.0.scenario().vault {
            VaultState::Open | VaultState::Locked => true,
            // As a server is.
            VaultState::Absent => false,
        };
        Machine { system: System::Unix, bus: there, display: there, ssh: false }
    }

    async fn open(&self, link: &str) -> Result<(), Failure> {
        self.0.with(|state, now| {
            state.news.push(WorldNews::PageOpened { link: link.to_owned() });
            signin::ask_a_person(state, now, link);
        });
        Ok(())
    }

    fn copy(&self, _: &str) -> bool {
        false
    }
}

/// Where the operator's browser comes back to: no port is opened for it.
struct WorldPorch {
    world: World,
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Porch for WorldPorch {
    async fn open(&self, port: Option<u16>, _: CallbackPages) -> Result<Box<dyn Callback>, Failure> {
        let (world, clock) = (self.world.clone(), self.clock.clone());
        Ok(Box::new(WorldCallback { world, clock, port: port.unwrap_or(USUAL_PORT) }))
    }
}

/// Any would do.
const USUAL_PORT: u16 = 49152;

struct WorldCallback {
    world: World,
    clock: Arc<dyn Clock>,
    port: u16,
}

#[async_trait]
impl Callback for WorldCallback {
    fn address(&self) -> String {
        format!("http://127.0.0.1:{}/oauth/callback", self.port)
    }

    async fn answer(&self, wanted: &Secret) -> CallbackAnswer {
        let address = self.address();
        loop {
            if let Some(query) = self.world.with(|state, now| signin::come_back(state, now, &address)) {
                let fields = FormFields::read(query.as_bytes());
                let is_wanted = fields.get("state").is_some_and(|state| Secret::new(state) == *wanted);
                match (fields.get("code"), fields.get("error")) {
                    (Some(code), _) if is_wanted => return CallbackAnswer::Code(Secret::new(code)),
                    (None, Some(error)) if is_wanted => return CallbackAnswer::Refused(error.to_owned()),
                    (Some(_) | None, _) => {}
                }
            }
            self.clock.sleep(Duration::from_secs(1)).await;
        }
    }
}

/// The world's news, and a hand on its clock.
#[derive(Debug, Clone)]
struct WorldStage(World);

impl Stage for WorldStage {
    fn news(&self) -> Vec<WorldNews> {
        self.0.with(|state, _| std::mem::take(&mut state.news))
    }

    fn coming(&self) -> Option<Coming> {
        self.0.with(|state, now| state.coming(now))
    }

    fn tell_of(&self, domain: &Domain) {
        self.0.tell_of(domain);
    }

    fn let_time_pass(&self) {
        self.0.with(|state, now| {
            if let Some(Coming { at, .. }) = state.coming(now) {
                state.pass(now, at.duration_since(now));
            }
        });
    }
}
