//! SPF and DMARC texts: read, judged, merged. Does not know at which name a text stands, and asks no server.
//!
//! A name has one SPF and one DMARC record: a second one makes both void. So an existing record is changed, and none is
//! added beside it; an existing DMARC record is kept as it is, whatever it says.

use std::fmt;

use crate::terms::Domain;

/// The domain of SES in an SPF record.
const SES: &str = "amazonses.com";

/// The SPF record for the MAIL FROM domain.
pub const OUR_SPF: &str = "v=spf1 include:amazonses.com ~all";

/// The DMARC record where there is none: it asks receivers to refuse nothing.
pub const OUR_DMARC: &str = "v=DMARC1; p=none;";

/// What to do with the texts at a name so that it holds the wanted record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
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
    },
    /// Several are there, which makes all of them void: leave one, with this text.
    Reduce {
        /// What is there.
        old: Vec<String>,
        /// What the one that stays should say.
        new: String,
    },
}

/// How the texts at a name are changed so that SES may send. Texts that are not SPF stay.
pub fn merge_spf(there: &[String]) -> Merged {
    let records: Vec<(&String, Spf)> = there.iter().filter_map(|text| Some((text, Spf::parse(text)?))).collect();
    match records.as_slice() {
        [] => Merged::Add(OUR_SPF.into()),
        [(text, spf)] if spf.lets_ses_send() => Merged::Keep((*text).clone()),
        [(text, spf)] => Merged::Replace { old: (*text).clone(), new: spf.letting_ses_send().to_string() },
        several => Merged::Reduce {
            old: several.iter().map(|(text, _)| (*text).clone()).collect(),
            new: Spf::joined(&several.iter().map(|(_, spf)| spf).collect::<Vec<_>>()).letting_ses_send().to_string(),
        },
    }
}

/// How the texts at a `_dmarc` name are changed so that there is one policy. An existing one stays; of several, the
/// strictest.
pub fn merge_dmarc(there: &[String]) -> Merged {
    let mut records: Vec<(&String, DmarcRecord)> =
        there.iter().filter_map(|text| Some((text, DmarcRecord::parse(text)?))).collect();
    match records.as_slice() {
        [] => Merged::Add(OUR_DMARC.into()),
        [(text, _)] => Merged::Keep((*text).clone()),
        several => {
            let old = several.iter().map(|(text, _)| (*text).clone()).collect();
            // Stable, so the first of the strictest stays.
            records.sort_by_key(|(_, dmarc)| std::cmp::Reverse(dmarc.policy));
            Merged::Reduce { old, new: records[0].0.clone() }
        }
    }
}

/// An SPF record (RFC 7208): the terms behind `v=spf1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spf {
    terms: Vec<String>,
}

impl Spf {
    /// `None` where a receiver would not read the text as SPF; a blank before it is enough.
    pub fn parse(text: &str) -> Option<Spf> {
        let (version, rest) = text.split_once(' ').unwrap_or((text, ""));
        let terms = rest.split_whitespace().map(String::from).collect();
        version.eq_ignore_ascii_case("v=spf1").then_some(Spf { terms })
    }

    /// Whether mail from SES passes: an include of SES that no `all` precedes.
    pub fn lets_ses_send(&self) -> bool {
        self.terms.iter().take_while(|term| !is_all(term)).any(|term| {
            let target = term.strip_prefix('+').unwrap_or(term);
            target.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("include:"))
                && target[8..].trim_end_matches('.').eq_ignore_ascii_case(SES)
        })
    }

    /// The same record with an include of SES before its end, where that is needed; everything else as it was.
    #[must_use]
    pub fn letting_ses_send(&self) -> Spf {
        if self.lets_ses_send() {
            return self.clone();
        }
        let refuses_ses = |term: &str| {
            term.strip_prefix(['-', '~', '?']).is_some_and(|it| it.eq_ignore_ascii_case(&format!("include:{SES}")))
        };
        let end = self.terms.iter().position(|term| is_all(term) || is_modifier(term) || refuses_ses(term));
        let mut terms = self.terms.clone();
        terms.insert(end.unwrap_or(terms.len()), format!("include:{SES}"));
        Spf { terms }
    }

    /// One record with the terms of all of them, and the end of the first one that has an end.
    fn joined(several: &[&Spf]) -> Spf {
        let mut terms: Vec<String> = Vec::new();
        let before_all = several.iter().flat_map(|spf| spf.terms.iter().take_while(|term| !is_all(term)));
        for term in before_all.filter(|term| !is_modifier(term)) {
            if !terms.contains(term) {
                terms.push(term.clone());
            }
        }
        let mut all_terms = several.iter().flat_map(|spf| &spf.terms);
        // Where there is an `all`, a `redirect=` is never reached.
        let end = all_terms.clone().find(|term| is_all(term)).or_else(|| all_terms.find(|term| is_modifier(term)));
        terms.extend(end.cloned());
        Spf { terms }
    }
}

fn is_all(term: &str) -> bool {
    term.strip_prefix(['+', '-', '~', '?']).unwrap_or(term).eq_ignore_ascii_case("all")
}

fn is_modifier(term: &str) -> bool {
    term.split_once('=').is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)))
}

impl fmt::Display for Spf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v=spf1")?;
        self.terms.iter().try_for_each(|term| write!(f, " {term}"))
    }
}

/// A DMARC record (RFC 7489), as far as it is judged.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// `None` where a receiver would ignore the text: it does not begin with `v=DMARC1`, has a tag without `=`, or has
    /// neither a known policy nor an address for reports.
    pub fn parse(text: &str) -> Option<DmarcRecord> {
        let mut tags = Vec::new();
        for tag in text.trim_end().trim_end_matches(';').split(';') {
            let (name, value) = tag.split_once('=')?;
            tags.push((name.trim().to_ascii_lowercase(), value.trim()));
        }
        let tag = |wanted: &str| tags.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
        if !text.starts_with(['v', 'V']) || tags[0] != ("v".into(), "DMARC1") {
            return None;
        }
        let policy = match tag("p").map(Disposition::parse) {
            Some(Some(policy)) => policy,
            // RFC 7489, 6.6.3: with an address for reports, an unknown policy is "none".
            Some(None) | None if tag("rua").is_some() => Disposition::None,
            Some(None) | None => return None,
        };
        Some(DmarcRecord {
            policy,
            subdomain_policy: tag("sp").and_then(Disposition::parse),
            spf: Alignment::parse(tag("aspf")),
            dkim: Alignment::parse(tag("adkim")),
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

impl Disposition {
    fn parse(text: &str) -> Option<Disposition> {
        [("none", Disposition::None), ("quarantine", Disposition::Quarantine), ("reject", Disposition::Reject)]
            .into_iter()
            .find_map(|(word, policy)| text.eq_ignore_ascii_case(word).then_some(policy))
    }
}

impl Alignment {
    fn parse(tag: Option<&str>) -> Alignment {
        match tag {
            Some(value) if value.eq_ignore_ascii_case("s") => Alignment::Strict,
            Some(_) | None => Alignment::Relaxed,
        }
    }
}
