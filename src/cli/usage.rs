//! What is wrong with a command line that clap refuses, apart from clap's sentence. Knows no sentence and no command.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// What is wrong with a command line. Flags stand as they are typed, with the name of their value: `--from <ADDRESS>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsageError {
    /// No flag has this name.
    UnknownFlag(String),
    /// No command has this name.
    UnknownCommand(String),
    /// These are required.
    Missing(Vec<String>),
    /// A command that is never alone: these go with it.
    MissingCommand { of: String, one_of: Vec<String> },
    /// The value is not in the flag's list.
    NotInList { flag: String, given: String, allowed: Vec<String> },
    /// The flag needs a value.
    NoValue { flag: String, allowed: Vec<String> },
    /// The flag takes no value, or no further one.
    Needless { flag: String, given: String },
    /// The flag's value stands behind `=`.
    NoEquals(String),
    /// The two do not go together.
    Conflict { flag: String, with: Vec<String> },
    /// The flag may be given once.
    Repeated(String),
    /// Anything else, in clap's words.
    Other(String),
}

/// A command line that clap refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadUsage {
    /// What is wrong with it.
    pub error: UsageError,
    /// What it may have meant: flags, commands or values.
    pub similar: Vec<String>,
    /// How the command is used, `sesame status [OPTIONS]`; empty where that is not known.
    pub usage: String,
}

impl From<&Error> for BadUsage {
    fn from(error: &Error) -> BadUsage {
        let all = |kind| match error.get(kind) {
            Some(ContextValue::String(one)) => vec![one.clone()],
            Some(ContextValue::Strings(many)) => many.clone(),
            Some(_) | None => Vec::new(),
        };
        let one = |kind| all(kind).into_iter().next().unwrap_or_default();
        let flag = || one(ContextKind::InvalidArg);
        let given = || one(ContextKind::InvalidValue);
        let mistake = match error.kind() {
            ErrorKind::UnknownArgument => UsageError::UnknownFlag(flag()),
            ErrorKind::InvalidSubcommand => UsageError::UnknownCommand(one(ContextKind::InvalidSubcommand)),
            ErrorKind::MissingRequiredArgument => UsageError::Missing(all(ContextKind::InvalidArg)),
            ErrorKind::MissingSubcommand => UsageError::MissingCommand {
                of: one(ContextKind::InvalidSubcommand),
                one_of: all(ContextKind::ValidSubcommand),
            },
            ErrorKind::InvalidValue if given().is_empty() => {
                UsageError::NoValue { flag: flag(), allowed: all(ContextKind::ValidValue) }
            }
            ErrorKind::InvalidValue => {
                UsageError::NotInList { flag: flag(), given: given(), allowed: all(ContextKind::ValidValue) }
            }
            ErrorKind::TooManyValues => UsageError::Needless { flag: flag(), given: given() },
            ErrorKind::NoEquals => UsageError::NoEquals(flag()),
            ErrorKind::ArgumentConflict => match all(ContextKind::PriorArg) {
                with if with == [flag()] => UsageError::Repeated(flag()),
                with => UsageError::Conflict { flag: flag(), with },
            },
            _ => UsageError::Other(first_paragraph(&error.to_string())),
        };
        let kinds = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
        let usage = match error.get(ContextKind::Usage) {
            Some(ContextValue::StyledStr(usage)) => usage.to_string().trim_start_matches("Usage:").trim().to_owned(),
            Some(_) | None => String::new(),
        };
        BadUsage { error: mistake, similar: kinds.into_iter().flat_map(all).collect(), usage }
    }
}

/// Clap's message without its mark in front and the usage below.
fn first_paragraph(said: &str) -> String {
    let said = said.split("\n\n").next().unwrap_or_default().trim_start_matches("error: ");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
