//! Why a policy denies, as far as the refusal tells. For a send AWS words an action that nothing allows and one that is
//! allowed for other senders only alike, so neither is sure by the words; the policies of the user tell, where they could be
//! read. Does not weigh a policy itself: that is `setup::policy`.

use super::super::{
    case::{Case, covering},
    cause::{Certainty, Judgement},
    complaint::{Complaint, Denier, Kind},
    evidence::Evidence,
};
use crate::setup::{
    IdentityName,
    policy::{OF_LARAVEL, SendingRights, is_quarantine, reaches, recipients_allowed, sending_rights},
};

/// `policy-lacks-action`.
pub fn lacks_action(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case) else { return unasked(case, |rights| *rights == SendingRights::Nothing) };
    if let Some(judgement) = decided(case, complaint, |rights| *rights == SendingRights::Nothing) {
        return judgement;
    }
    match (complaint.denier, subject(complaint)) {
        (Some(denier), _) if denier != Denier::NothingAllows => Judgement::RuledOut(denied_in(complaint)),
        (_, Subject::ConfigurationSet) if sends(complaint) => Judgement::Silent,
        (Some(Denier::NothingAllows), _) if !sends(complaint) => {
            Judgement::Named(Certainty::Likely, denied_in(complaint))
        }
        (_, Subject::Identity(_) | Subject::ConfigurationSet | Subject::Unsaid) => {
            Judgement::Named(Certainty::Possible, denied_in(complaint))
        }
    }
}

/// `policy-excludes-sender`. In the sandbox the recipient's identity must be allowed too, and is named in the same way.
pub fn excludes_sender(case: &Case) -> Judgement {
    let Some(complaint) = allowed_for_others(case) else {
        return unasked(case, |rights| matches!(rights, SendingRights::Others(_)));
    };
    if let Some(judgement) = decided(case, complaint, |rights| matches!(rights, SendingRights::Others(_))) {
        return judgement;
    }
    match subject(complaint) {
        Subject::ConfigurationSet => Judgement::Silent,
        Subject::Identity(name) if is_of_another(case, &name) => Judgement::RuledOut(denied_in(complaint)),
        Subject::Identity(_) | Subject::Unsaid => Judgement::Named(Certainty::Possible, denied_in(complaint)),
    }
}

/// `policy-excludes-recipient`. SES names a recipient by its address, and the sender where a condition on `ses:Recipients`
/// does not hold.
pub fn excludes_recipient(case: &Case) -> Judgement {
    let Some(complaint) = allowed_for_others(case) else { return Judgement::Silent };
    match subject(complaint) {
        Subject::Identity(name @ IdentityName::Email(_)) if case.senders().is_empty() || is_of_another(case, &name) => {
            match not_reached(case, complaint) {
                Some(seen) => {
                    Judgement::Named(Certainty::Proven, denied_in(complaint).into_iter().chain([seen]).collect())
                }
                None => Judgement::Named(Certainty::Possible, denied_in(complaint)),
            }
        }
        Subject::Identity(_) | Subject::Unsaid => by_a_condition(case, complaint),
        Subject::ConfigurationSet => Judgement::Silent,
    }
}

/// Whether a condition on the recipients may be what refuses.
fn by_a_condition(case: &Case, complaint: &Complaint) -> Judgement {
    let user = user_refused(case, complaint).filter(|_| quarantine(case, complaint).is_none());
    let limits = user.and_then(|user| {
        let action = complaint.action.as_deref().unwrap_or(OF_LARAVEL);
        Some((recipients_allowed(case.facts.sender.present()?, action)?, user))
    });
    match limits {
        Some((recipients, _)) if recipients.is_empty() => Judgement::Silent,
        Some((recipients, user)) => {
            let limited = Evidence::PolicyLimitsRecipients { user, recipients };
            Judgement::Named(Certainty::Likely, denied_in(complaint).into_iter().chain([limited]).collect())
        }
        None => Judgement::Named(Certainty::Possible, denied_in(complaint)),
    }
}

/// `policy-excludes-configuration-set`.
pub fn excludes_configuration_set(case: &Case) -> Judgement {
    if case.complaint.is_none() {
        return set_of_the_app(case).map_or(Judgement::Silent, |seen| Judgement::Named(Certainty::Proven, vec![seen]));
    }
    match allowed_for_others(case).map(|complaint| (complaint, subject(complaint))) {
        Some((complaint, Subject::ConfigurationSet)) => match not_reached(case, complaint) {
            Some(seen) => Judgement::Named(Certainty::Proven, denied_in(complaint).into_iter().chain([seen]).collect()),
            None => Judgement::Named(Certainty::Likely, denied_in(complaint)),
        },
        Some((_, Subject::Identity(_) | Subject::Unsaid)) | None => Judgement::Silent,
    }
}

/// That no policy of the user that was refused allows the action on what it was refused on, though it allows it elsewhere.
fn not_reached(case: &Case, complaint: &Complaint) -> Option<Evidence> {
    let user = user_refused(case, complaint)?;
    let (action, resource) = (complaint.action.as_deref()?, complaint.resource.as_deref()?);
    unreached(case, user, action, resource)
}

/// The app's own configuration set, where no policy of its user allows to send with it.
fn set_of_the_app(case: &Case) -> Option<Evidence> {
    let key = case.key_in_env()?;
    case.facts.keys.present()?.iter().find(|listed| listed.id == key)?;
    let (set, region, caller) = (case.configuration_set()?, case.region()?, case.facts.caller.present()?);
    let (partition, account) = (region.row().partition.name(), &caller.account);
    let resource = format!("arn:{partition}:ses:{}:{account}:configuration-set/{set}", region.code());
    unreached(case, case.intent.user.to_string(), OF_LARAVEL, &resource)
}

fn unreached(case: &Case, user: String, action: &str, resource: &str) -> Option<Evidence> {
    let sender = case.facts.sender.present()?;
    // Where it may not send at all, that is the matter.
    let beside = resource.rsplit_once(':')?.0;
    let may_send_as = |name: IdentityName| reaches(sender, action, &format!("{beside}:identity/{name}")) == Some(true);
    let sends = case.senders().iter().flat_map(|from| covering(from)).any(may_send_as);
    let is_reached = reaches(sender, action, resource)?;
    let (action, resource) = (action.to_owned(), resource.to_owned());
    (sends && !is_reached).then_some(Evidence::PolicyReachesNot { user, action, resource })
}

/// `organization-denies`. SES does not say which policy refuses a send; where the user's own allow it, one above does.
pub fn organization_denies(case: &Case) -> Judgement {
    let Some(complaint) = refusal(case) else { return Judgement::Silent };
    if let (Some(user), None, None) = (user_refused(case, complaint), complaint.denier, quarantine(case, complaint)) {
        match rights(case, complaint) {
            Some((SendingRights::Allowed, sender)) => {
                let allowed = Evidence::PolicyAllows { user, sender };
                return Judgement::Named(
                    Certainty::Likely,
                    denied_in(complaint).into_iter().chain([allowed]).collect(),
                );
            }
            Some((SendingRights::Others(senders), _)) => {
                return Judgement::RuledOut(vec![Evidence::PolicyAllowsOthers { user, senders }]);
            }
            Some((SendingRights::Nothing, _)) => {
                return Judgement::RuledOut(vec![Evidence::PolicyAllowsNothing { user }]);
            }
            None => {}
        }
    }
    match complaint.denier {
        Some(
            Denier::Organization
            | Denier::Boundary
            | Denier::Session
            | Denier::Identity
            | Denier::Endpoint
            | Denier::Resource,
        ) => Judgement::Named(Certainty::Proven, denied_in(complaint)),
        Some(Denier::NothingAllows | Denier::Quarantine) | None => Judgement::Silent,
    }
}

/// `key-quarantined`. An explicit deny of the user's own may be AWS's.
pub fn quarantined(case: &Case) -> Judgement {
    // That policy denies of other services too.
    let of_any_service = || case.complaint.filter(|it| it.denier == Some(Denier::Quarantine));
    let Some(complaint) = refusal(case).or_else(of_any_service) else {
        let policy = quarantine_of(case).filter(|_| case.complaint.is_none());
        return policy.map_or(Judgement::Silent, |seen| Judgement::Named(Certainty::Proven, vec![seen]));
    };
    if let Some(seen) = quarantine(case, complaint) {
        return Judgement::Named(Certainty::Proven, denied_in(complaint).into_iter().chain([seen]).collect());
    }
    let attached = case.facts.sender.present().and_then(|sender| sender.attached.present());
    if let (Some(user), Some(_), Some(Denier::Identity)) = (user_refused(case, complaint), attached, complaint.denier) {
        return Judgement::RuledOut(vec![Evidence::NotQuarantined { user }]);
    }
    match complaint.denier {
        Some(Denier::Quarantine) => Judgement::Named(Certainty::Proven, denied_in(complaint)),
        Some(Denier::Identity) => Judgement::Named(Certainty::Possible, denied_in(complaint)),
        Some(
            Denier::NothingAllows
            | Denier::Organization
            | Denier::Boundary
            | Denier::Session
            | Denier::Endpoint
            | Denier::Resource,
        )
        | None => Judgement::Silent,
    }
}

/// The app's user, where it is the one that was refused, or nothing says whom.
fn user_refused(case: &Case, complaint: &Complaint) -> Option<String> {
    let user = case.intent.user.to_string();
    let is_it = |arn: &String| arn.contains(":user/") && arn.rsplit('/').next() == Some(user.as_str());
    complaint.principal.as_ref().is_none_or(is_it).then_some(user)
}

/// AWS's quarantine policy on the app's user.
fn quarantine_of(case: &Case) -> Option<Evidence> {
    let sender = case.facts.sender.present()?;
    let arn = sender.attached.present()?.iter().find(|arn| is_quarantine(arn))?;
    let policy = arn.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Evidence::Quarantined { user: sender.name.to_string(), policy })
}

/// The same where it is what refused.
fn quarantine(case: &Case, complaint: &Complaint) -> Option<Evidence> {
    user_refused(case, complaint)?;
    quarantine_of(case).filter(|_| sends(complaint))
}

/// What the user's policies say of the sender that was refused, where they could be read and weighed.
fn rights(case: &Case, complaint: &Complaint) -> Option<(SendingRights, String)> {
    user_refused(case, complaint).filter(|_| sends(complaint))?;
    let from = case.senders().iter().find(|from| match subject(complaint) {
        Subject::Identity(name) => covering(from).contains(&name),
        Subject::ConfigurationSet => false,
        Subject::Unsaid => true,
    })?;
    let action = complaint.action.as_deref().unwrap_or(OF_LARAVEL);
    Some((sending_rights(case.facts.sender.present()?, from, action)?, from.clone()))
}

/// What the user's policies themselves decide: proven by them, or ruled out by them. `None` where they do not.
fn decided(case: &Case, complaint: &Complaint, is_it: impl Fn(&SendingRights) -> bool) -> Option<Judgement> {
    if !matches!(complaint.denier, None | Some(Denier::NothingAllows)) {
        return None;
    }
    if let Some(seen) = quarantine(case, complaint) {
        return Some(Judgement::RuledOut(vec![seen]));
    }
    let user = user_refused(case, complaint)?;
    let (rights, sender) = rights(case, complaint)?;
    let named = is_it(&rights);
    let seen = in_evidence(rights, user, sender);
    Some(match named {
        true => Judgement::Named(Certainty::Proven, denied_in(complaint).into_iter().chain([seen]).collect()),
        false => Judgement::RuledOut(vec![seen]),
    })
}

/// Without an error: what the policies of the app's user would refuse.
fn unasked(case: &Case, is_it: impl Fn(&SendingRights) -> bool) -> Judgement {
    let judged = || {
        let sender = case.facts.sender.present().filter(|_| case.complaint.is_none())?;
        let key = case.key_in_env()?;
        case.facts.keys.present()?.iter().find(|listed| listed.id == key)?;
        let from = case.senders().first()?;
        let rights = sending_rights(sender, from, OF_LARAVEL).filter(&is_it)?;
        Some(vec![in_evidence(rights, sender.name.to_string(), from.clone())])
    };
    judged().map_or(Judgement::Silent, |evidence| Judgement::Named(Certainty::Proven, evidence))
}

fn in_evidence(rights: SendingRights, user: String, sender: String) -> Evidence {
    match rights {
        SendingRights::Allowed => Evidence::PolicyAllows { user, sender },
        SendingRights::Others(senders) => Evidence::PolicyAllowsOthers { user, senders },
        SendingRights::Nothing => Evidence::PolicyAllowsNothing { user },
    }
}

/// A refusal that a policy for another sender, recipient or set would give as well.
fn allowed_for_others<'a>(case: &Case<'a>) -> Option<&'a Complaint> {
    let may_be = |it: &&Complaint| sends(it) && matches!(it.denier, None | Some(Denier::NothingAllows));
    refusal(case).filter(may_be)
}

/// What is denied of another service says nothing of mail.
fn refusal<'a>(case: &Case<'a>) -> Option<&'a Complaint> {
    case.complaint.filter(|complaint| complaint.kind == Kind::NotAuthorized && complaint.is_denied_ses())
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
