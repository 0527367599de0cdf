//! Why a policy denies, as far as the refusal tells. For a send AWS words an action that nothing allows and one that is
//! allowed for other senders only alike, so neither is sure by the words. Does not read any policy.

use super::super::{
    case::{Case, covering},
    cause::{Certainty, Judgement},
    complaint::{Complaint, Denier, Kind},
    evidence::Evidence,
};
use crate::setup::IdentityName;

/// `policy-lacks-action`.
pub fn lacks_action(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case) else { return Judgement::Silent };
    match (complaint.denier, subject(complaint)) {
        (Some(denier), _) if denier != Denier::NothingAllows => Judgement::RuledOut(denied_in(complaint)),
        (_, Subject::ConfigurationSet) => Judgement::Silent,
        (Some(Denier::NothingAllows), _) if !sends(complaint) => {
            Judgement::Named(Certainty::Likely, denied_in(complaint))
        }
        (_, Subject::Identity(_) | Subject::Unsaid) => Judgement::Named(Certainty::Possible, denied_in(complaint)),
    }
}

/// `policy-excludes-sender`. In the sandbox the recipient's identity must be allowed too, and is named in the same way.
pub fn excludes_sender(case: &Case) -> Judgement {
    let Some(complaint) = allowed_for_others(case) else { return Judgement::Silent };
    match subject(complaint) {
        Subject::ConfigurationSet => Judgement::Silent,
        Subject::Identity(name) if is_of_another(case, &name) => Judgement::RuledOut(denied_in(complaint)),
        Subject::Identity(_) | Subject::Unsaid => Judgement::Named(Certainty::Possible, denied_in(complaint)),
    }
}

/// `policy-excludes-recipient`. SES names a recipient by its address.
pub fn excludes_recipient(case: &Case) -> Judgement {
    let Some(complaint) = allowed_for_others(case) else { return Judgement::Silent };
    match subject(complaint) {
        Subject::Identity(name @ IdentityName::Email(_)) if case.senders().is_empty() || is_of_another(case, &name) => {
            Judgement::Named(Certainty::Possible, denied_in(complaint))
        }
        Subject::Identity(_) | Subject::ConfigurationSet | Subject::Unsaid => Judgement::Silent,
    }
}

/// `policy-excludes-configuration-set`.
pub fn excludes_configuration_set(case: &Case) -> Judgement {
    match allowed_for_others(case).map(|complaint| (complaint, subject(complaint))) {
        Some((complaint, Subject::ConfigurationSet)) => Judgement::Named(Certainty::Likely, denied_in(complaint)),
        Some((_, Subject::Identity(_) | Subject::Unsaid)) | None => Judgement::Silent,
    }
}

/// `organization-denies`.
pub fn organization_denies(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case) else { return Judgement::Silent };
    match complaint.denier {
        Some(Denier::Organization | Denier::Boundary | Denier::Session | Denier::Identity) => {
            Judgement::Named(Certainty::Proven, denied_in(complaint))
        }
        Some(Denier::NothingAllows | Denier::Quarantine) | None => Judgement::Silent,
    }
}

/// `key-quarantined`. An explicit deny of the user's own may be AWS's.
pub fn quarantined(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case) else { return Judgement::Silent };
    match complaint.denier {
        Some(Denier::Quarantine) => Judgement::Named(Certainty::Proven, denied_in(complaint)),
        Some(Denier::Identity) => Judgement::Named(Certainty::Possible, denied_in(complaint)),
        Some(Denier::NothingAllows | Denier::Organization | Denier::Boundary | Denier::Session) | None => {
            Judgement::Silent
        }
    }
}

/// A refusal that a policy for another sender, recipient or set would give as well.
fn allowed_for_others<'a>(case: &Case<'a>) -> Option<&'a Complaint> {
    let may_be = |it: &&Complaint| sends(it) && matches!(it.denier, None | Some(Denier::NothingAllows));
    refusal(case).filter(may_be)
}

fn refusal<'a>(case: &Case<'a>) -> Option<&'a Complaint> {
    case.complaint.filter(|complaint| complaint.kind == Kind::NotAuthorized && complaint.action.is_some())
}

fn sends(complaint: &Complaint) -> bool {
    complaint.action.as_deref().is_some_and(|action| action.to_ascii_lowercase().starts_with("ses:send"))
}

/// On what it was denied.
enum Subject {
    /// `arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr`
    Identity(IdentityName),
    /// `arn:aws:ses:ap-northeast-2:123456789012:configuration-set/default`
    ConfigurationSet,
    Unsaid,
}

fn subject(complaint: &Complaint) -> Subject {
    let Some(arn) = complaint.resource.as_deref() else { return Subject::Unsaid };
    if arn.contains(":configuration-set/") {
        return Subject::ConfigurationSet;
    }
    let name = arn.rsplit_once(":identity/").and_then(|(_, name)| name.parse().ok());
    name.map_or(Subject::Unsaid, Subject::Identity)
}

fn is_of_another(case: &Case, name: &IdentityName) -> bool {
    let senders = case.senders();
    !senders.is_empty() && !senders.iter().any(|from| covering(from).contains(name))
}

fn denied_in(complaint: &Complaint) -> Vec<Evidence> {
    let whom = complaint.principal.clone().map(|arn| Evidence::DeniedTo { arn });
    std::iter::once(Evidence::said(complaint)).chain(whom).collect()
}
