//! The request for production access, member by member, as AWS receives it: what is shown before it is sent is what is sent.
//! Knows no letter, which does not go with it, and no SDK.

use super::Change;

/// In which language AWS writes to the contacts. It takes Japanese too.
pub const CONTACT_LANGUAGE: &str = "EN";

impl Change {
    /// The members of PutAccountDetails by their names; nothing of any other change.
    pub fn review_request(&self) -> Vec<(&'static str, String)> {
        let Change::AskForProduction { website, mail_type, contact, .. } = self else { return Vec::new() };
        let mut members = vec![
            ("MailType", mail_type.of_aws().to_owned()),
            ("WebsiteURL", website.to_string()),
            ("ContactLanguage", CONTACT_LANGUAGE.to_owned()),
        ];
        members.extend(contact.iter().map(|it| ("AdditionalContactEmailAddresses", it.to_string())));
        members.push(("ProductionAccessEnabled", "true".to_owned()));
        members
    }
}
