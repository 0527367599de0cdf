//! `.env`, read and written as phpdotenv 5 does. Knows no operating-system environment and no file system, and of
//! Laravel only what `env()` makes of a value.
//!
//! The grammar is that of phpdotenv 5.6, followed token by token, because its peculiarities break mail: a quote in a
//! comment hides the lines below it without an error, `export A=1` is refused while `export AB=1` is not. A value is
//! written in the plainest form that every reader of such files takes alike ([`written`]), and every phpdotenv 5 reads it
//! back unchanged.

mod elsewhere;
mod merge;
mod read;
mod readers;
mod standing;
mod swallow;
mod value;
mod writing;

pub use elsewhere::{EnvForm, NotWritable, elsewhere};
pub use merge::{MergeError, as_it_stood, merge, merge_for, nullify};
pub use read::{Flaw, Parsed, ReadError, in_phpdotenvs_words, read, read_within, text_of};
pub use readers::Reader;
pub use standing::{SourceLine, source_lines};
pub use swallow::{Swallow, swallowed, swallowed_of};
pub use value::{EnvValue, as_env, as_text};
pub use writing::{misreaders, written, written_for};
