//! Whether a record passes mail from any address: an `all` that passes, a range wider than any owner has, an `exists:` that is the
//! same for every sender. Such a record lets SES send, and all others; it is never proposed. Asks no server: what was not asked is
//! not held against it.

use std::{collections::BTreeSet, net::IpAddr};

use super::{
    MOST_LOOKUPS, SES,
    judge::Lookup,
    record::Spf,
    term::{IpRange, Mechanism, Qualifier, Term, TermKind},
};
use crate::dns::{Answer, RecordType};

/// The first term by which every sender passes under this text, as it is written; `None` without such a term, or
/// without a record.
pub fn open_term(text: &str, at: &Lookup<'_>) -> Option<String> {
    let spf = Spf::read(text).ok()?;
    spf.evaluated().find(|term| is_open(term, at)).map(|term| term.text.clone())
}

/// Whether a term passes every sender.
pub(super) fn is_open(term: &Term, at: &Lookup<'_>) -> bool {
    is_open_beside(term, at, &mut BTreeSet::new())
}

/// `met` are the names whose records were looked into on the way: a record may lead to itself, in many ways.
fn is_open_beside(term: &Term, at: &Lookup<'_>, met: &mut BTreeSet<String>) -> bool {
    match &term.kind {
        TermKind::Mechanism(Qualifier::Pass, mechanism) => match mechanism {
            Mechanism::All => true,
            Mechanism::Ip(IpRange { address: IpAddr::V4(_), prefix }) => *prefix < WIDEST_V4,
            Mechanism::Ip(IpRange { address: IpAddr::V6(_), prefix }) => *prefix < WIDEST_V6,
            Mechanism::A(_, v4, v6) | Mechanism::Mx(_, v4, v6) => *v4 < WIDEST_V4 || *v6 < WIDEST_V6,
            Mechanism::Exists(spec) => is_found_by_all(spec, at),
            Mechanism::Include(spec) => leads_to_open(spec, at, met),
            Mechanism::Ptr(_) => false,
        },
        TermKind::Redirect(spec) => leads_to_open(spec, at, met),
        TermKind::Mechanism(Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral, _)
        | TermKind::Explanation
        | TermKind::Other => false,
    }
}

/// No sender owns more than this: the registries give away no wider range.
const WIDEST_V4: u8 = 8;
const WIDEST_V6: u8 = 16;

/// A name without a macro is the same for every sender.
fn is_found_by_all(spec: &str, at: &Lookup<'_>) -> bool {
    let name = spec.strip_suffix('.').unwrap_or(spec);
    !name.contains('%') && matches!((at.answers)(name, RecordType::A), Some(Answer::Found(_)))
}

fn leads_to_open(spec: &str, at: &Lookup<'_>, met: &mut BTreeSet<String>) -> bool {
    let name = spec.strip_suffix('.').unwrap_or(spec);
    // With more look-ups the record is void, and passes nothing.
    if name == SES || name.contains('%') || met.len() >= MOST_LOOKUPS || !met.insert(name.to_ascii_lowercase()) {
        return false;
    }
    let Some(Answer::Found(texts)) = (at.answers)(name, RecordType::Txt) else { return false };
    let spf = texts.iter().find(|text| Spf::is_meant(text)).and_then(|text| Spf::read(text).ok());
    spf.is_some_and(|spf| spf.evaluated().any(|term| is_open_beside(term, at, met)))
}
