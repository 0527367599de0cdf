//! The stories that can be played: their list, and one of them begun. Does not know what plays it.

use super::{effect::Effect, model::Model, parts::overlay::Overlay};

impl Model {
    /// The list, on the story that is being played.
    pub(super) fn open_stories(&mut self) -> Vec<Effect> {
        match self.scene.stories() {
            [] => Vec::new(),
            [..] => self.lay_over(Overlay::Stories { picked: self.scene.place_of_playing() }),
        }
    }

    /// Begins the story at this place of the list, also the same one anew.
    pub(super) fn play(&mut self, at: usize) -> Vec<Effect> {
        self.scene.stories().get(at).map(|story| Effect::Play(story.name.clone())).into_iter().collect()
    }
}
