//! SES in many regions at once: is this name verified there, and is the account out of the sandbox? Changes nothing, and
//! knows neither what is being set up nor why somebody asks.
//!
//! AWS answers each control call once a second, in each region for itself: regions go side by side, and within one the
//! same call is never made twice in a second. A region that is off or denied is a fact, not the end of the look.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{StreamExt as _, stream};

use super::Ports;
use crate::{
    aws::Session,
    setup::{Around, Facts, IdentityName, RegionFacts, SignIn},
    terms::{Fact, Failure},
};

/// So many regions at a time: enough to be done in seconds, few enough for a slow line.
const SIDE_BY_SIDE: usize = 12;
/// AWS's pace for one control call in one region.
const PACE: Duration = Duration::from_secs(1);

/// Looks around, and tells each region as it comes in.
pub async fn look_around(
    ports: &Ports,
    sign_in: &SignIn,
    around: &Around,
    mut news: impl FnMut(Facts, Vec<Failure>),
) -> Result<(), Failure> {
    let signer = ports.signer(sign_in).await?;
    let nothing = BTreeSet::new();
    let looks = around.regions().into_iter().map(|region| {
        let session = ports.cloud.session(&signer, region);
        let names = around.identities.get(&region).unwrap_or(&nothing);
        let list = around.lists.contains(&region);
        async move {
            let (seen, trouble) = match list {
                true => with_a_list(ports, &session, names).await,
                false => named_only(ports, &session, names).await,
            };
            (region, seen, trouble)
        }
    });
    let mut looks = stream::iter(looks).buffer_unordered(SIDE_BY_SIDE);
    while let Some((region, seen, trouble)) = looks.next().await {
        news(Facts { regions: [(region, seen)].into(), ..Facts::default() }, trouble);
    }
    Ok(())
}

async fn with_a_list(ports: &Ports, session: &Session, names: &BTreeSet<IdentityName>) -> (RegionFacts, Vec<Failure>) {
    let (mut seen, mut trouble) = named_only(ports, session, names).await;
    // Where the account itself cannot be reached, nothing else can.
    if trouble.is_empty() {
        match session.identities().await {
            Ok(listed) => seen.listed = listed,
            Err(failure) => trouble.push(failure),
        }
    }
    (seen, trouble)
}

async fn named_only(ports: &Ports, session: &Session, names: &BTreeSet<IdentityName>) -> (RegionFacts, Vec<Failure>) {
    let account = match session.account().await {
        Ok(account) => account,
        Err(failure) => return (RegionFacts::default(), vec![failure]),
    };
    let mut seen = RegionFacts { account, ..RegionFacts::default() };
    if seen.is_off() {
        return (seen, Vec::new());
    }
    for (number, name) in names.iter().enumerate() {
        if number > 0 {
            ports.clock.sleep(PACE).await;
        }
        match session.identity(name).await {
            Ok(identity) => drop(seen.identities.insert(name.clone(), identity)),
            Err(failure) => {
                seen.identities.insert(name.clone(), Fact::Unknown);
                return (seen, vec![failure]);
            }
        }
    }
    (seen, Vec::new())
}
