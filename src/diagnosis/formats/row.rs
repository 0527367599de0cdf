//! A row of the table of sentences, and what it asks for beside the sentence. Knows no sentence.

use super::rank::Rank;
use crate::diagnosis::complaint::Kind;

/// A row of the table.
pub(super) struct Row {
    /// In the notation of `sentences`.
    pub sentence: &'static str,
    /// What it is about.
    pub kind: Kind,
    /// How much it explains.
    pub rank: Rank,
    /// What else must stand near it.
    pub asks: Nearby,
}

/// A row: the sentence, what it is about, how much it explains, and what else must stand near it.
pub(super) const fn row(sentence: &'static str, kind: Kind, rank: Rank, asks: Nearby) -> Row {
    Row { sentence, kind, rank, asks }
}

/// What must stand near a sentence for it to be about this mail.
#[derive(Clone, Copy)]
pub(super) enum Nearby {
    /// It is SES's, or a mailer's of Laravel's, alone.
    Nothing,
    /// Every service of AWS has it: no other one is named.
    NoOtherService,
    /// The nearest host of AWS is one of SES.
    SesHost,
    /// The same, and it is the one of the API.
    ApiHost,
    /// The same, and it is the one of SMTP.
    SmtpHost,
    /// The nearest host of AWS is one of SES, and one of these words stands near, in lower case.
    SesHostAnd(&'static [&'static str]),
    /// No mail host of others is named, unless one of SES's is too.
    NoOtherHost,
    /// The same, and no address of the web of others either.
    NoOtherServer,
    /// A mail catcher is named.
    LocalHost,
    /// The call was one that sends mail, to whatever host.
    MailCall,
    /// One of these words, in lower case, and no mail host of others.
    Near(&'static [&'static str]),
    /// One of the first words, and one of the second.
    NearBoth(&'static [&'static str], &'static [&'static str]),
}

impl Nearby {
    /// Whether what it asks for already says that it is about mail; else the record has to.
    pub fn is_of_mail(self) -> bool {
        match self {
            Nearby::Nothing
            | Nearby::SesHost
            | Nearby::ApiHost
            | Nearby::SmtpHost
            | Nearby::SesHostAnd(_)
            | Nearby::LocalHost
            | Nearby::MailCall => true,
            // Replies of a mail server, and what mail clients say of one.
            Nearby::NoOtherHost => true,
            Nearby::NoOtherService | Nearby::NoOtherServer | Nearby::Near(_) | Nearby::NearBoth(..) => false,
        }
    }
}
