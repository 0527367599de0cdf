//! Where the secrets of keys rest, whatever resting place the set-up has now. Says where, never what.

use std::collections::BTreeMap;

use strum::IntoEnumIterator as _;

use super::Ports;
use crate::terms::{Failure, Keep, KeyId, Slot};

/// The resting places that hold each key's secret; beside it what did not answer.
pub async fn places(ports: &Ports, usual: Keep, ids: &[KeyId]) -> (BTreeMap<KeyId, Vec<Keep>>, Vec<Failure>) {
    let mut places: BTreeMap<KeyId, Vec<Keep>> = BTreeMap::new();
    let mut trouble = Vec::new();
    for keep in Keep::iter() {
        match was_ever_used(ports, usual, keep) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(failure) => {
                trouble.push(failure);
                continue;
            }
        }
        for id in ids {
            match ports.secret_of(&Slot::Resting(keep, id.clone())).await {
                Ok(Some(_)) => places.entry(id.clone()).or_default().push(keep),
                Ok(None) => {}
                // One that does not answer for this key answers for none, and each time somebody may be asked to unlock it.
                Err(failure) => {
                    trouble.push(failure);
                    break;
                }
            }
        }
    }
    (places, trouble)
}

/// Nobody is asked to unlock what was never used.
fn was_ever_used(ports: &Ports, usual: Keep, keep: Keep) -> Result<bool, Failure> {
    match keep {
        Keep::Keychain | Keep::File => Ok(usual == keep || ports.home.ledger().used(keep)?),
        Keep::Project => Ok(true),
    }
}
