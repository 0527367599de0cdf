//! What can be waited for by itself: the verification, or the way out of the sandbox. Says whether it is so, may still come,
//! or is not brought by waiting. Knows no clock and no command, and not whether the rest of a set-up is done.

use std::time::Duration;

use serde::Serialize;

use super::{
    Authorship, Facts, Identity, IdentityName, Intent, LINK_LIVES, Part, RecordKey, Review, ReviewStatus, Scope,
    SendingStop, Wait, other_account,
    steps::identity::{dkim_lies_still, wanted_records},
};
use crate::{
    dns::{RecordType, compare::RecordStanding},
    setup::Check,
    terms::{Denial, Domain, Fact, Timestamp},
};

/// What is waited for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Awaited {
    /// SES sends for the identity, signs for it, and takes the MAIL FROM that was set.
    Verified,
    /// The account is out of the sandbox.
    Production,
}

/// How it stands with what is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outlook {
    /// It is so.
    So,
    /// The world must move, and may.
    Open(Wait),
    /// No waiting brings it.
    Over(WhyOver),
    /// Nothing was begun that could come to be so.
    Unbegun,
    /// AWS does not let this sign-in see it.
    Hidden(Denial),
    /// It was not seen.
    Unseen,
}

/// Why no waiting brings it.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum WhyOver {
    /// SES has given up looking for the DKIM records, or was never asked to look.
    DkimFailed(Domain),
    /// SES has given up looking for the MX of the MAIL FROM domain.
    MailFromFailed(Domain),
    /// The link that AWS sent to this address has died.
    VerificationLinkExpired(IdentityName),
    /// AWS refused, or waits for an answer in this case.
    ProductionDenied(Review),
    /// AWS never received the request.
    RequestNotReceived,
    /// AWS calls the review by a word that we do not know.
    ReviewUnknown(String),
    /// AWS, or the owner, has paused sending.
    SendingPaused,
    /// AWS has shut sending down.
    AccountSuspended,
}

impl Awaited {
    /// How it stands, by what was seen.
    pub fn outlook(self, intent: &Intent, facts: &Facts, now: Timestamp) -> Outlook {
        if facts.caller.present().is_none() || other_account(intent, facts).is_some() {
            return Outlook::Unseen;
        }
        match self {
            Awaited::Verified => verified(intent, facts, now),
            Awaited::Production => production(facts),
        }
    }

    /// Where a look finds it.
    pub fn shows_in(self, facts: &Facts) -> Scope {
        let who = Scope::of(facts.caller.present().is_none().then_some(Part::Caller));
        who.and(match self {
            Awaited::Production => Scope::of([Part::Account]),
            Awaited::Verified => Scope::of([Part::Identity, Part::Dns]),
        })
    }
}

fn verified(intent: &Intent, facts: &Facts, now: Timestamp) -> Outlook {
    let identity = match &facts.identity {
        Fact::Unknown => return Outlook::Unseen,
        Fact::Hidden(denial) => return Outlook::Hidden(denial.clone()),
        Fact::Absent => return Outlook::Unbegun,
        Fact::Present(identity) => identity,
    };
    let IdentityName::Domain(domain) = &identity.name else {
        let is_old = identity.created.is_some_and(|at| now.duration_since(at).as_secs() >= LINK_LIVES);
        return match (identity.verified, is_old || identity.verification == Check::Failed) {
            (true, _) => Outlook::So,
            (false, false) => Outlook::Open(Wait::Click),
            (false, true) => Outlook::Over(WhyOver::VerificationLinkExpired(identity.name.clone())),
        };
    };
    // The parts of an identity that another made, or that only covers the sender, are its owner's.
    let is_ours = identity.made != Authorship::Foreign && intent.identity_name().as_ref() == Some(&identity.name);
    if identity.verified && !is_ours {
        return Outlook::So;
    }
    if dkim_lies_still(&identity.dkim) {
        return Outlook::Over(WhyOver::DkimFailed(domain.clone()));
    }
    let mail_from = identity.mail_from.as_ref().filter(|_| is_ours);
    match mail_from {
        Some(it) if it.status == Check::Failed => Outlook::Over(WhyOver::MailFromFailed(it.domain.clone())),
        Some(it) if it.status != Check::Success => Outlook::Open(Wait::Dns),
        Some(_) | None if identity.verified && identity.dkim.status == Check::Success => Outlook::So,
        Some(_) | None => Outlook::Open(Wait::Dns),
    }
}

fn production(facts: &Facts) -> Outlook {
    let account = match &facts.account {
        Fact::Unknown | Fact::Absent => return Outlook::Unseen,
        Fact::Hidden(denial) => return Outlook::Hidden(denial.clone()),
        Fact::Present(account) => account,
    };
    match account.stop() {
        Some(SendingStop::ShutDown) => return Outlook::Over(WhyOver::AccountSuspended),
        Some(SendingStop::Paused) => return Outlook::Over(WhyOver::SendingPaused),
        None => {}
    }
    if account.production {
        return Outlook::So;
    }
    let Some(review) = &account.review else { return Outlook::Unbegun };
    match &review.status {
        // Granted, and the switch may follow a moment later.
        ReviewStatus::Pending | ReviewStatus::Granted => Outlook::Open(Wait::Review),
        ReviewStatus::Denied => Outlook::Over(WhyOver::ProductionDenied(review.clone())),
        ReviewStatus::Failed => Outlook::Over(WhyOver::RequestNotReceived),
        ReviewStatus::Other(word) => Outlook::Over(WhyOver::ReviewUnknown(word.clone())),
    }
}

/// When DNS was last asked while something is waited for. What is missing there takes a hundred questions to explain, and SES, which
/// decides, is asked each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DnsRest(Option<Timestamp>);

impl DnsRest {
    /// The parts of a look that begins now, where nothing was seen to move for so long: without DNS where that was asked a moment
    /// ago, or has said all that it can say.
    #[must_use]
    pub fn spare(&mut self, scope: Scope, intent: &Intent, facts: &Facts, still: Duration, now: Timestamp) -> Scope {
        if !scope.has(Part::Dns) {
            return scope;
        }
        let rests = |at: Timestamp| now.duration_since(at).unsigned_abs() < rest_of_dns(still);
        if are_seen(intent, facts) && (self.0.is_some_and(rests) || stand_everywhere(intent, facts)) {
            return scope.without(&Scope::of([Part::Dns]));
        }
        self.0 = Some(now);
        scope
    }
}

/// For how long DNS is left alone, where nothing was seen to move for so long.
fn rest_of_dns(still: Duration) -> Duration {
    (still / 2).clamp(Duration::from_secs(10), Duration::from_mins(5))
}

/// Whether it is known of every record of the identity how it stands.
fn are_seen(intent: &Intent, facts: &Facts) -> bool {
    let (Some(identity), Some(region)) = (facts.identity.present(), intent.region) else { return false };
    wanted_records(intent, identity, region).iter().all(|record| facts.record_standing(record).is_some())
}

/// Whether every record of the identity was seen as it is wanted, by the zone's servers and by each public resolver.
pub fn stand_everywhere(intent: &Intent, facts: &Facts) -> bool {
    let (Some(identity), Some(region)) = (facts.identity.present(), intent.region) else { return false };
    wanted_records(intent, identity, region).iter().all(|record| {
        let seen = facts.record_by_server(record);
        !seen.is_empty() && seen.iter().all(|(_, standing)| *standing == RecordStanding::Present)
    })
}

impl Identity {
    /// Whether SES looks for this record, and says whether it has found it.
    pub fn looks_for(&self, key: &RecordKey) -> bool {
        match key.kind {
            RecordType::Cname => true,
            RecordType::Mx => self.mail_from.as_ref().is_some_and(|it| it.domain.as_str() == key.name),
            RecordType::A | RecordType::Aaaa | RecordType::Ns | RecordType::Soa | RecordType::Txt => false,
        }
    }

    /// AWS's own words for each part that is verified by itself: `PENDING · DKIM PENDING · MAIL FROM SUCCESS`.
    pub fn verdict(&self) -> String {
        let mut said = vec![self.verification.word().to_owned()];
        if matches!(self.name, IdentityName::Domain(_)) {
            said.push(format!("DKIM {}", self.dkim.status.word()));
        }
        said.extend(self.mail_from.iter().map(|it| format!("MAIL FROM {}", it.status.word())));
        said.join(" · ")
    }
}

impl Review {
    /// Where AWS asks and is answered, where the case has a number.
    pub fn link(&self) -> Option<String> {
        let case = self.case.as_ref()?;
        Some(format!("https://console.aws.amazon.com/support/home#/case/?displayId={case}"))
    }
}
