//! An SPF record as its terms. Knows what voids it by itself, and nothing of what it leads to.

use super::{
    fault::SpfFault,
    term::{Mechanism, Term, TermKind},
};

/// A record whose every term is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spf {
    pub(super) terms: Vec<Term>,
}

impl Spf {
    /// Whether receivers take the text for SPF at all, be it right or wrong. A blank before it is enough that they do not.
    pub fn is_meant(text: &str) -> bool {
        let version = text.split(' ').next().unwrap_or_default();
        version.eq_ignore_ascii_case("v=spf1")
    }

    /// The record, or what voids it. The text is one that [`is_meant`](Spf::is_meant).
    pub fn read(text: &str) -> Result<Spf, SpfFault> {
        if !text.starts_with("v=spf1") {
            return Err(SpfFault::Version);
        }
        let terms = Spf::texts(text).map(|term| Term::read(term).ok_or_else(|| SpfFault::Term(term.into())));
        let spf = Spf { terms: terms.collect::<Result<_, _>>()? };
        let mut modifiers: Vec<String> = spf.terms.iter().filter_map(Term::modifier).collect();
        modifiers.sort();
        if let Some(twice) = modifiers.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(SpfFault::Repeated(twice[0].clone()));
        }
        let without_labels = spf.evaluated().find(|term| term.takes_no_labels()).map(|term| term.text.clone());
        match without_labels {
            Some(term) => Err(SpfFault::Term(term)),
            None => Ok(spf),
        }
    }

    /// Its terms, as far as the first `all`: behind that a receiver looks at none. `redirect=` comes last, where it counts.
    pub(super) fn evaluated(&self) -> impl Iterator<Item = &Term> {
        let is_all = |term: &&Term| matches!(term.kind, TermKind::Mechanism(_, Mechanism::All));
        let end = self.terms.iter().position(|term| is_all(&term)).map_or(self.terms.len(), |at| at + 1);
        let redirect = self.terms.iter().find(|term| matches!(term.kind, TermKind::Redirect(_)));
        let last = redirect.filter(|_| !self.terms.iter().any(|term| is_all(&term)));
        self.terms[..end].iter().filter(|term| matches!(term.kind, TermKind::Mechanism(..))).chain(last)
    }

    /// What stands between blanks behind the version. Only U+0020 separates.
    pub(super) fn texts(text: &str) -> impl Iterator<Item = &str> {
        text.split(' ').skip(1).filter(|term| !term.is_empty())
    }
}
