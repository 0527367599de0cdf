//! A user that somebody else made, marked as used by us.

use crate::{
    aws::Session,
    setup::{ADOPTED_TAG, Outcome},
    terms::{Failure, UserName},
};

pub(super) async fn adopt(aws: &Session, user: &UserName) -> Result<Outcome, Failure> {
    let (key, value) = ADOPTED_TAG;
    aws.tag_user(user, &[(key.into(), value.into())]).await
}
