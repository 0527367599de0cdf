//! SES in many regions at once: is this name verified there, and is the account out of the sandbox? Changes nothing, and
//! knows neither what is being set up nor what the answer is for.
//!
//! Regions are asked together, and in each the account and its identities are: one rank of questions ([`CHAIN`]), a second
//! where the list of identities does not tell. AWS answers each control call once a second, in each region for itself, so
//! several names are not looked up one by one but found in the list. A region that is off or denied is a fact, not the end
//! of the look.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::{
    StreamExt as _,
    future::{OptionFuture, join_all},
    join,
    stream::FuturesUnordered,
};

use super::{Ports, asking::Asking};
use crate::{
    aws::Session,
    setup::{Around, Check, Facts, IdentityName, RegionFacts, SignIn},
    terms::{Address, Fact, Failure, FailureKind},
};

/// So many questions of a look around need the answer to another, the first among them, where lists may be seen.
pub const CHAIN: usize = 1;

/// So long a region may take to answer. A later one is told as not seen, and holds no other back.
pub const LIMIT: Duration = Duration::from_secs(10);

/// Looks around, and tells each region as it comes in.
pub async fn look_around(
    ports: &Ports,
    asking: &Asking,
    sign_in: &SignIn,
    around: &Around,
    mut news: impl FnMut(Facts, Vec<Failure>),
) -> Result<(), Failure> {
    let signer = ports.signer(sign_in).await?;
    let nothing = BTreeSet::new();
    let looks = around.regions().into_iter().map(|region| {
        let session = asking.through(ports.cloud.session(&signer, region));
        let names = around.identities.get(&region).unwrap_or(&nothing);
        // Several names are one list.
        let lists = around.lists.contains(&region) || names.len() > 1;
        let addresses = around.suppressed.get(&region).into_iter().flatten();
        let sets = around.sets.get(&region).into_iter().flatten();
        async move {
            let by_name = by_name(&session, addresses, sets);
            let both = async { join!(Box::pin(look(&session, names, lists)), Box::pin(by_name)) };
            let Ok(((mut seen, mut trouble), (more, failures))) = tokio::time::timeout(LIMIT, both).await else {
                let late = Failure::new(FailureKind::Network, format!("look at SES in {}", region.code()))
                    .because(format!("no answer came within {} s", LIMIT.as_secs()));
                return (region, RegionFacts::default(), vec![late]);
            };
            if !seen.is_off() {
                (seen.suppressed, seen.sets) = (more.suppressed, more.sets);
                trouble.extend(failures);
            }
            (region, seen, trouble)
        }
    });
    let mut looks: FuturesUnordered<_> = looks.collect();
    while let Some((region, seen, trouble)) = looks.next().await {
        news(Facts { regions: [(region, seen)].into(), ..Facts::default() }, trouble);
    }
    Ok(())
}

pub(super) async fn look(
    session: &Session,
    names: &BTreeSet<IdentityName>,
    lists: bool,
) -> (RegionFacts, Vec<Failure>) {
    let list = OptionFuture::from(lists.then(|| session.identities()));
    let only = names.first().filter(|_| !lists);
    let only = OptionFuture::from(only.map(|name| session.identity(name)));
    let (account, listed, only) = join!(session.account(), list, only);
    let account = match account {
        Ok(account) => account,
        // Where the account itself cannot be reached, nothing else can.
        Err(failure) => return (RegionFacts::default(), vec![failure]),
    };
    let mut seen = RegionFacts { account, ..RegionFacts::default() };
    if seen.is_off() {
        return (seen, Vec::new());
    }
    let mut trouble = Vec::new();
    match listed {
        Some(Ok(listed)) => seen.listed = listed,
        Some(Err(failure)) => trouble.push(failure),
        None => {}
    }
    let told = only.zip(names.first()).map(|(answer, name)| (name, answer));
    let mut identities = BTreeMap::new();
    let mut learn = |name: &IdentityName, answer: Result<Fact<_>, Failure>| match answer {
        Ok(identity) => drop(identities.insert(name.clone(), identity)),
        Err(failure) => {
            identities.insert(name.clone(), Fact::Unknown);
            trouble.push(failure);
        }
    };
    match told {
        Some((name, answer)) => learn(name, answer),
        None => {
            for name in names.iter().filter(|name| !says_of(&seen.listed, name)) {
                learn(name, session.identity(name).await);
            }
        }
    }
    (RegionFacts { identities, ..seen }, trouble)
}

/// What is asked by its name alone, all together: entries of the suppression list, and configuration sets.
async fn by_name(
    session: &Session,
    addresses: impl Iterator<Item = &Address>,
    sets: impl Iterator<Item = &String>,
) -> (RegionFacts, Vec<Failure>) {
    let addresses = addresses.map(|address| async { (address.clone(), session.suppression(address).await) });
    let sets = sets.map(|name| async { (name.clone(), session.configuration_set(name).await) });
    let (addresses, sets) = join!(join_all(addresses), join_all(sets));
    let (mut seen, mut trouble) = (RegionFacts::default(), Vec::new());
    for (address, answer) in addresses {
        let entry = answer.unwrap_or_else(|failure| {
            trouble.push(failure);
            Fact::Unknown
        });
        seen.suppressed.insert(address, entry);
    }
    for (name, answer) in sets {
        let set = answer.unwrap_or_else(|failure| {
            trouble.push(failure);
            Fact::Unknown
        });
        seen.sets.insert(name, set);
    }
    (seen, trouble)
}

/// Whether the list tells how the name stands. Of what AWS calls neither verified nor not it does not tell whether mail may
/// leave all the same.
fn says_of(listed: &Fact<BTreeMap<IdentityName, Check>>, name: &IdentityName) -> bool {
    match listed {
        Fact::Unknown | Fact::Hidden(_) => false,
        Fact::Absent => true,
        Fact::Present(listed) => match listed.get(name) {
            None | Some(Check::Success | Check::Pending | Check::NotStarted | Check::Failed) => true,
            Some(Check::TemporaryFailure | Check::Other(_)) => false,
        },
    }
}
