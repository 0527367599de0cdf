//! This machine, and the file of secrets: what can be known of where a secret may rest before a sign-in. Asks AWS nothing.

use super::news::News;
use crate::{
    engine::Ports,
    setup::{Facts, Seal},
    terms::{Fact, Failure, VaultTrouble},
};

/// Looks at this machine and at the sealed file.
pub(super) async fn look(ports: &Ports) -> News {
    let machine = Fact::Present(ports.desk.machine());
    let facts = Facts { machine, ..Facts::default() };
    match ports.sealed.look().await {
        Ok(file) => {
            let wrong = || Failure::of_vault(VaultTrouble::WrongPassphrase, format!("open {}", file.path.display()));
            let trouble = match file.seal {
                Seal::Wrong => vec![wrong()],
                Seal::Unmade | Seal::Closed | Seal::Open => Vec::new(),
            };
            News { facts: Facts { sealed: Fact::Present(file), ..facts }, trouble }
        }
        Err(failure) => News { facts, trouble: vec![failure] },
    }
}
