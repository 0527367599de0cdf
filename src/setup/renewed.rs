//! When the values of an app were last written, and what may still have those from before. Knows no file system.

use crate::terms::Timestamp;

/// What is known of it. Nothing of a rehearsal's copy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Renewed {
    /// The file that the values come from: that of the variables, or the cached configuration; and when it was written.
    pub values: Option<(String, Timestamp)>,
    /// When `queue:restart` last left its mark in a cache of files.
    pub restarted: Option<Timestamp>,
    /// The processes of the app on this machine that keep what they were started with, each with what `artisan` was told.
    pub running: Vec<(String, Timestamp)>,
}
