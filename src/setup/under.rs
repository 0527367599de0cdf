//! Who calls AWS, where. Knows no change.

use serde::{Deserialize, Serialize};

use super::SignIn;
use crate::terms::{AccountId, Region};

/// Under whose sign-in, in which account, in which region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Under {
    pub sign_in: SignIn,
    pub account: AccountId,
    pub region: Region,
}
