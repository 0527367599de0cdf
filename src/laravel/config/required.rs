//! Files that a config file is put together from: `require __DIR__.'/ses.php'`. Knows their paths as far as they are written out,
//! and runs nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::literals::integer;
use crate::laravel::{
    files::{Files, is_in_app},
    php::{Expr, Php},
};

/// What is required by config files, by the paths in the app, each parsed once.
pub(in crate::laravel) type Required<'f> = BTreeMap<String, Php<'f>>;

/// The files that a config file of the app names, whether they are there or not.
pub(in crate::laravel) fn required_files(files: &Files) -> Vec<String> {
    let configs = files.iter().filter(|(path, _)| path.starts_with("config/") && path.ends_with(".php"));
    configs
        .filter(|(_, source)| may_require(source))
        .flat_map(|(path, source)| named_in(&Php::parse(source), path))
        .collect()
}

/// Those of them that are there, and what these require in turn.
pub(in crate::laravel) fn parse_required<'f, 'p>(
    files: &'f Files,
    configs: impl IntoIterator<Item = (&'p str, &'p Php<'f>)>,
) -> Required<'f>
where
    'f: 'p,
{
    let may_require_more = |path: &str| files.get(path).is_some_and(|source| may_require(source));
    let of_configs = configs.into_iter().filter(|(path, _)| may_require_more(path));
    let mut open: Vec<String> = of_configs.flat_map(|(path, php)| named_in(php, path)).collect();
    let mut parsed = Required::new();
    while let Some(path) = open.pop().filter(|_| parsed.len() < MOST) {
        if let Some(source) = files.get(&path).filter(|_| !parsed.contains_key(&path)) {
            let php = Php::parse(source);
            open.extend(named_in(&php, &path));
            parsed.insert(path, php);
        }
    }
    parsed
}

/// How often each file is required by the config files of the app, and by those that they are put together from.
pub(in crate::laravel) fn times_required(files: &Files) -> BTreeMap<String, usize> {
    let configs = files.keys().filter(|path| path.starts_with("config/") && path.ends_with(".php"));
    let (mut open, mut read): (Vec<String>, BTreeSet<String>) = (configs.cloned().collect(), BTreeSet::new());
    let mut times = BTreeMap::new();
    while let Some(path) = open.pop() {
        let source = files.get(&path).filter(|source| may_require(source));
        let Some(source) = source.filter(|_| read.insert(path.clone())) else { continue };
        for other in named_in(&Php::parse(source), &path) {
            *times.entry(other.clone()).or_default() += 1;
            open.push(other);
        }
    }
    times
}

/// Files that config files are put together from.
const MOST: usize = 40;
/// Folders that `dirname` goes up at once.
const MOST_LEVELS: i64 = 40;

fn may_require(source: &[u8]) -> bool {
    [&b"require"[..], b"include"].iter().any(|word| memchr::memmem::find(source, word).is_some())
}

/// The files that a file requires anywhere in it.
pub(in crate::laravel) fn named_in(php: &Php<'_>, file: &str) -> Vec<String> {
    php.root().descendants().filter_map(|expr| loaded_by(expr, file)).collect()
}

/// The file of the app whose value `require` or `include` takes; none where that is only known when it runs. What `require_once`
/// gives depends on what was required before.
pub(in crate::laravel) fn required_by(expr: Expr<'_>, file: &str) -> Option<String> {
    let is_one = matches!(expr.kind(), "require_expression" | "include_expression");
    is_one.then(|| loaded_by(expr, file))?
}

/// The file of the app that is loaded by then, `require_once` included.
pub(in crate::laravel) fn loaded_by(expr: Expr<'_>, file: &str) -> Option<String> {
    let path = piece(expr.children().next().filter(|_| expr.is_required())?, file)?;
    let mut parts: Vec<&str> = Vec::new();
    for part in path.strip_prefix('/')?.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    is_in_app(&path).then_some(path)
}

/// A piece of a path; what is one from the root of the app begins with a slash.
fn piece(expr: Expr<'_>, file: &str) -> Option<String> {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    match expr.kind() {
        "string" | "encapsed_string" => expr.written_text(),
        "parenthesized_expression" => piece(expr.children().next()?, file),
        "binary_expression" if expr.part("operator")?.text() == "." => {
            Some([piece(expr.part("left")?, file)?, piece(expr.part("right")?, file)?].concat())
        }
        "function_call_expression" => {
            let arguments: Vec<Expr> = expr.part("arguments")?.children().collect();
            let said = || arguments.first().map(|it| piece(it.children().last()?, file));
            let root = match expr.part("function")?.text().trim_start_matches('\\') {
                "dirname" => {
                    let levels = match arguments.get(1).map(|it| integer(&it.text())) {
                        None => 1,
                        Some(levels) => levels.filter(|it| (1..=MOST_LEVELS).contains(it))?,
                    };
                    return (0..levels).try_fold(said()??, |path, _| folder(&path));
                }
                "config_path" => "/config",
                "base_path" => "",
                "app_path" => "/app",
                "database_path" => "/database",
                "public_path" => "/public",
                "resource_path" => "/resources",
                "storage_path" => "/storage",
                _ => return None,
            };
            let rest = said().map_or(Some(String::new()), |rest| rest)?;
            Some(format!("{root}/{}", rest.trim_start_matches('/')).trim_end_matches('/').to_owned())
        }
        _ => match expr.text().as_str() {
            "__DIR__" => folder(&format!("/{file}")),
            "__FILE__" => Some(format!("/{file}")),
            _ => None,
        },
    }
}
