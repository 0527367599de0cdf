//! A DMARC record (RFC 7489, RFC 9989), read and judged as receivers do. Does not know at which name a text stands, and asks no
//! server.
//!
//! Receivers differ: some refuse a text for a stray word, others act on whatever they can read of it. So a text is right only
//! where all of them read the same policy; and where it is repaired, it keeps the strictest policy that one of them sees, because
//! that one is in force there today.

use crate::terms::Domain;

/// The DMARC record where there is none: it asks receivers to refuse nothing.
pub const OUR_DMARC: &str = "v=DMARC1; p=none;";

/// What to do with the texts at a `_dmarc` name so that there is one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DmarcMerge {
    /// There is none yet: add this one.
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
        fault: DmarcFault,
    },
    /// Several are there, which makes all of them void at some receivers: leave one, with this text.
    Reduce {
        /// What is there.
        old: Vec<String>,
        /// What the one that stays should say: the strictest of them.
        new: String,
    },
}

/// Why some receivers refuse a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DmarcFault {
    /// Only some take another case than capitals, or a blank before it.
    #[error("some receivers read it only where it begins with v=DMARC1, the letters in capitals")]
    Version,
    /// Something between two semicolons is no tag.
    #[error("some receivers refuse it for “{0}”, which is no tag=value")]
    Tag(String),
    /// A tag that stands twice.
    #[error("some receivers refuse it because {0}= stands there twice")]
    Twice(String),
    /// A tag with a value that it cannot have.
    #[error("some receivers refuse it for {tag}={value}")]
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
    #[error("some receivers refuse it because p= is missing")]
    NoPolicy,
}

/// How the texts at a `_dmarc` name are changed so that all receivers read one policy. None is lowered.
pub fn merge_dmarc(there: &[String]) -> DmarcMerge {
    let meant: Vec<&String> = there.iter().filter(|text| is_meant(text)).collect();
    match meant.as_slice() {
        [] => DmarcMerge::Add(OUR_DMARC.into()),
        [text] => match fault(text) {
            None => DmarcMerge::Keep((*text).clone()),
            Some(fault) => DmarcMerge::Replace { old: (*text).clone(), new: repaired(text), fault },
        },
        several => {
            // The first of the strictest stays, and is no weaker for subdomains than any other.
            let strictest = several.iter().rev().max_by_key(|text| Policies::seen_in(text).for_all());
            let all = several.iter().map(|text| Policies::seen_in(text).for_all());
            let wanted = all.reduce(|one, other| std::array::from_fn(|at| one[at].max(other[at])));
            let kept = strictest.zip(wanted).map(|(text, wanted)| {
                let policies = Policies::seen_in(text).raised_to(wanted);
                let is_well = fault(text).is_none() && policies == Policies::seen_in(text);
                if is_well { (*text).clone() } else { written(text, policies) }
            });
            DmarcMerge::Reduce {
                old: several.iter().map(|text| (*text).clone()).collect(),
                new: kept.unwrap_or_else(|| OUR_DMARC.into()),
            }
        }
    }
}

/// Whether some receiver takes the text for DMARC: there are those that look for the version anywhere in it.
fn is_meant(text: &str) -> bool {
    pairs(text).any(|(name, value)| name == "v" && value.eq_ignore_ascii_case("DMARC1"))
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

/// What a receiver is asked to do with mail that fails DMARC (RFC 7489, disposition), the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Disposition {
    /// Deliver it; report only.
    None,
    /// Treat it as suspicious.
    Quarantine,
    /// Reject it.
    Reject,
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
    /// `None` where no receiver sees a policy in the text.
    pub fn parse(text: &str) -> Option<DmarcRecord> {
        if !is_meant(text) {
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
    if version.trim_end_matches(BLANK) != "v=DMARC1" {
        return Some(DmarcFault::Version);
    }
    let mut seen: Vec<String> = vec!["v".into()];
    for tag in tags {
        let strictly = tag.split_once('=').map(|(name, value)| (name.trim_matches(BLANK), value.trim_matches(BLANK)));
        let strictly = strictly.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        let Some((name, value)) = strictly.filter(|(name, value)| is_tag(name, value)) else {
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

/// The tags of either RFC; all others are passed over.
const KNOWN: [&str; 14] = ["v", "p", "sp", "np", "t", "psd", "fo", "rua", "ruf", "adkim", "aspf", "pct", "rf", "ri"];

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
        "rf" => lower.split(':').all(|part| ["afrf", "iodef"].contains(&part)),
        // Read like C's `strtoul`: what is no number is 0.
        "pct" => {
            let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
            !value.starts_with('-') && (digits.is_empty() || digits.parse().is_ok_and(|it: u32| it <= 100))
        }
        "ri" => value.parse::<u32>().is_ok(),
        "rua" | "ruf" => value.split(',').all(|address| is_address(address.trim())),
        _ => true,
    }
}

/// Whether some receivers take the beginning of this value for the value, while to others it says nothing. Where it is meant as
/// relaxed both come to the same.
fn is_strict_to_some(name: &str, value: &str) -> bool {
    let is_begun = "strict".starts_with(&value.to_ascii_lowercase()) && !value.eq_ignore_ascii_case("s");
    matches!(name, "adkim" | "aspf") && !value.is_empty() && is_begun
}

/// `mailto:` and an address, or another scheme.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    if scheme.eq_ignore_ascii_case("mailto") {
        // A limit of size may follow: `!10m`.
        let (local, host) = rest.split('!').next().unwrap_or_default().rsplit_once('@').unwrap_or_default();
        let is_part = |part: &str, more: &str| {
            !part.is_empty() && part.chars().all(|it| it.is_ascii_alphanumeric() || more.contains(it))
        };
        return is_part(local, "-_.+=#$%&'*/?^`{|}~") && is_part(host, "-_.");
    }
    let named = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+.-".contains(it));
    named
        && rest.starts_with("//")
        && rest.len() > 2
        && rest.chars().all(|it| it.is_ascii_graphic() && !"<>\"{}|\\^`".contains(it))
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
    /// Each as the strictest of the receivers sees it.
    fn seen_in(text: &str) -> Policies {
        Policies {
            own: strictest(text, "p").unwrap_or(Disposition::None),
            below: strictest(text, "sp"),
            nowhere: strictest(text, "np"),
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

/// The same text as all receivers read it: the strictest policies, and each further tag that they take.
fn repaired(text: &str) -> String {
    written(text, Policies::seen_in(text))
}

/// The text with these policies, each where it stood, and each further tag that all receivers take once.
fn written(text: &str, policies: Policies) -> String {
    let of_names = [("sp", policies.below), ("np", policies.nowhere)];
    let said = |name: &str| of_names.iter().find(|(tag, _)| *tag == name).and_then(|(_, policy)| *policy);
    let mut kept: Vec<(String, String)> = Vec::new();
    for (name, value) in pairs(text) {
        if matches!(name.as_str(), "v" | "p") || kept.iter().any(|(other, _)| *other == name) {
            continue;
        }
        match said(&name) {
            Some(policy) => kept.push((name, policy.to_string())),
            None if is_strict_to_some(&name, &value) => kept.push((name, "s".into())),
            None if is_tag(&name, &value) && can_hold(&name, &value) => kept.push((name, value)),
            None => {}
        }
    }
    for (name, policy) in of_names {
        match policy {
            Some(policy) if kept.iter().all(|(other, _)| other != name) => kept.push((name.into(), policy.to_string())),
            Some(_) | None => {}
        }
    }
    let further = kept.iter().map(|(name, value)| format!("; {name}={value}"));
    format!("v=DMARC1; p={}{}", policies.own, further.collect::<String>())
}

/// Each tag with its value, as a tolerant receiver reads them: the name in lower case, no blanks around either.
fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split(';').filter_map(pair)
}

fn pair(tag: &str) -> Option<(String, String)> {
    let (name, value) = tag.split_once('=')?;
    Some((name.trim().to_ascii_lowercase(), value.trim().into()))
}

impl Disposition {
    fn parse(text: &str) -> Option<Disposition> {
        Disposition::ALL.into_iter().find(|it| text.eq_ignore_ascii_case(it.into()))
    }

    /// As those receivers read it that take the beginning of the word for the word, whatever blanks are in it.
    fn begun(text: &str) -> Option<Disposition> {
        let text: String = text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_lowercase()).collect();
        let begins = |it: &Disposition| !text.is_empty() && <&str>::from(it).starts_with(&text);
        Disposition::ALL.into_iter().find(begins)
    }

    const ALL: [Disposition; 3] = [Disposition::None, Disposition::Quarantine, Disposition::Reject];
}

impl Alignment {
    fn of_tag(value: Option<&str>) -> Alignment {
        match value {
            Some(value) if value.starts_with(['s', 'S']) => Alignment::Strict,
            Some(_) | None => Alignment::Relaxed,
        }
    }
}
