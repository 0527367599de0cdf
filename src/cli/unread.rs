//! A command line that begins nothing, and why. What clap says of a value of ours, we say: which value it was stands here,
//! and `run` has the words.

use std::{error::Error, ffi::OsString};

use clap::ValueEnum;

use super::lang::Lang;
use crate::terms::{BadName, BadRegion};

/// A command line that begins nothing: it asks for help, or something in it is none of ours.
#[derive(Debug)]
pub struct Unread {
    pub why: WhyUnread,
    /// As far as `--lang` can be made out.
    pub lang: Option<Lang>,
    pub json: bool,
    /// Whether what is said of it is to be shown to others.
    pub share: bool,
}

#[derive(Debug)]
pub enum WhyUnread {
    /// Help or the version, which clap prints.
    Help(clap::Error),
    /// A flag whose value is not what it takes.
    Value { flag: String, bad: BadValue },
    /// A flag or a command that must be there.
    Missing(clap::Error),
    /// A flag or a command that does not exist, or a value that is none of a list.
    Other(clap::Error),
}

/// A value that is none of ours, by the type that it should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadValue {
    Name(BadName),
    Region(BadRegion),
    Flag(BadFlag),
}

/// A value that only a flag takes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFlag {
    #[error("“{0}” is not a time to wait here")]
    Duration(String),
    #[error("“{0}” is not a tag")]
    Tag(String),
    #[error("“{0}” is not a path in IAM")]
    IamPath(String),
    #[error("“{0}” is not the ARN of a policy")]
    Boundary(String),
}

impl Unread {
    pub(super) fn of(args: &[OsString], error: clap::Error) -> Unread {
        use clap::error::{ContextKind, ContextValue, ErrorKind};
        let bad = error.source().and_then(BadValue::of);
        let flag = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => flag.split(' ').next().unwrap_or_default().to_owned(),
            Some(_) | None => String::new(),
        };
        let why = match (bad, error.kind()) {
            (Some(bad), _) => WhyUnread::Value { flag, bad },
            (None, ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => WhyUnread::Help(error),
            (None, ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand) => WhyUnread::Missing(error),
            (None, _) => WhyUnread::Other(error),
        };
        let texts: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--").collect();
        let after = |at: usize| texts.get(at + 1).copied();
        let lang = texts.iter().enumerate().rev().find_map(|(at, arg)| match *arg {
            "--lang" => after(at),
            arg => arg.strip_prefix("--lang="),
        });
        Unread {
            why,
            lang: lang.and_then(|lang| <Lang as ValueEnum>::from_str(lang, false).ok()),
            json: texts.contains(&"--json"),
            share: texts.contains(&"--share"),
        }
    }
}

impl BadValue {
    fn of(source: &(dyn Error + 'static)) -> Option<BadValue> {
        let name = source.downcast_ref().cloned().map(BadValue::Name);
        let region = || source.downcast_ref().cloned().map(BadValue::Region);
        let flag = || source.downcast_ref().cloned().map(BadValue::Flag);
        name.or_else(region).or_else(flag)
    }
}
