//! What is said of a message that SES took, and of an identity by SES's letters: the same table as `sentences`, in the same
//! notation.

use super::{
    rank::Rank,
    row::{Nearby, Row, row},
};
use crate::diagnosis::complaint::Kind;

use Nearby::{Near, Nothing};

/// What stands near the title of a letter in which SES tells how a set-up ended; panels of mail servers have the same words.
const OF_A_LETTER: Nearby =
    Near(&["amazon ses", "no-reply-aws@amazon.com", "amazon web services", "simple email service", "aws ses"]);
/// What stands near the status of DKIM on the console's page of an identity.
const OF_THE_CONSOLE: Nearby =
    Near(&["amazon ses", "arn:aws:ses:", "easy dkim", "dkim signatures", "required dns record"]);
/// What stands near the status of an identity, as the AWS CLI and SDKs show it.
const OF_AN_IDENTITY: Nearby =
    Near(&["verifiedforsendingstatus", "dkimattributes", "verificationattributes", "mailfromattributes"]);
/// SES's refusal of old; spam lists have the same words.
const OF_BLACKLIST: Nearby = Near(&["messagerejected", "554 address blacklisted", "amazonaws", "message rejected"]);

/// All of them. Of several at the same place the first that fits is taken.
pub(super) const OUTCOMES: &[Row] = &[
    // What became of a message.
    row("Amazon SES has ~suppressed sending to this address", Kind::Suppressed, Rank::Outcome, Nothing),
    row(
        "because it is on the ~suppression list",
        Kind::Suppressed,
        Rank::Outcome,
        Near(&["amazon ses", "amazonses", "ses "]),
    ),
    row("Address ~blacklisted", Kind::Suppressed, Rank::Outcome, OF_BLACKLIST),
    row("~OnAccountSuppressionList", Kind::Suppressed, Rank::Outcome, Nothing),
    row("bounceSubType\": \"~Suppressed\"", Kind::Suppressed, Rank::Outcome, Nothing),
    row("bounceSubType\":\"~Suppressed\"", Kind::Suppressed, Rank::Outcome, Nothing),
    // Letters of AWS, by their titles; those of what went well, or is begun, have other words.
    row("~DKIM setup FAIL* for * in * region", Kind::DkimGivenUp, Rank::Outcome, Nothing),
    row("~DKIM setup FAIL", Kind::DkimGivenUp, Rank::Outcome, OF_A_LETTER),
    row("MAIL FROM domain ~setup FAIL* for * in * region", Kind::MailFrom, Rank::Outcome, Nothing),
    row("MAIL FROM domain ~setup FAIL", Kind::MailFrom, Rank::Outcome, OF_A_LETTER),
    row("identity ~verification FAIL", Kind::IdentityGivenUp, Rank::Outcome, OF_A_LETTER),
    row("domain ~verification FAIL", Kind::IdentityGivenUp, Rank::Outcome, OF_A_LETTER),
    row("address ~verification FAIL", Kind::IdentityGivenUp, Rank::Outcome, OF_A_LETTER),
    row("~REVOCATION WARNING", Kind::RecordsGone, Rank::Outcome, OF_A_LETTER),
    row("Verification ~REVOCATION for", Kind::RecordsGone, Rank::Outcome, OF_A_LETTER),
    row("DKIM ~REVOCATION for", Kind::RecordsGone, Rank::Outcome, OF_A_LETTER),
    // The same letters by what stands in them.
    row("records ~required for the DKIM setup of * no longer present", Kind::RecordsGone, Rank::Outcome, Nothing),
    row("~temporarily disabled DKIM signing for emails", Kind::RecordsGone, Rank::Outcome, Nothing),
    row("MX record ~required to use * as a custom MAIL FROM domain", Kind::MailFrom, Rank::Outcome, Nothing),
    row("been ~attempting to verify the DKIM setup of", Kind::DkimGivenUp, Rank::Outcome, OF_A_LETTER),
    row("been ~attempting to verify the domain * in region", Kind::IdentityGivenUp, Rank::Outcome, OF_A_LETTER),
    // SES's console.
    row("DKIM ~configuration Failed", Kind::DkimGivenUp, Rank::Outcome, OF_THE_CONSOLE),
    row("DKIM ~configuration: Failed", Kind::DkimGivenUp, Rank::Outcome, OF_THE_CONSOLE),
    row("paused your * ability to ~send", Kind::SendingPaused, Rank::Outcome, OF_A_LETTER),
    row("ability to ~send * has been paused", Kind::SendingPaused, Rank::Outcome, OF_A_LETTER),
    row(
        "gather more information about your use ~case",
        Kind::ReviewPending,
        Rank::Outcome,
        Near(&["sending limit", "amazon ses"]),
    ),
    row("~AWSCompromisedKeyQuarantine", Kind::NotAuthorized, Rank::MayNot, Nothing),
    // The same as the AWS CLI and SDKs show it, of both versions.
    row("\"~MailFromDomainStatus\": \"Failed\"", Kind::MailFrom, Rank::Outcome, Nothing),
    row("\"~MailFromDomainStatus\":\"Failed\"", Kind::MailFrom, Rank::Outcome, Nothing),
    row("\"~DkimVerificationStatus\": \"Failed\"", Kind::DkimGivenUp, Rank::Outcome, Nothing),
    row("\"~DkimVerificationStatus\":\"Failed\"", Kind::DkimGivenUp, Rank::Outcome, Nothing),
    row("\"~DkimAttributes\": {*\"Status\": \"FAILED\"", Kind::DkimGivenUp, Rank::Outcome, Nothing),
    row("\"~DkimAttributes\":{*\"Status\":\"FAILED\"", Kind::DkimGivenUp, Rank::Outcome, Nothing),
    row("\"~VerificationStatus\": \"Failed\"", Kind::IdentityGivenUp, Rank::Outcome, OF_AN_IDENTITY),
    row("\"~VerificationStatus\":\"Failed\"", Kind::IdentityGivenUp, Rank::Outcome, OF_AN_IDENTITY),
    // SES's events of messages that it took and did not send.
    row("~Attribute '*' is not present in the rendering data", Kind::Other, Rank::Outcome, Nothing),
    row("\"reject\":{\"~reason\":\"Bad content\"", Kind::Other, Rank::Outcome, Nothing),
    row("\"reject\": {\"~reason\": \"Bad content\"", Kind::Other, Rank::Outcome, Nothing),
    row("~Unauthenticated email from * is not accepted due to", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("rejected due to *'s ~DMARC policy", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("rejected due to ~DMARC", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("…meet the required ~authentication level", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("sending domain * does not pass ~DMARC verification", Kind::DmarcRefused, Rank::Outcome, Nothing),
    row("blocked because the sender is ~unauthenticated", Kind::DmarcRefused, Rank::Outcome, Nothing),
];
