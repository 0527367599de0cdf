//! Moments, and what is told of one: a call to AWS. Knows no clock.

use serde::Serialize;

/// A moment. The only clock is behind `engine::ports::Clock`.
pub type Timestamp = jiff::Timestamp;

/// How far a place's own time is from UTC.
pub type Offset = jiff::tz::Offset;

/// One call to AWS, for the log that `F3` opens. Never a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// `sesv2`, `ses`, `iam`, `sts`.
    pub service: String,
    /// AWS's name: `CreateEmailIdentity`.
    pub operation: String,
    /// Where it went; IAM is global and has none.
    pub region: Option<String>,
    /// What came back.
    pub result: CallResult,
    /// How long the answer took, in milliseconds, all attempts together.
    pub took_ms: u64,
    /// AWS's id of the request, where an answer arrived.
    pub request_id: Option<String>,
}

/// What came back from a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallResult {
    /// It was done.
    Ok,
    /// AWS refused, with this code.
    Refused(String),
    /// No answer, or none that could be read.
    NoAnswer,
}
