//! Where the parts of a look that ask AWS take place. Knows no part.

use crate::{
    aws::Session,
    engine::{Ports, asking::Asking},
    setup::Intent,
    terms::{AccountId, Region},
};

/// Where an AWS part of a look takes place.
pub(super) struct Here<'a> {
    pub(super) ports: &'a Ports,
    pub(super) intent: &'a Intent,
    pub(super) asking: &'a Asking,
    pub(super) session: Session,
    /// The set-up's account, where this look does not ask whose the sign-in is: a set-up that is pinned to one need not ask
    /// at every glance.
    pub(super) pinned: Option<AccountId>,
    pub(super) region: Region,
}

impl Here<'_> {
    /// The account, in whose name the ledger is asked. `None` where AWS does not say; then nothing of this look is told.
    pub(super) async fn account(&self) -> Option<AccountId> {
        match &self.pinned {
            Some(account) => Some(account.clone()),
            None => self.session.caller().await.ok().map(|caller| caller.account),
        }
    }
}
