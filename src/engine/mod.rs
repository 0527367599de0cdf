//! Doing: looks at the world and carries out changes. Knows no terminal, no wizard, and of the machine only the traits
//! in [`ports`].
//!
//! After any change, successful or not, the caller looks again: a lost reply and a refused call look alike from here, and
//! only the account knows.

mod apply;
pub mod asking;
pub mod backups;
pub mod browser;
pub mod carry;
mod files;
pub mod home;
pub mod ledger;
pub mod lend;
pub mod logins;
mod mend;
mod observe;
pub mod own_log;
pub mod ports;
mod post;
mod private;
pub mod radar;
pub mod regions;
pub mod resting;
pub mod settle;
pub mod site;
mod taken;
pub mod try_out;
pub mod waiting;
mod watching;
pub mod zones;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

pub use apply::apply;
pub(crate) use files::chosen;
pub use mend::mend;
pub use observe::{CHAIN, no_mail, observe};
pub use watching::watch;

use self::{
    home::Home,
    ports::{Clock, Desk, Place, Porch, Post, Resolver, SealedVault, Vault, VaultEntry, Web},
};
use crate::{
    aws::{Cloud, Pause, Signer},
    laravel::{
        dotenv::{self, EnvValue, as_env},
        plan::{KeyNames, SMTP_PASSWORD, SMTP_USER},
    },
    setup::{Intent, SignIn},
    terms::{Credentials, Failure, FailureKind, Keep, KeyId, Secret, Slot},
};

/// Waiting as a clock waits, for the cloud.
pub fn waits_of(clock: &Arc<dyn Clock>) -> Pause {
    let clock = clock.clone();
    Arc::new(move |time| {
        let clock = clock.clone();
        Box::pin(async move { clock.sleep(time).await })
    })
}

/// Everything that a look or a change can reach.
pub struct Ports {
    pub cloud: Cloud,
    /// The operating system's keychain.
    pub vault: Arc<dyn Vault>,
    /// The file of secrets under a passphrase.
    pub sealed: Arc<dyn SealedVault>,
    pub desk: Arc<dyn Desk>,
    /// Where the browser comes back to from a sign-in page.
    pub porch: Arc<dyn Porch>,
    pub resolver: Arc<dyn Resolver>,
    pub post: Arc<dyn Post>,
    /// Asked only where the operator says so.
    pub web: Arc<dyn Web>,
    /// The Laravel app; none where there is no folder to look in.
    pub place: Arc<dyn Place>,
    pub clock: Arc<dyn Clock>,
    pub home: Home,
    pub changes: Changes,
    pub held: Held,
}

/// Whether changes are carried out at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changes {
    Allowed,
    /// `--read-only`: every change is refused before anything is asked of the world, and nothing is written down here.
    Refused,
}

/// This run's memory for secrets. Its clones are the same memory.
#[derive(Default, Clone)]
pub struct Held(Arc<Mutex<HashMap<Slot, Secret>>>);

/// Takes a secret that was typed, pasted or piped into this run's memory.
pub fn hold(ports: &Ports, slot: Slot, secret: Secret) {
    let mut held = ports.held.0.lock().expect("no panic while it is held");
    // A key that is given later takes the place of the one before.
    if Intent::given_in(&slot).is_some() {
        held.retain(|other, _| Intent::given_in(other).is_none());
    }
    held.insert(slot, secret);
}

impl Held {
    /// What was put there, if anything was.
    pub fn get(&self, slot: &Slot) -> Option<Secret> {
        let held = self.0.lock().expect("no panic while it is held");
        held.get(slot).map(|secret| secret.copy())
    }
}

impl Ports {
    /// Under whose credentials the administrator's calls are signed. An error of kind `NoCredentials` where there are none,
    /// before anything is asked of AWS.
    pub(crate) async fn signer(&self, sign_in: &SignIn) -> Result<Signer, Failure> {
        let none = |doing: &str, why: &str| Failure::new(FailureKind::NoCredentials, doing).because(why);
        match sign_in {
            SignIn::Ambient => self.cloud.of_this_machine(None).await,
            SignIn::Profile(name) => self.cloud.of_this_machine(Some(name)).await,
            SignIn::Pasted => {
                let gone = "they were kept in the memory of that run alone; paste them again, or name another login with --profile";
                let pasted = self.pasted().ok_or_else(|| none("use the credentials that were pasted", gone))?;
                self.cloud.of(&pasted)
            }
            SignIn::AppKey => {
                let none = || {
                    none(
                        "use the app's own key",
                        "there is none yet; sign in with --profile, or make one in the console",
                    )
                };
                self.cloud.of(&self.app_credentials().await?.ok_or_else(none)?)
            }
        }
    }

    /// What was pasted in this run to sign in with.
    pub(crate) fn pasted(&self) -> Option<Credentials> {
        let held = self.held.0.lock().expect("no panic while it is held");
        Credentials::read(held.get(&SignIn::pasted())?).ok()
    }

    /// The key that was given in this run, and has not found its resting place yet.
    fn given(&self) -> Option<Credentials> {
        let held = self.held.0.lock().expect("no panic while it is held");
        held.iter().find_map(|(slot, secret)| {
            let (id, secret) = (Intent::given_in(slot)?, secret.copy());
            Some(Credentials { id, secret, token: None, expires: None })
        })
    }

    /// The app's own key: one that was given in this run, else the last one that was kept here, wherever its secret rests,
    /// else one that stands in `.env` with its
    /// secret. An error where a place does not answer that may hold it: another key is not taken for it then.
    pub(crate) async fn app_credentials(&self) -> Result<Option<Credentials>, Failure> {
        if let Some(given) = self.given() {
            return Ok(Some(given));
        }
        let mut places = vec![Keep::Project];
        for keep in [Keep::Keychain, Keep::File] {
            // A place that was never used is not unlocked for it.
            if self.home.ledger().used(keep)? {
                places.push(keep);
            }
        }
        let kept = self.home.ledger().keys_kept_here()?;
        // One that does not answer for this key answers for no other, and the user may be asked to unlock it each time.
        let mut silent: BTreeMap<Keep, Failure> = BTreeMap::new();
        for id in kept.into_iter().rev() {
            for keep in &places {
                if silent.contains_key(keep) {
                    continue;
                }
                match self.secret_of(&Slot::Resting(*keep, id.clone())).await {
                    Ok(Some(secret)) => return Ok(Some(Credentials { id, secret, token: None, expires: None })),
                    Ok(None) => {}
                    Err(failure) => drop(silent.insert(*keep, failure)),
                }
            }
        }
        if let Some(failure) = silent.into_values().next() {
            return Err(failure);
        }
        for id in self.ids_in_env().await? {
            if let Some(secret) = self.resting_in_the_project(&id).await? {
                return Ok(Some(Credentials { id, secret, token: None, expires: None }));
            }
        }
        Ok(None)
    }

    /// Whether the app has a key that can be used here. From a place that does not answer no key can be taken.
    pub(crate) async fn has_app_key(&self) -> bool {
        matches!(self.app_credentials().await, Ok(Some(_)))
    }

    /// The keys that `.env` names.
    pub(crate) async fn ids_in_env(&self) -> Result<Vec<KeyId>, Failure> {
        let Some(bytes) = self.place.read(ENV).await? else { return Ok(Vec::new()) };
        let Ok(values) = dotenv::read(&bytes) else { return Ok(Vec::new()) };
        let named = |names: &KeyNames| values.get(names.id())?.as_deref()?.parse().ok();
        Ok([KeyNames::Separate, KeyNames::Standard].iter().filter_map(named).collect())
    }

    /// The secret in a slot, or `None` where the slot is empty.
    pub(crate) async fn secret_of(&self, slot: &Slot) -> Result<Option<Secret>, Failure> {
        match slot {
            Slot::Held(_) => Ok(self.held.get(slot)),
            Slot::Resting(Keep::Keychain, key) => self.vault.get(&VaultEntry::Key(key.clone())).await,
            Slot::Resting(Keep::File, key) => self.sealed.get(&VaultEntry::Key(key.clone())).await,
            Slot::Resting(Keep::Project, key) => self.resting_in_the_project(key).await,
        }
    }

    /// The secret that `.env` has beside this key's id.
    async fn resting_in_the_project(&self, key: &KeyId) -> Result<Option<Secret>, Failure> {
        let Some(bytes) = self.place.read(ENV).await? else { return Ok(None) };
        // A file that phpdotenv refuses gives the app nothing.
        let Ok(values) = dotenv::read(&bytes) else { return Ok(None) };
        let held = |names: &KeyNames| {
            let value = |name: &str| values.get(name)?.as_deref();
            let secret = value(names.secret()).filter(|it| !it.is_empty())?;
            (value(names.id())? == key.as_str()).then(|| Secret::new(secret))
        };
        Ok([KeyNames::Standard, KeyNames::Separate].iter().find_map(held))
    }

    /// The SMTP password that `.env` has beside this key as the user name: what the app's mailer reads.
    pub(crate) async fn smtp_password_in_env(&self, key: &KeyId) -> Result<Option<Secret>, Failure> {
        let Some(bytes) = self.place.read(ENV).await? else { return Ok(None) };
        let Ok(values) = dotenv::read(&bytes) else { return Ok(None) };
        let value = |name: &str| match as_env(values.get(name)?.as_deref()?) {
            EnvValue::Text(text) if !text.is_empty() => Some(Secret::new(text)),
            EnvValue::Text(_) | EnvValue::True | EnvValue::False | EnvValue::Null | EnvValue::Empty => None,
        };
        let is_its_user = value(SMTP_USER).is_some_and(|user| user.reveal() == key.as_str());
        Ok(value(SMTP_PASSWORD).filter(|_| is_its_user))
    }

    /// A secret that has found its resting place is not kept in memory too.
    pub(crate) fn let_go(&self, slot: &Slot) {
        self.held.0.lock().expect("no panic while it is held").remove(slot);
    }

    /// Remembers what the operator said, unless nothing is to be written.
    pub fn remember(&self, intent: &Intent) -> Result<(), Failure> {
        match self.changes {
            Changes::Allowed => self.home.remember(intent),
            Changes::Refused => Ok(()),
        }
    }

    /// A failure where nothing is to be changed.
    pub fn refuse_if_read_only(&self, doing: &str) -> Result<(), Failure> {
        match self.changes {
            Changes::Allowed => Ok(()),
            Changes::Refused => Err(Failure::new(FailureKind::ReadOnly, doing)),
        }
    }
}

/// The file that Laravel reads its environment from.
pub(crate) const ENV: &str = ".env";
