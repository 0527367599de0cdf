//! The session that a change is made in. Does not know which change.

use super::super::Ports;
use crate::{
    aws::Session,
    setup::Under,
    terms::{Failure, FailureKind},
};

/// AWS under the sign-in that the change was shown with, and only in the account that it was shown with.
pub(in crate::engine) async fn session(ports: &Ports, under: &Under) -> Result<Session, Failure> {
    let session = ports.cloud.session(&ports.signer(&under.sign_in).await?, under.region);
    let account = session.caller().await?.account;
    if account == under.account {
        return Ok(session);
    }
    Err(Failure::new(FailureKind::OtherAccount, "change anything").because(format!(
        "this was to be done in account {}, and the sign-in belongs to {} now",
        under.account.grouped(),
        account.grouped()
    )))
}
