//! The DNS providers whose APIs this world plays: what a zone there holds is what the world's DNS says, and what is written there is
//! seen in DNS. Knows no request.
//!
//! A provider holds every zone that the scenario hosts with it; others only where the scenario says that it holds them too, beside the
//! one that the domain is delegated to.

pub mod cloudflare;
mod markup;
pub mod route53;

use jiff::SignedDuration;

use super::{scenario::DnsHosting, state::State};
use crate::{
    dns::RecordType,
    terms::{Domain, Timestamp},
};

/// One value at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedRow {
    /// Without the last dot.
    pub name: String,
    /// In upper case, whichever it is.
    pub kind: String,
    /// MX `10 host`, TXT unquoted and unsplit.
    pub value: String,
    /// Whether the provider answers in its place.
    pub proxied: bool,
    /// Seconds.
    pub ttl: u32,
}

/// Long enough that what was written a moment ago is there.
const A_MOMENT: SignedDuration = SignedDuration::from_secs(1);

impl State {
    /// Whether this provider holds a zone of this name.
    pub fn holds(&self, provider: DnsHosting, zone: &str) -> bool {
        let dns = &self.scenario.dns;
        let hosts = dns.provider == provider || dns.also_at.contains(&provider);
        hosts && zone.parse::<Domain>().is_ok() && self.zones.head(zone).as_deref() == Some(zone)
    }

    /// Whether the domain is delegated to this provider.
    pub fn serves(&self, provider: DnsHosting) -> bool {
        self.scenario.dns.provider == provider
    }

    /// Everything in a zone that is delegated to this provider, by name; one that only lies there is empty.
    pub fn rows_of(&self, provider: DnsHosting, zone: &str, now: Timestamp) -> Vec<HostedRow> {
        if !self.serves(provider) {
            return Vec::new();
        }
        let own = self.zones.all_in(zone, now + A_MOMENT).into_iter().flat_map(|(name, kind, set)| {
            let proxied = self.scenario.dns.proxied.contains(&name);
            let row =
                move |value| HostedRow { name: name.clone(), kind: kind.to_string(), value, proxied, ttl: set.ttl };
            set.values.into_iter().map(row).collect::<Vec<_>>()
        });
        let others = self.scenario.dns.others.iter().filter(|it| self.zones.zone(&it.name) == zone);
        let others = others.flat_map(|it| {
            it.values.iter().map(|value| HostedRow {
                name: it.name.clone(),
                kind: it.kind.clone(),
                value: value.clone(),
                proxied: false,
                ttl: 300,
            })
        });
        own.chain(others).collect()
    }

    /// Adds a value to a name.
    pub fn write_row(&mut self, now: Timestamp, name: &str, kind: RecordType, value: &str, ttl: u32) {
        let mut values = self.zones.own(name, kind, now);
        values.push(value.to_owned());
        self.foreseen = None;
        self.zones.set(now, name, kind, &values, ttl);
    }

    /// Takes a value from a name.
    pub fn take_row(&mut self, now: Timestamp, name: &str, kind: RecordType, value: &str) {
        let mut values = self.zones.own(name, kind, now);
        values.retain(|it| it != value);
        self.foreseen = None;
        self.zones.set(now, name, kind, &values, 300);
    }
}

/// The type of this name, where the world's DNS can hold it.
pub fn kind_of(name: &str) -> Option<RecordType> {
    [RecordType::A, RecordType::Aaaa, RecordType::Cname, RecordType::Mx, RecordType::Ns, RecordType::Txt]
        .into_iter()
        .find(|kind| kind.to_string() == name)
}
