//! The config files together, as `config('mail')` would give them. Does not know what an entry is for.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    datum::{ArrayKey, Datum, Evaluated, Origin, PhpArray},
    evaluate::{ConfigAnswer, Env, EnvAnswer, evaluate},
    framework,
    required::Required,
};
use crate::laravel::{php::Php, version::Version};

/// The configuration of an app, file by file.
pub(in crate::laravel) struct AppConfig {
    files: BTreeMap<String, Evaluated>,
}

/// A file in a folder of `config/`: `config/mail/from.php` is the entry `mail.from`, whatever `config/mail.php` has there.
pub(in crate::laravel) struct Within<'f> {
    /// `mail.from`
    pub entry: String,
    pub path: &'f str,
    pub php: Php<'f>,
}

/// What applies to entries that no file of the app has.
pub(in crate::laravel) enum Below {
    /// The config of this framework; of the newest where its version is not known.
    Framework(Option<Version>),
    /// Nothing.
    Nothing,
}

impl AppConfig {
    /// From the app's files, by name without folder and ending, each with its path, and those in folders.
    pub fn load(
        files: &BTreeMap<&str, (&str, &Php<'_>)>,
        within: &[Within<'_>],
        required: &Required<'_>,
        names: &[&str],
        below: &Below,
        env: Env<'_>,
    ) -> AppConfig {
        let mut loaded: BTreeMap<String, Evaluated> = BTreeMap::new();
        let default_of = |name: &str| {
            let file = match below {
                Below::Framework(version) => framework::file(name, *version),
                Below::Nothing => None,
            }?;
            Some((
                evaluate(&Php::parse(file.source.as_bytes()), file.path, env, &|_| ConfigAnswer::Unknown, required),
                file.merged,
            ))
        };
        // Those of which the app has no file are there before its own are loaded.
        for name in names.iter().filter(|name| !files.contains_key(*name)) {
            loaded.extend(default_of(name).map(|(default, _)| ((*name).to_owned(), default)));
        }
        for name in names {
            if let Some((path, php)) = files.get(name) {
                let by_then = |path: &str| loaded_by_then(&loaded, names, below, path);
                let own = evaluate(php, path, env, &by_then, required);
                let whole = match default_of(name) {
                    Some((default, merged)) => over(own, &default, merged),
                    None => own,
                };
                loaded.insert((*name).to_owned(), whole);
            }
            for file in within.iter().filter(|it| it.entry.split('.').next() == Some(name)) {
                let by_then = |path: &str| loaded_by_then(&loaded, names, below, path);
                let own = evaluate(&file.php, file.path, env, &by_then, required);
                let parts: Vec<&str> = file.entry.split('.').skip(1).collect();
                let whole = put(loaded.remove(*name), &parts, own);
                loaded.insert((*name).to_owned(), whole);
            }
        }
        AppConfig { files: loaded }
    }

    /// Of files that lie where they are not read, as this line of this file has it.
    pub fn unknown(names: &[&str], file: &str, line: usize) -> AppConfig {
        let origin = Origin { file: file.into(), line, variable: None, unset: Vec::new(), besides: Vec::new() };
        let unknown = Evaluated { datum: Datum::Unknown("config/".into()), origin };
        AppConfig { files: names.iter().map(|name| ((*name).to_owned(), unknown.clone())).collect() }
    }

    /// Whether a file is there and is certain to return something else than an array.
    pub fn is_no_array(&self, name: &str) -> bool {
        self.files.get(name).is_some_and(|it| !matches!(it.datum, Datum::Array(_) | Datum::Unknown(_)))
    }

    /// From a cached file, in which nothing is read from the environment any more. `None` where it is no such file.
    pub fn cached(php: &Php<'_>, path: &str) -> Option<AppConfig> {
        let whole = evaluate(php, path, &|_| EnvAnswer::Absent, &|_| ConfigAnswer::Unknown, &Required::new());
        let Datum::Array(array) = &whole.datum else { return None };
        let files = array.whole()?.iter().filter_map(|(name, value)| match name {
            ArrayKey::Name(name) => Some((name.to_string(), value.clone())),
            ArrayKey::Index(_) => None,
        });
        Some(AppConfig { files: files.collect() })
    }

    /// What stands at a path such as `mail.mailers.ses`; `None` where nothing does, and for `null`.
    pub fn get(&self, path: &[&str]) -> Option<&Evaluated> {
        let (file, path) = path.split_first()?;
        let found = self.files.get(*file)?.below(path)?;
        (!matches!(found.datum, Datum::Null)).then_some(found)
    }

    /// The same with a null that is written there.
    pub fn get_or_null(&self, path: &[&str]) -> Option<&Evaluated> {
        let (file, path) = path.split_first()?;
        self.files.get(*file)?.below(path)
    }
}

/// What `config()` finds in the files that are loaded so far. Of the framework's own files only a part is known here, so that what
/// is not found in it, or is a list of it, is not known.
fn loaded_by_then(loaded: &BTreeMap<String, Evaluated>, names: &[&str], below: &Below, path: &str) -> ConfigAnswer {
    let mut parts = path.split('.');
    let Some(file) = parts.next().filter(|file| names.contains(file)) else { return ConfigAnswer::Unknown };
    // A file that comes later in the alphabet is not loaded yet.
    let Some(whole) = loaded.get(file) else { return ConfigAnswer::Absent };
    let found = whole.below(&parts.collect::<Vec<_>>());
    match (found.map(|found| (found, &found.datum)), below) {
        (Some((_, Datum::Unknown(_))), _) | (None | Some((_, Datum::Array(_))), Below::Framework(_)) => {
            ConfigAnswer::Unknown
        }
        (Some((found, _)), _) => ConfigAnswer::Value(found.clone()),
        (None, Below::Nothing) => ConfigAnswer::Absent,
    }
}

/// A value at a path below another, with arrays made where there are none.
fn put(whole: Option<Evaluated>, path: &[&str], value: Evaluated) -> Evaluated {
    let Some((first, rest)) = path.split_first() else { return value };
    let whole = whole.unwrap_or_else(|| Evaluated { datum: Datum::Null, origin: value.origin.clone() });
    let mut array = match &whole.datum {
        Datum::Array(array) => (**array).clone(),
        Datum::Unknown(_) => return whole,
        Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => PhpArray::default(),
    };
    let key = ArrayKey::of(first);
    let below = array.get(&key).cloned();
    array.set(key, put(below, rest, value));
    Evaluated { datum: Datum::Array(Arc::new(array)), origin: whole.origin }
}

/// The app's file over the framework's.
fn over(own: Evaluated, default: &Evaluated, merged: &[&str]) -> Evaluated {
    let (Datum::Array(mine), Datum::Array(theirs)) = (&own.datum, &default.datum) else { return own };
    let mut whole = (**theirs).clone();
    whole.spread(mine);
    for name in merged {
        let key = ArrayKey::of(name);
        let (Some(Datum::Array(theirs)), Some(mine)) = (theirs.get(&key).map(|it| &it.datum), mine.get(&key)) else {
            continue;
        };
        let Datum::Array(entries) = &mine.datum else { continue };
        let mut both = (**theirs).clone();
        both.spread(entries);
        let origin: Origin = mine.origin.clone();
        whole.set(key, Evaluated { datum: Datum::Array(Arc::new(both)), origin });
    }
    Evaluated { datum: Datum::Array(Arc::new(whole)), origin: own.origin }
}
