//! What to do with the SPF texts at a name so that SES may send: a second record would void the first, so the one that is there
//! is changed. What is proposed has been judged as receivers judge. Does not know which name it is.

use super::{
    OUR_SPF, SES,
    fault::SpfFault,
    judge::{Lookup, SpfVerdict, judge},
    open::{is_open, open_term},
    record::Spf,
    term::{Mechanism, Qualifier, Term, TermKind},
};
use crate::dns::RecordType;

/// What to do with the texts at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpfMerge {
    /// The name has no record yet: add this one.
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
    /// This name did not answer, so it is not known.
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
            SpfVerdict::Fails(fault) => match proposed(&joined(&meant, at), at) {
                Proposal::Text(new) => SpfMerge::Replace { old: (*text).clone(), new, fault },
                Proposal::Full(lookups) => SpfMerge::Full { old: vec![(*text).clone()], lookups },
                Proposal::Lacks(questions) => SpfMerge::Lacks(questions),
            },
        },
        several => {
            let old = several.iter().map(|it| (*it).clone()).collect();
            match proposed(&joined(several, at), at) {
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
/// the first that has an end. A modifier stands once, and nothing passes everybody.
fn joined(several: &[&String], at: &Lookup<'_>) -> Vec<Term> {
    let all: Vec<Meant> = several.iter().map(|text| meant(text, at)).collect();
    let is_shut = all.iter().any(|it| it.wants_an_end);
    if let [only] = all.as_slice() {
        let mut seen: Vec<String> = Vec::new();
        let terms = only.terms.iter().filter(|term| is_first(term, &mut seen)).cloned().collect();
        return with_end(terms, is_shut);
    }
    let mut terms: Vec<Term> = Vec::new();
    for term in all.iter().flat_map(|it| it.terms.iter().take_while(|term| !is_all(term))) {
        if term.modifier().is_none() && !terms.contains(term) {
            terms.push(term.clone());
        }
    }
    let every = || all.iter().flat_map(|it| &it.terms);
    // Where there is an `all`, a `redirect=` is never reached.
    let end = every().find(|it| is_all(it)).or_else(|| every().find(|it| matches!(it.kind, TermKind::Redirect(_))));
    terms.extend(end.cloned());
    with_end(terms, is_shut)
}

/// What a text was meant to say.
struct Meant {
    terms: Vec<Term>,
    /// Something was taken from it that others are kept out by, or that let everybody in.
    wants_an_end: bool,
}

/// The terms of a text, slips of the keyboard read as what they are: a sign with a blank behind it, a dash for a hyphen, an end
/// without a blank before it, `=` for `:`. What passes everybody is left out.
fn meant(text: &str, at: &Lookup<'_>) -> Meant {
    let plain: String = text.chars().map(plain_sign).collect();
    let mut words: Vec<String> = Vec::new();
    let mut sign = String::new();
    for word in plain.split_whitespace().skip(1) {
        let word = std::mem::take(&mut sign) + word;
        if word.trim_start_matches(SIGNS).is_empty() {
            sign = word;
        } else {
            words.extend(cut_apart(&word));
        }
    }
    let mut wants_an_end = !sign.is_empty();
    let mut terms = Vec::new();
    for word in words {
        let read = Term::read(&as_mechanism(&word)).filter(|it| !it.takes_no_labels());
        match read {
            // An end that lets everybody in is an end all the same.
            Some(term) if is_all(&term) && is_open(&term, at) => terms.extend(Term::read("~all")),
            Some(term) if is_open(&term, at) => wants_an_end = true,
            Some(term) => terms.push(term),
            None => wants_an_end |= word.starts_with(SIGNS),
        }
    }
    Meant { terms, wants_an_end }
}

const SIGNS: [char; 4] = ['+', '-', '~', '?'];

/// What word processors make of a hyphen or a tilde, as it was typed.
fn plain_sign(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        '\u{02dc}' | '\u{223c}' | '\u{301c}' | '\u{ff5e}' => '~',
        c => c,
    }
}

/// An `all` with its sign, apart from the term that it was typed together with; of several signs the last counts.
fn cut_apart(word: &str) -> Vec<String> {
    let lower = word.to_ascii_lowercase();
    let Some(before) = lower.strip_suffix("all").filter(|it| it.ends_with(SIGNS)) else { return vec![word.into()] };
    let (head, end) = word.split_at(before.len() - 1);
    let head = head.trim_end_matches(SIGNS);
    [head, end].into_iter().filter(|it| !it.is_empty()).map(String::from).collect()
}

/// `include=name` was meant as `include:name`, and to receivers says nothing.
fn as_mechanism(word: &str) -> String {
    let named = |name: &str| {
        let name = name.trim_start_matches(SIGNS).to_ascii_lowercase();
        ["include", "a", "mx", "ptr", "ip4", "ip6", "exists"].contains(&name.as_str())
    };
    match word.split_once('=') {
        Some((name, value)) if named(name) => format!("{name}:{value}"),
        // Some receivers know a modifier in small letters alone.
        Some((name, value)) if name.eq_ignore_ascii_case("redirect") => format!("redirect={value}"),
        Some(_) | None => word.into(),
    }
}

/// The terms, with an end where they want one.
fn with_end(mut terms: Vec<Term>, wants_an_end: bool) -> Vec<Term> {
    let ends = |term: &Term| is_all(term) || matches!(term.kind, TermKind::Redirect(_));
    if wants_an_end && !terms.iter().any(ends) {
        terms.extend(Term::read("~all"));
    }
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
                    | SpfFault::Capitals
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

/// The terms with ours at a place. Where ours stood already it did nothing, and is not said twice.
fn with_ses(terms: &[Term], place: usize) -> String {
    let ours = Term::read(&format!("include:{SES}"));
    let (before, behind) = terms.split_at(place);
    let kept = |terms: &[Term]| terms.iter().filter(|it| !includes_ses(it)).cloned().collect::<Vec<_>>();
    written(&kept(before).into_iter().chain(ours).chain(kept(behind)).collect::<Vec<_>>())
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
    includes_ses(term) && !matches!(term.kind, TermKind::Mechanism(Qualifier::Pass, _))
}

fn includes_ses(term: &Term) -> bool {
    match &term.kind {
        TermKind::Mechanism(_, Mechanism::Include(spec)) => spec.strip_suffix('.').unwrap_or(spec) == SES,
        TermKind::Mechanism(..) | TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => false,
    }
}

/// What to type instead of a record that lets SES send, and everybody else; none where it does not.
pub fn shut(text: &str, at: &Lookup<'_>) -> Option<String> {
    let _ = open_term(text, at)?;
    Some(match proposed(&joined(&[&text.to_owned()], at), at) {
        Proposal::Text(new) => new,
        Proposal::Full(_) | Proposal::Lacks(_) => OUR_SPF.into(),
    })
}
