//! What only the operator can say. Knows neither the fields nor the sentences with which it is asked.

use serde::Serialize;

/// Something that only the operator can say. Each has a flag and a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Question {
    /// With which credentials?
    Credentials,
    /// In which region?
    Region,
    /// From which address?
    From,
    /// May a user that we did not make be used?
    AdoptUser,
    /// Which of two keys may go?
    RetireKey,
    /// What opens the sealed file, or is to?
    Passphrase,
    /// Which key, of those that exist?
    GivenKey,
    /// Which web site is the mail for?
    Website,
    /// Do you promise what AWS asks for?
    AcceptTerms,
    /// Where is the Laravel app?
    Project,
    /// Whom shall a test go to?
    TestTo,
}

impl Question {
    /// Its twin on the command line.
    pub fn flag(self) -> &'static str {
        match self {
            Question::Credentials => "--profile",
            Question::Region => "--region",
            Question::From => "--from",
            Question::AdoptUser => "--adopt-user",
            Question::RetireKey => "--retire-key",
            Question::Passphrase => "--passphrase-file",
            Question::GivenKey => "--import-key",
            Question::Website => "--website",
            Question::AcceptTerms => "--accept-terms",
            Question::Project => "--project",
            Question::TestTo => "--send-test",
        }
    }
}
