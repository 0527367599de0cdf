//! Where the secrets of keys rest, whatever resting place the set-up has now. Says where, never what.

use std::collections::BTreeMap;

use strum::IntoEnumIterator as _;

use super::{ENV, Ports, ports::VaultEntry};
use crate::{
    aws::Session,
    terms::{Failure, Keep, KeyId, Slot},
};

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
                // One that does not answer for this key answers for no other, and the user may be asked to unlock it each time.
                Err(failure) => {
                    trouble.push(failure);
                    break;
                }
            }
        }
    }
    (places, trouble)
}

/// A place that was never used is not unlocked for it.
fn was_ever_used(ports: &Ports, usual: Keep, keep: Keep) -> Result<bool, Failure> {
    match keep {
        Keep::Keychain | Keep::File => Ok(usual == keep || ports.home.ledger().used(keep)?),
        Keep::Project => Ok(true),
    }
}

/// What opens nothing any more need not lie anywhere; where its place does not answer, it does no harm there.
pub(super) async fn leave_nowhere(ports: &Ports, id: &KeyId) -> Result<(), Failure> {
    let entry = VaultEntry::Key(id.clone());
    if ports.home.ledger().used(Keep::Keychain)? {
        let _ = ports.vault.remove(&entry).await;
    }
    if ports.home.ledger().used(Keep::File)? {
        let _ = ports.sealed.remove(&entry).await;
    }
    Ok(())
}

/// Whether a key rests anywhere that we can see, is named in the app's `.env`, or was ever used.
pub(super) async fn somebody_holds(ports: &Ports, aws: &Session, id: &KeyId) -> Result<bool, Failure> {
    let in_env = ports
        .place
        .read(ENV)
        .await?
        .is_some_and(|bytes| bytes.windows(id.as_str().len()).any(|window| window == id.as_str().as_bytes()));
    if in_env || ports.secret_of(&Slot::Resting(Keep::Project, id.clone())).await?.is_some() {
        return Ok(true);
    }
    for place in [Keep::Keychain, Keep::File] {
        match ports.secret_of(&Slot::Resting(place, id.clone())).await {
            Ok(Some(_)) => return Ok(true),
            Ok(None) => {}
            // A place that does not answer may hold it, unless nothing was ever to go there.
            Err(failure) if ports.home.ledger().used(place)? => return Err(failure),
            Err(_) => {}
        }
    }
    // Where we may not ask, it only adds to what is known otherwise.
    Ok(aws.last_used(id).await?.present().is_some())
}
