//! Functions of PHP whose result follows from their arguments. Knows no syntax; a function that is not here, or one with
//! arguments on which versions of PHP differ, has no known result.

use std::sync::Arc;

use super::datum::{ArrayKey, Datum, Evaluated, Origin, PhpArray};

/// Functions that [`result`] knows, and others that leave their arguments as they are.
const PURE: &[&str] = &[
    "array_fill_keys",
    "array_filter",
    "array_key_exists",
    "array_map",
    "array_merge",
    "array_replace",
    "array_replace_recursive",
    "array_values",
    "base_path",
    "blank",
    "boolval",
    "config",
    "config_path",
    "count",
    "empty",
    "env",
    "explode",
    "filled",
    "filter_var",
    "getenv",
    "implode",
    "in_array",
    "intval",
    "is_array",
    "is_null",
    "is_string",
    "isset",
    "join",
    "ltrim",
    "mb_strtolower",
    "mb_strtoupper",
    "parse_url",
    "rtrim",
    "sprintf",
    "storage_path",
    "str_contains",
    "str_ends_with",
    "str_replace",
    "str_starts_with",
    "strlen",
    "strtolower",
    "strtoupper",
    "strval",
    "trim",
    "ucfirst",
    "value",
];

/// Whether a function leaves its arguments as they are.
pub(super) fn is_pure(name: &str) -> bool {
    PURE.contains(&name.to_ascii_lowercase().as_str())
}

/// What a function returns, where that is certain. Its name is in lower case; what it makes is from `origin`.
pub(super) fn result(name: &str, given: &[&Datum], origin: &Origin) -> Option<Datum> {
    match (name, given) {
        ("array_merge", all) => merged(all, origin, PhpArray::spread),
        ("array_replace", all) => merged(all, origin, PhpArray::replace),
        ("array_replace_recursive", all) => merged(all, origin, PhpArray::replace_within),
        ("array_fill_keys", [Datum::Array(keys), value]) => {
            let mut filled = PhpArray::default();
            for (_, key) in keys.whole()? {
                let value = Evaluated { datum: (*value).clone(), origin: origin.clone() };
                filled.set(ArrayKey::from(&key.datum)?, value);
            }
            Some(Datum::Array(Arc::new(filled)))
        }
        ("array_filter", [Datum::Array(array)]) => filtered_array(array),
        ("array_map", [Datum::Text(function), Datum::Array(array)]) => {
            let mut mapped = PhpArray::default();
            for (key, value) in array.whole()? {
                let datum = of_one(&function.to_ascii_lowercase(), &value.datum)?;
                mapped.set(key.clone(), Evaluated { datum, origin: value.origin.clone() });
            }
            Some(Datum::Array(Arc::new(mapped)))
        }
        ("array_values", [Datum::Array(array)]) => {
            let mut values = PhpArray::default();
            array.whole()?.iter().for_each(|(_, value)| values.push(value.clone()));
            Some(Datum::Array(Arc::new(values)))
        }
        ("array_key_exists", [key, Datum::Array(array)]) => {
            let key = ArrayKey::from(key)?;
            match (array.whole(), array.known().iter().any(|(known, _)| *known == key)) {
                (_, true) => Some(Datum::Bool(true)),
                (Some(_), false) => Some(Datum::Bool(false)),
                (None, false) => None,
            }
        }
        ("in_array", [needle, Datum::Array(array)]) => contains(array, |it| needle.is_equal(it)),
        ("in_array", [needle, Datum::Array(array), strict]) => match strict.truth()? {
            true => contains(array, |it| needle.is_identical(it)),
            false => contains(array, |it| needle.is_equal(it)),
        },
        ("count", [Datum::Array(array)]) => Some(Datum::Int(i64::try_from(array.whole()?.len()).ok()?)),
        ("explode", [separator, text]) => explode(&separator.as_text()?, &text.as_text()?, origin),
        ("implode" | "join", [separator, Datum::Array(array)]) => {
            let texts: Option<Vec<Arc<str>>> = array.whole()?.iter().map(|(_, it)| it.datum.as_text()).collect();
            bounded(texts?.join(&separator.as_text()?))
        }
        ("str_replace", [from, to, text]) => {
            let (from, to, text) = (from.as_text()?, to.as_text()?, text.as_text()?);
            if from.is_empty() { Some(Datum::Text(text)) } else { bounded(text.replace(&*from, &to)) }
        }
        ("sprintf", [format, rest @ ..]) => printed(&format.as_text()?, rest),
        ("str_contains", [text, part]) => Some(Datum::Bool(text.as_text()?.contains(&*part.as_text()?))),
        ("str_starts_with", [text, part]) => Some(Datum::Bool(text.as_text()?.starts_with(&*part.as_text()?))),
        ("str_ends_with", [text, part]) => Some(Datum::Bool(text.as_text()?.ends_with(&*part.as_text()?))),
        (name, [one]) => of_one(name, one),
        _ => None,
    }
}

fn of_one(name: &str, datum: &Datum) -> Option<Datum> {
    const BLANK: [char; 6] = [' ', '\n', '\r', '\t', '\0', '\x0b'];
    match name {
        "trim" => Some(Datum::text(datum.as_text()?.trim_matches(BLANK))),
        "ltrim" => Some(Datum::text(datum.as_text()?.trim_start_matches(BLANK))),
        "rtrim" => Some(Datum::text(datum.as_text()?.trim_end_matches(BLANK))),
        "strtolower" | "mb_strtolower" => Some(Datum::text(ascii(datum)?.to_ascii_lowercase())),
        "strtoupper" | "mb_strtoupper" => Some(Datum::text(ascii(datum)?.to_ascii_uppercase())),
        "ucfirst" => {
            let text = ascii(datum)?;
            let (first, rest) = text.split_at_checked(1).unwrap_or_default();
            Some(Datum::text([&first.to_ascii_uppercase(), rest].concat()))
        }
        "strlen" => Some(Datum::Int(i64::try_from(datum.as_text()?.len()).ok()?)),
        "strval" => datum.as_text().map(Datum::Text),
        "intval" => datum.as_int().map(Datum::Int),
        "boolval" => datum.truth().map(Datum::Bool),
        "empty" => datum.truth().map(|truth| Datum::Bool(!truth)),
        "is_null" => known(datum).map(|it| Datum::Bool(matches!(it, Datum::Null))),
        "is_string" => known(datum).map(|it| Datum::Bool(matches!(it, Datum::Text(_)))),
        "is_array" => known(datum).map(|it| Datum::Bool(matches!(it, Datum::Array(_)))),
        "blank" => is_blank(datum).map(Datum::Bool),
        "filled" => is_blank(datum).map(|blank| Datum::Bool(!blank)),
        _ => None,
    }
}

/// A part of a URL that has one in a form that every reader takes alike.
pub(super) fn part_of_url(url: &Datum, part: &str) -> Option<Datum> {
    let url = url.as_text()?;
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
        None => (authority, None),
    };
    let plain =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if !plain(host) || !plain(scheme) {
        return None;
    }
    match part.trim_start_matches('\\') {
        "PHP_URL_HOST" => Some(Datum::text(host)),
        "PHP_URL_SCHEME" => Some(Datum::text(scheme)),
        "PHP_URL_PORT" => Some(port.map_or(Datum::Null, |port| Datum::Int(port.into()))),
        _ => None,
    }
}

/// `filter_var` with a filter for truth.
pub(super) fn filtered(datum: &Datum, filter: &str) -> Option<Datum> {
    match filter.trim_start_matches('\\') {
        "FILTER_VALIDATE_BOOLEAN" | "FILTER_VALIDATE_BOOL" => {
            let text = datum.as_text()?.trim().to_ascii_lowercase();
            Some(Datum::Bool(matches!(text.as_str(), "1" | "true" | "on" | "yes")))
        }
        _ => None,
    }
}

fn known(datum: &Datum) -> Option<&Datum> {
    (!datum.is_unknown()).then_some(datum)
}

fn ascii(datum: &Datum) -> Option<Arc<str>> {
    datum.as_text().filter(|text| text.is_ascii())
}

fn is_blank(datum: &Datum) -> Option<bool> {
    Some(match datum {
        Datum::Null => true,
        Datum::Text(text) => text.trim().is_empty(),
        Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) => false,
        Datum::Array(array) => !array.truth()?,
        Datum::Unknown(_) => return None,
    })
}

fn merged(all: &[&Datum], origin: &Origin, add: fn(&mut PhpArray, &PhpArray)) -> Option<Datum> {
    let mut array = PhpArray::default();
    for datum in all {
        match datum {
            Datum::Array(other) => add(&mut array, other),
            Datum::Unknown(text) => {
                // What else it holds is not known, and what follows it is.
                array.spread_unknown(Evaluated { datum: Datum::Unknown(text.clone()), origin: origin.clone() });
            }
            Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => return None,
        }
    }
    Some(Datum::Array(Arc::new(array)))
}

fn filtered_array(array: &PhpArray) -> Option<Datum> {
    let mut kept = PhpArray::default();
    for (key, value) in array.whole()? {
        if value.datum.truth()? {
            kept.set(key.clone(), value.clone());
        }
    }
    Some(Datum::Array(Arc::new(kept)))
}

fn contains(array: &PhpArray, is: impl Fn(&Datum) -> Option<bool>) -> Option<Datum> {
    let said: Vec<Option<bool>> = array.known().iter().map(|(_, it)| is(&it.datum)).collect();
    match said.contains(&Some(true)) {
        true => Some(Datum::Bool(true)),
        false => array.whole().filter(|_| !said.contains(&None)).map(|_| Datum::Bool(false)),
    }
}

fn explode(separator: &str, text: &str, origin: &Origin) -> Option<Datum> {
    if separator.is_empty() {
        return None;
    }
    let mut parts = PhpArray::default();
    for part in text.split(separator) {
        parts.push(Evaluated { datum: Datum::text(part), origin: origin.clone() });
    }
    Some(Datum::Array(Arc::new(parts)))
}

/// `%s`, `%d` and `%%`; other formats are left alone.
fn printed(format: &str, given: &[&Datum]) -> Option<Datum> {
    let (mut out, mut given) = (String::new(), given.iter());
    let mut parts = format.split('%');
    out.push_str(parts.next().unwrap_or_default());
    while let Some(part) = parts.next() {
        if part.is_empty() {
            out.push('%');
            out.push_str(parts.next()?);
        } else if let Some(rest) = part.strip_prefix('s') {
            out.push_str(&given.next()?.as_text()?);
            out.push_str(rest);
        } else if let Some(rest) = part.strip_prefix('d') {
            out.push_str(&given.next()?.as_int()?.to_string());
            out.push_str(rest);
        } else {
            return None;
        }
    }
    bounded(out)
}

fn bounded(text: String) -> Option<Datum> {
    (text.len() <= 64 * 1024).then(|| Datum::text(text))
}
