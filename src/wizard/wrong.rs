//! Why an answer was not taken. Knows no field.

use crate::terms::{BadCredentials, BadName};

/// Why an answer was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is not the name that it should be.
    Name(BadName),
    /// It holds no usable credentials.
    Credentials(BadCredentials),
    /// Nothing was said, and something must be.
    Missing,
    /// So many lines were pasted where one belongs; what stood there stands there still.
    Lines(usize),
    /// What was to be said twice was said in two ways.
    Different,
}
