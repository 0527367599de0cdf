//! The doctor's case: the error that was pasted, what was asked of the world for it, and the page that the doctor was called
//! from. Does not know what the error means.

use super::super::path::Page;
use crate::diagnosis::{Ask, checks::CheckId};

/// What the doctor was called for.
#[derive(Debug)]
pub struct Doctor {
    /// The error, as Laravel, the log or AWS said it. It may hold a secret.
    pub complaint: String,
    /// What a receiver wrote above a test, as it was pasted on the page of the test.
    pub received: String,
    /// The check that the user looks at; none where all are told.
    pub picked: Option<CheckId>,
    /// The flags of this run that go before a command about the same thing: which folder, which account, which rehearsal.
    pub here: Vec<String>,
    /// What was asked of the world last; the same is not asked twice.
    pub(in crate::wizard) asked: Option<Ask>,
    /// The page that the way back leads to.
    pub(in crate::wizard) came_from: Page,
}

impl Default for Doctor {
    fn default() -> Doctor {
        Doctor {
            complaint: String::new(),
            received: String::new(),
            picked: None,
            here: Vec::new(),
            asked: None,
            came_from: Page::Start,
        }
    }
}
