//! A word for a POSIX shell. Knows no command.

use std::borrow::Cow;

/// The text, quoted where a POSIX shell would read it as something else. A NUL, which no shell can be given, stays.
///
/// The equal sign of a flag stays bare: only before a command would a shell take it for an assignment.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let flag = text.split_once('=').filter(|(name, _)| name.starts_with("--") && shell_word(name) == *name);
    if let Some((name, value)) = flag {
        return Cow::Owned(format!("{name}={}", shell_word(value)));
    }
    shlex::Quoter::new().allow_nul(true).quote(text).unwrap_or(Cow::Borrowed(text))
}
