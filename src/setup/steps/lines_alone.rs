//! Whether the lines of `.env` are enough: a config file that we would not change because it computes its entries may say what
//! is wanted as soon as the variables do. Computed with a key that does not exist. Writes nothing; does not know what a
//! patch would look like.

use super::{super::KeptKey, super::smtp, in_force};
use crate::{
    laravel::{
        self, Files, ProcessEnv,
        dotenv::{self, MergeError},
        plan::{AppKey, LineValue, MailSettings, SwitchLine, lines},
    },
    terms::{KeyId, Secret},
};

const ENV: &str = ".env";

/// Whether these files, with the lines of the wish in `.env` and nothing else changed, come to what is wished for. Not where
/// that cannot be computed.
pub fn lines_do(files: &Files, process: &ProcessEnv, wish: &MailSettings) -> bool {
    let Ok(app) = laravel::understand_in(files, process) else { return false };
    let (id, secret) = stand_in();
    let wish = MailSettings { key: AppKey::Known(id.clone()), switch: SwitchLine::Now, ..wish.clone() };
    let before = files.get(ENV).map(Vec::as_slice).unwrap_or_default();
    let Ok(env) = written(before, lines(Some(&app), &wish), &wish, &secret) else { return false };
    let mut files = files.clone();
    files.insert(ENV.into(), env);
    let Ok(then) = laravel::understand_in(&files, process) else { return false };
    let password = smtp::password(&secret, wish.region);
    let key =
        KeptKey { id, print: secret.fingerprint(), smtp_print: Some(password.fingerprint()), shape: secret.shape() };
    in_force::is_wanted(&then, &wish, &key)
}

/// A key of the right form that AWS never made.
fn stand_in() -> (KeyId, Secret) {
    let id = "AKIAIOSFODNN7EXAMPLE".parse().expect("the id of AWS's own examples");
    (id, Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
}

fn written(
    before: &[u8],
    lines: Vec<(String, LineValue)>,
    wish: &MailSettings,
    secret: &Secret,
) -> Result<Vec<u8>, MergeError> {
    let (mut values, mut nulls) = (Vec::new(), Vec::new());
    for (name, value) in lines {
        match value {
            LineValue::Plain(text) => values.push((name, text)),
            LineValue::KeyId(id) => values.push((name, id.map(|id| id.to_string()).unwrap_or_default())),
            LineValue::Secret => values.push((name, secret.reveal().to_owned())),
            LineValue::SmtpPassword => values.push((name, smtp::password(secret, wish.region).reveal().to_owned())),
            LineValue::Null => nulls.push(name),
        }
    }
    let merged = dotenv::merge(before, &values)?;
    if nulls.is_empty() { Ok(merged) } else { dotenv::nullify(&merged, &nulls) }
}
