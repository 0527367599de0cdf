//! Patches for `config/mail.php` and `config/services.php`, made only where a line of `.env` would have no effect
//! without them. Nothing is removed; a patched file still parses; a second patch changes nothing. Writes no file, and
//! knows no secret.
//!
//! An existing expression becomes the default: `env('NAME', <what was there>)`. So a server that gets the new code
//! before the new variables goes on as before.

use memchr::memmem;

use super::{
    app::{App, MailLayout},
    files::{Files, MAIL, SERVICES},
    mailer::Mailer,
    php::{Element, Expr, Php},
    plan::{AppKey, KeyNames, MailSettings, can_have},
    sources::Defaults,
};

/// Why a config file cannot be patched. `Display` says what to do by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchRefusal {
    /// It cannot be parsed as PHP.
    #[error("{path} cannot be read as PHP; `php -l {path}` says where")]
    Unreadable {
        /// The file.
        path: &'static str,
    },
    /// An expression stands where an array should be written out.
    #[error("{path}: {entry} is not written out as an array; add {wanted} by hand")]
    NotAnArray {
        /// The file.
        path: &'static str,
        /// Which entry.
        entry: String,
        /// What should be in it.
        wanted: String,
    },
    /// The file is missing, and the framework of this app has no defaults for it.
    #[error("{path} is missing, and this version of Laravel does not fill it in; restore it from the skeleton")]
    Missing {
        /// The file.
        path: &'static str,
    },
    /// This app cannot have the mailer.
    #[error("this app cannot use the mailer ses-v2 (Laravel 9.52 and a config/mail.php with mailers); use ses")]
    NoSesV2,
}

/// The config files that must change for the lines of [`super::plan::lines`] to have an effect, with their new bytes.
pub fn config_patches(app: &App, files: &Files, wish: &MailSettings) -> Result<Vec<(String, Vec<u8>)>, PatchRefusal> {
    if !can_have(app, wish.mailer) {
        return Err(PatchRefusal::NoSesV2);
    }
    let job = Job { app, wish };
    let patches = [(SERVICES, job.services(files)?), (MAIL, job.mail(files)?)];
    Ok(patches.into_iter().filter_map(|(path, bytes)| Some((path.to_owned(), bytes?))).collect())
}

struct Job<'a> {
    app: &'a App,
    wish: &'a MailSettings,
}

/// A key of a config array and what it should be: `'region' => env('AWS_DEFAULT_REGION', 'us-east-1')`.
struct Field {
    key: &'static str,
    variable: &'static str,
    expression: String,
}

impl Job<'_> {
    /// Patches the entry `ses`, from which both API mailers take their key and region.
    fn services(&self, files: &Files) -> Result<Option<Vec<u8>>, PatchRefusal> {
        match self.wish.mailer {
            Mailer::Ses | Mailer::SesV2 => {}
            Mailer::Smtp => return Ok(None),
        }
        let fields = self.fields();
        let new_entry = || Entry::array("ses", fields.iter().map(|field| Entry::plain(field.key, &field.expression)));
        let default_will_do = self.names() == KeyNames::Standard && self.app.defaults == Defaults::Framework;
        let Some(source) = files.get(SERVICES) else {
            return Ok((!default_will_do).then(|| new_file(&new_entry())));
        };
        let config = Config::open(SERVICES, source);
        let mut edits = Vec::new();
        match config.php.entry(&["ses"]) {
            Some(ses) if ses.is_array() => {
                edits.extend(self.redirect(ses, &fields));
                let missing = fields.iter().filter(|field| ses.entry(field.key).is_none());
                let missing: Vec<Entry> = missing.map(|field| Entry::plain(field.key, &field.expression)).collect();
                edits.extend(insertion(ses, None, &missing, source));
            }
            // Computed: it may read the standard names, and cannot read ours.
            Some(_) if self.names() == KeyNames::Standard => {}
            Some(_) => return Err(config.not_an_array("'ses'", &new_entry())),
            None if default_will_do => {}
            None => {
                let all = config.returned(&new_entry())?;
                edits.extend(insertion(all, None, &[new_entry()], source));
            }
        }
        config.edited(edits)
    }

    /// Patches the mailer itself, and entries that read no variable.
    fn mail(&self, files: &Files) -> Result<Option<Vec<u8>>, PatchRefusal> {
        let name: &'static str = self.wish.mailer.into();
        let new_mailer = || Entry::array(name, [Entry::plain("transport", &format!("'{name}'"))]);
        let new_mailers = || Entry::array("mailers", [new_mailer()]);
        let must_be_written = match self.wish.mailer {
            Mailer::SesV2 => true,
            Mailer::Ses => self.app.mail_layout == MailLayout::Mailers && self.app.defaults == Defaults::None,
            Mailer::Smtp => false,
        };
        let Some(source) = files.get(MAIL) else {
            return match (must_be_written, self.app.defaults) {
                (false, _) => Ok(None),
                (true, Defaults::Framework) => Ok(Some(new_file(&new_mailers()))),
                (true, Defaults::None) => Err(PatchRefusal::Missing { path: MAIL }),
            };
        };
        let config = Config::open(MAIL, source);
        let mut edits = self.fixed_choices(&config);
        if let Some(mailer) = config.php.entry(&["mailers", name]) {
            // A key in the mailer takes precedence over that of config/services.php.
            edits.extend(self.redirect(mailer, &self.fields()));
        } else if must_be_written {
            edits.extend(match config.php.entry(&["mailers"]) {
                Some(mailers) if mailers.is_array() => insertion(mailers, Some("ses"), &[new_mailer()], source),
                Some(_) => return Err(config.not_an_array("'mailers'", &new_mailer())),
                None => insertion(config.returned(&new_mailers())?, None, &[new_mailers()], source),
            });
        }
        config.edited(edits)
    }

    fn names(&self) -> KeyNames {
        KeyNames::of(Some(self.app), &self.wish.key, &self.wish.own_keys)
    }

    /// The entries that the app's SES client needs. A role needs no key.
    fn fields(&self) -> Vec<Field> {
        let (names, standard) = (self.names(), KeyNames::Standard);
        let ask = |variable: &str, otherwise: Option<&str>| match otherwise {
            Some(otherwise) => format!("env('{variable}', {otherwise})"),
            None => format!("env('{variable}')"),
        };
        let field = |key, variable, standard, default| {
            let usual = ask(standard, default);
            let expression = if variable == standard { usual } else { ask(variable, Some(&usual)) };
            Field { key, variable, expression }
        };
        let region = field("region", names.region(), standard.region(), Some("'us-east-1'"));
        match (self.wish.mailer, &self.wish.key) {
            (Mailer::Smtp, _) => Vec::new(),
            (Mailer::Ses | Mailer::SesV2, AppKey::Role) => vec![region],
            (Mailer::Ses | Mailer::SesV2, AppKey::Known(_) | AppKey::ToCome) => vec![
                field("key", names.id(), standard.id(), None),
                field("secret", names.secret(), standard.secret(), None),
                region,
            ],
        }
    }

    /// Makes the entries of an array read our variables first. A session token belongs to the other key, so with ours
    /// it is null.
    fn redirect(&self, array: Expr, fields: &[Field]) -> Vec<Edit> {
        let ours = fields.iter().filter_map(|field| Some(ask_first(array.entry(field.key)?, field.variable)));
        let mut edits: Vec<Edit> = ours.flatten().collect();
        let id = self.names().id();
        let pairs_with_ours = self.names() == KeyNames::Separate && fields.iter().any(|field| field.variable == id);
        if let Some(token) = array.entry("token").filter(|token| pairs_with_ours && !token.env_names().contains(id)) {
            let (open, close) = if token.is_call() { ("", "") } else { ("(", ")") };
            edits.extend(around(token, format!("env('{id}') ? null : {open}"), close));
        }
        edits
    }

    /// The mailer and the sender, where the file sets them without reading a variable.
    fn fixed_choices(&self, config: &Config) -> Vec<Edit> {
        let choice = match self.app.mail_layout {
            MailLayout::Mailers => "default",
            MailLayout::Flat => "driver",
        };
        let choices: [(&[&str], &str); 3] = [
            (&[choice], &self.app.mailer_variable),
            (&["from", "address"], "MAIL_FROM_ADDRESS"),
            (&["from", "name"], "MAIL_FROM_NAME"),
        ];
        let fixed = choices.into_iter().filter_map(|(path, variable)| {
            let value = config.php.entry(path)?;
            value.env_names().is_empty().then(|| ask_first(value, variable))
        });
        fixed.flatten().collect()
    }
}

/// `env('NAME', <value>)`, where the value does not read the variable yet.
fn ask_first(value: Expr, variable: &str) -> Vec<Edit> {
    if value.env_names().contains(variable) { vec![] } else { around(value, format!("env('{variable}', "), ")").into() }
}

fn around(value: Expr, before: String, after: &str) -> [Edit; 2] {
    [Edit { at: value.range().start, text: before }, Edit { at: value.range().end, text: after.to_owned() }]
}

/// A config file that can be patched.
struct Config<'f> {
    path: &'static str,
    source: &'f [u8],
    php: Php<'f>,
}

impl<'f> Config<'f> {
    fn open(path: &'static str, source: &'f [u8]) -> Config<'f> {
        Config { path, source, php: Php::parse(source) }
    }

    /// The array that the file returns.
    fn returned(&self, wanted: &Entry) -> Result<Expr<'_>, PatchRefusal> {
        let array = self.php.returned().filter(|returned| returned.is_array());
        array.ok_or_else(|| self.not_an_array("what it returns", wanted))
    }

    fn not_an_array(&self, entry: &str, wanted: &Entry) -> PatchRefusal {
        if self.php.is_flawed() {
            return PatchRefusal::Unreadable { path: self.path };
        }
        PatchRefusal::NotAnArray { path: self.path, entry: entry.into(), wanted: wanted.inline() }
    }

    /// The file with these edits; `None` without edits. A file that cannot be parsed is refused only if it must change.
    fn edited(self, mut edits: Vec<Edit>) -> Result<Option<Vec<u8>>, PatchRefusal> {
        if edits.is_empty() {
            return Ok(None);
        }
        // Stable: the end of a value is inserted before what follows it.
        edits.sort_by_key(|edit| edit.at);
        let mut bytes = self.source.to_vec();
        for Edit { at, text } in edits.into_iter().rev() {
            bytes.splice(at..at, text.into_bytes());
        }
        if self.php.is_flawed() || Php::parse(&bytes).is_flawed() {
            return Err(PatchRefusal::Unreadable { path: self.path });
        }
        Ok(Some(bytes))
    }
}

/// Text that is inserted; nothing is ever removed.
struct Edit {
    at: usize,
    text: String,
}

/// An element to be written into an array.
enum Entry {
    Plain { key: String, expression: String },
    Array { key: String, entries: Vec<Entry> },
}

impl Entry {
    fn plain(key: &str, expression: &str) -> Entry {
        Entry::Plain { key: key.to_owned(), expression: expression.to_owned() }
    }

    fn array(key: &str, entries: impl IntoIterator<Item = Entry>) -> Entry {
        Entry::Array { key: key.to_owned(), entries: entries.into_iter().collect() }
    }

    fn is_tall(&self) -> bool {
        matches!(self, Entry::Array { .. })
    }

    /// On one line.
    fn inline(&self) -> String {
        match self {
            Entry::Plain { key, expression } => format!("'{key}' => {expression}"),
            Entry::Array { key, entries } => {
                let entries: Vec<String> = entries.iter().map(Entry::inline).collect();
                format!("'{key}' => [{}]", entries.join(", "))
            }
        }
    }

    /// Over several lines, the first of them not indented.
    fn tall(&self, indent: &str, line_end: &str) -> String {
        match self {
            Entry::Plain { .. } => self.inline(),
            Entry::Array { key, entries } => {
                let deeper = format!("{indent}{}", if indent.contains('\t') { "\t" } else { "    " });
                let line = |entry: &Entry| format!("{deeper}{},{line_end}", entry.tall(&deeper, line_end));
                let lines: String = entries.iter().map(line).collect();
                format!("'{key}' => [{line_end}{lines}{indent}]")
            }
        }
    }
}

fn new_file(entry: &Entry) -> Vec<u8> {
    format!("<?php\n\nreturn [\n\n    {},\n\n];\n", entry.tall("    ", "\n")).into_bytes()
}

/// Inserts entries into an array in its own style, behind the element `beside`, else behind the last one.
fn insertion(array: Expr, beside: Option<&str>, entries: &[Entry], source: &[u8]) -> Option<Edit> {
    if entries.is_empty() {
        return None;
    }
    let elements = array.elements();
    let neighbour = elements.iter().find(|element| beside.is_some() && element.key().as_deref() == beside);
    let Some(element) = neighbour.or(elements.last()) else {
        let inline: Vec<String> = entries.iter().map(Entry::inline).collect();
        let bracket = source[array.range()].iter().position(|byte| matches!(byte, b'[' | b'('))?;
        let at = array.range().start + bracket + 1;
        return Some(Edit { at, text: inline.join(", ") });
    };
    let line_end = if memmem::find(source, b"\r\n").is_some() { "\r\n" } else { "\n" };
    let written: Vec<String> = match indent_of(*element, source) {
        Some(indent) => {
            let write = |entry: &Entry| {
                let gap = if element.is_tall() && entry.is_tall() { line_end } else { "" };
                format!("{gap}{line_end}{indent}{}", entry.tall(&indent, line_end))
            };
            entries.iter().map(write).collect()
        }
        None => entries.iter().map(|entry| format!(" {}", entry.inline())).collect(),
    };
    let (at, text) = match element.after_comma() {
        Some(comma) => (after_comment(comma, source), format!("{},", written.join(","))),
        None => (element.range().end, format!(",{}", written.join(","))),
    };
    Some(Edit { at, text })
}

/// The blanks before an element that is the first in its line.
fn indent_of(element: Element, source: &[u8]) -> Option<String> {
    let before = &source[..element.range().start];
    let line = before.rsplit(|byte| *byte == b'\n').next()?;
    line.iter().all(|byte| matches!(byte, b' ' | b'\t')).then(|| String::from_utf8_lossy(line).into_owned())
}

/// Behind a comment at the end of the line, which belongs to the element before it.
fn after_comment(at: usize, source: &[u8]) -> usize {
    let line = source[at..].split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let text = line.trim_ascii_start();
    if text.starts_with(b"//") || text.starts_with(b"#") { at + line.len() } else { at }
}
