//! What is seen of a keychain without asking the user, and what it means for an entry. Knows no system.

use keyring_core::{Error, Result};

use crate::terms::{Keeper, VaultTrouble};

/// What is seen of a keychain before anything is asked of it that could raise a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The program that keeps it, where it is known.
    pub keeper: Option<Keeper>,
    /// Where new entries go; none where that was not answered.
    pub collection: Option<DefaultCollection>,
}

/// The place where new entries go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultCollection {
    /// What is not seen there is not there.
    Open,
    /// What is not seen there may be there.
    Locked,
    /// The keychain has no such place.
    Missing,
}

impl Look {
    /// An error where it is of no use to ask: KeePassXC that shares no group raises a dialog then which cannot help, and
    /// which ends only when the user closes it.
    pub fn is_of_use(self) -> Result<()> {
        match (self.keeper, self.collection) {
            (Some(Keeper::Keepassxc), Some(DefaultCollection::Missing)) => Err(says(VaultTrouble::NoCollection)),
            (_, None | Some(DefaultCollection::Open | DefaultCollection::Locked | DefaultCollection::Missing)) => {
                Ok(())
            }
        }
    }

    /// An error where an entry that was not found may be there all the same.
    pub fn shows_all(self) -> Result<()> {
        match self.collection {
            Some(DefaultCollection::Open) => Ok(()),
            None | Some(DefaultCollection::Locked | DefaultCollection::Missing) => Err(says(VaultTrouble::Unseen)),
        }
    }
}

/// A trouble that we know of without an error of the store's.
fn says(trouble: VaultTrouble) -> Error {
    Error::NoStorageAccess(Box::new(trouble))
}
