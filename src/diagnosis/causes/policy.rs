//! Why a policy denies, as far as the refusal tells. AWS words an action that nothing allows and one that is allowed
//! for other senders only alike, so neither is proven by the words. Does not read any policy.

use super::super::{
    case::{Case, covering},
    cause::{Certainty, Judgement},
    complaint::{Complaint, Kind},
    evidence::Evidence,
};
use crate::setup::IdentityName;

/// `policy-lacks-action`.
pub fn lacks_action(case: &Case) -> Judgement {
    match refusal(case) {
        Some(complaint) => Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)]),
        None => Judgement::Silent,
    }
}

/// `policy-excludes-sender`. In the sandbox the recipient's identity must be allowed too, and is named in the same way.
pub fn excludes_sender(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case).filter(|complaint| sends(complaint)) else { return Judgement::Silent };
    let said = vec![Evidence::said(complaint)];
    let senders = case.senders();
    match resource(complaint) {
        Some(name) if !senders.is_empty() && !senders.iter().any(|from| covering(from).contains(&name)) => {
            Judgement::RuledOut(said)
        }
        Some(_) | None => Judgement::Named(Certainty::Possible, said),
    }
}

fn refusal<'a>(case: &Case<'a>) -> Option<&'a Complaint> {
    case.complaint.filter(|complaint| complaint.kind == Kind::NotAuthorized && complaint.action.is_some())
}

fn sends(complaint: &Complaint) -> bool {
    complaint.action.as_deref().is_some_and(|action| action.to_ascii_lowercase().starts_with("ses:send"))
}

/// The identity in `arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr`.
fn resource(complaint: &Complaint) -> Option<IdentityName> {
    complaint.resource.as_deref()?.rsplit_once(":identity/")?.1.parse().ok()
}
