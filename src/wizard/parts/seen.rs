//! What the user has had before their eyes. A change may be confirmed only when every line that says it was on the
//! screen, in this window or further down: the view tells what there was room for. Does not know what a line says.

use crate::setup::Change;

/// What one drawing had room for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shown {
    /// The change that the page shows, if any.
    pub change: Option<ShownChange>,
    /// So many lines are hidden above.
    pub above: usize,
    /// So many lines are hidden below.
    pub below: usize,
    /// The page stands at its first line, and where its cursor or its action is there was no room for.
    pub hides_its_end: bool,
}

/// The lines that say what a change does, what it costs and how to undo it; of them those from `from` to before `to` were
/// on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownChange {
    /// Which change.
    pub change: Change,
    /// All its lines.
    pub lines: usize,
    /// The first that was shown, from 0.
    pub from: usize,
    /// The first below that was not.
    pub to: usize,
}

/// What was shown so far of the change that is shown now.
#[derive(Debug, Clone, Default)]
pub struct SeenChange {
    change: Option<Change>,
    lines: Vec<bool>,
    /// Lines of the page are hidden above.
    pub above: bool,
    /// Lines of the page are hidden below.
    pub below: bool,
    /// Of a page that has just opened the cursor or the action was not seen yet.
    pub(in crate::wizard) hides_its_end: bool,
}

impl SeenChange {
    /// Adds what one drawing had room for. Another change, or other lines of it, begin from nothing.
    pub(in crate::wizard) fn take(&mut self, shown: Shown) {
        (self.above, self.below) = (shown.above > 0, shown.below > 0);
        self.hides_its_end = shown.hides_its_end;
        let Some(ShownChange { change, lines, from, to }) = shown.change else {
            self.change = None;
            return;
        };
        if self.change.as_ref() != Some(&change) || self.lines.len() != lines {
            (self.change, self.lines) = (Some(change), vec![false; lines]);
        }
        self.lines.iter_mut().take(to).skip(from).for_each(|line| *line = true);
    }

    /// Whether all of it was on the screen.
    pub fn whole(&self, change: &Change) -> bool {
        self.change.as_ref() == Some(change) && self.lines.iter().all(|seen| *seen)
    }
}
