//! The operator's keychain and desk, as the scenario has them, and the stage. Knows no account: what is kept here never
//! reaches AWS, and no page opens.

use std::sync::Arc;

use async_trait::async_trait;

use super::{scenario::VaultState, world::World};
use crate::{
    engine::ports::{Desk, Stage, Vault, VaultEntry, VaultLabel},
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
        self.0.with(|state, _| state.news.push(WorldNews::PageOpened { link: link.to_owned() }));
        Ok(())
    }

    fn copy(&self, _: &str) -> bool {
        false
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
