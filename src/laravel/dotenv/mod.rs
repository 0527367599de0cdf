//! `.env`, read and written as phpdotenv 5 does. Knows no operating-system environment and no file system, and of
//! Laravel only what `env()` makes of a value.
//!
//! The grammar is that of phpdotenv 5.6, followed token by token, because its peculiarities break mail: a quote in a
//! comment hides the lines below it without an error, `export A=1` is refused while `export AB=1` is not. A value is
//! written in the plainest form that every reader of such files takes alike ([`written`]), and every phpdotenv 5 reads it
//! back unchanged.

mod merge;
mod read;
mod standing;
mod swallow;
mod value;

pub use merge::{MergeError, merge, written};
pub use read::{Flaw, ReadError, in_phpdotenvs_words, read, read_within};
pub use standing::{SourceLine, source_lines};
pub use swallow::{Swallow, swallowed};
pub use value::{EnvValue, as_env};
