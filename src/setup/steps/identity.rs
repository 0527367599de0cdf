//! Identity: the domain or address that mail comes from, verified; with DKIM, a MAIL FROM of its own and DMARC where they
//! are wanted.
//!
//! SES sends with the verification alone; the other parts are for delivery, and AWS's reviewers look for them.

use super::super::{
    Change, Check, Dkim, DkimOrigin, DmarcPolicy, Facts, Identity, IdentityName, Intent, Optional, Question, RecordKey,
    Standing, Wait, steps::sender::own_tag,
};
use crate::{
    dns::{
        compare::{Comparison, RecordStanding, compare},
        records::{Dmarc, Purpose, Record, Wish, wanted},
    },
    terms::{Fact, Region, Timestamp},
};

/// AWS's link to a mailbox dies after a day.
const LINK_LIVES: i64 = 24 * 3600;

pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let under = match super::under(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let Some(name) = intent.identity_name() else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    let identity = match &facts.identity {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return Standing::Refused(denial.clone()),
        Fact::Absent => return Standing::Open { next: Change::CreateIdentity { under, name, tags: tags(intent) } },
        Fact::Present(identity) => identity,
    };
    let IdentityName::Domain(domain) = &identity.name else {
        let expired = identity.created.is_some_and(|at| now.duration_since(at).as_secs() >= LINK_LIVES);
        return match identity.verified {
            true => Standing::Done,
            false if expired => Standing::Open {
                next: Change::RecreateIdentity { under, name: identity.name.clone(), tags: tags(intent) },
            },
            false => Standing::Waiting { on: Wait::Click },
        };
    };
    // A domain above ours that is verified covers us as it is; its parts are its owner's.
    let covered = identity.name != name;
    if covered && identity.verified {
        return Standing::Done;
    }
    if identity.dkim.status == Check::Failed && identity.dkim.origin == DkimOrigin::Ses {
        return Standing::Open { next: Change::RestartDkim { under, domain: domain.clone() } };
    }
    if let Optional::Wanted(label) = &intent.mail_from {
        let failed = |it: &super::super::MailFrom| it.status == Check::Failed;
        if identity.mail_from.as_ref().is_none_or(failed) {
            let mail_from = identity.mail_from.as_ref().map_or_else(|| domain.under(label), |it| it.domain.clone());
            return Standing::Open { next: Change::SetMailFrom { under, identity: domain.clone(), mail_from } };
        }
    }
    if ready(intent, identity) && dmarc_stands(intent, facts, identity) != Some(false) {
        return match dmarc_stands(intent, facts, identity) {
            Some(true) => Standing::Done,
            Some(false) | None => Standing::Unknown,
        };
    }
    Standing::Waiting { on: Wait::Dns }
}

/// AWS's completion gate, from one answer: verified, DKIM, MAIL FROM.
fn ready(intent: &Intent, identity: &Identity) -> bool {
    let mail_from = match (&intent.mail_from, &identity.mail_from) {
        (Optional::Wanted(_), Some(it)) => it.status == Check::Success,
        (Optional::Wanted(_), None) => false,
        (Optional::Declined | Optional::NotAsked, _) => true,
    };
    identity.verified && identity.dkim.status == Check::Success && mail_from
}

/// SES does not look at DMARC, so DNS must say. `None`: it has not said yet.
fn dmarc_stands(intent: &Intent, facts: &Facts, identity: &Identity) -> Option<bool> {
    if !matches!(intent.dmarc, Optional::Wanted(_)) {
        return Some(true);
    }
    let records = wanted_records(intent, identity, intent.region?);
    let record = records.iter().find(|record| record.purpose == Purpose::Dmarc)?;
    match facts.record_standing(record)? {
        RecordStanding::Present => Some(true),
        RecordStanding::Missing | RecordStanding::Wrong => Some(false),
        RecordStanding::Unknown => None,
    }
}

/// The records that this identity needs; none for an address.
pub fn wanted_records(intent: &Intent, identity: &Identity, region: Region) -> Vec<Record> {
    let IdentityName::Domain(domain) = &identity.name else { return Vec::new() };
    let Dkim { tokens, zone, .. } = &identity.dkim;
    let fallback = region.fallback_dkim_zone();
    let wanted_mail_from = match &intent.mail_from {
        Optional::Wanted(label) => Some(domain.under(label)),
        Optional::Declined | Optional::NotAsked => None,
    };
    let mail_from = identity.mail_from.as_ref().map(|it| it.domain.clone()).or(wanted_mail_from);
    wanted(Wish {
        domain,
        tokens,
        signing_zone: zone.as_deref().unwrap_or(&fallback),
        mail_from: mail_from.as_ref(),
        region,
        dmarc: match intent.dmarc {
            Optional::Wanted(DmarcPolicy::None) => Dmarc::Wanted,
            Optional::Declined | Optional::NotAsked => Dmarc::Declined,
        },
    })
}

fn tags(intent: &Intent) -> Vec<(String, String)> {
    own_tag().into_iter().chain(intent.tags.iter().cloned()).collect()
}

impl Facts {
    /// How DNS has this record, or `None` where nobody has asked yet.
    pub fn record_standing(&self, record: &Record) -> Option<RecordStanding> {
        self.record_comparison(record).map(|it| it.standing)
    }

    /// The record against what was seen of it.
    pub fn record_comparison(&self, record: &Record) -> Option<Comparison> {
        let sightings = self.records.get(&RecordKey { name: record.name.clone(), kind: record.kind() })?;
        Some(compare(record, sightings, self.zone.present()?))
    }
}
