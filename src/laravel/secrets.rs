//! Which variables of an app hold the secret with which it sends mail. Knows no value.

use super::{env::EnvFile, plan::KeyNames};

/// The variables that hold it.
const SECRETS: [&str; 3] = [KeyNames::Standard.secret(), KeyNames::Separate.secret(), "MAIL_PASSWORD"];

/// Whether a file of variables has one of them.
pub fn has_secret_of_mail(env: &EnvFile) -> bool {
    SECRETS.iter().any(|name| env.has_value(name))
}

/// The same of the bytes of such a file; one that phpdotenv refuses is taken for having none.
pub fn holds_secret_of_mail(bytes: &[u8]) -> bool {
    has_secret_of_mail(&EnvFile::of(Some(bytes)))
}
