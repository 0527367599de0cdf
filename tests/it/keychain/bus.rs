//! Session buses of a test's own, and what keeps secrets on them: gnome-keyring, or a Secret Service that behaves as badly as
//! the test wants. Nothing of a desktop is in reach. Knows nothing of Sesame.

use std::{
    cell::RefCell,
    collections::HashMap,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use secret_service::{EncryptionType, blocking::SecretService};
use zbus::{
    blocking::{Connection, connection, fdo::DBusProxy},
    fdo,
    names::BusName,
    object_server::SignalEmitter,
    zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value},
};

/// Long enough for a slow machine.
const LIMIT: Duration = Duration::from_secs(30);
const NAME: &str = "org.freedesktop.secrets";

/// A bus on which nobody is started by being asked.
pub struct Bus {
    daemon: Child,
    pub address: String,
    folder: tempfile::TempDir,
}

impl Bus {
    pub fn start() -> Bus {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("bus.conf");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy></busconfig>",
            folder.path().display()
        );
        fs::write(&config, text).expect("written");
        let mut command = Command::new("dbus-daemon");
        command.arg(format!("--config-file={}", config.display())).args(["--nofork", "--nopidfile", "--print-address"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut daemon = command.spawn().expect("dbus-daemon is installed");
        let mut address = String::new();
        let stdout = daemon.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut address).expect("it tells its address");
        Bus { daemon, address: address.trim().to_owned(), folder }
    }

    pub fn connect(&self) -> Connection {
        let builder = connection::Builder::address(self.address.as_str()).expect("an address");
        builder.build().expect("the bus answers")
    }

    fn waits_for_a_provider(&self) {
        let connection = self.connect();
        let bus = DBusProxy::new(&connection).expect("every bus has one");
        let name = BusName::try_from(NAME).expect("a name");
        let began = Instant::now();
        while !bus.name_has_owner(name.clone()).expect("the bus answers") {
            assert!(began.elapsed() < LIMIT, "nobody came to keep secrets");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        end(&mut self.daemon);
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// A gnome-keyring without a screen. It ends with the test.
pub struct Keyring<'a> {
    daemon: RefCell<Child>,
    bus: &'a Bus,
}

impl Keyring<'_> {
    /// With a login keyring that is open, and empty.
    pub fn open(bus: &Bus) -> Keyring<'_> {
        let keyring = Keyring { daemon: RefCell::new(Keyring::unlocked(bus)), bus };
        let began = Instant::now();
        while keyring.with(|secrets| secrets.get_default_collection().and_then(|it| it.is_locked()).unwrap_or(true)) {
            assert!(began.elapsed() < LIMIT, "it did not open");
            std::thread::sleep(Duration::from_millis(5));
        }
        keyring
    }

    /// One that nobody ever set up.
    pub fn without_a_collection(bus: &Bus) -> Keyring<'_> {
        let daemon = Keyring::command(bus).stdin(Stdio::null()).spawn().expect("gnome-keyring is installed");
        bus.waits_for_a_provider();
        Keyring { daemon: RefCell::new(daemon), bus }
    }

    fn unlocked(bus: &Bus) -> Child {
        let mut command = Keyring::command(bus);
        command.arg("--unlock").stdin(Stdio::piped());
        let mut daemon = command.spawn().expect("gnome-keyring is installed");
        daemon.stdin.take().expect("piped").write_all(b"\n").expect("it reads the password");
        bus.waits_for_a_provider();
        daemon
    }

    fn command(bus: &Bus) -> Command {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        for (variable, folder) in [("XDG_DATA_HOME", "data"), ("XDG_RUNTIME_DIR", "run"), ("HOME", "home")] {
            let folder = bus.folder.path().join(folder);
            fs::create_dir_all(&folder).expect("a folder");
            command.env(variable, folder);
        }
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus.address);
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("GNOME_KEYRING_CONTROL");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// As another program of the same person.
    pub fn with<T>(&self, act: impl FnOnce(&SecretService) -> T) -> T {
        let connect = || SecretService::connect_with_existing(EncryptionType::Plain, self.bus.connect());
        // The daemon now and then ends while a client comes; what it kept is on the disk.
        let secrets = connect().or_else(|_| {
            let mut daemon = self.daemon.borrow_mut();
            end(&mut daemon);
            *daemon = Keyring::unlocked(self.bus);
            connect()
        });
        act(&secrets.expect("it answers"))
    }

    pub fn lock(&self) {
        self.with(|secrets| secrets.get_default_collection().and_then(|it| it.lock()).expect("it locks"));
    }

    /// Puts an entry there, whatever it holds, or replaces it.
    pub fn writes(&self, label: &str, attributes: &[(&str, &str)], secret: &[u8]) {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        self.with(|secrets| {
            let collection = secrets.get_default_collection().expect("there is one");
            collection.create_item(label, attributes, secret, true, "text/plain").map(drop).expect("it is written");
        });
    }

    /// The labels of all entries of Sesame's.
    pub fn labels(&self) -> Vec<String> {
        self.with(|secrets| {
            let found = secrets.search_items(HashMap::from([("service", "sesame")])).expect("it searches");
            found.unlocked.iter().map(|item| item.get_label().expect("a label")).collect()
        })
    }

    pub fn forgets_everything(&self) {
        self.with(|secrets| {
            let found = secrets.search_items(HashMap::from([("service", "sesame")])).expect("it searches");
            found.unlocked.iter().for_each(|item| item.delete().expect("it goes"));
        });
    }
}

impl Drop for Keyring<'_> {
    fn drop(&mut self) {
        end(self.daemon.get_mut());
    }
}

/// How a Secret Service of our own making behaves. It is locked whatever it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// Its dialog is never answered.
    Stuck,
    /// Its dialog is closed.
    Dismissed,
    /// It lets nobody in.
    Refused,
}

/// Keeps this service on the bus until it is dropped.
pub fn pretend(bus: &Bus, manners: Manners) -> Connection {
    let builder = connection::Builder::address(bus.address.as_str()).expect("an address");
    builder
        .serve_at("/org/freedesktop/secrets", Service(manners))
        .and_then(|it| it.serve_at(COLLECTION, Collection))
        .and_then(|it| it.serve_at(PROMPT, Prompt(manners)))
        .and_then(|it| it.name(NAME))
        .and_then(|it| it.build())
        .expect("it is on the bus")
}

const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/p1";

fn path(text: &'static str) -> OwnedObjectPath {
    ObjectPath::from_static_str_unchecked(text).into()
}

struct Service(Manners);

#[zbus::interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    fn open_session(&self, _algorithm: &str, _input: Value<'_>) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        match self.0 {
            Manners::Refused => Err(fdo::Error::AccessDenied("not for you".into())),
            // Nothing that is sealed with what follows from this is ever opened.
            Manners::Stuck | Manners::Dismissed => {
                let key = OwnedValue::try_from(Value::from(vec![2_u8; 128])).expect("bytes");
                Ok((key, path("/org/freedesktop/secrets/session/s1")))
            }
        }
    }

    fn search_items(&self, _attributes: HashMap<String, String>) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        (Vec::new(), Vec::new())
    }

    fn read_alias(&self, _name: &str) -> OwnedObjectPath {
        path(COLLECTION)
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }
}

struct Collection;

#[zbus::interface(name = "org.freedesktop.Secret.Collection")]
impl Collection {
    #[zbus(property)]
    fn locked(&self) -> bool {
        true
    }
}

struct Prompt(Manners);

#[zbus::interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(&self, _window: &str, #[zbus(signal_emitter)] emitter: SignalEmitter<'_>) -> fdo::Result<()> {
        match self.0 {
            Manners::Stuck | Manners::Refused => Ok(()),
            Manners::Dismissed => Ok(Prompt::completed(&emitter, true, Value::from("")).await?),
        }
    }

    #[zbus(signal)]
    async fn completed(emitter: &SignalEmitter<'_>, dismissed: bool, result: Value<'_>) -> zbus::Result<()>;
}
