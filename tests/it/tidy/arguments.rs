//! Does each text get its values in their order? The functions that are made of the locales take their placeholders by the
//! alphabet, all of one type, so that two that change places compile. Here a value that bears another placeholder's name, which
//! that one's own value does not bear, or bears beside this one's, is taken for such a change.

use std::{collections::BTreeMap, fs, path::Path};

use regex_lite::Regex;

use super::circles::sources;

/// The placeholders of each text that has several, in the order of its function's parameters, by the function's name.
fn texts() -> BTreeMap<String, Vec<String>> {
    let english = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales/en.toml")).unwrap();
    let table: toml::Table = english.parse().unwrap();
    let mut texts = BTreeMap::new();
    add(&mut texts, "", &table);
    texts
}

fn add(texts: &mut BTreeMap<String, Vec<String>>, before: &str, table: &toml::Table) {
    let placeholder = Regex::new(r"\{([a-z0-9_]+)(?::[^}]*)?\}").unwrap();
    for (key, value) in table {
        let name = format!("{before}{}", key.replace('-', "_"));
        match value {
            toml::Value::Table(table) => add(texts, &format!("{}_", name.replace('.', "_")), table),
            toml::Value::String(text) => {
                let mut names: Vec<String> = placeholder.captures_iter(text).map(|it| it[1].to_owned()).collect();
                names.sort();
                names.dedup();
                if names.len() > 1 {
                    texts.insert(name, names);
                }
            }
            _ => {}
        }
    }
}

/// The arguments of a call, from behind its parenthesis.
fn arguments(source: &str) -> Vec<&str> {
    let (mut depth, mut from, mut quoted, mut all) = (0, 0, false, Vec::new());
    for (at, c) in source.char_indices() {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                all.push(&source[from..at]);
                break;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(&source[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    all.into_iter().map(str::trim).filter(|it| !it.is_empty()).collect()
}

/// Whether an expression bears this name, by itself or within a longer one.
fn bears(expression: &str, name: &str) -> bool {
    expression.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name)
}

/// The calls in which two values seem to have changed places.
fn swapped(texts: &BTreeMap<String, Vec<String>>, source: &str) -> Vec<String> {
    let call = Regex::new(r"\.([a-z0-9_]+)\(").unwrap();
    let mut found = Vec::new();
    for it in call.captures_iter(source) {
        let (Some(whole), Some(names)) = (it.get(0), texts.get(&it[1])) else { continue };
        let values = arguments(&source[whole.end()..]);
        for (name, value) in names.iter().zip(&values).filter(|(name, value)| !bears(value, name)) {
            let another = names
                .iter()
                .zip(&values)
                .find(|(other, own)| bears(value, other) && (!bears(own, other) || bears(own, name)));
            if let Some((other, _)) = another {
                found.push(format!("{}: {value:?} for {{{name}}} bears the name of {{{other}}}", &it[1]));
            }
        }
    }
    found
}

#[test]
fn the_values_of_a_text_stand_in_its_order() {
    let texts = texts();
    let all = sources();
    let calls = all.values().flat_map(|source| swapped(&texts, source)).collect::<Vec<_>>();
    assert_eq!(calls, [""; 0]);
    // Those that cannot be told by their names.
    let order = |name: &str| texts[name].join(" ");
    assert_eq!((order("card_aws_saw"), order("usage_missing_command")), ("what when".into(), "list name".into()));
}

#[test]
fn values_that_changed_places_are_seen() {
    let texts = BTreeMap::from([("fix_waits".to_owned(), vec!["normal".to_owned(), "on".to_owned()])]);
    let said = |source| swapped(&texts, source).len();
    assert_eq!(said("text.fix_waits(text.wait_name(*on), text.wait_normal(*on))"), 1);
    assert_eq!(said("text.fix_waits(text.wait_normal(*on), text.wait_name(*on))"), 0);
    assert_eq!(said("text.fix_waits(a, b)"), 0);
}
