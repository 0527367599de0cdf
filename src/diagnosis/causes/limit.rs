//! The account's limits: recipients in a second and in 24 hours. SES says in words of its own which of them was met.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::Kind,
    evidence::Evidence,
};

/// `rate-exceeded`.
pub fn rate(case: &Case) -> Judgement {
    said(case, Kind::RateExceeded)
}

/// `quota-exceeded`.
pub fn quota(case: &Case) -> Judgement {
    said(case, Kind::QuotaExceeded)
}

fn said(case: &Case, kind: Kind) -> Judgement {
    match case.complaint.filter(|complaint| complaint.kind == kind) {
        Some(complaint) => Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]),
        None => Judgement::Silent,
    }
}
