//! An address whose link has died: SES has no call that sends the mail again, so it goes and comes back.

use crate::{
    aws::Session,
    setup::{IdentityName, Outcome},
    terms::{Fact, Failure, FailureKind},
};

/// Deletes and creates. Refused where it has been verified meanwhile: there is something to lose.
pub(super) async fn recreate(
    aws: &Session,
    name: &IdentityName,
    tags: &[(String, String)],
) -> Result<Outcome, Failure> {
    if let Fact::Present(identity) = aws.identity(name).await?
        && identity.verified
    {
        return Ok(Outcome::Already);
    }
    let doing = format!("send the mail for {name} again");
    aws.delete_identity(name).await.map_err(|failure| Failure { doing: doing.clone(), ..failure })?;
    match aws.create_identity(name, tags).await? {
        Outcome::Done => Ok(Outcome::Done),
        Outcome::Already => {
            Err(Failure::new(FailureKind::Conflict, doing)
                .because("AWS still holds the old one; try again in a minute"))
        }
    }
}
