//! Where else a record may stand, or what may stand in its place: under a name that was mistyped, under a wildcard,
//! under a domain above, as another type. Does not know what is there.
//!
//! A wildcard is recognised by a name beside the record that does not exist: what it answers, the wildcard answers. One
//! such name is enough, because by RFC 4592 a wildcard covers a whole level; and it is always the same one, so that
//! what is asked follows from the record alone.

use super::{
    RecordType,
    records::{Purpose, Record},
};
use crate::terms::Domain;

/// How a record comes to stand under a wrong name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// The whole name was entered where the form adds the zone.
    Doubled,
    /// The form removed the underscore, or replaced it by a hyphen.
    UnderscoreLost,
    /// The name was entered relative to the sender's domain, where the zone is a domain above.
    SubdomainLost,
    /// A dot of the name was not typed, or a part of it.
    NameCut,
    /// The name has a part too many.
    NameLonger,
    /// The value was entered as the name, and the name as the value.
    Exchanged,
    /// What is meant for the MAIL FROM stands at the domain itself, or at one above, for the mail of that.
    OfTheDomain,
    /// A policy stands at the domain's `www`, for the mail of that.
    UnderWww,
    /// A MAIL FROM of the same domain was set up under another label than the one that SES has.
    OtherLabel,
}

/// The other types that may stand at the record's name.
pub(super) fn other_kinds(record: &Record) -> &'static [RecordType] {
    match record.purpose {
        Purpose::Dkim => &[RecordType::A, RecordType::Aaaa, RecordType::Txt, RecordType::Mx],
        Purpose::MailFromMx => &[RecordType::Cname, RecordType::Txt, RecordType::A],
        Purpose::MailFromSpf | Purpose::Dmarc => &[RecordType::Cname],
    }
}

/// What a service behind a CNAME answers with, where it is in use.
pub(super) const OF_A_SERVICE: [RecordType; 4] = [RecordType::A, RecordType::Aaaa, RecordType::Mx, RecordType::Txt];

/// A name beside the record that does not exist. `None` beside the zone itself, which no wildcard covers.
pub(super) fn beside(record: &Record, zone: &str) -> Option<String> {
    let (_, parent) = record.name.split_once('.')?;
    (record.name != zone).then(|| format!("{NOBODY}.{parent}"))
}

/// A name beside another of the zone that does not exist; none beside the zone itself, or outside it.
pub(super) fn beside_name(name: &str, zone: &str) -> Option<String> {
    let (_, parent) = name.split_once('.')?;
    let is_within = name.strip_suffix(zone).is_some_and(|rest| rest.ends_with('.'));
    is_within.then(|| format!("{NOBODY}.{parent}"))
}

/// A label that no zone has: what answers for it answers for every name.
pub(super) const NOBODY: &str = "nobody-made-this-name";

/// Where a domain says that it takes the reports of the one that a DMARC record is about (RFC 7489, 7.1).
pub(super) fn agreement(record: &Record, taker: &str) -> Option<String> {
    record.name.strip_prefix("_dmarc.").map(|domain| format!("{domain}._report._dmarc.{taker}"))
}

/// Whether two domains are below one that was registered: then neither has to agree to what the other asks for.
pub(super) fn are_of_one_owner(one: &str, other: &str) -> bool {
    let registered = |name: &str| name.parse::<Domain>().ok().and_then(|name| name.ancestry().last());
    match (registered(one), registered(other)) {
        (Some(one), Some(other)) => one == other,
        // Where the owner cannot be told no agreement is asked for.
        (Some(_) | None, _) => true,
    }
}

/// What is often taken as the label of a MAIL FROM. The first of them are nothing else's.
pub(super) const LABELS: [&str; 8] = ["bounce", "bounces", "mailfrom", "mail-from", "mail", "ses", "send", "email"];

/// So many of these may be proposed.
pub(super) const PROPOSED_LABELS: usize = 4;

/// Where the record stands if its name was entered wrongly in one of the usual ways.
pub(super) fn strays(record: &Record, zone: &str) -> Vec<(Stray, String)> {
    let mut strays = vec![(Stray::Doubled, format!("{}.{zone}", record.name))];
    if record.name.contains('_') {
        strays.push((Stray::UnderscoreLost, record.name.replace('_', "")));
        strays.push((Stray::UnderscoreLost, record.name.replace('_', "-")));
    }
    // Only for DKIM: the other records may rightly stand at the domain above, for its own mail.
    if let (Purpose::Dkim, Some((token, domain))) = (record.purpose, record.name.split_once("._domainkey."))
        && domain != zone
    {
        strays.push((Stray::SubdomainLost, format!("{token}._domainkey.{zone}")));
    }
    if let Some((token, domain)) = record.name.split_once("._domainkey.") {
        let cut =
            [format!("{token}_domainkey.{domain}"), format!("{token}.{domain}"), format!("{token}domainkey.{domain}")];
        strays.extend(cut.map(|name| (Stray::NameCut, name)));
    }
    // A form that shows the whole host, and a guide that writes the domain's first part along.
    let relative = record.relative_to(zone);
    if let Some((first, _)) = zone.split_once('.').filter(|_| relative != "@" && relative != record.name) {
        strays.push((Stray::NameLonger, format!("{relative}.{first}.{zone}")));
        // That name may have a policy of its own, of which more is said below.
        if record.purpose != Purpose::Dmarc {
            strays.push((Stray::NameLonger, format!("{relative}.www.{zone}")));
        }
    }
    match (record.purpose, record.name.split_once('.')) {
        (Purpose::Dkim, _) => strays.push((Stray::Exchanged, format!("{}.{zone}", record.value.value_text()))),
        (Purpose::MailFromSpf, Some((_, above))) if record.name != zone => {
            strays.push((Stray::OfTheDomain, above.into()));
        }
        (Purpose::MailFromSpf | Purpose::MailFromMx | Purpose::Dmarc, _) => {}
    }
    if let (Purpose::MailFromMx | Purpose::MailFromSpf, Some((label, domain))) =
        (record.purpose, record.name.split_once('.'))
    {
        strays.push((Stray::NameLonger, format!("{label}.{}", record.name)));
        if domain != zone && domain.ends_with(zone) {
            strays.push((Stray::OfTheDomain, format!("{label}.{zone}")));
        }
    }
    if let (Purpose::Dmarc, Some(domain)) = (record.purpose, record.name.strip_prefix("_dmarc."))
        && !domain.starts_with("www.")
    {
        strays.push((Stray::UnderWww, format!("_dmarc.www.{domain}")));
    }
    // A DMARC text means itself wherever it stands, and so does an MX that leads to SES.
    match (record.purpose, record.name.split_once('.')) {
        (Purpose::Dmarc | Purpose::MailFromMx, Some((_, above))) if record.name != zone => {
            strays.push((Stray::NameCut, above.into()));
        }
        (Purpose::Dmarc | Purpose::MailFromMx | Purpose::Dkim | Purpose::MailFromSpf, _) => {}
    }
    if let (Purpose::MailFromMx, Some((own, domain))) = (record.purpose, record.name.split_once('.')) {
        let others = LABELS.iter().filter(|label| **label != own && record.name != zone);
        strays.extend(others.map(|label| (Stray::OtherLabel, format!("{label}.{domain}"))));
    }
    strays
}

/// The names above at which a DMARC record applies to this one too.
pub(super) fn inherited(record: &Record) -> Vec<String> {
    let domain = match record.purpose {
        Purpose::Dmarc => record.name.strip_prefix("_dmarc.").and_then(|domain| domain.parse::<Domain>().ok()),
        Purpose::Dkim | Purpose::MailFromMx | Purpose::MailFromSpf => None,
    };
    domain.iter().flat_map(Domain::ancestry).skip(1).map(|above| format!("_dmarc.{above}")).collect()
}
