//! A command line that starts no command, and why. For a bad value of one of our types it says which value that was.
//! Knows no text; `run` has them.

use std::{error::Error, ffi::OsString};

use clap::ValueEnum;

use super::{lang::Lang, usage::BadUsage};
use crate::terms::{BadName, BadRegion};

/// A command line that starts no command: it asks for help, or part of it is not valid.
#[derive(Debug)]
pub struct Unread {
    /// What it is instead.
    pub why: WhyUnread,
    /// The value of `--lang`, where there is a valid one.
    pub lang: Option<Lang>,
    /// Whether `--json` is in it.
    pub json: bool,
    /// Whether `--share` is in it.
    pub share: bool,
    /// The whole of it.
    pub args: Vec<OsString>,
}

/// Why a command line starts no command.
#[derive(Debug)]
pub enum WhyUnread {
    /// Help or the version, which clap prints.
    Help(clap::Error),
    /// A flag with a value that is not of its type.
    Value {
        /// The flag, `--region`.
        flag: String,
        /// The value.
        bad: BadValue,
    },
    /// Anything else.
    BadUsage(Box<BadUsage>),
}

/// A bad value, by the type that it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadValue {
    /// A name: of a user, a domain, an address and others.
    Name(BadName),
    /// A region.
    Region(BadRegion),
    /// A value that only a flag takes.
    Flag(BadFlag),
}

/// A bad value of a type that only a flag takes; each with the value as it can be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFlag {
    /// `--wait`
    #[error("“{0}” is not a time to wait here")]
    Duration(String),
    /// `--tag`
    #[error("“{0}” is not a tag")]
    Tag(String),
    /// `--iam-path`
    #[error("“{0}” is not a path in IAM")]
    IamPath(String),
    /// `--permissions-boundary`
    #[error("“{0}” is not the ARN of a policy")]
    Boundary(String),
}

impl Unread {
    /// From clap's error and the words that it was about.
    pub(super) fn of(args: &[OsString], error: clap::Error) -> Unread {
        use clap::error::{ContextKind, ContextValue, ErrorKind};
        let bad = error.source().and_then(BadValue::of);
        let flag = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(flag)) => flag.split(' ').next().unwrap_or_default().to_owned(),
            Some(_) | None => String::new(),
        };
        let why = match (bad, error.kind()) {
            (Some(bad), _) => WhyUnread::Value { flag, bad },
            (
                None,
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            ) => WhyUnread::Help(error),
            (None, _) => WhyUnread::BadUsage(Box::new(BadUsage::from(&error))),
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
            args: args.to_owned(),
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
