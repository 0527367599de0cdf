//! The account's sending limits, per second and per 24 hours. SES has a sentence for each. Does not know how high they
//! are.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::Kind,
    evidence::Evidence,
};

/// `rate-exceeded`.
pub fn rate(case: &Case) -> Judgement {
    named_by_ses(case, Kind::RateExceeded)
}

/// `quota-exceeded`.
pub fn quota(case: &Case) -> Judgement {
    named_by_ses(case, Kind::QuotaExceeded)
}

/// Proven where SES's own sentence says it.
fn named_by_ses(case: &Case, kind: Kind) -> Judgement {
    match case.complaint.filter(|complaint| complaint.kind == kind) {
        Some(complaint) => Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]),
        None => Judgement::Silent,
    }
}
