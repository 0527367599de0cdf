//! The app's key for one program, in its environment and nowhere else. Asks AWS nothing; does not know which program it is.
//!
//! The names are those that the app itself reads, so that whatever is begun sends as the app would.

use std::collections::BTreeSet;

use super::{
    Ports,
    files::{app_of, own_keys, read_files},
};
use crate::{
    laravel::{
        self, App, EnvFile, Mailer,
        plan::{AppKey, KeyNames, LineValue, smtp_lines},
    },
    setup::{Intent, smtp},
    terms::{Failure, FailureKind, Keep, KeyId, Region, SIGN_IN_VARIABLES, Secret, Slot},
};

/// What a program gets, and what must not be there beside it.
#[derive(Debug)]
pub struct Loan {
    pub set: Vec<(String, Secret)>,
    pub remove: Vec<&'static str>,
}

/// Which of the endpoints of SES the program uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// HTTPS, signed with the key.
    Api,
    /// SMTP, with the password that follows from its secret.
    Smtp,
}

/// The key of this set-up in the names of this app.
pub async fn lend(ports: &Ports, intent: &Intent, region: Region, endpoint: Endpoint) -> Result<Loan, Failure> {
    let files = read_files(ports).await?;
    // Without an app the names are those of every AWS program.
    let app = app_of(ports, &files).await.ok();
    let (id, secret) = key_at_rest(ports, intent, app.as_ref()).await?;
    match endpoint {
        Endpoint::Api => {
            let names = match &app {
                Some(app) => names_in(app, intent.mailer_of(app), &id, &own_keys(ports, app).await?),
                None => KeyNames::Standard,
            };
            let code = || Secret::new(region.code());
            let mut set =
                vec![(names.id(), Secret::new(id.as_str())), (names.secret(), secret), (names.region(), code())];
            Ok(match names {
                KeyNames::Standard => {
                    set.push(("AWS_REGION", code()));
                    Loan { set: owned(set), remove: SIGN_IN_VARIABLES.to_vec() }
                }
                // The usual names serve something else, which finds its own in `.env`.
                KeyNames::Separate => Loan { set: owned(set), remove: SIGN_IN_VARIABLES.to_vec() },
            })
        }
        Endpoint::Smtp => {
            let lines = smtp_lines(app.as_ref(), &AppKey::Known(id), region).into_iter();
            let set = lines.map(|(name, value)| {
                let value = match value {
                    LineValue::Plain(text) => Secret::new(text),
                    LineValue::Null => Secret::new("null"),
                    LineValue::SmtpPassword => smtp::password(&secret, region),
                    LineValue::KeyId(Some(id)) => Secret::new(id.as_str()),
                    LineValue::KeyId(None) | LineValue::Secret => Secret::new(""),
                };
                (name, value)
            });
            Ok(Loan { set: set.collect(), remove: SIGN_IN_VARIABLES.to_vec() })
        }
    }
}

fn owned(set: Vec<(&str, Secret)>) -> Vec<(String, Secret)> {
    set.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Where the key stands already it stays. Beside the mailer `smtp` it only rests there, and the usual names are taken.
fn names_in(app: &App, mailer: Mailer, id: &KeyId, own: &[KeyId]) -> KeyNames {
    let is_read = |names: &KeyNames| *names == KeyNames::Standard || mailer != Mailer::Smtp;
    let stands = |names: &KeyNames| is_read(names) && app.env.text(names.id()).as_deref() == Some(id.as_str());
    let there = [KeyNames::Standard, KeyNames::Separate].into_iter().find(stands);
    there.unwrap_or_else(|| KeyNames::of(Some(app), &AppKey::Known(id.clone()), own))
}

/// The key that `.env` has, where its secret is at rest; else the one that was kept last.
async fn key_at_rest(ports: &Ports, intent: &Intent, app: Option<&App>) -> Result<(KeyId, Secret), Failure> {
    let doing = "lend the app's key";
    let mut ids = app.map(|app| keys_in(&app.env, intent.keep)).unwrap_or_default();
    if let Some(account) = &intent.account {
        ids.extend(ports.home.ledger().key_history(account, &intent.user)?.last_kept());
    }
    let mut asked = BTreeSet::new();
    for id in ids {
        if !asked.insert(id.clone()) {
            continue;
        }
        if let Some(secret) = ports.secret_of(&Slot::Resting(intent.keep, id.clone())).await? {
            return Ok((id, secret));
        }
    }
    Err(Failure::new(FailureKind::NotFound, doing).because("no key of this set-up is at rest here; `sesame` makes one"))
}

/// The key that the app sends with, and where its secret is. `named` is the one that the app's configuration names: its secret
/// beside it in `.env` is what the app reads. `None` where no secret is at hand.
pub async fn key_of_the_app(
    ports: &Ports,
    intent: &Intent,
    named: Option<&KeyId>,
) -> Result<Option<(KeyId, Slot)>, Failure> {
    let mut places = vec![Keep::Project, intent.keep];
    for place in [Keep::Keychain, Keep::File] {
        // A place that was never used is not unlocked for it.
        if place != intent.keep && ports.home.ledger().used(place)? {
            places.push(place);
        }
    }
    let mut silent = None;
    let mut ids: Vec<KeyId> = named.cloned().into_iter().collect();
    if named.is_none() {
        ids.extend(ports.home.ledger().keys_kept_here()?.into_iter().rev());
        ids.extend(ports.ids_in_env().await?);
    }
    for id in ids {
        for place in &places {
            let slot = Slot::Resting(*place, id.clone());
            match ports.secret_of(&slot).await {
                Ok(Some(_)) => return Ok(Some((id, slot))),
                Ok(None) => {}
                Err(failure) => silent = silent.or(Some(failure)),
            }
        }
        if named.is_some() && ports.smtp_password_in_env(&id).await?.is_some() {
            return Ok(Some((id.clone(), Slot::Resting(Keep::Project, id))));
        }
    }
    // Another key is not taken for one whose place does not answer.
    silent.map_or(Ok(None), Err)
}

/// What the app signs in with. Where `.env` is the resting place, its usual names are the key only if nothing else has them.
fn keys_in(env: &EnvFile, keep: Keep) -> Vec<KeyId> {
    let all = laravel::plan::keys_in(env);
    match keep {
        Keep::Keychain | Keep::File => all,
        Keep::Project => all.into_iter().take(1).collect(),
    }
}
