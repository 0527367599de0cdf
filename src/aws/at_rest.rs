//! The ways to sign in that lie at hand on this machine, and what is wrong with any. Reads the environment and the files, and
//! calls neither AWS nor a program.

use super::{
    authorities,
    endpoints::Endpoints,
    environment::{keys_of_the_environment, login_of, two_named, unused},
    profiles::Profiles,
};
use crate::{
    setup::{LoginFlaw, Logins, SignIn},
    terms::Timestamp,
};

/// Everything that lies at hand here; `chosen` is the profile that the set-up names.
pub(super) fn found(chosen: Option<&str>, now: Timestamp) -> Logins {
    let mut logins = Logins::default();
    let (environment, half) = match keys_of_the_environment() {
        Ok(keys) => (keys.as_ref().and_then(login_of), None),
        Err(flaw) => (None, Some(flaw)),
    };
    let has_keys = environment.is_some() || half.is_some();
    logins.flaws.extend(half);
    let profiles = match Profiles::read() {
        Ok(profiles) => profiles,
        Err(flaw) => {
            logins.found.extend(environment);
            logins.flaws.push(flaw);
            return logins;
        }
    };
    let usual = profiles.usual();
    let asked_for = chosen.or((profiles.is_named() && !has_keys).then_some(usual));
    let missing = asked_for.and_then(|name| profiles.missing(name));
    logins.flaws.extend(profiles.gone().iter().cloned().chain(authorities::flaw(chosen)));
    // Told of the one that was asked for, it is not told once more.
    let told = |flaw: &LoginFlaw| {
        let LoginFlaw::NotRead { profile, .. } = flaw else { return false };
        missing.is_some() && asked_for == Some(profile)
    };
    let not_read: Vec<LoginFlaw> = profiles.not_read().filter(|flaw| !told(flaw)).collect();
    logins.flaws.extend(two_named().into_iter().chain(missing).chain(not_read));
    let of_those = asked_for.unwrap_or(usual);
    logins.flaws.extend(Endpoints::of(&profiles, of_those).flaws().into_iter().chain(profiles.not_taken(of_those)));
    for name in profiles.names() {
        // The one that stands behind the environment's keys is taken only by its name.
        let unnamed = name == usual && !has_keys && chosen != Some(name);
        logins.flaws.extend(profiles.beside(name));
        let by = if unnamed { SignIn::Ambient } else { SignIn::Profile(name.into()) };
        match profiles.login(name, by, now) {
            Ok(login) => logins.found.extend(login),
            Err(flaw) => logins.flaws.push(flaw),
        }
    }
    let unused = if has_keys { None } else { unused(logins.found.iter().any(|login| login.by == SignIn::Ambient)) };
    logins.flaws.extend(unused);
    logins.found.splice(0..0, environment);
    logins
}
