//! What is known of a secret in the app's files or its environment, by its fingerprint. Knows no secret.

use super::Facts;
use crate::laravel::{MaskedValue, TruthRow, Winner};

/// Whose a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum KnownAs {
    /// A key's of this set-up, as it is at rest.
    Kept,
    /// Not of the key that this set-up keeps.
    Other,
}

/// Whose secret counts in a row of the table; `None` where the row holds none, or nothing is at rest to compare it with.
pub fn known_as(row: &TruthRow, facts: &Facts) -> Option<KnownAs> {
    let value = match row.wins {
        Winner::Env => row.env.as_ref(),
        Winner::EnvApp => row.env_app.as_ref(),
        Winner::Process => row.process.as_ref(),
        Winner::Cached => row.cached.as_ref().and_then(|setting| setting.masked()),
        Winner::Default => row.entry.as_ref().and_then(|setting| setting.masked()),
        Winner::Unknown => None,
    };
    let MaskedValue::Hidden { print, shape } = value? else { return None };
    let is_secret =
        ["AWS_SECRET_ACCESS_KEY", "AWS_SES_SECRET_ACCESS_KEY", "MAIL_PASSWORD"].contains(&row.name.as_str());
    let kept = facts.kept.present().filter(|kept| is_secret && shape.length > 0 && !kept.is_empty())?;
    let same = kept.iter().any(|key| key.print == *print || key.smtp_print.as_ref() == Some(print));
    Some(if same { KnownAs::Kept } else { KnownAs::Other })
}
