//! One file per step. Each knows its own facts and which steps come before it, and nothing of the others' insides.

// An `Err` here is no failure: it is the standing that the caller returns anyway.
#![allow(clippy::result_large_err, reason = "the other way out of a step is its standing, made once per look")]

pub mod delivery;
pub mod identity;
pub mod in_force;
pub mod key;
pub mod keys;
pub mod lines_alone;
mod needs;
pub mod production;
pub mod project;
pub mod region;
pub mod rotation;
pub mod sender;
pub mod server;
pub mod sign_in;
