//! The records of an identity that is not verified. What is wrong with them `dns` knows; here it becomes a cause.

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
        // Its records are no reason where the mail left for another region, or where SES is content.
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
