//! What several families of causes ask alike: whether a complaint is about verification, and which of several
//! judgements counts. Knows no single cause.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::{Complaint, Kind},
    evidence::Evidence,
};

/// What a complaint has to do with verification.
pub(super) enum Concern<'a> {
    /// SES says that a name is not verified, or may have said so where the reason was left out.
    Complained(&'a Complaint),
    /// There is no complaint: what would be wrong with the next message?
    Asked,
    /// Laravel says so of a user of the app; SES was not involved.
    OfLaravel(&'a Complaint),
    /// It is about something else.
    Nothing,
}

/// What the complaint of a case has to do with verification.
pub(super) fn verification<'a>(case: &Case<'a>) -> Concern<'a> {
    let Some(complaint) = case.complaint else { return Concern::Asked };
    if matches!(complaint.kind, Kind::NotVerified | Kind::Rejected) {
        Concern::Complained(complaint)
    } else if complaint.kind == Kind::UnverifiedUser {
        Concern::OfLaravel(complaint)
    } else {
        Concern::Nothing
    }
}

/// Named where the complaint is of this kind: its own words say so.
pub(super) fn said_of(case: &Case, kind: Kind, certainty: Certainty) -> Judgement {
    match case.complaint.filter(|complaint| complaint.kind == kind) {
        Some(complaint) => Judgement::Named(certainty, vec![Evidence::said(complaint)]),
        None => Judgement::Silent,
    }
}

/// The surest of several judgements, with the evidence of all that agree with it.
pub(super) fn gravest(judgements: impl IntoIterator<Item = Judgement>) -> Judgement {
    let mut named: Option<(Certainty, Vec<Evidence>)> = None;
    let mut against = Vec::new();
    for judgement in judgements {
        match judgement {
            Judgement::Silent => {}
            Judgement::RuledOut(evidence) => against.extend(evidence),
            Judgement::Named(certainty, evidence) => match &mut named {
                Some((surest, all)) if *surest == certainty => all.extend(evidence),
                Some((surest, _)) if *surest < certainty => {}
                Some(_) | None => named = Some((certainty, evidence)),
            },
        }
    }
    match named {
        Some((certainty, mut evidence)) => {
            each_once(&mut evidence);
            Judgement::Named(certainty, evidence)
        }
        None if against.is_empty() => Judgement::Silent,
        None => {
            each_once(&mut against);
            Judgement::RuledOut(against)
        }
    }
}

fn each_once(evidence: &mut Vec<Evidence>) {
    let mut kept: Vec<Evidence> = Vec::new();
    for it in evidence.drain(..) {
        if !kept.contains(&it) {
            kept.push(it);
        }
    }
    *evidence = kept;
}
