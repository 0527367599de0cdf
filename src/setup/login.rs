//! Logins: the ways to sign in that lie at hand on this machine, and what is known of each. Knows neither the files that they
//! stand in nor how AWS is asked.
//!
//! **What is asked at once, and what only when it is chosen.** The files tell what each login is, and of SSO and `aws login`
//! whether their session is over: that is read at once, of all. AWS is asked about the chosen one alone, and about the others
//! when the user says so: even GetCallerIdentity leaves a mark, in the account's CloudTrail and in a key's "last used", by which
//! people decide which key may go. A `credential_process` is the user's own program and may open a browser or ask for a code: it
//! runs only for the login that was chosen.

use std::collections::BTreeMap;

use super::{Caller, SignIn};
use crate::terms::{AccountId, Failure, KeyId, Region, Timestamp, shell_word};

/// Everything that lies at hand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logins {
    /// The one that is taken unless another is chosen comes first.
    pub found: Vec<Login>,
    /// What cannot be read, or leads nowhere.
    pub flaws: Vec<LoginFlaw>,
}

/// A way to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// What the intent says where it is chosen.
    pub by: SignIn,
    /// The name of the profile, where it is one.
    pub profile: Option<String>,
    pub kind: LoginKind,
    /// As the files tell; AWS has not been asked.
    pub account: Option<AccountId>,
    /// Its principal, as the files tell: a role's name, a user's.
    pub principal: Option<String>,
    /// The region that goes with it.
    pub region: Option<Region>,
    pub lasts: Lasts,
    /// What begins the session anew that it begins with, where it begins with one: what looks good in a file AWS may have ended.
    pub anew: Option<Renewal>,
}

/// What a login is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginKind {
    /// `AWS_ACCESS_KEY_ID` and its secret in the environment.
    Environment { key: KeyId },
    /// A key in a file.
    Keys { key: KeyId },
    /// IAM Identity Center.
    Sso { session: Option<String> },
    /// A session of the console, by `aws login`.
    Console,
    /// A role that another login takes on.
    Role {
        name: String,
        from: Option<String>,
        /// It begins with a program (`credential_process`).
        by_program: bool,
    },
    /// A program (`credential_process`).
    Program,
    /// A token in a file, as in a CI.
    WebIdentity,
    /// The key in the app's `.env`, or the one that rests here for it.
    AppKey { key: KeyId },
    /// Pasted in this run.
    Pasted { key: KeyId },
    /// Handed to this run by the process that began it.
    Given,
}

/// How long a login lasts, as far as it can be known without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lasts {
    /// It has no end, or none that is written down.
    NoEnd,
    Until(Timestamp),
    /// It has ended, or was never begun; this begins another.
    Over {
        since: Option<Timestamp>,
        renewal: Renewal,
    },
}

/// The command that begins a session anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewal {
    /// `aws login`
    Console {
        profile: Option<String>,
    },
    /// `aws sso login`
    Sso {
        profile: String,
    },
    SsoSession {
        session: String,
    },
}

/// Why a login leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginFlaw {
    /// The file cannot be read past this line; the reader's own words.
    Unreadable { file: String, line: usize, said: String },
    /// A file that is there and cannot be opened.
    Unopened { file: String, said: String },
    /// Each takes its credentials from the next, and the last from the first.
    Circle { profiles: Vec<String>, at: Option<Line> },
    /// It takes its credentials from a profile that is not there.
    NoSource { profile: String, source: String, at: Option<Line>, meant: Option<Box<NotRead>> },
    /// It names an SSO session that is not there.
    NoSession { profile: String, session: String, at: Option<Line> },
    /// Something that belongs to it is missing.
    Lacks { profile: String, setting: String, at: Option<Line> },
    /// An SSO session without something that belongs to it.
    SessionLacks { session: String, setting: String, at: Option<Line> },
    /// A value with quotes or blanks around it, or of another form than it must have.
    Malformed { profile: String, setting: String, at: Option<Line> },
    /// The profile that was named, by `--profile` or by the environment, is not there.
    NoProfile { profile: String, exist: Vec<String>, meant: Option<NotRead> },
    /// `AWS_PROFILE` names one profile and `AWS_DEFAULT_PROFILE` another: the SDKs, and we, take the first; the AWS CLI 1 and
    /// boto3 take the other.
    TwoNamed { profile: String, other: String },
    /// A section that was meant for a profile.
    NotRead { profile: String, why: NotRead },
    /// What a variable or a setting names in AWS's place is no whole address.
    NoAddress { setting: String, at: Option<Line> },
    /// A value that the AWS CLI stops at; here it counts for nothing.
    NotTaken { setting: String, at: Option<Line> },
    /// Two logins in one profile: as the AWS CLI does, Sesame takes the one and leaves the other.
    Beside { profile: String, taken: String, by: Line, left: String, at: Box<Line> },
    /// Half of a key in the environment, at which the AWS CLI stops.
    HalfPair { set: String, missing: String },
    /// A variable with quotes or blanks around its value.
    MalformedVariable { variable: String },
    /// What the AWS CLI would sign in by, and Sesame does not.
    Unused { variables: String },
    /// A key that counts only with its session token, which is not beside it.
    NoToken { key: String, at: Option<Line> },
    /// A long-lived key with a session token beside it: AWS takes a token with a temporary key alone.
    TokenBeside { key: String, token: String, at: Option<Line> },
    /// A file of profiles that begins with something else than a profile's name.
    NoSection { file: String, line: usize, holds: Holds },
    /// A setting under a name that no program reads, and the one that was meant.
    OtherName { profile: String, written: String, meant: String, at: Line },
    /// A role that is given out for a code of a device, which only the AWS CLI asks for.
    Mfa { profile: String, at: Line },
    /// A setting that the profile and its SSO session say differently.
    SsoDiffers { profile: String, session: String, setting: String, at: Line },
}

/// What a file holds that stands in the place of a file of profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Settings, without a line above them that says whose they are.
    Settings,
    /// What the console gives when a key is downloaded.
    Csv,
    /// What the AWS CLI prints when it makes a key.
    Json,
}

/// Why a section that was meant for a profile is read as none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// `[profile NAME]` in the file `credentials`, where the name stands alone.
    Prefix { at: Line },
    /// `[NAME]` in the file `config`, where only `default` stands alone.
    NoPrefix { at: Line },
    /// A name with letters or blanks that the AWS SDK takes for none; the AWS CLI does.
    Letters { at: Line },
    /// `[default]`, of which nothing counts beside `[profile default]`.
    Hidden { at: Line, by: Line },
    /// A name that differs from the one that was asked for in upper and lower case alone.
    OtherCase { at: Line },
    /// `[profiles NAME]`, `[Profile NAME]`, `[profile-NAME]`: the word before the name is another one.
    OtherWord { at: Line },
}

/// In English, for logs and scripts; `words` has both languages.
impl std::fmt::Display for LoginFlaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = match self {
            LoginFlaw::Unreadable { file, line, said } => return write!(f, "{file}, line {line}: {said}"),
            LoginFlaw::Unopened { file, said } => return write!(f, "{file} cannot be read: {said}"),
            LoginFlaw::Circle { profiles, at } => {
                match &profiles[..] {
                    [only] => write!(f, "the profile {only} takes its credentials from itself, and holds none")?,
                    all => write!(f, "the profiles {} take their credentials from each other", all.join(" → "))?,
                }
                at
            }
            LoginFlaw::NoSource { profile, source, at, meant } => {
                write!(f, "the profile {profile} takes its credentials from {source}, which does not exist")?;
                at.iter().try_for_each(|at| write!(f, " ({at})"))?;
                return meant.iter().try_for_each(|why| write!(f, "; {why}"));
            }
            LoginFlaw::NoSession { profile, session, at } => {
                write!(f, "the profile {profile} names the SSO session {session}, which does not exist")?;
                at
            }
            LoginFlaw::Lacks { profile, setting, at } => {
                write!(f, "the profile {profile} has no {setting}")?;
                at
            }
            LoginFlaw::SessionLacks { session, setting, at } => {
                write!(f, "the SSO session {session} has no {setting}")?;
                at
            }
            LoginFlaw::Malformed { profile, setting, at } => {
                write!(
                    f,
                    "the value of {setting} in the profile {profile} has quotes or blanks, or is not of the form that it must have"
                )?;
                at
            }
            LoginFlaw::NoProfile { profile, exist, meant } => {
                match &exist[..] {
                    [] => write!(f, "there is no profile {profile}, and no other")?,
                    some => write!(f, "there is no profile {profile}; there are: {}", some.join(", "))?,
                }
                return match meant {
                    Some(why) => write!(f, "; {why}"),
                    None => Ok(()),
                };
            }
            LoginFlaw::TwoNamed { profile, other } => {
                return write!(
                    f,
                    "AWS_PROFILE names {profile}, which is taken, and AWS_DEFAULT_PROFILE names {other}, which the AWS CLI 1 and boto3 take"
                );
            }
            LoginFlaw::NotRead { profile, why } => return write!(f, "the profile {profile}: {why}"),
            LoginFlaw::NoAddress { setting, at } => {
                write!(
                    f,
                    "the endpoint that {setting} names is no whole address: one begins with https:// or http://"
                )?;
                at
            }
            LoginFlaw::NotTaken { setting, at } => {
                write!(f, "the AWS CLI does not take the value of {setting}; Sesame passes over it")?;
                at
            }
            LoginFlaw::Beside { profile, taken, by, left, at } => {
                return write!(
                    f,
                    "the profile {profile} has {taken} ({by}), which the AWS CLI and Sesame take, and {left} ({at}), which counts for nothing beside it"
                );
            }
            LoginFlaw::HalfPair { set, missing } => {
                return write!(f, "the environment has {set} and no {missing}; set both, or neither");
            }
            LoginFlaw::MalformedVariable { variable } => {
                return write!(f, "the value of {variable} has quotes or blanks, which AWS takes for a part of it");
            }
            LoginFlaw::Unused { variables } => {
                return write!(f, "the environment has {variables}, which the AWS CLI signs in by and Sesame does not");
            }
            LoginFlaw::NoToken { key, at } => {
                write!(f, "the key {key} is a temporary one, and its session token is not beside it")?;
                at
            }
            LoginFlaw::TokenBeside { key, token, at } => {
                write!(
                    f,
                    "the key {key} is a long-lived one, and AWS takes it only without the session token in {token}; take {token} away"
                )?;
                at
            }
            LoginFlaw::NoSection { file, line, holds } => {
                let holds = match holds {
                    Holds::Settings => "settings, and no line [default] or [NAME] above them",
                    Holds::Csv => {
                        "the CSV file of the console, which `aws configure import --csv file://FILE` takes over"
                    }
                    Holds::Json => {
                        "JSON; put the id and the secret behind aws_access_key_id = and aws_secret_access_key =, below a line [default]"
                    }
                };
                return write!(f, "{file}, line {line} is no profile: the file holds {holds}");
            }
            LoginFlaw::OtherName { profile, written, meant, at } => {
                return write!(
                    f,
                    "{written} in the profile {profile} ({at}) is read by no program; {meant} is the setting's name"
                );
            }
            LoginFlaw::Mfa { profile, at } => {
                let profile = shell_word(profile);
                return write!(
                    f,
                    "mfa_serial ({at}) asks for a code, which Sesame cannot: `eval \"$(aws configure export-credentials --profile {profile} --format env)\"` asks for it, then start Sesame without --profile; or sign in by the browser"
                );
            }
            LoginFlaw::SsoDiffers { profile, session, setting, at } => {
                return write!(
                    f,
                    "{setting} in the profile {profile} ({at}) is another than in its SSO session {session}; take it out of the profile"
                );
            }
        };
        at.iter().try_for_each(|Line { file, line }| write!(f, " ({file}, line {line})"))
    }
}

impl std::fmt::Display for NotRead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotRead::Prefix { at } => {
                write!(f, "{at} begins with the word profile, and in that file the name stands alone")
            }
            NotRead::NoPrefix { at } => write!(f, "{at} lacks the word profile before the name"),
            NotRead::Letters { at } => {
                write!(f, "{at} has a letter or blank that the AWS SDKs do not take in a name; the AWS CLI does")
            }
            NotRead::Hidden { at, by } => write!(f, "nothing of {at} counts, because of {by}"),
            NotRead::OtherCase { at } => write!(f, "{at} has the name in other letters: upper and lower case count"),
            NotRead::OtherWord { at } => write!(f, "{at} is not written as [profile NAME]"),
        }
    }
}

/// Another server than AWS's, as a profile names it for the AWS CLI and every SDK, the app's among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEndpoint {
    pub profile: String,
    /// `endpoint_url`, as it is written.
    pub url: String,
    pub at: Line,
}

/// A line of a file, by its number from 1 on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub file: String,
    pub line: usize,
}

/// Where something is said that holds for this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedIn {
    /// A variable of the environment.
    Variable(String),
    /// A line of a file.
    File(Line),
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)
    }
}

/// The AWS CLI of this machine.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CliVersion {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

/// What came of asking AWS about a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    Works(Caller),
    Fails(Failure),
}

/// What is known of logins that were asked about.
pub type TriedLogins = BTreeMap<SignIn, Tried>;

impl SignIn {
    /// The profile that it names, where it names one.
    pub fn profile(&self) -> Option<&str> {
        match self {
            SignIn::Profile(name) => Some(name),
            SignIn::Ambient | SignIn::Pasted | SignIn::AppKey => None,
        }
    }
}

impl Logins {
    /// The login that this is.
    pub fn of(&self, sign_in: &SignIn) -> Option<&Login> {
        self.found.iter().find(|login| login.by == *sign_in)
    }
}

impl Login {
    /// Whether asking about it runs a program (`credential_process`).
    pub fn runs_a_program(&self) -> bool {
        matches!(self.kind, LoginKind::Program | LoginKind::Role { by_program: true, .. })
    }

    /// When it ends, as far as it is known.
    pub fn until(&self) -> Option<Timestamp> {
        match &self.lasts {
            Lasts::Until(at) => Some(*at),
            Lasts::NoEnd | Lasts::Over { .. } => None,
        }
    }

    /// What begins its session anew, where it is over.
    pub fn renewal(&self) -> Option<&Renewal> {
        match &self.lasts {
            Lasts::Over { renewal, .. } => Some(renewal),
            Lasts::NoEnd | Lasts::Until(_) => None,
        }
    }
}

impl Renewal {
    /// What comes after `aws`.
    pub fn args(&self) -> Vec<&str> {
        match self {
            Renewal::Console { profile: None } => vec!["login"],
            Renewal::Console { profile: Some(profile) } => vec!["login", "--profile", profile],
            Renewal::Sso { profile } => vec!["sso", "login", "--profile", profile],
            Renewal::SsoSession { session } => vec!["sso", "login", "--sso-session", session],
        }
    }

    /// The login that it is for, where it is for one alone.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Renewal::Console { profile } => profile.as_deref(),
            Renewal::Sso { profile } => Some(profile),
            Renewal::SsoSession { .. } => None,
        }
    }
}

/// As one types it.
impl std::fmt::Display for Renewal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("aws")?;
        self.args().into_iter().try_for_each(|word| write!(f, " {}", shell_word(word)))
    }
}

impl CliVersion {
    /// Out of what `aws --version` prints: `aws-cli/2.32.1 Python/3.13.9 …`.
    pub fn read(said: &str) -> Option<CliVersion> {
        let version = said.split_whitespace().find_map(|word| word.strip_prefix("aws-cli/"))?;
        let mut parts = version.split('.').map(|part| part.parse::<u32>().ok());
        let mut next = || parts.next().flatten();
        Some(CliVersion { major: next()?, minor: next()?, patch: next().unwrap_or_default() })
    }

    /// Whether it has `aws login`, which came with 2.32.0.
    pub fn can_log_in(&self) -> bool {
        *self >= CliVersion { major: 2, minor: 32, patch: 0 }
    }
}

impl std::fmt::Display for CliVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
