//! The operator's keychain, as the scenario has it, and the stage. Knows no account: what is kept here never reaches AWS.

use async_trait::async_trait;

use super::{scenario::VaultState, world::World};
use crate::{
    engine::ports::{Stage, Vault, VaultEntry},
    terms::{Coming, Failure, FailureKind, Secret, WorldNews},
};

/// A keychain in memory.
#[derive(Debug, Clone)]
pub struct WorldVault(pub(super) World);

impl WorldVault {
    fn opened(&self, doing: &str) -> Result<(), Failure> {
        let no = |why: &str, hint: &str| Err(Failure::new(FailureKind::Vault, doing).because(why).because(hint));
        match self.0.scenario().vault {
            VaultState::Open => Ok(()),
            VaultState::Locked => no("the keychain is locked", "unlock it and try again, or keep the key in .env"),
            VaultState::Absent => no("there is no keychain on this machine", "keep the key in .env instead"),
        }
    }
}

#[async_trait]
impl Vault for WorldVault {
    async fn put(&self, entry: &VaultEntry, secret: &Secret) -> Result<(), Failure> {
        self.opened("write to the keychain")?;
        self.0.secrets().insert(entry.clone(), Secret::new(secret.reveal()));
        Ok(())
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        match self.0.scenario().vault {
            // As a locked Secret Service does: what is not there is not there.
            VaultState::Locked if !self.0.secrets().contains_key(entry) => Ok(None),
            VaultState::Open | VaultState::Locked | VaultState::Absent => {
                self.opened("read from the keychain")?;
                Ok(self.0.secrets().get(entry).map(|secret| Secret::new(secret.reveal())))
            }
        }
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.opened("remove from the keychain")?;
        self.0.secrets().remove(entry);
        Ok(())
    }
}

/// The world's news, and a hand on its clock.
#[derive(Debug, Clone)]
pub struct WorldStage(pub(super) World);

impl Stage for WorldStage {
    fn news(&self) -> Vec<WorldNews> {
        self.0.with(|state, _| std::mem::take(&mut state.news))
    }

    fn coming(&self) -> Option<Coming> {
        self.0.with(|state, now| state.coming(now))
    }

    fn let_time_pass(&self) {
        self.0.with(|state, now| {
            if let Some(Coming { at, .. }) = state.coming(now) {
                state.pass(now, at.duration_since(now));
            }
        });
    }
}
