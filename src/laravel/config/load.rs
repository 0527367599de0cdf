//! The config files together, as `config('mail')` would give them. Does not know what an entry is for.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    datum::{ArrayKey, Datum, Evaluated, Origin},
    evaluate::{Env, EnvAnswer, evaluate},
    framework,
};
use crate::laravel::{php::Php, version::Version};

/// The configuration of an app, file by file.
pub(in crate::laravel) struct AppConfig {
    files: BTreeMap<String, Evaluated>,
}

/// What applies to entries that no file of the app has.
pub(in crate::laravel) enum Below {
    /// The config of this framework; of the newest where its version is not known.
    Framework(Option<Version>),
    /// Nothing.
    Nothing,
}

impl AppConfig {
    /// From the app's files, by name without folder and ending, each with its path.
    pub fn load(files: &BTreeMap<&str, (&str, &Php<'_>)>, names: &[&str], below: &Below, env: Env<'_>) -> AppConfig {
        let mut loaded = BTreeMap::new();
        for name in names {
            let own = files.get(name).map(|(path, php)| evaluate(php, path, env));
            let default = match below {
                Below::Framework(version) => framework::file(name, *version),
                Below::Nothing => None,
            };
            let default =
                default.map(|file| (evaluate(&Php::parse(file.source.as_bytes()), file.path, env), file.merged));
            let whole = match (own, default) {
                (Some(own), Some((default, merged))) => over(own, &default, merged),
                (Some(own), None) => own,
                (None, Some((default, _))) => default,
                (None, None) => continue,
            };
            loaded.insert((*name).to_owned(), whole);
        }
        AppConfig { files: loaded }
    }

    /// From a cached file, in which nothing is read from the environment any more. `None` where it is no such file.
    pub fn cached(php: &Php<'_>, path: &str) -> Option<AppConfig> {
        let whole = evaluate(php, path, &|_| EnvAnswer::Absent);
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
