//! What stands behind the keychain, system by system, and what its errors mean. Knows neither threads nor limits.
//!
//! The stores are those that the crate `keyring` chooses from. It chooses once: a keychain that was not there then would
//! not be there until the program is started again.

use keyring_core::{Entry, Error, Result, api::CredentialStoreApi as _};

use crate::{setup::Machine, terms::VaultTrouble};

pub use system::{CONNECTS, Store, connect, departure, describe, look};

/// An entry by its name. The label is of those that are made anew; what was made without one is found all the same.
pub fn entry(store: &Store, service: &str, user: &str, label: Option<&str>) -> Result<Entry> {
    let modifiers = system::modifiers(label);
    store.build(service, user, Some(&modifiers))
}

/// What an error means, and where that says too little its own words. Never `Debug`: of an entry that is not text it shows
/// the bytes.
pub fn trouble(error: &Error, machine: Machine) -> (VaultTrouble, Option<String>) {
    match error {
        Error::BadEncoding(_) | Error::BadDataFormat(..) => (VaultTrouble::NotText, None),
        Error::Ambiguous(_) => (VaultTrouble::Several, None),
        Error::NoEntry => (VaultTrouble::Gone, None),
        Error::PlatformFailure(inner) | Error::NoStorageAccess(inner) => match meaning(&**inner, machine) {
            Some(trouble) => (trouble, None),
            None if matches!(error, Error::NoStorageAccess(_)) => (VaultTrouble::Refused, Some(inner.to_string())),
            None => (VaultTrouble::Failed, Some(inner.to_string())),
        },
        other => (VaultTrouble::Failed, Some(other.to_string())),
    }
}

fn meaning(inner: &(dyn std::error::Error + 'static), machine: Machine) -> Option<VaultTrouble> {
    inner.downcast_ref().copied().or_else(|| system::meaning(inner, machine))
}

/// Secret Service, over the session's bus.
#[cfg(all(unix, not(target_os = "macos")))]
mod system {
    use std::{collections::HashMap, error::Error as StdError, sync::Arc};

    use keyring_core::Entry;
    use secret_service::Error;
    use zbus::fdo;
    pub use zbus_secret_service_keyring_store::Store;

    use super::super::keeper::names_no_object;
    pub use super::super::keeper::{departure, look};
    use crate::{setup::Machine, terms::VaultTrouble};

    /// Whether there is a connection that may be dead when it is used again.
    pub const CONNECTS: bool = true;

    /// A new connection to the store.
    pub fn connect() -> keyring_core::Result<Arc<Store>> {
        Store::new()
    }

    /// What an entry that is made anew is given beside its name.
    pub fn modifiers(label: Option<&str>) -> HashMap<&str, &str> {
        label.map(|label| ("label", label)).into_iter().collect()
    }

    /// Its label says it.
    pub fn describe(_: &Entry, _: &str) {}

    /// What an error of this system's means, where it is known.
    pub fn meaning(error: &(dyn StdError + 'static), machine: Machine) -> Option<VaultTrouble> {
        match error.downcast_ref::<Error>()? {
            Error::NoResult => Some(VaultTrouble::NoCollection),
            Error::Locked => Some(VaultTrouble::Locked),
            // Where no window can open, the keychain closes its own dialog at once.
            Error::Prompt if machine.display => Some(VaultTrouble::Dismissed),
            Error::Prompt => Some(VaultTrouble::Locked),
            Error::Unavailable => Some(VaultTrouble::NoBus),
            Error::Zbus(error) => of_the_bus(error),
            Error::ZbusFdo(error) => of_a_call(error),
            _ => None,
        }
    }

    fn of_the_bus(error: &zbus::Error) -> Option<VaultTrouble> {
        match error {
            zbus::Error::Connection(..)
            | zbus::Error::Address(_)
            | zbus::Error::InputOutput(_)
            | zbus::Error::Handshake(_) => Some(VaultTrouble::NoBus),
            zbus::Error::FDO(error) => of_a_call(error),
            zbus::Error::MethodError(_, Some(words), _) if lacks_a_library(words) => Some(VaultTrouble::NoPlugin),
            zbus::Error::MethodError(name, ..) => match name.as_str() {
                "org.freedesktop.DBus.Error.ServiceUnknown" | "org.freedesktop.DBus.Error.NameHasNoOwner" => {
                    Some(VaultTrouble::NoProvider)
                }
                "org.freedesktop.DBus.Error.AccessDenied" => Some(VaultTrouble::Refused),
                "org.freedesktop.Secret.Error.IsLocked" => Some(VaultTrouble::Locked),
                name if name.starts_with("org.freedesktop.DBus.Error.Spawn.") => Some(VaultTrouble::NoProvider),
                name if names_no_object(name) => Some(VaultTrouble::NoCollection),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_a_call(error: &fdo::Error) -> Option<VaultTrouble> {
        match error {
            fdo::Error::ServiceUnknown(_) | fdo::Error::NameHasNoOwner(_) => Some(VaultTrouble::NoProvider),
            fdo::Error::AccessDenied(_) => Some(VaultTrouble::Refused),
            fdo::Error::InvalidArgs(words) | fdo::Error::Failed(words) if lacks_a_library(words) => {
                Some(VaultTrouble::NoPlugin)
            }
            fdo::Error::UnknownObject(_) | fdo::Error::UnknownMethod(_) | fdo::Error::UnknownInterface(_) => {
                Some(VaultTrouble::NoCollection)
            }
            fdo::Error::ZBus(error) => of_the_bus(error),
            _ => None,
        }
    }

    /// KWallet agrees on a key by way of Qt's library for ciphers, whose own part for that is a package of its own.
    fn lacks_a_library(words: &str) -> bool {
        words.contains("libqca") || words.contains("createDLGroup")
    }
}

/// The login keychain. An entry has no label of its own; its place is the service and the key's id.
#[cfg(target_os = "macos")]
mod system {
    use std::{collections::HashMap, error::Error as StdError, sync::Arc};

    pub use apple_native_keyring_store::keychain::Store;
    use keyring_core::Entry;

    use super::super::look::{DefaultCollection, Look};
    use crate::{setup::Machine, terms::VaultTrouble};

    /// Asked again, it would ask the user again.
    pub const CONNECTS: bool = false;

    /// The system keeps it: what is not there is not there.
    pub fn look() -> Look {
        Look { keeper: None, collection: Some(DefaultCollection::Open) }
    }

    /// It does not leave.
    pub async fn departure() -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// A new connection to the store.
    pub fn connect() -> keyring_core::Result<Arc<Store>> {
        Store::new()
    }

    /// What an entry that is made anew is given beside its name.
    pub fn modifiers(_: Option<&str>) -> HashMap<&str, &str> {
        HashMap::new()
    }

    /// It shows none.
    pub fn describe(_: &Entry, _: &str) {}

    /// What an error of this system's means, where it is known.
    pub fn meaning(error: &(dyn StdError + 'static), _: Machine) -> Option<VaultTrouble> {
        match error.downcast_ref::<security_framework::base::Error>()?.code() {
            // errSecUserCanceled
            -128 => Some(VaultTrouble::Dismissed),
            // errSecInteractionNotAllowed: over SSH the login keychain stays locked, and no dialog may open.
            -25308 => Some(VaultTrouble::Locked),
            // errSecAuthFailed, errSecReadOnly
            -25293 | -25292 => Some(VaultTrouble::Refused),
            // errSecNotAvailable, errSecNoSuchKeychain, errSecNoDefaultKeychain
            -25291 | -25294 | -25307 => Some(VaultTrouble::NoCollection),
            _ => None,
        }
    }
}

/// The credential manager. An entry is shown by its place, which is the key's id and the service.
#[cfg(windows)]
mod system {
    use std::{collections::HashMap, error::Error as StdError, sync::Arc};

    use keyring_core::Entry;
    pub use windows_native_keyring_store::Store;

    use super::super::look::{DefaultCollection, Look};
    use crate::{setup::Machine, terms::VaultTrouble};

    /// Asked again, it would ask the user again.
    pub const CONNECTS: bool = false;

    /// The system keeps it: what is not there is not there.
    pub fn look() -> Look {
        Look { keeper: None, collection: Some(DefaultCollection::Open) }
    }

    /// It does not leave.
    pub async fn departure() -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// A new connection to the store.
    pub fn connect() -> keyring_core::Result<Arc<Store>> {
        Store::new()
    }

    /// What an entry that is made anew is given beside its name.
    pub fn modifiers(_: Option<&str>) -> HashMap<&str, &str> {
        HashMap::new()
    }

    /// In its comment, which is only shown: that it could not be written is no reason to have kept nothing.
    pub fn describe(entry: &Entry, label: &str) {
        let _ = entry.update_attributes(&HashMap::from([("comment", label)]));
    }

    /// What an error of this system's means, where it is known.
    pub fn meaning(_: &(dyn StdError + 'static), _: Machine) -> Option<VaultTrouble> {
        None
    }
}
