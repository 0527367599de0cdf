//! What lies over a page, and where in it the user reads. Does not know what it says.

use super::seen::Shown;

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(OverlayKind), doc = "Which of them, wherever it stands.", derive(strum::EnumIter))]
pub enum Overlay {
    /// What the page is about and what the keys do, from so many lines below the first.
    Help { down: usize },
    /// AWS calls, to so many lines above the newest.
    Log { up: usize },
    /// A document as AWS takes it, from so many lines below its first.
    Document { down: usize },
    /// The letter to AWS's reviewers, to be read and changed.
    Letter,
    /// Where the lines with a secret would be copied to, and which they are, from so many lines below the first.
    Secret { down: usize },
    /// The stories that can be played, and which of them is picked.
    Stories { picked: usize },
    /// Whether to leave in the middle of a change.
    Leave,
}

impl Overlay {
    /// So many lines on. How far a text goes is not known here: the next drawing tells. A list of stories has so many.
    pub(in crate::wizard) fn move_by(&mut self, by: isize, stories: usize) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } | Overlay::Secret { down } => {
                *down = down.saturating_add_signed(by);
            }
            Overlay::Log { up } => *up = up.saturating_add_signed(-by),
            Overlay::Stories { picked } => *picked = picked.saturating_add_signed(by).min(stories.saturating_sub(1)),
            Overlay::Letter | Overlay::Leave => {}
        }
    }

    /// Where it was drawn, which is no further than it goes.
    pub(super) fn stands_at(&mut self, shown: &Shown) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } | Overlay::Secret { down } => *down = shown.above,
            Overlay::Log { up } => *up = shown.below,
            Overlay::Letter | Overlay::Stories { .. } | Overlay::Leave => {}
        }
    }
}
