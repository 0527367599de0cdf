//! STS: GetCallerIdentity, which needs no permission and works under an explicit deny: the cleanest test of a key.
//! Knows no other operation.

use super::{error, session::Session};
use crate::{
    setup::Caller,
    terms::{Failure, FailureKind},
};

impl Session {
    /// GetCallerIdentity.
    pub async fn caller(&self) -> Result<Caller, Failure> {
        self.once("GetCallerIdentity", "", self.ask_who_we_are()).await
    }

    async fn ask_who_we_are(&self) -> Result<Caller, Failure> {
        let doing = "ask AWS who we are";
        let out = self.sts.get_caller_identity().send().await.map_err(|e| error::failure(doing, e))?;
        let garbled = || Failure::new(FailureKind::Garbled, doing).because("AWS named no account");
        let account = out.account().and_then(|it| it.parse().ok()).ok_or_else(garbled)?;
        Ok(Caller { account, arn: out.arn().unwrap_or_default().to_owned() })
    }
}
