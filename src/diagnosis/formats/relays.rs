//! What mail servers say of SES's, and programs that set SES up: the same table as `sentences`, in the same notation.

use super::{
    rank::Rank,
    row::{Nearby, Row, row},
};
use crate::diagnosis::complaint::Kind;

use Nearby::{Near, NoOtherService, Nothing, SesHost, SmtpHost};

/// What stands near something that was to be made in SES and is there.
const OF_SES: Nearby = Near(&[
    "email identity",
    "sesv2",
    "ses v2",
    "service: ses",
    "simpleemail",
    "aws::ses",
    "configuration set",
    "aws_ses",
]);

/// All of them. Of several at the same place the first that fits is taken.
pub(super) const RELAYS: &[Row] = &[
    // Mail servers and clients without SDK.
    row("~certificate verification failed", Kind::Certificate, Rank::Certificate, SesHost),
    row("server ~certificate not trusted", Kind::Certificate, Rank::Certificate, SesHost),
    row("message ~size * exceeds size limit", Kind::Other, Rank::Unknown, SmtpHost),
    row("rejected per ~DMARC policy", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("rejected by ~DMARC policy", Kind::DmarcRefused, Rank::Outcome, Nothing),
    // As SES says it behind its code, and over SMTP.
    row(
        "…could not read the MX ~record required to use the specified MAIL FROM domain",
        Kind::MailFrom,
        Rank::Refused,
        Nothing,
    ),
    // SDKs that were given empty keys.
    row("static ~credentials are empty", Kind::NoCredentials, Rank::Credentials, NoOtherService),
    // An identity that is not verified yet, or is not there.
    row("SES Domain Identity ~Verification * timeout while waiting", Kind::IdentityGivenUp, Rank::Outcome, Nothing),
    row("expected ~domain verification Success, but was in state", Kind::IdentityGivenUp, Rank::Outcome, Nothing),
    row("Email ~identity * does not exist", Kind::IdentityMissing, Rank::Outcome, Nothing),
    // What is there already, and calls of SES whose error is not known: in AWS's words.
    row("operation error ~SES* https response error StatusCode:", Kind::Other, Rank::Unknown, Nothing),
    row("…~already exist", Kind::Other, Rank::Unknown, OF_SES),
];
