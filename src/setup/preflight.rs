//! What AWS's reviewers look for before they let an account out of the sandbox, and how much of it is seen. Knows no letter,
//! and asks no server.
//!
//! A row is *ok* only where it was seen so, and *missing* only where it was seen not to be: what was not looked at, or could not
//! be, is *not checked*.

use serde::Serialize;

use super::{
    Authorship, Check, Facts, IdentityName, Intent, Optional, PrivacyPage, ReviewStatus, SesAccount, SiteFound,
    SiteLook, wanted_records,
};
use crate::{
    dns::{compare::RecordStanding, records::Purpose},
    terms::{Domain, Fact},
};

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::EnumIter, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PreflightItem {
    /// A domain is verified, not just an address.
    Domain,
    /// The MAIL FROM is one of its own.
    MailFrom,
    /// A DMARC record is published.
    Dmarc,
    /// An address that bounces or complains gets no more mail.
    Bounces,
    /// Readers of marketing mail can stop it. Only told where the answers say otherwise.
    OptOut,
    /// The website answers over HTTPS.
    Site,
    /// Its page leads to one about privacy.
    Privacy,
}

/// How much of it is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, strum::EnumIter, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PreflightState {
    /// It was seen.
    Ok,
    /// It was seen not to be.
    Missing,
    /// It was not looked at, or nothing could be seen.
    NotChecked,
}

/// What was seen of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preflight {
    /// Verified in this region.
    DomainVerified(IdentityName),
    /// It is in SES and not verified.
    DomainNotVerified(IdentityName),
    /// It is not in SES here; the set-up brings it there.
    DomainToCome(IdentityName),
    /// What the set-up verifies is an address and no domain.
    AddressAlone(IdentityName),
    DomainUnseen,
    /// SES has found its records.
    MailFromFound(Domain),
    /// SES was told of it and has not found its records.
    MailFromNotFound(Domain),
    /// None, and none is wanted.
    MailFromUnset,
    /// None yet; the set-up sets one.
    MailFromToCome,
    /// None, and the identity is another's.
    MailFromTheirs,
    MailFromUnseen,
    DmarcPublished,
    /// None, or one with a mistake.
    DmarcMissing,
    /// It is looked for once the domain is in SES.
    DmarcToCome,
    DmarcUnseen,
    /// The account's suppression list is on for both.
    BouncesSuppressed,
    /// It is off, and is switched on before the request.
    BouncesOff,
    /// The sandbox does not let it be switched on.
    BouncesRefused,
    /// A newsletter or other marketing mail goes out, and each message is said to answer an action of its reader.
    OptOutUnsaid,
    SiteAnswers,
    /// Something else than a page over HTTPS answers.
    SiteWrong(SiteFound),
    /// Nothing answered here, and why.
    SiteSilent(String),
    /// A check whether a person asks answers.
    SiteChallenged,
    SiteUnasked,
    /// With this link.
    PrivacyLinked(String),
    /// With this link to another site.
    PrivacyElsewhere(String),
    /// By something that a script follows.
    PrivacyByScript,
    /// What a browser shows is drawn by a script, a frame or another page.
    PrivacyDrawn,
    PrivacyMissing,
    /// The page is longer than what was read of it.
    PrivacyNotReadWhole,
    PrivacyUnasked,
}

impl Preflight {
    /// What it is about.
    pub fn item(&self) -> PreflightItem {
        self.sides().0
    }

    /// How much of it is seen.
    pub fn state(&self) -> PreflightState {
        self.sides().1
    }

    fn sides(&self) -> (PreflightItem, PreflightState) {
        use PreflightState::{Missing, NotChecked, Ok};
        match self {
            Preflight::DomainVerified(_) => (PreflightItem::Domain, Ok),
            Preflight::DomainNotVerified(_) | Preflight::DomainToCome(_) | Preflight::AddressAlone(_) => {
                (PreflightItem::Domain, Missing)
            }
            Preflight::DomainUnseen => (PreflightItem::Domain, NotChecked),
            Preflight::MailFromFound(_) => (PreflightItem::MailFrom, Ok),
            Preflight::MailFromNotFound(_)
            | Preflight::MailFromUnset
            | Preflight::MailFromToCome
            | Preflight::MailFromTheirs => (PreflightItem::MailFrom, Missing),
            Preflight::MailFromUnseen => (PreflightItem::MailFrom, NotChecked),
            Preflight::DmarcPublished => (PreflightItem::Dmarc, Ok),
            Preflight::DmarcMissing => (PreflightItem::Dmarc, Missing),
            Preflight::DmarcToCome | Preflight::DmarcUnseen => (PreflightItem::Dmarc, NotChecked),
            Preflight::BouncesSuppressed => (PreflightItem::Bounces, Ok),
            Preflight::BouncesOff | Preflight::BouncesRefused => (PreflightItem::Bounces, Missing),
            Preflight::OptOutUnsaid => (PreflightItem::OptOut, Missing),
            Preflight::SiteAnswers => (PreflightItem::Site, Ok),
            Preflight::SiteWrong(_) => (PreflightItem::Site, Missing),
            Preflight::SiteSilent(_) | Preflight::SiteChallenged | Preflight::SiteUnasked => {
                (PreflightItem::Site, NotChecked)
            }
            Preflight::PrivacyLinked(_) => (PreflightItem::Privacy, Ok),
            Preflight::PrivacyMissing => (PreflightItem::Privacy, Missing),
            Preflight::PrivacyElsewhere(_)
            | Preflight::PrivacyByScript
            | Preflight::PrivacyDrawn
            | Preflight::PrivacyNotReadWhole
            | Preflight::PrivacyUnasked => (PreflightItem::Privacy, NotChecked),
        }
    }
}

/// What is seen of each, in their order. Nothing where no request is ahead, or the account was not seen.
pub fn preflight(intent: &Intent, facts: &Facts) -> Vec<Preflight> {
    let Some(account) = facts.account.present().filter(|account| is_ahead(account)) else { return Vec::new() };
    let mut rows = vec![domain(intent, facts)];
    // An address stands in a domain whose MAIL FROM and DMARC are not the set-up's.
    if !matches!(intent.identity_name(), Some(IdentityName::Email(_))) {
        rows.extend([mail_from(intent, facts), dmarc(intent, facts)]);
    }
    rows.push(bounces(account, facts));
    rows.extend((intent.letter.is_none() && intent.lacks_an_opt_out()).then_some(Preflight::OptOutUnsaid));
    rows.extend(site(facts.site_of(intent)));
    rows
}

/// Whether a request for production access may still be made.
fn is_ahead(account: &SesAccount) -> bool {
    let asked = account.review.as_ref().is_some_and(|review| review.status != ReviewStatus::Failed);
    !account.production && !asked
}

fn domain(intent: &Intent, facts: &Facts) -> Preflight {
    match &facts.identity {
        Fact::Present(identity) => match (&identity.name, identity.verified) {
            (IdentityName::Email(_), _) => Preflight::AddressAlone(identity.name.clone()),
            (IdentityName::Domain(_), true) => Preflight::DomainVerified(identity.name.clone()),
            (IdentityName::Domain(_), false) => Preflight::DomainNotVerified(identity.name.clone()),
        },
        Fact::Absent => match intent.identity_name() {
            Some(name @ IdentityName::Email(_)) => Preflight::AddressAlone(name),
            Some(name @ IdentityName::Domain(_)) => Preflight::DomainToCome(name),
            None => Preflight::DomainUnseen,
        },
        Fact::Hidden(_) | Fact::Unknown => Preflight::DomainUnseen,
    }
}

fn mail_from(intent: &Intent, facts: &Facts) -> Preflight {
    let none = || match &intent.mail_from {
        Optional::Wanted(_) => Preflight::MailFromToCome,
        Optional::NotAsked | Optional::Declined => Preflight::MailFromUnset,
    };
    let identity = match &facts.identity {
        Fact::Present(identity) => identity,
        Fact::Absent => return none(),
        Fact::Hidden(_) | Fact::Unknown => return Preflight::MailFromUnseen,
    };
    match &identity.mail_from {
        Some(it) if it.status == Check::Success => Preflight::MailFromFound(it.domain.clone()),
        Some(it) => Preflight::MailFromNotFound(it.domain.clone()),
        // What another has made, or what stands above the sender's domain, is left as it is.
        None if identity.made == Authorship::Foreign || intent.identity_name().as_ref() != Some(&identity.name) => {
            Preflight::MailFromTheirs
        }
        None => none(),
    }
}

fn dmarc(intent: &Intent, facts: &Facts) -> Preflight {
    let (identity, region) = match (&facts.identity, intent.region) {
        (Fact::Present(identity), Some(region)) => (identity, region),
        (Fact::Absent, _) => return Preflight::DmarcToCome,
        (Fact::Present(_) | Fact::Hidden(_) | Fact::Unknown, _) => return Preflight::DmarcUnseen,
    };
    let records = wanted_records(intent, identity, region);
    let wanted = records.iter().find(|record| record.purpose == Purpose::Dmarc);
    match wanted.and_then(|record| facts.record_standing(record)) {
        Some(RecordStanding::Present) => Preflight::DmarcPublished,
        Some(RecordStanding::Missing | RecordStanding::Wrong) => Preflight::DmarcMissing,
        Some(RecordStanding::Unknown) | None => Preflight::DmarcUnseen,
    }
}

fn bounces(account: &SesAccount, facts: &Facts) -> Preflight {
    let refused = facts.suppression_refused.as_ref().is_some_and(|it| !it.in_production);
    match account.suppresses_both() {
        true => Preflight::BouncesSuppressed,
        false if refused => Preflight::BouncesRefused,
        false => Preflight::BouncesOff,
    }
}

fn site(look: Option<&SiteLook>) -> [Preflight; 2] {
    match look.map(|look| &look.found) {
        None => [Preflight::SiteUnasked, Preflight::PrivacyUnasked],
        Some(SiteFound::Challenged) => [Preflight::SiteChallenged, Preflight::PrivacyUnasked],
        Some(SiteFound::Silent { why }) => [Preflight::SiteSilent(why.clone()), Preflight::PrivacyUnasked],
        Some(SiteFound::Answers { privacy }) => [
            Preflight::SiteAnswers,
            match privacy {
                PrivacyPage::Linked(link) => Preflight::PrivacyLinked(link.clone()),
                PrivacyPage::Elsewhere(link) => Preflight::PrivacyElsewhere(link.clone()),
                PrivacyPage::ByScript => Preflight::PrivacyByScript,
                PrivacyPage::Drawn => Preflight::PrivacyDrawn,
                PrivacyPage::NotLinked => Preflight::PrivacyMissing,
                PrivacyPage::NotReadWhole => Preflight::PrivacyNotReadWhole,
            },
        ],
        Some(
            found @ (SiteFound::WithoutHttps { .. }
            | SiteFound::Status(_)
            | SiteFound::TooManyTurns
            | SiteFound::Private { .. }),
        ) => [Preflight::SiteWrong(found.clone()), Preflight::PrivacyUnasked],
    }
}

impl SesAccount {
    /// Whether neither an address that bounced nor one that complained is written to again.
    pub fn suppresses_both(&self) -> bool {
        ["BOUNCE", "COMPLAINT"].iter().all(|reason| self.suppressed.contains(*reason))
    }
}

impl Facts {
    /// What was seen of the website that the request names.
    pub fn site_of(&self, intent: &Intent) -> Option<&SiteLook> {
        self.site.as_ref().filter(|look| intent.website.as_ref() == Some(&look.website))
    }
}
