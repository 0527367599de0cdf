//! The region: verified in one, sending from another. Identities are per region, and Laravel's default is us-east-1.
//! Does not know which region would be the best.

use super::{
    super::{
        case::{Case, Cover, cannot_be_verified},
        cause::{Certainty, Judgement},
        complaint::{Complaint, Kind},
        evidence::{Evidence, NamedBy},
        reading::ConfiguredRegion,
    },
    concern::{Concern, gravest, said_of, verification},
    identity::{covered, suspects, verified_elsewhere},
};
use crate::terms::{Fact, Known, Region};

/// `region-mismatch`.
pub fn mismatch(case: &Case) -> Judgement {
    match verification(case) {
        Concern::Nothing => {
            let is_there_elsewhere = said_of(case, Kind::IdentityMissing, Certainty::Possible);
            return gravest([said_of(case, Kind::WrongScope, Certainty::Possible), is_there_elsewhere]);
        }
        Concern::OfLaravel(complaint) => return Judgement::RuledOut(vec![Evidence::said(complaint)]),
        Concern::Complained(_) | Concern::Asked => {}
    }
    let Some(region) = case.region() else { return Judgement::Silent };
    let suspects = suspects(case, region);
    match (suspects.is_empty(), case.senders().first()) {
        (false, _) => gravest(suspects.iter().map(|address| judge_sender(case, address, region))),
        (true, Some(from)) if case.complaint.is_some_and(|it| it.cut.is_none()) => {
            Judgement::RuledOut(vec![Evidence::SenderPassed { address: from.clone() }])
        }
        (true, _) => unproven(case, region, Vec::new()),
    }
}

/// `region-without-ses`. This machine's own region matters only where neither the error nor the app names one.
pub fn without_ses(case: &Case) -> Judgement {
    let bad = |named, code: &str| match code.parse::<Region>() {
        Err(why) => Some(Judgement::Named(Certainty::Proven, vec![Evidence::BadRegion { named, why }])),
        Ok(region) => match region.row().known {
            Known::ByItsLooks => {
                Some(Judgement::Named(Certainty::Possible, vec![Evidence::RegionNotListed { named, region }]))
            }
            Known::Well | Known::WithoutHosts => None,
        },
    };
    if let Some(code) = case.complaint.and_then(|complaint| complaint.region.as_deref()) {
        return match (bad(NamedBy::Complaint, code), case.complaint.and_then(Complaint::ses_region)) {
            (Some(judgement), _) => judgement,
            (None, Some(region)) if case.facts.bad_region.is_some() => {
                Judgement::RuledOut(vec![Evidence::SentFrom { region }])
            }
            (None, _) => said_of(case, Kind::RegionRefused, Certainty::Proven),
        };
    }
    if case.complaint.is_some_and(|complaint| complaint.kind == Kind::RegionRefused) {
        return said_of(case, Kind::RegionRefused, Certainty::Proven);
    }
    let of_the_app = case.region_said().and_then(|said| match said {
        ConfiguredRegion::Code(code, Evidence::RegionInEnv { variable, .. }) => bad(NamedBy::App(variable), &code),
        ConfiguredRegion::Code(code, Evidence::Setting(setting)) => bad(NamedBy::App(setting.path), &code),
        ConfiguredRegion::Code(..) | ConfiguredRegion::Nothing(_) => None,
    });
    let of_the_machine = || {
        let why = case.facts.bad_region.clone()?;
        let certainty = match case.complaint {
            Some(_) => Certainty::Possible,
            None => Certainty::Proven,
        };
        Some(Judgement::Named(certainty, vec![Evidence::BadRegion { named: NamedBy::Machine, why }]))
    };
    match (case.complaint, of_the_app) {
        (Some(complaint), Some(_)) if complaint.kind != Kind::Other => Judgement::Silent,
        (Some(_) | None, Some(judgement)) => judgement,
        (Some(_) | None, None) => of_the_machine().unwrap_or(Judgement::Silent),
    }
}

/// `region-missing`.
pub fn missing(case: &Case) -> Judgement {
    said_of(case, Kind::RegionMissing, Certainty::Proven)
}

/// `region-not-enabled`: there AWS says of every key that it does not know it.
pub fn not_enabled(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint.filter(|it| it.kind == Kind::KeyNotAccepted) else { return Judgement::Silent };
    let Some(region) = complaint.ses_region().filter(|region| region.row().opt_in) else { return Judgement::Silent };
    if let Some(off) = case.region_off(region) {
        return Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint), off]);
    }
    match case.account(region) {
        // A denial of another kind is of a region that is on.
        Fact::Present(_) | Fact::Hidden(_) => Judgement::RuledOut(vec![Evidence::RegionOn { region }]),
        Fact::Unknown | Fact::Absent => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), Evidence::RegionOptIn { region }])
        }
    }
}

/// Judges one address that may have been the sender.
fn judge_sender(case: &Case, address: &str, region: Region) -> Judgement {
    if cannot_be_verified(address) {
        return Judgement::RuledOut(vec![Evidence::CannotBeVerified { address: address.into() }]);
    }
    if let Cover::By(by) = case.cover(address, region) {
        return Judgement::RuledOut(vec![covered(address, &by, region)]);
    }
    if let Some(elsewhere) = verified_elsewhere(case, address, region) {
        let of_the_set_up = case.complaint.is_none() && !case.sends_by_api();
        let here = if of_the_set_up { Evidence::SetUpIn { region } } else { Evidence::SentFrom { region } };
        let mut evidence = vec![elsewhere, here];
        evidence.extend(case.other_region_said(region));
        return Judgement::Named(Certainty::Proven, evidence);
    }
    let found = case.elsewhere(address, region);
    match found.unseen.is_empty() {
        true => Judgement::RuledOut(vec![Evidence::VerifiedNowhere { address: address.into(), regions: found.seen }]),
        false => unproven(case, region, found.unseen),
    }
}

/// Not all other regions were seen.
fn unproven(case: &Case, region: Region, unseen: Vec<Region>) -> Judgement {
    let said = case.other_region_said(region);
    let all_are_seen = unseen.is_empty();
    let why = match case.signed_in() {
        true if unseen.is_empty() => case.sender_not_known(),
        true => Evidence::RegionsNotSeen { regions: unseen },
        false => Evidence::NeedsSignIn,
    };
    match (case.complaint, said.is_empty()) {
        (None, true) => Judgement::Silent,
        (Some(_), true) => Judgement::Named(Certainty::Possible, vec![Evidence::SentFrom { region }, why]),
        (complaint, false) => {
            // Without a complaint no message was sent.
            let sent = complaint.map(|_| Evidence::SentFrom { region });
            let evidence = sent.into_iter().chain(said).chain([why]).collect();
            // That two regions are named says nothing of the one in which something is verified.
            let is_seen = complaint.is_some() || case.signed_in() && all_are_seen;
            Judgement::Named(if is_seen { Certainty::Likely } else { Certainty::Possible }, evidence)
        }
    }
}
