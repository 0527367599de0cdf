//! SES in every region at once, for one sign-in. A region that is slow, off or refused holds the others back in nothing: each
//! has its own time, and what was not seen is named with its reason. Changes nothing, and knows no set-up.
//!
//! One rank of questions: who the caller is, and in each region the account and its identities, all side by side. Where the
//! caller is not known, nothing is told of the regions: a key that AWS does not know looks like a region that is off.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, join, stream::FuturesUnordered};

use super::{
    Ports,
    asking::{Asking, Young},
    regions::{LIMIT, look},
};
use crate::{
    setup::{Caller, Facts, RegionFacts, SignIn},
    terms::{Fact, Failure, FailureKind, Region},
};

/// What one sign-in sees.
#[derive(Debug)]
pub struct Swept {
    /// Whose account it is.
    pub caller: Caller,
    /// Every region that was asked; one that was not seen has nothing in it.
    pub regions: BTreeMap<Region, RegionFacts>,
    /// Why some of it was not seen.
    pub unseen: BTreeMap<Region, NotSeen>,
}

/// Why a region, or a part of it, was not seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSeen {
    /// It took longer than [`LIMIT`].
    Late,
    /// Trouble on the way.
    Failed(Failure),
}

impl Swept {
    /// As a look has it.
    pub fn facts(&self) -> Facts {
        let caller = Fact::Present(self.caller.clone());
        Facts { caller, regions: self.regions.clone(), ..Facts::default() }
    }
}

/// Asks these regions; `seen` hears how many have answered.
pub async fn sweep(
    ports: &Ports,
    sign_in: &SignIn,
    regions: &BTreeSet<Region>,
    seen: impl Fn(usize),
) -> Result<Swept, Failure> {
    let signer = ports.signer(sign_in).await?;
    let asking = Asking::of(Young::Once);
    let session = |region| asking.through(ports.cloud.session(&signer, region));
    let first = regions.first().copied().unwrap_or_else(|| Region::all().next().expect("there are regions"));
    let caller = async {
        let session = session(first);
        let late = || Failure::new(FailureKind::Network, "ask AWS who we are").because("no answer came in time");
        tokio::time::timeout(LIMIT, session.caller()).await.map_err(|_| late()).flatten()
    };
    let names = BTreeSet::new();
    let looks: FuturesUnordered<_> = regions
        .iter()
        .map(|region| {
            let session = session(*region);
            let names = &names;
            async move { (*region, tokio::time::timeout(LIMIT, look(&session, names, true)).await) }
        })
        .collect();
    let all = async {
        let (mut found, mut unseen) = (BTreeMap::new(), BTreeMap::new());
        let mut looks = looks;
        while let Some((region, looked)) = looks.next().await {
            let (facts, trouble) = match looked {
                Ok((facts, trouble)) => (facts, trouble.into_iter().next().map(NotSeen::Failed)),
                Err(_) => (RegionFacts::default(), Some(NotSeen::Late)),
            };
            found.insert(region, facts);
            unseen.extend(trouble.map(|why| (region, why)));
            seen(found.len());
        }
        (found, unseen)
    };
    let (caller, (regions, unseen)) = join!(Box::pin(caller), Box::pin(all));
    Ok(Swept { caller: caller?, regions, unseen })
}
