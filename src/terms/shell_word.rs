//! A word for a POSIX shell. Knows no command.

use std::borrow::Cow;

/// The text, quoted where a POSIX shell would read it as something else. A NUL, which no shell can be given, stays.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    shlex::Quoter::new().allow_nul(true).quote(text).unwrap_or(Cow::Borrowed(text))
}
