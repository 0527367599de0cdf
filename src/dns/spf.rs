//! An SPF record (RFC 7208), read and judged as receivers do: one bad term anywhere voids it, and so does an eleventh
//! look-up. Does not know at which name a text stands, and asks no server: what a judgement lacks, it names.
//!
//! Why not a crate? Those that we found evaluate one message through a resolver of their own and answer with a word. Here the
//! answer is the term that is at fault and the text to type instead, the questions go through our own edge, and what some
//! receivers would refuse counts as refused. The tests hold each judgement against such readers.

mod fault;
mod judge;
mod merge;
mod open;
mod record;
mod term;

pub use self::{
    fault::SpfFault,
    judge::{Lookup, SpfVerdict, judge},
    merge::{SpfMerge, merge_spf, shut},
    record::Spf,
    term::{IpRange, Mechanism, Qualifier, Term, TermKind},
};

/// The domain of SES in an SPF record.
pub const SES: &str = "amazonses.com";

/// The SPF record for the MAIL FROM domain.
pub const OUR_SPF: &str = "v=spf1 include:amazonses.com ~all";

/// So many look-ups a receiver makes for one message (RFC 7208, 4.6.4).
pub const MOST_LOOKUPS: usize = 10;

/// So many of them may find nothing.
pub const MOST_VOID: usize = 2;
