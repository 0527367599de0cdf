//! No file depends on one that depends on it: who reads a file needs those below it, and never the whole room. Knows no
//! method calls: a file that calls a method of a type names the type somewhere, or was handed it.
//!
//! A name that a `mod.rs` hands on with `pub use` belongs to the file that defines it, and handing on is no use.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::{
    reading::{named, tokens},
    rust_files,
};

#[test]
fn no_file_of_a_room_depends_on_one_that_depends_on_it() {
    let sources = sources();
    let uses = &uses(&sources);
    let circles = circles(uses);
    let arrows = circles.iter().flat_map(|circle| {
        let within = |file: &&str| circle.contains(file);
        circle
            .iter()
            .map(move |file| format!("{file} uses {:?}", uses[file].iter().copied().filter(within).collect::<Vec<_>>()))
    });
    assert!(circles.is_empty(), "\n{}\n", arrows.collect::<Vec<_>>().join("\n"));
}

/// Made-up files: the module path of each, and its text.
pub(super) type Made<'a> = &'a [(&'a str, &'a str)];

#[test]
fn a_circle_is_seen() {
    let rows: [(Made, &[&[&str]]); 7] = [
        (&[("a", "use b::X;"), ("a::b", "pub(in crate::a) struct X;")], &[]),
        (&[("a", "mod b; use b::X; struct Y;"), ("a::b", "use super::Y; struct X;")], &[&["a", "a::b"]]),
        (&[("a", "mod b; pub use b::X; struct Y;"), ("a::b", "use super::Y; struct X;")], &[]),
        // A name that is handed on leads to where it is defined.
        (&[("a", "mod b; mod c; pub use b::X;"), ("a::b", "struct X;"), ("a::c", "use super::X;")], &[]),
        (
            &[
                ("a", "pub use b::*;"),
                ("a::b", "use crate::a::c::Z; struct X;"),
                ("a::c", "fn f() -> super::X {} struct Z;"),
            ],
            &[&["a::b", "a::c"]],
        ),
        (
            &[("a", "use crate::b::X;"), ("b", "use crate::c::{self, Y}; struct X;"), ("c", "use crate::a; struct Y;")],
            &[&["a", "b", "c"]],
        ),
        (&[("a", "use self::X; struct X; mod b { use super::X; }")], &[]),
    ];
    for (sources, expected) in rows {
        let sources = sources.iter().map(|(file, text)| (file.to_string(), text.to_string())).collect();
        assert_eq!(circles(&uses(&sources)), expected, "{sources:#?}");
    }
}

/// Every file below `src`, by its module path.
pub(super) fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: PathBuf| {
        let below = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (place(&below), fs::read_to_string(&path).unwrap())
    };
    rust_files(&root).into_iter().map(read).collect()
}

/// The module path of a file below `src`.
fn place(file: &str) -> String {
    file.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::")
}

/// Which file uses which others.
fn uses(sources: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeSet<&str>> {
    // A name as a file hands it on, and the path that it stands for.
    let mut handed_on: BTreeMap<String, String> = BTreeMap::new();
    let mut whole_files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut read: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (file, text) in sources {
        let used = read.entry(file).or_default();
        for it in named(file, &tokens(text)) {
            let path = match it.path.strip_prefix("crate::") {
                Some(ours) => ours.to_owned(),
                None => format!("{file}::{}", it.path),
            };
            if !it.handed_on {
                used.push(path);
            } else if let Some(whole) = path.strip_suffix("::*") {
                whole_files.entry(file).or_default().push(whole.to_owned());
            } else {
                let name = path.rsplit("::").next().unwrap_or_default();
                handed_on.insert(format!("{file}::{name}"), path);
            }
        }
    }
    let defined_in = |path: &str| -> Option<&str> {
        let mut path = path.to_owned();
        for _ in 0..8 {
            let (file, _) =
                sources.iter().filter(|(file, _)| super::fits(&path, file)).max_by_key(|(file, _)| file.len())?;
            let rest: Vec<&str> = path[file.len()..].split("::").filter(|name| !name.is_empty()).collect();
            let Some(name) = rest.first() else { return Some(file) };
            if let Some(onward) = handed_on.get(&format!("{file}::{name}")).filter(|onward| **onward != path) {
                path = onward.clone();
                continue;
            }
            let defines = |text: &str| {
                tokens(text).windows(2).any(|two| {
                    two[1].text == *name
                        && ["struct", "enum", "trait", "type", "fn", "const", "static", "macro_rules"]
                            .contains(&two[0].text)
                })
            };
            let below = whole_files
                .get(file.as_str())
                .into_iter()
                .flatten()
                .find(|below| sources.get(*below).is_some_and(|text| defines(text)));
            match below {
                Some(below) => return sources.get_key_value(below).map(|(file, _)| file.as_str()),
                None => return Some(file),
            }
        }
        None
    };
    read.iter()
        .map(|(file, paths)| {
            let used = paths.iter().filter_map(|path| defined_in(path));
            (*file, used.filter(|other| other != file).collect())
        })
        .collect()
}

/// The groups of files of which each leads to each, sorted.
fn circles<'a>(uses: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Vec<Vec<&'a str>> {
    let reached = |from: &'a str| {
        let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
        while let Some(next) = open.pop() {
            for other in uses.get(next).into_iter().flatten() {
                if reached.insert(*other) {
                    open.push(other);
                }
            }
        }
        reached
    };
    let reach: BTreeMap<&str, BTreeSet<&str>> = uses.keys().map(|file| (*file, reached(file))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (file, others) in reach.iter().filter(|(file, others)| others.contains(*file)) {
        circles.insert(others.iter().filter(|other| reach[*other].contains(file)).copied().collect());
    }
    circles.into_iter().collect()
}
