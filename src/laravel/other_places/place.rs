//! A place where the app may run, with the texts of its variables, and what may be shown of it. Knows no form of a file.

use std::collections::{BTreeMap, BTreeSet};

use crate::laravel::{dotenv, env::MaskedValue, files::Files};

/// A place where the app may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherPlace {
    /// What kind of place it is.
    pub kind: OtherPlaceKind,
    /// The file that says it.
    pub file: String,
    /// What it is called there: a service, a pool, a program.
    pub name: Option<String>,
    /// What of its variables is written out.
    pub written: BTreeMap<String, PlaceValue>,
}

/// A variable that is written in a file of another place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceValue {
    /// The file.
    pub file: String,
    /// The line, from 1, where only one can be meant.
    pub line: Option<usize>,
    /// What is written there.
    pub value: MaskedValue,
}

/// What kind of place an app may run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OtherPlaceKind {
    /// An image that a Dockerfile builds, which no compose file of this machine does.
    Image,
    /// A compose file that is only taken where `-f` names it.
    ComposeFile,
    /// php-fpm with this pool.
    Pool,
    /// A program of supervisor.
    Program,
    /// A shell in the folder, where direnv is.
    Direnv,
    /// Fly.io
    Fly,
    /// Render
    Render,
    /// Google App Engine
    AppEngine,
    /// The App Platform of DigitalOcean
    DigitalOcean,
    /// AWS Lambda, by the Serverless Framework
    Serverless,
    /// A container of Kubernetes
    Kubernetes,
    /// A process of a Procfile
    Procfile,
    /// Heroku
    Heroku,
    /// A container that Kamal deploys
    Kamal,
    /// Upsun, which was Platform.sh
    Upsun,
}

/// A place with the texts of its variables, secrets among them. Never printed.
pub(in crate::laravel) struct PlaceTexts {
    pub kind: OtherPlaceKind,
    pub file: String,
    pub name: Option<String>,
    pub texts: BTreeMap<String, String>,
    /// Names of variables whose texts only that place knows.
    pub unknown: BTreeSet<String>,
    /// The files that give it what `file` does not, by the names of the variables.
    pub given_by: BTreeMap<String, String>,
}

impl PlaceTexts {
    /// Without variables.
    pub fn new(kind: OtherPlaceKind, file: &str, name: Option<&str>) -> PlaceTexts {
        let (texts, unknown, given_by) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        PlaceTexts { kind, file: file.to_owned(), name: name.map(str::to_owned), texts, unknown, given_by }
    }

    /// With a variable; without a text only that place knows it.
    pub fn set(&mut self, name: &str, text: Option<String>) {
        self.texts.remove(name);
        self.unknown.remove(name);
        self.given_by.remove(name);
        match text {
            Some(text) => drop(self.texts.insert(name.to_owned(), text)),
            None => drop(self.unknown.insert(name.to_owned())),
        }
    }

    /// With the variables of a file of them.
    pub fn set_by(&mut self, files: &Files, file: &str) {
        let values = files.get(file).and_then(|bytes| dotenv::read(bytes).ok()).unwrap_or_default();
        for (name, text) in values.into_iter().filter_map(|(name, text)| Some((name, text?))) {
            self.set(&name, Some(text));
            self.given_by.insert(name, file.to_owned());
        }
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.unknown.is_empty()
    }

    /// What may be shown of it.
    pub fn told(self, files: &Files) -> OtherPlace {
        let PlaceTexts { kind, file, name, texts, unknown: _, given_by } = self;
        let written = texts.into_iter().map(|(variable, text)| {
            let file = given_by.get(&variable).unwrap_or(&file).clone();
            let source = files.get(&file).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
            let line = line_of(&source, &variable, &text);
            let value = MaskedValue::of(&variable, text);
            (variable, PlaceValue { file, line, value })
        });
        let written = written.collect();
        OtherPlace { kind, file, name, written }
    }
}

/// The line, from 1, that gives a variable its text, where only one can be meant: one that names it and is no remark.
fn line_of(source: &str, variable: &str, text: &str) -> Option<usize> {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    // What stands behind the name.
    let behind = |line: &'_ str| -> Option<String> {
        let mut found = line.match_indices(variable).map(|(at, _)| (&line[..at], &line[at + variable.len()..]));
        let (_, rest) =
            found.find(|(before, rest)| !before.ends_with(is_of_a_name) && !rest.starts_with(is_of_a_name))?;
        Some(rest.trim_start_matches([' ', '\t', '=', ':', '"', '\'', ']']).to_owned())
    };
    let is_a_remark = |line: &str| line.trim_start().starts_with(['#', ';']);
    let lines = source.lines().enumerate().filter(|(_, line)| !is_a_remark(line));
    let naming: Vec<(usize, String)> = lines.filter_map(|(index, line)| Some((index + 1, behind(line)?))).collect();
    let with_text: Vec<usize> =
        naming.iter().filter(|(_, rest)| !text.is_empty() && rest.starts_with(text)).map(|(line, _)| *line).collect();
    if let [(line, _)] = naming.as_slice() {
        return Some(*line);
    }
    if let [line] = with_text.as_slice() { Some(*line) } else { None }
}
