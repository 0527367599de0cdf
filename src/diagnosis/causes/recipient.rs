//! The recipient: in the sandbox SES sends only to verified addresses, and names an unverified recipient as it names an
//! unverified sender. Does not know whether production access was asked for.

use super::{
    super::{
        case::{Case, Cover},
        cause::{Certainty, Judgement},
        complaint::Complaint,
        evidence::Evidence,
    },
    concern::{Concern, gravest, verification},
    identity::covered,
};
use crate::{
    setup::IdentityName,
    terms::{Fact, Region, is_public_mailbox},
};

/// `recipient-in-sandbox`.
pub fn in_sandbox(case: &Case) -> Judgement {
    let concern = verification(case);
    let Some(region) = case.region() else {
        return match concern {
            Concern::Complained(complaint) => guess(case, complaint, None),
            Concern::OfLaravel(complaint) => Judgement::RuledOut(vec![Evidence::said(complaint)]),
            Concern::Asked | Concern::Nothing => Judgement::Silent,
        };
    };
    let production = case.account(region).present().map(|account| account.production);
    match (concern, production) {
        (Concern::Nothing, _) => Judgement::Silent,
        (Concern::OfLaravel(complaint), _) => Judgement::RuledOut(vec![Evidence::said(complaint)]),
        (Concern::Complained(_) | Concern::Asked, Some(true)) => {
            Judgement::RuledOut(vec![Evidence::InProduction { region }])
        }
        (Concern::Asked, Some(false)) => Judgement::Named(Certainty::Possible, vec![Evidence::InSandbox { region }]),
        (Concern::Asked, None) => Judgement::Silent,
        (Concern::Complained(complaint), Some(false) | None) => complained(case, complaint, region),
    }
}

fn complained(case: &Case, complaint: &Complaint, region: Region) -> Judgement {
    if !complaint.has_names() {
        return unnamed(case, region);
    }
    let (named, senders) = (case.senders_named(), case.senders());
    let Some(from) = named.first().or(senders.first()) else { return guess(case, complaint, Some(region)) };
    let others = case.others_named();
    if others.is_empty() {
        return match complaint.cut {
            Some(_) => Judgement::Named(Certainty::Possible, vec![Evidence::ListCut]),
            None => Judgement::RuledOut(vec![Evidence::SenderNamed { address: complaint.identities[0].clone() }]),
        };
    }
    gravest(others.iter().map(|address| judge_recipient(case, address, from, region)))
}

/// Judges one address that SES named and that is not the sender.
fn judge_recipient(case: &Case, address: &str, from: &str, region: Region) -> Judgement {
    let mut evidence = vec![Evidence::RecipientNamed { address: address.into(), from: from.into() }];
    let seen = match case.cover(address, region) {
        // SES would accept it now.
        Cover::By(by) => return Judgement::RuledOut(vec![covered(address, &by, region)]),
        Cover::Pending(identity, status) => {
            evidence.push(Evidence::NotVerifiedYet { identity: identity.to_string(), status, region });
            true
        }
        Cover::Nothing => {
            evidence.push(Evidence::NoIdentity { address: address.into(), region });
            true
        }
        Cover::Unseen(denial) => {
            evidence.push(case.unseen(region, denial));
            false
        }
    };
    let sandbox = match case.account(region) {
        Fact::Present(_) => {
            evidence.push(Evidence::InSandbox { region });
            true
        }
        Fact::Hidden(denial) => {
            evidence.push(case.unseen(region, Some(denial.clone())));
            false
        }
        Fact::Unknown | Fact::Absent => {
            evidence.push(case.unseen(region, None));
            false
        }
    };
    Judgement::Named(if seen && sandbox { Certainty::Proven } else { Certainty::Likely }, evidence)
}

/// The text does not have SES's list. Where SES takes the sender, only the recipient is left.
fn unnamed(case: &Case, region: Region) -> Judgement {
    let from = case.senders().first();
    let covered = from.and_then(|from| match case.cover(from, region) {
        Cover::By(by) => Some(covered(from, &by, region)),
        Cover::Pending(..) | Cover::Nothing | Cover::Unseen(_) => None,
    });
    let (certainty, mut evidence) = match covered {
        Some(covered) => (Certainty::Likely, vec![Evidence::NoNames, covered]),
        None => (Certainty::Possible, vec![Evidence::NoNames]),
    };
    let certainty = match case.account(region) {
        Fact::Present(_) => {
            evidence.push(Evidence::InSandbox { region });
            certainty
        }
        Fact::Hidden(denial) => {
            evidence.push(case.unseen(region, Some(denial.clone())));
            Certainty::Possible
        }
        Fact::Unknown | Fact::Absent => {
            evidence.push(case.unseen(region, None));
            Certainty::Possible
        }
    };
    Judgement::Named(certainty, evidence)
}

/// The sender is not known. A name at a public mailbox beside one that is not points to a recipient; alone it may be the
/// sender's as well.
fn guess(case: &Case, complaint: &Complaint, region: Option<Region>) -> Judgement {
    let public = |name: &String| matches!(name.parse(), Ok(IdentityName::Email(it)) if is_public_mailbox(it.domain()));
    let others = complaint.identities.iter().filter(|name| !public(name)).count();
    let certainty = match others > 0 && others < complaint.identities.len() {
        true => Certainty::Likely,
        false => Certainty::Possible,
    };
    let mut evidence = vec![case.sender_not_known()];
    match region.map(|region| (region, case.account(region))) {
        Some((region, Fact::Present(_))) => evidence.push(Evidence::InSandbox { region }),
        Some((region, Fact::Hidden(denial))) => evidence.push(case.unseen(region, Some(denial.clone()))),
        Some((region, Fact::Unknown | Fact::Absent)) => evidence.push(case.unseen(region, None)),
        None => {}
    }
    Judgement::Named(certainty, evidence)
}
