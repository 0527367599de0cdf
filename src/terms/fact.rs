//! Something we asked the world about, and the four things we may know of it. Knows nothing of what was asked.

use serde::Serialize;

use super::{Failure, FailureKind};

/// Something we asked the world about. Collapsing any two of these makes a wizard that lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fact<T> {
    /// We have not asked, or what we knew was touched since.
    #[default]
    Unknown,
    /// We asked, and it is not there.
    Absent,
    /// We asked, and this is what is there.
    Present(T),
    /// We asked, and are not allowed to know.
    Hidden(Denial),
}

/// A refusal, in the other end's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Denial {
    /// What it means; decisions are made by this, and never by the code.
    pub kind: FailureKind,
    /// The code on the wire: `AccessDenied`, `AccessDeniedException`, `OptInRequired`.
    pub code: String,
    /// AWS's own sentence.
    pub message: String,
}

impl Denial {
    /// Whether these are AWS's words, and not ours about a file or a program of this machine.
    pub fn is_by_aws(&self) -> bool {
        self.code != self.kind.to_string()
    }
}

impl Failure {
    /// The refusal that this failure tells of; without a code on the wire, its kind stands for one.
    pub fn denial(&self) -> Denial {
        Denial {
            kind: self.kind,
            code: self.code.clone().unwrap_or_else(|| self.kind.to_string()),
            message: self.causes().collect::<Vec<_>>().join(": "),
        }
    }
}

impl<T> Fact<T> {
    /// What is there, if we know that something is.
    pub fn present(&self) -> Option<&T> {
        match self {
            Fact::Present(it) => Some(it),
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => None,
        }
    }

    /// The same, to be changed in place.
    pub fn present_mut(&mut self) -> Option<&mut T> {
        match self {
            Fact::Present(it) => Some(it),
            Fact::Unknown | Fact::Absent | Fact::Hidden(_) => None,
        }
    }

    /// True where an answer is missing; a refusal is an answer.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Fact::Unknown)
    }

    /// Takes newer news; *Unknown* is no news.
    pub fn learn(&mut self, news: Fact<T>) {
        match news {
            Fact::Unknown => {}
            Fact::Absent | Fact::Present(_) | Fact::Hidden(_) => *self = news,
        }
    }
}
