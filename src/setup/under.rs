//! Who calls AWS, where. Knows no change.

use serde::{Deserialize, Serialize};

use super::{IdentityName, SignIn};
use crate::terms::{AccountId, Region};

/// Under whose sign-in, in which account, in which region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Under {
    pub sign_in: SignIn,
    pub account: AccountId,
    pub region: Region,
}

impl Under {
    /// The ARN of an identity of SES there.
    pub fn identity_arn(&self, name: &IdentityName) -> String {
        let Under { sign_in: _, account, region } = self;
        format!("arn:{}:ses:{region}:{account}:identity/{name}", region.row().partition.name())
    }
}
