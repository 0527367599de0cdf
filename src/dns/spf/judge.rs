//! Whether receivers pass mail from SES by an SPF text at a name. Asks no server: it is given answers, and names the questions
//! that it still has.
//!
//! Readers differ in how much of a record they look at: some stop at the term that matches, others walk through everything
//! that is included. What one of them refuses counts as refused, so the look-ups of the whole tree are counted.
//!
//! SES's own record is known to hold addresses alone, and to pass for whatever SES sends: an `include:` of it is one look-up and
//! a match. Only where the outcome hangs on addresses it is asked which ones SES has, and each end of each range is tried.
//!
//! A stranger's text leads where it likes: in circles, or through macros to names without end. So every way into another record
//! is counted and remembered ([`Walk::inside`]), and so many addresses are tried and no more.

use std::{
    cell::{Cell, RefCell},
    net::{IpAddr, Ipv4Addr},
};

use super::{
    MOST_LOOKUPS, MOST_VOID, SES,
    fault::SpfFault,
    record::Spf,
    term::{IpRange, Mechanism, Qualifier, Term, TermKind},
};
use crate::dns::{Answer, RecordType};

/// How a receiver judges mail from SES under this text. The text is one that is meant as SPF.
pub fn judge(text: &str, at: &Lookup<'_>) -> SpfVerdict {
    let walk = Walk::of(at, None);
    let told = walk.count(text).and_then(|spf| match walk.outlook(&spf, at.name) {
        Outlook::Passes => Ok(()),
        Outlook::Fails(fault) => Err(fault),
        Outlook::Depends => walk.by_address(&spf),
    });
    let (lacks, silent) = (walk.lacks.into_inner(), walk.silent.into_inner());
    let fault = told.err();
    // However the rest would be answered.
    let is_final = fault.as_ref().is_some_and(|it| match it {
        SpfFault::Version | SpfFault::Term(_) | SpfFault::Repeated(_) | SpfFault::LookUps(_) => true,
        SpfFault::NotIncluded
        | SpfFault::Refused(_)
        | SpfFault::Capitals
        | SpfFault::Void(_)
        | SpfFault::ManyMx(_)
        | SpfFault::NothingThere(_)
        | SpfFault::SeveralThere(_)
        | SpfFault::BrokenThere { .. }
        | SpfFault::Circle(_) => false,
    });
    match (fault, silent) {
        (Some(fault), _) if is_final => SpfVerdict::Fails(fault),
        (Some(_) | None, _) if !lacks.is_empty() => SpfVerdict::Lacks(lacks),
        (Some(fault), None) => SpfVerdict::Fails(fault),
        (Some(_) | None, Some(server)) => SpfVerdict::Unclear(server),
        (None, None) => SpfVerdict::Passes,
    }
}

/// Where a text stands, and what DNS says of other names.
pub struct Lookup<'a> {
    /// The name that the text stands at, without the last dot.
    pub name: &'a str,
    /// The answer to a question, if it was asked.
    pub answers: &'a dyn Fn(&str, RecordType) -> Option<Answer>,
}

/// What receivers do with mail from SES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpfVerdict {
    /// They pass it.
    Passes,
    /// They do not, and why.
    Fails(SpfFault),
    /// That depends on the answers to these questions.
    Lacks(Vec<(String, RecordType)>),
    /// This name did not answer, so it is not known.
    Unclear(String),
}

/// What can be said without an address.
enum Outlook {
    Passes,
    Fails(SpfFault),
    /// On which of SES's addresses sends.
    Depends,
}

/// Whether a term matches mail from SES.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matches {
    Yes,
    No,
    Maybe,
}

struct Walk<'a> {
    at: &'a Lookup<'a>,
    /// The sender that is tried.
    ses: Option<IpAddr>,
    lacks: RefCell<Vec<(String, RecordType)>>,
    silent: RefCell<Option<String>>,
    /// Ends of ranges in the record, at which the outcome may change.
    points: RefCell<Vec<IpAddr>>,
    /// The names whose records are being read, one within the other, below the first.
    within: RefCell<Vec<String>>,
    /// How often another record was gone into.
    entered: Cell<usize>,
    /// How many terms were held against the sender that is tried.
    evaluated: Cell<usize>,
}

/// So often one judgement goes into another record. Each of the ten look-ups may be gone into once more at each level.
const MOST_ENTERED: usize = 1000;

/// So many addresses of SES are tried; at more the outcome could change only in a record that no receiver reads in time.
const MOST_TRIED: usize = 500;

/// So many terms are held against one sender: those of the longest answer that DNS gives are fewer.
const MOST_EVALUATED: usize = 20_000;

/// What a walk through everything that is included has counted.
#[derive(Default)]
struct Count {
    lookups: usize,
    void: Vec<String>,
    within: Vec<String>,
    /// Whether a receiver has found its match, and evaluates no further.
    is_decided: bool,
}

impl<'a> Walk<'a> {
    fn of(at: &'a Lookup<'a>, ses: Option<IpAddr>) -> Walk<'a> {
        Walk {
            at,
            ses,
            lacks: RefCell::default(),
            silent: RefCell::default(),
            points: RefCell::default(),
            within: RefCell::default(),
            entered: Cell::default(),
            evaluated: Cell::default(),
        }
    }

    /// Goes into the record of another name; an error where that would be a circle, or has no end.
    fn inside<T>(&self, name: &str, go: impl FnOnce() -> T) -> Result<T, SpfFault> {
        let is_above = |above: &String| above == name;
        if name == self.at.name || self.within.borrow().iter().any(is_above) {
            return Err(SpfFault::Circle(name.into()));
        }
        self.entered.set(self.entered.get() + 1);
        if self.within.borrow().len() >= MOST_LOOKUPS || self.entered.get() > MOST_ENTERED {
            return Err(SpfFault::LookUps(MOST_LOOKUPS + 1));
        }
        self.within.borrow_mut().push(name.into());
        let told = go();
        self.within.borrow_mut().pop();
        Ok(told)
    }

    /// Counts what the record costs, and finds what voids it.
    fn count(&self, text: &str) -> Result<Spf, SpfFault> {
        let spf = Spf::read(text)?;
        let mut count = Count { within: vec![self.at.name.into()], ..Count::default() };
        let told = self.walk(&spf, self.at.name, &mut count);
        if count.lookups > MOST_LOOKUPS {
            return Err(SpfFault::LookUps(count.lookups));
        }
        told?;
        if count.void.len() > MOST_VOID {
            return Err(SpfFault::Void(count.void));
        }
        Ok(spf)
    }

    fn walk(&self, spf: &Spf, domain: &str, count: &mut Count) -> Result<(), SpfFault> {
        for term in spf.evaluated() {
            let asks = !matches!(term.kind, TermKind::Mechanism(_, Mechanism::All | Mechanism::Ip(_)));
            count.lookups += usize::from(asks);
            // The eleventh is the last: what lies behind it may be without end.
            if count.lookups > MOST_LOOKUPS {
                return Ok(());
            }
            match &term.kind {
                // Behind it stands nothing that is evaluated, here; above an `include:` more may follow.
                TermKind::Mechanism(_, Mechanism::All) => {}
                TermKind::Mechanism(_, Mechanism::Ip(range)) => self.points.borrow_mut().extend(range.ends()),
                TermKind::Mechanism(_, Mechanism::Include(spec)) | TermKind::Redirect(spec) => {
                    match self.static_name(spec, domain, count) {
                        Some(name) if is_ses(&name) => count.is_decided = true,
                        Some(name) => self.walk_into(&name, count)?,
                        None => {}
                    }
                }
                TermKind::Mechanism(_, Mechanism::A(spec, ..) | Mechanism::Ptr(spec)) => {
                    if let Some(name) = self.static_name(spec.as_deref().unwrap_or(domain), domain, count)
                        && self.addresses(&name).is_some_and(|found| found.is_empty())
                        && (!count.is_decided || self.values(&name, RecordType::Aaaa).is_some_and(|it| it.is_empty()))
                    {
                        count.void.push(name);
                    }
                }
                TermKind::Mechanism(_, Mechanism::Mx(spec, ..)) => {
                    if let Some(name) = self.static_name(spec.as_deref().unwrap_or(domain), domain, count) {
                        self.count_mx(name, count)?;
                    }
                }
                TermKind::Mechanism(_, Mechanism::Exists(spec)) => {
                    if !count.is_decided
                        && let Some(name) = self.expanded(spec, domain)
                        && self.values(&name, RecordType::A).is_some_and(|found| found.is_empty())
                    {
                        count.void.push(name);
                    }
                }
                TermKind::Explanation | TermKind::Other => {}
            }
        }
        Ok(())
    }

    fn count_mx(&self, name: String, count: &mut Count) -> Result<(), SpfFault> {
        let Some(hosts) = self.mail_hosts(&name) else { return Ok(()) };
        if hosts.len() > MOST_LOOKUPS {
            return Err(SpfFault::ManyMx(name));
        }
        if hosts.is_empty() {
            count.void.push(name);
        }
        for host in hosts.into_iter().filter(|_| !count.is_decided) {
            if self.addresses(&host).is_some_and(|found| found.is_empty()) {
                count.void.push(host);
            }
        }
        Ok(())
    }

    fn walk_into(&self, name: &str, count: &mut Count) -> Result<(), SpfFault> {
        if count.within.iter().any(|above| above == name) {
            return Err(SpfFault::Circle(name.into()));
        }
        if let Some(spf) = self.record_of(name)? {
            let was_decided = count.is_decided;
            count.within.push(name.into());
            self.walk(&spf, name, count)?;
            count.within.pop();
            // What is decided in there decides here only by a pass.
            let passes = || matches!(self.inside(name, || self.outlook(&spf, name)), Ok(Outlook::Passes));
            count.is_decided = was_decided || count.lookups <= MOST_LOOKUPS && passes();
        }
        Ok(())
    }

    /// The record at another name; none while it is not known.
    fn record_of(&self, name: &str) -> Result<Option<Spf>, SpfFault> {
        let Some(texts) = self.values(name, RecordType::Txt) else { return Ok(None) };
        let meant: Vec<&String> = texts.iter().filter(|text| Spf::is_meant(text)).collect();
        match meant.as_slice() {
            [] => Err(SpfFault::NothingThere(name.into())),
            [text] => match Spf::read(text) {
                Ok(spf) => Ok(Some(spf)),
                Err(SpfFault::Term(term) | SpfFault::Repeated(term)) => {
                    Err(SpfFault::BrokenThere { name: name.into(), term })
                }
                Err(SpfFault::Version) => {
                    let term = text.split(' ').next().unwrap_or_default().into();
                    Err(SpfFault::BrokenThere { name: name.into(), term })
                }
                Err(other) => Err(other),
            },
            [_, _, ..] => Err(SpfFault::SeveralThere(name.into())),
        }
    }

    /// What the order of the terms alone says.
    fn outlook(&self, spf: &Spf, domain: &str) -> Outlook {
        // A term that may match hides what follows: one that passes hides a refusal, one that refuses a pass.
        let (mut may_pass, mut may_refuse) = (false, false);
        for term in spf.evaluated() {
            let (qualifier, matches) = match &term.kind {
                TermKind::Mechanism(qualifier, mechanism) => (*qualifier, self.may_match(mechanism, domain)),
                TermKind::Redirect(spec) => {
                    let there = if term.is_known_to_all() {
                        self.outlook_at(spec, domain)
                    } else {
                        Outlook::Fails(SpfFault::Capitals)
                    };
                    return match there {
                        Outlook::Passes if !may_refuse => Outlook::Passes,
                        Outlook::Fails(fault) if !may_pass => Outlook::Fails(fault),
                        Outlook::Passes | Outlook::Fails(_) | Outlook::Depends => Outlook::Depends,
                    };
                }
                TermKind::Explanation | TermKind::Other => continue,
            };
            match (matches, qualifier) {
                (Matches::No, Qualifier::Pass | Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral) => {}
                (Matches::Maybe, Qualifier::Pass) => may_pass = true,
                (Matches::Maybe, Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral) => may_refuse = true,
                (Matches::Yes, Qualifier::Pass) if may_refuse => return Outlook::Depends,
                (Matches::Yes, Qualifier::Pass) => return Outlook::Passes,
                (Matches::Yes, Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral) if may_pass => {
                    return Outlook::Depends;
                }
                (Matches::Yes, Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral) => {
                    return Outlook::Fails(refusal(&term.text, &term.kind));
                }
            }
        }
        if may_pass { Outlook::Depends } else { Outlook::Fails(SpfFault::NotIncluded) }
    }

    fn outlook_at(&self, spec: &str, domain: &str) -> Outlook {
        match self.expanded(spec, domain) {
            Some(name) if is_ses(&name) => Outlook::Passes,
            Some(name) => match self.record_of(&name) {
                Ok(Some(spf)) => self.inside(&name, || self.outlook(&spf, &name)).unwrap_or_else(Outlook::Fails),
                Ok(None) => Outlook::Depends,
                Err(fault) => Outlook::Fails(fault),
            },
            None => Outlook::Depends,
        }
    }

    fn may_match(&self, mechanism: &Mechanism, domain: &str) -> Matches {
        match mechanism {
            Mechanism::All => Matches::Yes,
            Mechanism::Include(spec) => match self.outlook_at(spec, domain) {
                Outlook::Passes => Matches::Yes,
                Outlook::Fails(_) => Matches::No,
                Outlook::Depends => Matches::Maybe,
            },
            Mechanism::A(..) | Mechanism::Mx(..) | Mechanism::Ptr(_) | Mechanism::Ip(_) | Mechanism::Exists(_) => {
                Matches::Maybe
            }
        }
    }

    /// The record, tried with addresses of SES.
    fn by_address(&self, spf: &Spf) -> Result<(), SpfFault> {
        let Some(ranges) = self.ranges_of_ses() else { return Ok(()) };
        let ends = ranges.iter().flat_map(IpRange::ends);
        let between = self.points.borrow().clone().into_iter().filter(|it| ranges.iter().any(|range| range.holds(*it)));
        let mut tried: Vec<IpAddr> = ends.chain(between).collect();
        if tried.is_empty() {
            // Nothing is known of its addresses; this is one that no host has.
            tried.push(Ipv4Addr::UNSPECIFIED.into());
        }
        tried.sort();
        tried.dedup();
        if tried.len() > MOST_TRIED {
            self.silent.borrow_mut().get_or_insert_with(|| self.at.name.into());
            tried.truncate(MOST_TRIED);
        }
        for ses in tried {
            let walk = Walk::of(self.at, Some(ses));
            let told = walk.evaluate(spf, self.at.name);
            self.lacks.borrow_mut().extend(walk.lacks.into_inner());
            if let Some(server) = walk.silent.into_inner() {
                self.silent.borrow_mut().get_or_insert(server);
            }
            told?;
        }
        Ok(())
    }

    fn ranges_of_ses(&self) -> Option<Vec<IpRange>> {
        let texts = self.values(SES, RecordType::Txt)?;
        let spf = texts.iter().find(|text| Spf::is_meant(text)).and_then(|text| Spf::read(text).ok());
        let ranges = spf.iter().flat_map(|spf| &spf.terms).filter_map(Term::passed_range);
        Some(ranges.collect())
    }

    /// One sender, term by term.
    fn evaluate(&self, spf: &Spf, domain: &str) -> Result<(), SpfFault> {
        for term in spf.evaluated() {
            self.evaluated.set(self.evaluated.get() + 1);
            if self.evaluated.get() > MOST_EVALUATED {
                self.silent.borrow_mut().get_or_insert_with(|| domain.into());
                return Ok(());
            }
            match &term.kind {
                TermKind::Mechanism(qualifier, mechanism) if self.is_match(mechanism, domain)? => {
                    return match qualifier {
                        Qualifier::Pass => Ok(()),
                        Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral => {
                            Err(refusal(&term.text, &term.kind))
                        }
                    };
                }
                TermKind::Redirect(spec) if term.is_known_to_all() => return self.evaluate_at(spec, domain),
                TermKind::Redirect(_) => return Err(SpfFault::Capitals),
                TermKind::Mechanism(..) | TermKind::Explanation | TermKind::Other => {}
            }
        }
        Err(SpfFault::NotIncluded)
    }

    fn evaluate_at(&self, spec: &str, domain: &str) -> Result<(), SpfFault> {
        match self.expanded(spec, domain) {
            Some(name) if is_ses(&name) => Ok(()),
            Some(name) => match self.record_of(&name)? {
                Some(spf) => self.inside(&name, || self.evaluate(&spf, &name))?,
                None => Ok(()),
            },
            None => Err(SpfFault::NotIncluded),
        }
    }

    /// Whether it matches the sender; an error where what it includes is void, which voids the record too.
    fn is_match(&self, mechanism: &Mechanism, domain: &str) -> Result<bool, SpfFault> {
        let Some(ses) = self.ses else { return Ok(false) };
        let near = |name: &str, v4: u8, v6: u8| {
            let found = self.values(name, RecordType::A).unwrap_or_default();
            found
                .iter()
                .filter_map(|it| it.parse::<IpAddr>().ok())
                .any(|address| IpRange { address, prefix: if address.is_ipv4() { v4 } else { v6 } }.holds(ses))
        };
        let named = |spec: &Option<String>| self.expanded(spec.as_deref().unwrap_or(domain), domain);
        Ok(match mechanism {
            Mechanism::All => true,
            Mechanism::Include(spec) => match self.evaluate_at(spec, domain) {
                Ok(()) => true,
                Err(SpfFault::NotIncluded | SpfFault::Refused(_) | SpfFault::Capitals) => false,
                Err(void) => return Err(void),
            },
            Mechanism::Ip(range) => range.holds(ses),
            Mechanism::A(spec, v4, v6) => named(spec).is_some_and(|name| near(&name, *v4, *v6)),
            Mechanism::Mx(spec, v4, v6) => {
                let hosts = named(spec).and_then(|name| self.mail_hosts(&name)).unwrap_or_default();
                hosts.iter().any(|host| near(host, *v4, *v6))
            }
            Mechanism::Exists(spec) => {
                let name = self.expanded(spec, domain);
                name.and_then(|name| self.values(&name, RecordType::A)).is_some_and(|found| !found.is_empty())
            }
            // The addresses of SES lead back to names of SES.
            Mechanism::Ptr(spec) => named(spec).is_some_and(|name| is_ses(&name)),
        })
    }

    /// A host that is the root says that the name takes no mail (RFC 7505), and has no address.
    fn mail_hosts(&self, name: &str) -> Option<Vec<String>> {
        let values = self.values(name, RecordType::Mx)?;
        let hosts = values.iter().map(|value| value.split_once(' ').map_or(value.as_str(), |(_, host)| host));
        Some(hosts.filter(|host| !matches!(*host, "" | ".")).map(String::from).collect())
    }

    /// The addresses at a name, at which the outcome may change too.
    fn addresses(&self, name: &str) -> Option<Vec<String>> {
        let found = self.values(name, RecordType::A)?;
        self.points.borrow_mut().extend(found.iter().filter_map(|it| it.parse::<IpAddr>().ok()));
        Some(found)
    }

    /// The values at a name; none while it was not asked, or where it does not answer.
    fn values(&self, name: &str, kind: RecordType) -> Option<Vec<String>> {
        match (self.at.answers)(name, kind) {
            Some(Answer::Found(values)) => Some(values),
            Some(Answer::NoName | Answer::NoData) => Some(Vec::new()),
            Some(Answer::Silent(_)) => {
                self.silent.borrow_mut().get_or_insert_with(|| name.into());
                None
            }
            None => {
                let question = (name.to_owned(), kind);
                let mut lacks = self.lacks.borrow_mut();
                if !lacks.contains(&question) {
                    lacks.push(question);
                }
                None
            }
        }
    }

    /// A name that every reader looks at. One with macros depends on the message, so none looks at it behind the match.
    fn static_name(&self, spec: &str, domain: &str, count: &Count) -> Option<String> {
        (!count.is_decided || !spec.contains('%')).then(|| self.expanded(spec, domain)).flatten()
    }

    /// The name, macros filled in for a bounce that SES sends.
    fn expanded(&self, spec: &str, domain: &str) -> Option<String> {
        let mut name = String::new();
        let mut rest = spec;
        while let Some(at) = rest.find('%') {
            name += &rest[..at];
            rest = &rest[at + 1..];
            match rest.as_bytes().first()? {
                b'%' => name.push('%'),
                b'_' => name.push(' '),
                b'-' => name += "%20",
                _ => {
                    let end = rest.find('}')?;
                    name += &transformed(&rest[1..end], &self.letter(&rest[1..2].to_ascii_lowercase(), domain)?);
                    rest = &rest[end..];
                }
            }
            rest = &rest[1..];
        }
        name += rest;
        // RFC 7208, 7.3: what is too long loses labels at its beginning.
        let mut name = name.strip_suffix('.').unwrap_or(&name);
        while name.len() > 253 {
            name = name.split_once('.')?.1;
        }
        Some(name.to_ascii_lowercase())
    }

    fn letter(&self, letter: &str, domain: &str) -> Option<String> {
        Some(match letter {
            "s" => format!("bounce@{}", self.at.name),
            "l" => "bounce".into(),
            "o" => self.at.name.into(),
            "d" => domain.into(),
            "h" => format!("a1-1.smtp-out.{SES}"),
            "v" => "in-addr".into(),
            "i" => self.ses.or_else(|| self.ranges_of_ses()?.first().map(|range| range.ends()[0]))?.to_string(),
            _ => "unknown".into(),
        })
    }
}

/// A macro's value as its transformers want it: so many labels from the right, in either order.
fn transformed(body: &str, value: &str) -> String {
    let behind = body[1..].trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = &body[1..body.len() - behind.len()];
    let (is_reversed, delimiters) = match behind.strip_prefix(['r', 'R']) {
        Some(rest) => (true, rest),
        None => (false, behind),
    };
    let delimiters = if delimiters.is_empty() { "." } else { delimiters };
    let mut labels: Vec<&str> = value.split(|it: char| delimiters.contains(it)).collect();
    if is_reversed {
        labels.reverse();
    }
    let kept = digits.parse().unwrap_or(labels.len()).min(labels.len());
    labels[labels.len() - kept..].join(".")
}

fn is_ses(name: &str) -> bool {
    name.strip_suffix('.').unwrap_or(name) == SES
}

/// What a match that does not pass means: of `all`, that SES is not in the record.
fn refusal(text: &str, kind: &TermKind) -> SpfFault {
    match kind {
        TermKind::Mechanism(_, Mechanism::All) => SpfFault::NotIncluded,
        TermKind::Mechanism(..) | TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => {
            SpfFault::Refused(text.into())
        }
    }
}
