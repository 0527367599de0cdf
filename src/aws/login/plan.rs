//! Which profile a session goes to: one that holds nothing else. Decides before the browser opens, and writes afterwards.
//! Sends nothing.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    super::{
        profile_files::{Profile, ProfileFile, Sections, plain},
        profiles::{Profiles, config_file},
    },
    cache,
    config_file::with_session,
    exchange::ConsoleSession,
    put::{alone_in, put},
};
use crate::terms::{Failure, FailureKind, Region};

/// Where a session will go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPlan {
    /// The profile; one of our own where none was named.
    pub profile: String,
    /// The region that the session is begun in, and renewed in.
    pub region: String,
    /// The principal whose session the profile has already.
    pub holds: Option<String>,
    /// The profile says no region yet, so that this one is written too.
    pub(super) writes_region: bool,
}

/// What became of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    pub profile: String,
    pub region: String,
    /// The file in which the profile stands; none where nothing was written down.
    pub config: Option<PathBuf>,
}

/// The name of our own profile.
const OURS: &str = "sesame";

/// What is meant for a profile that holds something else.
const OTHERS: [&str; 11] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "sso_account_id",
    "sso_role_name",
    "credential_process",
];

/// The plan for this profile, or for one of our own. Of the regions the profile's own comes first: there it will be renewed.
/// An error of kind `Conflict` where the profile holds a key, a role, SSO or a program.
pub(in crate::aws) fn plan(named: Option<&str>, region: Option<Region>) -> Result<LoginPlan, Failure> {
    let name = named.unwrap_or(OURS);
    let doing = format!("sign in to the profile {name}");
    let no = |kind, why: String| Err(Failure::new(kind, doing.clone()).because(why));
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c)) {
        return no(FailureKind::BadInput, "the name has a letter or blank that the AWS SDKs do not take in one".into());
    }
    let profiles =
        Profiles::read().map_err(|flaw| Failure::new(FailureKind::LoginUnusable, doing.clone()).because(flaw))?;
    let profile = profiles.profile(name);
    if let Some(profile) = profile
        && let Some(other) = OTHERS.iter().find(|setting| profile.get(setting).is_some())
    {
        let at = profile.line_of(other);
        return no(
            FailureKind::Conflict,
            format!("it has {other} already ({}, line {}); name another with --profile", at.file, at.line),
        );
    }
    let get = |setting: &str| profile.and_then(|it: &Profile| it.get(setting)).filter(|it| !it.is_empty());
    let own = get("region").map(String::from);
    let here = || {
        let said = |name| env::var(name).ok().filter(|said: &String| !said.trim().is_empty());
        said("AWS_REGION").or_else(|| said("AWS_DEFAULT_REGION"))
    };
    let writes_region = own.is_none();
    let chosen = own.or_else(|| region.map(|region| region.code().to_owned())).or_else(here);
    let region = chosen.unwrap_or_else(|| "us-east-1".into());
    // It becomes part of a host's name, and of a line in a file.
    if !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return no(FailureKind::BadInput, "its region is not the name of one".into());
    }
    Ok(LoginPlan { profile: name.to_owned(), region, holds: get("login_session").map(String::from), writes_region })
}

impl LoginPlan {
    /// The same for a machine whose files are not looked at.
    pub(in crate::aws) fn without_files(named: Option<&str>, region: Option<Region>) -> LoginPlan {
        let region = region.map_or_else(|| "us-east-1".to_owned(), |region| region.code().to_owned());
        LoginPlan { profile: named.unwrap_or(OURS).to_owned(), region, holds: None, writes_region: false }
    }

    /// Whether the profile has the session of another principal.
    pub fn is_anothers(&self, arn: &str) -> bool {
        self.holds.as_deref().is_some_and(|held| held.trim() != arn)
    }

    /// Puts the session at rest, then names it in the profile: stopped between the two, nothing points to what is not there.
    pub(in crate::aws) fn keep(&self, session: &ConsoleSession) -> Result<KeptSession, Failure> {
        cache::keep(session)?;
        let path = config_file();
        let doing = || format!("write the profile {} to {}", self.profile, path.display());
        let failed = |why: &dyn std::fmt::Display| Failure::new(FailureKind::File, doing()).because(why);
        let region = self.writes_region.then_some(self.region.as_str());
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let _alone = alone_in(folder).map_err(|e| failed(&e))?;
        // Another program may write beside us: what it wrote meanwhile is read again.
        for _ in 0..4 {
            let before = read(&path).map_err(|e| failed(&e))?;
            let text = before.as_ref().map_or("", |text| text.as_str());
            let after = Zeroizing::new(with_session(text, &self.profile, &session.arn, region));
            if !self.reads_well(&after, &session.arn) {
                return Err(failed(&"the file is written in a way that Sesame does not know how to add to"));
            }
            if after.as_str() == text {
                return Ok(self.kept(path));
            }
            if read(&path).map_err(|e| failed(&e))? != before {
                continue;
            }
            put(&path, after.as_bytes()).map_err(|e| failed(&e))?;
            return Ok(self.kept(path));
        }
        Err(Failure::new(FailureKind::FileChanged, doing()).because("other programs keep writing it"))
    }

    /// Whether the text now says of the profile what it is to say, for every reader.
    fn reads_well(&self, text: &str, session: &str) -> bool {
        let mut sections = Sections::default();
        let read = sections.add(ProfileFile::Config, "config", &plain(text)).is_ok();
        let profile = sections.profile(&self.profile);
        let says = |setting: &str, value: &str| profile.and_then(|it| it.get(setting)) == Some(value);
        read && says("login_session", session) && (!self.writes_region || says("region", &self.region))
    }

    fn kept(&self, config: PathBuf) -> KeptSession {
        KeptSession { profile: self.profile.clone(), region: self.region.clone(), config: Some(config) }
    }
}

/// What a file holds; none where it is not there. Keys may stand in it, so it is zeroed when it is let go.
fn read(path: &PathBuf) -> io::Result<Option<Zeroizing<String>>> {
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(Some(Zeroizing::new(text))),
        Ok(Err(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}
