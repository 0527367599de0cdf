//! The message: what SES refuses in it, and what became of it. Does not know who composed it.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Kind, Received, Verified},
    },
    concern::said_of,
};
use crate::terms::Domain;

/// `address-malformed`.
pub fn address_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::AddressRefused, Certainty::Proven)
}

/// `header-malformed`.
pub fn header_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::HeaderRefused, Certainty::Proven)
}

/// `configuration-set-missing`.
pub fn configuration_set_missing(case: &Case) -> Judgement {
    said_of(case, Kind::ConfigurationSetMissing, Certainty::Proven)
}

/// `recipient-suppressed`.
pub fn recipient_suppressed(case: &Case) -> Judgement {
    said_of(case, Kind::Suppressed, Certainty::Proven)
}

/// `mail-from-failed`: SES says it, or a receiver found that SES may not send for it.
pub fn mail_from_failed(case: &Case) -> Judgement {
    match received(case) {
        Some(it) if it.spf == Some(Verified::Fail) && it.mail_from.as_deref().is_some_and(|name| !is_of_ses(name)) => {
            said_of(case, Kind::Received, Certainty::Likely)
        }
        Some(_) => Judgement::Silent,
        None => said_of(case, Kind::MailFrom, Certainty::Proven),
    }
}

/// `dkim-failed`: a receiver found that a signature of the From's domain does not hold.
pub fn dkim_failed(case: &Case) -> Judgement {
    let Some(it) = received(case) else {
        return if is_refused_by_policy(case) {
            Judgement::Silent
        } else {
            said_of(case, Kind::DmarcRefused, Certainty::Possible)
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
        let certainty = if is_refused_by_policy(case) { Certainty::Likely } else { Certainty::Possible };
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
    said.to_lowercase().contains("dmarc")
}

fn received<'a>(case: &Case<'a>) -> Option<&'a Received> {
    case.complaint?.received.as_ref()
}

/// SES signs each message with a domain of its own besides, and has a MAIL FROM of its own.
fn is_of_ses(name: &str) -> bool {
    name == "amazonses.com" || name.ends_with(".amazonses.com")
}

fn are_of_one_owner(one: &str, other: &str) -> bool {
    let owned = |name: &str| name.parse::<Domain>().ok().and_then(|it| it.ancestry().last());
    owned(one).is_some() && owned(one) == owned(other)
}
