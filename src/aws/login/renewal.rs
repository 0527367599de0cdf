//! The credentials of a session at rest. The SDK knows how to renew one, but not where it may be sent, nor in which region it was
//! begun, and of a refusal it passes on neither what AWS says the time is nor what an answer without a name says. Knows no
//! profile.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_credential_types::Credentials;

use super::{
    super::watch::CallLog,
    cache::{held, keep},
    exchange::renew,
};
use crate::terms::Failure;

/// Where a session of this principal is renewed.
pub(in crate::aws) struct HeldSession<'a> {
    pub arn: &'a str,
    /// The one that it was begun in.
    pub region: &'a str,
    /// The server that takes the place of AWS's.
    pub endpoint: Option<&'a str>,
}

/// Its credentials, good for at least so long; renewed where they are not.
pub(in crate::aws) async fn credentials(
    base: &SdkConfig,
    log: &CallLog,
    asked: HeldSession<'_>,
    at_least: Duration,
) -> Result<Credentials, Failure> {
    let mut session = held(asked.arn, asked.region)?;
    let until = base.time_source().unwrap_or_default().now() + at_least;
    if session.credentials.expiry().is_some_and(|end| end > until) {
        return Ok(session.credentials);
    }
    let before = session.refresh.copy();
    renew(base, log, asked.endpoint, &mut session).await?;
    // Another program, or another sign-in, may have put something newer there meanwhile. Where it cannot be written, these
    // credentials are good all the same, and AWS answers the old token once more.
    if held(asked.arn, asked.region).is_ok_and(|now| now.refresh == before) {
        drop(keep(&session));
    }
    Ok(session.credentials)
}
