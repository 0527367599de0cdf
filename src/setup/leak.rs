//! Who else may read the files with the app's variables, and what closes that. Knows no git and no file system.

use serde::{Deserialize, Serialize};

/// A way by which the app's variables reach others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leak {
    /// git tracks these files: they are in every clone.
    Tracked {
        /// Their paths in the app.
        files: Vec<String>,
    },
    /// Every user of this machine can read the file.
    Readable {
        /// Its path in the app.
        file: String,
        /// Its permission bits.
        mode: u32,
    },
    /// Copies of them lie in `public/`, which the web server hands out.
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
            Leak::Tracked { files } => {
                let ignored = files.iter().map(|file| format!("echo {} >> .gitignore", quoted(&[file])));
                std::iter::once(format!("git rm --cached -- {}", quoted(files))).chain(ignored).collect()
            }
            Leak::Readable { file, mode } => vec![format!("chmod {:o} {}", Leak::closed(*mode), quoted(&[file]))],
            Leak::Public { files } => vec![format!("rm -- {}", quoted(files))],
        }
    }

    /// Whether a name is that of `.env`, or of one of its kind: another environment's, a copy that was put aside. What is
    /// encrypted, and an example, is for everyone.
    pub fn is_of_variables(name: &str) -> bool {
        let rest = name.strip_prefix(".env");
        rest.is_some_and(|rest| {
            let is_for_everyone = rest == ".example" || rest.ends_with(".encrypted");
            rest.is_empty() || (rest.starts_with(['.', '-', '_', '~']) && !is_for_everyone)
        })
    }
}

fn quoted(words: &[impl AsRef<str>]) -> String {
    shlex::try_join(words.iter().map(AsRef::as_ref)).unwrap_or_default()
}
