//! A name means one thing in the whole source: no two types that other files see share one, and a free function says what
//! it does. Knows no types and no macros: a name that a derive makes is not seen.

use std::collections::BTreeMap;

use super::{
    circles::{self, Made},
    reading::{Token, tokens},
};

/// Names that say what a function does only beside the type that it belongs to: as methods they may stay.
const ONLY_METHODS: [&str; 6] = ["of", "tell", "told", "said", "all", "there"];

#[test]
fn a_name_is_defined_once_and_a_free_function_has_a_verb() {
    assert_eq!(complaints(&circles::sources()), [""; 0]);
}

#[test]
fn a_name_that_is_defined_twice_is_seen() {
    let rows: [(Made, &[&str]); 8] = [
        (&[("a", "pub struct X;"), ("b", "pub(super) enum X {}")], &["type X: a, b"]),
        (&[("a", "pub(in crate::a) type X = u8; pub trait X {}")], &["type X: a, a"]),
        // What only its own file sees is that file's matter.
        (&[("a", "pub struct X;"), ("b", "struct X; impl T for X { type Y = u8; }"), ("c", "type Y = u8;")], &[]),
        (&[("a", "// pub struct X;\npub struct X(pub Y); fn f() { let s = \"pub struct X;\"; }")], &[]),
        (&[("a", "pub async fn told() {}\npub(super) const fn of() {}")], &["fn of: a", "fn told: a"]),
        (&[("a", "impl X { fn of() { if a {} } fn tell() {} } trait Y { fn said(); }")], &[]),
        (&[("a", "impl X { fn of() {} }\n#[b] impl<T> Y for Z<T> { fn of() {} } fn of() {}")], &["fn of: a"]),
        (&[("a", "fn f(x: impl Y) -> impl X { g() }\nfn told() {}")], &["fn told: a"]),
    ];
    for (sources, expected) in rows {
        let sources = sources.iter().map(|(file, text)| (file.to_string(), text.to_string())).collect();
        assert_eq!(complaints(&sources), expected, "{sources:#?}");
    }
}

/// The types with one name, and the free functions without a verb, each with the files that define it.
fn complaints(sources: &BTreeMap<String, String>) -> Vec<String> {
    let mut types: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut functions: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (file, text) in sources {
        let tokens = tokens(text);
        visible_types(&tokens).for_each(|name| types.entry(name.to_owned()).or_default().push(file));
        let free = free_functions(&tokens).into_iter().filter(|name| ONLY_METHODS.contains(name));
        free.for_each(|name| functions.entry(name.to_owned()).or_default().push(file));
    }
    types.retain(|_, files| files.len() > 1);
    let said = |what: &str, named: BTreeMap<String, Vec<&str>>| -> Vec<String> {
        named.into_iter().map(|(name, files)| format!("{what} {name}: {}", files.join(", "))).collect()
    };
    [said("fn", functions), said("type", types)].concat()
}

/// The names of the types that other files may see.
fn visible_types<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = &'a str> {
    let is_visible = |at: &usize| match tokens[..*at].last().map(|token| token.text) {
        Some("pub") => true,
        // `pub(super)`, `pub(in crate::a)`
        Some(")") => tokens[..*at].iter().rev().take_while(|it| it.text != ";").take(8).any(|it| it.text == "pub"),
        Some(_) | None => false,
    };
    let defines = |at: &usize| ["struct", "enum", "trait", "type", "union"].contains(&tokens[*at].text);
    (0..tokens.len()).filter(defines).filter(is_visible).filter_map(|at| tokens.get(at + 1)).map(|name| name.text)
}

/// The names of the functions that stand in no `impl` and in no `trait`.
fn free_functions<'a>(tokens: &[Token<'a>]) -> Vec<&'a str> {
    let mut found = Vec::new();
    // How deep in braces we are, and how deep the block is that we pass over.
    let (mut depth, mut passed_over, mut begins) = (0, None, false);
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).map_or("}", |at| tokens[at].text);
        match token.text {
            "{" => {
                if begins && passed_over.is_none() {
                    passed_over = Some(depth);
                }
                begins = false;
                depth += 1;
            }
            "}" => {
                depth -= 1;
                passed_over = passed_over.filter(|outside| *outside != depth);
            }
            // In a type, `impl` stands behind something else.
            "impl" if ["{", "}", ";", "]", "unsafe"].contains(&before) => begins = true,
            "trait" => begins = true,
            "fn" if passed_over.is_none() => found.extend(tokens.get(at + 1).map(|name| name.text)),
            _ => {}
        }
    }
    found
}
