//! Keeps what outlives a process at each moment of a life. Two moments between which nothing was changed are one, but for a
//! wait: what has just been made and what has been there for a while are not the same to AWS.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::HttpRequest,
    runtime_components::RuntimeComponents,
};
use jiff::SignedDuration;
use open_sesame::{
    engine::{
        Ports,
        ports::{Listed, Place, Running, SealedVault, ToolRun, Vault, VaultEntry, VaultLabel},
    },
    laravel::ProcessEnv,
    rehearsal::World,
    setup::SealedFile,
    terms::{Failure, Secret},
};

/// Whoever waited so long may find something else.
const A_WHILE: SignedDuration = SignedDuration::from_secs(5);

/// Sees one life.
pub struct Witness {
    world: World,
    folder: PathBuf,
    /// Changes of the keychain and of the sealed file so far.
    secrets: AtomicUsize,
    kept: Mutex<Vec<Kept>>,
}

/// What there was at one moment.
pub struct Moment {
    /// Between which events of the life.
    pub what: String,
    pub world: World,
    files: Arc<Files>,
}

/// A moment, and the last one before the next change.
struct Kept {
    first: Moment,
    after_a_while: Option<Moment>,
    trace: Trace,
}

/// By this it is told whether anything was changed.
#[derive(PartialEq, Eq)]
struct Trace {
    changes: usize,
    secrets: usize,
    files: Arc<Files>,
}

/// Every file below the folder, by its path there.
type Files = BTreeMap<PathBuf, (Vec<u8>, fs::Permissions)>;

impl Witness {
    pub fn of(world: &World, folder: &Path) -> Arc<Witness> {
        let (world, folder) = (world.clone(), folder.to_owned());
        Arc::new(Witness { world, folder, secrets: AtomicUsize::default(), kept: Mutex::default() })
    }

    /// A client whose requests are seen.
    pub fn at(self: &Arc<Self>, inner: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(Seen { inner, witness: self.clone() })
    }

    /// The same ports, of which those that change something on this machine are seen.
    pub fn beside(self: &Arc<Self>, ports: Ports) -> Ports {
        Ports {
            vault: Arc::new(Seen { inner: ports.vault, witness: self.clone() }),
            sealed: Arc::new(Seen { inner: ports.sealed, witness: self.clone() }),
            place: Arc::new(Seen { inner: ports.place, witness: self.clone() }),
            ..ports
        }
    }

    /// Every moment, in order.
    pub fn moments(&self) -> Vec<Moment> {
        self.kept().drain(..).flat_map(|kept| [Some(kept.first), kept.after_a_while]).flatten().collect()
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Kept>> {
        self.kept.lock().expect("nobody panics while it is held")
    }

    /// Keeps what there is, if it is not what there was.
    pub fn sees(&self, what: impl fmt::Display) {
        let trace = Trace {
            changes: self.world.mutating_requests(),
            secrets: self.secrets.load(Ordering::SeqCst),
            files: Arc::new(files_in(&self.folder)),
        };
        let moment = |files| Moment { what: what.to_string(), world: self.world.fork(), files };
        let mut kept = self.kept();
        match kept.last_mut().filter(|last| last.trace == trace) {
            Some(last) if self.world.now().duration_since(last.first.world.now()) < A_WHILE => {}
            Some(last) => last.after_a_while = Some(moment(trace.files)),
            None => kept.push(Kept { first: moment(trace.files.clone()), after_a_while: None, trace }),
        }
    }

    async fn around<T>(&self, what: &str, work: impl Future<Output = T>) -> T {
        self.sees(format_args!("before {what}"));
        let done = work.await;
        self.sees(format_args!("after {what}"));
        done
    }

    async fn around_a_secret<T>(&self, what: &str, work: impl Future<Output = T>) -> T {
        self.around(what, async {
            let done = work.await;
            self.secrets.fetch_add(1, Ordering::SeqCst);
            done
        })
        .await
    }
}

impl Moment {
    /// The folder holds what it held then, and nothing else.
    pub fn put_back(&self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
        for (path, (bytes, permissions)) in &*self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, permissions.clone()).unwrap();
        }
    }
}

fn files_in(root: &Path) -> Files {
    let (mut files, mut folders) = (Files::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let (bytes, permissions) = (fs::read(&path).unwrap(), path.metadata().unwrap().permissions());
                files.insert(path.strip_prefix(root).unwrap().to_owned(), (bytes, permissions));
            }
        }
    }
    files
}

/// Something that is asked while a witness looks on.
struct Seen<T> {
    inner: T,
    witness: Arc<Witness>,
}

impl<T> fmt::Debug for Seen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seen(…)")
    }
}

impl HttpClient for Seen<SharedHttpClient> {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(Seen { inner, witness: self.witness.clone() })
    }
}

impl HttpConnector for Seen<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (inner, witness) = (self.inner.clone(), self.witness.clone());
        HttpConnectorFuture::new(async move {
            let number = witness.world.requests().len() + 1;
            let what = format!("request {number}, {} {}", request.method(), request.uri());
            witness.around(&what, inner.call(request)).await
        })
    }
}

#[async_trait]
impl Vault for Seen<Arc<dyn Vault>> {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        self.witness.around_a_secret("a secret is kept", self.inner.put(entry, secret, label)).await
    }

    // Reading leaves nothing behind, so there is nothing to die of.
    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        self.inner.get(entry).await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.witness.around_a_secret("a secret is removed", self.inner.remove(entry)).await
    }
}

#[async_trait]
impl Vault for Seen<Arc<dyn SealedVault>> {
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure> {
        self.witness.around_a_secret("a secret is sealed", self.inner.put(entry, secret, label)).await
    }

    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure> {
        self.inner.get(entry).await
    }

    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure> {
        self.witness.around_a_secret("a secret is unsealed and removed", self.inner.remove(entry)).await
    }
}

#[async_trait]
impl SealedVault for Seen<Arc<dyn SealedVault>> {
    async fn look(&self) -> Result<SealedFile, Failure> {
        self.inner.look().await
    }
}

#[async_trait]
impl Place for Seen<Arc<dyn Place>> {
    fn root(&self) -> PathBuf {
        self.inner.root()
    }

    async fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure> {
        self.inner.read(file).await
    }

    async fn is_folder(&self, path: &str) -> bool {
        self.inner.is_folder(path).await
    }

    async fn read_in_pieces(
        &self,
        file: &str,
        take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send),
    ) -> Result<bool, Failure> {
        self.inner.read_in_pieces(file, take).await
    }

    async fn list(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        self.inner.list(folder).await
    }

    async fn list_below(&self, folder: &str) -> Result<Vec<Listed>, Failure> {
        self.inner.list_below(folder).await
    }

    async fn replace(&self, file: &str, seen: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure> {
        self.witness.around(&format!("{file} is written"), self.inner.replace(file, seen, bytes)).await
    }

    async fn mode(&self, file: &str) -> Result<Option<u32>, Failure> {
        self.inner.mode(file).await
    }

    async fn open_to_others(&self, file: &str) -> Result<Option<u32>, Failure> {
        self.inner.open_to_others(file).await
    }

    async fn set_mode(&self, file: &str, mode: u32) -> Result<(), Failure> {
        self.witness.around(&format!("{file} gets its permissions"), self.inner.set_mode(file, mode)).await
    }

    async fn remove(&self, file: &str, seen: &[u8]) -> Result<(), Failure> {
        self.witness.around(&format!("{file} is removed"), self.inner.remove(file, seen)).await
    }

    fn is_a_copy(&self) -> bool {
        self.inner.is_a_copy()
    }

    fn running(&self) -> Vec<Running> {
        self.inner.running()
    }

    fn environment(&self) -> ProcessEnv {
        self.inner.environment()
    }

    async fn run(&self, program: &str, args: &[&str], limit: Duration) -> Result<ToolRun, Failure> {
        self.inner.run(program, args, limit).await
    }
}
