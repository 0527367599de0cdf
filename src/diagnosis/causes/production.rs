//! The review of a request for production access: pending, or denied. Matters where a message goes to an address that
//! is not verified. Does not know what was asked of AWS.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        evidence::Evidence,
    },
    concern::{Concern, verification},
};
use crate::{
    setup::{Review, ReviewStatus},
    terms::Region,
};

/// `production-pending`.
pub fn pending(case: &Case) -> Judgement {
    let Some((region, review)) = review(case) else { return Judgement::Silent };
    match review.status {
        // Granted: the sandbox ends a moment later.
        ReviewStatus::Pending | ReviewStatus::Granted => {
            Judgement::Named(Certainty::Proven, vec![Evidence::ReviewPending { region }])
        }
        ReviewStatus::Denied | ReviewStatus::Failed | ReviewStatus::Other(_) => Judgement::Silent,
    }
}

/// `production-denied`.
pub fn denied(case: &Case) -> Judgement {
    let Some((region, review)) = review(case) else { return Judgement::Silent };
    match review.status {
        ReviewStatus::Denied => {
            Judgement::Named(Certainty::Proven, vec![Evidence::ReviewDenied { region, case: review.case.clone() }])
        }
        ReviewStatus::Pending | ReviewStatus::Granted | ReviewStatus::Failed | ReviewStatus::Other(_) => {
            Judgement::Silent
        }
    }
}

/// The review of an account that is still in the sandbox, where that matters.
fn review<'a>(case: &'a Case) -> Option<(Region, &'a Review)> {
    match verification(case) {
        Concern::Asked => {}
        Concern::Complained(_) if case.senders().is_empty() || !case.others_named().is_empty() => {}
        Concern::Complained(_) | Concern::OfLaravel(_) | Concern::Nothing => return None,
    }
    let region = case.region()?;
    let account = case.account(region).present().filter(|account| !account.production)?;
    Some((region, account.review.as_ref()?))
}
