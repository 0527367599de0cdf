//! A file of the app, and the state that it was seen in. Does not know what is in it.

use serde::{Deserialize, Serialize};

/// A file of the project, by its path from the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectFile(pub String);

/// SHA-256 of a file's bytes; `None` where there was no file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileDigest(pub Option<String>);
