//! Constants without a class: those that a file defines as it is loaded, and those of PHP that are the same everywhere. Evaluates
//! nothing.

use std::collections::BTreeSet;

use super::datum::Datum;
use crate::laravel::php::Expr;

/// A constant of PHP; none of one that depends on its version, or on the machine.
pub(super) fn of_php(name: &str) -> Option<Datum> {
    let all = [
        ("PHP_EOL", Datum::text("\n")),
        ("PHP_INT_MAX", Datum::Int(i64::MAX)),
        ("PHP_INT_MIN", Datum::Int(i64::MIN)),
        ("PHP_INT_SIZE", Datum::Int(8)),
        ("M_PI", Datum::Float(std::f64::consts::PI)),
        ("M_E", Datum::Float(std::f64::consts::E)),
    ];
    all.into_iter().find(|(known, _)| *known == name).map(|(_, datum)| datum)
}

/// What a statement of the file itself defines: `const X = …;`, `define('X', …);`.
pub(super) fn defined_by(statement: Expr<'_>) -> Vec<(String, Expr<'_>)> {
    let is = |kind: &str| statement.kind() == kind;
    let constants = statement.children().filter(|it| is("const_declaration") && it.kind() == "const_element");
    let calls = statement.children().take(1).filter(|_| is("expression_statement"));
    constants.filter_map(named).chain(calls.filter_map(defined_in)).collect()
}

/// The names that a file defines other than by a statement of its own: perhaps, or not.
pub(super) fn perhaps_defined(root: Expr<'_>) -> BTreeSet<String> {
    if !root.children().any(|statement| !defined_by(statement).is_empty()) {
        // Of most files there is nothing to be told by going through the whole of them.
        return BTreeSet::new();
    }
    let certain: BTreeSet<usize> =
        root.children().filter_map(|statement| Some(statement.children().next()?.range().start)).collect();
    let calls = root.descendants().filter(|it| it.kind() == "function_call_expression");
    let others = calls.filter(|it| !certain.contains(&it.range().start));
    others.filter_map(defined_in).map(|(name, _)| name).collect()
}

/// `define('X', …)`
fn defined_in(call: Expr<'_>) -> Option<(String, Expr<'_>)> {
    let (function, arguments) = call.plain_call()?;
    let [name, value] = arguments.as_slice() else { return None };
    let name = name.written_text().filter(|_| function == "define")?;
    Some((name.trim_start_matches('\\').to_owned(), *value))
}

/// `X = …`
fn named(element: Expr<'_>) -> Option<(String, Expr<'_>)> {
    let mut parts = element.children();
    parts.next().map(Expr::text).zip(parts.next())
}
