//! Which session is signed out of, and which ones remain. Knows neither how one is begun nor how its file is removed.

use std::{collections::BTreeSet, path::PathBuf};

use super::{
    super::{
        environment::keys_of_the_environment,
        profiles::{Base, Chain, Profiles, session_file, session_folder},
    },
    cache,
};
use crate::{
    setup::{EndedLogin, SignIn},
    terms::{Failure, FailureKind},
};

/// Ends the session that this sign-in goes by, if it goes by one. An error where the profile is not there, or its session is not
/// ours to end.
pub(in crate::aws) fn end(sign_in: &SignIn) -> Result<EndedLogin, Failure> {
    let read = |name: &str| Profiles::read().map_err(|flaw| no(name, &flaw));
    let (profiles, profile) = match sign_in {
        SignIn::Profile(name) => {
            let profiles = read(name)?;
            if let Some(flaw) = profiles.missing(name) {
                let failure = no(name, &flaw);
                return Err(match remaining(&profiles) {
                    // One whose profile was taken out of the file, or never came into it.
                    (_, 1..) => failure.because(UNNAMED),
                    (_, 0) => failure,
                });
            }
            (profiles, Some(name.clone()))
        }
        SignIn::Ambient => {
            let profiles = read("default")?;
            let usual = profiles.usual().to_owned();
            // The environment's keys come first, and half a pair keeps the profile from being taken too.
            let has_keys = !matches!(keys_of_the_environment(), Ok(None));
            if let Some(flaw) = profiles.missing(&usual).filter(|_| profiles.is_named() && !has_keys) {
                return Err(no(&usual, &flaw));
            }
            (profiles, (!has_keys).then_some(usual))
        }
        SignIn::Pasted | SignIn::AppKey => (read("default")?, None),
    };
    let held = profile.as_deref().map(|name| session_of(&profiles, name)).transpose()?.flatten();
    let arn = match held {
        Some(arn) if cache::forget_session(&arn)? => Some(arn),
        Some(_) | None => None,
    };
    let (remain, unnamed) = remaining(&profiles);
    Ok(EndedLogin { profile, arn, remain, unnamed })
}

const UNNAMED: &str = "a session of the browser that no profile names is here too; `sesame logout --all` ends it";

/// The profiles that have a session, and how many sessions no profile names.
fn remaining(profiles: &Profiles) -> (Vec<String>, usize) {
    let file_of = |name: &str| session_file(&session_in(profiles, name)?).ok().filter(|file| file.is_file());
    let (names, files): (Vec<String>, BTreeSet<PathBuf>) =
        profiles.names().into_iter().filter_map(|name| Some((name.to_owned(), file_of(name)?))).unzip();
    let all = session_folder().map_or(0, |folder| cache::sessions_in(&folder));
    (names, all.saturating_sub(files.len()))
}

/// The session that this profile signs in by; one that takes on a role has the session of the profile that it begins with.
fn session_of(profiles: &Profiles, name: &str) -> Result<Option<String>, Failure> {
    match profiles.chain(name) {
        Ok(Some(Chain { base: Base::Console { session }, .. })) => Ok(Some(session.trim().to_owned())),
        Ok(Some(chain)) if chain.sso().is_some() => {
            Err(no(name, &"its session is one of IAM Identity Center; `aws sso logout` ends those"))
        }
        Ok(Some(_) | None) | Err(_) => Ok(session_in(profiles, name)),
    }
}

/// The session that a profile names itself.
pub(super) fn session_in(profiles: &Profiles, name: &str) -> Option<String> {
    let session = profiles.profile(name)?.get("login_session")?.trim();
    (!session.is_empty()).then(|| session.to_owned())
}

fn no(name: &str, why: &dyn std::fmt::Display) -> Failure {
    Failure::new(FailureKind::LoginUnusable, format!("sign out of the profile {name}")).because(why)
}
