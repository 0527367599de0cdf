//! A user that we did not make, tagged as used by us. Knows nothing of its policies.

use crate::{
    aws::Session,
    setup::{ADOPTED_TAG, Outcome},
    terms::{Failure, UserName},
};

/// Puts our tag on it (iam:TagUser).
pub(super) async fn adopt(aws: &Session, user: &UserName) -> Result<Outcome, Failure> {
    let (key, value) = ADOPTED_TAG;
    aws.tag_user(user, &[(key.into(), value.into())]).await
}
