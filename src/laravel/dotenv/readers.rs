//! The other programs that read a `.env`: what each makes of a value as it is written. Knows no file and no project; which of
//! them an app has, [`crate::laravel::App`] says.
//!
//! Each is described as it was seen to read; `tests/outside/dotenv-readers` asks the real ones.

use strum::IntoEnumIterator as _;

/// A program, or a library, that reads `.env` beside Laravel.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Reader {
    /// A shell that sources the file.
    Shell,
    /// Vite, which expands `$NAME` in every value.
    Vite,
    /// `dotenv` for Node.
    Dotenv,
    /// `node --env-file`
    Node,
    /// Bun, which reads `.env` by itself.
    Bun,
    /// Docker Compose: `env_file:`, and `.env` beside its own file.
    Compose,
    /// `docker run --env-file`, which takes the rest of the line as it is.
    Docker,
    /// Symfony's Dotenv.
    Symfony,
    /// `python-dotenv`
    Python,
    /// `EnvironmentFile=` of systemd.
    Systemd,
    /// Honcho, and others that read a `Procfile`.
    Honcho,
    /// `dotenv` in an `.envrc`.
    Direnv,
    /// `dotenvy` for Rust.
    Dotenvy,
}

/// How a reader takes what is written.
struct Manner {
    /// What a backslash before a character comes to in double quotes.
    escape: fn(char) -> Escape,
    /// Whether `$NAME` and `${NAME}` stand for something else in double quotes.
    expands_in_double: Expands,
    /// The same in single quotes, where most readers take everything as it is.
    expands_in_single: Expands,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expands {
    Nothing,
    /// `${NAME}` alone.
    InBraces,
    /// `${NAME}` and `$NAME`.
    Names,
    /// Those, `$5` and `$(…)`, and a backquote begins a command.
    Commands,
}

enum Escape {
    /// Backslash and character stay.
    Kept,
    /// The character alone.
    Bare,
    /// This one.
    Is(char),
    /// The reader gives up.
    Refused,
}

impl Reader {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Reader> {
        Reader::iter()
    }

    /// What it reads where this is written behind the `=`; `None` where it gives up, or where that depends on more than the
    /// line.
    pub fn reads(self, written: &str) -> Option<String> {
        if self == Reader::Docker {
            return (!written.contains('\n')).then(|| written.to_owned());
        }
        // It leaves an empty value out.
        if self == Reader::Honcho && written.is_empty() {
            return None;
        }
        let manner = self.manner();
        match Form::of(written)? {
            Form::Bare(text) => (!manner.expands_in_double.finds_any(text)).then(|| text.to_owned()),
            Form::Single(text) => {
                let misled = manner.expands_in_single.finds_any(text) || self == Reader::Python && text.contains('\\');
                (!misled).then(|| text.to_owned())
            }
            // It resolves escapes one kind after the other, so that a pair of backslashes is part of the next one too.
            Form::Double(text) if self == Reader::Symfony && text.contains("\\\\") => None,
            Form::Double(text) => manner.unescaped(text),
        }
    }

    fn manner(self) -> Manner {
        use Escape::{Bare, Is, Kept, Refused};
        match self {
            Reader::Shell | Reader::Systemd => Manner {
                escape: |c| if matches!(c, '"' | '\\' | '$' | '`') { Bare } else { Kept },
                expands_in_double: if self == Reader::Shell { Expands::Commands } else { Expands::Nothing },
                expands_in_single: Expands::Nothing,
            },
            Reader::Vite => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    '$' => Bare,
                    _ => Kept,
                },
                expands_in_double: Expands::Names,
                expands_in_single: Expands::Names,
            },
            Reader::Dotenv => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    _ => Kept,
                },
                expands_in_double: Expands::Nothing,
                expands_in_single: Expands::Nothing,
            },
            Reader::Node => Manner {
                escape: |c| if c == 'n' { Is('\n') } else { Kept },
                expands_in_double: Expands::Nothing,
                expands_in_single: Expands::Nothing,
            },
            Reader::Bun => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    _ => Kept,
                },
                expands_in_double: Expands::Commands,
                expands_in_single: Expands::Commands,
            },
            Reader::Compose => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    _ => Bare,
                },
                expands_in_double: Expands::Names,
                expands_in_single: Expands::Nothing,
            },
            Reader::Symfony => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    '"' | '\\' | '$' => Bare,
                    _ => Kept,
                },
                expands_in_double: Expands::Names,
                expands_in_single: Expands::Nothing,
            },
            Reader::Python | Reader::Honcho => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    'r' => Is('\r'),
                    't' => Is('\t'),
                    'a' => Is('\x07'),
                    'b' => Is('\x08'),
                    'f' => Is('\x0c'),
                    'v' => Is('\x0b'),
                    '"' | '\\' | '\'' => Bare,
                    _ => Kept,
                },
                expands_in_double: if self == Reader::Python { Expands::InBraces } else { Expands::Nothing },
                expands_in_single: if self == Reader::Python { Expands::InBraces } else { Expands::Nothing },
            },
            Reader::Direnv => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    _ => Bare,
                },
                expands_in_double: Expands::Names,
                expands_in_single: Expands::Nothing,
            },
            Reader::Dotenvy => Manner {
                escape: |c| match c {
                    'n' => Is('\n'),
                    '"' | '\\' | '$' | '\'' | ' ' => Bare,
                    _ => Refused,
                },
                expands_in_double: Expands::Names,
                expands_in_single: Expands::Nothing,
            },
            // It is answered before.
            Reader::Docker => {
                Manner { escape: |_| Kept, expands_in_double: Expands::Nothing, expands_in_single: Expands::Nothing }
            }
        }
    }
}

/// A value as it is written.
enum Form<'w> {
    Bare(&'w str),
    Single(&'w str),
    Double(&'w str),
}

impl<'w> Form<'w> {
    fn of(written: &'w str) -> Option<Form<'w>> {
        let within = |quote| written.strip_prefix(quote)?.strip_suffix(quote);
        match written.chars().next() {
            Some('"') => within('"').map(Form::Double),
            Some('\'') => within('\'').map(Form::Single),
            Some(_) | None => Some(Form::Bare(written)),
        }
    }
}

impl Manner {
    fn unescaped(&self, text: &str) -> Option<String> {
        let mut read = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if self.expands_in_double.begins(rest) {
                return None;
            }
            rest = &rest[c.len_utf8()..];
            let Some(next) = rest.chars().next().filter(|_| c == '\\') else {
                read.push(c);
                continue;
            };
            rest = &rest[next.len_utf8()..];
            match (self.escape)(next) {
                Escape::Kept => read.extend(['\\', next]),
                Escape::Bare => read.push(next),
                Escape::Is(c) => read.push(c),
                Escape::Refused => return None,
            }
        }
        Some(read)
    }
}

impl Expands {
    fn finds_any(self, text: &str) -> bool {
        text.char_indices().any(|(at, _)| self.begins(&text[at..]))
    }

    /// Whether something else is put in the place of what begins here.
    fn begins(self, rest: &str) -> bool {
        let mut characters = rest.chars();
        let (first, second) = (characters.next(), characters.next());
        match (first, second) {
            (Some('`'), _) => self == Expands::Commands,
            (Some('$'), Some('{')) => self != Expands::Nothing,
            (Some('$'), Some(c)) if c.is_ascii_alphabetic() || c == '_' => {
                matches!(self, Expands::Names | Expands::Commands)
            }
            (Some('$'), Some(c)) if c.is_ascii_digit() || "(!?#*@-$".contains(c) => self == Expands::Commands,
            _ => false,
        }
    }
}
