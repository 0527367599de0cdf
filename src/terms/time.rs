//! Moments, and what is told about moments: a call to AWS, news from a pretend world. Knows no clock.

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

/// What a rehearsal's world is doing. A live world has no news.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "news")]
pub enum WorldNews {
    /// The world was opened, to tell this story.
    Opened {
        /// The scenario's name.
        scenario: String,
        /// The story in Korean.
        ko: String,
        /// The story in English.
        en: String,
    },
    /// The DNS provider serves these names now.
    Published {
        /// Absolute names, without the last dot.
        names: Vec<String>,
    },
    /// SES found what it looked for and calls the identity verified.
    Verified {
        /// The domain or address.
        identity: String,
    },
    /// A mail with a link lies in this inbox.
    LinkSent {
        /// The inbox.
        address: String,
    },
    /// The link was clicked.
    LinkClicked {
        /// The inbox.
        address: String,
    },
    /// The request for production lies with the reviewer.
    ReviewOpened {
        /// The region's code.
        region: String,
    },
    /// The reviewer answered.
    ReviewAnswered {
        /// The region's code.
        region: String,
        /// Granted or not.
        granted: bool,
    },
    /// The clock was moved.
    TimePassed {
        /// By so many seconds.
        seconds: u64,
    },
}
