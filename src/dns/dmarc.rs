//! A DMARC record (RFC 7489, RFC 9989), read and judged as receivers do. Does not know at which name a text stands, and asks no
//! server.
//!
//! Receivers differ: some refuse a text for a stray word, others act on whatever they can read of it. So a text is right only
//! where all of them read the same policy; and where it is repaired, it keeps the strictest policy that one of them sees, because
//! that one is in force there today.

mod meant;
mod tag;

pub use self::tag::Disposition;
use self::{
    meant::{addresses, is_counted, is_for_addresses, is_found, is_meant},
    tag::{KNOWN, is_address},
};
use crate::terms::Domain;

/// The DMARC record for a domain without one: it asks receivers to refuse nothing.
pub const OUR_DMARC: &str = "v=DMARC1; p=none;";

/// What to do with the texts at a `_dmarc` name so that there is one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DmarcMerge {
    /// The name has no record yet: add this one.
    Add(String),
    /// This one is there and suffices.
    Keep(String),
    /// Not all receivers read it alike: replace the first by the second.
    Replace {
        /// What is there.
        old: String,
        /// What to type instead.
        new: String,
        /// What is wrong with it.
        flaw: DmarcFlaw,
    },
    /// Several are there, which makes all of them void at some receivers: leave one, with this text.
    Reduce {
        /// What is there.
        old: Vec<String>,
        /// What the one that stays should say: the strictest of them.
        new: String,
    },
}

/// What is wrong with a text, and what becomes of its parts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fault}{}{}", match by_none {
    None => String::new(),
    Some(policy) => format!("; receivers refuse it, and p={policy} is what it seems to mean"),
}, match left_out.as_slice() {
    [] => String::new(),
    some => format!("; no address: {}", some.join(", ")),
})]
pub struct DmarcFlaw {
    /// Why receivers refuse it.
    pub fault: DmarcFault,
    /// What it seems to ask for, where no receiver reads a policy in it.
    pub by_none: Option<Disposition>,
    /// What stands where reports are sent to, and is no address.
    pub left_out: Vec<String>,
}

/// Why receivers refuse a text, some or all of them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DmarcFault {
    /// Only some take another case than capitals, or something before it.
    #[error("it does not begin with v=DMARC1, the letters in capitals")]
    Version,
    /// Behind the version something else follows.
    #[error("behind v=DMARC1 there is no semicolon")]
    NotSeparated,
    /// Two semicolons with nothing between them.
    #[error("two semicolons stand together")]
    Nothing,
    /// Something between two semicolons is no tag.
    #[error("“{0}” is no tag=value")]
    Tag(String),
    /// A tag that stands twice.
    #[error("{0}= stands there twice")]
    Twice(String),
    /// A tag with a value that it cannot have.
    #[error("{tag}= cannot be “{value}”")]
    Value {
        /// Its name.
        tag: String,
        /// As it is there.
        value: String,
    },
    /// A tag that some receivers read by its beginning, and others not at all.
    #[error("{tag}={value} is strict to some receivers and relaxed to others")]
    Apart {
        /// Its name.
        tag: String,
        /// As it is there.
        value: String,
    },
    /// No `p=`.
    #[error("p= is missing")]
    NoPolicy,
}

/// How the texts at a `_dmarc` name are changed so that all receivers read one policy. None is lowered.
///
/// What stands alone is judged by what it was meant as. Beside a record that receivers find, they pass by what does not begin as
/// one (RFC 7489, 6.6.3), so it is no second record and its policy is in force nowhere.
pub fn merge_dmarc(there: &[String]) -> DmarcMerge {
    let has_found = there.iter().any(|text| is_found(text));
    let counts = |text: &&String| is_meant(text) && (!has_found || is_counted(text));
    let meant: Vec<&String> = there.iter().filter(counts).collect();
    match meant.as_slice() {
        [] => DmarcMerge::Add(OUR_DMARC.into()),
        [text] => match fault(text) {
            None => DmarcMerge::Keep((*text).clone()),
            Some(fault) => {
                let policies = Policies::meant_in(text);
                let Written { text: new, left_out } = written(text, &[text], policies);
                let by_none = (!is_read(text, &fault)).then_some(policies.own);
                DmarcMerge::Replace { old: (*text).clone(), new, flaw: DmarcFlaw { fault, by_none, left_out } }
            }
        },
        several => {
            // The first of the strictest stays, and is no weaker for subdomains than any other.
            let strictest = several.iter().rev().max_by_key(|text| Policies::meant_in(text).for_all());
            let all = several.iter().map(|text| Policies::meant_in(text).for_all());
            let wanted = all.reduce(|one, other| std::array::from_fn(|at| one[at].max(other[at])));
            let kept = strictest.zip(wanted).map(|(text, wanted)| {
                let new = written(text, several, Policies::meant_in(text).raised_to(wanted)).text;
                let is_well = fault(text).is_none() && meant::tags(text) == meant::tags(&new);
                if is_well { (*text).clone() } else { new }
            });
            DmarcMerge::Reduce {
                old: several.iter().map(|text| (*text).clone()).collect(),
                new: kept.unwrap_or_else(|| OUR_DMARC.into()),
            }
        }
    }
}

/// The domains of the mailboxes that reports are sent to, each once. The text is one that all receivers read.
pub fn report_domains(text: &str) -> Vec<String> {
    let mut domains: Vec<String> = Vec::new();
    for (_, value) in pairs(text).filter(|(name, _)| is_for_addresses(name)) {
        for address in value.split(',').filter_map(|it| it.trim().split_once('@')).map(|(_, domain)| domain) {
            // A limit of size, or a subject, may follow.
            let domain =
                address.split(['!', '?']).next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
            if !domain.is_empty() && !domains.contains(&domain) {
                domains.push(domain);
            }
        }
    }
    domains
}

/// Whether the text says that anybody may register names below the domain (RFC 9989, `psd`).
pub fn claims_a_suffix(text: &str) -> bool {
    pairs(text).any(|(name, value)| name == "psd" && value.eq_ignore_ascii_case("y"))
}

/// Whether some receiver takes one of the texts for DMARC.
pub fn is_in_force(texts: &[String]) -> bool {
    texts.iter().any(|text| is_seen(text))
}

/// Whether some receiver takes the text for DMARC: there are those that look for the version anywhere in it, blanks or not.
fn is_seen(text: &str) -> bool {
    let squeezed = text.split(';').map(|tag| tag.split_whitespace().collect::<String>().to_ascii_lowercase());
    squeezed.into_iter().any(|tag| tag.ends_with("v=dmarc1"))
}

/// Whether some receiver reads a policy in a text with this fault. Some refuse whatever is not as the RFC has it but for values
/// that they do not look at; others take any text in which what they look at can be read.
fn is_read(text: &str, fault: &DmarcFault) -> bool {
    let all = |wanted: &str, fits: fn(&str) -> bool| {
        pairs(text).filter(|(name, _)| name == wanted).all(|(_, value)| fits(&value))
    };
    let is_once = |wanted: &str| pairs(text).filter(|(name, _)| name == wanted).count() < 2;
    // One that says nothing is passed over.
    let has_policies = all("p", |value| value.is_empty() || Disposition::begun(value).is_some());
    let is_taken = || {
        let is_version = |value: &str| value.split_whitespace().collect::<String>().eq_ignore_ascii_case("DMARC1");
        is_seen(text)
            && strictest(text, "p").is_some()
            && has_policies
            && all("sp", |value| Disposition::begun(value).is_some())
            && all("fo", |value| value.chars().all(|it| "01dsDS:, ".contains(it)))
            && all("pct", |value| can_hold("pct", value))
            && all("ri", |value| can_hold("ri", value))
            && all("rf", |value| can_hold("rf", value))
            && pairs(text).filter(|(name, _)| name == "v").all(|(_, value)| is_version(&value))
            && is_once("rua")
            && is_once("ruf")
    };
    match fault {
        DmarcFault::NoPolicy | DmarcFault::Apart { .. } => true,
        DmarcFault::Value { tag, .. } if matches!(tag.as_str(), "pct" | "rf" | "ri" | "adkim" | "aspf") => has_policies,
        DmarcFault::Version => is_seen(text) && has_policies,
        DmarcFault::Value { .. }
        | DmarcFault::NotSeparated
        | DmarcFault::Nothing
        | DmarcFault::Tag(_)
        | DmarcFault::Twice(_) => is_taken(),
    }
}

/// A DMARC record, as far as it is judged, and as the most tolerant of receivers reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmarcRecord {
    /// What happens to mail that fails.
    pub policy: Disposition,
    /// The same for subdomains, where it differs.
    pub subdomain_policy: Option<Disposition>,
    /// How closely the MAIL FROM domain must match the From domain.
    pub spf: Alignment,
    /// How closely the signing domain must match the From domain.
    pub dkim: Alignment,
}

/// How closely two domains must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// They share the registered domain.
    Relaxed,
    /// They are the same.
    Strict,
}

/// Which half of DMARC mail through SES fails under strict alignment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misaligned {
    /// SPF passes for the MAIL FROM domain, which is not the From domain.
    #[error("aspf=s wants {from}, mail leaves from {mail_from}: SPF does not count, DKIM must")]
    Spf {
        /// Behind the `@`.
        from: Domain,
        /// The MAIL FROM domain.
        mail_from: Domain,
    },
    /// DKIM signs as the identity, which is not the From domain.
    #[error("adkim=s wants {from}, the signature is of {identity}: DKIM does not count; verify {from} itself")]
    Dkim {
        /// Behind the `@`.
        from: Domain,
        /// What SES signs as.
        identity: Domain,
    },
}

impl DmarcRecord {
    /// The policy among the texts at a name: that of the record which all receivers find, else of one that some do.
    pub fn among(texts: &[String]) -> Option<DmarcRecord> {
        let (found, others): (Vec<&String>, Vec<&String>) = texts.iter().partition(|text| is_found(text));
        found.into_iter().chain(others).find_map(|text| DmarcRecord::parse(text))
    }

    /// `None` where no receiver sees a policy in the text.
    pub fn parse(text: &str) -> Option<DmarcRecord> {
        if !is_seen(text) {
            return None;
        }
        let tag = |wanted: &str| pairs(text).find(|(name, _)| name == wanted).map(|(_, value)| value);
        let policy = match strictest(text, "p") {
            Some(policy) => policy,
            // RFC 7489, 6.6.3: with an address for reports, an unknown policy is "none".
            None => tag("rua").map(|_| Disposition::None)?,
        };
        Some(DmarcRecord {
            policy,
            subdomain_policy: tag("sp").as_deref().and_then(Disposition::begun),
            spf: Alignment::of_tag(tag("aspf").as_deref()),
            dkim: Alignment::of_tag(tag("adkim").as_deref()),
        })
    }

    /// What mail from `from` fails under its alignment, signed by SES as `identity` and sent as `mail_from`.
    pub fn misaligned(&self, from: &Domain, identity: &Domain, mail_from: Option<&Domain>) -> Vec<Misaligned> {
        let mut costs = Vec::new();
        if let (Alignment::Strict, Some(mail_from)) = (self.spf, mail_from)
            && mail_from != from
        {
            costs.push(Misaligned::Spf { from: from.clone(), mail_from: mail_from.clone() });
        }
        if self.dkim == Alignment::Strict && identity != from {
            costs.push(Misaligned::Dkim { from: from.clone(), identity: identity.clone() });
        }
        costs
    }
}

/// What some receiver refuses the text for, if one does. The text is one that [`is_meant`].
fn fault(text: &str) -> Option<DmarcFault> {
    let mut tags: Vec<&str> = text.split(';').collect();
    // One semicolon may stand at the end.
    if tags.len() > 1 && tags.last().is_some_and(|last| last.trim_matches(BLANK).is_empty()) {
        tags.pop();
    }
    let (version, tags) = tags.split_first()?;
    match version.strip_prefix("v=DMARC1").map(|behind| behind.trim_end_matches(BLANK)) {
        Some("") => {}
        Some(_) => return Some(DmarcFault::NotSeparated),
        None => return Some(DmarcFault::Version),
    }
    let mut seen: Vec<String> = vec!["v".into()];
    for tag in tags {
        let strictly = tag.split_once('=').map(|(name, value)| (name.trim_matches(BLANK), value.trim_matches(BLANK)));
        let strictly = strictly.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let Some((name, value)) = strictly.filter(|(name, value)| is_tag(name, value)) else {
            if tag.trim().is_empty() {
                return Some(DmarcFault::Nothing);
            }
            return Some(DmarcFault::Tag(tag.trim().into()));
        };
        if seen.contains(&name) && KNOWN.contains(&name.as_str()) {
            return Some(DmarcFault::Twice(name));
        }
        if !can_hold(&name, &value) {
            return Some(DmarcFault::Value { tag: name, value });
        }
        if is_strict_to_some(&name, &value) {
            return Some(DmarcFault::Apart { tag: name, value });
        }
        seen.push(name);
    }
    (!seen.iter().any(|name| name == "p")).then_some(DmarcFault::NoPolicy)
}

const BLANK: [char; 2] = [' ', '\t'];

fn is_tag(name: &str, value: &str) -> bool {
    let is_shown = |it: char| matches!(it, ' '..='~');
    !name.is_empty()
        && name.chars().all(|it| it.is_ascii_alphabetic())
        && !value.is_empty()
        && value.chars().all(is_shown)
}

/// Whether every receiver takes this value for the tag.
fn can_hold(name: &str, value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let one_of = |words: &[&str]| words.contains(&lower.as_str());
    match name {
        "p" | "sp" | "np" => Disposition::parse(&lower).is_some(),
        "t" => one_of(&["y", "n"]),
        "psd" => one_of(&["y", "n", "u"]),
        "adkim" | "aspf" => ["relaxed", "strict"].iter().any(|word| word.starts_with(&lower)),
        "fo" => lower.split(':').all(|part| ["0", "1", "d", "s"].contains(&part)),
        // Some want commas between them where the RFC has colons, so that one alone is what all take.
        "rf" => lower.split(',').all(|part| ["afrf", "iodef"].contains(&part)),
        // Read like C's `strtoul`: what is no number is 0.
        "pct" => {
            let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
            !value.starts_with('-') && (digits.is_empty() || digits.parse().is_ok_and(|it: u32| it <= 100))
        }
        "ri" => value.bytes().all(|it| it.is_ascii_digit()),
        "rua" | "ruf" => value.split(',').all(|part| is_address(part.trim())),
        _ => true,
    }
}

/// Whether some receivers take the beginning of this value for the value, while to others it says nothing. Where it is meant as
/// relaxed both come to the same.
fn is_strict_to_some(name: &str, value: &str) -> bool {
    let is_begun = "strict".starts_with(&value.to_ascii_lowercase()) && !value.eq_ignore_ascii_case("s");
    matches!(name, "adkim" | "aspf") && !value.is_empty() && is_begun
}

/// The strictest policy of this tag that one of the receivers sees.
fn strictest(text: &str, tag: &str) -> Option<Disposition> {
    pairs(text).filter(|(name, _)| name == tag).filter_map(|(_, value)| Disposition::begun(&value)).max()
}

/// What a text asks for: of the domain, of the names below it, and of those below it that do not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Policies {
    own: Disposition,
    /// Where it is not said, as the domain's own.
    below: Option<Disposition>,
    /// Where it is not said, as below.
    nowhere: Option<Disposition>,
}

impl Policies {
    /// Each as the strictest of the receivers sees it, or as it was meant.
    fn meant_in(text: &str) -> Policies {
        let tags = meant::tags(text);
        let meant = |wanted: &str| {
            let values = tags.iter().filter(|(name, _)| name == wanted);
            values.filter_map(|(_, value)| meant::policy(value)).max().max(strictest(text, wanted))
        };
        // A letter of another alphabet looks like `p`, and is another.
        let misnamed = || {
            let others = tags.iter().filter(|(name, _)| !KNOWN.contains(&name.as_str()));
            others.filter_map(|(_, value)| Disposition::parse(value)).max()
        };
        Policies {
            own: meant("p").or_else(misnamed).unwrap_or(Disposition::None),
            below: meant("sp"),
            nowhere: meant("np"),
        }
    }

    /// What holds for each, said or not.
    fn for_all(self) -> [Disposition; 3] {
        let below = self.below.unwrap_or(self.own);
        [self.own, below, self.nowhere.unwrap_or(below)]
    }

    /// The same with what holds for each; what holds already is not said anew.
    fn raised_to(self, [own, below, nowhere]: [Disposition; 3]) -> Policies {
        let raised = Policies { own, ..self };
        let raised = if raised.for_all()[1] == below { raised } else { Policies { below: Some(below), ..raised } };
        if raised.for_all()[2] == nowhere { raised } else { Policies { nowhere: Some(nowhere), ..raised } }
    }
}

/// A text as all receivers read it.
struct Written {
    text: String,
    /// What stands where reports are sent to, and is no address.
    left_out: Vec<String>,
}

/// The text with these policies, each where it stood, and each further tag that all receivers take once. Reports go to whom any
/// of the texts sends them, and only what all of them spare is spared.
fn written(text: &str, all: &[&String], policies: Policies) -> Written {
    let of_names = [("sp", policies.below), ("np", policies.nowhere)];
    let said = |name: &str| of_names.iter().find(|(tag, _)| *tag == name).and_then(|(_, policy)| *policy);
    let of_all: Vec<Vec<(String, String)>> = all.iter().map(|text| meant::tags(text)).collect();
    let mut kept: Vec<(String, String)> = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    let own = meant::tags(text);
    let of_others = ["rua", "ruf"].map(|name| (name.to_owned(), String::new()));
    for (name, value) in own.into_iter().chain(of_others) {
        let is_version = name == "v" || value.eq_ignore_ascii_case("DMARC1");
        if is_version || name == "p" || kept.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let value = match said(&name) {
            Some(policy) => Some(policy.to_string()),
            None if is_for_addresses(&name) => {
                let (to, no_address) = reported_to(&name, &of_all);
                left_out.extend(no_address);
                Some(to.join(",")).filter(|it| !it.is_empty())
            }
            None if name == "pct" => spared(&value, &of_all),
            None if name == "t" => {
                let is_test = |tags: &Vec<(String, String)>| tags.iter().any(|(tag, value)| tag == "t" && value == "y");
                Some(value).filter(|value| can_hold("t", value) && (value == "n" || of_all.iter().all(is_test)))
            }
            None if is_strict_to_some(&name, &value) => Some("s".into()),
            None => Some(value).filter(|value| is_tag(&name, value) && can_hold(&name, value)),
        };
        kept.extend(value.map(|value| (name, value)));
    }
    for (name, policy) in of_names {
        match policy {
            Some(policy) if kept.iter().all(|(other, _)| other != name) => kept.push((name.into(), policy.to_string())),
            Some(_) | None => {}
        }
    }
    let further = kept.iter().map(|(name, value)| format!("; {name}={value}"));
    let text = format!("v=DMARC1; p={}{}", policies.own, further.collect::<String>());
    left_out.sort();
    left_out.dedup();
    Written { text, left_out }
}

/// Whom the texts name under this tag, each once, and what is no address.
fn reported_to(wanted: &str, of_all: &[Vec<(String, String)>]) -> (Vec<String>, Vec<String>) {
    let (mut to, mut left_out): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (_, value) in of_all.iter().flatten().filter(|(name, _)| name == wanted) {
        let (taken, no_address) = addresses(value);
        to.extend(taken.into_iter().filter(|it| !to.contains(it)).collect::<Vec<_>>());
        left_out.extend(no_address);
    }
    (to, left_out)
}

/// The part of the mail that a policy is meant for: the greatest of all texts. One that does not say it means all.
fn spared(value: &str, of_all: &[Vec<(String, String)>]) -> Option<String> {
    let part = |value: &String| {
        let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
        (is_tag("pct", value) && can_hold("pct", value)).then(|| digits.parse().unwrap_or(0_u32))
    };
    let of_one = |tags: &Vec<(String, String)>| {
        let parts: Option<Vec<u32>> =
            tags.iter().filter(|(name, _)| name == "pct").map(|(_, value)| part(value)).collect();
        parts?.into_iter().max()
    };
    let most = of_all.iter().map(of_one).collect::<Option<Vec<u32>>>()?.into_iter().max()?;
    Some(if part(&value.to_owned()) == Some(most) { value.to_owned() } else { most.to_string() })
}

/// Each tag with its value, as a tolerant receiver reads them: the name in lower case, no blanks around either.
fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(';').filter_map(pair)
}

fn pair(tag: &str) -> Option<(String, String)> {
    let (name, value) = tag.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().into()))
}

impl Alignment {
    fn of_tag(value: Option<&str>) -> Alignment {
        match value {
            Some(value) if value.starts_with(['s', 'S']) => Alignment::Strict,
            Some(_) | None => Alignment::Relaxed,
        }
    }
}
