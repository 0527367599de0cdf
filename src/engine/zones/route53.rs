//! The zones of an AWS account. A batch is all or nothing; that all servers have it is waited for, politely and not for ever.

use std::time::Duration;

use super::{super::Ports, found::FoundZone};
use crate::{
    aws::{Session, SetChange},
    dns::{
        records::Record,
        writing::{HeldRecord, ZoneState},
    },
    setup::HostedZone,
    terms::Failure,
};

/// The servers have a change after a minute at most, as a rule. What is later arrives all the same.
const LOOKS: u32 = 12;
const GAP: Duration = Duration::from_secs(10);

/// The public zones of exactly this name, each with the servers that may be named for it: its own, and those that its owner has
/// given it other names for. What stands at its apex under Route 53's own names and is not its own was copied from another zone.
pub(super) async fn named(session: &Session, name: &str) -> Result<Vec<FoundZone>, Failure> {
    let mut found = Vec::new();
    for zone in session.zones_named(name).await? {
        let mut servers = session.zone_servers(&zone).await?;
        let apex = session.records_at(&zone, name).await?;
        let own_name = |it: &HeldRecord| it.kind == "NS" && !it.value.contains(".awsdns-");
        servers.extend(apex.into_iter().filter(own_name).map(|it| it.value));
        found.push(FoundZone { zone, servers, state: ZoneState::Active });
    }
    Ok(found)
}

/// One batch, and the wait for it.
pub(super) async fn create(
    session: &Session,
    ports: &Ports,
    zone: &HostedZone,
    records: &[Record],
) -> Result<(), Failure> {
    let change = session.change_records(zone, SetChange::Create, records).await?;
    until_in_sync(session, ports, &change).await;
    Ok(())
}

/// The same the other way.
pub(super) async fn remove(
    session: &Session,
    ports: &Ports,
    zone: &HostedZone,
    records: &[Record],
) -> Result<(), Failure> {
    let change = session.change_records(zone, SetChange::Delete, records).await?;
    until_in_sync(session, ports, &change).await;
    Ok(())
}

/// A sign-in that may not ask has written all the same, and DNS is looked at afterwards anyway.
async fn until_in_sync(session: &Session, ports: &Ports, change: &str) {
    for look in 0..LOOKS {
        match session.is_in_sync(change).await {
            Ok(true) | Err(_) => return,
            Ok(false) if look + 1 < LOOKS => ports.clock.sleep(GAP).await,
            Ok(false) => {}
        }
    }
}
