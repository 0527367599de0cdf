//! The commands without a screen, a file for each. Data goes to stdout, everything else to stderr; nothing prompts, a
//! missing answer is named with its flag. Knows no terminal, and not whether this is a rehearsal.

mod answers;
mod bench;
mod checkup;
mod columns;
pub mod doctor;
pub mod env;
mod exit;
pub mod explain;
mod findings;
mod fix;
pub mod handover;
mod hearing;
mod import;
mod json;
pub mod key;
mod keys;
pub mod login;
pub mod logout;
mod looking;
pub mod out;
mod plan;
pub mod policy;
pub mod radar;
pub mod receipt;
pub mod records;
pub mod send;
pub mod setup;
pub mod share;
pub mod status;
mod stop;
mod stops;
pub mod switch;
mod through_app;
pub mod undo;
pub mod wait;
mod writing;

pub use bench::{Bench, NextRun, UnfitRegion, with_wanted};
pub use exit::Exit;
pub use hearing::AppliedOutcome;
pub use stop::{Stop, UserError};
pub(crate) use stops::missing_flags;
pub use wait::WaitEnding;
