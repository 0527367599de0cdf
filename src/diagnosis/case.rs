//! The matter at hand, and the questions that every family of causes puts to it: from which address mail is sent, to
//! which region, and whether a name is covered there. Knows no cause.

use std::{cell::OnceCell, collections::BTreeSet};

use super::{
    complaint::{Complaint, Kind, once},
    evidence::{EnvAt, Evidence},
};
use crate::{
    laravel::{App, EnvFile},
    setup::{Check, Facts, IdentityName, Intent, KeptKey, SesAccount, Standing, Step, assess},
    terms::{Denial, Domain, Fact, Region, Timestamp, is_public_mailbox, is_reserved},
};

/// What is judged: a complaint, or without one the state of the set-up.
pub(super) struct Case<'a> {
    pub complaint: Option<&'a Complaint>,
    pub intent: &'a Intent,
    pub facts: &'a Facts,
    pub now: Timestamp,
    /// The senders, once they were asked for: of a complaint with many names each is compared with every region.
    pub senders: OnceCell<Vec<String>>,
}

impl<'a> Case<'a> {
    /// A complaint, or none, against what is known by now.
    pub fn of(complaint: Option<&'a Complaint>, intent: &'a Intent, facts: &'a Facts, now: Timestamp) -> Case<'a> {
        Case { complaint, intent, facts, now, senders: OnceCell::new() }
    }
}

/// How a name stands in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cover {
    /// Verified, by itself or by a domain above it.
    By(IdentityName),
    /// There, and not verified.
    Pending(IdentityName, Check),
    /// Asked after, and not there.
    Nothing,
    /// Not all of it was seen; with the denial, where AWS refused.
    Unseen(Option<Denial>),
}

/// Where else a name is verified.
pub(super) struct Elsewhere {
    pub verified: Vec<(Region, IdentityName)>,
    /// Regions that could not be looked into; those that are switched off are not among them.
    pub unseen: Vec<Region>,
    /// How many regions were seen without a verified name in them.
    pub seen: usize,
}

impl Case<'_> {
    /// The app, where there is one.
    pub fn app(&self) -> Option<&App> {
        self.facts.project.present().map(|project| &project.app)
    }

    /// The file of variables that the app reads, where there is an app and that file can be seen.
    pub fn env(&self) -> Option<&EnvFile> {
        self.app()?.env_in_force()
    }

    /// Its path in the app.
    pub fn env_name(&self) -> String {
        self.app().map_or(".env", |app| app.env_name()).to_owned()
    }

    /// Where a variable stands in it, or would.
    pub fn env_at(&self, name: &str) -> EnvAt {
        EnvAt { file: self.env_name(), line: self.env().and_then(|env| env.line_number(name)) }
    }

    /// The addresses that the app sends from: what `.env` says, and what the set-up is for.
    pub fn said_senders(&self) -> Vec<String> {
        once(self.env_from().into_iter().chain(self.intent.from.as_ref().map(ToString::to_string)))
    }

    /// The addresses that may have sent the refused message. SES names every identity that fails, so an address that it
    /// did not name and that would have failed did not send it: another app sent, or this one with another From. Then
    /// the names in the complaint decide.
    pub fn senders(&self) -> &[String] {
        self.senders.get_or_init(|| self.may_have_sent())
    }

    fn may_have_sent(&self) -> Vec<String> {
        let said = self.said_senders();
        let refused = |complaint: &&Complaint| complaint.kind == Kind::NotVerified && !complaint.identities.is_empty();
        let Some(complaint) = self.complaint.filter(refused) else { return said };
        let may_have_sent = |from: &String| {
            let fails = || match self.region().map(|region| self.cover(from, region)) {
                Some(Cover::Pending(..) | Cover::Nothing) => true,
                Some(Cover::By(_) | Cover::Unseen(_)) | None => cannot_be_verified(from),
            };
            complaint.names(from) || complaint.cut.is_some() || !fails()
        };
        let senders: Vec<String> = said.into_iter().filter(may_have_sent).collect();
        match senders.is_empty() {
            true => complaint.identities.iter().filter(|name| self.is_the_accounts_own(name)).cloned().collect(),
            false => senders,
        }
    }

    /// Whether the name is the account's own and not only a recipient: verified in another region, with its domain
    /// pending here, or similar to what is verified here.
    fn is_the_accounts_own(&self, name: &str) -> bool {
        let (Some(region), Ok(parsed)) = (self.region(), name.parse::<IdentityName>()) else { return false };
        !self.elsewhere(name, region).verified.is_empty()
            || matches!(self.cover(name, region), Cover::Pending(IdentityName::Domain(_), _))
            || self
                .verified_in(region)
                .iter()
                .any(|other| !is_public_mailbox(parsed.domain()) && resemble(parsed.domain(), other.domain()))
    }

    /// Why the sender is not known.
    pub fn sender_not_known(&self) -> Evidence {
        match self.said_senders().into_iter().next() {
            Some(address) => Evidence::SentByAnother { address },
            None => Evidence::SenderNotKnown,
        }
    }

    /// Senders that SES named; without a complaint all of them.
    pub fn senders_named(&self) -> Vec<String> {
        let Some(complaint) = self.complaint else { return self.senders().to_vec() };
        self.senders().iter().filter(|from| complaint.names(from)).cloned().collect()
    }

    /// The names in the complaint that are not the app's From. Empty where the From is not known.
    pub fn others_named(&self) -> Vec<String> {
        let senders = self.senders();
        let Some(complaint) = self.complaint.filter(|_| !senders.is_empty()) else { return Vec::new() };
        let other = |name: &&String| !senders.iter().any(|from| from.eq_ignore_ascii_case(name));
        complaint.identities.iter().filter(other).cloned().collect()
    }

    /// The region that the mail was sent to: by the complaint, else by the app, else by the intent. An app that does
    /// not send by SES yet still has the region of a fresh install, so there the intent goes first.
    pub fn region(&self) -> Option<Region> {
        match self.complaint {
            Some(Complaint { region: Some(_), .. }) => self.complaint.and_then(Complaint::ses_region),
            Some(Complaint { region: None, .. }) => self.configured_region().or(self.intent.region),
            None if self.sends_by_api() => self.configured_region().or(self.intent.region),
            None => self.intent.region.or(self.configured_region()),
        }
    }

    /// What is kept of the key that `.env` names.
    pub fn kept(&self) -> Option<&KeptKey> {
        let id = self.key_in_env()?;
        self.facts.kept.present()?.iter().find(|kept| kept.id == id)
    }

    /// Whether AWS may be asked: signed in, to the account of the set-up.
    pub fn signed_in(&self) -> bool {
        let done = assess(Step::SignIn, self.intent, self.facts, self.now) == Standing::Done;
        done && self.facts.caller.present().is_some()
    }

    /// The SES account in a region.
    pub fn account(&self, region: Region) -> &Fact<SesAccount> {
        const NOT_ASKED: &Fact<SesAccount> = &Fact::Unknown;
        // The set-up's own region is looked at repeatedly, the others once.
        let known = |account: &&Fact<SesAccount>| !account.is_unknown();
        let own = Some(&self.facts.account).filter(|_| self.intent.region == Some(region)).filter(known);
        let around = || self.facts.regions.get(&region).map(|seen| &seen.account).filter(known);
        own.or_else(around).unwrap_or(NOT_ASKED)
    }

    /// That the account has not switched a region on, where that was seen under a sign-in that is taken elsewhere.
    pub fn region_off(&self, region: Region) -> Option<Evidence> {
        let is_off = self.facts.regions.get(&region).is_some_and(crate::setup::RegionFacts::is_off);
        (is_off && self.signed_in() && region.row().opt_in).then_some(Evidence::RegionOff { region })
    }

    /// The configuration set in question: the one that the complaint names, else the app's.
    pub fn configuration_set(&self) -> Option<String> {
        let named = self.complaint.and_then(Complaint::configuration_set);
        let of_the_app = || {
            let set = self.ses_mailer()?.get("options.ConfigurationSetName")?.text()?;
            Some(set.to_owned()).filter(|name| !name.is_empty())
        };
        named.or_else(of_the_app)
    }

    /// Whether SES covers an address, or a domain, there.
    pub fn cover(&self, address: &str, region: Region) -> Cover {
        let mut there = None;
        let mut unseen = None;
        for name in covering(address) {
            match self.verification(&name, region) {
                Fact::Present((true, _)) => return Cover::By(name),
                Fact::Present((false, check)) => there = there.or(Some(Cover::Pending(name, check))),
                Fact::Absent => {}
                Fact::Unknown => unseen = unseen.or(Some(Cover::Unseen(None))),
                Fact::Hidden(denial) => unseen = Some(Cover::Unseen(Some(denial))),
            }
        }
        unseen.or(there).unwrap_or(Cover::Nothing)
    }

    fn verification(&self, name: &IdentityName, region: Region) -> Fact<(bool, Check)> {
        let own = self.facts.identity.present().filter(|own| own.name == *name && self.intent.region == Some(region));
        if let Some(own) = own {
            return Fact::Present((own.verified, own.verification.clone()));
        }
        let around = self.facts.regions.get(&region);
        if let Some(fact) = around.and_then(|seen| seen.identities.get(name)).filter(|fact| !fact.is_unknown()) {
            return verified(fact);
        }
        if self.facts.identity == Fact::Absent
            && self.intent.region == Some(region)
            && self.intent.identity_name().as_ref() == Some(name)
        {
            return Fact::Absent;
        }
        match around.map(|seen| &seen.listed) {
            Some(Fact::Present(listed)) => match listed.get(name) {
                Some(check) => Fact::Present((*check == Check::Success, check.clone())),
                None => Fact::Absent,
            },
            Some(Fact::Hidden(denial)) => Fact::Hidden(denial.clone()),
            Some(Fact::Unknown | Fact::Absent) | None => Fact::Unknown,
        }
    }

    /// Everything that is known to be verified there.
    pub fn verified_in(&self, region: Region) -> BTreeSet<IdentityName> {
        let around = self.facts.regions.get(&region);
        let listed = around.and_then(|seen| seen.listed.present()).into_iter().flatten();
        let listed = listed.filter(|(_, check)| **check == Check::Success).map(|(name, _)| name.clone());
        let own = self.facts.identity.present().filter(|own| own.verified && self.intent.region == Some(region));
        listed.chain(own.map(|own| own.name.clone())).collect()
    }

    /// Whether all identities of a region were listed.
    pub fn all_listed(&self, region: Region) -> bool {
        self.facts.regions.get(&region).is_some_and(|seen| seen.listed.present().is_some())
    }

    /// The other regions, as far as they were looked into.
    pub fn elsewhere(&self, address: &str, region: Region) -> Elsewhere {
        let mut found = Elsewhere { verified: Vec::new(), unseen: Vec::new(), seen: 0 };
        for other in others(region) {
            if self.facts.regions.get(&other).is_some_and(crate::setup::RegionFacts::is_off) {
                found.seen += 1;
                continue;
            }
            match self.cover(address, other) {
                Cover::By(name) => found.verified.push((other, name)),
                Cover::Pending(..) | Cover::Nothing => found.seen += 1,
                Cover::Unseen(_) => found.unseen.push(other),
            }
        }
        found
    }

    /// Why a value of `.env` is not known.
    pub fn lacks(&self, name: &str) -> Evidence {
        match self.env() {
            None if self.app().is_some() => Evidence::EnvElsewhere,
            None => Evidence::NoApp,
            Some(EnvFile::Missing) => Evidence::EnvMissing { file: self.env_name() },
            Some(EnvFile::Refused(flaw)) => Evidence::EnvFlaw { file: self.env_name(), flaw: flaw.clone() },
            Some(EnvFile::Read { .. }) => self.empty(name.into()),
        }
    }

    /// That the env file has no value for a name.
    pub fn empty(&self, name: String) -> Evidence {
        Evidence::EnvEmpty { at: self.env_at(&name), name }
    }

    /// Why IAM's state of the app's key is not known.
    pub fn key_not_known(&self) -> Evidence {
        match (self.key_in_env(), self.signed_in(), &self.facts.keys) {
            (None, _, _) => self.lacks(&self.key_name()),
            (Some(_), false, _) => Evidence::NeedsSignIn,
            (Some(_), true, Fact::Hidden(denial)) => Evidence::KeysHidden { denial: denial.clone() },
            (Some(_), true, Fact::Unknown | Fact::Absent | Fact::Present(_)) => {
                Evidence::KeysNotSeen { user: self.intent.user.to_string() }
            }
        }
    }

    /// Why the identities of a region are not known.
    pub fn unseen(&self, region: Region, denial: Option<Denial>) -> Evidence {
        match denial {
            Some(denial) => Evidence::Hidden { region, denial },
            None if self.signed_in() => Evidence::NotSeen { region },
            None => Evidence::NeedsSignIn,
        }
    }
}

fn verified(fact: &Fact<crate::setup::Identity>) -> Fact<(bool, Check)> {
    match fact {
        Fact::Present(identity) => Fact::Present((identity.verified, identity.verification.clone())),
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
        Fact::Hidden(denial) => Fact::Hidden(denial.clone()),
    }
}

/// The other regions with SES in the same partition.
pub(super) fn others(region: Region) -> impl Iterator<Item = Region> {
    Region::all().filter(move |other| other.row().partition == region.row().partition && *other != region)
}

/// The identities that would cover an address or a domain: itself, and each domain above it.
pub(super) fn covering(address: &str) -> Vec<IdentityName> {
    let Ok(name) = address.parse::<IdentityName>() else { return Vec::new() };
    let domains = name.domain().ancestry().map(IdentityName::Domain);
    match &name {
        IdentityName::Email(_) => std::iter::once(name.clone()).chain(domains).collect(),
        IdentityName::Domain(_) => domains.collect(),
    }
}

/// The same domain, two below one registered domain, or names at most two letters apart.
pub(super) fn resemble(one: &Domain, other: &Domain) -> bool {
    let owned = |domain: &Domain| domain.ancestry().last();
    owned(one) == owned(other) || distance(one.as_str(), other.as_str()) <= 2
}

/// The edit distance: how many letters have to be added, removed or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, d) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != *d);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// `hello@example.com`, `root@localhost`: reserved names, and what is not a name at all.
pub(super) fn cannot_be_verified(address: &str) -> bool {
    address.parse::<IdentityName>().map_or(true, |name| is_reserved(name.domain()))
}
