//! How much an error explains of those that stand beside it, and an error as it was found. Does not know how one is
//! recognised.

use crate::diagnosis::complaint::Kind;

/// How much an error explains of those that stand beside it, the most first.
///
/// A message passes stations: Laravel reads `.env`, makes the mailer, finds credentials, composes, connects, signs; AWS
/// checks the signature, the key, the policies; SES checks the identities and the limits. What fails at one station
/// never reaches the next, so of several errors in one record the one of the earliest station explains the others: they
/// come from wrappers and fallback mailers. An error of another service, or a code without a sentence, explains least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diagnosis) enum Rank {
    /// Laravel did not read `.env`, so all its values are missing.
    Env,
    /// The mailer could not be made, so AWS was not called.
    Mailer,
    /// There was nothing to sign with.
    Credentials,
    /// The message could not be composed.
    Message,
    /// This machine's list of certificate authorities is not there.
    Authorities,
    /// The certificate that came is not trusted.
    Certificate,
    /// TLS was begun in the wrong way.
    Tls,
    /// The host has no address.
    Lookup,
    /// No connection came about.
    Connection,
    /// The clock is wrong, and with it every signature.
    Clock,
    /// The signature is wrong.
    Signature,
    /// AWS does not know the key, or no longer.
    Key,
    /// The account may not use the service.
    Account,
    /// SMTP refused the login; it has one sentence for all reasons.
    Login,
    /// A policy denies sending.
    MayNotSend,
    /// SES names the identities that are not verified.
    NotVerified,
    /// SES refuses the message, or all messages.
    Refused,
    /// The limit per second or per 24 hours is exceeded.
    Limit,
    /// SES has closed a silent connection.
    Silence,
    /// What became of a message that SES took.
    Outcome,
    /// A policy denies another action of SES.
    MayNot,
    /// Laravel refuses a user with an unconfirmed address, in nearly SES's words, or its own link.
    OfLaravel,
    /// A sentence that a client has for several reasons.
    Vague,
    /// SES's words without names.
    Unverified,
    /// A code that we know, without its sentence.
    Code,
    /// Laravel's mailer, or SES's SMTP, failed for a reason that is not known.
    Unknown,
    /// An unknown code, or a policy that denies an action of another service.
    Other,
}

/// An error that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::diagnosis) struct FoundError {
    /// How much it explains.
    pub rank: Rank,
    /// What it is about.
    pub kind: Kind,
    /// Where its sentence stands, in bytes.
    pub from: usize,
    pub to: usize,
    /// Where the sentence is to be read from and how far.
    pub span: Span,
    /// The code, where there is no sentence.
    pub code: Option<String>,
    /// Whether it names mail itself: a host of SES's, a call that sends, or words that only SES and mailers have.
    pub names_mail: bool,
}

/// How doubtful it is that an error is about this mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::diagnosis) enum Doubt {
    /// It names mail.
    Nothing,
    /// It may be of any program that uses AWS or the network, or of the app's own users.
    WhoseItIs,
    /// It is most likely about something that is not mail.
    NotOfMail,
}

/// What of a sentence is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::diagnosis) enum Span {
    /// It begins at `from`, and goes on as far as AWS wrote.
    Open,
    /// The same, and it begins before `from`.
    Within,
    /// It ends at `to`: what follows may hold a secret, or is not part of it.
    Closed,
    /// The text was cut at `to`.
    Cut,
}
