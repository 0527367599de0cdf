//! Whether an app asks its new users to confirm their address, and whether that mail and its link can work. Knows the files
//! where Laravel and its starter kits have them, and not what a package or a controller elsewhere does.

use super::{
    files::{
        BOOTSTRAP, EVENT_PROVIDER, FORTIFY, Files, KERNEL, REGISTRATION, ROUTES_AUTH, ROUTES_WEB, TRUST_PROXIES, USER,
        USER_BEFORE_8,
    },
    php::{Php, Simple},
    version::Version,
};

/// Whether sign-up sends a mail to confirm the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// The user model implements `MustVerifyEmail`.
    Wired,
    /// The user model is there and does not implement it: no mail after sign-up, and no error.
    NotWired,
    /// There is no user model where Laravel has it.
    Unknown,
}

/// What else the mail after sign-up depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wiring {
    /// Whether a listener sends the mail when `Registered` is fired.
    pub listener: Wired,
    /// Whether what makes users fires `Registered`.
    pub event: Wired,
    /// Whether routes are closed to users who have not confirmed their address.
    pub verified_routes: Wired,
    /// Whether the route is there that the link in the mail leads to.
    pub link_route: Wired,
    /// Whether the user model sends its own notification, which may be queued.
    pub own_notification: Wired,
    /// Which proxies are trusted, so that links have the visitor's scheme and host.
    pub proxies: Proxies,
}

/// Whether a part is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wired {
    /// It is.
    Yes,
    /// The file where it would be is there, and it is not in it.
    No,
    /// The file where Laravel has it is not there.
    Unknown,
}

/// Which proxies are trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxies {
    /// All of them: `'*'`.
    All,
    /// Some, or what would have to be run.
    Some,
    /// None.
    None,
    /// The file that says it is not there.
    Unknown,
}

impl SignUp {
    /// By the user model.
    pub(super) fn of(files: &Files) -> SignUp {
        match user_model(files) {
            Some(model) if Php::parse(model).implements("MustVerifyEmail") => SignUp::Wired,
            Some(_) => SignUp::NotWired,
            None => SignUp::Unknown,
        }
    }
}

impl Wiring {
    /// By the files of the structure that the app has.
    pub(super) fn of(files: &Files, version: Option<Version>) -> Wiring {
        Wiring {
            listener: listener(files, version),
            event: names_in(files, &[REGISTRATION], &["Registered"]).or(fortify(files)),
            verified_routes: names_in(
                files,
                &[ROUTES_WEB, ROUTES_AUTH],
                &["'verified'", "\"verified\"", "EnsureEmailIsVerified"],
            ),
            link_route: link_route(files),
            own_notification: match user_model(files) {
                Some(model) if Php::parse(model).names("sendEmailVerificationNotification") => Wired::Yes,
                Some(_) => Wired::No,
                None => Wired::Unknown,
            },
            proxies: proxies(files),
        }
    }
}

impl Wired {
    fn or(self, other: Wired) -> Wired {
        match self {
            Wired::Yes | Wired::No => self,
            Wired::Unknown => other,
        }
    }
}

fn user_model(files: &Files) -> Option<&Vec<u8>> {
    files.get(USER).or_else(|| files.get(USER_BEFORE_8))
}

/// From 11 on the framework registers it, and before that the app's provider does.
fn listener(files: &Files, version: Option<Version>) -> Wired {
    match (files.get(EVENT_PROVIDER), version) {
        (Some(provider), _) if Php::parse(provider).names("SendEmailVerificationNotification") => Wired::Yes,
        (_, Some(version)) if version.major >= 11 => Wired::Yes,
        (Some(_), Some(_)) => Wired::No,
        (Some(_) | None, _) => Wired::Unknown,
    }
}

/// Fortify fires the event; its feature `emailVerification` brings the routes.
fn fortify(files: &Files) -> Wired {
    if files.contains_key(FORTIFY) { Wired::Yes } else { Wired::Unknown }
}

/// By Fortify's feature, else by the routes that `Auth::routes(['verify' => true])` or a starter kit brings. Where none of them
/// shows it, a package may have it.
fn link_route(files: &Files) -> Wired {
    let parsed = |path: &str| files.get(path).map(|source| Php::parse(source));
    let brings = |php: &Php<'_>| {
        let by_name = ["'verification.verify'", "\"verification.verify\"", "VerifyEmailController"];
        let by_kit = || {
            php.method_calls("routes").any(|call| {
                let verify = call.first_argument().and_then(|options| options.entry("verify"));
                verify.is_some_and(|verify| !matches!(verify.simple(), Simple::False | Simple::Null))
            })
        };
        by_name.iter().any(|name| php.names(name)) || by_kit()
    };
    if [ROUTES_WEB, ROUTES_AUTH].into_iter().filter_map(parsed).any(|php| brings(&php)) {
        return Wired::Yes;
    }
    match parsed(FORTIFY) {
        Some(fortify) if fortify.calls_method("emailVerification") => Wired::Yes,
        Some(_) => Wired::No,
        None => Wired::Unknown,
    }
}

fn names_in(files: &Files, paths: &[&str], names: &[&str]) -> Wired {
    let mut there = paths.iter().filter_map(|path| files.get(*path)).peekable();
    if there.peek().is_none() {
        return Wired::Unknown;
    }
    let found = there.any(|source| {
        let php = Php::parse(source);
        names.iter().any(|name| php.names(name))
    });
    if found { Wired::Yes } else { Wired::No }
}

fn proxies(files: &Files) -> Proxies {
    let said = |expr: Option<Simple>| match expr {
        Some(Simple::Text(text)) if matches!(text.as_str(), "*" | "**") => Proxies::All,
        Some(Simple::Null) | None => Proxies::None,
        Some(_) => Proxies::Some,
    };
    if let Some(middleware) = files.get(TRUST_PROXIES)
        && files.contains_key(KERNEL)
    {
        return said(Php::parse(middleware).property("proxies").map(|it| it.simple()));
    }
    let Some(bootstrap) = files.get(BOOTSTRAP) else { return Proxies::Unknown };
    let php = Php::parse(bootstrap);
    match php.method_call("trustProxies") {
        Some(call) => {
            call.argument("at").or_else(|| call.first_argument()).map_or(Proxies::Some, |at| said(Some(at.simple())))
        }
        None if php.calls_method("configure") => Proxies::None,
        None => Proxies::Unknown,
    }
}
