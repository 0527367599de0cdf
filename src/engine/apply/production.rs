//! Leaving the sandbox. Does not know whether AWS's reviewers will agree.

use super::done::Done;
use crate::{
    aws::{self, Session},
    setup::{Facts, MailType, Outcome, ReviewStatus, SuppressionRefusal},
    terms::{Address, Fact, Failure, FailureKind, WebsiteUrl},
};

/// The account's suppression list. Whether the sandbox takes this call AWS does not say: a refusal there is an answer,
/// and it is asked again after approval.
pub(super) async fn suppress(aws: &Session) -> Result<Done, Failure> {
    let failure = match aws.suppress().await {
        Ok(outcome) => return Ok(outcome.into()),
        Err(failure) => failure,
    };
    let is_an_answer = matches!(failure.kind, FailureKind::RequestRefused | FailureKind::Conflict);
    let refusal = if is_an_answer { Some(failure.denial()) } else { aws::denial(&failure) };
    let Some(denial) = refusal else { return Err(failure) };
    let in_production = matches!(aws.account().await?, Fact::Present(account) if account.production);
    let suppression_refused = Some(SuppressionRefusal { in_production, denial });
    Ok(Done { outcome: Outcome::Already, made: None, learned: Some(Facts { suppression_refused, ..Facts::default() }) })
}

/// The request. A conflict means that it lies with AWS already.
pub(super) async fn ask(
    aws: &Session,
    website: &WebsiteUrl,
    mail_type: MailType,
    contact: Option<&Address>,
) -> Result<Outcome, Failure> {
    match aws.ask_for_production(website, mail_type, contact).await {
        Ok(outcome) => Ok(outcome),
        Err(failure) if failure.kind == FailureKind::Conflict => {
            let account = aws.account().await?;
            match account.present().and_then(|account| account.review.as_ref()).map(|review| &review.status) {
                Some(ReviewStatus::Pending | ReviewStatus::Granted) => Ok(Outcome::Already),
                Some(ReviewStatus::Denied) => Err(failure.because(
                    "AWS has denied an earlier request, or waits for an answer to it, and takes no second one: answer in its \
                     support case",
                )),
                Some(ReviewStatus::Failed | ReviewStatus::Other(_)) | None => Err(failure),
            }
        }
        Err(failure) => Err(failure),
    }
}
