//! Profiles, as the AWS CLI's two files hold them: what each is, whose credentials it takes, what of it is missing. Knows no
//! network, asks no other program and runs nothing.
//!
//! The SDK follows the same chain of profiles when it signs in, and tells nothing of it: neither where credentials begin, how
//! long they last and which command renews them, nor which line of which file is at fault. It runs a `credential_process`
//! without a limit, too, and the page has to show the ways to sign in before one of them is tried. So the chain is read here,
//! and the SDK is asked for credentials once it is known to lead somewhere.

use std::{env, fs, io::ErrorKind, path::PathBuf};

use aws_credential_types::Credentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    environment::{ignored_by_environment, is_long_lived, is_temporary, region_by_environment},
    profile_files::{NO_PROFILE, Profile, ProfileFile, Sections, UnreadSection, plain, secret_in},
    sso::{SsoProfile, SsoToken, cache_of},
};
use crate::{
    setup::{Holds, Lasts, Line, Login, LoginFlaw, LoginKind, NotRead, ProfileEndpoint, Renewal, SignIn},
    terms::Timestamp,
};

/// All profiles of this machine.
pub(super) struct Profiles {
    sections: Sections,
    /// Both texts, as the SDK is to read them.
    texts: Vec<(ProfileFile, Zeroizing<String>)>,
    /// Files that the environment names and that are not there.
    gone: Vec<LoginFlaw>,
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
    WebIdentity { file: PathBuf, role: Role },
    /// `credential_source`: the environment, or a machine of AWS's.
    Elsewhere { source: String },
}

/// A role to be assumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Role {
    pub arn: String,
    pub external_id: Option<String>,
    pub session_name: Option<String>,
    /// That it is given out for a code alone, where the profile says so.
    pub mfa: Option<LoginFlaw>,
}

impl Profiles {
    /// Reads both files. Those that are not there are empty.
    pub fn read() -> Result<Profiles, LoginFlaw> {
        let (mut sections, mut texts, mut gone) = (Sections::default(), Vec::new(), Vec::new());
        for (kind, path) in files() {
            let file = path.display().to_string();
            let text = text_of(&path).map_err(|said| LoginFlaw::Unopened { file: file.clone(), said })?;
            if let Some(text) = text {
                let text = Zeroizing::new(plain(&text).into_owned());
                sections.add(kind, &file, &text).map_err(|flaw| with_what_it_holds(flaw, &text))?;
                texts.push((kind, text));
            } else if env::var(kind.variable()).is_ok_and(|named| !named.is_empty())
                && (path.is_dir() || !path.exists())
            {
                let is = if path.is_dir() { "it is a folder" } else { "it is not there" };
                gone.push(LoginFlaw::Unopened { file, said: format!("{} names it, and {is}", kind.variable()) });
            }
        }
        Ok(Profiles { sections, texts, gone, usual: Usual::of_the_environment() })
    }

    /// Files that the environment names and that are not there.
    pub fn gone(&self) -> &[LoginFlaw] {
        &self.gone
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

    /// The server that this profile names for a service, by the word that `services` has for it, or for all.
    pub fn named_endpoint(&self, name: &str, service: &str) -> Option<(String, Line)> {
        self.sections.endpoint(name, &[service])
    }

    /// Whether the environment, or else the profile, has every such server ignored.
    pub fn ignores_endpoints(&self, name: &str) -> bool {
        let by_profile = || self.profile(name)?.get("ignore_configured_endpoint_urls").map(String::from);
        ignored_by_environment()
            .or_else(|| by_profile().map(|said| said.eq_ignore_ascii_case("true")))
            .unwrap_or_default()
    }

    /// The keys that a profile holds itself.
    pub fn keys_of(&self, name: &str) -> Option<Credentials> {
        let secret =
            |setting: &str| self.texts.iter().rev().find_map(|(kind, text)| secret_in(*kind, text, name, setting));
        let id = self.profile(name)?.get("aws_access_key_id")?;
        let token = secret("aws_session_token").or_else(|| secret("aws_security_token"));
        let token = token.map(|token| token.as_str().to_owned());
        Some(Credentials::new(id, secret("aws_secret_access_key")?.as_str(), token, None, "profile"))
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
        let meant = self.meant(name);
        let exist = self.sections.profiles().map(String::from).collect();
        Some(LoginFlaw::NoProfile { profile: name.into(), exist, meant })
    }

    /// Why a section that its author meant for the profile of this name is not read as one.
    fn meant(&self, name: &str) -> Option<NotRead> {
        let stray = self.sections.strays().iter().find(|stray| stray.name == name).map(|stray| stray.why.clone());
        stray.or_else(|| {
            let other = self.sections.profiles().find(|it| *it != name && it.eq_ignore_ascii_case(name))?;
            Some(NotRead::OtherCase { at: self.profile(other)?.line_of("") })
        })
    }

    /// Why the profile that is taken where none is named holds nothing to sign in with, where the files show it.
    pub fn why_nothing(&self, name: &str) -> Vec<LoginFlaw> {
        match self.profile(name) {
            Some(profile) => profile.misnamed().to_vec(),
            None => {
                let flaw = |why| LoginFlaw::NotRead { profile: name.into(), why };
                self.meant(name).map(flaw).into_iter().collect()
            }
        }
    }

    /// What was meant for a profile, and that one is not there, or not whole.
    pub fn not_read(&self) -> impl Iterator<Item = LoginFlaw> {
        let lacks_it = |stray: &&UnreadSection| match stray.why {
            NotRead::Hidden { .. } => true,
            NotRead::Prefix { .. }
            | NotRead::NoPrefix { .. }
            | NotRead::Letters { .. }
            | NotRead::OtherCase { .. }
            | NotRead::OtherWord { .. } => self.sections.profile(&stray.name).is_none(),
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
    pub fn names(&self) -> Vec<&str> {
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
                    meant: self.meant(source).map(Box::new),
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
        if let Some(file) = get("web_identity_token_file") {
            let role = Role::of(profile).ok_or_else(|| lacks(profile, "role_arn", "web_identity_token_file"))?;
            return Ok(Some(Base::WebIdentity { file: file.into(), role }));
        }
        if ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"].iter().any(|name| get(name).is_some()) {
            return self.sso(profile).map(Some);
        }
        // As the AWS CLI has it: a key in `credentials` comes before what begins elsewhere, and one in `config` after it.
        if profile.file_of("aws_access_key_id") == Some(ProfileFile::Credentials)
            && let Some(keys) = keys_in(profile)?
        {
            return Ok(Some(keys));
        }
        if let Some(session) = get("login_session") {
            return Ok(Some(Base::Console { session }));
        }
        if let Some(command) = get("credential_process") {
            return Ok(Some(Base::Program { command }));
        }
        keys_in(profile)
    }

    /// What of a profile counts for nothing, because a key in `credentials` comes first.
    pub fn beside(&self, name: &str) -> Option<LoginFlaw> {
        let profile = self.profile(name)?;
        if profile.file_of("aws_access_key_id") != Some(ProfileFile::Credentials) {
            return None;
        }
        let left = ["login_session", "credential_process"].into_iter().find(|it| profile.get(it).is_some())?;
        let begins_elsewhere = |it: &&str| profile.get(it).is_some();
        if ["web_identity_token_file", "sso_session", "sso_start_url", "role_arn"].iter().any(begins_elsewhere) {
            return None;
        }
        let (profile_name, taken) = (name.to_owned(), "aws_access_key_id".to_owned());
        let (by, at) = (profile.line_of(&taken), Box::new(profile.line_of(left)));
        Some(LoginFlaw::Beside { profile: profile_name, taken, by, left: left.into(), at })
    }

    /// What a profile or the environment says of how often to try, where the AWS CLI stops at it.
    pub fn not_taken(&self, name: &str) -> Vec<LoginFlaw> {
        let of_profile = |setting: &'static str| Some((self.profile(name)?.get(setting)?.to_owned(), setting));
        let of_environment = |variable: &'static str| Some((env::var(variable).ok()?, variable));
        let attempts = |said: &str| said.trim().parse::<u32>().is_ok_and(|times| times > 0);
        let mode = |said: &str| ["legacy", "standard", "adaptive"].contains(&said);
        let bad = |(said, named): (String, &str), is_good: &dyn Fn(&str) -> bool, at: Option<Line>| {
            (!is_good(&said)).then(|| LoginFlaw::NotTaken { setting: named.to_owned(), at })
        };
        let at = |setting: &str| self.profile(name).map(|profile| profile.line_of(setting));
        [
            of_environment("AWS_MAX_ATTEMPTS").and_then(|it| bad(it, &attempts, None)),
            of_environment("AWS_RETRY_MODE").and_then(|it| bad(it, &mode, None)),
            of_profile("max_attempts").and_then(|it| bad(it, &attempts, at("max_attempts"))),
            of_profile("retry_mode").and_then(|it| bad(it, &mode, at("retry_mode"))),
        ]
        .into_iter()
        .flatten()
        .collect()
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
        for (setting, said) in [("sso_region", &region), ("sso_start_url", &start_url)] {
            // The AWS CLI stops at it.
            if get(setting).is_some_and(|other| other != *said) {
                let (profile_name, at) = (profile.name().to_owned(), profile.line_of(setting));
                return Err(LoginFlaw::SsoDiffers { profile: profile_name, session, setting: setting.into(), at });
            }
        }
        let cache = home().map(|home| cache_of(&home, &session));
        Ok(Base::Sso(SsoProfile { cache, session: Some(session), start_url, region, account, role }))
    }

    pub fn login(&self, name: &str, by: SignIn, now: Timestamp) -> Result<Option<Login>, LoginFlaw> {
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
            (None, Base::WebIdentity { role, .. }) => of_arn(&role.arn),
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

fn chain(profile: &Profile, base: Base, mut roles: Vec<Role>) -> Chain {
    // The last one that was met is the first to be assumed.
    roles.reverse();
    Chain { holder: profile.name().into(), base, roles }
}

fn role(profile: &Profile) -> Option<Role> {
    // With a web identity token, credentials begin at the role: no other profile assumes it.
    match profile.get("web_identity_token_file") {
        Some(_) => None,
        None => Role::of(profile),
    }
}

impl Role {
    fn of(profile: &Profile) -> Option<Role> {
        let name = || profile.name().to_owned();
        let mfa = profile.get("mfa_serial").map(|_| profile.line_of("mfa_serial"));
        Some(Role {
            arn: profile.get("role_arn")?.into(),
            external_id: profile.get("external_id").map(String::from),
            session_name: profile.get("role_session_name").map(String::from),
            mfa: mfa.map(|at| LoginFlaw::Mfa { profile: name(), at }),
        })
    }
}

/// The keys that a profile holds itself.
fn keys_in(profile: &Profile) -> Result<Option<Base>, LoginFlaw> {
    let get = |name: &str| profile.get(name).map(String::from);
    match (get("aws_access_key_id"), get("aws_secret_access_key")) {
        (Some(id), Some(_)) => {
            let quoted = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];
            match quoted.into_iter().find(|setting| profile.is_quoted(setting)) {
                Some(setting) => Err(malformed(profile, setting)),
                None if id.contains(char::is_whitespace) => Err(malformed(profile, "aws_access_key_id")),
                None if is_temporary(&id)
                    && get("aws_session_token").or_else(|| get("aws_security_token")).is_none() =>
                {
                    Err(LoginFlaw::NoToken { at: Some(profile.line_of("aws_access_key_id")), key: id })
                }
                None => match ["aws_session_token", "aws_security_token"].into_iter().find(|it| get(it).is_some()) {
                    Some(token) if is_long_lived(&id) => {
                        let at = Some(profile.line_of(token));
                        Err(LoginFlaw::TokenBeside { key: id, token: token.into(), at })
                    }
                    Some(_) | None => Ok(Some(Base::Keys { id })),
                },
            }
        }
        (Some(_), None) => Err(lacks(profile, "aws_secret_access_key", "aws_access_key_id")),
        (None, Some(_)) => Err(lacks(profile, "aws_access_key_id", "aws_secret_access_key")),
        (None, None) => Ok(None),
    }
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

/// A file that begins without a profile, with what it holds instead.
fn with_what_it_holds(flaw: LoginFlaw, text: &str) -> LoginFlaw {
    let LoginFlaw::Unreadable { file, line, said } = &flaw else { return flaw };
    if said != NO_PROFILE {
        return flaw;
    }
    let begins = text.trim_start().lines().next().unwrap_or_default().to_ascii_lowercase();
    let holds = match () {
        () if begins.starts_with('{') => Holds::Json,
        () if begins.contains("access key id,") => Holds::Csv,
        () => Holds::Settings,
    };
    LoginFlaw::NoSection { file: file.clone(), line: *line, holds }
}

/// What a file holds; nothing where it is not there. It may hold secrets, so it is zeroed when it is let go.
fn text_of(path: &PathBuf) -> Result<Option<Zeroizing<String>>, String> {
    // The AWS CLI too takes a folder, a device or a pipe for a missing file; reading a pipe without a writer would never end.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Ok(None);
    }
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(Zeroizing::new(text))),
        Ok(Err(no_text)) => {
            let said = no_text.utf8_error().to_string();
            drop(Zeroizing::new(no_text.into_bytes()));
            Err(said)
        }
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.to_string()),
    }
}

/// Where the two files are, in the order in which they are read: as the AWS CLI finds them.
fn files() -> [(ProfileFile, PathBuf); 2] {
    let named = |kind: ProfileFile, usual: &str| {
        (kind, expanded(&env::var(kind.variable()).unwrap_or_else(|_| usual.to_owned())))
    };
    [named(ProfileFile::Config, "~/.aws/config"), named(ProfileFile::Credentials, "~/.aws/credentials")]
}

/// A path with a home for its `~` and the values of the variables in it (`$NAME`, `${NAME}`), where they are set: as the AWS CLI
/// has it.
pub(super) fn expanded(path: &str) -> PathBuf {
    let mut parts = path.split('$');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, rest) = match part.strip_prefix('{').and_then(|part| part.split_once('}')) {
            Some(braced) => braced,
            None => part.split_at(part.find(|c| !is_of_name(c)).unwrap_or(part.len())),
        };
        match env::var(name).ok().filter(|_| !name.is_empty()) {
            Some(value) => [value.as_str(), rest].iter().for_each(|it| whole.push_str(it)),
            None => ["$", part].iter().for_each(|it| whole.push_str(it)),
        }
    }
    let path = PathBuf::from(whole);
    match (path.strip_prefix("~"), home()) {
        (Ok(below), Some(home)) => home.join(below),
        (Ok(_), None) | (Err(_), _) => path,
    }
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
    // A relative one would lie in the current folder, which may be a project that others see.
    env::var_os("HOME").or_else(windows).map(PathBuf::from).filter(|home| home.is_absolute())
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
