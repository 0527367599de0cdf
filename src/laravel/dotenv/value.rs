//! What Laravel's `env()` makes of a value that phpdotenv has read. Does not know how it stands in the file.

/// What Laravel's `env()` makes of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnvValue {
    /// The word `true` or `(true)`, in any case, quoted in the file or not.
    True,
    /// The word `false`.
    False,
    /// The word `null`: the application sees a null, not the default.
    Null,
    /// The word `empty`: the application sees an empty text.
    Empty,
    /// Any other value, without one pair of equal quotes around it.
    Text(String),
}

/// The value as Laravel's `env()` returns it: true, false, null, empty, or text without one pair of quotes.
/// `Empty` is the word `empty`; `as_env("")` is `Text("")`.
pub fn as_env(value: &str) -> EnvValue {
    match value.to_ascii_lowercase().as_str() {
        "true" | "(true)" => EnvValue::True,
        "false" | "(false)" => EnvValue::False,
        "null" | "(null)" => EnvValue::Null,
        "empty" | "(empty)" => EnvValue::Empty,
        _ => EnvValue::Text(within_quotes(value).unwrap_or(value).to_owned()),
    }
}

/// The text that `env()` is asked for where the value is to be what it was: its words stay words of the file.
pub fn as_text(value: &str) -> String {
    match as_env(value) {
        EnvValue::Text(text) => text,
        EnvValue::True => "true".into(),
        EnvValue::False => "false".into(),
        EnvValue::Null | EnvValue::Empty => String::new(),
    }
}

/// The text between equal outer quotes, which `env()` removes. Its pattern does not match across a line feed.
fn within_quotes(value: &str) -> Option<&str> {
    let within = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).filter(|inner| !inner.contains('\n'))
}
