//! Who keeps the secrets on the session's bus, and whether that program has a place for them that is open. Asks only what
//! raises no dialog, over a connection of its own. Knows no entry.

use std::{fs, future, time::Duration};

use futures_util::{Stream, StreamExt as _};
use zbus::{
    Connection,
    blocking::{self, fdo::DBusProxy},
    fdo::NameOwnerChanged,
    names::{BusName, OwnedUniqueName},
    zvariant::{OwnedObjectPath, OwnedValue},
};

use super::look::{DefaultCollection, Look};
use crate::terms::Keeper;

/// What takes a millisecond is not waited for any longer: a keychain that is stuck is given up when it is asked for the secret.
const LIMIT: Duration = Duration::from_secs(2);
const SECRETS: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

/// Other names on the bus that a program has beside the one for secrets. Also one in a sandbox has them.
const NAMES: [(&str, Keeper); 5] = [
    ("org.gnome.keyring", Keeper::GnomeKeyring),
    ("org.keepassxc.KeePassXC.MainWindow", Keeper::Keepassxc),
    ("org.kde.kwalletd6", Keeper::Kwallet),
    ("org.kde.kwalletd5", Keeper::Kwallet),
    ("org.kde.secretservicecompat", Keeper::Kwallet),
];

/// How its process is called, as far as the kernel keeps it.
const PROCESSES: [(&str, Keeper); 4] = [
    ("gnome-keyring", Keeper::GnomeKeyring),
    ("keepassxc", Keeper::Keepassxc),
    ("kwalletd", Keeper::Kwallet),
    ("ksecretd", Keeper::Kwallet),
];

/// What can be seen without asking the user; nothing where no keychain answers.
pub fn look() -> Look {
    look_whole().unwrap_or_default()
}

fn look_whole() -> Option<Look> {
    let connection = blocking::connection::Builder::session().ok()?.method_timeout(LIMIT).build().ok()?;
    let bus = DBusProxy::new(&connection).ok()?;
    let owner = bus.get_name_owner(BusName::try_from(SECRETS).ok()?).ok()?;
    Some(Look { keeper: keeper(&bus, &owner), collection: collection(&connection, &owner) })
}

fn keeper(bus: &DBusProxy<'_>, owner: &OwnedUniqueName) -> Option<Keeper> {
    let owned = |name: &str| bus.get_name_owner(BusName::try_from(name).ok()?).ok();
    let by_name = NAMES.into_iter().find(|(name, _)| owned(name).as_ref() == Some(owner));
    by_name.map(|(_, keeper)| keeper).or_else(|| {
        let process = bus.get_connection_unix_process_id(BusName::try_from(owner.as_str()).ok()?).ok()?;
        let called = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
        PROCESSES.into_iter().find(|(name, _)| called.starts_with(name)).map(|(_, keeper)| keeper)
    })
}

/// The default collection, where new entries go; none where that was not answered.
fn collection(connection: &blocking::Connection, owner: &OwnedUniqueName) -> Option<DefaultCollection> {
    // By its own name on the bus: asked by the common one, another program could be started for it.
    let owner = owner.as_str();
    let missing = |error: zbus::Error| is_missing(&error).then_some(DefaultCollection::Missing);
    let alias = match connection.call_method(
        Some(owner),
        PATH,
        Some("org.freedesktop.Secret.Service"),
        "ReadAlias",
        &"default",
    ) {
        Ok(reply) => reply.body().deserialize::<OwnedObjectPath>().ok()?,
        Err(error) => return missing(error),
    };
    if alias.as_str() == "/" {
        return Some(DefaultCollection::Missing);
    }
    match connection.call_method(
        Some(owner),
        alias.as_str(),
        Some("org.freedesktop.DBus.Properties"),
        "Get",
        &("org.freedesktop.Secret.Collection", "Locked"),
    ) {
        Ok(reply) => match bool::try_from(reply.body().deserialize::<OwnedValue>().ok()?).ok()? {
            true => Some(DefaultCollection::Locked),
            false => Some(DefaultCollection::Open),
        },
        Err(error) => missing(error),
    }
}

fn is_missing(error: &zbus::Error) -> bool {
    matches!(error, zbus::Error::MethodError(name, ..) if names_no_object(name.as_str()))
}

/// Whether an error's name says that there is no such collection or entry. Each program has a name of its own for that.
pub fn names_no_object(error: &str) -> bool {
    matches!(
        error,
        "org.freedesktop.DBus.Error.UnknownObject"
            | "org.freedesktop.DBus.Error.UnknownMethod"
            | "org.freedesktop.DBus.Error.UnknownInterface"
            | "org.freedesktop.Secret.Error.NoSuchObject"
            | "org.qtproject.QtDBus.Error.InvalidObjectPath"
    )
}

/// Listens from now on. What it gives ends when the program that keeps the secrets leaves the bus, whichever comes in its
/// place; never where none is there.
pub async fn departure() -> impl Future<Output = ()> + Send {
    let listening = tokio::time::timeout(LIMIT, listening()).await.ok().flatten();
    async move {
        if let Some((_connection, mut changes)) = listening {
            while let Some(change) = changes.next().await {
                if change.args().is_ok_and(|it| it.old_owner().is_some()) {
                    return;
                }
            }
        }
        future::pending().await
    }
}

async fn listening() -> Option<(Connection, impl Stream<Item = NameOwnerChanged> + Send + Unpin)> {
    let connection = Connection::session().await.ok()?;
    let bus = zbus::fdo::DBusProxy::new(&connection).await.ok()?;
    let changes = bus.receive_name_owner_changed_with_args(&[(0, SECRETS)]).await.ok()?;
    Some((connection, changes))
}
