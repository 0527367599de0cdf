//! The recipient of a test: verified themselves, or by a domain above them. AWS's simulator needs no verification. Knows
//! nothing of the sandbox.

use super::{
    here::Here,
    identity::look_at_the_mailbox,
    news::{News, note},
};
use crate::{
    engine::Ports,
    setup::{Facts, Identity, IdentityName, SIMULATORS},
    terms::{Address, Fact, Failure},
};

/// The last test that our own ledger remembers. Asks AWS nothing.
pub(super) fn look_back(ports: &Ports) -> News {
    match ports.home.ledger().proof(ports.clock.now()) {
        Ok(proof) => News { facts: Facts { proof, ..Facts::default() }, trouble: Vec::new() },
        Err(failure) => News { facts: Facts::default(), trouble: vec![failure] },
    }
}

/// Looks at the recipient's identity.
pub(super) async fn look(here: &Here<'_>) -> News {
    let Some(to) = here.intent.test_to.as_ref().filter(|to| to.domain().as_str() != SIMULATORS) else {
        return News::default();
    };
    let mut trouble = Vec::new();
    let recipient = note(find(here, to).await, &mut trouble);
    let records = match recipient {
        // Before AWS sends its mail. The zone is the recipient's, and not the sender's.
        Fact::Absent => {
            let dns = look_at_the_mailbox(here.ports, to.domain()).await;
            trouble.extend(dns.trouble);
            dns.facts.records
        }
        Fact::Present(_) | Fact::Hidden(_) | Fact::Unknown => Default::default(),
    };
    News { facts: Facts { recipient, records, ..Facts::default() }, trouble }
}

/// The address itself where it was ever begun, unless a domain above it is verified already.
async fn find(here: &Here<'_>, to: &Address) -> Result<Fact<Identity>, Failure> {
    let exact = here.session.identity(&IdentityName::Email(to.clone())).await?;
    if exact.present().is_some_and(|it| it.verified) {
        return Ok(exact);
    }
    for domain in to.domain().ancestry() {
        let covering = here.session.identity(&IdentityName::Domain(domain)).await?;
        if covering.present().is_some_and(|it| it.verified) {
            return Ok(covering);
        }
    }
    Ok(exact)
}
