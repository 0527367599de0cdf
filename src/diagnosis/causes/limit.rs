//! What the account may send: per second, per 24 hours, or nothing at all. SES has a sentence for each. Does not know what
//! the app will send.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Complaint, Kind},
        evidence::Evidence,
    },
    concern::said_of,
};
use crate::setup::{SendingStop, SesAccount};

/// `rate-exceeded`.
pub fn rate(case: &Case) -> Judgement {
    said_of(case, Kind::RateExceeded, Certainty::Proven)
}

/// From this part of the limit per 24 hours on, it may be met today.
const NEARLY: f64 = 0.8;

/// `quota-exceeded`. Without a complaint: what was sent in the last 24 hours, beside what may be.
pub fn quota(case: &Case) -> Judgement {
    if case.complaint.is_some() {
        return said_of(case, Kind::QuotaExceeded, Certainty::Proven);
    }
    let seen = || {
        let account = case.account(case.region()?).present()?;
        let quota = account.quota.filter(|quota| quota.max_24_hour > 0.0)?;
        let part = quota.sent_24_hour / quota.max_24_hour;
        let certainty = if part >= 1.0 { Certainty::Proven } else { Certainty::Possible };
        (part >= NEARLY).then_some(Judgement::Named(certainty, vec![used(account)?]))
    };
    seen().unwrap_or(Judgement::Silent)
}

/// How much of its quota an account has used.
pub fn used(account: &SesAccount) -> Option<Evidence> {
    let quota = account.quota?;
    let whole = |number: f64| number.max(0.0).round() as u64;
    let most = (quota.max_24_hour >= 0.0).then(|| whole(quota.max_24_hour));
    Some(Evidence::QuotaUsed { sent: whole(quota.sent_24_hour), most, rate: whole(quota.max_rate) })
}

/// `sending-paused`: by the account, or for one configuration set.
pub fn sending_paused(case: &Case) -> Judgement {
    if let Some(paused) = paused_set(case) {
        return Judgement::Named(Certainty::Proven, vec![paused]);
    }
    stopped(case, SendingStop::Paused, Kind::SendingPaused)
}

/// `account-suspended`.
pub fn account_suspended(case: &Case) -> Judgement {
    stopped(case, SendingStop::ShutDown, Kind::AccountSuspended)
}

/// What the account itself says decides: SES v1 has one code for both.
fn stopped(case: &Case, stop: SendingStop, kind: Kind) -> Judgement {
    let is_stopped = |it: &&Complaint| matches!(it.kind, Kind::SendingPaused | Kind::AccountSuspended | Kind::Rejected);
    let complaint = match case.complaint {
        Some(complaint) if is_stopped(&complaint) => Some(complaint),
        Some(_) => return Judgement::Silent,
        None => None,
    };
    // Of a configuration set the account says nothing.
    if complaint.is_some_and(of_a_set) {
        return said_of(case, kind, Certainty::Proven);
    }
    let seen = case.region().and_then(|region| Some((region, case.account(region).present()?)));
    let Some((region, account)) = seen else { return said_of(case, kind, Certainty::Proven) };
    let said = complaint.filter(|it| it.kind == kind).map(Evidence::said);
    let evidence = match account.stop() {
        Some(SendingStop::Paused) => Evidence::AccountPaused { region },
        Some(SendingStop::ShutDown) => Evidence::AccountShutDown { region },
        None => Evidence::AccountSends { region },
    };
    match (account.stop(), complaint, said) {
        (Some(seen), _, said) if seen == stop => {
            Judgement::Named(Certainty::Proven, said.into_iter().chain([evidence]).collect())
        }
        (Some(_), Some(_), _) => Judgement::RuledOut(vec![evidence]),
        (None, Some(complaint), None) if complaint.kind == Kind::Rejected => Judgement::RuledOut(vec![evidence]),
        // It has ended since.
        (None, Some(_), Some(said)) => Judgement::Named(Certainty::Likely, vec![said, evidence]),
        (Some(_), None, _) | (None, _, _) => Judgement::Silent,
    }
}

fn of_a_set(complaint: &Complaint) -> bool {
    let said = complaint.message.as_deref().unwrap_or_default().to_lowercase();
    said.contains("configuration set") || complaint.code.as_deref().is_some_and(|it| it.starts_with("ConfigurationSet"))
}

/// The app's own configuration set, where sending is paused for it.
fn paused_set(case: &Case) -> Option<Evidence> {
    let about = case.complaint.is_none_or(|it| it.kind == Kind::SendingPaused && of_a_set(it));
    let (name, region) = (case.configuration_set().filter(|_| about)?, case.region()?);
    let set = case.facts.regions.get(&region)?.sets.get(&name)?.present()?;
    (!set.sends).then_some(Evidence::ConfigurationSetPaused { name, region })
}

/// `account-not-activated`.
pub fn account_not_activated(case: &Case) -> Judgement {
    said_of(case, Kind::NotSubscribed, Certainty::Proven)
}
