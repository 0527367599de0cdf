//! Where DNS records are written, and what was written there. Knows no provider's API.

use serde::{Deserialize, Serialize};

use super::{SignIn, Under};
use crate::{dns::records::Record, terms::Timestamp};

/// A DNS provider into whose zones Sesame can write.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    strum::EnumIter,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum DnsProvider {
    /// By an API token.
    Cloudflare,
    /// By a sign-in to AWS.
    Route53,
}

impl DnsProvider {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            DnsProvider::Cloudflare => "Cloudflare",
            DnsProvider::Route53 => "Route 53",
        }
    }

    /// Where a token for its API is made; none where the sign-in to AWS is enough.
    pub fn token_page(self) -> Option<&'static str> {
        match self {
            DnsProvider::Cloudflare => Some("https://dash.cloudflare.com/profile/api-tokens"),
            DnsProvider::Route53 => None,
        }
    }
}

/// The wish to have records written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsWish {
    /// Whose zone it is.
    pub provider: DnsProvider,
    /// Under which sign-in, at Route 53: the zone may be in another account than the mail.
    pub sign_in: SignIn,
}

/// Where records are written, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DnsHost {
    /// At Cloudflare, by the token of this run.
    Cloudflare,
    /// At Route 53, under this sign-in.
    Route53(Under),
}

impl DnsHost {
    /// Whose it is.
    pub fn provider(&self) -> DnsProvider {
        match self {
            DnsHost::Cloudflare => DnsProvider::Cloudflare,
            DnsHost::Route53(_) => DnsProvider::Route53,
        }
    }
}

/// A zone at a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostedZone {
    /// As the provider numbers it.
    pub id: String,
    /// Its name, without the last dot.
    pub name: String,
}

/// A record that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenRecord {
    /// As it was written.
    pub record: Record,
    /// The provider's id of it, where it gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// What one change wrote into a zone, as the ledger remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenRecords {
    /// Where.
    pub at: DnsHost,
    /// Into which zone.
    pub zone: HostedZone,
    /// What.
    pub records: Vec<WrittenRecord>,
    /// When, by this machine's clock.
    pub since: Timestamp,
}
