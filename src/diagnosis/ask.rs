//! What is still worth asking AWS, DNS and the app. Little at a time: the signed-in identity first, then the region
//! that the mail left for, and the other regions only where that one does not cover the sender. Does not know how
//! anything is asked.

use std::collections::BTreeSet;

use super::{
    case::{Case, Cover, cannot_be_verified, covering, others},
    causes::identity::suspects,
    complaint::Kind,
};
use crate::{
    setup::{Around, IdentityName, Part, RegionFacts, Scope},
    terms::{Fact, Region},
};

/// Questions for a caller that can ask. Empty where more looking would say no more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ask {
    /// About the set-up's own resources.
    pub scope: Scope,
    /// About other regions and other identities.
    pub around: Around,
}

/// How many names are looked up at most: where identities may not be listed, each costs a call, and AWS answers one a
/// second.
const FEW: usize = 4;

impl Ask {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.scope.is_empty() && self.around.is_empty()
    }

    /// What is not in the other yet: asking the same again would bring the same again.
    #[must_use]
    pub fn without(self, other: &Ask) -> Ask {
        let Ask { scope, around } = other;
        Ask { scope: self.scope.without(scope), around: self.around.without(around) }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Ask) -> Ask {
        let Ask { scope, around } = other;
        Ask { scope: self.scope.and(scope), around: self.around.and(around) }
    }
}

/// The next questions that would tell more of this case.
pub(super) fn next_questions(case: &Case) -> Ask {
    let mut parts = Vec::new();
    if case.facts.project.is_unknown() {
        parts.push(Part::Project);
    }
    let mut around = Around::default();
    match case.complaint.map(|complaint| complaint.kind) {
        None => match sign_in(case) {
            SignIn::NotTried => parts.push(Part::Caller),
            SignIn::Done => {
                parts.extend(own_matters(case));
                around = regions(case);
            }
            SignIn::InTheWay => {}
        },
        Some(Kind::NotVerified | Kind::Rejected) => match sign_in(case) {
            SignIn::NotTried => parts.push(Part::Caller),
            SignIn::Done => {
                around = regions(case);
                if pending_identity_of_the_setup(case) && case.facts.zone.is_unknown() {
                    parts.extend([Part::Identity, Part::Dns]);
                }
            }
            SignIn::InTheWay => {}
        },
        Some(Kind::Signature | Kind::KeyNotAccepted | Kind::SmtpLogin) => match sign_in(case) {
            SignIn::NotTried => parts.push(Part::Caller),
            SignIn::Done => {
                if case.facts.keys.is_unknown() {
                    parts.extend([Part::Keys, Part::Accepted]);
                }
                around.accounts.extend(to_be_switched_on(case));
            }
            SignIn::InTheWay => {}
        },
        Some(Kind::SendingPaused | Kind::AccountSuspended | Kind::ConfigurationSetMissing | Kind::Suppressed) => {
            match sign_in(case) {
                SignIn::NotTried => parts.push(Part::Caller),
                SignIn::Done => around = by_name(case),
                SignIn::InTheWay => {}
            }
        }
        Some(Kind::NotAuthorized) => match sign_in(case) {
            SignIn::NotTried => parts.push(Part::Caller),
            SignIn::Done if case.facts.sender.is_unknown() => parts.push(Part::Sender),
            SignIn::Done | SignIn::InTheWay => {}
        },
        // The words of the error say it, or the app's files do.
        Some(_) => {}
    }
    Ask { scope: Scope::of(parts), around }
}

/// AWS is asked nothing about an account before it is known to be the right one.
enum SignIn {
    NotTried,
    Done,
    /// No sign-in, a refused one, or one of another account than the set-up's.
    InTheWay,
}

fn sign_in(case: &Case) -> SignIn {
    match (case.facts.caller.is_unknown(), case.signed_in()) {
        (true, _) => SignIn::NotTried,
        (false, true) => SignIn::Done,
        (false, false) => SignIn::InTheWay,
    }
}

fn own_matters(case: &Case) -> Vec<Part> {
    let facts = case.facts;
    let unknown = [
        (facts.account.is_unknown(), Part::Account),
        (facts.keys.is_unknown(), Part::Keys),
        (facts.sender.is_unknown(), Part::Sender),
        (facts.identity.is_unknown(), Part::Identity),
        // Its records, and what they say of alignment.
        (facts.zone.is_unknown(), Part::Dns),
    ];
    unknown.into_iter().filter_map(|(unknown, part)| unknown.then_some(part)).collect()
}

/// The region of the complaint, where an account must switch it on first.
fn to_be_switched_on(case: &Case) -> Option<Region> {
    let complaint = case.complaint.filter(|it| it.kind == Kind::KeyNotAccepted)?;
    complaint.ses_region().filter(|region| region.row().opt_in)
}

/// What is looked up by its name alone: the account, an entry of its suppression list, a configuration set.
fn by_name(case: &Case) -> Around {
    let mut around = Around::default();
    let (Some(complaint), Some(region)) = (case.complaint, case.region()) else { return around };
    around.accounts.insert(region);
    if complaint.kind == Kind::Suppressed {
        let named = complaint.identities.iter().take(FEW).filter_map(|name| name.parse().ok());
        around.suppressed.insert(region, named.collect());
    }
    if let Some(set) = case.configuration_set() {
        around.sets.insert(region, [set].into());
    }
    around
}

fn pending_identity_of_the_setup(case: &Case) -> bool {
    let (Some(region), Some(name)) = (case.region(), case.intent.identity_name()) else { return false };
    case.intent.region == Some(region) && matches!(case.cover(&name.to_string(), region), Cover::Pending(..))
}

fn regions(case: &Case) -> Around {
    let mut around = Around::default();
    let Some(region) = case.region() else { return around };
    let suspects: Vec<String> = suspects(case, region).into_iter().filter(|it| !cannot_be_verified(it)).collect();
    let mut here: BTreeSet<IdentityName> = suspects.iter().take(FEW).flat_map(|it| covering(it)).collect();
    let seen = case.facts.regions.get(&region);
    match seen.map(|seen| &seen.listed) {
        None | Some(Fact::Unknown) => drop(around.lists.insert(region)),
        Some(Fact::Hidden(_)) => here.extend(case.others_named().iter().take(FEW).flat_map(|it| covering(it))),
        Some(Fact::Present(_) | Fact::Absent) => {}
    }
    add_unasked(&mut around, case, region, here);
    if seen.is_none() {
        // What is here decides whether it is worth looking anywhere else.
        return around;
    }
    let lost = |address: &&String| !matches!(case.cover(address, region), Cover::By(_));
    let everywhere: BTreeSet<IdentityName> =
        suspects.iter().filter(lost).take(FEW).flat_map(|it| covering(it)).collect();
    for other in others(region) {
        if !case.facts.regions.get(&other).is_some_and(RegionFacts::is_off) {
            add_unasked(&mut around, case, other, everywhere.clone());
        }
    }
    around
}

/// Adds the names that were not asked about there yet.
fn add_unasked(around: &mut Around, case: &Case, region: Region, names: BTreeSet<IdentityName>) {
    let seen = case.facts.regions.get(&region);
    // A list answers for every name.
    let is_known = |name: &IdentityName| {
        seen.is_some_and(|seen| seen.listed.present().is_some() || seen.identities.contains_key(name))
    };
    let fresh: BTreeSet<IdentityName> = names.into_iter().filter(|name| !is_known(name)).collect();
    if !fresh.is_empty() {
        around.identities.insert(region, fresh);
    }
}
