//! A Secret Service of the tests' own that plays what was seen of KeePassXC 2.7, KWallet 5.103 and gnome-keyring 42 on a bus:
//! which names they have, what they answer to the default alias and to a search, and the errors that they send. Keeps nothing,
//! and knows nothing of Sesame.

use std::{collections::HashMap, future};

use zbus::{
    blocking::{Connection, connection},
    object_server::{ObjectServer, SignalEmitter},
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

use super::bus::Bus;

const SECRETS: &str = "org.freedesktop.secrets";
const SERVICE: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/kept";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";

/// The other name of each program on the bus.
pub const GNOME_KEYRING: &str = "org.gnome.keyring";
pub const KEEPASSXC: &str = "org.keepassxc.KeePassXC.MainWindow";
pub const KWALLET: &str = "org.kde.kwalletd5";

/// What the program does.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Its other name on the bus, where it has one.
    pub name: Option<&'static str>,
    pub session: Session,
    pub alias: Alias,
    pub search: Search,
    pub unlock: Unlock,
}

impl Default for Part {
    fn default() -> Part {
        Part {
            name: None,
            session: Session::Opened,
            alias: Alias::Locked,
            search: Search::Nothing,
            unlock: Unlock::Dismissed,
        }
    }
}

/// What comes of a session.
#[derive(Debug, Clone, Copy)]
pub enum Session {
    Opened,
    /// KWallet without the plugin of QCA.
    NoPlugin,
    /// An error of its own.
    Fails,
}

/// What the default alias leads to.
#[derive(Debug, Clone, Copy)]
pub enum Alias {
    /// `/`.
    Nothing,
    /// To a collection that is not there (any more).
    Vanished,
    /// The question itself is answered with `UnknownObject`.
    Unknown,
    /// The question is never answered.
    Silent,
    Locked,
    Open,
}

/// What a search comes to.
#[derive(Debug, Clone, Copy)]
pub enum Search {
    /// Two empty lists.
    Nothing,
    /// A dialog that nobody closes.
    Dialog,
}

/// What comes of unlocking.
#[derive(Debug, Clone, Copy)]
pub enum Unlock {
    /// A dialog that is closed.
    Dismissed,
    /// A dialog that nobody answers.
    Stuck,
    /// A dialog under which the program goes.
    Leaves,
    /// It opens, and with that the collection is gone: the database shares no group.
    Vanishes,
}

/// Keeps this program on the bus until it is dropped.
pub fn play(bus: &Bus, part: Part) -> Connection {
    let mut builder = connection::Builder::address(bus.address.as_str())
        .and_then(|it| it.serve_at(SERVICE, Service(part)))
        .and_then(|it| it.serve_at(PROMPT, Prompt(part)))
        .expect("an address");
    if let Alias::Locked | Alias::Open = part.alias {
        builder = builder.serve_at(COLLECTION, Collection(part)).expect("a path");
    }
    for name in part.name.into_iter().chain([SECRETS]) {
        builder = builder.name(name).expect("a name");
    }
    builder.build().expect("it is on the bus")
}

/// An error as it goes over the wire: those of Qt's programs are not among the bus's own.
#[derive(Debug, zbus::DBusError)]
#[zbus(prefix = "org.freedesktop.DBus.Error")]
enum Says {
    #[zbus(error)]
    ZBus(zbus::Error),
    InvalidArgs(String),
    UnknownObject(String),
    Failed(String),
}

fn path(text: &'static str) -> OwnedObjectPath {
    ObjectPath::from_static_str_unchecked(text).into()
}

fn no_such(text: &str) -> Says {
    Says::UnknownObject(format!("No such object path '{text}'"))
}

struct Service(Part);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(&self, _algorithm: &str, _input: Value<'_>) -> Result<(OwnedValue, OwnedObjectPath), Says> {
        match self.0.session {
            Session::NoPlugin => {
                Err(Says::InvalidArgs("createDLGroup failed: maybe libqca-ossl is missing".to_owned()))
            }
            Session::Fails => Err(Says::Failed("something of its own".to_owned())),
            // Nothing that is sealed with what follows from this is ever opened.
            Session::Opened => {
                let key = OwnedValue::try_from(Value::from(vec![2_u8; 128])).expect("bytes");
                Ok((key, path("/org/freedesktop/secrets/session/s1")))
            }
        }
    }

    async fn search_items(&self, _attributes: HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        match self.0.search {
            Search::Nothing => (Vec::new(), Vec::new()),
            Search::Dialog => future::pending().await,
        }
    }

    async fn read_alias(&self, _name: &str) -> Result<OwnedObjectPath, Says> {
        match self.0.alias {
            Alias::Nothing => Ok(path("/")),
            Alias::Vanished | Alias::Locked | Alias::Open => Ok(path(COLLECTION)),
            Alias::Unknown => Err(no_such("/org/freedesktop/secrets/aliases/default")),
            Alias::Silent => future::pending().await,
        }
    }

    async fn unlock(
        &self,
        objects: Vec<OwnedObjectPath>,
        #[zbus(object_server)] server: &ObjectServer,
    ) -> Result<(Vec<OwnedObjectPath>, OwnedObjectPath), Says> {
        match self.0.unlock {
            Unlock::Dismissed | Unlock::Stuck | Unlock::Leaves => Ok((Vec::new(), path(PROMPT))),
            Unlock::Vanishes => {
                server.remove::<Collection, _>(COLLECTION).await?;
                Ok((objects, path("/")))
            }
        }
    }
}

struct Collection(Part);

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    #[zbus(property)]
    fn locked(&self) -> bool {
        matches!(self.0.alias, Alias::Locked)
    }
}

struct Prompt(Part);

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window: &str,
        #[zbus(connection)] connection: &zbus::Connection,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> Result<(), Says> {
        match self.0.unlock {
            Unlock::Stuck | Unlock::Vanishes => Ok(()),
            Unlock::Leaves => Ok(connection.release_name(SECRETS).await.map(drop)?),
            Unlock::Dismissed => Ok(Prompt::completed(&emitter, true, Value::from("")).await?),
        }
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}
