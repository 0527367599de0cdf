//! Why mail fails: a complaint and facts in, causes with their evidence out. Pure. Does not know how facts were
//! obtained, and knows no language.
//!
//! A cause is *proven* only by something seen in the account, in the app or in the words of the error itself. Where
//! something could not be seen it is *likely* or *possible*, and the evidence says what was not seen.
//!
//! Causes are an enum with a function each, in a file per family: adding one makes the compiler ask for its judgement,
//! its remedy and its texts. What is still worth asking is [`Diagnosis::ask`]; a caller that can ask does, and
//! diagnoses again.

mod app;
mod ask;
mod case;
mod cause;
mod causes;
pub mod checks;
mod complaint;
mod diagnose;
mod evidence;
mod fix;
mod formats;
mod log;
mod mending;
mod reading;
mod received;
mod remedy;
mod test_send;
pub use ask::Ask;
pub use cause::{Cause, Certainty, Finding, RuledOut};
pub use complaint::{Api, Complaint, Denier, KeySort, Kind, Received, Verified};
pub use diagnose::{Diagnosis, diagnose, fill_in};
pub use evidence::{EnvAt, Evidence, NamedBy, OverriddenBy, SdkState};
pub use fix::{Fix, FixOffer, in_order, next_offer};
pub use log::{LogReader, Reading, Recurrence};
pub use mending::mended_by;
pub use received::{AuthAdvice, AuthCheck, AuthVerdict};
pub use test_send::{AppsTest, InForce, NoTest, apps_test, refused_recipient};
