//! The operating system's keychain: Secret Service, macOS Keychain, Windows Credential Manager. Entries are of the service
//! `sesame`; the user of an entry is the key's id. Knows no system: [`store`] does.
//!
//! An unlock dialog blocks the call that raised it until the user answers, so each call has a thread of its own and a
//! limit. A thread that is still waiting is left behind: joining it would be waiting after all. So is its connection,
//! which is locked as long as it waits: one that has answered is used again, and any other call makes its own. That is
//! also how a keychain is found that was started or unlocked only later.
//!
//! Before each call it is seen who keeps the secrets, and whether that program has a place for them: what a dialog could not
//! mend raises none. An entry that was not found is not there only where that place is open; elsewhere it is unseen.

#[cfg(all(unix, not(target_os = "macos")))]
mod keeper;
mod look;
mod store;

use std::{
    pin::pin,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use keyring_core::{Entry, Error};
use tokio::sync::{oneshot, watch};

use self::store::Store;
use super::entry::name;
use crate::{
    engine::ports::{Vault, VaultEntry, VaultLabel},
    setup::Machine,
    terms::{Failure, Keeper, Secret, VaultNews, VaultTrouble},
};

/// How long the user may take to answer an unlock dialog.
const LIMIT: Duration = Duration::from_secs(45);
/// An open keychain answers in some milliseconds. After this the user is told what it may be waiting for.
const SLOW: Duration = Duration::from_secs(3);
/// What a program that left was asked may end with an error of its own, or go to the one in its place.
const LAST_WORD: Duration = Duration::from_secs(1);
const SERVICE: &str = "sesame";

/// The keychain of the user who runs this program.
#[derive(Clone)]
pub struct Keychain {
    machine: Machine,
    told: Arc<dyn Fn(VaultNews) + Send + Sync>,
    limit: Duration,
    /// True once the user wants to leave, and is not to wait for a dialog.
    leaving: watch::Receiver<bool>,
    idle: Arc<Mutex<Option<Arc<Store>>>>,
}

/// Ends every wait for the keychain, and every one to come.
pub struct Leaving(watch::Sender<bool>);

impl Leaving {
    /// Ends them now.
    pub fn begin(&self) {
        self.0.send_replace(true);
    }
}

impl Keychain {
    /// `told` hears when a call takes long, and when that is over.
    pub fn new(machine: Machine, told: impl Fn(VaultNews) + Send + Sync + 'static) -> (Keychain, Leaving) {
        let (leave, leaving) = watch::channel(false);
        (Keychain { machine, told: Arc::new(told), limit: LIMIT, leaving, idle: Arc::default() }, Leaving(leave))
    }

    /// The same, waiting no longer than this.
    #[must_use]
    pub fn waiting(self, limit: Duration) -> Keychain {
        Keychain { limit, ..self }
    }

    async fn call<T: Send + 'static>(
        &self,
        doing: &str,
        entry: &VaultEntry,
        label: Option<String>,
        work: impl Fn(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let user = name(entry);
        let (tell, heard) = oneshot::channel();
        let (idle, machine) = (self.idle.clone(), self.machine);
        let puts = label.is_some();
        let keeper: Arc<OnceLock<Keeper>> = Arc::default();
        let seen = keeper.clone();
        let call = move || {
            let of = |store: &Store, label| store::entry(store, SERVICE, &user, label);
            let look = || {
                let look = store::look();
                if let Some(keeper) = look.keeper {
                    let _ = seen.set(keeper);
                }
                look
            };
            let within = |store: &Store| {
                look().is_of_use()?;
                of(store, label.as_deref()).and_then(|it| work(&it))
            };
            let kept = idle.lock().unwrap_or_else(PoisonError::into_inner).take();
            let (store, done) = match ask(kept, within) {
                Ok((store, done)) => (Some(store), done),
                Err(error) => (None, Err(error)),
            };
            idle.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&store);
            // Who it is that refuses even a connection.
            if done.is_err() && seen.get().is_none() {
                look();
            }
            // Once the limit has passed the caller is gone. What is kept after that was taken for not kept.
            let heard = tell.send(done.map_err(|error| match (store::trouble(&error, machine), puts) {
                // Of a place that is not there, or no longer, nothing is known.
                ((VaultTrouble::NoCollection, words), false) => (VaultTrouble::Unseen, words),
                (trouble, _) => trouble,
            }));
            if let (true, Some(store), Err(Ok(_))) = (puts, store, heard) {
                let _ = of(&store, None).and_then(|it| it.delete_credential());
            }
        };
        let departure = store::departure().await;
        let failed = |trouble| Failure::of_vault(trouble, doing).kept_by(keeper.get().copied());
        if std::thread::Builder::new().name("keychain".into()).spawn(call).is_err() {
            return Err(failed(VaultTrouble::Failed).because("the system has no thread for it"));
        }
        match self.hear(heard, departure).await {
            Heard::Answer(Ok(Ok(done))) => Ok(done),
            Heard::Answer(Ok(Err((trouble, words)))) => Err(words.into_iter().fold(failed(trouble), Failure::because)),
            Heard::Answer(Err(_)) => Err(failed(VaultTrouble::Failed).because("its library gave up")),
            Heard::Nothing => Err(failed(VaultTrouble::Stuck)),
            Heard::Departure => {
                Err(failed(VaultTrouble::Failed).because("the program that keeps the secrets ended while it was asked"))
            }
        }
    }

    /// What is heard of it, until it is not waited for any longer.
    async fn hear<T>(&self, heard: oneshot::Receiver<T>, departure: impl Future<Output = ()>) -> Heard<T> {
        let mut heard = pin!(heard);
        let mut departed = pin!(async {
            departure.await;
            tokio::time::sleep(LAST_WORD).await;
        });
        let slow = SLOW.min(self.limit);
        let mut leaving = self.leaving.clone();
        let mut left = pin!(async move {
            // Where the `Leaving` is gone, nothing can ask to leave.
            if leaving.wait_for(|leaves| *leaves).await.is_err() {
                std::future::pending::<()>().await;
            }
        });
        tokio::select! {
            answer = &mut heard => return Heard::Answer(answer),
            () = &mut left => return Heard::Nothing,
            () = &mut departed => return Heard::Departure,
            () = tokio::time::sleep(slow) => {}
        }
        let _wait = Wait::begin(&*self.told);
        tokio::select! {
            answer = &mut heard => Heard::Answer(answer),
            () = &mut left => Heard::Nothing,
            () = &mut departed => Heard::Departure,
            () = tokio::time::sleep(self.limit - slow) => Heard::Nothing,
        }
    }
}

/// What became of a call.
enum Heard<T> {
    /// Its thread has an answer, or has gone without one.
    Answer(Result<T, oneshot::error::RecvError>),
    /// Nothing, and it is not waited for any longer.
    Nothing,
    /// The program that was asked has ended. A dialog of its own would be waited for all the same.
    Departure,
}

/// Asks over the connection at hand, and where that one is dead over a new one. The connection comes back where it lives.
fn ask<T>(
    kept: Option<Arc<Store>>,
    within: impl Fn(&Store) -> keyring_core::Result<T>,
) -> keyring_core::Result<(Arc<Store>, keyring_core::Result<T>)> {
    if let Some(store) = kept {
        match within(&store) {
            Err(Error::PlatformFailure(_)) if store::CONNECTS => {}
            done => return Ok((store, done)),
        }
    }
    let store = store::connect()?;
    match within(&store) {
        Err(error @ Error::PlatformFailure(_)) => Err(error),
        done => Ok((store, done)),
    }
}

/// While it lives, the user has been told that the keychain does not answer.
struct Wait<'a>(&'a (dyn Fn(VaultNews) + Send + Sync));

impl Wait<'_> {
    fn begin(told: &(dyn Fn(VaultNews) + Send + Sync)) -> Wait<'_> {
        told(VaultNews::Waits);
        Wait(told)
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        (self.0)(VaultNews::Answered);
    }
}

#[async_trait]
impl Vault for Keychain {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        let secret = secret.copy();
        let label = in_words(entry, label);
        let comment = label.clone();
        let put = move |entry: &Entry| {
            entry.set_password(secret.reveal())?;
            store::describe(entry, &comment);
            Ok(())
        };
        self.call("keep a secret in the keychain", entry, Some(label), put).await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        self.call("read a secret from the keychain", entry, None, |entry| match entry.get_password() {
            Ok(text) => Ok(Some(Secret::new(text))),
            Err(Error::NoEntry) => store::look().shows_all().map(|()| None),
            Err(error) => Err(error),
        })
        .await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.call("remove a secret from the keychain", entry, None, |entry| {
            match entry.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => {}
                Err(error) => return Err(error),
            }
            // Not every store tells where it was not allowed to.
            match entry.get_password() {
                Err(Error::NoEntry) => store::look().shows_all(),
                Ok(_) => Err(Error::PlatformFailure("it is still there".into())),
                Err(error) => Err(error),
            }
        })
        .await
    }
}

/// `Sesame: mail-user AKIA… (ap-northeast-2)`, for the user who looks through the keychain.
fn in_words(entry: &VaultEntry, label: &VaultLabel) -> String {
    let name = match entry {
        VaultEntry::Key(id) => id.to_string(),
        VaultEntry::CloudflareToken => return "Sesame: Cloudflare's API token, for DNS".into(),
        VaultEntry::Throwaway(_) => return "Sesame: a throwaway, to see that secrets can be kept".into(),
    };
    let user = label.user.as_ref().map(|user| format!("{user} ")).unwrap_or_default();
    let region = label.region.map(|region| format!(" ({})", region.code())).unwrap_or_default();
    format!("Sesame: {user}{name}{region}")
}
