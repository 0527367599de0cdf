//! Whom a notification of a bounce is about. Knows the members and headers that name a recipient, and no address without one.

use crate::terms::Address;

/// What stands before a recipient: in a delivery status, in SES's JSON, in its sentence.
const BEFORE: [&str; 6] = [
    "final-recipient: rfc822;",
    "original-recipient: rfc822;",
    "\"emailaddress\":",
    "\"emailaddress\" :",
    "\"destination\":",
    "sent to",
];

/// The recipients that a text names so, each once; no more than the first few.
pub(super) fn named(text: &str) -> Vec<String> {
    const MOST: usize = 4;
    let low = text.to_ascii_lowercase();
    let mut found: Vec<String> = Vec::new();
    for before in BEFORE {
        for (at, _) in low.match_indices(before) {
            let rest = text.get(at + before.len()..).unwrap_or_default();
            let word = rest.trim_start_matches(|c: char| c.is_whitespace() || "\"[<'".contains(c));
            let end = word.find(|c: char| c.is_whitespace() || "\"]>',;)".contains(c)).unwrap_or(word.len());
            let name = word[..end].trim_end_matches('.');
            if found.len() < MOST
                && name.parse::<Address>().is_ok()
                && !found.iter().any(|it| it.eq_ignore_ascii_case(name))
            {
                found.push(name.to_owned());
            }
        }
    }
    found
}
