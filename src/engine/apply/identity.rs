//! What is done to an identity that is there: only to one of ours or one that we were given, by its tags at the moment of
//! doing. Knows no record of DNS.

use crate::{
    aws::Session,
    setup::{ADOPTED_TAG, Authorship, Identity, IdentityName, OnMxFailure, Outcome, Under},
    terms::{Denial, Domain, Fact, Failure, FailureKind},
};

/// An address whose link has died: SES has no call that sends the mail again, so it goes and comes back. Refused where it
/// has been verified meanwhile: there is something to lose.
pub(super) async fn recreate(
    aws: &Session,
    name: &IdentityName,
    tags: &[(String, String)],
) -> Result<Outcome, Failure> {
    let doing = format!("send the mail for {name} again");
    match aws.identity(name).await? {
        Fact::Present(identity) if identity.verified => return Ok(Outcome::Already),
        Fact::Present(identity) => unless_foreign(&identity, &doing)?,
        Fact::Absent => {}
        // Whose it is, and whether there is something to lose, was not seen.
        Fact::Hidden(denial) => return Err(hidden(&denial, doing)),
        Fact::Unknown => {
            return Err(Failure::new(FailureKind::Denied, doing).because("AWS did not say how the identity stands"));
        }
    }
    aws.delete_identity(name).await.map_err(|failure| Failure { doing: doing.clone(), ..failure })?;
    match aws.create_identity(name, tags).await? {
        Outcome::Done => Ok(Outcome::Done),
        Outcome::Already => {
            Err(Failure::new(FailureKind::Conflict, doing)
                .because("AWS still holds the old one; try again in a minute"))
        }
    }
}

/// Puts our tag on an identity that Sesame did not make. What it has, and who else uses it, stays as it is.
pub(super) async fn adopt(aws: &Session, under: &Under, name: &IdentityName) -> Result<Outcome, Failure> {
    let doing = format!("tag the identity {name}");
    match aws.identity(name).await? {
        Fact::Present(Identity { made: Authorship::Ours | Authorship::Adopted, .. }) => Ok(Outcome::Already),
        Fact::Present(_) => aws.tag_identity(name, &under.identity_arn(name), ADOPTED_TAG).await,
        Fact::Hidden(denial) => Err(hidden(&denial, doing)),
        Fact::Absent | Fact::Unknown => {
            Err(Failure::new(FailureKind::NotFound, doing).because(format!("the identity {name} is gone")))
        }
    }
}

/// Makes SES look at DKIM again.
pub(super) async fn restart_dkim(aws: &Session, domain: &Domain) -> Result<Outcome, Failure> {
    ours(aws, domain, &format!("restart DKIM for {domain}")).await?;
    aws.restart_dkim(domain).await
}

/// The MAIL FROM domain. Where the MX fails later, SES falls back to its own rather than refuse mail, unless the owner has
/// decided that already.
pub(super) async fn set_mail_from(aws: &Session, domain: &Domain, mail_from: &Domain) -> Result<Outcome, Failure> {
    let identity = ours(aws, domain, &format!("set the MAIL FROM domain {mail_from}")).await?;
    let decided = identity.mail_from.map(|it| it.on_mx_failure).unwrap_or(OnMxFailure::UseDefault);
    aws.set_mail_from(domain, mail_from, decided).await
}

async fn ours(aws: &Session, domain: &Domain, doing: &str) -> Result<Identity, Failure> {
    match aws.identity(&IdentityName::Domain(domain.clone())).await? {
        Fact::Present(identity) => unless_foreign(&identity, doing).map(|()| identity),
        Fact::Hidden(denial) => Err(hidden(&denial, doing)),
        Fact::Absent | Fact::Unknown => {
            Err(Failure::new(FailureKind::NotFound, doing).because(format!("the identity {domain} is gone")))
        }
    }
}

fn hidden(denial: &Denial, doing: impl Into<String>) -> Failure {
    Failure::new(FailureKind::Denied, doing).because(format!("{}: {}", denial.code, denial.message))
}

fn unless_foreign(identity: &Identity, doing: &str) -> Result<(), Failure> {
    match identity.made {
        Authorship::Ours | Authorship::Adopted => Ok(()),
        Authorship::Foreign => Err(Failure::new(FailureKind::Conflict, doing)
            .because(format!("somebody else made the identity {}, and it is left alone", identity.name))),
    }
}
