//! Whether what a name answers is its own or a wildcard's, and which names beside it have nothing. Does not judge a record.

use super::{
    Answer, RecordType, ZoneCut, places,
    records::{Purpose, Record},
    sightings::Sightings,
    spf,
};

/// The type of the other record that stands at the name of this one; none where there is no other.
pub(super) fn companion(record: &Record) -> Option<RecordType> {
    match record.purpose {
        Purpose::MailFromMx => Some(RecordType::Txt),
        Purpose::MailFromSpf => Some(RecordType::Mx),
        Purpose::Dkim | Purpose::Dmarc => None,
    }
}

/// What the record's name answers with by a wildcard alone, as far as that was asked. A wildcard stands in for a name that does not
/// exist (RFC 4592): once the other record of the MAIL FROM is added it is silent. Where it has both, both stay.
pub(super) fn by_a_wildcard(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Option<Vec<String>> {
    let other = companion(record)?;
    let beside = places::beside(record, &zone.zone)?;
    let there = seen.values(&record.name, record.kind());
    let is_the_wildcards = !there.is_empty() && there == seen.values(&beside, record.kind());
    let is_other_unseen = seen.heard(&record.name, other).is_empty();
    let has_other = seen.values(&record.name, other).iter().any(|value| value.contains(spf::SES));
    (is_the_wildcards && !is_other_unseen && !has_other).then_some(there)
}

/// A label for the MAIL FROM under which nothing stands, as far as that was asked: where the one that is set is another
/// service's.
pub fn free_label(record: &Record, seen: &Sightings) -> Option<&'static str> {
    let (own, domain) = record.name.split_once('.')?;
    let is_free = |label: &str| {
        let heard = seen.heard(&format!("{label}.{domain}"), RecordType::Mx);
        !heard.is_empty() && heard.iter().all(|said| said.answer == Answer::NoName)
    };
    places::LABELS.into_iter().take(places::PROPOSED_LABELS).find(|label| *label != own && is_free(label))
}
