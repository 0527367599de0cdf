//! The configuration as Laravel would compute it: files evaluated, the framework's defaults merged under them, or a
//! cached file in the place of both. Runs no PHP: what cannot be computed without running it is unknown.

mod calls;
mod closures;
mod constants;
mod datum;
mod evaluate;
mod framework;
mod literals;
mod load;
mod required;
mod variables;

pub(super) use datum::{Datum, Evaluated};
pub use datum::{EnvPlace, EnvRead, Origin};
pub(super) use evaluate::EnvAnswer;
pub(super) use framework::MAIL_SCHEME_SINCE;
pub(super) use load::{AppConfig, Below, Within};
pub(super) use required::{Required, loaded_by, named_in, parse_required, required_by, required_files, times_required};
