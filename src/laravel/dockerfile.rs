//! The variables that a Dockerfile gives to the image of an app: `ENV` of the stage that is built, and of the stages below it.
//! Builds nothing: what the image at the bottom has is unknown, and so is a value with a reference to it.

use std::collections::{BTreeMap, BTreeSet};

use parse_dockerfile::{Instruction, Source, Stage};

use super::references::{Expands, expanded};

/// What an image gives to its containers.
#[derive(Debug, Default)]
pub(super) struct Image {
    pub texts: BTreeMap<String, String>,
    /// Names whose texts only the image at the bottom, or a build, can tell.
    pub unknown: BTreeSet<String>,
}

/// How an image is built.
#[derive(Debug, Default)]
pub(super) struct Build<'b> {
    /// The stage, else the last one.
    pub target: Option<&'b str>,
    /// Values for `ARG`.
    pub args: BTreeMap<String, String>,
}

/// Stages that stand on each other.
const DEEPEST: usize = 12;

impl Image {
    /// Of a Dockerfile; nothing where it cannot be read.
    pub fn of(text: &str, build: &Build) -> Image {
        let Ok(file) = parse_dockerfile::parse(text) else { return Image::default() };
        let stages: Vec<Stage> = file.stages().collect();
        let mut global = BTreeMap::new();
        for arg in file.global_args() {
            declare(&mut global, &arg.arguments.value, build, &BTreeMap::new());
        }
        let last = match build.target {
            Some(name) => stages.iter().rposition(|stage| is_named(stage, name)),
            None => stages.len().checked_sub(1),
        };
        let mut chain: Vec<&Stage> = Vec::new();
        let mut at = last;
        while let Some(index) = at.filter(|_| chain.len() < DEEPEST) {
            let stage = &stages[index];
            chain.push(stage);
            let below = expanded(&stage.from.image.value, Expands::Dockerfile, &|name| global.get(name).cloned());
            at = below.and_then(|below| stages[..index].iter().rposition(|stage| is_named(stage, &below)));
        }
        let mut image = Image::default();
        for stage in chain.into_iter().rev() {
            image.built(stage, build, &global);
        }
        image
    }

    fn built(&mut self, stage: &Stage, build: &Build, global: &Arguments) {
        let mut args = Arguments::new();
        for instruction in stage.instructions {
            // By name, as the instructions that say nothing of variables are many and get more.
            if let Instruction::Arg(arg) = instruction {
                declare(&mut args, &arg.arguments.value, build, global);
            }
            if let Instruction::Env(env) = instruction {
                let set = assigned(&env.arguments.value);
                let values: Vec<_> = set.into_iter().map(|(name, raw)| (name, self.value(&raw, &args))).collect();
                for (name, value) in values {
                    self.texts.remove(&name);
                    self.unknown.remove(&name);
                    match value {
                        Some(text) => drop(self.texts.insert(name, text)),
                        None => drop(self.unknown.insert(name)),
                    }
                }
            }
        }
    }

    fn value(&self, raw: &str, args: &Arguments) -> Option<String> {
        expanded(raw, Expands::Dockerfile, &|name| match self.texts.get(name) {
            Some(text) => Some(Some(text.clone())),
            None if self.unknown.contains(name) => None,
            None => args.get(name).cloned(),
        })
    }
}

/// The paths of the project that a Dockerfile copies into an image, as they are written.
pub(super) fn copied(text: &str) -> Vec<String> {
    let Ok(file) = parse_dockerfile::parse(text) else { return Vec::new() };
    let sources = file.instructions.iter().flat_map(|instruction| {
        if let Instruction::Copy(copy) = instruction {
            return copy.src.as_slice();
        }
        if let Instruction::Add(add) = instruction { add.src.as_slice() } else { &[] }
    });
    let paths = sources.filter_map(|source| if let Source::Path(path) = source { Some(&path.value) } else { None });
    paths.map(|path| path.trim_start_matches("./").to_owned()).collect()
}

/// `ARG`s by name; none for one that a build has to give.
type Arguments = BTreeMap<String, Option<String>>;

/// What `ARG` declares: the value that the build gives, else its default, else that of the same name before the first stage.
fn declare(args: &mut Arguments, said: &str, build: &Build, global: &Arguments) {
    for word in shlex::split(said).unwrap_or_default() {
        let (name, default) = word.split_once('=').map_or((word.as_str(), None), |(name, text)| (name, Some(text)));
        let default = default.and_then(|raw| expanded(raw, Expands::Dockerfile, &|name| args.get(name).cloned()));
        let given = build.args.get(name).cloned().or(default).or_else(|| global.get(name).cloned().flatten());
        args.insert(name.to_owned(), given);
    }
}

fn is_named(stage: &Stage, name: &str) -> bool {
    stage.from.as_.as_ref().is_some_and(|(_, own)| own.value.eq_ignore_ascii_case(name))
}

/// `NAME=value …`, or the older `NAME value`, whose value is the rest of the line. A text within single quotes that would be taken
/// for a reference stands with its dollar doubled.
fn assigned(said: &str) -> Vec<(String, String)> {
    let first = said.split_whitespace().next().unwrap_or_default();
    let said = without_literal_references(said);
    if !first.contains('=') {
        let (name, rest) = said.split_once(char::is_whitespace).unwrap_or((&said, ""));
        let rest = rest.trim();
        return vec![(
            name.to_owned(),
            shlex::split(rest).filter(|it| it.len() == 1).map_or(rest.into(), |it| it[0].clone()),
        )];
    }
    let words = shlex::split(&said).unwrap_or_default();
    words.iter().filter_map(|word| word.split_once('=')).map(|(name, raw)| (name.to_owned(), raw.to_owned())).collect()
}

/// The text with each literal dollar doubled: one within single quotes, or behind a backslash.
fn without_literal_references(said: &str) -> String {
    let (mut out, mut in_single, mut in_double, mut is_escaped) = (String::new(), false, false, false);
    for c in said.chars() {
        if c == '\'' && !in_double && !is_escaped {
            in_single = !in_single;
        } else if c == '"' && !in_single && !is_escaped {
            in_double = !in_double;
        } else if c == '$' && is_escaped {
            // The backslash goes with it.
            out.pop();
            out.push('$');
        } else if c == '$' && in_single {
            out.push('$');
        }
        is_escaped = c == '\\' && !in_single && !is_escaped;
        out.push(c);
    }
    out
}
