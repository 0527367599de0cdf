//! What is written out in PHP: texts in quotes, whole numbers. Knows no value that is put together.

use crate::laravel::php::Expr;

/// The text in single quotes, which know two escapes.
pub(super) fn single_quoted(expr: Expr<'_>) -> Option<String> {
    let text = std::str::from_utf8(expr.bytes()).ok()?;
    let inner = text.trim_start_matches(['b', 'B']).strip_prefix('\'')?.strip_suffix('\'')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let (mut out, mut characters) = (String::with_capacity(inner.len()), inner.chars().peekable());
    while let Some(character) = characters.next() {
        let escaped = characters.peek().copied().filter(|next| character == '\\' && matches!(next, '\\' | '\''));
        out.push(escaped.unwrap_or(character));
        if escaped.is_some() {
            characters.next();
        }
    }
    Some(out)
}

/// The text between `<<<END` and `END`, without the indentation of the latter; none where something is inserted or escaped.
pub(super) fn heredoc(expr: Expr<'_>) -> Option<String> {
    let text = std::str::from_utf8(expr.bytes()).ok()?.replace("\r\n", "\n");
    let (opening, rest) = text.split_once('\n')?;
    let (body, end) = rest.rsplit_once('\n').unwrap_or(("", rest));
    let is_verbatim = opening.contains('\'');
    if !is_verbatim && body.contains(['$', '\\']) {
        return None;
    }
    let indent = &end[..end.len() - end.trim_start_matches([' ', '\t']).len()];
    let lines = body.split('\n').map(|line| line.strip_prefix(indent).or(line.trim().is_empty().then_some("")));
    Some(lines.collect::<Option<Vec<_>>>()?.join("\n"))
}

/// What an escape in double quotes stands for.
pub(super) fn unescaped(escape: &str) -> Option<String> {
    let rest = escape.strip_prefix('\\')?;
    let plain = |character: char| Some(character.to_string());
    let code = |digits: &str, base| char::from_u32(u32::from_str_radix(digits, base).ok()?).filter(char::is_ascii);
    match rest.chars().next()? {
        'n' => plain('\n'),
        't' => plain('\t'),
        'r' => plain('\r'),
        'v' => plain('\x0b'),
        'e' => plain('\x1b'),
        'f' => plain('\x0c'),
        '\\' => plain('\\'),
        '$' => plain('$'),
        '"' => plain('"'),
        'u' => {
            let digits = rest.strip_prefix("u{")?.strip_suffix('}')?;
            char::from_u32(u32::from_str_radix(digits, 16).ok()?).map(String::from)
        }
        'x' => code(&rest[1..], 16).map(String::from),
        '0'..='7' => code(rest, 8).map(String::from),
        _ => None,
    }
}

/// A whole number as PHP writes it.
pub(super) fn integer(text: &str) -> Option<i64> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let (digits, base) = match (text.strip_prefix("0x"), text.strip_prefix("0b"), text.strip_prefix("0o")) {
        (Some(digits), _, _) => (digits, 16),
        (_, Some(digits), _) => (digits, 2),
        (_, _, Some(digits)) => (digits, 8),
        (None, None, None) if text.len() > 1 && text.starts_with('0') => (&text[1..], 8),
        (None, None, None) => (text.as_str(), 10),
    };
    i64::from_str_radix(digits, base).ok()
}
