//! What to do with the SPF texts at a name so that SES may send: a second record would void the first, so the one that is there
//! is changed. What is proposed has been judged as receivers judge. Does not know which name it is.

use super::{
    OUR_SPF, SES,
    fault::SpfFault,
    judge::{Lookup, SpfVerdict, judge},
    record::Spf,
    term::{Mechanism, Qualifier, Term, TermKind},
};
use crate::dns::RecordType;

/// What to do with the texts at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpfMerge {
    /// There is none yet: add this one.
    Add(String),
    /// This one is there and suffices.
    Keep(String),
    /// Replace the first by the second.
    Replace {
        /// What is there.
        old: String,
        /// What to type instead.
        new: String,
        /// What is wrong with it.
        fault: SpfFault,
    },
    /// It asks DNS so often that SES has no room in it: what it names has to go to another name. So with several together.
    Full {
        /// What is there.
        old: Vec<String>,
        /// So many look-ups it has, with SES.
        lookups: usize,
    },
    /// Several are there, which makes all of them void: leave one, with this text.
    Reduce {
        /// What is there.
        old: Vec<String>,
        /// What the one that stays should say.
        new: String,
    },
    /// That depends on the answers to these questions.
    Lacks(Vec<(String, RecordType)>),
    /// This name did not answer, so nobody can say.
    Unclear(String),
}

/// How the texts at a name are changed so that SES may send. Texts that are not SPF stay.
pub fn merge_spf(there: &[String], at: &Lookup<'_>) -> SpfMerge {
    let meant: Vec<&String> = there.iter().filter(|text| Spf::is_meant(text)).collect();
    match meant.as_slice() {
        [] => SpfMerge::Add(OUR_SPF.into()),
        [text] => match judge(text, at) {
            SpfVerdict::Passes => SpfMerge::Keep((*text).clone()),
            SpfVerdict::Lacks(questions) => SpfMerge::Lacks(questions),
            SpfVerdict::Unclear(name) => SpfMerge::Unclear(name),
            SpfVerdict::Fails(fault) => match proposed(&joined(&meant), at) {
                Proposal::Text(new) => SpfMerge::Replace { old: (*text).clone(), new, fault },
                Proposal::Full(lookups) => SpfMerge::Full { old: vec![(*text).clone()], lookups },
                Proposal::Lacks(questions) => SpfMerge::Lacks(questions),
            },
        },
        several => {
            let old = several.iter().map(|it| (*it).clone()).collect();
            match proposed(&joined(several), at) {
                Proposal::Text(new) => SpfMerge::Reduce { old, new },
                Proposal::Full(lookups) => SpfMerge::Full { old, lookups },
                Proposal::Lacks(questions) => SpfMerge::Lacks(questions),
            }
        }
    }
}

enum Proposal {
    Text(String),
    Full(usize),
    Lacks(Vec<(String, RecordType)>),
}

/// The terms that receivers can read: of one record all of them, of several each mechanism before an `all` once, and the end of
/// the first that has an end. A modifier stands once.
fn joined(several: &[&String]) -> Vec<Term> {
    let read = |text: &'_ String| Spf::texts(text).filter_map(Term::read).filter(|it| !it.takes_no_labels()).collect();
    let all: Vec<Vec<Term>> = several.iter().map(|text| read(text)).collect();
    if let [only] = all.as_slice() {
        let mut seen: Vec<String> = Vec::new();
        return only.iter().filter(|term| is_first(term, &mut seen)).cloned().collect();
    }
    let mut terms: Vec<Term> = Vec::new();
    for term in all.iter().flat_map(|terms| terms.iter().take_while(|term| !is_all(term))) {
        if term.modifier().is_none() && !terms.contains(term) {
            terms.push(term.clone());
        }
    }
    let every = || all.iter().flatten();
    // Where there is an `all`, a `redirect=` is never reached.
    let end = every().find(|it| is_all(it)).or_else(|| every().find(|it| matches!(it.kind, TermKind::Redirect(_))));
    terms.extend(end.cloned());
    terms
}

/// Whether it is no modifier that was there before.
fn is_first(term: &Term, seen: &mut Vec<String>) -> bool {
    match term.modifier() {
        Some(name) if seen.contains(&name) => false,
        Some(name) => {
            seen.push(name);
            true
        }
        None => true,
    }
}

/// The first of the ways to let SES send that receivers pass: as little as possible is changed.
fn proposed(terms: &[Term], at: &Lookup<'_>) -> Proposal {
    let mut terms = terms.to_vec();
    let mut full = None;
    loop {
        let mut broken = None;
        for text in [written(&terms), with_ses(&terms, end_of(&terms)), with_ses(&terms, 0)] {
            match judge(&text, at) {
                // A name that does not answer now will be judged once it does.
                SpfVerdict::Passes | SpfVerdict::Unclear(_) => return Proposal::Text(text),
                SpfVerdict::Lacks(questions) => return Proposal::Lacks(questions),
                SpfVerdict::Fails(SpfFault::LookUps(n)) => full = full.max(Some(n)),
                SpfVerdict::Fails(
                    SpfFault::NothingThere(name)
                    | SpfFault::SeveralThere(name)
                    | SpfFault::BrokenThere { name, .. }
                    | SpfFault::Circle(name)
                    | SpfFault::ManyMx(name),
                ) => broken = Some(vec![name]),
                SpfVerdict::Fails(SpfFault::Void(names)) => broken = Some(names),
                SpfVerdict::Fails(
                    SpfFault::NotIncluded
                    | SpfFault::Refused(_)
                    | SpfFault::Version
                    | SpfFault::Term(_)
                    | SpfFault::Repeated(_),
                ) => {}
            }
        }
        // What names something void goes; where that lies deeper, or nothing is to blame, ours stands alone.
        let before = terms.len();
        terms.retain(|term| !broken.iter().flatten().any(|name| names(term, name, at.name)));
        if terms.len() == before {
            return match full {
                Some(lookups) => Proposal::Full(lookups),
                None => Proposal::Text(OUR_SPF.into()),
            };
        }
    }
}

/// Whether a term asks for this name; with macros, it may be any.
fn names(term: &Term, name: &str, own: &str) -> bool {
    let spec = match &term.kind {
        TermKind::Mechanism(_, Mechanism::Include(spec) | Mechanism::Exists(spec)) | TermKind::Redirect(spec) => spec,
        TermKind::Mechanism(_, Mechanism::A(Some(spec), ..) | Mechanism::Mx(Some(spec), ..)) => spec,
        TermKind::Mechanism(_, Mechanism::Ptr(Some(spec))) => spec,
        TermKind::Mechanism(_, Mechanism::A(None, ..) | Mechanism::Mx(None, ..) | Mechanism::Ptr(None)) => {
            return name == own;
        }
        TermKind::Mechanism(_, Mechanism::All | Mechanism::Ip(_)) | TermKind::Explanation | TermKind::Other => {
            return false;
        }
    };
    spec.strip_suffix('.').unwrap_or(spec) == name || spec.contains('%')
}

fn written(terms: &[Term]) -> String {
    let texts = terms.iter().map(|term| term.text.as_str());
    std::iter::once("v=spf1").chain(texts).collect::<Vec<_>>().join(" ")
}

fn with_ses(terms: &[Term], place: usize) -> String {
    let ours = Term::read(&format!("include:{SES}"));
    let (before, behind) = terms.split_at(place);
    written(&before.iter().cloned().chain(ours).chain(behind.iter().cloned()).collect::<Vec<_>>())
}

/// Where a term still counts: before `all`, a modifier, and before what keeps SES out.
fn end_of(terms: &[Term]) -> usize {
    let ends = |term: &Term| is_end(term) || refuses_ses(term);
    terms.iter().position(ends).unwrap_or(terms.len())
}

fn is_end(term: &Term) -> bool {
    match term.kind {
        TermKind::Mechanism(_, Mechanism::All) | TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => {
            true
        }
        TermKind::Mechanism(..) => false,
    }
}

fn is_all(term: &Term) -> bool {
    matches!(term.kind, TermKind::Mechanism(_, Mechanism::All))
}

fn refuses_ses(term: &Term) -> bool {
    match &term.kind {
        TermKind::Mechanism(Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral, Mechanism::Include(spec)) => {
            spec.strip_suffix('.').unwrap_or(spec) == SES
        }
        TermKind::Mechanism(..) | TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => false,
    }
}
