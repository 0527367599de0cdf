//! What came of a change. Knows nothing of how it was made.

use serde::{Deserialize, Serialize};

use super::{ChangeKind, Facts};

/// What a change left behind.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub change: ChangeKind,
    pub outcome: Outcome,
    /// What was made, where the answer named something: a key's id, a message's.
    pub made: Option<String>,
    /// What only this run can know, joined to the facts.
    pub learned: Option<Box<Facts>>,
}

/// Whether a change was made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// It was so before.
    Already,
}
