//! The build script: en.toml and ko.toml become one typed function per text. Knows no screen and no room; `src/words.rs`
//! includes what it writes.
//!
//! | in both files | becomes |
//! | --- | --- |
//! | `[step.sign-in]` `title = "Sign in"` | `text.step_sign_in_title() -> &'static str` |
//! | `[time]` `ago = "{time} ago"` | `text.time_ago(time) -> String`; takes whatever displays |
//!
//! Placeholders are `{name}`, braces themselves `{{` and `}}`. Arguments come in alphabetical order, in both languages:
//! in the order of the English sentence a rewording would swap two arguments of the same type without a word.
//!
//! **A text per variant of an enum.** A table of en.toml that says `_of = "terms::FailureKind"` has exactly one text for
//! each variant, under its kebab-case name, without placeholders, and becomes a look-up besides: `[failure.hint]` gives
//! `text.failure_hint(kind)`. It is a match that spells out every arm, so a variant without a text, and a text without a
//! variant, do not compile. The price: the compiler's message points into the generated file.
//!
//! **Particles.** In ko.toml `{domain:을}` is the value and 을 or 를, whichever follows it; [`PARTICLES`] has the others.
//! `words::particle` knows how. A fixed noun after the value (`{domain} 도메인을`) reads better where the value is Latin.
//!
//! The build fails, with one line each, on a key that one file lacks, on placeholders that differ, on an empty text, and on
//! a placeholder, particle or key that is none. `tests/it/words.rs` proves it.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::ExitCode,
};

/// The Korean particles that follow the last sound: after a consonant, after a vowel. The first one is the mark.
pub const PARTICLES: [(&str, &str); 8] = [
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라", "라"),
    ("이나", "나"),
    ("이며", "며"),
];

/// In a table of en.toml: the enum, as a path below the crate, that the table has a text for each variant of.
const OF: &str = "_of";

#[allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
#[allow(clippy::disallowed_methods, reason = "what is generated is public, and made anew")]
fn main() -> ExitCode {
    let here = Path::new("assets/locales");
    println!("cargo::rerun-if-changed={}", here.display());
    let read = |name| fs::read_to_string(here.join(name)).unwrap_or_else(|e| panic!("could not read {name}: {e}"));
    match check(&read("en.toml"), &read("ko.toml")) {
        Ok(code) => {
            let out = env::var_os("OUT_DIR").expect("cargo names a folder for what is generated");
            fs::write(Path::new(&out).join("words.rs"), code).expect("the folder that cargo named takes a file");
            ExitCode::SUCCESS
        }
        Err(complaints) => {
            complaints.iter().for_each(|line| println!("cargo::error={line}"));
            ExitCode::FAILURE
        }
    }
}

/// Both files as Rust, an `impl Text`; or every complaint about them, one line each.
pub fn check(en: &str, ko: &str) -> Result<String, Vec<String>> {
    let mut complaints = Vec::new();
    let english = File::read("en.toml", en, &mut complaints);
    let korean = File::read("ko.toml", ko, &mut complaints);
    for table in korean.enums.keys() {
        complaints.push(format!("ko.toml: {table}.{OF} is said once, in en.toml"));
    }
    for (here, there) in [(&english, &korean), (&korean, &english)] {
        let missing = here.texts.keys().filter(|key| !there.texts.contains_key(*key));
        complaints.extend(missing.map(|key| format!("{}: {key} is missing; {} has it", there.name, here.name)));
    }

    let mut functions = Vec::new();
    for (key, en) in &english.texts {
        let Some(ko) = korean.texts.get(key) else { continue };
        let (en, ko) = match (pieces(en, false), pieces(ko, true)) {
            (Ok(en), Ok(ko)) => (en, ko),
            (en, ko) => {
                complaints.extend(en.err().map(|why| format!("en.toml: {key}: {why}")));
                complaints.extend(ko.err().map(|why| format!("ko.toml: {key}: {why}")));
                continue;
            }
        };
        let (in_english, in_korean) = (placeholders(&en), placeholders(&ko));
        if in_english != in_korean {
            complaints.push(format!("{key}: en.toml has {in_english:?}, ko.toml has {in_korean:?}"));
        } else if english.is_looked_up(key) && !in_english.is_empty() {
            complaints.push(format!("{key}: a text of a table with {OF} takes no {in_english:?}"));
        } else {
            functions.push(function(key, &english.texts[key], &korean.texts[key], &en, &ko));
        }
    }
    functions.extend(english.enums.iter().map(|(table, of)| look_up(table, of, &english.texts)));

    if complaints.is_empty() { Ok(format!("impl Text {{\n{}}}\n", functions.concat())) } else { Err(complaints) }
}

/// One locale, its tables flattened.
struct File {
    name: &'static str,
    /// `step.sign-in.title` to its text.
    texts: BTreeMap<String, String>,
    /// `failure.hint` to `terms::FailureKind`.
    enums: BTreeMap<String, String>,
}

impl File {
    fn read(name: &'static str, source: &str, complaints: &mut Vec<String>) -> File {
        let mut file = File { name, texts: BTreeMap::new(), enums: BTreeMap::new() };
        match source.parse::<toml::Table>() {
            Ok(root) => file.flatten("", &root, complaints),
            Err(error) => complaints.push(format!("{name}: {}", error.to_string().replace('\n', " "))),
        }
        file
    }

    fn flatten(&mut self, above: &str, table: &toml::Table, complaints: &mut Vec<String>) {
        for (name, value) in table {
            let key = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            let mut complain = |what: &str| complaints.push(format!("{}: {key} {what}", self.name));
            match value {
                toml::Value::String(path) if name == OF => {
                    self.enums.insert(above.into(), path.clone());
                }
                _ if !is_name(name, '-') => complain("is no key: small letters, digits and hyphens, a letter first"),
                toml::Value::Table(inner) => self.flatten(&key, inner, complaints),
                toml::Value::String(text) if text.trim().is_empty() => complain("is empty"),
                toml::Value::String(text) => {
                    self.texts.insert(key, text.clone());
                }
                _ => complain("is neither a text nor a table"),
            }
        }
    }

    /// Whether the key's table has a text for each variant of an enum.
    fn is_looked_up(&self, key: &str) -> bool {
        key.rsplit_once('.').is_some_and(|(table, _)| self.enums.contains_key(table))
    }
}

/// Small letters, digits and `joint`, a letter first.
fn is_name(text: &str, joint: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

/// A stretch of a text.
#[derive(Debug)]
enum Piece {
    Plain(String),
    Value { name: String, particle: Option<(&'static str, &'static str)> },
}

fn pieces(text: &str, may_have_particles: bool) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if let Some(after) = after.strip_prefix(brace) {
            plain.push_str(brace);
            rest = after;
            continue;
        }
        let (inside, after) = match (brace, after.split_once('}')) {
            ("{", Some(halves)) => halves,
            _ => return Err(format!("a brace without its other half; a brace itself is {brace}{brace}")),
        };
        let (name, mark) = inside.split_once(':').map_or((inside, None), |(name, mark)| (name, Some(mark)));
        if !is_name(name, '_') {
            return Err(format!(
                "{{{inside}}} is no placeholder: small letters, digits and underscores, a letter first"
            ));
        }
        let particle = match mark {
            Some(_) if !may_have_particles => return Err(format!("{{{inside}}}: particles are for ko.toml")),
            Some(mark) => Some(PARTICLES.into_iter().find(|(closed, _)| *closed == mark).ok_or_else(|| {
                format!("{{{inside}}}: no such particle; there are {}", PARTICLES.map(|(closed, _)| closed).join(" "))
            })?),
            None => None,
        };
        if !plain.is_empty() {
            pieces.push(Piece::Plain(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Value { name: name.into(), particle });
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    Ok(pieces)
}

/// The names in a text; a particle is no difference.
fn placeholders(pieces: &[Piece]) -> BTreeSet<&str> {
    let names = pieces.iter().filter_map(|piece| match piece {
        Piece::Value { name, .. } => Some(name.as_str()),
        Piece::Plain(_) => None,
    });
    names.collect()
}

fn function(key: &str, english: &str, korean: &str, en: &[Piece], ko: &[Piece]) -> String {
    let arguments: String = placeholders(en).iter().map(|name| format!(", {name}: impl std::fmt::Display")).collect();
    let kind = if arguments.is_empty() { "&'static str" } else { "String" };
    let expression = if arguments.is_empty() { literal } else { formatted };
    // Fenced: rustdoc would read a text's angle brackets, addresses and square brackets as its own.
    let shown = format!("```text\n{}\n{}\n```", english.trim_end(), korean.trim_end());
    format!(
        "#[doc = {shown:?}]\npub fn {}(&self{arguments}) -> {kind} {{\n    match self.locale {{\n        \
         Locale::En => {},\n        Locale::Ko => {},\n    }}\n}}\n",
        identifier(key),
        expression(en),
        expression(ko),
    )
}

/// A text without placeholders, as Rust.
fn literal(pieces: &[Piece]) -> String {
    let text: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => text.as_str(),
            Piece::Value { .. } => unreachable!("a text with a placeholder is formatted"),
        })
        .collect();
    format!("{text:?}")
}

/// A text with placeholders, as a call of `format!`.
fn formatted(pieces: &[Piece]) -> String {
    let (mut template, mut particles) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Plain(text) => template.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Value { name, particle: None } => template.push_str(&format!("{{{name}}}")),
            Piece::Value { name, particle: Some((closed, open)) } => {
                template.push_str(&format!("{{{name}}}{{}}"));
                particles.push_str(&format!(", particle(&{name}.to_string(), {closed:?}, {open:?})"));
            }
        }
    }
    format!("format!({template:?}{particles})")
}

fn look_up(table: &str, of: &str, texts: &BTreeMap<String, String>) -> String {
    let mut arms = String::new();
    for key in texts.keys() {
        if let Some((_, id)) = key.rsplit_once('.').filter(|(above, _)| *above == table) {
            arms.push_str(&format!("        crate::{of}::{} {{ .. }} => self.{}(),\n", variant(id), identifier(key)));
        }
    }
    format!(
        "/// The text of `[{table}]` for this variant.\n\
         #[allow(clippy::unneeded_struct_pattern, reason = \"one pattern for variants with fields and without\")]\n\
         pub fn {}(&self, of: impl std::borrow::Borrow<crate::{of}>) -> &'static str {{\n    \
         match of.borrow() {{\n{arms}    }}\n}}\n",
        identifier(table)
    )
}

/// `step.sign-in.title` is the function `step_sign_in_title`.
fn identifier(key: &str) -> String {
    key.replace(['.', '-'], "_")
}

/// `sign-in` is the variant `SignIn`.
fn variant(id: &str) -> String {
    id.split('-').map(|part| part.split_at(1.min(part.len()))).map(|(head, tail)| head.to_uppercase() + tail).collect()
}
