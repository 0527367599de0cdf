//! Who else may read `.env`, and what closes that. Knows no git and no file system.

use serde::{Deserialize, Serialize};

/// A way by which `.env` reaches others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leak {
    /// git tracks the file: it is in every clone.
    Tracked,
    /// Every user of this machine can read it.
    Readable {
        /// Its permission bits.
        mode: u32,
    },
    /// Copies of it lie in `public/`, which the web server hands out.
    Public {
        /// Their paths in the app.
        files: Vec<String>,
    },
}

impl Leak {
    /// The permission bits that leave it to its owner, and to the group where that has it now.
    pub fn closed(mode: u32) -> u32 {
        mode & !0o007
    }

    /// The commands that close it, as they would be typed.
    pub fn commands(&self) -> Vec<String> {
        match self {
            Leak::Tracked => vec!["git rm --cached -- .env".into(), "echo .env >> .gitignore".into()],
            Leak::Readable { mode } => vec![format!("chmod {:o} .env", Leak::closed(*mode))],
            Leak::Public { files } => {
                let words = files.iter().map(String::as_str);
                vec![shlex::try_join(["rm", "--"].into_iter().chain(words)).unwrap_or_default()]
            }
        }
    }

    /// Whether a file of the public folder holds variables that are not for everyone.
    pub fn is_public(name: &str) -> bool {
        let rest = name.strip_prefix(".env");
        rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with(['.', '-', '_', '~']) && rest != ".example"))
    }
}
