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
    /// It is AWS's or Laravel's alone.
    Nothing,
    /// The nearest host of AWS is one of SES.
    SesHost,
    /// No mail host of others is named, unless one of SES's is too.
    NoOtherHost,
    /// A mail catcher is named.
    LocalHost,
    /// The call was one that sends mail, to whatever host.
    MailCall,
    /// One of these words, in lower case.
    Near(&'static [&'static str]),
}
