//! Signing in by the browser, as `aws login` does it: the address of the page, the exchange of what comes back from it, and the
//! session at rest where the AWS CLI and the SDKs look for it. Knows no browser and no listener.
//!
//! **By which right.** AWS documents the two client ids, the address and the exchange, and the managed policy that allows
//! them speaks of developer tools; other tools use them too. They are the public clients that the AWS CLI uses, so an
//! account's CloudTrail names it. We never claim to be it: our User-Agent is our own.

mod cache;
mod config_file;
mod ending;
mod exchange;
mod pasted;
mod plan;
mod proof;
mod put;
mod renewal;

pub use self::{
    cache::{forget_all_sessions, forget_session},
    config_file::with_session,
    exchange::{ConsoleSession, LoginRequest, LoginWay},
    plan::{Agreed, Keeping, KeptSession, LoginPlan},
    proof::ProofKey,
};
pub(super) use self::{
    ending::end,
    exchange::{begin, exchange, renew},
    plan::plan,
    renewal::{HeldSession, credentials},
};
