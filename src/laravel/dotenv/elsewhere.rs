//! The lines for programs that give an app its environment instead of a `.env`. Knows no file, and not what a line is for.
//!
//! Laravel's `env()` makes words such as `true` into values wherever they come from, so a text is quoted once more here too
//! where it is one of them.

use super::{
    merge::{MergeError, merge, nullify},
    value::{EnvValue, as_env},
};
use crate::terms::shell_word;

/// Who reads the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EnvForm {
    /// Laravel, from `.env`.
    Dotenv,
    /// A shell.
    Shell,
    /// A program; a member of an object.
    Json,
    /// `docker run --env-file`, which knows no quotes.
    Docker,
    /// Compose's `env_file:`, for which a `$` begins a name.
    Compose,
}

/// Why a form cannot hold a value. Does not repeat it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWritable {
    /// The form ends a value at the end of its line.
    #[error("docker run --env-file has one line for each value, and the value of {0} has several")]
    SeveralLines(String),
    /// `.env` cannot hold it.
    #[error(transparent)]
    Refused(#[from] MergeError),
}

/// One line, without its end; `None` is null.
pub fn elsewhere(form: EnvForm, name: &str, value: Option<&str>) -> Result<String, NotWritable> {
    if form == EnvForm::Dotenv {
        let bytes = match value {
            Some(value) => merge(b"", &[(name.to_owned(), value.to_owned())])?,
            None => nullify(b"", &[name.to_owned()])?,
        };
        return Ok(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned());
    }
    let value = value.map_or_else(|| "null".to_owned(), as_variable);
    Ok(match form {
        EnvForm::Shell => format!("export {name}={}", shell_word(&value)),
        EnvForm::Json => format!("{}: {}", serde_json::Value::from(name), serde_json::Value::from(value)),
        EnvForm::Docker if value.contains(['\n', '\r']) => return Err(NotWritable::SeveralLines(name.to_owned())),
        EnvForm::Docker | EnvForm::Dotenv => format!("{name}={value}"),
        EnvForm::Compose => format!("{name}={}", for_compose(&value)),
    })
}

/// The variable of which `env()` makes this text.
fn as_variable(text: &str) -> String {
    match as_env(text) == EnvValue::Text(text.to_owned()) {
        true => text.to_owned(),
        false => format!("\"{text}\""),
    }
}

/// Bare where nothing in it means anything there; in single quotes as it is; else in double quotes with `$$` for a dollar.
fn for_compose(value: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || "_./+=@:-".contains(c);
    if value.chars().all(bare) {
        return value.to_owned();
    }
    if !value.contains(['\'', '\\', '\n', '\r']) {
        return format!("'{value}'");
    }
    let mut written = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '$' => written.push_str("$$"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}
