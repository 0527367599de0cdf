//! Why mail fails: a complaint and facts in, causes with their evidence out. Pure; knows not how facts were obtained, and no
//! language.
//!
//! A cause is *proven* only by something seen in the account, in the app or in the words of the error itself. What could
//! not be seen makes it *likely* or *possible*, and the evidence says what could not be seen.
//!
//! Causes are an enum with a function each, in a file per family: adding one makes the compiler walk through `judge`,
//! its remedy and its texts. What the world should still be asked is [`Diagnosis::ask`]; whoever can ask does, and
//! diagnoses anew.

mod ask;
mod case;
mod cause;
mod causes;
pub mod checks;
mod complaint;
mod diagnose;
mod evidence;
mod formats;
mod log;
mod remedy;
pub use ask::Ask;
pub use cause::{Cause, Certainty, Finding, RuledOut};
pub use complaint::{Api, Complaint, Kind};
pub use diagnose::{Diagnosis, diagnose, fill_in};
pub use evidence::{Evidence, NamedBy, SdkState};
pub use log::{LogReader, Reading, Recurrence};
