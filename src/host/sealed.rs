//! A file of secrets, sealed with a passphrase in the format of age: `age -d` opens it too. Does not know where the
//! passphrase comes from, and keeps none.
//!
//! There is one file for all keys of this home. One for each would have a passphrase each, which users mix up, and a
//! name that says which keys there are. The price: a write reads all and writes all, which is a few lines.
//!
//! It is written whole, through a 0600 sibling, and never without having been opened: a wrong passphrase overwrites
//! nothing. One that the user made anew as text (`age -p -a`) is read too, and binary again once it is written. A file without a
//! secret is removed, so that the user is not asked for a passphrase that opens nothing.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fs,
    io::{self, Read as _, Write as _},
    iter,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use age::{DecryptError, Decryptor, Encryptor, armor::ArmoredReader, scrypt, secrecy::SecretString};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::entry::name;
use crate::{
    engine::ports::{SealedVault, Vault, VaultEntry, VaultLabel},
    setup::{Seal, SealedFile},
    terms::{Failure, FailureKind, Fingerprint, Secret, VaultTrouble},
};

/// The passphrase, once the user has given it.
pub type Passphrase = Arc<dyn Fn() -> Option<Secret> + Send + Sync>;

/// scrypt's N is two to this power: what OWASP asks for at least. It takes 128 MiB for a moment, which a small server
/// has; the AWS secret behind it is too long to be guessed.
const WORK: u8 = 17;
/// The most that is taken from a file: a larger one was made to stall the machine.
const MOST_WORK: u8 = 22;
/// How every file of age begins.
const MAGIC: &[u8] = b"age-encryption.org/";
/// The same, as text (`age -a`).
const ARMORED: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const VERSION: u8 = 1;

/// The file at one path.
#[derive(Clone)]
pub struct Sealed(Arc<Inner>);

struct Inner {
    path: PathBuf,
    passphrase: Passphrase,
    work: u8,
    opened: Mutex<Option<Opened>>,
}

/// The file as it was when it was last opened, so that one look at several keys pays scrypt's price once. What was written
/// is not remembered: reading back is reading.
struct Opened {
    bytes: [u8; 32],
    passphrase: Fingerprint,
    entries: Entries,
}

/// By the entry's name.
type Entries = BTreeMap<String, Entry>;

struct Entry {
    secret: Secret,
    label: Label,
}

/// The plain text: JSON, which the user can read who opens the file with age.
#[derive(Serialize, Deserialize)]
struct Plain<'a> {
    version: u8,
    #[serde(borrow)]
    secrets: BTreeMap<Cow<'a, str>, PlainEntry<'a>>,
}

#[derive(Serialize, Deserialize)]
struct PlainEntry<'a> {
    #[serde(borrow)]
    secret: Cow<'a, str>,
    #[serde(flatten)]
    label: Label,
}

#[derive(Clone, Default, Serialize, Deserialize)]
struct Label {
    user: Option<String>,
    region: Option<String>,
}

impl Sealed {
    /// The file at this path, which need not exist yet.
    pub fn at(path: PathBuf, passphrase: Passphrase) -> Sealed {
        Sealed::worked(path, passphrase, WORK)
    }

    /// The same for the made-up secrets of a rehearsal: the key is derived in no time.
    pub fn of_pretended_secrets(path: PathBuf, passphrase: Passphrase) -> Sealed {
        Sealed::worked(path, passphrase, 1)
    }

    fn worked(path: PathBuf, passphrase: Passphrase, work: u8) -> Sealed {
        Sealed(Arc::new(Inner { path, passphrase, work, opened: Mutex::default() }))
    }

    /// Deriving the key takes its time, and is done beside the loop.
    async fn beside<T: Send + 'static>(
        &self,
        doing: &str,
        work: impl FnOnce(&Inner, &mut Option<Opened>) -> Result<T, Stop> + Send + 'static,
    ) -> Result<T, Failure> {
        let inner = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut opened = inner.opened.lock().unwrap_or_else(PoisonError::into_inner);
            work(&inner, &mut opened)
        });
        let doing = format!("{doing} {}", self.0.path.display());
        match done.await {
            Ok(done) => done.map_err(|stop| match stop {
                Stop::Trouble(trouble) => Failure::of_vault(trouble, doing),
                Stop::File(error) => Failure::new(FailureKind::File, doing).because(error),
            }),
            Err(error) => Err(Failure::new(FailureKind::Bug, doing).because(error)),
        }
    }
}

/// What ends an act on the file.
enum Stop {
    Trouble(VaultTrouble),
    File(io::Error),
}

#[async_trait]
impl Vault for Sealed {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        let (name, secret) = (name(entry), secret.copy());
        let label = Label {
            user: label.user.as_ref().map(ToString::to_string),
            region: label.region.map(|region| region.code().to_owned()),
        };
        self.beside("keep a secret in", move |file, opened| {
            let passphrase = file.passphrase()?;
            file.open(opened, &passphrase)?;
            let mut entries = opened.take().map(|it| it.entries).unwrap_or_default();
            entries.insert(name, Entry { secret, label });
            file.write(&entries, &passphrase)
        })
        .await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        let name = name(entry);
        self.beside("read a secret from", move |file, opened| {
            if file.read()?.is_none() {
                return Ok(None);
            }
            file.open(opened, &file.passphrase()?)?;
            let entry = opened.as_ref().and_then(|it| it.entries.get(&name));
            Ok(entry.map(|entry| entry.secret.copy()))
        })
        .await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        let name = name(entry);
        self.beside("remove a secret from", move |file, opened| {
            if file.read()?.is_none() {
                return Ok(());
            }
            let passphrase = file.passphrase()?;
            file.open(opened, &passphrase)?;
            let Some(mut entries) = opened.take().map(|it| it.entries) else { return Ok(()) };
            match (entries.remove(&name), entries.is_empty()) {
                (None, _) => Ok(()),
                (Some(_), true) => fs::remove_file(&file.path).map_err(Stop::File),
                (Some(_), false) => file.write(&entries, &passphrase),
            }
        })
        .await
    }
}

#[async_trait]
impl SealedVault for Sealed {
    async fn look(&self) -> Result<SealedFile, Failure> {
        let path = self.0.path.clone();
        let seal = self.beside("open", |file, opened| {
            let said = (file.passphrase)();
            match (file.read()?, said) {
                (None, None) => Ok(Seal::Unmade),
                (None, Some(_)) => Ok(Seal::Open),
                (Some(bytes), _) if !is_of_age(&bytes) => Err(Stop::Trouble(VaultTrouble::NotSealed)),
                (Some(_), None) => Ok(Seal::Closed),
                (Some(_), Some(said)) => match file.open(opened, &said) {
                    Ok(()) => Ok(Seal::Open),
                    Err(Stop::Trouble(VaultTrouble::WrongPassphrase)) => Ok(Seal::Wrong),
                    Err(stop) => Err(stop),
                },
            }
        });
        Ok(SealedFile { path, seal: seal.await? })
    }
}

impl Inner {
    fn passphrase(&self) -> Result<Secret, Stop> {
        (self.passphrase)().ok_or(Stop::Trouble(VaultTrouble::NoPassphrase))
    }

    fn read(&self) -> Result<Option<Vec<u8>>, Stop> {
        match fs::read(&self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Stop::File(e)),
        }
    }

    /// What is in the file now, in `opened`; nothing where there is no file.
    fn open(&self, opened: &mut Option<Opened>, passphrase: &Secret) -> Result<(), Stop> {
        let Some(bytes) = self.read()? else {
            *opened = None;
            return Ok(());
        };
        let (digest, print): ([u8; 32], _) = (Sha256::digest(&bytes).into(), passphrase.fingerprint());
        if opened.as_ref().is_some_and(|it| it.bytes == digest && it.passphrase == print) {
            return Ok(());
        }
        *opened = None;
        let entries = unsealed(&bytes, passphrase).map_err(Stop::Trouble)?;
        *opened = Some(Opened { bytes: digest, passphrase: print, entries });
        Ok(())
    }

    fn write(&self, entries: &Entries, passphrase: &Secret) -> Result<(), Stop> {
        let bytes = sealed(entries, passphrase, self.work).map_err(Stop::File)?;
        write_whole(&self.path, &bytes).map_err(Stop::File)
    }
}

fn sealed(entries: &Entries, passphrase: &Secret, work: u8) -> io::Result<Vec<u8>> {
    let secrets = entries.iter().map(|(name, Entry { secret, label })| {
        (Cow::from(name), PlainEntry { secret: secret.reveal().into(), label: label.clone() })
    });
    let plain = Plain { version: VERSION, secrets: secrets.collect() };
    // Room enough from the beginning: what grows leaves copies behind.
    let room = entries.values().map(|entry| 6 * entry.secret.reveal().len() + 512).sum::<usize>() + 512;
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    serde_json::to_writer_pretty(&mut *text, &plain)?;

    let mut recipient = scrypt::Recipient::new(in_one_form(passphrase));
    recipient.set_work_factor(work);
    let encryptor =
        Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient)).map_err(io::Error::other)?;
    let mut bytes = Vec::new();
    let mut writer = encryptor.wrap_output(&mut bytes)?;
    writer.write_all(&text)?;
    writer.finish()?;
    Ok(bytes)
}

fn is_of_age(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || bytes.trim_ascii_start().starts_with(ARMORED)
}

fn unsealed(bytes: &[u8], passphrase: &Secret) -> Result<Entries, VaultTrouble> {
    if !is_of_age(bytes) {
        return Err(VaultTrouble::NotSealed);
    }
    let mut identity = scrypt::Identity::new(in_one_form(passphrase));
    identity.set_max_work_factor(MOST_WORK);
    let opened = Decryptor::new(ArmoredReader::new(bytes.trim_ascii_start()))
        .and_then(|it| it.decrypt(iter::once(&identity as &dyn age::Identity)));
    let mut reader = opened.map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => VaultTrouble::WrongPassphrase,
        DecryptError::NoMatchingKeys | DecryptError::ExcessiveWork { .. } | DecryptError::UnknownFormat => {
            VaultTrouble::NotSealed
        }
        DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::Io(_) => VaultTrouble::Damaged,
    })?;
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader.read_to_end(&mut text).map_err(|_| VaultTrouble::Damaged)?;
    let plain: Plain = serde_json::from_slice(&text).map_err(|_| VaultTrouble::NotSealed)?;
    if plain.version != VERSION {
        return Err(VaultTrouble::NotSealed);
    }
    let entry = |it: PlainEntry| Entry { secret: Secret::new(it.secret), label: it.label };
    Ok(plain.secrets.into_iter().map(|(name, it)| (name.into_owned(), entry(it))).collect())
}

/// The same passphrase, whichever way the keyboard put its letters together.
fn in_one_form(passphrase: &Secret) -> SecretString {
    SecretString::from(passphrase.reveal().nfc().collect::<String>())
}

/// All or nothing, 0600, in a folder that is ours alone.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut sibling = tempfile::Builder::new().prefix(".sesame-").tempfile_in(folder)?;
    sibling.write_all(bytes)?;
    sibling.as_file().sync_all()?;
    sibling.persist(path).map_err(|e| e.error)?;
    // A name is on the disk only with its folder.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
