//! Which variables of a file have one value, wherever they are read. Knows no values.

use std::collections::{BTreeMap, BTreeSet};

use crate::laravel::php::Expr;

/// The variables that are set once, by a statement of the file itself, and otherwise only read. Where the file may set
/// variables by name, there are none, and where it requires a file that may: of which one does not, `leaves` tells.
pub(super) fn certain(root: Expr<'_>, leaves: &dyn Fn(Expr<'_>) -> bool) -> BTreeSet<String> {
    let mut set: BTreeMap<String, usize> = BTreeMap::new();
    let mut touched: BTreeSet<String> = BTreeSet::new();
    let at_the_top: BTreeSet<usize> = root
        .children()
        .filter(|it| it.kind() == "expression_statement")
        .filter_map(|it| Some(it.children().next()?.range().start))
        .collect();
    if at_the_top.is_empty() {
        // Of most files there is nothing to be told by going through the whole of them.
        return BTreeSet::new();
    }
    for expr in root.descendants() {
        let mut touch_all = |expr: Option<Expr<'_>>| {
            let variables = expr.into_iter().flat_map(Expr::descendants).filter(|it| it.kind() == "variable_name");
            touched.extend(variables.map(Expr::text));
        };
        match expr.kind() {
            "assignment_expression" => match expr.part("left") {
                Some(left) if left.kind() == "variable_name" && at_the_top.contains(&expr.range().start) => {
                    *set.entry(left.text()).or_default() += 1;
                }
                left => touch_all(left),
            },
            "augmented_assignment_expression" => touch_all(expr.part("left")),
            "reference_assignment_expression"
            | "update_expression"
            | "by_ref"
            | "unset_statement"
            | "global_declaration" => {
                touch_all(Some(expr));
            }
            "foreach_statement" => expr
                .children()
                .skip(1)
                .filter(|it| it.kind() != "compound_statement")
                .for_each(|it| touch_all(Some(it))),
            "function_call_expression"
            | "member_call_expression"
            | "scoped_call_expression"
            | "nullsafe_member_call_expression"
            | "object_creation_expression" => {
                let by_name = ["extract", "parse_str", "eval", "compact"];
                let function = expr.part("function").map(Expr::text);
                if function.as_deref().is_some_and(|it| by_name.contains(&it.trim_start_matches('\\'))) {
                    return BTreeSet::new();
                }
                // What is called may take an argument by reference.
                let pure = function.is_some_and(|it| super::calls::is_pure(it.trim_start_matches('\\')));
                if !pure {
                    expr.part("arguments")
                        .into_iter()
                        .flat_map(Expr::children)
                        .filter_map(|it| it.children().last())
                        .filter(|it| matches!(it.kind(), "variable_name" | "subscript_expression"))
                        .for_each(|it| touch_all(Some(it)));
                }
            }
            "include_expression" | "include_once_expression" | "require_expression" | "require_once_expression"
                if leaves(expr) => {}
            "dynamic_variable_name"
            | "include_expression"
            | "include_once_expression"
            | "require_expression"
            | "require_once_expression" => return BTreeSet::new(),
            _ => {}
        }
    }
    set.into_iter().filter(|(name, times)| *times == 1 && !touched.contains(name)).map(|(name, _)| name).collect()
}
