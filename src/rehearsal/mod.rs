//! A pretend account: the same SDK, the same wire format, another end. Knows the network no further than loopback, and
//! nothing of the real keychain or of the wizard.
//!
//! A [`Scenario`] tells a story; a [`World`] is one telling of it. What the engine needs stands behind its ports
//! ([`World::clock`], [`World::resolver`], [`World::vault`], [`World::post`], [`World::web`], [`World::stage`]) and behind the SDK's
//! connector ([`World::http`], [`World::time_source`]).
//!
//! ```text
//!   SDK in process ── wire ──┐                       ┌── iam, sts, sso, signin, hosting (DNS providers)
//!                            ├── front ── turn ──────┤
//!   any client ──── serve ───┘   (log,   (who may    └── ses (v1, v2)
//!                     │          faults)  do what)         │
//!                     ├── smtp ── turn ───────── ses (dispatch)
//!                     └── door ────────────► state ◄── settle (what happens by itself)
//! ```
//!
//! A world survives the programs that use it: a test may stop an engine anywhere, open another one over the same world
//! and see what it makes of what the first has left.

mod account;
mod bucket;
mod call;
mod chance;
mod dns;
mod door;
mod fault;
mod form;
mod front;
mod hosting;
mod iam;
mod lapse;
mod name_server;
mod operation;
mod policy;
mod reply;
mod resolver;
mod scenario;
mod scene;
mod serve;
mod ses;
mod settle;
mod signin;
mod sigv4;
mod site;
mod smtp;
mod snapshot;
pub mod sso;
mod state;
mod sts;
mod turn;
mod vault;
mod wire;
mod world;

pub use account::{KeyStatus, Told};
pub use call::{CallEffect, KNOWN_OPERATIONS, Service};
pub use chance::MARKER;
pub use dns::{RecordSet, Zones};
pub use fault::{FaultKind, InjectedFault, Strikes, When};
pub use front::served_operations;
pub use policy::{Context, PolicyDocument, Rights, Ruling, Sort};
pub use scenario::{
    Consent, Decision, DnsHosting, RegionSaid, Scenario, ScenarioError, Synopsis, TokenStory, VaultState,
};
pub use serve::{Listen, ServeError, Serving, serve};
pub use ses::{CaseStatus, IdentityType, Status};
pub use snapshot::{IdentitySeen, KeySeen, RegionSeen, Snapshot, UserSeen};
pub use state::{Link, LoggedRequest, Play, SendApi, Sent};
pub use world::{Pacing, World};
