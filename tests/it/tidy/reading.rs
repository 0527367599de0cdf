//! The names, macros and conditions in Rust source. Knows no rule, and no more grammar than it takes to find them.

/// A path in the source. Ours begin with `crate::`, however they were written.
pub struct Named {
    pub line: usize,
    pub path: String,
    /// Behind `pub use`: handed on, not used.
    pub handed_on: bool,
}

/// Every path of two names or more, and every import, in the order of the source. Imports in braces are told apart.
pub fn named(place: &str, tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut module: Vec<&str> = match place {
        "lib" | "main" => vec![],
        _ => place.split("::").collect(),
    };
    // The depth of braces at which each `mod name { … }` in this file began.
    let (mut depth, mut inline) = (0, Vec::new());
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text);
    let mut at = 0;
    while at < tokens.len() {
        let mut paths = Vec::new();
        let next = match (text(at), text(at + 1), text(at + 2)) {
            ("mod", name, "{") => {
                inline.push(depth);
                module.push(name);
                at + 2
            }
            ("{", ..) => {
                depth += 1;
                at + 1
            }
            ("}", ..) => {
                depth -= 1;
                if inline.last() == Some(&depth) {
                    inline.pop();
                    module.pop();
                }
                at + 1
            }
            // Who may see something is no use of theirs.
            ("pub", "(", "in") => (at..tokens.len()).find(|at| text(*at) == ")").unwrap_or(at) + 1,
            ("use", ..) => imports(tokens, at + 1, &[], &mut paths),
            ("extern", "crate", _) => imports(tokens, at + 2, &[], &mut paths),
            (name, "::", _) if is_name(name) => {
                let mut path = vec![name];
                let mut end = at + 1;
                while text(end) == "::" && is_name(text(end + 1)) {
                    path.push(text(end + 1));
                    end += 2;
                }
                paths.push((tokens[at].line, path));
                end
            }
            _ => at + 1,
        };
        let handed_on = text(at) == "use" && at > 0 && ["pub", ")"].contains(&text(at - 1));
        found.extend(paths.into_iter().map(|(line, path)| Named { line, path: resolved(&path, &module), handed_on }));
        at = next;
    }
    found
}

/// Reads the tree of imports that begins at a token, below `above`; returns where it ends.
fn imports<'a>(
    tokens: &[Token<'a>],
    mut at: usize,
    above: &[&'a str],
    found: &mut Vec<(usize, Vec<&'a str>)>,
) -> usize {
    let mut path = above.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text {
            "::" => at += 1,
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = imports(tokens, at, &path, found);
                    // A comma, or something that no import holds.
                    at += usize::from(tokens.get(at).is_some_and(|token| token.text != "}"));
                }
                return at + 1;
            }
            "as" => at += 2,
            "self" if !above.is_empty() && path.len() == above.len() => at += 1,
            name if is_name(name) || name == "*" => {
                path.push(name);
                at += 1;
            }
            _ => break,
        }
    }
    let line = tokens.get(at.saturating_sub(1)).map_or(0, |token| token.line);
    found.push((line, path));
    at
}

/// A path as seen from the crate's root, where it is one of ours.
fn resolved(path: &[&str], module: &[&str]) -> String {
    let ups = path.iter().take_while(|name| **name == "super").count();
    let whole: Vec<&str> = match path.first() {
        Some(&("crate" | "open_sesame")) => [&["crate"], &path[1..]].concat(),
        Some(&"self") => [&["crate"], module, &path[1..]].concat(),
        Some(&"super") => [&["crate"], &module[..module.len().saturating_sub(ups)], &path[ups..]].concat(),
        Some(_) | None => path.to_vec(),
    };
    whole.join("::")
}

pub fn macros<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = (usize, &'a str)> {
    let called = |three: &&[Token<'a>]| is_name(three[0].text) && three[1].text == "!" && three[2].text != "=";
    tokens.windows(3).filter(called).map(|three| (three[0].line, three[0].text))
}

/// The lines of the `if`, `while` and `match` whose condition holds a name with `part` in it.
pub fn decisions_by<'a>(tokens: &'a [Token<'a>], part: &'a str) -> impl Iterator<Item = usize> {
    let decides = |token: &Token| ["if", "while", "match"].contains(&token.text);
    let starts = tokens.iter().enumerate().filter(move |(_, token)| decides(token));
    let asks = move |at: usize| {
        let condition = tokens[at + 1..].iter().take_while(|token| !["{", ";", "=>"].contains(&token.text));
        condition.into_iter().any(|token| token.text.to_lowercase().contains(part))
    };
    starts.filter(move |(at, _)| asks(*at)).map(|(_, token)| token.line)
}

/// The lines of the arms `_ => …` and `_ if … => …`, alone or behind a `|`.
pub fn arms_for_anything_else<'a>(tokens: &'a [Token<'a>]) -> impl Iterator<Item = usize> {
    let arm = |four: &&[Token<'a>]| {
        let begins = ["{", "}", ",", "|"].contains(&four[0].text);
        begins && four[1].text == "_" && (four[2].text == "if" || four[2].text == "=" && four[3].text == ">")
    };
    tokens.windows(4).filter(arm).map(|four| four[1].line)
}

/// A name, a `::`, or another character of code.
pub struct Token<'a> {
    pub line: usize,
    pub text: &'a str,
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The source without blanks, comments, texts and lifetimes.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (length, is_code) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if rest.starts_with("/*") {
            (block_comment(rest), false)
        } else if let Some(length) = literal(rest) {
            (length, false)
        } else if name > 0 {
            (name, true)
        } else if rest.starts_with("::") {
            (2, true)
        } else {
            (first.len_utf8(), !first.is_whitespace())
        };
        let (text, after) = rest.split_at(length);
        if is_code {
            tokens.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    tokens
}

/// The length of the comment that begins here; such comments nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let step = match &rest.as_bytes()[at..] {
            [b'/', b'*', ..] => 1,
            [b'*', b'/', ..] => -1,
            _ => 0,
        };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of the text, the character or the lifetime that begins here.
fn literal(rest: &str) -> Option<usize> {
    let unmarked = rest.trim_start_matches(['b', 'c']);
    if rest.len() - unmarked.len() <= 1 {
        if let Some(raw) = unmarked.strip_prefix('r') {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            if let Some(inside) = raw[hashes..].strip_prefix('"') {
                let close = format!("\"{}", "#".repeat(hashes));
                return Some(
                    rest.len() - inside.len() + inside.find(&close).map_or(inside.len(), |at| at + close.len()),
                );
            }
        }
        if let Some(inside) = unmarked.strip_prefix('"') {
            return Some(rest.len() - inside.len() + closed_by('"', inside));
        }
        if let Some(inside) = unmarked.strip_prefix('\'') {
            let mut following = inside.chars();
            let is_character = following.next() == Some('\\') || following.next() == Some('\'');
            let lifetime = inside.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(inside.len());
            return Some(rest.len() - inside.len() + if is_character { closed_by('\'', inside) } else { lifetime });
        }
    }
    None
}

/// How far it is to just behind the quotation mark, past what a backslash shields.
fn closed_by(quote: char, inside: &str) -> usize {
    let mut shielded = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if shielded => shielded = false,
            '\\' => shielded = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    inside.len()
}
