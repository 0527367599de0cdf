//! This machine.
pub mod dns;
