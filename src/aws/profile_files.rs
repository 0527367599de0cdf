//! The AWS CLI's two files, `config` and `credentials`: which profiles and SSO sessions they hold, each setting with the line
//! that it stands on. Knows neither where the files are nor what a setting means, and keeps no secret: of one it tells only
//! that it is there.
//!
//! The SDK has such a reader and keeps it to itself: its entry takes types that are marked as internal, and it forgets the
//! lines. The SDK reads the same texts once more when it signs, so this one follows its rules to the letter:
//! `tests/it/profile_files.rs` holds the two against each other. Where the AWS CLI reads what the SDK refuses as a whole
//! (settings that are indented below their profile), both get the text in the form of [`plain`].

use std::{borrow::Cow, collections::BTreeMap};

use zeroize::Zeroizing;

use crate::setup::{Line, LoginFlaw, NotRead};

/// What both files hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    profiles: BTreeMap<String, Profile>,
    sso_sessions: BTreeMap<String, Profile>,
    services: BTreeMap<String, Profile>,
    strays: Vec<UnreadSection>,
}

/// A section that its author meant for a profile, and that is read as none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadSection {
    /// The name of the profile that was meant.
    pub name: String,
    /// Why the name is not one.
    pub why: NotRead,
}

/// One profile. Where both files have it, the settings of the later one win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    name: String,
    at: Line,
    /// By name, in lower case.
    settings: BTreeMap<String, Setting>,
    /// Parts of a key under names that no program reads.
    misnamed: Vec<LoginFlaw>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    value: String,
    at: Line,
    file: ProfileFile,
    /// Quotes stand around it, which belong to the value for every reader of these files.
    quoted: bool,
}

/// Which of the two files, for each has its own way to write a profile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFile {
    /// `[profile NAME]`, `[default]`, `[sso-session NAME]`.
    Config,
    /// `[NAME]`.
    Credentials,
}

impl ProfileFile {
    /// The variable that names another file in its place.
    pub fn variable(self) -> &'static str {
        match self {
            ProfileFile::Config => "AWS_CONFIG_FILE",
            ProfileFile::Credentials => "AWS_SHARED_CREDENTIALS_FILE",
        }
    }
}

/// Settings whose values are not kept.
const SECRETS: [&str; 3] = ["aws_secret_access_key", "aws_session_token", "aws_security_token"];
/// What the SDK says of a line above the first profile.
pub(super) const NO_PROFILE: &str = "Expected a profile definition";
/// No other character is white space in these files.
const BLANKS: [char; 2] = [' ', '\t'];
const COMMENTS: [char; 2] = ['#', ';'];

impl Sections {
    /// Takes in a file; of the two, `config` comes first. `path` is what a flaw and a [`Line`] name.
    pub fn add(&mut self, kind: ProfileFile, path: &str, text: &str) -> Result<(), LoginFlaw> {
        let raw = raw_sections(path, text)?;
        for section in &raw {
            self.strays.extend(stray(kind, path, section, &raw));
            let (prefix, name) = section.parts();
            if is_profile(kind, section, &raw) {
                merge(&mut self.profiles, name, kind, path, section);
            } else if kind == ProfileFile::Config && prefix == Some("sso-session") && is_identifier(name) {
                merge(&mut self.sso_sessions, name, kind, path, section);
            } else if kind == ProfileFile::Config && prefix == Some("services") && is_identifier(name) {
                merge(&mut self.services, name, kind, path, section);
            }
        }
        Ok(())
    }

    /// The profile of this name, if a file holds one.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// The names of all profiles, sorted.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// The section `[sso-session NAME]`.
    pub fn sso_session(&self, name: &str) -> Option<&Profile> {
        self.sso_sessions.get(name)
    }

    /// The server that a profile names for one of these services, or for all; the service's own goes first. As it is written,
    /// and where.
    pub fn endpoint(&self, profile: &str, services: &[&str]) -> Option<(String, Line)> {
        let profile = self.profile(profile)?;
        let of_services = profile.get("services").and_then(|name| self.services.get(name));
        let own = services.iter().find_map(|service| {
            let group = of_services?;
            let said = group.get(service)?.lines().filter_map(|line| name_and_value(line, "").ok());
            let (_, url) = said.into_iter().find(|(name, _)| name == "endpoint_url")?;
            Some((url.to_owned(), group.line_of(service)))
        });
        let of_all = || Some((profile.get("endpoint_url")?.to_owned(), profile.line_of("endpoint_url")));
        own.or_else(of_all).filter(|(url, _)| !url.is_empty())
    }

    /// What was meant for a profile and is read as none, in the order of the files.
    pub fn strays(&self) -> &[UnreadSection] {
        &self.strays
    }
}

/// The value of a setting of a profile in one of the files, one that [`Sections`] does not keep; none where it is not there, or
/// empty.
pub fn secret_in(kind: ProfileFile, text: &str, profile: &str, setting: &str) -> Option<Zeroizing<String>> {
    let raw = raw_sections("", text).ok()?;
    let of_profile = raw.iter().filter(|it| it.parts().1 == profile && is_profile(kind, it, &raw));
    let value = of_profile.filter_map(|section| section.settings.get(setting)).next_back()?.value.clone();
    (!value.trim().is_empty()).then(|| Zeroizing::new(value))
}

/// Whether a section is one of a profile, in this file beside those others.
fn is_profile(kind: ProfileFile, section: &RawSection<'_>, all: &[RawSection<'_>]) -> bool {
    let (prefix, name) = section.parts();
    match (kind, prefix) {
        (ProfileFile::Config, None) => {
            name == "default" && all.iter().all(|it| it.parts() != (Some("profile"), "default"))
        }
        (ProfileFile::Config, Some(prefix)) => prefix == "profile" && is_identifier(name),
        (ProfileFile::Credentials, None) => is_identifier(name),
        (ProfileFile::Credentials, Some(_)) => false,
    }
}

fn merge(into: &mut BTreeMap<String, Profile>, name: &str, file: ProfileFile, path: &str, section: &RawSection<'_>) {
    let line = |line| Line { file: path.into(), line };
    let profile = into.entry(name.into()).or_insert_with(|| Profile {
        name: name.into(),
        at: line(section.at),
        settings: BTreeMap::new(),
        misnamed: Vec::new(),
    });
    let misnamed = section.settings.iter().filter_map(|(written, setting)| {
        let (profile, meant) = (name.to_owned(), meant_for(written)?.to_owned());
        Some(LoginFlaw::OtherName { profile, written: written.clone(), meant, at: line(setting.at) })
    });
    profile.misnamed.extend(misnamed);
    for (name, setting) in section.settings.iter().filter(|(name, _)| is_identifier(name)) {
        let is_secret = SECRETS.contains(&name.as_str());
        // An empty secret counts as not set: AWS refuses a good key that comes with an empty session token.
        if is_secret && setting.value.trim().is_empty() {
            continue;
        }
        let value = if is_secret { String::new() } else { setting.value.clone() };
        let quoted = ['"', '\''].iter().any(|mark| setting.value.starts_with(*mark) || setting.value.ends_with(*mark));
        profile.settings.insert(name.clone(), Setting { value, at: line(setting.at), file, quoted });
    }
}

/// The setting of a key that a misspelled name stands for: one with a shell's `export` before it, or as other programs call it.
fn meant_for(written: &str) -> Option<&'static str> {
    const PARTS: [(&str, &[&str]); 3] = [
        ("aws_access_key_id", &["awsaccesskeyid", "accesskeyid", "awsaccesskey", "accesskey", "awskeyid", "keyid"]),
        (
            "aws_secret_access_key",
            &["awssecretaccesskey", "secretaccesskey", "awssecretkey", "secretkey", "awssecret", "secret"],
        ),
        ("aws_session_token", &["awssessiontoken", "sessiontoken"]),
    ];
    let bare = ["export ", "set ", "$env:"].into_iter().find_map(|before| written.strip_prefix(before));
    let letters: String = bare.unwrap_or(written).chars().filter(char::is_ascii_alphanumeric).collect();
    let (meant, _) = PARTS.into_iter().find(|(_, names)| names.contains(&letters.as_str()))?;
    (meant != written).then_some(meant)
}

/// The profile that a section was meant for, where it is read as none.
fn stray(kind: ProfileFile, path: &str, section: &RawSection<'_>, all: &[RawSection<'_>]) -> Option<UnreadSection> {
    let line = |line| Line { file: path.into(), line };
    let (prefix, name) = section.parts();
    let at = line(section.at);
    let stray = |name: &str, why| Some(UnreadSection { name: name.into(), why });
    match (kind, prefix) {
        // `aws configure --profile 'my shop'` writes quotes around the name, which belong to it for the SDKs alone.
        (ProfileFile::Config, Some("profile")) if !is_identifier(name) => {
            let mark = ['"', '\''].into_iter().find(|mark| name.len() > 2 && name.starts_with(*mark));
            let inner = mark.and_then(|mark| name.strip_prefix(mark)?.strip_suffix(mark));
            stray(inner.unwrap_or(name), NotRead::Letters { at })
        }
        (ProfileFile::Credentials, None) if !is_identifier(name) => stray(name, NotRead::Letters { at }),
        (ProfileFile::Config, None) if name == "default" => {
            let other = all.iter().find(|it| it.parts() == (Some("profile"), "default"))?;
            stray(name, NotRead::Hidden { at, by: line(other.at) })
        }
        // The AWS CLI's own.
        (ProfileFile::Config, None) if ["plugins", "preview", "toggle"].contains(&name) => None,
        (ProfileFile::Config, None) => match after_the_word(name) {
            Some(name) => stray(name, NotRead::OtherWord { at }),
            None => stray(name, NotRead::NoPrefix { at }),
        },
        (ProfileFile::Config, Some(word)) if ["profile", "profiles"].iter().any(|it| word.eq_ignore_ascii_case(it)) => {
            // Read as it is meant where the word is the right one.
            (word != "profile").then_some(UnreadSection { name: name.into(), why: NotRead::OtherWord { at } })
        }
        (ProfileFile::Credentials, Some("profile")) => stray(name, NotRead::Prefix { at }),
        // A name with a blank in it.
        (ProfileFile::Credentials, Some(_)) => stray(section.name.trim_matches(BLANKS), NotRead::Letters { at }),
        (ProfileFile::Credentials, None) | (ProfileFile::Config, Some(_)) => None,
    }
}

/// The name in `profile-NAME`, `profile:NAME` and the like.
fn after_the_word(name: &str) -> Option<&str> {
    let word = name.get(.."profile".len()).filter(|word| word.eq_ignore_ascii_case("profile"))?;
    let rest = name[word.len()..].trim_start_matches(['s', 'S']).strip_prefix(['-', '_', ':', '.', '/', '='])?;
    (!rest.is_empty()).then_some(rest)
}

/// A text as the AWS CLI reads it, in the one form that the SDK reads alike: no byte order mark in front, and every setting of
/// a section at the beginning of its line. A line that is indented more than the setting above it goes on with that one.
/// Each line keeps its number.
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.lines().any(|line| line.starts_with(BLANKS) && !line.trim().is_empty()) {
        return Cow::Borrowed(text);
    }
    let mut whole = String::with_capacity(text.len());
    // How far the last setting of this section is moved in.
    let mut setting: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start_matches(BLANKS);
        let moved_in = line.len() - inner.len();
        let is_comment = inner.starts_with(COMMENTS);
        let goes_on = !is_comment && setting.is_some_and(|setting| moved_in > setting);
        if inner.trim().is_empty() || goes_on {
            whole.push_str(line);
            continue;
        }
        if !is_comment {
            setting = if inner.starts_with('[') { None } else { Some(moved_in) };
        }
        whole.push_str(inner);
    }
    Cow::Owned(whole)
}

impl Profile {
    /// As other profiles name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of a setting; empty for one that is a secret.
    pub fn get(&self, setting: &str) -> Option<&str> {
        self.settings.get(setting).map(|it| it.value.as_str())
    }

    /// Which file the setting stands in that counts.
    pub fn file_of(&self, setting: &str) -> Option<ProfileFile> {
        self.settings.get(setting).map(|it| it.file)
    }

    /// Whether the value of a setting stands in quotes.
    pub fn is_quoted(&self, setting: &str) -> bool {
        self.settings.get(setting).is_some_and(|it| it.quoted)
    }

    /// Parts of a key that stand under names which no program reads.
    pub fn misnamed(&self) -> &[LoginFlaw] {
        &self.misnamed
    }

    /// Where a setting stands; the profile's own line where it has no such setting.
    pub fn line_of(&self, setting: &str) -> Line {
        self.settings.get(setting).map_or(&self.at, |it| &it.at).clone()
    }
}

/// A section before its name is understood.
struct RawSection<'a> {
    /// What stands between the brackets.
    name: &'a str,
    at: usize,
    settings: BTreeMap<String, RawSetting>,
}

struct RawSetting {
    value: String,
    at: usize,
    /// Nothing stands behind its `=`, so that the indented lines below it are settings of their own.
    is_group: bool,
}

impl RawSection<'_> {
    /// `profile` and `work` of `profile work`; a name alone has nothing before it.
    fn parts(&self) -> (Option<&str>, &str) {
        let name = self.name.trim_matches(BLANKS);
        match name.split_once(BLANKS) {
            Some((prefix, name)) => (Some(prefix.trim()), name.trim()),
            None => (None, name.trim()),
        }
    }
}

fn raw_sections<'a>(path: &str, text: &'a str) -> Result<Vec<RawSection<'a>>, LoginFlaw> {
    let mut sections: Vec<RawSection> = Vec::new();
    // The section that is being read, and the setting that an indented line goes on with.
    let mut open: Option<(usize, Option<String>)> = None;
    for (at, line) in (1..).zip(text.lines()) {
        let flaw = |said: &str| LoginFlaw::Unreadable { file: path.into(), line: at, said: said.into() };
        if line.trim_matches(BLANKS).is_empty() || line.starts_with(COMMENTS) {
            continue;
        }
        if let Some(rest) = line.strip_prefix('[') {
            let name = without_comment(rest, |_| true).strip_suffix(']');
            let name = name.ok_or_else(|| flaw("Profile definition must end with ']'"))?;
            let known = sections.iter().position(|section| section.name == name);
            open = Some((known.unwrap_or(sections.len()), None));
            if known.is_none() {
                sections.push(RawSection { name, at, settings: BTreeMap::new() });
            }
            continue;
        }
        let (section, last) = open.as_mut().ok_or_else(|| flaw(NO_PROFILE))?;
        let settings = &mut sections[*section].settings;
        if line.starts_with(BLANKS) {
            let setting = last.as_ref().and_then(|name| settings.get_mut(name));
            let setting = setting.ok_or_else(|| flaw("Expected a property definition, found continuation"))?;
            if setting.is_group {
                name_and_value(line, "sub-property").map_err(|said| flaw(&said))?;
            }
            setting.value.push('\n');
            setting.value.push_str(line.trim_matches(BLANKS));
        } else {
            let (name, value) = name_and_value(line, "property").map_err(|said| flaw(&said))?;
            let setting = RawSetting { value: value.into(), at, is_group: value.is_empty() };
            settings.insert(name.clone(), setting);
            *last = Some(name);
        }
    }
    Ok(sections)
}

/// `name = value`, the name in lower case; or what is wrong with it.
fn name_and_value<'a>(line: &'a str, what: &str) -> Result<(String, &'a str), String> {
    // Only behind white space does a comment begin: a value may hold a `#`.
    let line = without_comment(line, |before| before.is_some_and(char::is_whitespace));
    let (name, value) = line.split_once('=').ok_or_else(|| format!("Expected an '=' sign defining a {what}"))?;
    match name.trim_matches(BLANKS) {
        "" => Err(format!("A {what} did not have a name")),
        name => Ok((name.to_ascii_lowercase(), value.trim_matches(BLANKS))),
    }
}

/// The line up to its comment. `begins` says whether one may begin behind this character.
fn without_comment(line: &str, begins: impl Fn(Option<char>) -> bool) -> &str {
    let line = line.trim_matches(BLANKS);
    let before = std::iter::once(None).chain(line.chars().map(Some));
    let mut marks = line.char_indices().zip(before).filter(|((_, c), _)| COMMENTS.contains(c));
    let end = marks.find(|(_, before)| begins(*before)).map_or(line.len(), |((at, _), _)| at);
    line[..end].trim_matches(BLANKS)
}

/// What the SDK takes for a name; any other is passed over.
fn is_identifier(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c))
}
