//! The records of an identity that is not verified. Does not know what can be wrong with a record; that is the room
//! `dns`.

use super::{
    super::{
        case::Case,
        cause::{Cause, Certainty, Judgement},
        evidence::Evidence,
    },
    concern::{Concern, verification},
};
use crate::{dns::records::Record, setup::wanted_records};

/// The `dns-…` causes, told apart by their ids.
pub fn record(cause: Cause, case: &Case) -> Judgement {
    let (Some(identity), Some(region)) = (case.facts.identity.present(), case.intent.region) else {
        return Judgement::Silent;
    };
    match verification(case) {
        Concern::Asked => {}
        // Its records do not matter where the mail was sent to another region, or where the identity is verified.
        Concern::Complained(_)
            if !case.senders_named().is_empty() && !identity.verified && case.region() == Some(region) => {}
        Concern::Complained(_) | Concern::OfLaravel(_) | Concern::Nothing => return Judgement::Silent,
    }
    let id: &str = cause.into();
    let records = wanted_records(case.intent, identity, region);
    // What SES found once and is gone has a cause of its own.
    let is_of_absence = matches!(cause, Cause::DnsMissing | Cause::DnsWrongProvider);
    let removed = |record: &&Record| is_of_absence && case.complaint.is_none() && case.facts.was_removed(record);
    let evidence: Vec<Evidence> = records
        .iter()
        .filter(|record| !removed(record))
        .filter_map(|record| case.facts.record_comparison(record))
        .flat_map(|comparison| comparison.mistakes)
        .filter(|mistake| mistake.cause() == id)
        .map(Evidence::Record)
        .collect();
    if evidence.is_empty() { Judgement::Silent } else { Judgement::Named(Certainty::Proven, evidence) }
}
