//! Answers that hold for one AWS account alone, and which account each was given for: a user of the same name in another
//! account is another user. Does not know how an answer is given, nor what follows from it.
//!
//! Keys that were named need no account beside them: a key's id is in one account only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::terms::AccountId;

/// An answer about what belongs to one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "kebab-case")]
pub enum AccountAnswer {
    /// A user that we did not make may be used.
    AdoptUser,
    /// An identity that we did not make may be in our care, or stays as it is.
    AdoptIdentity,
    /// The promise, which is given to AWS for the account that asks for production access.
    AcceptTerms,
}

/// The account that each was given for. An answer that is not listed was given before an account was seen: it holds for the
/// first that is.
pub type AnsweredIn = BTreeMap<AccountAnswer, AccountId>;
