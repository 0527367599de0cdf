//! What writing the wanted records into a zone would do. Does not know how the zone was read.

use super::{Change, DnsHost, HostedZone};
use crate::dns::writing::WritePlan;

/// Records on their way into a zone: where, and what becomes of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedWriting {
    /// Whose zone, and under which sign-in.
    pub at: DnsHost,
    /// Which.
    pub zone: HostedZone,
    /// What becomes of each record.
    pub plan: WritePlan,
}

impl PlannedWriting {
    /// The change that writes what is to be created; none where nothing is.
    pub fn change(&self) -> Option<Change> {
        let records = self.plan.to_create();
        let change = || Change::WriteRecords { at: self.at.clone(), zone: self.zone.clone(), records };
        (!self.plan.to_create().is_empty()).then(change)
    }
}
