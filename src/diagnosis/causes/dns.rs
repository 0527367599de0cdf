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
use crate::setup::wanted_records;

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
    let evidence: Vec<Evidence> = wanted_records(case.intent, identity, region)
        .iter()
        .filter_map(|record| case.facts.record_comparison(record))
        .flat_map(|comparison| comparison.mistakes)
        .filter(|mistake| mistake.cause() == id)
        .map(Evidence::Record)
        .collect();
    if evidence.is_empty() { Judgement::Silent } else { Judgement::Named(Certainty::Proven, evidence) }
}
