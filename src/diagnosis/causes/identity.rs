//! The sender: is the From verified in the region, is it another address than the verified ones, or did a message bring
//! its own? Does not know how an identity comes to be verified.
//!
//! Which of the two is it where nothing covers the From? An address that resembles what is verified (the same domain,
//! another name below it, two letters apart) was meant to be covered; any other has not been verified yet.

use super::{
    super::{
        case::{Case, Cover, cannot_be_verified, resemble},
        cause::{Certainty, Judgement},
        complaint::{Complaint, Kind},
        evidence::Evidence,
    },
    concern::{Concern, gravest, verification},
};
use crate::{
    setup::IdentityName,
    terms::{Region, is_public_mailbox},
};

/// `sender-not-verified`.
pub fn sender_not_verified(case: &Case) -> Judgement {
    if let Some(given_up) = case.complaint.filter(|complaint| complaint.kind == Kind::IdentityGivenUp) {
        return Judgement::Named(Certainty::Proven, vec![Evidence::said(given_up)]);
    }
    if let Some(missing) = case.complaint.filter(|complaint| complaint.kind == Kind::IdentityMissing) {
        return Judgement::Named(Certainty::Likely, vec![Evidence::said(missing)]);
    }
    on_each_sender(case, |address, region| {
        if let Some(brought) = proven_to_be_brought(case, address, region) {
            return brought;
        }
        if cannot_be_verified(address) {
            return Judgement::RuledOut(vec![Evidence::CannotBeVerified { address: address.into() }]);
        }
        let mut evidence = named(case, address);
        match case.cover(address, region) {
            Cover::By(by) => Judgement::RuledOut(vec![covered(address, &by, region)]),
            Cover::Pending(identity, status) => {
                let identity = identity.to_string();
                evidence.push(Evidence::NotVerifiedYet { identity, status, region });
                Judgement::Named(Certainty::Proven, evidence)
            }
            Cover::Nothing => {
                if let Some(elsewhere) = verified_elsewhere(case, address, region) {
                    return Judgement::RuledOut(vec![elsewhere]);
                }
                if let Some(others) = others_verified(case, address, region) {
                    return Judgement::RuledOut(vec![others]);
                }
                evidence.push(Evidence::NoIdentity { address: address.into(), region });
                // It is to be verified where this set-up is.
                let of_setup = case.intent.region.filter(|wanted| *wanted != region);
                evidence.extend(of_setup.map(|region| Evidence::RegionOfSetup { region }));
                evidence.extend(public_sender(case, address));
                Judgement::Named(Certainty::Proven, evidence)
            }
            Cover::Unseen(denial) => {
                evidence.extend(public_sender(case, address));
                unseen(case, Certainty::Likely, evidence, region, denial)
            }
        }
    })
}

/// `from-address-not-covered`.
pub fn from_not_covered(case: &Case) -> Judgement {
    // A mailbox at another owner's domain is not a slip in one's own.
    let is_a_slip =
        |complaint: &Complaint| complaint.identities.is_empty() || !complaint.identities.iter().all(|it| is_public(it));
    if case.said_senders().is_empty()
        && case.region().is_none_or(|region| !case.all_listed(region))
        && !case.complaint.is_none_or(is_a_slip)
    {
        return Judgement::Silent;
    }
    on_each_sender(case, |address, region| {
        if let Some(brought) = proven_to_be_brought(case, address, region) {
            return brought;
        }
        let mut evidence = named(case, address);
        if cannot_be_verified(address) {
            evidence.push(Evidence::CannotBeVerified { address: address.into() });
            return Judgement::Named(Certainty::Proven, evidence);
        }
        if let Some(elsewhere) = verified_elsewhere(case, address, region) {
            return Judgement::RuledOut(vec![elsewhere]);
        }
        match case.cover(address, region) {
            Cover::By(by) => Judgement::RuledOut(vec![covered(address, &by, region)]),
            Cover::Pending(identity, status) => {
                Judgement::RuledOut(vec![Evidence::NotVerifiedYet { identity: identity.to_string(), status, region }])
            }
            Cover::Nothing => match others_verified(case, address, region) {
                Some(others) => {
                    evidence.push(others);
                    Judgement::Named(Certainty::Proven, evidence)
                }
                None if case.all_listed(region) => {
                    Judgement::RuledOut(vec![Evidence::NoIdentity { address: address.into(), region }])
                }
                None => unseen(case, Certainty::Possible, evidence, region, None),
            },
            Cover::Unseen(denial) => unseen(case, Certainty::Possible, evidence, region, denial),
        }
    })
}

/// `message-from-elsewhere`: a message has a From of its own, often a visitor's address in a contact form.
pub fn message_from_elsewhere(case: &Case) -> Judgement {
    let Some(region) = case.region() else { return Judgement::Silent };
    match verification(case) {
        // Where SES looks at the sender alone and takes the app's, the message had another.
        Concern::Complained(complaint) if !complaint.has_names() => match is_in_production(case, region) {
            true => gravest(case.senders().iter().map(|from| match case.cover(from, region) {
                Cover::By(by) => {
                    let evidence =
                        vec![Evidence::NoNames, covered(from, &by, region), Evidence::InProduction { region }];
                    Judgement::Named(Certainty::Possible, evidence)
                }
                Cover::Pending(..) | Cover::Nothing | Cover::Unseen(_) => Judgement::Silent,
            })),
            false => Judgement::Silent,
        },
        Concern::Complained(complaint) => {
            gravest(complaint.identities.iter().map(|address| brought_along(case, address, region)))
        }
        Concern::OfLaravel(_) | Concern::Asked | Concern::Nothing => Judgement::Silent,
    }
}

/// Whether an address that SES refused came with the message. Out of the sandbox SES looks at the From alone, and one that
/// the app says and SES does not name did not send: neither verifying the address nor another `MAIL_FROM_ADDRESS` helps.
fn brought_along(case: &Case, address: &str, region: Region) -> Judgement {
    let senders = case.said_senders();
    let of_the_app = |complaint: &Complaint| senders.iter().any(|from| complaint.names(from));
    let known = case.complaint.filter(|complaint| complaint.cut.is_none() && !of_the_app(complaint));
    let (Some(_), Some(from), true) = (known, senders.first(), is_in_production(case, region)) else {
        return Judgement::Silent;
    };
    if cannot_be_verified(address) || verified_elsewhere(case, address, region).is_some() {
        return Judgement::Silent;
    }
    let mut evidence = vec![
        Evidence::RecipientNamed { address: address.into(), from: from.clone() },
        Evidence::InProduction { region },
    ];
    let passes = matches!(case.cover(from, region), Cover::By(_));
    // A cached config may say another From than `.env`.
    let cached = case.app().is_some_and(|app| app.is_cached());
    match case.cover(address, region) {
        Cover::By(_) | Cover::Pending(..) => Judgement::Silent,
        Cover::Nothing if passes && !cached => Judgement::Named(Certainty::Proven, evidence),
        Cover::Nothing => Judgement::Named(Certainty::Likely, evidence),
        Cover::Unseen(denial) => {
            evidence.push(case.unseen(region, denial));
            Judgement::Named(Certainty::Likely, evidence)
        }
    }
}

/// What speaks for that, where it is proven: then the app's own address is not the matter.
fn proven_to_be_brought(case: &Case, address: &str, region: Region) -> Option<Judgement> {
    match brought_along(case, address, region) {
        Judgement::Named(Certainty::Proven, evidence) => Some(Judgement::RuledOut(evidence)),
        Judgement::Named(..) | Judgement::RuledOut(_) | Judgement::Silent => None,
    }
}

/// `from-public-mailbox`.
pub fn public_mailbox(case: &Case) -> Judgement {
    match verification(case) {
        Concern::OfLaravel(_) | Concern::Nothing => return Judgement::Silent,
        Concern::Complained(_) | Concern::Asked => {}
    }
    let named = case.senders_named().into_iter().filter(|it| is_public(it));
    let evidence: Vec<Evidence> = named.map(|address| Evidence::PublicMailbox { address }).collect();
    if !evidence.is_empty() {
        return Judgement::Named(Certainty::Proven, evidence);
    }
    // Where the sender is not known, each of the names may be it.
    let suspected = match case.complaint {
        Some(complaint) if case.senders().is_empty() => {
            complaint.identities.iter().filter_map(|it| public_sender(case, it)).collect()
        }
        Some(_) | None => Vec::new(),
    };
    match suspected.is_empty() {
        true => Judgement::Silent,
        false => at_best(case, Certainty::Possible, Judgement::Named(Certainty::Possible, suspected)),
    }
}

/// That a suspect is at a public mailbox. Where a name at the user's own domain stands beside it, that one is
/// suspected.
fn public_sender(case: &Case, address: &str) -> Option<Evidence> {
    let known = case.senders().iter().any(|from| from.eq_ignore_ascii_case(address));
    let alone = || case.complaint.is_some_and(|it| it.identities.iter().all(|name| is_public(name)));
    (is_public(address) && (known || alone())).then(|| Evidence::PublicMailbox { address: address.into() })
}

fn is_public(address: &str) -> bool {
    matches!(address.parse(), Ok(IdentityName::Email(it)) if is_public_mailbox(it.domain()))
}

/// Judges each address that may have been the sender. Where the sender is not known, a cause is possible at best.
fn on_each_sender(case: &Case, judge: impl Fn(&str, Region) -> Judgement) -> Judgement {
    match verification(case) {
        Concern::Nothing => return Judgement::Silent,
        Concern::OfLaravel(complaint) => return Judgement::RuledOut(vec![Evidence::said(complaint)]),
        Concern::Complained(_) | Concern::Asked => {}
    }
    let Some(region) = case.region() else { return vague(case) };
    let suspects = suspects(case, region);
    match (suspects.is_empty(), case.senders().first()) {
        (false, _) if sender_is_known(case, region) => gravest(suspects.iter().map(|it| judge(it, region))),
        (false, _) => at_best(case, Certainty::Possible, gravest(suspects.iter().map(|it| judge(it, region)))),
        (true, Some(from)) if case.complaint.is_some_and(|it| it.cut.is_none()) => {
            Judgement::RuledOut(vec![Evidence::SenderPassed { address: from.clone() }])
        }
        (true, _) => vague(case),
    }
}

/// The addresses that may have been the sender. In production SES checks the sender only, so every name is a suspect.
pub fn suspects(case: &Case, region: Region) -> Vec<String> {
    // Whom a text without SES's list is about only the app can say.
    let Some(complaint) = case.complaint.filter(|it| it.has_names()) else { return case.senders().to_vec() };
    match sender_is_known(case, region) {
        true if is_in_production(case, region) => complaint.identities.clone(),
        true => case.senders_named(),
        false => complaint.identities.clone(),
    }
}

fn sender_is_known(case: &Case, region: Region) -> bool {
    case.complaint.is_none() || !case.senders().is_empty() || is_in_production(case, region)
}

fn is_in_production(case: &Case, region: Region) -> bool {
    case.account(region).present().is_some_and(|account| account.production)
}

/// SES says that a name is not verified, and nothing says which.
fn vague(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if complaint.cut.is_some() => Judgement::Named(Certainty::Possible, vec![Evidence::ListCut]),
        Some(complaint) if !complaint.has_names() => Judgement::Named(Certainty::Possible, vec![Evidence::NoNames]),
        Some(_) => Judgement::Named(Certainty::Possible, vec![case.sender_not_known()]),
        None => Judgement::Silent,
    }
}

/// A judgement that is not surer than a limit, because the sender is not known.
fn at_best(case: &Case, limit: Certainty, judgement: Judgement) -> Judgement {
    match judgement {
        Judgement::Named(certainty, mut evidence) => {
            evidence.insert(0, case.sender_not_known());
            Judgement::Named(certainty.max(limit), evidence)
        }
        Judgement::Silent | Judgement::RuledOut(_) => judgement,
    }
}

/// With a complaint, what was not seen makes the cause likely at best; without one nothing is said.
fn unseen(
    case: &Case,
    certainty: Certainty,
    mut evidence: Vec<Evidence>,
    region: Region,
    denial: Option<crate::terms::Denial>,
) -> Judgement {
    if case.complaint.is_none() {
        return Judgement::Silent;
    }
    evidence.push(case.unseen(region, denial));
    Judgement::Named(certainty, evidence)
}

fn named(case: &Case, address: &str) -> Vec<Evidence> {
    let own = case.senders().iter().any(|from| from.eq_ignore_ascii_case(address));
    match case.complaint {
        Some(complaint) if own && complaint.names(address) => vec![Evidence::SenderNamed { address: address.into() }],
        Some(_) | None => Vec::new(),
    }
}

/// That an identity covers an address.
pub fn covered(address: &str, by: &IdentityName, region: Region) -> Evidence {
    Evidence::Covered { address: address.into(), by: by.to_string(), region }
}

/// In which other regions an address is verified; `None` where in none.
pub fn verified_elsewhere(case: &Case, address: &str, region: Region) -> Option<Evidence> {
    let found = case.elsewhere(address, region).verified;
    let (_, by) = found.first()?;
    let regions = found.iter().map(|(region, _)| *region).collect();
    Some(Evidence::VerifiedElsewhere { address: address.into(), by: by.to_string(), regions })
}

/// What is verified there and resembles the address, or is what the set-up is for. Where the address came with a
/// message and the app has a sender that passes, anything that is verified.
fn others_verified(case: &Case, address: &str, region: Region) -> Option<Evidence> {
    let name: IdentityName = address.parse().ok()?;
    let own = case.intent.identity_name();
    let senders = case.said_senders();
    let passes = |from: &String| matches!(case.cover(from, region), Cover::By(_));
    let brought = !senders.iter().any(|from| from.eq_ignore_ascii_case(address)) && senders.iter().any(passes);
    let alike =
        |other: &IdentityName| brought || own.as_ref() == Some(other) || resemble(name.domain(), other.domain());
    let verified: Vec<String> =
        case.verified_in(region).iter().filter(|other| alike(other)).map(ToString::to_string).collect();
    (!verified.is_empty()).then(|| Evidence::OthersVerified { address: address.into(), verified, region })
}
