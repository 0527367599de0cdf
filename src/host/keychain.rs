//! The operating system's keychain: Secret Service, macOS Keychain, Windows Credential Manager. Entries are of the service
//! `sesame`; the user of an entry is the key's id.
//!
//! An unlock dialog blocks the call that raised it for as long as nobody answers, so each call has a thread of its own and
//! a limit. A thread that is still waiting is left behind: joining it would be waiting after all.

use std::time::Duration;

use async_trait::async_trait;
use keyring_core::{Entry, Error};

use crate::{
    engine::ports::{Vault, VaultEntry},
    terms::{Failure, FailureKind, Secret},
};

/// How long a person may take to answer an unlock dialog.
const LIMIT: Duration = Duration::from_secs(45);
const SERVICE: &str = "sesame";

/// The keychain of whoever runs this.
#[derive(Debug, Clone, Copy, Default)]
pub struct Keychain;

#[async_trait]
impl Vault for Keychain {
    async fn put(&self, entry: &VaultEntry, secret: &Secret) -> Result<(), Failure> {
        let secret = Secret::new(secret.reveal());
        off_loop("keep a secret in the keychain", entry, move |entry| entry.set_password(secret.reveal())).await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        off_loop("read a secret from the keychain", entry, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        off_loop("remove a secret from the keychain", entry, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        })
        .await
    }
}

async fn off_loop<T: Send + 'static>(
    doing: &str,
    entry: &VaultEntry,
    work: impl FnOnce(Entry) -> keyring_core::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let user = match entry {
        VaultEntry::Key(id) => id.to_string(),
        VaultEntry::Throwaway(name) => format!("throwaway-{name}"),
    };
    let (tell, heard) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let done = match keyring::Entry::store_status() {
            Ok(()) => Entry::new(SERVICE, &user).and_then(work).map_err(|error| in_words(&error)),
            Err(error) => Err(in_words(error)),
        };
        // Nobody listens any more once the limit has passed.
        let _ = tell.send(done);
    });
    let failed = |why: &str| Failure::new(FailureKind::Vault, doing).because(why);
    match tokio::time::timeout(LIMIT, heard).await {
        Ok(Ok(done)) => done.map_err(|why| failed(&why)),
        Ok(Err(_)) => Err(failed("the keychain's library gave up")),
        Err(_) => Err(failed("nobody answered in time; an unlock dialog may be waiting behind other windows")),
    }
}

/// Never `Debug`: of an entry that is not text it shows the bytes.
fn in_words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(_) | Error::NoDefaultStore => {
            "no keychain answers here (no Secret Service on the session's bus, or no bus)".into()
        }
        Error::NoStorageAccess(_) => "the keychain is locked, or access to it was refused".into(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            "the entry is not text; another program may have written it".into()
        }
        other => other.to_string(),
    }
}
