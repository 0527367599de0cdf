//! What an expression of a config file comes to, and where that comes from. Knows no syntax and no Laravel.

use std::{collections::BTreeMap, sync::Arc};

/// A value of PHP, as far as it is known without running anything.
#[derive(Clone)]
pub(in crate::laravel) enum Datum {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// An array.
    Array(Arc<PhpArray>),
    /// What would have to be run: its source, without what may be a secret.
    Unknown(Arc<str>),
}

/// A value with its origin.
#[derive(Clone)]
pub(in crate::laravel) struct Evaluated {
    /// The value.
    pub datum: Datum,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value of the config comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file of the app, by its path; one of `vendor/` for a default of the framework.
    pub file: Arc<str>,
    /// The line of the expression, from 1.
    pub line: usize,
    /// The variable that gave the value; none where it is written in the file.
    pub variable: Option<EnvRead>,
    /// The variables that were asked before, and have no value.
    pub unset: Vec<String>,
    /// Other variables that decided which value it is: those of a condition, or of an expression that only PHP can tell.
    pub besides: Vec<String>,
}

impl Origin {
    /// Every variable that was asked for the value.
    pub fn asked(&self) -> impl Iterator<Item = &str> {
        let own = self.variable.iter().map(|it| it.name.as_str());
        own.chain(self.unset.iter().map(String::as_str)).chain(self.besides.iter().map(String::as_str))
    }
}

/// A variable that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvRead {
    /// Its name.
    pub name: String,
    /// Where its value stands.
    pub place: EnvPlace,
}

/// Where Laravel finds the value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvPlace {
    /// The environment of the process, which goes first.
    Process,
    /// This file of the app.
    File(String),
}

/// A key of a PHP array.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::laravel) enum ArrayKey {
    /// A position.
    Index(i64),
    /// A name.
    Name(Arc<str>),
}

/// An ordered PHP array.
#[derive(Clone, Default)]
pub(in crate::laravel) struct PhpArray {
    entries: Vec<(ArrayKey, Evaluated)>,
    places: BTreeMap<ArrayKey, usize>,
    next: i64,
    /// Something unknown was spread into it: it may have other keys as well.
    open: Option<Evaluated>,
}

impl Datum {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Datum {
        Datum::Text(Arc::from(text.as_ref()))
    }

    /// Whether PHP takes it for true; `None` where it is not known.
    pub fn truth(&self) -> Option<bool> {
        Some(match self {
            Datum::Null => false,
            Datum::Bool(said) => *said,
            Datum::Int(number) => *number != 0,
            Datum::Float(number) => *number != 0.0,
            Datum::Text(text) => !matches!(&**text, "" | "0"),
            Datum::Array(array) => array.truth()?,
            Datum::Unknown(_) => return None,
        })
    }

    /// What `(string)` makes of it. A number with a fraction is written by PHP in a way that depends on its settings.
    pub fn as_text(&self) -> Option<Arc<str>> {
        match self {
            Datum::Null | Datum::Bool(false) => Some("".into()),
            Datum::Bool(true) => Some("1".into()),
            Datum::Int(number) => Some(number.to_string().into()),
            Datum::Text(text) => Some(text.clone()),
            Datum::Float(_) | Datum::Array(_) | Datum::Unknown(_) => None,
        }
    }

    /// What `(int)` makes of it.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Datum::Null => Some(0),
            Datum::Bool(said) => Some(i64::from(*said)),
            Datum::Int(number) => Some(*number),
            Datum::Text(text) => leading_int(text),
            Datum::Float(_) | Datum::Array(_) | Datum::Unknown(_) => None,
        }
    }

    /// Whether it is not known at all.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Datum::Unknown(_))
    }

    /// `===`, where it is certain.
    pub fn is_identical(&self, other: &Datum) -> Option<bool> {
        match (self, other) {
            (Datum::Unknown(_), _) | (_, Datum::Unknown(_)) | (Datum::Array(_), Datum::Array(_)) => None,
            (Datum::Null, Datum::Null) => Some(true),
            (Datum::Bool(one), Datum::Bool(other)) => Some(one == other),
            (Datum::Int(one), Datum::Int(other)) => Some(one == other),
            (Datum::Float(one), Datum::Float(other)) => Some(one == other),
            (Datum::Text(one), Datum::Text(other)) => Some(one == other),
            (
                Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) | Datum::Array(_),
                Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) | Datum::Array(_),
            ) => Some(false),
        }
    }

    /// `==`, where every PHP agrees: a number against a text that is not a number depends on PHP's version.
    pub fn is_equal(&self, other: &Datum) -> Option<bool> {
        match (self, other) {
            (Datum::Bool(_) | Datum::Null, Datum::Bool(_) | Datum::Null)
            | (Datum::Bool(_), _)
            | (_, Datum::Bool(_)) => Some(self.truth()? == other.truth()?),
            (Datum::Null, Datum::Text(text)) | (Datum::Text(text), Datum::Null) => Some(text.is_empty()),
            (Datum::Text(one), Datum::Text(other)) => match (number(one), number(other)) {
                (Some(one), Some(other)) => Some(one == other),
                (Some(_) | None, _) => Some(one == other),
            },
            (Datum::Int(one), Datum::Text(text)) | (Datum::Text(text), Datum::Int(one)) => {
                Some(number(text)? == *one as f64)
            }
            (
                Datum::Null | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) | Datum::Array(_) | Datum::Unknown(_),
                Datum::Null | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) | Datum::Array(_) | Datum::Unknown(_),
            ) => self.is_identical(other),
        }
    }
}

/// The number in a numeric text. PHP's blanks around it, hexadecimal digits and the like are left alone.
fn number(text: &str) -> Option<f64> {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    text.parse().ok().filter(|_| text.chars().all(plain))
}

/// `42` of `42abc`, as `(int)` reads it; texts with an exponent or a fraction are left alone.
fn leading_int(text: &str) -> Option<i64> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']);
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].bytes().take_while(u8::is_ascii_digit).count();
    if text[sign + digits..].starts_with(['.', 'e', 'E']) {
        return None;
    }
    if digits == 0 { Some(0) } else { text[..sign + digits].parse().ok() }
}

impl Evaluated {
    /// The same value, for which these variables were asked in vain.
    pub fn unset(mut self, names: &[String]) -> Evaluated {
        let news = names.iter().filter(|name| !self.origin.unset.contains(name)).cloned().collect::<Vec<_>>();
        self.origin.unset.extend(news);
        self
    }

    /// The same value, on which these variables decided.
    pub fn decided_by(mut self, names: &[String]) -> Evaluated {
        let own = self.origin.variable.as_ref().map(|it| it.name.clone());
        let is_new = |name: &&String| own.as_ref() != Some(*name) && !self.origin.besides.contains(*name);
        let news = names.iter().filter(is_new).cloned().collect::<Vec<_>>();
        self.origin.besides.extend(news);
        self
    }

    /// What stands under a key; null where there is no such key.
    pub fn at(&self, key: &str) -> Option<&Evaluated> {
        match &self.datum {
            Datum::Array(array) => array.get(&ArrayKey::of(key)),
            Datum::Unknown(_) => Some(self),
            Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => None,
        }
    }

    /// What stands under these keys, each in the array under the one before.
    pub fn below(&self, path: &[&str]) -> Option<&Evaluated> {
        path.iter().try_fold(self, |value, key| value.at(key))
    }
}

impl ArrayKey {
    /// As PHP takes a text: a plain decimal number is a position.
    pub fn of(text: &str) -> ArrayKey {
        match text.parse::<i64>() {
            Ok(number) if number.to_string() == text => ArrayKey::Index(number),
            Ok(_) | Err(_) => ArrayKey::Name(text.into()),
        }
    }

    /// The name, where it is no position.
    pub fn name(&self) -> Option<&str> {
        match self {
            ArrayKey::Name(name) => Some(name),
            ArrayKey::Index(_) => None,
        }
    }

    /// As it stands in a path.
    pub fn written(&self) -> String {
        match self {
            ArrayKey::Name(name) => name.to_string(),
            ArrayKey::Index(index) => index.to_string(),
        }
    }

    /// As PHP takes a value.
    pub fn from(datum: &Datum) -> Option<ArrayKey> {
        match datum {
            Datum::Null => Some(ArrayKey::Name("".into())),
            Datum::Bool(said) => Some(ArrayKey::Index(i64::from(*said))),
            Datum::Int(number) => Some(ArrayKey::Index(*number)),
            Datum::Text(text) => Some(ArrayKey::of(text)),
            Datum::Float(_) | Datum::Array(_) | Datum::Unknown(_) => None,
        }
    }
}

impl PhpArray {
    /// How many entries are known.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it is known to hold something, or nothing.
    pub fn truth(&self) -> Option<bool> {
        match (self.entries.is_empty(), &self.open) {
            (false, _) => Some(true),
            (true, None) => Some(false),
            (true, Some(_)) => None,
        }
    }

    /// Its entries in order; `None` where it may have others.
    pub fn whole(&self) -> Option<&[(ArrayKey, Evaluated)]> {
        self.open.is_none().then_some(&self.entries)
    }

    /// The entries that are known, in order.
    pub fn known(&self) -> &[(ArrayKey, Evaluated)] {
        &self.entries
    }

    /// What stands under a key. Where it may have other keys, one that is not listed is unknown.
    pub fn get(&self, key: &ArrayKey) -> Option<&Evaluated> {
        match self.places.get(key) {
            Some(place) => self.entries.get(*place).map(|(_, value)| value),
            None => self.open.as_ref(),
        }
    }

    /// Sets a key, in its old place where it has one.
    pub fn set(&mut self, key: ArrayKey, value: Evaluated) {
        if let ArrayKey::Index(index) = key {
            self.next = self.next.max(index.saturating_add(1));
        }
        match self.places.get(&key) {
            Some(place) => self.entries[*place].1 = value,
            None => {
                self.places.insert(key.clone(), self.entries.len());
                self.entries.push((key, value));
            }
        }
    }

    /// Appends a value.
    pub fn push(&mut self, value: Evaluated) {
        // Behind something unknown its position is not known.
        if self.open.is_none() {
            self.set(ArrayKey::Index(self.next), value);
        }
    }

    /// `[...$this, ...$other]`, and `array_merge`: names are replaced, positions counted on.
    pub fn spread(&mut self, other: &PhpArray) {
        if let Some(unknown) = &other.open {
            self.spread_unknown(unknown.clone());
        }
        for (key, value) in &other.entries {
            match key {
                ArrayKey::Index(_) => self.push(value.clone()),
                ArrayKey::Name(_) => self.set(key.clone(), value.clone()),
            }
        }
    }

    /// `array_replace`: every key is replaced, positions too.
    pub fn replace(&mut self, other: &PhpArray) {
        if let Some(unknown) = &other.open {
            self.spread_unknown(unknown.clone());
        }
        for (key, value) in &other.entries {
            self.set(key.clone(), value.clone());
        }
    }

    /// `array_replace_recursive`: the same, and arrays under one key are replaced key by key.
    pub fn replace_within(&mut self, other: &PhpArray) {
        if let Some(unknown) = &other.open {
            self.spread_unknown(unknown.clone());
        }
        for (key, value) in &other.entries {
            let Datum::Array(theirs) = &value.datum else {
                self.set(key.clone(), value.clone());
                continue;
            };
            let now = match self.get(key) {
                Some(mine) => match &mine.datum {
                    Datum::Array(mine) => {
                        let mut both = (**mine).clone();
                        both.replace_within(theirs);
                        Evaluated { datum: Datum::Array(Arc::new(both)), origin: value.origin.clone() }
                    }
                    Datum::Unknown(_) => mine.clone(),
                    Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => value.clone(),
                },
                None => value.clone(),
            };
            self.set(key.clone(), now);
        }
    }

    /// Something unknown is spread into it: every name so far may have been replaced.
    pub fn spread_unknown(&mut self, unknown: Evaluated) {
        for (_, value) in &mut self.entries {
            *value = unknown.clone();
        }
        self.open = Some(unknown);
    }
}
