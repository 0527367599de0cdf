//! IAM: users, their policies and their keys. Knows no region, because it is one for the whole account.

mod keys;
mod policies;
mod request;
mod roles;
mod users;

use super::operation::QueryOperation;

/// The version of the query API.
pub const VERSION: &str = "2010-05-08";

/// Everything that IAM does here.
pub fn operations() -> impl Iterator<Item = QueryOperation> {
    [users::OPERATIONS, roles::OPERATIONS, policies::OPERATIONS, keys::OPERATIONS].into_iter().flatten().copied()
}
