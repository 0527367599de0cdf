//! The AWS CLI's two files, `config` and `credentials`: which profiles and SSO sessions they hold, each setting with the line
//! that it stands on. Knows neither where the files are nor what a setting means, and keeps no secret: of one it tells only
//! that it is there.
//!
//! The SDK has such a reader and keeps it to itself: its entry takes types that are marked as internal, and it forgets the
//! lines. The SDK reads the same files once more when it signs, so this one follows its rules to the letter:
//! `tests/it/profile_files.rs` holds the two against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::setup::{Line, LoginFlaw};

/// What both files hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sections {
    profiles: BTreeMap<String, Profile>,
    sso_sessions: BTreeSet<String>,
}

/// One profile. Where both files have it, the settings of the later one win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    name: String,
    at: Line,
    /// By name, in lower case.
    settings: BTreeMap<String, Setting>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Setting {
    value: String,
    at: Line,
}

/// Which of the two files, for each has its own way to write a profile's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileFile {
    /// `[profile NAME]`, `[default]`, `[sso-session NAME]`.
    Config,
    /// `[NAME]`.
    Credentials,
}

/// Settings whose values are not kept.
const SECRETS: [&str; 3] = ["aws_secret_access_key", "aws_session_token", "aws_security_token"];
/// No other character is white space in these files.
const BLANKS: [char; 2] = [' ', '\t'];
const COMMENTS: [char; 2] = ['#', ';'];

impl Sections {
    /// Takes in a file; of the two, `config` comes first. `path` is what a flaw and a [`Line`] name.
    pub fn add(&mut self, kind: ProfileFile, path: &str, text: &str) -> Result<(), LoginFlaw> {
        let raw = raw_sections(path, text)?;
        let replaced = raw.iter().any(|it| kind == ProfileFile::Config && it.parts() == (Some("profile"), "default"));
        for section in &raw {
            let (prefix, name) = section.parts();
            let is_profile = match (kind, prefix) {
                (ProfileFile::Config, None) => name == "default" && !replaced,
                (ProfileFile::Config, Some(prefix)) => prefix == "profile" && is_identifier(name),
                (ProfileFile::Credentials, None) => is_identifier(name),
                (ProfileFile::Credentials, Some(_)) => false,
            };
            if is_profile {
                self.merge(name, path, section);
            } else if kind == ProfileFile::Config && prefix == Some("sso-session") && is_identifier(name) {
                self.sso_sessions.insert(name.into());
            }
        }
        Ok(())
    }

    fn merge(&mut self, name: &str, path: &str, section: &RawSection<'_>) {
        let line = |line| Line { file: path.into(), line };
        let profile = self.profiles.entry(name.into()).or_insert_with(|| Profile {
            name: name.into(),
            at: line(section.at),
            settings: BTreeMap::new(),
        });
        for (name, setting) in section.settings.iter().filter(|(name, _)| is_identifier(name)) {
            let value = if SECRETS.contains(&name.as_str()) { String::new() } else { setting.value.clone() };
            profile.settings.insert(name.clone(), Setting { value, at: line(setting.at) });
        }
    }

    /// The profile of this name, if a file holds one.
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.get(name)
    }

    /// The names of all profiles, sorted.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// Whether there is a section `[sso-session NAME]`.
    pub fn has_sso_session(&self, name: &str) -> bool {
        self.sso_sessions.contains(name)
    }
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
        let (section, last) = open.as_mut().ok_or_else(|| flaw("Expected a profile definition"))?;
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
