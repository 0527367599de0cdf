//! What SES says of the identity, beside what DNS says: given up, forgotten, removed, or out of line with the From. These
//! are seen without a complaint; of those that there are, only what a letter of AWS says is known.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::Kind,
        evidence::Evidence,
    },
    concern::said_of,
};
use crate::{
    dns::{
        RecordType,
        dmarc::{Disposition, DmarcRecord, Misaligned},
    },
    setup::{Authorship, Check, DkimOrigin, Identity, IdentityName, LINK_LIVES, Optional, RecordKey, wanted_records},
    terms::{Address, Domain, Region},
};

/// The identity of the set-up, as long as nothing was complained of.
fn seen<'a>(case: &Case<'a>) -> Option<(&'a Identity, Region)> {
    match case.complaint {
        Some(_) => None,
        None => Some((case.facts.identity.present()?, case.intent.region?)),
    }
}

fn proven(evidence: Evidence) -> Judgement {
    Judgement::Named(Certainty::Proven, vec![evidence])
}

/// `dkim-failed`: SES looked for three days and does not look any more.
pub(super) fn dkim_failed(case: &Case) -> Option<Judgement> {
    let (identity, region) = seen(case)?;
    let is_given_up = identity.dkim.status == Check::Failed && identity.dkim.origin == DkimOrigin::Ses;
    is_given_up.then(|| proven(Evidence::DkimGivenUp { identity: identity.name.to_string(), region }))
}

/// `mail-from-failed`: the same of the MAIL FROM.
pub(super) fn mail_from_failed(case: &Case) -> Option<Judgement> {
    let (identity, region) = seen(case)?;
    let mail_from = identity.mail_from.as_ref().filter(|it| it.status == Check::Failed)?;
    Some(proven(Evidence::MailFromGivenUp { domain: mail_from.domain.to_string(), region }))
}

/// `verification-link-expired`: the mail of SES is older than a day.
pub(super) fn link_expired(case: &Case) -> Judgement {
    if case.complaint.is_some() {
        return said_of(case, Kind::IdentityGivenUp, Certainty::Possible);
    }
    let Some((identity, _)) = seen(case) else { return Judgement::Silent };
    let is_old = identity.created.is_some_and(|at| case.now.duration_since(at).as_secs() >= LINK_LIVES);
    match &identity.name {
        IdentityName::Email(address) if !identity.verified && (is_old || identity.verification == Check::Failed) => {
            proven(Evidence::LinkExpired { address: address.to_string() })
        }
        IdentityName::Email(_) | IdentityName::Domain(_) => Judgement::Silent,
    }
}

/// `mail-from-not-set`: its MX is in DNS, and SES was never told.
pub(super) fn mail_from_not_set(case: &Case) -> Judgement {
    let Some((identity, region)) = seen(case) else { return Judgement::Silent };
    let (Optional::Wanted(label), IdentityName::Domain(domain), None) =
        (&case.intent.mail_from, &identity.name, &identity.mail_from)
    else {
        return Judgement::Silent;
    };
    match identity.made {
        Authorship::Ours | Authorship::Adopted => {}
        Authorship::Foreign => return Judgement::Silent,
    }
    let name = domain.under(label).to_string();
    let seen = case.facts.records.get(&RecordKey { name: name.clone(), kind: RecordType::Mx });
    let hosts = seen.map(|seen| seen.values(&name, RecordType::Mx)).unwrap_or_default();
    let is_of_ses = |value: &String| value.contains(" feedback-smtp.") && value.ends_with(".amazonses.com");
    match hosts.iter().any(is_of_ses) {
        true => proven(Evidence::MailFromInDns { domain: name, region }),
        false => Judgement::Silent,
    }
}

/// `records-removed`: SES found them once, and the zone's servers have them no more.
pub(super) fn records_removed(case: &Case) -> Judgement {
    if case.complaint.is_some() {
        return said_of(case, Kind::RecordsGone, Certainty::Proven);
    }
    let Some((identity, region)) = seen(case) else { return Judgement::Silent };
    let records = wanted_records(case.intent, identity, region);
    let gone = records.iter().filter(|record| case.facts.was_removed(record));
    let mistakes = gone.filter_map(|record| case.facts.record_comparison(record)).flat_map(|it| it.mistakes);
    let evidence: Vec<Evidence> = mistakes.map(Evidence::Record).collect();
    if evidence.is_empty() { Judgement::Silent } else { Judgement::Named(Certainty::Proven, evidence) }
}

/// `alignment-missing`: the DMARC record in force wants more than a signature of a domain above the From, or any at all where
/// only the address is verified.
pub(super) fn unaligned(case: &Case) -> Option<Judgement> {
    let (identity, region) = seen(case)?;
    let from = case.intent.from.as_ref()?.domain();
    let signer = match &identity.name {
        IdentityName::Domain(signer) => signer,
        IdentityName::Email(address) => return unaligned_address(case, address, region),
    };
    let (at, dmarc) = dmarc_in_force(case, from)?;
    let mail_from = identity.mail_from.as_ref().map(|it| &it.domain);
    let costs = dmarc.misaligned(from, signer, mail_from);
    let loses = |half: fn(&Misaligned) -> bool| costs.iter().any(half);
    let spf_is_lost = mail_from.is_none() || loses(|it| matches!(it, Misaligned::Spf { .. }));
    let dkim_is_lost = loses(|it| matches!(it, Misaligned::Dkim { .. }));
    let evidence = || Evidence::Unaligned { from: from.to_string(), identity: signer.to_string(), dmarc: at };
    (spf_is_lost && dkim_is_lost).then(|| proven(evidence()))
}

/// SES signs for an address with its domain's key only where that domain is verified too.
fn unaligned_address(case: &Case, address: &Address, region: Region) -> Option<Judgement> {
    let (at, dmarc) = dmarc_in_force(case, address.domain())?;
    let is_below = at != format!("_dmarc.{}", address.domain());
    let policy = dmarc.subdomain_policy.filter(|_| is_below).unwrap_or(dmarc.policy);
    if policy == Disposition::None {
        return None;
    }
    let listed = case.facts.regions.get(&region).and_then(|seen| seen.listed.present());
    let signs = |name: Domain| {
        let verification = listed.and_then(|listed| listed.get(&IdentityName::Domain(name)));
        verification.is_some_and(|verification| *verification == Check::Success)
    };
    if address.domain().ancestry().any(signs) {
        return None;
    }
    let certainty = if listed.is_some() { Certainty::Proven } else { Certainty::Possible };
    let (from, policy) = (address.to_string(), policy.to_string());
    Some(Judgement::Named(certainty, vec![Evidence::UnalignedAddress { from, dmarc: at, policy }]))
}

/// The nearest DMARC record above a domain, and where it stands.
pub fn dmarc_in_force(case: &Case, domain: &Domain) -> Option<(String, DmarcRecord)> {
    domain.ancestry().find_map(|above| {
        let name = format!("_dmarc.{above}");
        let all = case.facts.records.values();
        let texts = all.map(|seen| seen.values(&name, RecordType::Txt)).find(|texts| !texts.is_empty())?;
        let dmarc = DmarcRecord::among(&texts)?;
        Some((name, dmarc))
    })
}
