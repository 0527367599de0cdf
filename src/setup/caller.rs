//! The principal that a sign-in is, as AWS says. Knows no credentials.

use serde::Serialize;

use crate::terms::AccountId;

/// sts:GetCallerIdentity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Caller {
    /// Whose bill it is.
    pub account: AccountId,
    /// `arn:aws:iam::123456789012:user/admin`; ends in `:root` for the root user.
    pub arn: String,
}

/// What kind of principal a caller is, by the end of its ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal<'a> {
    /// The owner of the account.
    Root,
    /// The name of an IAM user.
    User(&'a str),
    /// The name of an assumed role.
    Role(&'a str),
    /// Federated, and whatever else there is.
    Other,
}

impl Caller {
    /// The IAM user that this is; none for root and for roles.
    pub fn user(&self) -> Option<&str> {
        let (_, rest) = self.arn.split_once(":user/")?;
        rest.rsplit('/').next()
    }

    /// What kind of principal it is.
    pub fn principal(&self) -> Principal<'_> {
        let Some(what) = self.arn.splitn(6, ':').nth(5) else { return Principal::Other };
        match what.split('/').collect::<Vec<_>>()[..] {
            ["root"] => Principal::Root,
            ["user", .., name] => Principal::User(name),
            ["assumed-role", name, _] => Principal::Role(name),
            [..] => Principal::Other,
        }
    }
}
