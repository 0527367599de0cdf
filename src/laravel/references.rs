//! Texts with references, `${NAME:-default}`, as compose and Dockerfiles have them. Knows no value, and of a shell only this.

/// Whose rules hold for a name without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expands {
    /// Compose asks the shell that runs it, which is not known here.
    Compose,
    /// A Dockerfile puts nothing there; a dollar without a name is one.
    Dockerfile,
}

/// A text with its references. `known` has the text of a name, or that it has none; `None` where it cannot tell one of them, or
/// the text cannot be taken apart.
pub(super) fn expanded(text: &str, by: Expands, known: &dyn Fn(&str) -> Option<Option<String>>) -> Option<String> {
    expanded_within(text, by, known, 0)
}

/// Defaults within defaults.
const DEEPEST: usize = 6;

fn expanded_within(
    text: &str,
    by: Expands,
    known: &dyn Fn(&str) -> Option<Option<String>>,
    depth: usize,
) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
            continue;
        }
        let (inner, after) = match rest.strip_prefix('{') {
            Some(rest) => split_at_the_bracket(rest)?,
            None => rest.split_at(end_of_name(rest)),
        };
        rest = after;
        let (name, how) = inner.split_at(end_of_name(inner));
        if name.is_empty() && how.is_empty() && by == Expands::Dockerfile {
            out.push('$');
            continue;
        }
        let set = known(name)?;
        let (set, how) = match how.strip_prefix(':') {
            Some(how) => (set.filter(|text| !text.is_empty()), how),
            None => (set, how),
        };
        let value = match (set, how.chars().next(), by) {
            (Some(text), None | Some('-' | '?'), _) => text,
            (None, Some('-'), _) | (Some(_), Some('+'), _) => expanded_within(&how[1..], by, known, depth + 1)?,
            (None, None | Some('+'), Expands::Dockerfile) => String::new(),
            (None, None | Some(_), Expands::Compose | Expands::Dockerfile) | (Some(_), Some(_), _) => return None,
        };
        out.push_str(&value);
    }
    out.push_str(rest);
    Some(out)
}

fn end_of_name(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len())
}

/// What stands before the bracket that closes, and behind it.
fn split_at_the_bracket(text: &str) -> Option<(&str, &str)> {
    let mut open = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => open += 1,
            '}' if open == 0 => return Some((&text[..at], &text[at + 1..])),
            '}' => open -= 1,
            _ => {}
        }
    }
    None
}
