//! Whether the lines of `.env` are enough: a config file that we would not change because it computes its entries may say what
//! is wanted as soon as the variables do. Computed with a key that does not exist. Writes nothing; does not know what a
//! patch would look like.

use super::{
    super::{KeptKey, NotInForce, WhyNot, smtp},
    in_force,
};
use crate::{
    laravel::{
        self, App, Files, ProcessEnv,
        dotenv::{self, MergeError},
        plan::{self, AppKey, LineValue, MailSettings, SwitchLine, lines},
    },
    terms::{KeyId, Region, Secret},
};

const ENV: &str = ".env";

/// Whether these files of this app, with the lines of the wish in `.env` and nothing else changed, come to what is wished for. Not where
/// that cannot be computed.
pub fn lines_do(app: &App, files: &Files, process: &ProcessEnv, wish: &MailSettings) -> bool {
    let stand_in = StandIn::for_region(wish.region);
    let wish = stand_in.wish(wish);
    let then = with_lines(app, files, &wish, &stand_in).and_then(|files| laravel::understand_in(&files, process).ok());
    then.is_some_and(|then| in_force::is_wanted(&then, &wish, &stand_in.kept()))
}

/// Why `.env` cannot take the lines of the wish, where it cannot: so it is told before anything is made at AWS.
pub fn unfit_env(app: &App, files: &Files, wish: &MailSettings) -> Option<MergeError> {
    let stand_in = StandIn::for_region(wish.region);
    let wish = stand_in.wish(wish);
    let before = files.get(ENV).map(Vec::as_slice).unwrap_or_default();
    written(before, lines(Some(app), &wish), &wish, &stand_in.secret).err()
}

/// What will keep the wish from counting once every file is written as planned: another value that goes first, for one. Not
/// the package, which may come at any time; nothing where it cannot be computed.
pub fn kept_back(app: &App, files: &Files, process: &ProcessEnv, wish: &MailSettings) -> Option<NotInForce> {
    let stand_in = StandIn::for_region(wish.region);
    let wish = stand_in.wish(wish);
    let patches = plan::config_patches(app, files, &wish).ok()?;
    // Which lines it needs may be another matter once its config files are changed.
    let then = match patches.is_empty() {
        true => with_lines(app, files, &wish, &stand_in)?,
        false => {
            let patched: Files = files.clone().into_iter().chain(patches).collect();
            let app = laravel::understand_in(&patched, process).ok()?;
            with_lines(&app, &patched, &wish, &stand_in)?
        }
    };
    let then = laravel::understand_in(&then, process).ok()?;
    let kept = (wish.key != AppKey::Role).then(|| stand_in.kept());
    let may_come = |it: &NotInForce| matches!(it.why, WhyNot::NoSdk { .. } | WhyNot::SdkTrimmed { .. });
    let found = in_force::hindrance(&then, &wish, kept.as_ref()).filter(|it| !may_come(it));
    let found = found.or_else(|| in_force::cache_elsewhere(&then))?;
    Some(in_force::other_file(&then).unwrap_or(found))
}

fn with_lines(app: &App, files: &Files, wish: &MailSettings, key: &StandIn) -> Option<Files> {
    let before = files.get(ENV).map(Vec::as_slice).unwrap_or_default();
    let env = written(before, lines(Some(app), wish), wish, &key.secret).ok()?;
    let mut files = files.clone();
    files.insert(ENV.into(), env);
    Some(files)
}

/// A key of the right form that AWS never made.
struct StandIn {
    id: KeyId,
    secret: Secret,
    password: Secret,
}

impl StandIn {
    fn for_region(region: Region) -> StandIn {
        // No app has it: of that in AWS's own examples this is not certain.
        let id = "AKIASTANDINOFSESAMES".parse().expect("of the right form");
        let secret = Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let password = smtp::password(&secret, region);
        StandIn { id, secret, password }
    }

    /// The wish with it, and with the mailer switched. A role has no key.
    fn wish(&self, wish: &MailSettings) -> MailSettings {
        let key = match &wish.key {
            AppKey::Known(_) | AppKey::ToCome => AppKey::Known(self.id.clone()),
            AppKey::Role => AppKey::Role,
        };
        MailSettings { key, switch: SwitchLine::Now, ..wish.clone() }
    }

    fn kept(&self) -> KeptKey {
        KeptKey {
            id: self.id.clone(),
            print: self.secret.fingerprint(),
            smtp_print: Some(self.password.fingerprint()),
            shape: self.secret.shape(),
        }
    }
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
