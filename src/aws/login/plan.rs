//! Which profile a session goes to: one that holds nothing else. Decides before the browser opens, and writes afterwards.
//! Sends nothing.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{
    super::{
        endpoints::{Endpoints, SIGN_IN},
        environment::named_by_environment,
        profile_files::{ProfileFile, Sections, plain},
        profiles::{Profiles, config_file, session_folder},
    },
    cache::{self, SessionBefore},
    config_file::with_session,
    ending::session_in,
    exchange::ConsoleSession,
    put::{alone_in, folder_of, put, refuse_to_write, refuse_to_write_in, refuse_what_is_no_file},
};
use crate::{
    setup::KeepQuestion,
    terms::{AccountId, BadRegion, Failure, FailureKind, Region},
};

/// Where a session will go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPlan {
    /// The profile; one of our own where none was named.
    pub profile: String,
    /// The region that the session is begun in, and renewed in.
    pub region: String,
    /// The file that the profile stands in, or will; none where nothing is written down.
    pub config: Option<PathBuf>,
    /// The server that takes the place of AWS's, where the environment or the profile names one.
    pub(in crate::aws) endpoint: Option<String>,
}

/// What became of a session that was to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keeping {
    /// It is at rest.
    Kept(KeptSession),
    /// The user has to say yes to this first. Nothing was written.
    Asked(KeepQuestion),
}

/// A session at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    pub profile: String,
    pub region: String,
    pub arn: String,
    pub account: AccountId,
    /// The file in which the profile stands; none where nothing was written down.
    pub config: Option<PathBuf>,
}

/// To what the user has said yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed {
    /// Whatever is asked.
    ToAll,
    To(Vec<KeepQuestion>),
}

impl Agreed {
    /// To nothing yet.
    pub fn to_nothing() -> Agreed {
        Agreed::To(Vec::new())
    }

    /// The same, and to this.
    #[must_use]
    pub fn and_to(self, question: KeepQuestion) -> Agreed {
        match self {
            Agreed::ToAll => Agreed::ToAll,
            Agreed::To(mut all) => {
                all.push(question);
                Agreed::To(all)
            }
        }
    }

    fn has(&self, question: &KeepQuestion) -> bool {
        match self {
            Agreed::ToAll => true,
            Agreed::To(all) => all.contains(question),
        }
    }
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
/// An error of kind `Conflict` where the profile holds a key, a role, SSO or a program, or a session that would win over this one;
/// of kind `File` where what would be written may not be.
pub(in crate::aws) fn plan(named: Option<&str>, region: Option<Region>) -> Result<LoginPlan, Failure> {
    let path = config_file();
    // Before it is read: what another program has to write first would be waited for.
    if let Err(why) = refuse_what_is_no_file(&path) {
        let failure = Failure::new(FailureKind::File, doing(named.unwrap_or(OURS)));
        return Err(failure.because(format!("{}: {why}", path.display())));
    }
    let profiles = read_profiles(named.unwrap_or(OURS))?;
    let name = match named {
        Some(name) => name.to_owned(),
        None => ours(&profiles),
    };
    let no = |kind, why: String| Err(Failure::new(kind, doing(&name)).because(why));
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c)) {
        return no(FailureKind::BadInput, "the name has a letter or blank that the AWS SDKs do not take in one".into());
    }
    if let Some(other) = holds_other(&profiles, &name) {
        return Err(other);
    }
    let sessions = match session_folder() {
        Ok(folder) => folder,
        Err(why) => return no(FailureKind::BadInput, why.into()),
    };
    if let Err(why) = refuse_to_write_in(&sessions) {
        return no(FailureKind::File, format!("{}: {why}", sessions.display()));
    }
    let own = profiles.region_of(&name);
    if (own.is_none() || session_in(&profiles, &name).is_none())
        && let Err(why) = refuse_to_write(&path)
    {
        return no(FailureKind::File, format!("{}: {why}", path.display()));
    }
    let (region, by) = match (own, region, named_by_environment()) {
        (Some(own), _, _) => {
            let at = profiles.profile(&name).map(|profile| profile.line_of("region").to_string());
            (own, at.unwrap_or_default())
        }
        (None, Some(region), _) => (region.code().to_owned(), "--region".to_owned()),
        (None, None, Some((said, variable))) => (said.trim().to_owned(), variable.to_owned()),
        (None, None, None) => ("us-east-1".into(), String::new()),
    };
    // It becomes part of a host's name, and of a line in a file. SES need not be there.
    match region.parse::<Region>() {
        Ok(_) | Err(BadRegion::WithoutSes { .. }) => {}
        Err(why @ (BadRegion::OtherPartition(_) | BadRegion::NamedSo { .. } | BadRegion::NoSuch(_))) => {
            return no(FailureKind::BadInput, format!("{by}: {why}"));
        }
    }
    let endpoint = Endpoints::of(&profiles, &name).url(SIGN_IN).map(String::from);
    let plan = LoginPlan { profile: name, region, config: Some(path.clone()), endpoint };
    let written = profiles.region_of(&plan.profile).is_none().then_some(plan.region.as_str());
    plan.refuse_what_cannot_be_added_to(&path, written)?;
    Ok(plan)
}

/// Stands for the principal who is to sign in.
const ANY: &str = "arn:aws:iam::000000000000:root";
const UNKNOWN_FORM: &str = "the file is written in a way that Sesame does not know how to add to";

/// The profile of our own: of its name and those after it, the first that holds nothing else.
fn ours(profiles: &Profiles) -> String {
    let mut names = std::iter::once(OURS.to_owned()).chain((2..10).map(|number| format!("{OURS}-{number}")));
    names.find(|name| holds_other(profiles, name).is_none()).unwrap_or_else(|| OURS.to_owned())
}

fn holds_other(profiles: &Profiles, name: &str) -> Option<Failure> {
    let profile = profiles.profile(name)?;
    let why = match OTHERS.iter().find(|setting| profile.get(setting).is_some()) {
        Some(other) => {
            let at = profile.line_of(other);
            format!("it has {other} already ({}, line {}); name another with --profile", at.file, at.line)
        }
        // Every reader takes the one in `credentials`; what is written to `config` would count for nothing.
        None if profile.file_of("login_session") == Some(ProfileFile::Credentials) => {
            let at = profile.line_of("login_session");
            format!(
                "its login_session in {}, line {} wins over the one that is written to the config file; take that line out, or name another profile with --profile",
                at.file, at.line
            )
        }
        None => return None,
    };
    Some(Failure::new(FailureKind::Conflict, doing(name)).because(why))
}

fn read_profiles(name: &str) -> Result<Profiles, Failure> {
    Profiles::read().map_err(|flaw| Failure::new(FailureKind::LoginUnusable, doing(name)).because(flaw))
}

fn doing(name: &str) -> String {
    format!("sign in to the profile {name}")
}

impl LoginPlan {
    /// The same for a machine whose files are not looked at.
    pub(in crate::aws) fn without_files(named: Option<&str>, region: Option<Region>) -> LoginPlan {
        let region = region.map_or_else(|| "us-east-1".to_owned(), |region| region.code().to_owned());
        LoginPlan { profile: named.unwrap_or(OURS).to_owned(), region, config: None, endpoint: None }
    }

    /// Puts the session at rest, then names it in the profile: stopped between the two, nothing points to what is not there.
    /// The browser took its time, so the files are looked at once more before anything is written.
    pub(in crate::aws) async fn keep(&self, session: &ConsoleSession, agreed: &Agreed) -> Result<Keeping, Failure> {
        let path = config_file();
        let failed = |why: &dyn std::fmt::Display| self.not_written(&path, why);
        refuse_what_is_no_file(&path).map_err(|e| failed(&e))?;
        let _alone = alone_in(folder_of(&path)).await.map_err(|e| failed(&e))?;
        let profiles = read_profiles(&self.profile)?;
        if let Some(question) = self.questions(&profiles, &session.arn)?.find(|question| !agreed.has(question)) {
            return Ok(Keeping::Asked(question));
        }
        let region = profiles.region_of(&self.profile).is_none().then_some(self.region.as_str());
        let before = SessionBefore::of(&session.arn);
        cache::keep(session)?;
        match self.name_in(&path, &session.arn, region) {
            Ok(()) => Ok(self.kept(session, path.clone())),
            // A session that no profile names could be used by nothing, and would not be found to sign out of.
            Err(failure) => Err(match before.map(SessionBefore::put_back) {
                Some(Err(left)) => left.causes().fold(failure.because(&left), Failure::because),
                Some(Ok(())) | None => failure,
            }),
        }
    }

    /// Names the session of this principal in the profile, and the region where one is given.
    fn name_in(&self, path: &PathBuf, arn: &str, region: Option<&str>) -> Result<(), Failure> {
        let failed = |why: &dyn std::fmt::Display| self.not_written(path, why);
        // Another program may write beside us: what it wrote meanwhile is read again.
        for _ in 0..4 {
            let before = read(path).map_err(|e| failed(&e))?;
            let text = before.as_ref().map_or("", |text| text.as_str());
            let after = Zeroizing::new(with_session(text, &self.profile, arn, region));
            if !self.reads_well(&after, arn, region) {
                return Err(failed(&UNKNOWN_FORM));
            }
            if after.as_str() == text {
                return Ok(());
            }
            if read(path).map_err(|e| failed(&e))? != before {
                continue;
            }
            return put(path, after.as_bytes()).map_err(|e| failed(&e));
        }
        Err(Failure { kind: FailureKind::FileChanged, ..failed(&"other programs keep writing it") })
    }

    fn not_written(&self, path: &Path, why: &dyn std::fmt::Display) -> Failure {
        let doing = format!("write the profile {} to {}", self.profile, path.display());
        Failure::new(FailureKind::File, doing).because(why)
    }

    /// Why the file could not take the session that is to come, as far as that shows before: the same text is made of it.
    fn refuse_what_cannot_be_added_to(&self, path: &PathBuf, region: Option<&str>) -> Result<(), Failure> {
        let failed = |why: &dyn std::fmt::Display| self.not_written(path, why);
        let before = read(path).map_err(|e| failed(&e))?;
        let text = before.as_ref().map_or("", |text| text.as_str());
        // Any principal's will do: each is one word.
        let after = Zeroizing::new(with_session(text, &self.profile, ANY, region));
        self.reads_well(&after, ANY, region).then_some(()).ok_or_else(|| failed(&UNKNOWN_FORM))
    }

    /// What there is to be asked before this principal's session goes there, as the files are now. An error where it can no
    /// longer go there at all.
    fn questions(&self, profiles: &Profiles, arn: &str) -> Result<impl Iterator<Item = KeepQuestion>, Failure> {
        let name = &self.profile;
        if let Some(other) = holds_other(profiles, name) {
            return Err(other);
        }
        if let Some(own) = profiles.region_of(name).filter(|own| *own != self.region) {
            let why = format!("its region is {own} now, and this session was begun in {}; sign in anew", self.region);
            return Err(Failure::new(FailureKind::FileChanged, doing(name)).because(why));
        }
        let anothers = session_in(profiles, name).filter(|held| held != arn).map(|held| {
            let (profile, arn) = (name.clone(), arn.to_owned());
            KeepQuestion::OtherPrincipal { profile, held, arn }
        });
        let others = profiles.in_other_regions(arn, name, &self.region);
        let elsewhere = (!others.is_empty()).then(|| {
            let (profile, arn, region) = (name.clone(), arn.to_owned(), self.region.clone());
            KeepQuestion::OtherRegion { profile, arn, region, others }
        });
        Ok(anothers.into_iter().chain(elsewhere))
    }

    /// Whether the text now says of the profile what it is to say, for every reader.
    fn reads_well(&self, text: &str, session: &str, region: Option<&str>) -> bool {
        let mut sections = Sections::default();
        let read = sections.add(ProfileFile::Config, "config", &plain(text)).is_ok();
        let profile = sections.profile(&self.profile);
        let says = |setting: &str, value: &str| profile.and_then(|it| it.get(setting)) == Some(value);
        read && says("login_session", session) && region.is_none_or(|region| says("region", region))
    }

    fn kept(&self, session: &ConsoleSession, config: PathBuf) -> Keeping {
        Keeping::Kept(KeptSession { config: Some(config), ..self.kept_in_memory(session) })
    }

    /// As it is said of a session that is written down nowhere.
    pub(in crate::aws) fn kept_in_memory(&self, session: &ConsoleSession) -> KeptSession {
        KeptSession {
            profile: self.profile.clone(),
            region: self.region.clone(),
            arn: session.arn.clone(),
            account: session.account.clone(),
            config: None,
        }
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
