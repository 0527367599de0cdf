//! Whether AWS takes a key. Any answer of STS and SES but "token invalid" means that they do, a refusal of the call
//! included. Knows neither where the key rests nor what it is for.

use std::time::Duration;

use futures_util::join;

use super::{Ports, asking::Young};
use crate::{
    aws,
    setup::PROPAGATION,
    terms::{Denial, Fact, Failure, FailureKind, KeyId, Region, Secret, Timestamp},
};

/// A key this old that AWS took once needs no second opinion.
const SETTLED_AFTER: i64 = 120;
/// The news of a key travels from machine to machine: so many times in a row a young one is asked about.
const IN_A_ROW: u32 = 3;

/// What AWS said of a key.
pub(super) enum Taken {
    /// It takes it, whichever of its machines is asked.
    Everywhere,
    /// It took it once, and the key is young: another machine may not know it yet.
    Once,
    /// *Absent* while AWS does not know it.
    Not(Fact<KeyId>),
}

/// Both services are asked together; a young key as often as is said.
pub(super) async fn taken(
    ports: &Ports,
    id: &KeyId,
    secret: &Secret,
    region: Region,
    created: Option<Timestamp>,
    young: Young,
) -> Result<Taken, Failure> {
    let session = ports.cloud.with_key(id, secret, region);
    let age = created.map_or(0, |created| ports.clock.now().duration_since(created).as_secs());
    let (times, end) = match (age < SETTLED_AFTER, young) {
        (false, _) => (1, Taken::Everywhere),
        (true, Young::Once) => (1, Taken::Once),
        (true, Young::InARow) => (IN_A_ROW, Taken::Everywhere),
    };
    for again in 0..times {
        if again > 0 {
            ports.clock.sleep(Duration::from_secs(1)).await;
        }
        let (by_sts, by_ses) = join!(session.caller(), session.account());
        let by_ses = by_ses.map(|account| match account {
            Fact::Hidden(denial) => Some(denial),
            Fact::Unknown | Fact::Absent | Fact::Present(_) => None,
        });
        if let Some(no) = verdict(by_sts.map(drop), by_ses)? {
            return Ok(Taken::Not(no));
        }
    }
    Ok(end)
}

/// Waits until AWS takes a new key, as long as that may take.
pub(super) async fn until_taken(ports: &Ports, id: &KeyId, secret: &Secret, region: Region) -> Result<(), Failure> {
    let end = ports.clock.now() + 2 * PROPAGATION;
    let doing = || format!("wait until AWS takes the new key {id}");
    for tries in 0.. {
        let late = match taken(ports, id, secret, region, None, Young::InARow).await {
            Ok(Taken::Everywhere | Taken::Once | Taken::Not(Fact::Present(_))) => return Ok(()),
            Ok(Taken::Not(Fact::Hidden(denial))) => {
                return Err(Failure::new(FailureKind::KeyNotAccepted, doing())
                    .because(format!("{}: {}", denial.code, denial.message)));
            }
            Ok(Taken::Not(Fact::Absent | Fact::Unknown)) => {
                Failure::new(FailureKind::KeyNotAccepted, doing()).because("it does not yet, after two minutes")
            }
            Err(failure) => failure,
        };
        if ports.clock.now() >= end {
            return Err(late);
        }
        ports.clock.sleep(Duration::from_secs(1 << u32::min(tries, 3))).await;
    }
    Ok(())
}

/// `None` where both took it; else the fact that they did not.
fn verdict(
    by_sts: Result<(), Failure>,
    by_ses: Result<Option<Denial>, Failure>,
) -> Result<Option<Fact<KeyId>>, Failure> {
    match by_sts {
        Ok(()) => {}
        Err(failure) if failure.kind == FailureKind::KeyNotAccepted => return Ok(Some(Fact::Absent)),
        Err(failure) => match aws::denial(&failure) {
            Some(denial) => return Ok(Some(Fact::Hidden(denial))),
            None => return Err(failure),
        },
    }
    Ok(match by_ses? {
        Some(denial) if denial.kind == FailureKind::KeyNotAccepted => Some(Fact::Absent),
        Some(_) | None => None,
    })
}
