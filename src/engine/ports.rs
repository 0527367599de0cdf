//! Where the outside begins, for everything that is not AWS. Each trait has a real and a rehearsal implementation, which
//! is what earns it a trait. Knows neither of them.

use std::{path::PathBuf, time::Duration};

use async_trait::async_trait;
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};

use crate::{
    dns::{RecordType, Sighting, ZoneCut},
    laravel::ProcessEnv,
    setup::{Machine, SealedFile, SmtpPort},
    terms::{Coming, Domain, Failure, KeyId, Offset, Region, Secret, Timestamp, UserName, WorldNews},
};

/// The only clock.
#[async_trait]
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
    /// How far the machine's own time is from UTC at a moment; UTC where that is not known.
    fn offset(&self, _at: Timestamp) -> Offset {
        Offset::UTC
    }
    /// Waits until `now` is so much later. A rehearsal may make that short.
    async fn sleep(&self, time: Duration);
}

/// A resting place for secrets outside the project. What is wrong with the place itself comes as a
/// [`VaultTrouble`](crate::terms::VaultTrouble).
#[async_trait]
pub trait Vault: Send + Sync {
    /// Keeps it, replacing what the entry held. `label` is for the owner who finds the entry.
    async fn put(&self, entry: &VaultEntry, secret: &Secret, label: &VaultLabel) -> Result<(), Failure>;
    /// What the entry holds, or `None` where there is no such entry.
    async fn get(&self, entry: &VaultEntry) -> Result<Option<Secret>, Failure>;
    /// Removes it; already gone is fine.
    async fn remove(&self, entry: &VaultEntry) -> Result<(), Failure>;
}

/// The vault that is a file of ours, sealed with the passphrase that was said in this run.
#[async_trait]
pub trait SealedVault: Vault {
    /// Where it is, and what keeps it closed.
    async fn look(&self) -> Result<SealedFile, Failure>;
}

/// What a person reads beside an entry: whose the key is, and where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VaultLabel {
    pub user: Option<UserName>,
    pub region: Option<Region>,
}

/// The name of an entry in a vault.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VaultEntry {
    /// The secret of this access key.
    Key(KeyId),
    /// Cloudflare's API token.
    CloudflareToken,
    /// Something without meaning, to see whether the vault works. Removed at once.
    Throwaway(String),
}

/// The user's desk: what else there is on it, and its browser.
#[async_trait]
pub trait Desk: Send + Sync {
    /// What this machine is like.
    fn machine(&self) -> Machine;
    /// Opens a page. Success means that a browser was asked to, no more.
    async fn open(&self, link: &str) -> Result<(), Failure>;
    /// Takes a text to a clipboard that only this machine can reach; false where the machine has none
    /// such, and the terminal's is used.
    fn copy(&self, text: &str) -> bool;
}

/// Where a browser can come back to from a sign-in page.
#[async_trait]
pub trait Porch: Send + Sync {
    /// Opens an address on this machine, on this port or on any that is free, until what it returns is dropped. `pages` is
    /// what the browser shows then.
    async fn open(&self, port: Option<u16>, pages: CallbackPages) -> Result<Box<dyn Callback>, Failure>;
}

/// An address that a browser comes back to.
#[async_trait]
pub trait Callback: Send + Sync {
    /// `http://127.0.0.1:PORT/oauth/callback`
    fn address(&self) -> String;
    /// Waits for the answer that brings this state; every other is turned away.
    async fn answer(&self, state: &Secret) -> CallbackAnswer;
}

/// What a browser brings back.
#[derive(Debug)]
pub enum CallbackAnswer {
    /// What can be exchanged, once.
    Code(Secret),
    /// The page ended with this error in the place of a code; empty where it names none.
    Refused(String),
}

/// The error by which the user, or a policy, says no on the page.
pub const DENIED: &str = "access_denied";

/// What the browser shows when it has come back: plain text, in the user's language.
#[derive(Debug, Clone)]
pub struct CallbackPages {
    /// `ko`, `en`
    pub lang: &'static str,
    /// It brought what was waited for.
    pub done: String,
    /// The user, or a policy, said no on the page.
    pub refused: String,
    /// The page ended with another error.
    pub failed: String,
    /// It belongs to another sign-in.
    pub stray: String,
}

/// Reads DNS.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The zone that holds this name and the servers that its parent delegates it to.
    /// An error of kind `Dns` where nothing answers, `NotFound` where the name lies directly under a registry.
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure>;
    /// Asks all servers of the zone and the public resolvers, side by side. A silent server is an answer, not an error.
    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting;
}

/// The web, as everybody reaches it.
#[async_trait]
pub trait Web: Send + Sync {
    /// What answers at an address, asked for once. Where it leads is not followed.
    async fn get(&self, url: &http::Uri) -> Result<WebPage, NoWebPage>;
}

/// What answers at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebPage {
    /// HTTP's.
    pub status: u16,
    /// The address that it leads to (`Location`).
    pub leads_to: Option<String>,
    /// The beginning of the page.
    pub body: Vec<u8>,
    /// Whether that is all of it.
    pub is_whole: bool,
    /// It asks whether a person is there, by Cloudflare's own header (`cf-mitigated: challenge`).
    pub is_challenge: bool,
}

/// Why nothing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWebPage {
    /// This host stands for an address inside of a network, which is not asked.
    Private(String),
    /// Nothing answered, and why.
    Silent(String),
}

/// The way to SES's SMTP servers.
#[async_trait]
pub trait Post: Send + Sync {
    /// A connection to the one of a region.
    async fn connect(&self, region: Region, port: SmtpPort) -> Result<Connection, Failure>;
}

/// A fresh connection.
pub enum Connection {
    /// Nothing has been said on it yet.
    Silent { stream: Box<dyn AsyncTokioStream>, privacy: Privacy },
    /// Private from the first byte on; the server has greeted.
    Greeted(Box<AsyncSmtpConnection>),
}

/// What keeps a password on a connection from strangers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Privacy {
    /// TLS, begun by STARTTLS, with a certificate for this host.
    StartTls { host: String },
    /// It never leaves this machine, where no certificate can be had.
    OnThisMachine,
}

/// Where the app lives. Paths are relative to its root and never leave it, but for symbolic links that it holds.
#[async_trait]
pub trait Place: Send + Sync {
    /// Where it is, to be shown.
    fn root(&self) -> PathBuf;
    /// The whole file, or `None` where no file is there.
    async fn read(&self, file: &str) -> Result<Option<Vec<u8>>, Failure>;
    /// Whether it is a folder.
    async fn is_folder(&self, path: &str) -> bool;
    /// Hands over a file of any size, piece by piece; false where there is no such file.
    async fn read_in_pieces(
        &self,
        file: &str,
        take: &mut (dyn for<'a> FnMut(&'a [u8]) + Send),
    ) -> Result<bool, Failure>;
    /// The files directly in a folder, `.` for the root, in no order; none where there is no such folder.
    async fn list(&self, folder: &str) -> Result<Vec<Listed>, Failure>;
    /// The files in a folder and in the folders below it, by their paths from it, a few levels deep.
    async fn list_below(&self, folder: &str) -> Result<Vec<Listed>, Failure>;
    /// Puts `bytes` there, all or nothing, through a 0600 sibling: mode and symbolic link kept, 0600 where it is new.
    /// Refused (`FileChanged`) where the file no longer holds `seen` (`None`: is not there).
    async fn replace(&self, file: &str, seen: Option<&[u8]>, bytes: &[u8]) -> Result<(), Failure>;
    /// Its permission bits; `None` where it is not there, or this system has none.
    async fn mode(&self, file: &str) -> Result<Option<u32>, Failure>;
    /// Its permission bits, where every user of this machine can read it: by them, and through every folder above it.
    async fn open_to_others(&self, file: &str) -> Result<Option<u32>, Failure>;
    /// Gives it these permission bits.
    async fn set_mode(&self, file: &str, mode: u32) -> Result<(), Failure>;
    /// Removes a file that holds `seen`.
    async fn remove(&self, file: &str, seen: &[u8]) -> Result<(), Failure>;
    /// Whether it is a rehearsal's copy, in which nothing runs and no time tells anything.
    fn is_a_copy(&self) -> bool;
    /// The app's own processes that read its configuration when they start, as far as they can be seen on this machine.
    fn running(&self) -> Vec<Running>;
    /// The environment in which what is started here runs. A rehearsal's copy has none.
    fn environment(&self) -> ProcessEnv;
    /// Runs a program in the root with a limit on time and output. It does not get what signs the caller in to AWS.
    async fn run(&self, program: &str, args: &[&str], limit: Duration) -> Result<ToolRun, Failure>;
}

/// A process of the app's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What `artisan` was told to do: `queue:work`.
    pub command: String,
    /// Since when.
    pub since: Timestamp,
}

/// A file in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Without the folder.
    pub name: String,
    /// How many bytes it holds.
    pub size: u64,
    /// When it was last written, by the file system.
    pub written: Timestamp,
}

/// What a program left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolRun {
    /// `None` where a signal or our limit ended it.
    pub status: Option<i32>,
    /// The first 64 KiB of both streams together.
    pub output: String,
}

/// The pretend world around a rehearsal. Live it does nothing: no news, and no hand on the clock.
pub trait Stage: Send + Sync {
    /// What has happened since the last call.
    fn news(&self) -> Vec<WorldNews>;
    /// What is bound to happen next, as things stand.
    fn coming(&self) -> Option<Coming>;
    /// The story is of this domain, which the operator has named as their own.
    fn tell_of(&self, domain: &Domain);
    /// Moves on to the next thing that is bound to happen.
    fn let_time_pass(&self);
}
