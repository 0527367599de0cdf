//! Where the entries of a config file stand: in it, or in the files that it is put together from. Decides nothing, and writes
//! nothing.
//!
//! A file that is required is changed like the one that requires it where that is certain to change nothing else: it lies in the
//! app, is no package's, and only this one place requires it.

use std::collections::BTreeMap;

use super::entry::ConfigEntry;
use crate::laravel::{
    config::{Required, loaded_by, parse_required, required_by, times_required},
    files::Files,
    patch_refusal::PatchRefusal,
    php::{Expr, Php},
};

/// An expression in one of the files.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p> {
    pub expr: Expr<'p>,
    pub file: &'p str,
}

/// A config file that can be patched, with those that it is put together from.
pub(super) struct Config<'f> {
    path: &'static str,
    php: Php<'f>,
    required: Required<'f>,
    times: BTreeMap<String, usize>,
}

/// An array, as it is put together.
pub(super) struct Table<'p> {
    pieces: Vec<Piece<'p>>,
    /// Those of its arrays that are written out, the outer ones first.
    arrays: Vec<Spot<'p>>,
    main: &'static str,
    /// Whether arrays under one key are put together too, where an array has several.
    within: bool,
}

/// A piece of an array. Later ones replace those before.
enum Piece<'p> {
    Entry {
        key: Option<String>,
        value: Spot<'p>,
    },
    /// Any key may stand here.
    Open(Spot<'p>),
}

/// Files that require each other, and arrays within calls.
const DEEPEST: usize = 12;

impl<'f> Config<'f> {
    /// A file that cannot be parsed is refused although nothing in it may have to change: Laravel cannot load it either.
    pub fn open(path: &'static str, files: &'f Files) -> Result<Config<'f>, PatchRefusal> {
        let php = Php::parse(files.get(path).map(Vec::as_slice).unwrap_or_default());
        let required = parse_required(files, [(path, &php)]);
        let all = [(path, &php)].into_iter().chain(required.iter().map(|(path, php)| (path.as_str(), php)));
        for (path, php) in all {
            if let Some(line) = php.first_flaw() {
                return Err(PatchRefusal::Unreadable { path: path.to_owned(), line });
            }
        }
        let times = if required.is_empty() { BTreeMap::new() } else { times_required(files) };
        Ok(Config { path, php, required, times })
    }

    /// The array that the file returns.
    pub fn returned(&self, wanted: &ConfigEntry) -> Result<Table<'_>, PatchRefusal> {
        const ENTRY: &str = "what it returns";
        match self.php.returned() {
            Some(expr) => self.table(Spot { expr, file: self.path }, ENTRY, wanted),
            None => {
                let (path, wanted) = (self.path.to_owned(), wanted.inline());
                Err(PatchRefusal::NotAnArray { path, line: 1, entry: ENTRY.into(), wanted })
            }
        }
    }

    /// The array under a key; refused where something else stands there, or may.
    pub fn entry_of<'p>(
        &'p self,
        table: &Table<'p>,
        key: &str,
        wanted: &ConfigEntry,
    ) -> Result<Option<Table<'p>>, PatchRefusal> {
        let Some(value) = self.value_of(table, key, wanted)? else { return Ok(None) };
        if !table.within {
            return self.table(value, &format!("'{key}'"), wanted).map(Some);
        }
        let mut whole = Table { pieces: Vec::new(), arrays: Vec::new(), ..*table };
        for piece in &table.pieces {
            match piece {
                Piece::Entry { key: Some(other), value } if other == key => self.take_apart(*value, &mut whole, 0),
                Piece::Entry { .. } => {}
                Piece::Open(spot) => whole.pieces.push(Piece::Open(*spot)),
            }
        }
        match whole.arrays.is_empty() {
            true => Err(self.refusal(value, &format!("'{key}'"), wanted)),
            false => Ok(Some(whole)),
        }
    }

    /// What stands under a key; refused where something that comes later may take its place.
    pub fn value_of<'p>(
        &'p self,
        table: &Table<'p>,
        key: &str,
        wanted: &ConfigEntry,
    ) -> Result<Option<Spot<'p>>, PatchRefusal> {
        for piece in table.pieces.iter().rev() {
            match piece {
                Piece::Entry { key: Some(other), value } if other == key => return Ok(Some(*value)),
                Piece::Entry { .. } => {}
                Piece::Open(spot) => return Err(self.refusal(*spot, &format!("'{key}'"), wanted)),
            }
        }
        Ok(None)
    }

    fn table<'p>(&'p self, whole: Spot<'p>, entry: &str, wanted: &ConfigEntry) -> Result<Table<'p>, PatchRefusal> {
        let within = whole.expr.plain_call().filter(|(name, _)| name == "array_replace_recursive");
        let (pieces, arrays, main) = (Vec::new(), Vec::new(), self.path);
        let mut table = Table { pieces, arrays, main, within: within.is_some() };
        match within {
            Some((_, all)) => {
                let here = |expr| Spot { expr, file: whole.file };
                all.into_iter().for_each(|it| self.take_apart(here(it), &mut table, 0));
            }
            None => self.take_apart(whole, &mut table, 0),
        }
        match table.arrays.is_empty() {
            true => Err(self.refusal(whole, entry, wanted)),
            false => Ok(table),
        }
    }

    fn take_apart<'p>(&'p self, spot: Spot<'p>, table: &mut Table<'p>, depth: usize) {
        let Spot { expr, file } = spot;
        let here = |expr| Spot { expr, file };
        if depth > DEEPEST {
            table.pieces.push(Piece::Open(spot));
        } else if expr.is_array() {
            table.arrays.push(spot);
            for element in expr.elements() {
                match (element.unpacked(), element.value()) {
                    (Some(others), _) => self.take_apart(here(others), table, depth + 1),
                    (None, Some(value)) if element.may_have_any_key() => table.pieces.push(Piece::Open(here(value))),
                    (None, Some(value)) => table.pieces.push(Piece::Entry { key: element.key(), value: here(value) }),
                    (None, None) => table.pieces.push(Piece::Open(spot)),
                }
            }
        } else if let Some(inner) = expr.in_brackets() {
            self.take_apart(here(inner), table, depth + 1);
        } else if let Some(two) = expr.sum() {
            // Of two arrays the first one counts.
            two.into_iter().rev().for_each(|it| self.take_apart(here(it), table, depth + 1));
        } else if let Some(merged) = merged(expr) {
            merged.into_iter().for_each(|it| self.take_apart(here(it), table, depth + 1));
        } else if let Some(returned) = self.returned_by(spot) {
            self.take_apart(returned, table, depth + 1);
        } else {
            table.pieces.push(Piece::Open(spot));
        }
    }

    /// What a file returns that is required here, where it may be changed.
    fn returned_by(&self, Spot { expr, file }: Spot<'_>) -> Option<Spot<'_>> {
        let (path, php) = self.required.get_key_value(&required_by(expr, file)?)?;
        let is_only_here = self.times.get(path) == Some(&1);
        let may_change = is_only_here && !path.starts_with("vendor/");
        php.returned().filter(|_| may_change).map(|expr| Spot { expr, file: path })
    }

    /// A refusal that names the place.
    fn refusal(&self, Spot { expr, file }: Spot<'_>, entry: &str, wanted: &ConfigEntry) -> PatchRefusal {
        let (path, line, entry, wanted) = (file.to_owned(), expr.line(), entry.to_owned(), wanted.inline());
        match expr.is_required() {
            true => {
                let other = loaded_by(expr, file).unwrap_or_else(|| expr.text());
                PatchRefusal::FromAnotherFile { path, line, entry, other, wanted }
            }
            false => PatchRefusal::NotAnArray { path, line, entry, wanted },
        }
    }
}

impl<'p> Table<'p> {
    /// What stands under a key, as far as it is written out.
    pub fn entry(&self, key: &str) -> Option<Spot<'p>> {
        self.pieces.iter().rev().find_map(|piece| match piece {
            Piece::Entry { key: Some(other), value } if other == key => Some(*value),
            Piece::Entry { .. } | Piece::Open(_) => None,
        })
    }

    /// The array that takes more entries: the one with this element, else one of the config file itself.
    pub fn place_for_more(&self, beside: Option<&str>) -> Option<Spot<'p>> {
        let has_it = |it: &&Spot<'p>| beside.is_some_and(|key| it.expr.entry(key).is_some());
        let (last_of_all, own) = (self.arrays.first(), |it: &&Spot<'p>| it.file == self.main);
        self.arrays.iter().rfind(has_it).or_else(|| self.arrays.iter().rfind(own)).or(last_of_all).copied()
    }
}

/// The arguments of `array_merge` and its like, whose later keys replace the earlier.
fn merged(expr: Expr<'_>) -> Option<Vec<Expr<'_>>> {
    let (name, arguments) = expr.plain_call()?;
    matches!(name.as_str(), "array_merge" | "array_replace").then_some(arguments)
}
