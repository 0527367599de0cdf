//! The zones at DNS providers that can be written to: found, read name by name, added to, and what was added taken away. Does not
//! know which records are wanted; what becomes of each, `dns::writing` says.

mod cloudflare;
mod found;
mod route53;
mod taking;
mod token;

pub(super) use self::taking::found;
pub use self::{
    taking::{TakenRecord, TakenState, takings},
    token::{TOKEN_VARIABLE, cloudflare_token, hold_cloudflare_token, keep_cloudflare_token},
};

use self::{cloudflare::CloudflareZones, found::FoundZone};
use super::Ports;
use crate::{
    aws::Session,
    dns::{
        ZoneCut,
        compare::RecordStanding,
        records::Record,
        writing::{HeldRecord, Seen, WritableZone, WriteUnit, ZoneState, names_to_read, plan_writing},
    },
    setup::{
        DnsHost, DnsProvider, DnsWish, Facts, HostedZone, Identity, Intent, PlannedWriting, Under, wanted_records,
    },
    terms::{Domain, Failure, FailureKind, Region, in_both},
};

/// Finds the zone, reads it at every name, and says what would be done. Changes nothing. An error where there is no zone, or where
/// it cannot be read.
pub async fn plan_records(
    ports: &Ports,
    intent: &Intent,
    facts: &Facts,
    identity: &Identity,
    region: Region,
    wish: &DnsWish,
) -> Result<PlannedWriting, Failure> {
    let at = host(ports, wish, region).await?;
    let zones = ZoneWriter::open(ports, &at).await?;
    let records = wanted_records(intent, identity, region);
    let cut = facts.zone.present();
    let found = zones.find(identity.name.domain(), cut).await?;
    let mut held = Vec::new();
    for name in names_to_read(&records, &found.zone.name) {
        held.extend(zones.held(&found.zone, &name).await?);
    }
    let zone = WritableZone {
        name: found.zone.name.clone(),
        servers: found.servers,
        state: found.state,
        unit: zones.unit(),
        held,
    };
    let standing = |record: &Record| facts.record_standing(record).unwrap_or(RecordStanding::Unknown);
    let answers = |name: &str, kind| facts.records.values().find_map(|seen| seen.answer(name, kind));
    let plan = plan_writing(&records, &zone, &Seen { cut, standing: &standing, answers: &answers });
    Ok(PlannedWriting { at, zone: found.zone, plan })
}

/// Where the wish leads: at Route 53 the account is asked for, and pinned.
async fn host(ports: &Ports, wish: &DnsWish, region: Region) -> Result<DnsHost, Failure> {
    match wish.provider {
        DnsProvider::Cloudflare => Ok(DnsHost::Cloudflare),
        DnsProvider::Route53 => {
            let session = ports.cloud.session(&ports.signer(&wish.sign_in).await?, region);
            let account = session.caller().await?.account;
            Ok(DnsHost::Route53(Under { sign_in: wish.sign_in.clone(), account, region }))
        }
    }
}

/// The zones of one account at one provider.
pub(super) enum ZoneWriter<'p> {
    Cloudflare(CloudflareZones<'p>),
    Route53(Box<Session>, &'p Ports),
}

impl<'p> ZoneWriter<'p> {
    /// An error where there is no token, or where the sign-in belongs to another account.
    pub async fn open(ports: &'p Ports, at: &DnsHost) -> Result<ZoneWriter<'p>, Failure> {
        match at {
            DnsHost::Cloudflare => Ok(ZoneWriter::Cloudflare(CloudflareZones::open(ports).await?)),
            DnsHost::Route53(under) => {
                Ok(ZoneWriter::Route53(Box::new(super::apply::session(ports, under).await?), ports))
            }
        }
    }

    /// What it takes to add a value to a name.
    pub fn unit(&self) -> WriteUnit {
        match self {
            ZoneWriter::Cloudflare(_) => WriteUnit::Value,
            ZoneWriter::Route53(..) => WriteUnit::Set,
        }
    }

    /// The zone of a domain: the one that DNS leads to, else the longest.
    async fn find(&self, domain: &Domain, cut: Option<&ZoneCut>) -> Result<FoundZone, Failure> {
        let mut all = Vec::new();
        for name in domain.ancestry() {
            all.extend(match self {
                ZoneWriter::Cloudflare(zones) => zones.named(name.as_str()).await?,
                ZoneWriter::Route53(session, _) => route53::named(session, name.as_str()).await?,
            });
        }
        let leads_here = |found: &FoundZone| {
            let named = cut.is_some_and(|cut| cut.zone == found.zone.name);
            let served = cut.is_some_and(|cut| crate::dns::writing::is_delegated_to(&found.servers, &cut.servers));
            (named && served, named, found.state == ZoneState::Active)
        };
        // Of several that are as good the first: the longest name.
        let best = all.into_iter().rev().max_by_key(leads_here);
        best.ok_or_else(|| self.no_zone(domain))
    }

    fn no_zone(&self, domain: &Domain) -> Failure {
        let named = in_both(domain.as_str());
        match self {
            ZoneWriter::Cloudflare(_) => {
                Failure::new(FailureKind::DnsToken, format!("find the zone of {named} at Cloudflare")).because(
                    "Cloudflare shows this token no such zone: it is in another account, or the token was made for other zones",
                )
            }
            ZoneWriter::Route53(..) => {
                Failure::new(FailureKind::NotFound, format!("find the zone of {named} at Route 53"))
                    .because("this account has no public zone for it; where another account has it, name its profile with --dns-profile")
            }
        }
    }

    /// Everything that the zone holds at a name.
    pub async fn held(&self, zone: &HostedZone, name: &str) -> Result<Vec<HeldRecord>, Failure> {
        match self {
            ZoneWriter::Cloudflare(zones) => zones.held(zone, name).await,
            ZoneWriter::Route53(session, _) => session.records_at(zone, name).await,
        }
    }

    /// Creates them, all or nothing; the provider's ids in their order, where it has any.
    pub async fn create(&self, zone: &HostedZone, records: &[Record]) -> Result<Vec<Option<String>>, Failure> {
        match self {
            ZoneWriter::Cloudflare(zones) => zones.create(zone, records).await,
            ZoneWriter::Route53(session, ports) => {
                route53::create(session, ports, zone, records).await.map(|()| vec![None; records.len()])
            }
        }
    }

    /// Takes these away.
    pub async fn remove(&self, zone: &HostedZone, held: &[(Record, HeldRecord)]) -> Result<(), Failure> {
        match self {
            ZoneWriter::Cloudflare(zones) => zones.remove(zone, held).await,
            ZoneWriter::Route53(session, ports) => {
                let records: Vec<Record> = held.iter().map(|(record, _)| record.clone()).collect();
                route53::remove(session, ports, zone, &records).await
            }
        }
    }
}
