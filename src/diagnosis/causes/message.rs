//! The message: what SES refuses in it, and what became of it. Does not know who composed it.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Complaint, Kind, Received, Verified},
        evidence::Evidence,
        received::{are_of_one_owner, is_of_ses},
    },
    concern::said_of,
};
use crate::terms::Fact;

/// `address-malformed`.
pub fn address_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::AddressRefused, Certainty::Proven)
}

/// `header-malformed`.
pub fn header_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::HeaderRefused, Certainty::Proven)
}

/// `configuration-set-missing`. Sets belong to a region.
pub fn configuration_set_missing(case: &Case) -> Judgement {
    let complaint = match case.complaint {
        Some(complaint) if complaint.kind == Kind::ConfigurationSetMissing => Some(complaint),
        Some(_) => return Judgement::Silent,
        None => None,
    };
    let seen = case.configuration_set().zip(case.region());
    let seen = seen.and_then(|(name, region)| Some((case.facts.regions.get(&region)?.sets.get(&name)?, name, region)));
    let said = complaint.map(Evidence::said);
    match (seen, said) {
        (Some((Fact::Absent, name, region)), said) => {
            let evidence = said.into_iter().chain([Evidence::NoConfigurationSet { name, region }]);
            Judgement::Named(Certainty::Proven, evidence.collect())
        }
        (Some((Fact::Present(_), name, region)), Some(_)) => {
            Judgement::RuledOut(vec![Evidence::ConfigurationSetThere { name, region }])
        }
        (Some((Fact::Unknown | Fact::Hidden(_), ..)) | None, Some(said)) => {
            Judgement::Named(Certainty::Proven, vec![said])
        }
        (Some(_) | None, None) => Judgement::Silent,
    }
}

/// `recipient-suppressed`. What a notification says of the list of all of SES the account's own list cannot disprove.
pub fn recipient_suppressed(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint.filter(|it| it.kind == Kind::Suppressed) else {
        // Without a complaint it is about the recipient that `doctor --to` names.
        return match case.complaint.is_none().then(|| on_the_list(case)).filter(|listed| !listed.is_empty()) {
            Some(listed) => Judgement::Named(Certainty::Proven, listed),
            None => Judgement::Silent,
        };
    };
    let said = Evidence::said(complaint);
    let Some(region) = case.region() else { return Judgement::Named(Certainty::Proven, vec![said]) };
    let entries = case.facts.regions.get(&region).map(|seen| &seen.suppressed);
    let listed = on_the_list(case);
    let gone = entries.into_iter().flatten().filter(|(_, entry)| **entry == Fact::Absent);
    let gone: Vec<Evidence> =
        gone.map(|(address, _)| Evidence::NotOnSuppressionList { address: address.to_string(), region }).collect();
    match (listed.is_empty(), gone.is_empty()) {
        (false, _) => Judgement::Named(Certainty::Proven, std::iter::once(said).chain(listed).collect()),
        (true, false) if says_whose_list(complaint) => Judgement::RuledOut(gone),
        (true, false) => Judgement::Named(Certainty::Likely, std::iter::once(said).chain(gone).collect()),
        (true, true) => Judgement::Named(Certainty::Proven, vec![said]),
    }
}

/// The addresses that were asked after and are on the account's list, each as evidence.
fn on_the_list(case: &Case) -> Vec<Evidence> {
    let Some(region) = case.region() else { return Vec::new() };
    let entries = case.facts.regions.get(&region).map(|seen| &seen.suppressed);
    let listed = entries.into_iter().flatten().filter_map(|(address, entry)| {
        let (address, entry) = (address.to_string(), entry.present()?);
        let (reason, since) = (entry.reason.clone(), entry.since);
        Some(Evidence::OnSuppressionList { address, reason, since, region })
    });
    listed.collect()
}

/// Whether the words are those of the account's own list.
fn says_whose_list(complaint: &Complaint) -> bool {
    let said = complaint.message.as_deref().unwrap_or_default();
    said.contains("OnAccountSuppressionList") || said.contains("suppression list for your account")
}

/// `mail-from-failed`: SES says it, or a receiver found that SES may not send for it.
pub fn mail_from_failed(case: &Case) -> Judgement {
    match received(case) {
        Some(it) if it.spf == Some(Verified::Fail) && it.mail_from.as_deref().is_some_and(|name| !is_of_ses(name)) => {
            said_of(case, Kind::Received, Certainty::Likely)
        }
        Some(_) => Judgement::Silent,
        None if checked(case).is_some_and(|it| !it.spf) => said_of(case, Kind::DmarcRefused, Certainty::Possible),
        None => said_of(case, Kind::MailFrom, Certainty::Proven),
    }
}

/// `dkim-failed`: a receiver found that a signature of the From's domain does not hold.
pub fn dkim_failed(case: &Case) -> Judgement {
    let Some(it) = received(case) else {
        match case.complaint.map(|complaint| complaint.kind) {
            Some(Kind::DkimGivenUp) => return said_of(case, Kind::DkimGivenUp, Certainty::Proven),
            // A domain is verified by DKIM; an address is not.
            Some(Kind::IdentityGivenUp) => return said_of(case, Kind::IdentityGivenUp, Certainty::Possible),
            Some(_) | None => {}
        }
        return match checked(case) {
            Some(Checked { dkim: true, .. }) => Judgement::Silent,
            Some(Checked { dkim: false, .. }) => said_of(case, Kind::DmarcRefused, Certainty::Likely),
            None if is_refused_by_policy(case) => Judgement::Silent,
            None => said_of(case, Kind::DmarcRefused, Certainty::Possible),
        };
    };
    let own = |of: &Option<String>| of.as_deref().is_none_or(|name| !is_of_ses(name));
    let is_broken = it.dkim.iter().any(|(said, of)| *said == Verified::Fail && own(of));
    let holds =
        it.dkim.iter().any(|(said, of)| *said == Verified::Pass && of.as_deref().is_some_and(|name| !is_of_ses(name)));
    match is_broken && !holds {
        true => said_of(case, Kind::Received, Certainty::Proven),
        false => Judgement::Silent,
    }
}

/// `alignment-missing`: DMARC fails, and not because a signature of the From's domain, or its SPF, is broken.
pub fn alignment_missing(case: &Case) -> Judgement {
    let Some(it) = received(case) else {
        let certainty = match checked(case) {
            Some(Checked { dmarc: true, .. }) => return Judgement::Silent,
            // Without a signature that holds it is not known whose the signature would be.
            Some(Checked { dkim, .. }) => {
                if dkim {
                    Certainty::Likely
                } else {
                    Certainty::Possible
                }
            }
            None => {
                if is_refused_by_policy(case) {
                    Certainty::Likely
                } else {
                    Certainty::Possible
                }
            }
        };
        return said_of(case, Kind::DmarcRefused, certainty);
    };
    let aligns = |name: &str| it.from.as_deref().is_some_and(|from| are_of_one_owner(name, from));
    let own_dkim = it.dkim.iter().any(|(_, of)| of.as_deref().is_some_and(aligns));
    let own_mail_from = it.mail_from.as_deref().is_some_and(aligns);
    match it.dmarc == Some(Verified::Fail) && it.from.is_some() && !own_dkim && !own_mail_from {
        true => said_of(case, Kind::Received, Certainty::Proven),
        false => Judgement::Silent,
    }
}

/// Whether the receiver names DMARC; it may also mean that nothing was signed at all.
fn is_refused_by_policy(case: &Case) -> bool {
    let said = case.complaint.and_then(|complaint| complaint.message.as_deref()).unwrap_or_default();
    let said = said.to_lowercase();
    // Gmail names its policy at the end of a sentence that it breaks.
    said.contains("dmarc") || said.contains("unauthenticated email from")
}

/// What passed, as a refusal of Outlook's says at its end: `Spf= Pass , Dkim= Fail , DMARC= Pass`.
struct Checked {
    spf: bool,
    dkim: bool,
    dmarc: bool,
}

fn checked(case: &Case) -> Option<Checked> {
    let complaint = case.complaint.filter(|complaint| complaint.kind == Kind::DmarcRefused)?;
    let said = complaint.message.as_deref()?.to_lowercase();
    let passed = |check: &str| {
        let (_, rest) = said.split_once(check)?;
        Some(rest.trim_start().starts_with("pass"))
    };
    Some(Checked { spf: passed("spf=")?, dkim: passed("dkim=")?, dmarc: passed("dmarc=")? })
}

fn received<'a>(case: &Case<'a>) -> Option<&'a Received> {
    case.complaint?.received.as_ref()
}
