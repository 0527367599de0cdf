//! The review of a request for production access: pending, or denied. Matters where a message goes to an address that
//! is not verified. Does not know what was asked of AWS.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Complaint, Kind},
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
    if let Some(complaint) = find_complaint(case, Kind::ReviewPending) {
        return Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)]);
    }
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
    if let Some(complaint) = find_complaint(case, Kind::ReviewPending) {
        return Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)]);
    }
    if let Some(complaint) = find_complaint(case, Kind::ReviewDenied) {
        return Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]);
    }
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

/// What AWS says of a request itself, in an error or a letter, where its account was not seen otherwise.
fn find_complaint<'a>(case: &Case<'a>, kind: Kind) -> Option<&'a Complaint> {
    let seen = || case.region().and_then(|region| case.account(region).present()?.review.as_ref());
    case.complaint.filter(|complaint| complaint.kind == kind && seen().is_none())
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
