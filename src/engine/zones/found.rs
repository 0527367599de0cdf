//! A zone as its provider has it. Knows no provider.

use crate::{dns::writing::ZoneState, setup::HostedZone};

/// A zone that was found.
pub(in crate::engine) struct FoundZone {
    pub zone: HostedZone,
    /// The servers that it is served from.
    pub servers: Vec<String>,
    pub state: ZoneState,
}
