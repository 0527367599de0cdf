//! What is told about a pretend world: its stories, its news, and what comes next in it. Knows no world.

use serde::Serialize;

use super::{Timestamp, shell_word};

/// A story that can be played instead of the real thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// `fresh`, `half-done` …
    pub name: String,
    /// What it is about, in Korean.
    pub ko: String,
    /// The same in English.
    pub en: String,
}

/// All that can be played, and how to leave the stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
    /// In the order in which they are best told.
    pub stories: Vec<Story>,
    /// Where and how it is done in earnest.
    pub in_earnest: InEarnest,
}

/// The real thing that was only played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InEarnest {
    /// The same command line, for a real account.
    pub command: String,
    /// The app's own folder, where `--project` named it.
    pub folder: Option<String>,
}

impl InEarnest {
    /// What is typed, line by line.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let folder = self.folder.as_deref().map(|folder| format!("cd {}", shell_word(folder)));
        folder.into_iter().chain([self.command.clone()])
    }
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
    /// The DNS provider serves these names no more.
    Removed {
        /// Absolute names, without the last dot.
        names: Vec<String>,
    },
    /// SES found what it looked for and calls the identity verified.
    Verified {
        /// The domain or address.
        identity: String,
    },
    /// SES found the MX of the MAIL FROM domain.
    MailFromFound {
        /// The MAIL FROM domain.
        domain: String,
    },
    /// SES has looked for three days and gives up.
    GaveUp {
        /// The domain whose records it looked for.
        domain: String,
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
    /// The link was not clicked in time.
    LinkExpired {
        /// The inbox.
        address: String,
    },
    /// Every corner of AWS knows about the new key.
    KeySpread,
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
    /// What the reviewer granted has taken effect.
    SandboxEnded {
        /// The region's code.
        region: String,
    },
    /// A page of the console would have been opened.
    PageOpened {
        /// Its address.
        link: String,
    },
    /// The clock was moved.
    TimePassed {
        /// By so many seconds.
        seconds: u64,
    },
}

/// What happens next in a pretend world unless the user does something first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    pub at: Timestamp,
    pub what: WorldNews,
}
