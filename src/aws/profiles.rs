//! Profiles, as the AWS CLI's two files hold them: what each is, whose credentials it takes, what of it is missing. Knows no
//! network, asks no other program and runs nothing.
//!
//! The SDK follows the same chain of profiles when it signs in, and tells nothing of it: neither where credentials begin, how
//! long they last and which command renews them, nor which line of which file is at fault. It runs a `credential_process`
//! without a limit, too, and the page has to show the ways to sign in before one of them is tried. So the chain is read here,
//! and the SDK is asked for credentials once it is known to lead somewhere.

use std::{env, fs, path::PathBuf};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    profile_files::{Profile, ProfileFile, Sections, UnreadSection, plain},
    sso::{SsoProfile, SsoToken, cache_of},
};
use crate::{
    setup::{Lasts, Login, LoginFlaw, LoginKind, Logins, NotRead, ProfileEndpoint, Renewal, SignIn},
    terms::{KeyId, Timestamp},
};

/// All profiles of this machine.
pub(super) struct Profiles {
    sections: Sections,
    /// Both texts, as the SDK is to read them.
    texts: Vec<(ProfileFile, Zeroizing<String>)>,
    usual: Usual,
}

/// The profile that is taken where none is named.
struct Usual {
    name: String,
    /// Whether the environment says so.
    named: bool,
}

impl Usual {
    /// `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`, as the AWS CLI knows both. An empty one, on which the AWS CLI stops, names
    /// none here.
    fn of_the_environment() -> Usual {
        let set = |variable| env::var(variable).ok().filter(|name: &String| !name.is_empty());
        match set("AWS_PROFILE").or_else(|| set("AWS_DEFAULT_PROFILE")) {
            Some(name) => Usual { name, named: true },
            None => Usual { name: "default".into(), named: false },
        }
    }
}

/// Where the environment names two profiles, which of them other programs take.
fn two_named() -> Option<LoginFlaw> {
    let set = |variable| env::var(variable).ok().filter(|name: &String| !name.is_empty());
    let (profile, other) = (set("AWS_PROFILE")?, set("AWS_DEFAULT_PROFILE")?);
    (profile != other).then_some(LoginFlaw::TwoNamed { profile, other })
}

/// The name of the profile that is taken where none is named.
pub(super) fn usual() -> String {
    Usual::of_the_environment().name
}

/// Whose credentials a profile takes, and what it does with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chain {
    /// The profile that holds the beginning.
    pub holder: String,
    pub base: Base,
    /// Roles that are assumed from there, one after the other.
    pub roles: Vec<Role>,
}

/// Where credentials begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Base {
    /// Keys that a profile holds itself.
    Keys { id: String },
    /// A session of IAM Identity Center.
    Sso(SsoProfile),
    /// A session of `aws login`.
    Console { session: String },
    /// A `credential_process`.
    Program { command: String },
    /// A token in a file, for which STS gives the credentials of a role.
    WebIdentity { role: String },
    /// `credential_source`: the environment, or a machine of AWS's.
    Elsewhere { source: String },
}

/// A role to be assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub arn: String,
    pub external_id: Option<String>,
    pub session_name: Option<String>,
}

impl Profiles {
    /// Reads both files. Those that are not there are empty.
    pub fn read() -> Result<Profiles, LoginFlaw> {
        let (mut sections, mut texts) = (Sections::default(), Vec::new());
        for (kind, path) in files() {
            let file = path.display().to_string();
            if let Some(text) = text_of(&path).map_err(|said| LoginFlaw::Unopened { file: file.clone(), said })? {
                let text = Zeroizing::new(plain(&text).into_owned());
                sections.add(kind, &file, &text)?;
                texts.push((kind, text));
            }
        }
        Ok(Profiles { sections, texts, usual: Usual::of_the_environment() })
    }

    /// The same texts for the SDK's own providers.
    pub fn for_the_sdk(&self) -> EnvConfigFiles {
        // It takes no set without a file.
        let mut files = EnvConfigFiles::builder().with_contents(EnvConfigFileKind::Config, String::new());
        for (kind, text) in &self.texts {
            let kind = match kind {
                ProfileFile::Config => EnvConfigFileKind::Config,
                ProfileFile::Credentials => EnvConfigFileKind::Credentials,
            };
            files = files.with_contents(kind, text.as_str());
        }
        files.build()
    }

    /// A profile as it stands in the files.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.sections.profile(name)
    }

    /// The region that this profile names itself.
    pub fn region_of(&self, name: &str) -> Option<String> {
        let region = self.sections.profile(name)?.get("region")?;
        (!region.trim().is_empty()).then(|| region.to_owned())
    }

    /// The server that this profile names in the place of SES's, unless the environment has every one ignored.
    pub fn endpoint(&self, name: &str) -> Option<ProfileEndpoint> {
        let (url, at) = self.sections.endpoint(name, &["sesv2", "ses"]).filter(|_| !self.ignores_endpoints(name))?;
        Some(ProfileEndpoint { profile: name.into(), url, at })
    }

    /// The server that takes the place of AWS Sign-In's for this profile: as the environment says, else the profile.
    pub fn sign_in_endpoint(&self, name: &str) -> Option<String> {
        let set = |variable| env::var(variable).ok().filter(|url: &String| !url.trim().is_empty());
        let by_environment = || set("AWS_ENDPOINT_URL_SIGNIN").or_else(|| set("AWS_ENDPOINT_URL"));
        let by_profile = || self.sections.endpoint(name, &["signin"]).map(|(url, _)| url);
        if self.ignores_endpoints(name) { None } else { by_environment().or_else(by_profile) }
    }

    /// Whether the environment, or else the profile, has every such server ignored.
    fn ignores_endpoints(&self, name: &str) -> bool {
        let by_profile = || self.profile(name)?.get("ignore_configured_endpoint_urls").map(String::from);
        let said = env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").ok().or_else(by_profile);
        said.is_some_and(|said| said.eq_ignore_ascii_case("true"))
    }

    /// Of all profiles but `mine`, those that name this session and are of another region, with it. One that names none is of
    /// the environment's.
    pub fn in_other_regions(&self, session: &str, mine: &str, region: &str) -> Vec<(String, String)> {
        let shares = |name: &&str| {
            let held = self.profile(name).and_then(|profile| profile.get("login_session"));
            *name != mine && held.is_some_and(|held| held.trim() == session)
        };
        let with_region = |name: &str| Some((name.to_owned(), self.region_of(name).or_else(region_by_environment)?));
        let all = self.sections.profiles().filter(shares).filter_map(with_region);
        all.filter(|(_, other)| other != region).collect()
    }

    /// Why there is no profile of this name, where one was asked for.
    pub fn missing(&self, name: &str) -> Option<LoginFlaw> {
        if self.sections.profile(name).is_some() {
            return None;
        }
        let meant = self.sections.strays().iter().find(|stray| stray.name == name).map(|stray| stray.why.clone());
        let exist = self.sections.profiles().map(String::from).collect();
        Some(LoginFlaw::NoProfile { profile: name.into(), exist, meant })
    }

    /// What was meant for a profile, and that one is not there, or not whole.
    fn not_read(&self) -> impl Iterator<Item = LoginFlaw> {
        let lacks_it = |stray: &&UnreadSection| match stray.why {
            NotRead::Hidden { .. } => true,
            NotRead::Prefix { .. } | NotRead::NoPrefix { .. } | NotRead::Letters { .. } => {
                self.sections.profile(&stray.name).is_none()
            }
        };
        let flaw = |stray: &UnreadSection| LoginFlaw::NotRead { profile: stray.name.clone(), why: stray.why.clone() };
        self.sections.strays().iter().filter(lacks_it).map(flaw)
    }

    /// The profile that is taken where none is named.
    pub fn usual(&self) -> &str {
        &self.usual.name
    }

    /// Whether the environment names the one that is taken where none is named.
    pub fn is_named(&self) -> bool {
        self.usual.named
    }

    /// Every profile, the usual one first.
    fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.sections.profiles().collect();
        names.sort_by_key(|name| (*name != self.usual(), *name));
        names
    }

    /// Whose credentials this profile takes. `None` where it is not there, or holds nothing to sign in with.
    pub fn chain(&self, name: &str) -> Result<Option<Chain>, LoginFlaw> {
        let Some(mut profile) = self.sections.profile(name) else { return Ok(None) };
        let mut visited: Vec<&str> = Vec::new();
        let mut roles = Vec::new();
        loop {
            visited.push(profile.name());
            // Behind the first, keys that a profile holds itself come before anything else that it says.
            let held = (visited.len() > 1).then(|| keys(profile)).flatten();
            if held.is_none()
                && let Some(role) = role(profile)
            {
                roles.push(role);
                let source = match (profile.get("source_profile"), profile.get("credential_source")) {
                    (Some(source), _) if source != profile.name() => source,
                    // It assumes the role with what it holds itself.
                    (Some(_), _) | (None, Some(_)) => {
                        let base = self.base(profile)?.ok_or_else(|| circle(&[profile.name()], profile))?;
                        return Ok(Some(chain(profile, base, roles)));
                    }
                    (None, None) => return Err(lacks(profile, "source_profile", "role_arn")),
                };
                if visited.contains(&source) {
                    visited.push(source);
                    return Err(circle(&visited, profile));
                }
                profile = self.sections.profile(source).ok_or_else(|| LoginFlaw::NoSource {
                    profile: profile.name().into(),
                    source: source.into(),
                    at: Some(profile.line_of("source_profile")),
                })?;
                continue;
            }
            let base = match held {
                Some(id) => Some(Base::Keys { id }),
                None => self.base(profile)?,
            };
            return match (base, visited.len()) {
                (Some(base), _) => Ok(Some(chain(profile, base, roles))),
                (None, 1) => Ok(None),
                (None, _) => Err(lacks(profile, "aws_access_key_id", "")),
            };
        }
    }

    fn base(&self, profile: &Profile) -> Result<Option<Base>, LoginFlaw> {
        let get = |name: &str| profile.get(name).map(String::from);
        if let Some(source) = get("credential_source") {
            return Ok(Some(Base::Elsewhere { source }));
        }
        if get("web_identity_token_file").is_some() {
            let role = get("role_arn").ok_or_else(|| lacks(profile, "role_arn", "web_identity_token_file"))?;
            return Ok(Some(Base::WebIdentity { role }));
        }
        if ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"].iter().any(|name| get(name).is_some()) {
            return self.sso(profile).map(Some);
        }
        if let Some(session) = get("login_session") {
            return Ok(Some(Base::Console { session }));
        }
        if let Some(command) = get("credential_process") {
            return Ok(Some(Base::Program { command }));
        }
        match (get("aws_access_key_id"), get("aws_secret_access_key")) {
            (Some(id), Some(_)) => {
                let quoted = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];
                match quoted.into_iter().find(|setting| profile.is_quoted(setting)) {
                    Some(setting) => Err(malformed(profile, setting)),
                    None if id.contains(char::is_whitespace) => Err(malformed(profile, "aws_access_key_id")),
                    None => Ok(Some(Base::Keys { id })),
                }
            }
            (Some(_), None) => Err(lacks(profile, "aws_secret_access_key", "aws_access_key_id")),
            (None, Some(_)) => Err(lacks(profile, "aws_access_key_id", "aws_secret_access_key")),
            (None, None) => Ok(None),
        }
    }

    fn sso(&self, profile: &Profile) -> Result<Base, LoginFlaw> {
        let get = |name: &str| profile.get(name).map(String::from);
        let (account, role) = match (get("sso_account_id"), get("sso_role_name")) {
            (Some(account), Some(role)) => (account, role),
            (Some(_), None) => return Err(lacks(profile, "sso_role_name", "sso_account_id")),
            (None, Some(_)) => return Err(lacks(profile, "sso_account_id", "sso_role_name")),
            (None, None) => {
                let there = if get("sso_session").is_some() { "sso_session" } else { "sso_start_url" };
                return Err(lacks(profile, "sso_account_id", there));
            }
        };
        let Some(session) = get("sso_session") else {
            let start_url = get("sso_start_url").ok_or_else(|| lacks(profile, "sso_start_url", "sso_account_id"))?;
            let region = get("sso_region").ok_or_else(|| lacks(profile, "sso_region", "sso_start_url"))?;
            let cache = home().map(|home| cache_of(&home, &start_url));
            return Ok(Base::Sso(SsoProfile { cache, session: None, start_url, region, account, role }));
        };
        let Some(section) = self.sections.sso_session(&session) else {
            return Err(LoginFlaw::NoSession {
                profile: profile.name().into(),
                at: Some(profile.line_of("sso_session")),
                session,
            });
        };
        let of_session = |setting: &str| {
            let (session, named, at) = (session.clone(), setting.to_owned(), Some(section.line_of("")));
            section.get(setting).map(String::from).ok_or(LoginFlaw::SessionLacks { session, setting: named, at })
        };
        let (region, start_url) = (of_session("sso_region")?, of_session("sso_start_url")?);
        let cache = home().map(|home| cache_of(&home, &session));
        Ok(Base::Sso(SsoProfile { cache, session: Some(session), start_url, region, account, role }))
    }

    fn login(&self, name: &str, by: SignIn, now: Timestamp) -> Result<Option<Login>, LoginFlaw> {
        let Some(chain) = self.chain(name)? else { return Ok(None) };
        let region = self.sections.profile(name).and_then(|profile| profile.get("region")?.parse().ok());
        let (account, principal) = chain.who();
        let account = account.and_then(|account| account.parse().ok());
        let (lasts, anew) = (chain.lasts(self.usual(), now), chain.renewal(self.usual()));
        let profile = Some(name.into());
        Ok(chain.kind().map(|kind| Login { by, profile, kind, account, principal, region, lasts, anew }))
    }
}

impl Chain {
    fn kind(&self) -> Option<LoginKind> {
        if let Some(role) = self.roles.first() {
            let name = role.arn.rsplit('/').next().unwrap_or_default().to_owned();
            let by_program = matches!(self.base, Base::Program { .. });
            return Some(LoginKind::Role { name, from: Some(self.holder.clone()), by_program });
        }
        Some(match &self.base {
            Base::Keys { id } => LoginKind::Keys { key: id.parse().ok()? },
            Base::Sso(SsoProfile { session, .. }) => LoginKind::Sso { session: session.clone() },
            Base::Console { .. } => LoginKind::Console,
            Base::Program { .. } => LoginKind::Program,
            Base::WebIdentity { .. } => LoginKind::WebIdentity,
            Base::Elsewhere { .. } => return None,
        })
    }

    /// The account and the principal, as the files tell.
    fn who(&self) -> (Option<String>, Option<String>) {
        let of_arn = |arn: &str| {
            let mut parts = arn.splitn(6, ':');
            let account = parts.nth(4).map(String::from);
            (account, parts.next().and_then(|what| what.rsplit('/').next()).map(String::from))
        };
        match (self.roles.first(), &self.base) {
            (Some(role), _) => of_arn(&role.arn),
            (None, Base::WebIdentity { role }) => of_arn(role),
            (None, Base::Console { session }) => of_arn(session),
            (None, Base::Sso(SsoProfile { account, role, .. })) => (Some(account.clone()), Some(role.clone())),
            (None, Base::Keys { .. } | Base::Program { .. } | Base::Elsewhere { .. }) => (None, None),
        }
    }

    /// The session of IAM Identity Center that it begins with, where it begins with one.
    pub fn sso(&self) -> Option<&SsoProfile> {
        match &self.base {
            Base::Sso(sso) => Some(sso),
            Base::Keys { .. }
            | Base::Console { .. }
            | Base::Program { .. }
            | Base::WebIdentity { .. }
            | Base::Elsewhere { .. } => None,
        }
    }

    /// How long it lasts, as far as the cache of its session tells.
    pub fn lasts(&self, usual: &str, now: Timestamp) -> Lasts {
        match &self.base {
            Base::Sso(sso) => {
                let renewal = self.sso_renewal(sso);
                match SsoToken::of(sso) {
                    None => Lasts::Over { since: None, renewal },
                    Some(token) if token.renews_itself(sso, now) => Lasts::NoEnd,
                    Some(token) if token.expires <= now => Lasts::Over { since: Some(token.expires), renewal },
                    Some(token) => Lasts::Until(token.expires),
                }
            }
            Base::Console { session } if !has_console_session(session) => {
                Lasts::Over { since: None, renewal: self.console_renewal(usual) }
            }
            // The SDK renews its credentials every quarter of an hour, until AWS ends the session after half a day.
            Base::Console { .. }
            | Base::Keys { .. }
            | Base::Program { .. }
            | Base::WebIdentity { .. }
            | Base::Elsewhere { .. } => Lasts::NoEnd,
        }
    }

    /// What begins its session anew, where it has one.
    pub fn renewal(&self, usual: &str) -> Option<Renewal> {
        match &self.base {
            Base::Sso(sso) => Some(self.sso_renewal(sso)),
            Base::Console { .. } => Some(self.console_renewal(usual)),
            Base::Keys { .. } | Base::Program { .. } | Base::WebIdentity { .. } | Base::Elsewhere { .. } => None,
        }
    }

    fn sso_renewal(&self, sso: &SsoProfile) -> Renewal {
        match &sso.session {
            Some(session) => Renewal::SsoSession { session: session.clone() },
            None => Renewal::Sso { profile: self.holder.clone() },
        }
    }

    /// The environment may name another profile for what names none: only where nothing is named anywhere it is left out.
    fn console_renewal(&self, usual: &str) -> Renewal {
        let is_default = self.holder == "default" && usual == "default";
        Renewal::Console { profile: (!is_default).then(|| self.holder.clone()) }
    }
}

/// Everything that lies at hand here; `chosen` is the profile that the set-up names.
pub(super) fn found(chosen: Option<&str>, now: Timestamp) -> Logins {
    let mut logins = Logins::default();
    let environment = of_the_environment();
    let profiles = match Profiles::read() {
        Ok(profiles) => profiles,
        Err(flaw) => {
            logins.found.extend(environment);
            logins.flaws.push(flaw);
            return logins;
        }
    };
    let usual = profiles.usual();
    let asked_for = chosen.or((profiles.is_named() && environment.is_none()).then_some(usual));
    let missing = asked_for.and_then(|name| profiles.missing(name));
    // Told of the one that was asked for, it is not told once more.
    let told = |flaw: &LoginFlaw| {
        let LoginFlaw::NotRead { profile, .. } = flaw else { return false };
        missing.is_some() && asked_for == Some(profile)
    };
    let not_read: Vec<LoginFlaw> = profiles.not_read().filter(|flaw| !told(flaw)).collect();
    logins.flaws.extend(two_named().into_iter().chain(missing).chain(not_read));
    for name in profiles.names() {
        // The one that stands behind the environment's keys is taken only by its name.
        let unnamed = name == usual && environment.is_none() && chosen != Some(name);
        let by = if unnamed { SignIn::Ambient } else { SignIn::Profile(name.into()) };
        match profiles.login(name, by, now) {
            Ok(login) => logins.found.extend(login),
            Err(flaw) => logins.flaws.push(flaw),
        }
    }
    logins.found.splice(0..0, environment);
    logins
}

fn of_the_environment() -> Option<Login> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let key: KeyId = set("AWS_ACCESS_KEY_ID")?.parse().ok()?;
    set("AWS_SECRET_ACCESS_KEY")?;
    // As `aws configure export-credentials` writes it beside them.
    let end = set("AWS_CREDENTIAL_EXPIRATION").and_then(|at| at.parse().ok());
    Some(Login {
        by: SignIn::Ambient,
        profile: None,
        kind: LoginKind::Environment { key },
        account: None,
        principal: None,
        region: None,
        lasts: end.map_or(Lasts::NoEnd, Lasts::Until),
        anew: None,
    })
}

/// `AWS_REGION`, else `AWS_DEFAULT_REGION`; one that is set and empty counts as not set.
pub(super) fn region_by_environment() -> Option<String> {
    let said = |name| env::var(name).ok().filter(|said: &String| !said.trim().is_empty());
    said("AWS_REGION").or_else(|| said("AWS_DEFAULT_REGION"))
}

fn chain(profile: &Profile, base: Base, mut roles: Vec<Role>) -> Chain {
    // The last one that was met is the first to be assumed.
    roles.reverse();
    Chain { holder: profile.name().into(), base, roles }
}

fn role(profile: &Profile) -> Option<Role> {
    // With a web identity token, credentials begin at the role: no other profile assumes it.
    if profile.get("web_identity_token_file").is_some() {
        return None;
    }
    Some(Role {
        arn: profile.get("role_arn")?.into(),
        external_id: profile.get("external_id").map(String::from),
        session_name: profile.get("role_session_name").map(String::from),
    })
}

fn keys(profile: &Profile) -> Option<String> {
    profile.get("aws_secret_access_key")?;
    profile.get("aws_access_key_id").map(String::from)
}

fn lacks(profile: &Profile, setting: &str, beside: &str) -> LoginFlaw {
    LoginFlaw::Lacks { profile: profile.name().into(), setting: setting.into(), at: Some(profile.line_of(beside)) }
}

fn malformed(profile: &Profile, setting: &str) -> LoginFlaw {
    LoginFlaw::Malformed { profile: profile.name().into(), setting: setting.into(), at: Some(profile.line_of(setting)) }
}

fn circle(profiles: &[&str], last: &Profile) -> LoginFlaw {
    LoginFlaw::Circle {
        profiles: profiles.iter().map(|name| (*name).to_owned()).collect(),
        at: Some(last.line_of("source_profile")),
    }
}

/// What a file holds; nothing where it is not there. It may hold secrets, so it is zeroed when it is let go.
fn text_of(path: &PathBuf) -> Result<Option<Zeroizing<String>>, String> {
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(Zeroizing::new(text))),
        Ok(Err(no_text)) => {
            let said = no_text.utf8_error().to_string();
            drop(Zeroizing::new(no_text.into_bytes()));
            Err(said)
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// Where the two files are, in the order in which they are read: as the SDK finds them.
fn files() -> [(ProfileFile, PathBuf); 2] {
    let named = |variable: &str, usual: &str| {
        let path = env::var(variable).map_or_else(|_| PathBuf::from(usual), PathBuf::from);
        match (path.strip_prefix("~"), home()) {
            (Ok(below), Some(home)) => home.join(below),
            (Ok(_), None) | (Err(_), _) => path,
        }
    };
    [
        (ProfileFile::Config, named("AWS_CONFIG_FILE", "~/.aws/config")),
        (ProfileFile::Credentials, named("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")),
    ]
}

/// The file `config`, which may not be there.
pub(super) fn config_file() -> PathBuf {
    let [(_, path), _] = files();
    path
}

/// HOME before all else, on Windows too. `std::env::home_dir` looks elsewhere, and then this would be about other files than
/// those that the SDK signs in with.
fn home() -> Option<PathBuf> {
    let windows = || env::var_os("USERPROFILE").filter(|_| cfg!(windows));
    env::var_os("HOME").or_else(windows).map(PathBuf::from)
}

/// Where the session of a principal rests, by its ARN: in `AWS_LOGIN_CACHE_DIRECTORY`, else in `~/.aws/login/cache`. As the SDKs
/// do, and unlike the AWS CLI, a `~` in the variable is taken as it stands.
pub(super) fn session_file(arn: &str) -> Result<PathBuf, &'static str> {
    Ok(session_folder()?.join(format!("{}.json", hex::encode(Sha256::digest(arn.trim().as_bytes())))))
}

/// The folder of all sessions, or why it cannot be used: a relative path would lie in the current folder, which may be a project
/// that others see.
pub(super) fn session_folder() -> Result<PathBuf, &'static str> {
    match env::var_os("AWS_LOGIN_CACHE_DIRECTORY").map(PathBuf::from) {
        Some(named) if named.is_absolute() => Ok(named),
        Some(_) => Err("AWS_LOGIN_CACHE_DIRECTORY is not the whole path of a folder"),
        None => {
            let home = home().ok_or("neither AWS_LOGIN_CACHE_DIRECTORY nor HOME is set")?;
            Ok(home.join(".aws/login/cache"))
        }
    }
}

/// Whether a session was begun, by us or by `aws login`.
fn has_console_session(session: &str) -> bool {
    session_file(session).is_ok_and(|file| file.is_file())
}
