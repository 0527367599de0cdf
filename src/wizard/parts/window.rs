//! What the user has before their eyes: how large the window is, how far the page was moved, what lies over it and what was
//! seen. Does not know what is drawn.

use std::collections::{BTreeSet, HashMap};

use super::{
    super::{
        keys::Key,
        message::{Act, ActKind},
        path::Page,
    },
    draft::Draft,
    overlay::Overlay,
    seen::{SeenChange, Shown},
};
use crate::setup::{Change, NoPage, Step};

/// The window on the page.
#[derive(Debug)]
pub struct Window {
    /// Columns of the terminal.
    pub columns: u16,
    /// Rows of the terminal.
    pub rows: u16,
    /// Lines that the page is moved up by, beyond where it would stand by itself.
    pub scroll: isize,
    /// Whether the page stands where its cursor or its action is, rather than at its first line, at which it opens.
    pub follows: bool,
    /// What was on the screen so far.
    pub seen: SeenChange,
    /// Whether what lies over the page goes on above and below its frame.
    pub(in crate::wizard) over: Hides,
    /// What lies over the page.
    pub overlay: Option<Overlay>,
    /// The letter to AWS's reviewers while it is open.
    pub draft: Option<Box<Draft>>,
    /// What the keys do as far as the user has seen.
    pub(in crate::wizard) settled: KeysSeen,
    /// What the last key did, where nothing else shows it.
    pub notice: Option<Notice>,
    /// The pages that were shown in this run.
    pub(in crate::wizard) visited: BTreeSet<Page>,
    /// The record that the user moved to on the identity's page.
    pub picked: Option<usize>,
    /// The records there whose value was copied.
    pub copied: BTreeSet<usize>,
}

/// What the keys do as far as the user has seen, and whose the last word was.
#[derive(Debug, Default)]
pub(in crate::wizard) struct KeysSeen {
    /// By key; where a key is not here, what it does was not seen. `None` where it does nothing.
    pub known: HashMap<Key, Option<(Act, Option<Change>)>>,
    pub is_by_the_user: bool,
    /// Whether the page was another before it.
    pub has_turned: bool,
}

/// What a key did that shows nowhere else: what was put on the clipboard, that there was another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The name of a record was copied.
    Name(String),
    /// The value of a record was copied.
    Value(String),
    /// The message for a colleague was copied.
    Message,
    /// A session was put at rest: in which profile, of which file.
    SignedIn { profile: String, config: String },
    /// The records were saved in the app's folder, in a file of this name.
    Saved(String),
    /// The link into the console was copied.
    Link,
    /// The line for AWS CloudShell was copied.
    Line,
    /// The block for AWS CloudShell was copied.
    Block,
    /// A browser was asked to open the page; whether it did is not known.
    PageAsked,
    /// The page cannot be opened here; its link was copied instead.
    PageNotHere(NoPage),
    /// The page could not be opened; its link was copied instead.
    PageFailed,
    /// The lines for `.env` were copied.
    Lines,
    /// The policy was copied.
    Document,
    /// The letter to AWS's reviewers was copied.
    Letter,
    /// These records were not in DNS, and now are; by their names, whole.
    Published(Vec<String>),
    /// What the doctor found was copied.
    Report,
    /// The look that was asked for is over.
    Looked,
    /// This key was held, because what it does had only just changed; what it does now.
    Held(Key, ActKind),
    /// A page was left on which something is still to be done.
    Left(Step),
}

/// Lines that a frame had no room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::wizard) struct Hides {
    pub above: bool,
    pub below: bool,
}

impl Default for Window {
    fn default() -> Window {
        Window {
            columns: 80,
            rows: 24,
            scroll: 0,
            follows: false,
            seen: SeenChange::default(),
            over: Hides::default(),
            overlay: None,
            draft: None,
            settled: KeysSeen::default(),
            notice: None,
            visited: BTreeSet::new(),
            picked: None,
            copied: BTreeSet::new(),
        }
    }
}

impl Window {
    /// The terminal has another size, in columns and rows.
    pub(in crate::wizard) fn resize(&mut self, columns: u16, rows: u16) {
        (self.columns, self.rows, self.scroll) = (columns, rows, 0);
    }

    /// Another page is shown, from its top.
    pub(in crate::wizard) fn turn_over(&mut self) {
        self.begin_at_the_top();
        self.picked = None;
    }

    /// The page has other matter than before, and is read from its first line.
    pub(in crate::wizard) fn begin_at_the_top(&mut self) {
        (self.scroll, self.follows, self.seen.hides_its_end) = (0, false, false);
    }

    /// The user does something on the page: it moves to where that is.
    pub(in crate::wizard) fn follow(&mut self) {
        (self.scroll, self.follows) = (0, true);
    }

    /// Takes what the last drawing had room for. Below an overlay the page is not seen, and not forgotten.
    pub(in crate::wizard) fn take(&mut self, shown: Shown) {
        match &mut self.overlay {
            Some(overlay) => {
                self.over = Hides { above: shown.above > 0, below: shown.below > 0 };
                overlay.stands_at(&shown);
            }
            None => self.seen.take(shown),
        }
    }

    /// Most of a window further, so that nothing between is missed. `stories` is the length of the list.
    pub(in crate::wizard) fn read_by(&mut self, windows: isize, stories: usize) {
        // Header, rules, footer and title take six rows, and one is seen again.
        let window = isize::try_from(self.rows).unwrap_or(isize::MAX).saturating_sub(7).max(1);
        match &mut self.overlay {
            // A frame takes two more.
            Some(overlay) => overlay.move_by(windows * (window - 2).max(1), stories),
            None => self.scroll += windows * window,
        }
    }
}
