//! The languages that a flag can ask for. Knows no text and no locale.

use clap::ValueEnum;

/// A language of what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    Ko,
    En,
}
