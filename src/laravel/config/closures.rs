//! Functions without a name: what one gives that does nothing else. Evaluates nothing.

use crate::laravel::php::Expr;

pub(super) fn is_closure(expr: Expr<'_>) -> bool {
    matches!(expr.kind(), "arrow_function" | "anonymous_function")
}

/// The expression that a function gives: `fn () => …`, `function () { return …; }`. None of one that takes anything from
/// outside.
pub(super) fn made_by(closure: Expr<'_>) -> Option<Expr<'_>> {
    let takes_nothing = closure.part("parameters").is_none_or(|it| it.children().next().is_none());
    let mut parts = closure.children();
    let is_alone = !parts.any(|it| it.kind() == "anonymous_function_use_clause");
    let body = closure.part("body").filter(|_| is_closure(closure) && takes_nothing && is_alone)?;
    if closure.kind() == "arrow_function" {
        return Some(body);
    }
    let mut statements = body.children();
    let only = statements.next().filter(|it| it.kind() == "return_statement")?;
    statements.next().is_none().then(|| only.children().next())?
}
